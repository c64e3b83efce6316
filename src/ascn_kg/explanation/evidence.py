"""What an asserted statement rests on: its claims, or its record, and where each was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from ascn_kg.grounding import grounds
from ascn_kg.namespaces import ASCN, DCTERMS, OA, RDF, SKOS
from ascn_kg.sparql.engine import Engine

_QUERY = """
PREFIX ascn: <{ascn}> PREFIX dcterms: <{dcterms}> PREFIX oa: <{oa}> PREFIX rdf: <{rdf}>
PREFIX skos: <{skos}>
SELECT ?claim ?source ?url ?reported ?issued ?speaker ?passage ?start ?end ?sha256
  ?assessment ?modality ?validAt ?correctedBy ?note {{
  ?claim rdf:subject {subject} ; rdf:predicate {predicate} ; rdf:object|ascn:objectText {value} .
  OPTIONAL {{ ?claim ascn:source ?source
    OPTIONAL {{ ?source ascn:url ?url }} OPTIONAL {{ ?source dcterms:issued ?issued }} }}
  OPTIONAL {{ ?claim ascn:passage ?passage
    OPTIONAL {{ ?passage ascn:locator ?place . ?place oa:start ?start ; oa:end ?end
      OPTIONAL {{ ?place ascn:sha256 ?sha256 }} }} }}
  OPTIONAL {{ ?claim ascn:attributedTo|ascn:passage/ascn:attributedTo ?speaker }}
  OPTIONAL {{ ?claim ascn:reportedOn ?reported }}
  OPTIONAL {{ ?claim ascn:assessment ?assessment }}
  OPTIONAL {{ ?claim ascn:modality ?modality }}
  OPTIONAL {{ ?claim ascn:validAt ?validAt }}
  OPTIONAL {{ ?claim ascn:correctedBy ?correctedBy }}
  OPTIONAL {{ ?claim skos:note ?note }}
}}
"""

_RECORD_QUERY = """
PREFIX ascn: <{ascn}> PREFIX dcterms: <{dcterms}>
SELECT DISTINCT ?source ?url ?issued {{
  {subject} a ascn:Record ; dcterms:source ?source .
  OPTIONAL {{ ?source ascn:url ?url }} OPTIONAL {{ ?source dcterms:issued ?issued }}
}}
"""


@dataclass(frozen=True)
class Evidence:
    """One claim of one source, or a record with its source.

    Things are IRIs, None where nothing is known; a record has only source, url and date.

    Attributes:
        stated_by: The claim, or the record that the statement belongs to.
        source: The source that states it.
        url: Where the source is published.
        date: When it was reported, else when the source was issued.
        speaker: Who says so inside the source.
        passage: The passage it rests on.
        span: First and last position of the passage's characters, end exclusive.
        sha256: The hash of these characters.
        assessment: What was found about the claim.
        modality: Whether it is reported, planned or expressed.
        valid_at: When it is meant to hold.
        corrected_by: What says it better.
        notes: Words about it, by language.
    """

    stated_by: str
    source: str | None = None
    url: str | None = None
    date: str | None = None
    speaker: str | None = None
    passage: str | None = None
    span: tuple[int, int] | None = None
    sha256: str | None = None
    assessment: str | None = None
    modality: str | None = None
    valid_at: str | None = None
    corrected_by: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()

    @property
    def supports(self) -> bool:
        """Whether it is a ground: a record, which has no modality, always is."""
        return self.modality is None or grounds(self.modality, self.assessment)

    def things(self) -> Iterator[str]:
        """Yield every IRI that has a label to show."""
        named = (self.source, self.speaker, self.assessment, self.modality, *self.corrected_by)
        yield from (iri for iri in named if iri)


def evidence_of(engine: Engine, statement: ox.Triple) -> tuple[Evidence, ...]:
    """Return the claims that state ``statement``, or where there are none its sourced record."""
    return claims_of(engine, statement) or _records_of(engine, statement)


def claims_of(engine: Engine, statement: ox.Triple) -> tuple[Evidence, ...]:
    """Return the claims that state ``statement``, the supporting and the oldest first."""
    subject, predicate, value = statement
    if isinstance(subject, ox.BlankNode) or isinstance(value, ox.BlankNode):
        return ()
    rows: dict[tuple[str, str], list[ox.QuerySolution]] = {}
    for row in _rows(engine, _QUERY, subject=subject, predicate=predicate, value=value):
        rows.setdefault((row["claim"].value, _text(row, "source") or ""), []).append(row)
    found = (_evidence(several) for several in rows.values())
    return tuple(sorted(found, key=lambda e: (not e.supports, e.date or "9999", e.stated_by)))


def _records_of(engine: Engine, statement: ox.Triple) -> tuple[Evidence, ...]:
    subject = statement.subject
    if not isinstance(subject, ox.NamedNode):
        return ()
    found = (
        Evidence(subject.value, _text(row, "source"), _text(row, "url"), _text(row, "issued"))
        for row in _rows(engine, _RECORD_QUERY, subject=subject)
    )
    return tuple(sorted(found, key=lambda e: (e.date or "9999", e.source or "")))


def _rows(engine: Engine, query: str, **terms: ox.NamedNode | ox.Literal) -> ox.QuerySolutions:
    answer = engine.query(
        query.format(ascn=ASCN, dcterms=DCTERMS, oa=OA, rdf=RDF, skos=SKOS, **terms)
    )
    assert isinstance(answer, ox.QuerySolutions)
    return answer


def _evidence(rows: list[ox.QuerySolution]) -> Evidence:
    row = rows[0]
    start, end = _text(row, "start"), _text(row, "end")
    return Evidence(
        stated_by=row["claim"].value,
        source=_text(row, "source"),
        url=_text(row, "url"),
        date=_text(row, "reported") or _text(row, "issued"),
        speaker=_text(row, "speaker"),
        passage=_text(row, "passage"),
        span=(int(start), int(end)) if start and end else None,
        sha256=_text(row, "sha256"),
        assessment=_text(row, "assessment"),
        modality=_text(row, "modality"),
        valid_at=_text(row, "validAt"),
        corrected_by=_each(rows, "correctedBy"),
        notes=tuple(sorted({(n.language or "", n.value) for r in rows if (n := r["note"])})),
    )


def _each(rows: Iterable[ox.QuerySolution], name: str) -> tuple[str, ...]:
    return tuple(sorted({value for row in rows if (value := _text(row, name))}))


def _text(row: ox.QuerySolution, name: str) -> str | None:
    term = row[name]
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else None
