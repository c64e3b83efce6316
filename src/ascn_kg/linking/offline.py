"""Checking links against the reference data of installed packages, without any network."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from ascn_kg.datasets import GEONAMES, ISO_COUNTRIES, ISO_SUBDIVISIONS, LOCODE, M49
from ascn_kg.linking.collection import Collection
from ascn_kg.linking.findings import finding
from ascn_kg.linking.mappings import BROAD, EXACT, Mapping
from ascn_kg.linking.places import ALLOWED_KM, country_code, kilometres, point
from ascn_kg.linking.reference import Entry, Reference
from ascn_kg.matching.designations import readings
from ascn_kg.matching.keys import normal
from ascn_kg.namespaces import NAME_PROPERTIES, compact
from ascn_kg.problems import Problem

#: What a mapping may say that an identifier of each level of the reference data stands for.
_LEVELS: Final = {
    "country": {"country", "city-state"},
    "area-1": {"first-area", "city-province"},
    "area-2": {"second-area"},
    "settlement": {"city", "place"},
}
#: Levels of ISO 3166-2 codes: what is a subdivision may be a city that stands by itself.
_CODE_LEVELS: Final = {"area-1", "area-2"}
#: How many letters a name may differ from a known one, as transliterations do.
_SPELLING: Final = 2


def check_offline(collection: Collection, reference: Reference) -> Iterator[Problem]:
    """Yield what is wrong with the mappings of ``collection``.

    The identifier has the form of its dataset and exists in the reference data, stands for the
    level that the mapping says, has a name that we know, and lies in the country and near the
    point of the thing; no two things share an exact match.
    """
    yield from shared(collection.mappings)
    for mapping in collection.mappings:
        if mapping.found:
            yield from _Check(mapping, collection, reference).problems()


def shared(mappings: Iterable[Mapping]) -> Iterator[Problem]:
    """Yield the exact matches of several things to one identifier."""
    by_target: dict[str, list[Mapping]] = defaultdict(list)
    for mapping in mappings:
        if mapping.predicate == EXACT and mapping.found:
            by_target[mapping.target].append(mapping)
    for several in by_target.values():
        things = sorted({compact(mapping.thing) for mapping in several})
        if len(things) > 1:
            for mapping in several:
                yield finding("link-shared", mapping, f"{mapping.identifier}: {', '.join(things)}")


class _Check:
    """The check of one mapping."""

    def __init__(self, mapping: Mapping, collection: Collection, reference: Reference) -> None:
        self.mapping = mapping
        self.facts = collection.assembly.facts
        self.reference = reference

    def problems(self) -> Iterator[Problem]:
        mapping = self.mapping
        if not mapping.dataset.has(mapping.target):
            yield finding("link-form", mapping, f"{mapping.dataset.title} {mapping.target}")
            return
        look_up = self._look_up()
        if look_up is not None:
            entry = look_up(mapping.identifier)
            yield from self._compared(entry) if entry else self._unknown()
        elif mapping.dataset == LOCODE:
            yield from self._country(mapping.identifier[:2])

    def _look_up(self) -> Callable[[str], Entry | None] | None:
        """Return what looks up an identifier of the dataset, or None where there is nothing."""
        return {
            GEONAMES.name: self.reference.geoname,
            ISO_COUNTRIES.name: lambda code: self.reference.countries.get(code),
            ISO_SUBDIVISIONS.name: lambda code: self.reference.subdivisions.get(code),
            M49.name: lambda number: self.reference.numbers.get(number),
        }.get(self.mapping.dataset.name)

    def _unknown(self) -> Iterator[Problem]:
        """What a dump of GeoNames is said to have must be there; else it may be too small."""
        mapping = self.mapping
        said = mapping.dataset != GEONAMES or any("GeoNames" in each for each in mapping.found_in)
        severity = "violation" if said or mapping.predicate == EXACT else "warning"
        yield finding(
            "link-unknown", mapping, f"{mapping.dataset.title} {mapping.identifier}", severity
        )

    def _compared(self, entry: Entry) -> Iterator[Problem]:
        yield from self._level(entry)
        yield from self._name(entry)
        yield from self._country(entry.country)
        yield from self._distance(entry)

    def _level(self, entry: Entry) -> Iterator[Problem]:
        mapping = self.mapping
        allowed = set(_LEVELS[entry.level])
        if mapping.dataset == ISO_SUBDIVISIONS and entry.level in _CODE_LEVELS:
            allowed |= {"first-area", "city-province", "city"}
        if mapping.level not in allowed:
            detail = f"{entry.names[0]} is a {entry.level} there, not a {mapping.level}"
            yield finding("link-level", mapping, detail)

    def _name(self, entry: Entry) -> Iterator[Problem]:
        known = {form for name in self._known_names() for form in _forms(name)}
        theirs = {form for name in entry.names for form in _forms(name)}
        if not any(_alike(one, other) for one in theirs for other in known):
            mapping = self.mapping
            yield finding("link-name", mapping, f"{mapping.identifier} is {entry.names[0]}")

    def _known_names(self) -> Iterator[str]:
        mapping = self.mapping
        if mapping.predicate == BROAD:
            yield from (mapping.label, *mapping.names)
        else:
            for predicate in NAME_PROPERTIES:
                for name in self.facts.values(mapping.thing, predicate):
                    yield name.value

    def _country(self, code: str) -> Iterator[Problem]:
        home = country_code(self.facts, self.mapping.thing)
        if home and code != home:
            yield finding("link-country", self.mapping, f"{code} instead of {home}")

    def _distance(self, entry: Entry) -> Iterator[Problem]:
        here = point(self.facts, self.mapping.thing)
        allowed = ALLOWED_KM.get(self.mapping.level)
        if here and entry.point and allowed and self.mapping.predicate != BROAD:
            far = kilometres(here, entry.point)
            if far > allowed:
                detail = f"{far:.0f} km; {allowed:.0f} km are allowed"
                yield finding("link-distance", self.mapping, detail)


def _forms(name: str) -> set[str]:
    """Return ``name`` squeezed, with and without a word for its kind of unit."""
    text = normal(name)
    return {text.replace(" ", ""), *(each.name.replace(" ", "") for each in readings(text))}


def _alike(one: str, other: str) -> bool:
    from rapidfuzz.distance import OSA

    shorter = min(len(one), len(other))
    if not shorter:
        return False
    return one == other or (
        shorter > 4 and OSA.distance(one, other, score_cutoff=_SPELLING) <= _SPELLING
    )
