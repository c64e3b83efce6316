"""What the things of a gazetteer are described by: properties, and identifiers elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final, cast

from pyoxigraph import Literal, NamedNode, QuerySolution, QuerySolutions

from ascn_kg.datasets import DATASETS, dataset_of
from ascn_kg.matching.gazetteer import KINDS, Gazetteer
from ascn_kg.matching.keys import squeezed
from ascn_kg.matching.things import Thing
from ascn_kg.namespaces import ASCN, BASE, RDFS, SCHEMA, SKOS, compact, expand, graph_iri
from ascn_kg.rdf.terms import Term
from ascn_kg.sparql.engine import Engine

_USED: Final = f"""SELECT DISTINCT ?property ?thing WHERE {{
  ?thing ?property ?value
  FILTER({" || ".join(f'STRSTARTS(STR(?thing), "{BASE}{kind}/")' for kind in KINDS)})
}}"""
_DEFINED: Final = f"""
PREFIX rdfs: <{RDFS}> PREFIX schema: <{SCHEMA}> PREFIX skos: <{SKOS}>
SELECT ?property ?label ?definition ?range WHERE {{
  GRAPH <{graph_iri("ontology")}> {{
    ?property rdfs:label ?label FILTER(LANG(?label) = "en")
    OPTIONAL {{ ?property skos:definition ?definition FILTER(LANG(?definition) = "en") }}
    OPTIONAL {{ ?property schema:rangeIncludes|rdfs:range ?range }}
  }}
}}"""


@dataclass(frozen=True)
class Attribute:
    """A property of things, or a dataset that has identifiers of them.

    Attributes:
        iri: The property, or the concept of the dataset.
        label: What it is called.
        definition: What it says, "" where nothing tells.
        range: IRI of the class of its values; "" where they are literals or of several classes.
        things: The IRIs of the things that have it.
    """

    iri: str
    label: str
    definition: str
    range: str
    things: frozenset[str]


@dataclass(frozen=True)
class Valued:
    """A value: the term, and its English label where it is a thing."""

    term: Term
    label: str = ""

    def forms(self) -> Iterator[str]:
        """Yield the forms in which the value may be written."""
        yield from _forms(self.term.value)
        if self.label:
            yield from _forms(self.label)
            yield compact(self.term.value).casefold()


class Attributes:
    """The attributes of the things of ``gazetteer``, read from ``engine`` on first use."""

    def __init__(self, engine: Engine, gazetteer: Gazetteer) -> None:
        self._engine = engine
        self._gazetteer = gazetteer
        self._forms = cache(self._read_forms)

    @cached_property
    def all(self) -> dict[str, Attribute]:
        """Every attribute by IRI, identifiers first."""
        having: dict[str, set[str]] = {}
        for row in self._rows(_USED):
            having.setdefault(row["property"].value, set()).add(row["thing"].value)
        defined: dict[str, list[QuerySolution]] = {}
        for row in self._rows(_DEFINED):
            if row["property"].value in having:
                defined.setdefault(row["property"].value, []).append(row)
        properties = (_attribute(iri, defined[iri], having[iri]) for iri in sorted(defined))
        return {each.iri: each for each in (*self._identifiers(), *properties)}

    def of(self, kind: str) -> list[Attribute]:
        """Return the attributes of the things of the class ``kind``, the most frequent first."""
        things = {iri for iri, thing in self._gazetteer.things.items() if kind in thing.types}
        counts = {each: len(each.things & things) for each in self.all.values()}
        return sorted(filter(counts.get, counts), key=lambda each: (-counts[each], each.label))

    def values(
        self, things: Collection[str], attributes: Collection[str]
    ) -> dict[tuple[str, str], list[Valued]]:
        """Return the values by thing and attribute, each list in order."""
        known = [iri for iri in things if iri in self._gazetteer.things]
        found: dict[tuple[str, str], list[Valued]] = {}
        for iri in known:
            for attribute in attributes:
                identifier = _identifier(self._gazetteer.things[iri], attribute)
                if identifier:
                    found[iri, attribute] = [Valued(Literal(identifier))]
        for row in self._rows(_values_query(known, attributes)):
            label = row["label"].value if row["label"] else ""
            valued = Valued(row["value"], label)
            found.setdefault((row["thing"].value, row["property"].value), []).append(valued)
        return {key: sorted(values, key=_order) for key, values in found.items()}

    def agrees(self, thing: str, attribute: str, written: Iterable[str]) -> bool | None:
        """Return whether a value of ``thing`` is one of those ``written``; None if it has none."""
        known = self._forms(attribute).get(thing)
        if known is None:
            return None
        return any(form in known for text in written for form in self._written(text))

    def _written(self, text: str) -> Iterator[str]:
        """Yield the forms of a text, the things of that name among them."""
        yield from _forms(text)
        for name in self._gazetteer.names.get(squeezed(text), ()):
            yield name.thing.iri.casefold()

    def _read_forms(self, attribute: str) -> dict[str, frozenset[str]]:
        """Return the forms in which the values of ``attribute`` may be written, by thing."""
        values = self.values(self.all[attribute].things, [attribute])
        return {
            thing: frozenset(form for valued in several for form in valued.forms())
            for (thing, _), several in values.items()
        }

    def _identifiers(self) -> Iterator[Attribute]:
        things = self._gazetteer.things.values()
        for dataset in DATASETS:
            having = frozenset(thing.iri for thing in things if thing.identifier(dataset.name))
            if having:
                label, definition = f"{dataset.title} id", f"The identifier in {dataset.title}."
                yield Attribute(dataset.concept, label, definition, "", having)

    def _rows(self, query: str) -> list[QuerySolution]:
        return list(cast(QuerySolutions, self._engine.query(query)))


def _attribute(iri: str, rows: list[QuerySolution], things: Iterable[str]) -> Attribute:
    ranges = {row["range"].value for row in rows if isinstance(row["range"], NamedNode)}
    classes = {each for each in ranges if each.startswith(ASCN)}
    return Attribute(
        iri=iri,
        label=min(row["label"].value for row in rows),
        definition=min(row["definition"].value if row["definition"] else "" for row in rows),
        range=classes.pop() if len(classes) == 1 else "",
        things=frozenset(things),
    )


def _identifier(thing: Thing, attribute: str) -> str:
    dataset = dataset_of(attribute)
    return thing.identifier(dataset.name) if dataset else ""


def _values_query(things: Iterable[str], properties: Iterable[str]) -> str:
    return f"""SELECT DISTINCT ?thing ?property ?value ?label WHERE {{
      VALUES ?thing {{ {" ".join(str(NamedNode(iri)) for iri in things)} }}
      VALUES ?property {{ {" ".join(str(NamedNode(iri)) for iri in properties)} }}
      ?thing ?property ?value FILTER(!isBlank(?value))
      OPTIONAL {{ ?value <{RDFS}label> ?label FILTER(LANG(?label) = "en") }}
    }}"""


def _order(valued: Valued) -> tuple[bool, str, str]:
    language = valued.term.language if isinstance(valued.term, Literal) else None
    return language not in (None, "en"), valued.label or valued.term.value, language or ""


def _forms(text: str) -> Iterator[str]:
    """Yield the forms in which values are compared: as written, as an IRI, a number, a name."""
    yield text.strip().casefold()
    iri = expand(text.strip())
    if iri is not None:
        yield iri.casefold()
    try:
        yield f"number {float(text)!r}"
    except ValueError:
        if any(ch.isalpha() for ch in text):
            yield f"name {squeezed(text)}"
