"""Where sources disagree: all conflicts, and those about one thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from ascn_kg.explorer.language import language_of
from ascn_kg.explorer.page import render
from ascn_kg.explorer.pages.answers import Cells, rows
from ascn_kg.explorer.pages.paging import part
from ascn_kg.explorer.reader import Shown, show_iri, show_term
from ascn_kg.graph import KnowledgeGraph

_PAGE: Final = 25


@dataclass(frozen=True)
class Side:
    """One side of a conflict: a value, who says so, and what was found about it."""

    value: Shown
    preferred: bool
    voices: tuple[tuple[Shown, str], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Dispute:
    """A conflict: the subject and the property, how it stands, and its sides."""

    iri: str
    subject: Shown
    predicate: Shown
    kind: str
    resolution: str
    sides: tuple[Side, ...]

    @property
    def conflict(self) -> Shown:
        """The conflict itself."""
        return show_iri(self.iri, self.predicate.text)


def disputes_about(kg: KnowledgeGraph, thing: str, language: str) -> tuple[Dispute, ...]:
    """Return the conflicts about ``thing``."""
    return tuple(_disputes(rows(kg, "conflicts", thing=thing, lang=language), language))


def conflicts_page(kg: KnowledgeGraph, request: Request) -> Response:
    """Return the page of all conflicts, open ones first; ``?kind=`` narrows it."""
    language = language_of(request)
    every = list(_disputes(rows(kg, "conflicts", lang=language), language))
    kinds = {each.kind: sum(other.kind == each.kind for other in every) for each in every}
    kind = request.query_params.get("kind", "")
    found = [each for each in every if not kind or each.kind == kind]
    states = {
        each.resolution: sum(o.resolution == each.resolution for o in every) for each in every
    }
    found.sort(key=lambda each: any(side.preferred for side in each.sides))
    return render(
        request,
        "conflicts.html",
        part=part(request, found, _PAGE),
        kinds=dict(sorted(kinds.items())),
        states=states,
        kind=kind,
    )


def _disputes(found: Iterator[Cells], language: str) -> Iterator[Dispute]:
    ordered = sorted(found, key=lambda row: row.text("conflict"))
    for iri, group in groupby(ordered, key=lambda row: row.text("conflict")):
        several = list(group)
        first = several[0]
        yield Dispute(
            iri=iri,
            subject=show_iri(first.text("subject"), first.text("subjectName")),
            predicate=show_iri(first.text("property"), first.text("propertyName")),
            kind=first.text("kind"),
            resolution=first.text("resolution"),
            sides=tuple(_sides(several, language)),
        )


def _called(row: Cells) -> Callable[[str], str]:
    return lambda iri: row.text("valueName")


def _sides(several: list[Cells], language: str) -> Iterator[Side]:
    ordered = sorted(several, key=lambda row: (row.text("preferred") != "true", row.text("value")))
    for _, group in groupby(ordered, key=lambda row: (row.text("preferred"), row["value"])):
        voices = list(group)
        first = voices[0]
        yield Side(
            value=show_term(first["value"], _called(first), language),
            preferred=first.text("preferred") == "true",
            voices=tuple(
                (show_iri(row.text("source"), row.text("sourceName")), row.text("assessment"))
                for row in voices
                if row.text("source")
            ),
            notes=tuple(dict.fromkeys(row.text("note") for row in voices if row.text("note"))),
        )
