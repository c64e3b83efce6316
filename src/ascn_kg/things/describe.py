"""One thing for a reader: its values, who states them, its records, and what points to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pyoxigraph import Literal, NamedNode, QuerySolution, QuerySolutions

from ascn_kg.errors import UnknownThingError
from ascn_kg.namespaces import ASCN, DCTERMS, GRAPH, RDF, RDFS, XSD, compact
from ascn_kg.rdf.terms import AnyTerm
from ascn_kg.sparql.engine import Engine
from ascn_kg.things.description import (
    Description,
    Mention,
    Named,
    RecordEntry,
    Reference,
    Statement,
    Value,
)
from ascn_kg.things.labels import labels

__all__ = [
    "Description",
    "Mention",
    "Named",
    "RecordEntry",
    "Reference",
    "Statement",
    "Value",
    "describe",
]


def describe(engine: Engine, iri: str, language: str = "en") -> Description:
    """Return the description of the thing ``iri``, with labels in ``language`` or English.

    Raises:
        UnknownThingError: the dataset says nothing about ``iri``.
    """
    thing = str(NamedNode(iri))
    answers = {name: _rows(engine, text.format(thing=thing)) for name, text in _QUERIES.items()}
    if not any(answers[name] for name in ("values", "references")):
        raise UnknownThingError(compact(iri))
    mentioned = {value.value for rows in answers.values() for value in _iris(rows)} | {iri}
    return _Describer(iri, language, answers, labels(engine, mentioned, language)).describe()


_PREFIXES = f"""
PREFIX ascn: <{ASCN}> PREFIX dcterms: <{DCTERMS}> PREFIX graph: <{GRAPH}> PREFIX rdf: <{RDF}>
"""

#: One query for each part of a description; claims and conflicts are told by their own queries.
_QUERIES = {
    "values": _PREFIXES
    + "SELECT ?graph ?property ?value {{ GRAPH ?graph {{ {thing} ?property ?value }} }}",
    "claims": _PREFIXES
    + """SELECT ?claim ?property ?value ?source ?assessment ?date {{
      ?claim rdf:subject {thing} ; rdf:predicate ?property ; ascn:source ?source .
      {{ ?claim rdf:object ?value }} UNION {{ ?claim ascn:objectText ?value }}
      OPTIONAL {{ ?claim ascn:assessment ?assessment }}
      OPTIONAL {{ ?claim ascn:reportedOn ?reported }}
      OPTIONAL {{ ?source dcterms:issued ?issued }}
      BIND(COALESCE(?reported, ?issued) AS ?date)
    }}""",
    "conflicts": _PREFIXES
    + """SELECT DISTINCT ?property ?value {{
      ?conflict ascn:conflictSubject {thing} ; ascn:competing ?claim .
      ?claim rdf:subject {thing} ; rdf:predicate ?property .
      {{ ?claim rdf:object ?value }} UNION {{ ?claim ascn:objectText ?value }}
    }}""",
    "references": _PREFIXES
    + """SELECT ?graph ?subject ?property ?recordProperty ?recordValue {{
      GRAPH ?graph {{ ?subject ?property {thing} }}
      FILTER(?graph NOT IN (graph:claims, graph:metadata, graph:queries))
      FILTER(?property != ascn:conflictSubject && isIRI(?subject))
      OPTIONAL {{ ?subject a ascn:Record ; ?recordProperty ?recordValue }}
    }}""",
}


def _rows(engine: Engine, text: str) -> list[QuerySolution]:
    answer = engine.query(text)
    return list(answer) if isinstance(answer, QuerySolutions) else []


def _iris(rows: Iterable[QuerySolution]) -> Iterator[NamedNode]:
    for row in rows:
        yield from (term for term in row if isinstance(term, NamedNode))


class _Describer:
    """Puts the answers of the queries together."""

    def __init__(
        self,
        iri: str,
        language: str,
        answers: Mapping[str, list[QuerySolution]],
        labels: Mapping[str, str],
    ) -> None:
        self._iri = iri
        self._language = language
        self._answers = answers
        self._label_of = labels

    def describe(self) -> Description:
        values = self._answers["values"]
        types = {row["value"].value for row in values if _is_type(row) and _is_iri(row["value"])}
        return Description(
            thing=self._named(self._iri),
            language=self._language,
            types=tuple(sorted(map(self._named, types), key=_by_label)),
            statements=tuple(sorted(self._statements(), key=_by_property)),
            records=tuple(sorted(self._records(), key=lambda entry: entry.record.id)),
            references=tuple(sorted(self._references(), key=_by_property)),
        )

    def _statements(self) -> Iterator[Statement]:
        disputed = {(row["property"], row["value"]) for row in self._answers["conflicts"]}
        mentions: dict[tuple[Any, Any], set[Mention]] = defaultdict(set)
        for row in self._answers["claims"]:
            mentions[row["property"], row["value"]].add(self._mention(row))
        graphs = {
            (row["property"], row["value"]): row["graph"].value
            for row in self._answers["values"]
            if not _is_type(row)
        }
        for prop, value in {**graphs, **mentions}:
            found = sorted(mentions.get((prop, value), ()), key=_by_date)
            yield Statement(
                property=self._named(prop.value),
                value=self._value(value),
                stands=(prop, value) in graphs,
                inferred=graphs.get((prop, value)) == GRAPH + "inferred",
                disputed=(prop, value) in disputed,
                claims=len(found),
                mentions=tuple(found),
            )

    def _mention(self, row: QuerySolution) -> Mention:
        date, assessment = row["date"], row["assessment"]
        return Mention(
            claim=compact(row["claim"].value),
            source=self._named(row["source"].value),
            date=date.value if date else None,
            assessment=self._named(assessment.value) if assessment else None,
        )

    def _records(self) -> Iterator[RecordEntry]:
        records: dict[tuple[str, str], set[tuple[Named, Value]]] = defaultdict(set)
        for row in self._answers["references"]:
            prop, value = row["recordProperty"], row["recordValue"]
            if prop is None:
                continue
            values = records[row["subject"].value, row["property"].value]
            if prop.value not in (RDF + "type", RDFS + "label") and value != NamedNode(self._iri):
                values.add((self._named(prop.value), self._value(value)))
        for (record, prop), found in records.items():
            ordered = sorted(found, key=lambda pair: (_by_label(pair[0]), pair[1].text))
            yield RecordEntry(self._named(record), self._named(prop), tuple(ordered))

    def _references(self) -> Iterator[Reference]:
        for row in self._answers["references"]:
            if row["recordProperty"] is None:
                yield Reference(
                    thing=self._named(row["subject"].value),
                    property=self._named(row["property"].value),
                    inferred=row["graph"].value == GRAPH + "inferred",
                )

    def _named(self, iri: str) -> Named:
        short = compact(iri)
        return Named(short, iri, self._label_of.get(iri, short))

    def _value(self, term: AnyTerm) -> Value:
        if isinstance(term, NamedNode):
            return Value(self._named(term.value).label, iri=term.value)
        if isinstance(term, Literal):
            plain = term.language is not None or term.datatype.value == XSD + "string"
            datatype = None if plain else term.datatype.value
            return Value(term.value, language=term.language, datatype=datatype)
        return Value(str(term))


def _is_type(row: QuerySolution) -> bool:
    return bool(row["property"].value == RDF + "type")


def _is_iri(term: AnyTerm) -> bool:
    return isinstance(term, NamedNode)


def _by_label(named: Named) -> tuple[str, str]:
    return (named.label.casefold(), named.iri)


def _by_property(entry: Statement | Reference) -> tuple[Any, ...]:
    if isinstance(entry, Reference):
        return (*_by_label(entry.property), entry.thing.label, entry.thing.iri)
    value = entry.value
    return (*_by_label(entry.property), not entry.stands, value.language or "", value.text)


def _by_date(mention: Mention) -> tuple[str, str, str]:
    return (mention.date or "9999", mention.source.label, mention.claim)
