"""The sources: all of them, and what one of them claims."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from ascn_kg.explorer.language import language_of
from ascn_kg.explorer.page import render
from ascn_kg.explorer.pages.answers import Cells, rows
from ascn_kg.explorer.pages.paging import Part, part
from ascn_kg.explorer.reader import Shown, show_date, show_iri, show_term
from ascn_kg.graph import KnowledgeGraph

_SOURCES: Final = 60
_CLAIMS: Final = 50


@dataclass(frozen=True)
class Source:
    """A source: who published it and when, of what quality it is, how many claims it makes."""

    name: Shown
    publisher: str
    issued: str
    kind: str
    quality: str
    claims: int
    doubtful: int


@dataclass(frozen=True)
class Claim:
    """What a source claims: a statement, how it is told, and what was found about it."""

    claim: Shown
    subject: Shown
    property: Shown
    value: Shown
    speaker: Shown | None
    modality: str
    assessment: str


#: The claims of one source, a page of them.
Claims = Part[Claim]


def sources_page(kg: KnowledgeGraph, request: Request) -> Response:
    """Return the page of all sources; ``?quality=`` and ``?order=date`` arrange it."""
    language = language_of(request)
    every = list(_sources(kg, language))
    qualities = {one.quality: sum(o.quality == one.quality for o in every) for one in every}
    quality = request.query_params.get("quality", "")
    found = [each for each in every if not quality or each.quality == quality]
    return render(
        request,
        "sources.html",
        part=part(request, found, _SOURCES),
        qualities=dict(sorted(qualities.items())),
        quality=quality,
    )


def _sources(kg: KnowledgeGraph, language: str) -> Iterator[Source]:
    """Yield all sources, those with the most claims first."""
    issued = {row.text("source"): row.text("issued") for row in rows(kg, "bibliography")}
    for row in rows(kg, "facts-by-source", lang=language):
        yield Source(
            name=show_iri(row.text("source"), row.text("sourceName")),
            publisher=row.text("publisher"),
            issued=show_date(issued.get(row.text("source"), ""), language),
            kind=row.text("kind"),
            quality=row.text("qualityName"),
            claims=int(row.text("claims") or 0),
            doubtful=int(row.text("other") or 0),
        )


def claims_of_source(kg: KnowledgeGraph, request: Request, iri: str) -> Claims:
    """Return a page of the claims of the source ``iri``."""
    language = language_of(request)
    every = list(rows(kg, "claims-of-source", source=iri, lang=language))
    chosen = part(request, every, _CLAIMS)
    return Part(
        [_claim(row, language) for row in chosen.items],
        chosen.first,
        chosen.total,
        chosen.previous,
        chosen.next,
    )


def _claim(row: Cells, language: str) -> Claim:
    speaker = row.text("speaker")
    return Claim(
        claim=show_iri(row.text("claim"), row.text("claim").rpartition("/")[2]),
        subject=show_iri(row.text("subject"), row.text("subjectName")),
        property=show_iri(row.text("predicate"), row.text("predicateName")),
        value=_value(row, language),
        speaker=show_iri(speaker, row.text("speakerName")) if speaker else None,
        modality=row.text("modality"),
        assessment=row.text("assessment"),
    )


def _value(row: Cells, language: str) -> Shown:
    if row["value"] is None:
        return Shown(row.text("valueName"), plain=row.text("valueName"))
    return show_term(row["value"], lambda iri: row.text("valueName"), language)
