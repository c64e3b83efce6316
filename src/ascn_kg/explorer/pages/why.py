"""Why a statement holds: its proof down to claims and passages; or why it does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from ascn_kg.errors import UsageError
from ascn_kg.explanation.absence import NearMiss
from ascn_kg.explanation.answer import Explanation
from ascn_kg.explanation.evidence import Evidence
from ascn_kg.explanation.reading import Reading
from ascn_kg.explanation.words import sentence
from ascn_kg.explorer.language import language_of
from ascn_kg.explorer.moment import at_moment
from ascn_kg.explorer.page import render
from ascn_kg.explorer.reader import Shown, show_date, show_iri, show_term
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import BASE
from ascn_kg.rdf.terms import AnyTerm
from ascn_kg.reasoning.rule import Pattern

_ACCEPTED = BASE + "concept/accepted"


@dataclass(frozen=True)
class Statement:
    """A statement as three terms; None stands for anything."""

    subject: Shown | None
    predicate: Shown | None
    object: Shown | None


@dataclass(frozen=True)
class Voice:
    """Who states it, and where."""

    claim: Shown
    source: Shown
    url: str | None
    date: str
    speaker: Shown | None
    span: tuple[int, int] | None
    sha256: str | None
    modality: str
    assessment: str
    accepted: bool
    note: str
    corrected_by: tuple[Shown, ...]


@dataclass(frozen=True)
class Step:
    """A step of a proof: a statement, why it holds, and what it follows from or who states it."""

    statement: Statement
    because: str
    rules: tuple[str, ...]
    premises: tuple[Step, ...]
    voices: tuple[Voice, ...]


@dataclass(frozen=True)
class Why:
    """The view model of an explanation.

    Attributes:
        statement: What was asked about.
        holds: Whether it holds.
        proofs: Its proofs.
        voices: Claims that state it although it does not hold.
        instead: What holds in its place.
        would: The rule that would give it, as a sentence, with what is there and what is missing.
    """

    statement: Statement
    holds: bool
    proofs: tuple[Step, ...]
    voices: tuple[Voice, ...]
    instead: tuple[Statement, ...]
    would: tuple[str, tuple[Statement, ...], tuple[Statement, ...]] | None


def why_page(kg: KnowledgeGraph, request: Request) -> Response:
    """Return the page that answers ``?s=&p=&o=``; with ``part=proof`` only its inner part."""
    asked = {name: request.query_params.get(name, "").strip() for name in "spo"}
    missing = [name for name, text in asked.items() if not text]
    if missing:
        raise UsageError(f"name subject, property and value: {', '.join(missing)} is missing.")
    kg, _ = at_moment(kg, request)
    answer = kg.why(asked["s"], asked["p"], asked["o"], language=language_of(request))
    alone = request.query_params.get("part") == "proof"
    return render(request, "proof.html" if alone else "why.html", why=view(answer), asked=asked)


def view(answer: Explanation) -> Why:
    """Return ``answer`` arranged for a reader."""
    shows = _Shower(answer)
    return Why(
        statement=shows.statement(answer.statement),
        holds=answer.holds,
        proofs=tuple(map(shows.step, answer.readings)),
        voices=() if answer.holds else tuple(shows.voices(answer.claims)),
        instead=tuple(map(shows.statement, answer.instead)),
        would=shows.near_miss(answer.missing) if answer.missing else None,
    )


class _Shower:
    """Turns the parts of one explanation into what a page shows."""

    def __init__(self, answer: Explanation) -> None:
        self._answer = answer

    def statement(self, pattern: ox.Triple | Pattern) -> Statement:
        return Statement(*map(self._term, pattern))

    def near_miss(self, miss: NearMiss) -> tuple[str, tuple[Statement, ...], tuple[Statement, ...]]:
        return (
            sentence(miss.rule, self._answer.label, self._answer.language),
            tuple(map(self.statement, miss.held)),
            tuple(map(self.statement, miss.missing)),
        )

    def step(self, reading: Reading) -> Step:
        claims = self._answer.evidence.get(reading.statement, ())
        return Step(
            statement=self.statement(reading.statement),
            because=reading.because,
            rules=reading.rules,
            premises=tuple(map(self.step, reading.premises)),
            voices=() if reading.because else tuple(self.voices(claims)),
        )

    def voices(self, claims: Iterable[Evidence]) -> Iterator[Voice]:
        for claim in claims:
            yield self._voice(claim, dict(claim.notes))

    def _voice(self, claim: Evidence, notes: Mapping[str, str]) -> Voice:
        answer = self._answer
        return Voice(
            claim=self._thing(claim.stated_by),
            source=self._thing(claim.source or claim.stated_by),
            url=claim.url if claim.url and claim.url.startswith(("http://", "https://")) else None,
            date=show_date(claim.date or "", answer.language),
            speaker=self._thing(claim.speaker) if claim.speaker else None,
            span=claim.span,
            sha256=claim.sha256,
            modality=answer.label(claim.modality) if claim.modality else "",
            assessment=answer.label(claim.assessment) if claim.assessment else "",
            accepted=claim.assessment in (None, _ACCEPTED),
            note=notes.get(answer.language) or notes.get("en") or "",
            corrected_by=tuple(map(self._thing, claim.corrected_by)),
        )

    def _term(self, term: AnyTerm | str) -> Shown | None:
        if isinstance(term, str):
            return None
        return show_term(term, self._answer.label, self._answer.language)

    def _thing(self, iri: str) -> Shown:
        return show_iri(iri, self._answer.label(iri))
