"""Everything that can be named, with its names, codes and surroundings, read once from the graph.

Names are those of the things themselves and those that other datasets have for what they map to
exactly or closely; areas around a thing are what it maps to as broader.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Final, cast

from pyoxigraph import Literal, NamedNode, QuerySolutions

from ascn_kg.datasets import (
    DATASETS,
    ISO_COUNTRIES,
    ISO_SUBDIVISIONS,
    LOCODE,
    WIKIDATA,
)
from ascn_kg.errors import UsageError
from ascn_kg.matching.designations import readings
from ascn_kg.matching.keys import is_latin, normal, squeezed
from ascn_kg.matching.others import other_places
from ascn_kg.matching.things import Link, Name, Thing
from ascn_kg.namespaces import (
    ASCN,
    BASE,
    NAME_PROPERTIES,
    ORG,
    OWL,
    RDF,
    RDFS,
    SKOS,
    SSSOM,
    expand,
    graph_iri,
)
from ascn_kg.sparql.engine import Engine

#: Kinds of thing that a table may name, and the class of each for who asks for a type.
KINDS: Final = ("city", "country", "initiative", "organization", "person", "place", "venue")
#: Datasets whose codes may stand where a name is expected.
_CODES: Final = (WIKIDATA, ISO_COUNTRIES, ISO_SUBDIVISIONS, LOCODE)

_PREFIXES: Final = f"""
PREFIX ascn: <{ASCN}> PREFIX rdfs: <{RDFS}> PREFIX rdf: <{RDF}> PREFIX skos: <{SKOS}>
PREFIX owl: <{OWL}> PREFIX sssom: <{SSSOM}> PREFIX org: <{ORG}>
"""
_NAMES: Final = f"""{_PREFIXES}
SELECT DISTINCT ?thing ?property ?name WHERE {{
  VALUES ?property {{ {" ".join(f"<{iri}>" for iri in NAME_PROPERTIES)} }}
  ?thing ?property ?name .
  FILTER({" || ".join(f'STRSTARTS(STR(?thing), "{BASE}{kind}/")' for kind in KINDS)})
}}"""
_FACTS: Final = f"""{_PREFIXES}
SELECT DISTINCT ?thing ?property ?value WHERE {{
  VALUES ?property {{ rdf:type ascn:inCountry ascn:cityKind ascn:isoAlpha2 ascn:isoAlpha3 }}
  ?thing ?property ?value .
  FILTER({" || ".join(f'STRSTARTS(STR(?thing), "{BASE}{kind}/")' for kind in KINDS)})
}}"""
_MAPPINGS: Final = f"""{_PREFIXES}
SELECT DISTINCT ?thing ?by ?target ?dataset ?confidence ?level ?property ?value WHERE {{
  ?mapping a ascn:Mapping ; owl:annotatedSource ?thing ; owl:annotatedProperty ?by ;
    owl:annotatedTarget ?target ; sssom:object_source ?dataset ;
    sssom:confidence ?confidence ; ascn:denotes ?level .
  OPTIONAL {{ VALUES ?property {{ sssom:object_label ascn:targetName }} ?mapping ?property ?value }}
}}"""


class Gazetteer:
    """The things of a graph by name and code."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @cached_property
    def loose(self) -> list[str]:
        """The squeezed names in which a slip of the pen is looked for.

        The graph's own names, and those of linked datasets that are no mere variant of one.
        """
        own = {form for form, names in self.names.items() if any(name.own for name in names)}
        return [
            form
            for form, names in self.names.items()
            if form in own or (len(form) > 5 and not _is_variant(form, names, own))
        ]

    @cached_property
    def things(self) -> dict[str, Thing]:
        """Every thing that can be named, by IRI."""
        facts: dict[str, dict[str, list[str]]] = {}
        for thing, property_, value in self._rows(_FACTS):
            facts.setdefault(thing, {}).setdefault(property_, []).append(value)
        links, areas = self._links()
        labels = self._labels()
        return {
            iri: Thing(
                iri=iri,
                label=labels[iri],
                types=frozenset(facts.get(iri, {}).get(RDF + "type", ())),
                country=_first(facts, iri, "inCountry"),
                kind=_first(facts, iri, "cityKind").rpartition("/")[2],
                areas=frozenset(areas.get(iri, ())),
                links=tuple(sorted(links.get(iri, ()), key=lambda link: link.dataset)),
            )
            for iri in labels
        }

    @cached_property
    def names(self) -> dict[str, tuple[Name, ...]]:
        """The names that each squeezed text may be."""
        found: dict[str, dict[str, Name]] = {}
        shorter: list[tuple[str, Name]] = []
        for iri, text, own in self._named():
            if iri in self.things and squeezed(text):
                name = Name(self.things[iri], text, own)
                known = found.setdefault(squeezed(text), {})
                if iri not in known or (own and not known[iri].own):
                    known[iri] = name
                shorter += ((form, name) for form in _without_designation(name))
        for form, name in shorter:
            if all(squeezed(other.text) != form for other in found.get(form, {}).values()):
                found.setdefault(form, {}).setdefault(name.thing.iri, name)
        return {form: tuple(names.values()) for form, names in found.items()}

    @cached_property
    def codes(self) -> dict[str, tuple[Thing, str]]:
        """Things by code in capitals (``Q3630``, ``ID-JK``, ``IDJKT``), with the code's dataset."""
        titles = {dataset.name: dataset.title for dataset in DATASETS}
        wanted = {dataset.name for dataset in _CODES}
        found = {
            link.identifier.upper(): (thing, titles[link.dataset])
            for thing in self.things.values()
            for link in thing.links
            if link.predicate == "exactMatch" and link.dataset in wanted
        }
        for thing, property_, code in self._rows(_FACTS):
            if property_ == ASCN + "isoAlpha3" and thing in self.things:
                found[code] = self.things[thing], ISO_COUNTRIES.title
        return found

    @cached_property
    def countries(self) -> dict[str, str]:
        """Country IRIs by squeezed name and by code in lower case."""
        found = {
            form: name.thing.iri
            for form, names in self.names.items()
            for name in names
            if name.thing.folder == "country"
        }
        for thing, property_, value in self._rows(_FACTS):
            if property_ in (ASCN + "isoAlpha2", ASCN + "isoAlpha3"):
                found[value.lower()] = thing
        for form, country in list(found.items()):
            for place in other_places().by_name.get(form, ()):
                if place.kind == "country":
                    found.setdefault(place.country.lower(), country)
        return found

    @cached_property
    def types(self) -> dict[str, str]:
        """Labels of the classes that the things belong to, by IRI."""
        used = {kind for thing in self.things.values() for kind in thing.types}
        query = f"""{_PREFIXES} SELECT ?class ?label WHERE {{
          ?class a owl:Class ; rdfs:label ?label FILTER(LANG(?label) = "en") }}"""
        return {iri: label for iri, label in self._rows(query) if iri in used}

    @cached_property
    def broader(self) -> dict[str, list[str]]:
        """The classes that each class of `types` is directly a special case of, by IRI."""
        query = f"""{_PREFIXES} SELECT ?narrow ?broad WHERE {{
          GRAPH <{graph_iri("ontology")}> {{ ?narrow rdfs:subClassOf ?broad }} }}"""
        found: dict[str, list[str]] = {}
        for narrow, broad in self._rows(query):
            if narrow in self.types and broad in self.types:
                found.setdefault(narrow, []).append(broad)
        return found

    def type_iri(self, word: str) -> str:
        """Return the class that ``word`` names: ``city``, ``ascn:City``, an IRI.

        Raises:
            UsageError: no thing that can be named belongs to such a class.
        """
        iri = expand(word)
        if iri in self.types:
            return str(iri)
        wanted = squeezed(word)
        for known, label in sorted(self.types.items(), key=_ours_first):
            if wanted in (squeezed(label), squeezed(known.rpartition("#")[2])):
                return known
        listed = ", ".join(sorted(self.types.values()))
        raise UsageError(
            f"nothing that can be named has the type {word!r}; write one of: {listed}."
        )

    def city_names(self) -> set[str]:
        """Return the squeezed Latin names of all cities."""
        return {
            form
            for form, names in self.names.items()
            if is_latin(form) and any(name.thing.folder in ("city", "place") for name in names)
        }

    def _named(self) -> Iterator[tuple[str, str, bool]]:
        states = {t.country: iri for iri, t in self.things.items() if t.kind == "city-state"}
        for thing, property_, text in self._rows(_NAMES):
            yield thing, text, True
            if thing in states and property_ != ASCN + "officialName":
                yield states[thing], text, True
        for thing, by, _, _, _, _, _, text in self._rows(_MAPPINGS):
            if text and not by.endswith("broadMatch"):
                yield thing, text, False

    def _labels(self) -> dict[str, str]:
        labels: dict[str, str] = {}
        query = f"""{_PREFIXES} SELECT ?thing ?label WHERE {{
          ?thing rdfs:label ?label FILTER(LANG(?label) = "en")
          FILTER({" || ".join(f'STRSTARTS(STR(?thing), "{BASE}{kind}/")' for kind in KINDS)}) }}"""
        for thing, label in self._rows(query):
            labels[thing] = label
        return dict(sorted(labels.items()))

    def _links(self) -> tuple[dict[str, set[Link]], dict[str, set[str]]]:
        by_concept = {dataset.concept: dataset for dataset in DATASETS}
        links: dict[str, set[Link]] = {}
        areas: dict[str, set[str]] = {}
        for thing, by, target, concept, confidence, level, _, text in self._rows(_MAPPINGS):
            dataset = by_concept.get(concept)
            identifier = dataset.identifier(target) if dataset else None
            if dataset is None or identifier is None:
                continue
            predicate = by.rpartition("#")[2]
            level = level.rpartition("/level-")[2]
            link = Link(dataset.name, predicate, identifier, float(confidence), level)
            links.setdefault(thing, set()).add(link)
            if predicate == "broadMatch" and text:
                areas.setdefault(thing, set()).update(_area_names(text))
        return links, areas

    def _rows(self, query: str) -> list[tuple[str, ...]]:
        solutions = cast(QuerySolutions, self._engine.query(query))
        return sorted(tuple(_text(term) for term in solution) for solution in solutions)


def _ours_first(kind: tuple[str, str]) -> tuple[bool, str]:
    iri, _ = kind
    return not iri.startswith(ASCN), iri


def _is_variant(form: str, names: tuple[Name, ...], own: set[str]) -> bool:
    from rapidfuzz.distance import OSA

    labels = {squeezed(name.thing.label) for name in names}
    return any(OSA.distance(form, o, score_cutoff=3) <= 3 for o in labels & own if len(o) > 3)


def _without_designation(name: Name) -> Iterator[str]:
    """Yield the squeezed name of a city without a designation behind it: ``Ho Chi Minh``.

    In front of it only in scripts without spaces: Kota Kinabalu is not called Kinabalu.
    """
    text = normal(name.text)
    if name.thing.folder in ("city", "place"):
        for reading in readings(text):
            behind = text.startswith(reading.name) or not text.isascii()
            if behind and name.thing.may_be(reading.designation):
                yield reading.name.replace(" ", "")


def _first(facts: dict[str, dict[str, list[str]]], iri: str, name: str) -> str:
    return next(iter(facts.get(iri, {}).get(ASCN + name, ())), "")


def _area_names(text: str) -> Iterator[str]:
    """Yield a name of an area, squeezed, and its initials where it has three words or more."""
    words = normal(text).split()
    yield "".join(words)
    if len(words) > 2:
        yield "".join(word[0] for word in words)


def _text(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""
