"""Checking links against a SPARQL endpoint that holds the other dataset.

Each question is one query, so that any endpoint will do: Wikidata's, DBpedia's, one loaded with a
dump of GeoNames, or our own test. What the endpoint does not say is not held against a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from ascn_kg.datasets import DBPEDIA, GEONAMES, WIKIDATA
from ascn_kg.linking.collection import Collection
from ascn_kg.linking.endpoint import Endpoint
from ascn_kg.linking.findings import finding
from ascn_kg.linking.mappings import BROAD, Mapping
from ascn_kg.linking.places import ALLOWED_KM, Point, kilometres, point
from ascn_kg.namespaces import ASCN, BASE
from ascn_kg.problems import Problem

#: The datasets whose identifiers are resources that an endpoint may describe.
_DESCRIBED: Final = frozenset({WIKIDATA.name, GEONAMES.name, DBPEDIA.name})
#: How much two counts of people may differ, as a share of ours.
_POPULATION_TOLERANCE: Final = 0.1

_PREFIXES: Final = """
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX wgs: <http://www.w3.org/2003/01/geo/wgs84_pos#>
PREFIX wd: <http://www.wikidata.org/entity/>
PREFIX wdt: <http://www.wikidata.org/prop/direct/>
PREFIX gn: <http://www.geonames.org/ontology#>
PREFIX dbo: <http://dbpedia.org/ontology/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
"""
_KNOWN: Final = "SELECT DISTINCT ?target { VALUES ?target { $targets } ?target ?p ?o }"
_REDIRECTS: Final = f"""{_PREFIXES}
SELECT DISTINCT ?target ?now {{
  VALUES ?target {{ $targets }}
  ?target owl:sameAs|dbo:wikiPageRedirects|gn:replacedBy ?now
}}"""
_TYPES: Final = f"""{_PREFIXES}
SELECT DISTINCT ?target ?type {{
  VALUES ?target {{ $targets }}
  {{ ?target wdt:P31/wdt:P279* ?type }} UNION {{ ?target gn:featureCode ?type }}
  UNION {{ ?target rdf:type ?type FILTER(STRSTARTS(STR(?type), STR(dbo:))) }}
}}"""
_POINTS: Final = f"""{_PREFIXES}
SELECT DISTINCT ?target ?point ?lat ?long {{
  VALUES ?target {{ $targets }}
  {{ ?target wdt:P625 ?point }} UNION {{ ?target wgs:lat ?lat ; wgs:long ?long }}
}}"""
_PEOPLE: Final = f"""{_PREFIXES}
SELECT DISTINCT ?target ?people {{
  VALUES ?target {{ $targets }}
  ?target wdt:P1082|gn:population|dbo:populationTotal ?people
}}"""

_WD: Final = WIKIDATA.base
_GN: Final = "http://www.geonames.org/ontology#"
_DBO: Final = "http://dbpedia.org/ontology/"
#: Human settlement and administrative territorial entity.
_WD_PLACES: Final = {f"{_WD}Q486972", f"{_WD}Q56061"}
_DBO_PLACES: Final = {f"{_DBO}{n}" for n in ("Place", "PopulatedPlace", "Settlement", "City")}
_COUNTRIES: Final = {f"{_WD}Q6256", f"{_WD}Q3624078", f"{_DBO}Country"}
#: Level -> the types of which one has to be there, in Wikidata and DBpedia.
_EXPECTED: Final[dict[str, set[str]]] = {
    "country": _COUNTRIES,
    "city-state": _COUNTRIES | _WD_PLACES | _DBO_PLACES,
    "organization": {f"{_WD}Q43229", f"{_DBO}Organisation"},
    "initiative": {f"{_WD}Q43229", f"{_DBO}Organisation"},
    "person": {f"{_WD}Q5", f"{_DBO}Person"},
}
#: Level -> how the feature code of GeoNames begins.
_FEATURES: Final = {
    "country": "A.PCL",
    "first-area": "A.ADM1",
    "second-area": "A.ADM2",
    "city": "P.",
    "place": "P.",
    "city-state": "P.",
    "city-province": "",
}
#: A page of Wikimedia that lists what a name may mean.
_DISAMBIGUATION: Final = f"{_WD}Q4167410"
_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")
_WKT_POINT: Final = re.compile(r"point\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)\s*\)", re.IGNORECASE)


def check_online(collection: Collection, endpoint: Endpoint) -> Iterator[Problem]:
    """Yield what the endpoint says against the mappings that it can know.

    An endpoint that knows no identifier of a dataset does not hold it: that dataset is skipped.
    """
    for name in sorted(_DESCRIBED):
        mappings = [m for m in collection.mappings if m.found and m.dataset.name == name]
        yield from _Check(collection, endpoint, mappings).problems()


class _Check:
    """The check of the mappings to one dataset."""

    def __init__(self, collection: Collection, endpoint: Endpoint, mappings: list[Mapping]) -> None:
        self.collection = collection
        self.facts = collection.assembly.facts
        self.mappings = mappings
        self.endpoint = endpoint
        self.targets = sorted({mapping.target for mapping in mappings})

    def problems(self) -> Iterator[Problem]:
        known = {row["target"] for row in self._ask(_KNOWN)}
        if not known:
            return
        redirects = self._redirects()
        alive: list[Mapping] = []
        for mapping in self.mappings:
            if mapping.target in redirects:
                yield self._moved(mapping, redirects[mapping.target])
            elif mapping.target not in known:
                yield finding("link-dead", mapping, mapping.identifier)
            else:
                alive.append(mapping)
        yield from self._types(alive)
        yield from self._points(alive)
        yield from self._people(alive)

    def _ask(self, query: str) -> Iterator[dict[str, str]]:
        return self.endpoint.rows_about(query, self.targets)

    def _redirects(self) -> dict[str, str]:
        """Return where identifiers went; sameAs to another dataset is no redirect."""
        found: dict[str, str] = {}
        for row in self._ask(_REDIRECTS):
            dataset = self.mappings[0].dataset
            if dataset.identifier(row["now"]) and row["now"] != row["target"]:
                found[row["target"]] = row["now"]
        return found

    def _moved(self, mapping: Mapping, now: str) -> Problem:
        others = sorted(
            other.thing.removeprefix(BASE)
            for other in self.mappings
            if other.target == now and other.thing != mapping.thing
        )
        here = mapping.dataset.identifier(now)
        if others:
            detail = f"{mapping.identifier} is now {here}, which is {', '.join(others)}"
            return finding("link-merged", mapping, detail)
        return finding("link-redirected", mapping, f"{mapping.identifier} is now {here}")

    def _types(self, mappings: list[Mapping]) -> Iterator[Problem]:
        types: dict[str, set[str]] = {}
        for row in self._ask(_TYPES):
            types.setdefault(row["target"], set()).add(row["type"])
        for mapping in mappings:
            found = types.get(mapping.target, set())
            if found and not _fits(mapping.level, found):
                shown = ", ".join(sorted(re.split(r"[/#]", kind)[-1] for kind in found)[:3])
                detail = f"{mapping.identifier} is {shown}, not a {mapping.level}"
                yield finding("link-type", mapping, detail)

    def _points(self, mappings: list[Mapping]) -> Iterator[Problem]:
        points: dict[str, list[Point]] = {}
        for row in self._ask(_POINTS):
            found = _point(row)
            if found:
                points.setdefault(row["target"], []).append(found)
        for mapping in mappings:
            here, allowed = point(self.facts, mapping.thing), ALLOWED_KM.get(mapping.level)
            there = points.get(mapping.target)
            if here and there and allowed and mapping.predicate != BROAD:
                far = min(kilometres(here, each) for each in there)
                if far > allowed:
                    detail = f"{mapping.identifier} lies {far:.0f} km from our point"
                    yield finding("link-value", mapping, detail, "warning")

    def _people(self, mappings: list[Mapping]) -> Iterator[Problem]:
        counts: dict[str, list[float]] = {}
        for row in self._ask(_PEOPLE):
            if _NUMBER.fullmatch(row["people"]):
                counts.setdefault(row["target"], []).append(float(row["people"]))
        ours = self._our_people()
        for mapping in mappings:
            mine, theirs = ours.get(mapping.thing, []), counts.get(mapping.target, [])
            if not mine or not theirs or mapping.predicate == BROAD:
                continue
            if all(abs(a - b) > _POPULATION_TOLERANCE * a for a in mine for b in theirs):
                detail = (
                    f"population of {mapping.identifier}: {theirs[0]:.0f} there, "
                    f"{', '.join(f'{count:.0f}' for count in mine)} here"
                )
                yield finding("link-value", mapping, detail, "warning")

    def _our_people(self) -> dict[str, list[float]]:
        """Return the counts of people that the facts have, by thing."""
        found: dict[str, list[float]] = {}
        for record in self.facts.subjects(ASCN + "measure", f"{BASE}concept/population"):
            thing = self.facts.value(record, ASCN + "observed")
            count = self.facts.value(record, ASCN + "value")
            if isinstance(thing, ox.NamedNode) and isinstance(count, ox.Literal):
                found.setdefault(thing.value, []).append(float(count.value))
        return found


def _fits(level: str, types: set[str]) -> bool:
    if _DISAMBIGUATION in types:
        return False
    codes = {kind.removeprefix(_GN) for kind in types if kind.startswith(_GN)}
    if codes:
        return any(code.startswith(_FEATURES.get(level, "")) for code in codes)
    return bool(types & _EXPECTED.get(level, _WD_PLACES | _DBO_PLACES))


def _point(row: dict[str, str]) -> Point | None:
    if all(_NUMBER.fullmatch(row.get(name, "")) for name in ("lat", "long")):
        return float(row["lat"]), float(row["long"])
    found = _WKT_POINT.search(row.get("point", ""))
    return (float(found[2]), float(found[1])) if found else None
