"""What was looked for and not found."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from ascn_kg.explorer.language import language_of
from ascn_kg.explorer.page import render
from ascn_kg.explorer.pages.answers import Cells, rows
from ascn_kg.explorer.reader import Shown, show_date, show_iri
from ascn_kg.graph import KnowledgeGraph

_QUERY: Final = "gaps"


@dataclass(frozen=True)
class Gap:
    """A gap: what is missing, of how many things, since when nothing was found, what would help."""

    name: Shown
    property: str
    things: str
    sought: str
    would_close: str


def gaps_page(kg: KnowledgeGraph, request: Request) -> Response:
    """Return the page of all gaps, by reason."""
    language = language_of(request)
    ordered = sorted(rows(kg, _QUERY, lang=language), key=lambda row: row.text("why"))
    reasons = {
        why: [_gap(row, language) for row in group]
        for why, group in groupby(ordered, key=lambda row: row.text("why"))
    }
    return render(request, "gaps.html", reasons=reasons)


def _gap(row: Cells, language: str) -> Gap:
    return Gap(
        name=show_iri(row.text("gap"), row.text("name")),
        property=row.text("property"),
        things=row.text("things"),
        sought=show_date(row.text("soughtOn"), language),
        would_close=row.text("wouldClose"),
    )
