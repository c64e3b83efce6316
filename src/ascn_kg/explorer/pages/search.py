"""Search by name in all languages and scripts, and suggestions while one types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from ascn_kg.explorer.language import language_of
from ascn_kg.explorer.page import render
from ascn_kg.explorer.reader import href
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import compact
from ascn_kg.things.names import Match

_FOUND: Final = 60
_SUGGESTED: Final = 8
#: The longest text that is looked up; a name is not longer.
_LONGEST: Final = 200


@dataclass(frozen=True)
class Hit:
    """A thing that was found.

    Attributes:
        label: Its label in the reader's language.
        href: Its address.
        id: Its id.
        kind: Its kind, the folder of its IRI.
        matched: The name that matched, where that is not the label.
        language: Language of that name.
    """

    label: str
    href: str
    id: str
    kind: str
    matched: str
    language: str


def search_page(kg: KnowledgeGraph, request: Request) -> Response:
    """Return the page with what ``?q=`` finds."""
    text = _asked(request)
    hits = list(_hits(kg, kg.find(text, _FOUND) if text else (), language_of(request)))
    return render(request, "search.html", text=text, hits=hits)


def suggestions(kg: KnowledgeGraph, request: Request) -> Response:
    """Return the best hits of ``?q=`` as the options of a list box."""
    text = _asked(request)
    hits = _hits(kg, kg.find(text, _SUGGESTED) if text else (), language_of(request))
    return render(request, "suggestions.html", hits=list(hits))


def _asked(request: Request) -> str:
    return request.query_params.get("q", "").strip()[:_LONGEST]


def _hits(kg: KnowledgeGraph, matches: Iterable[Match], language: str) -> Iterator[Hit]:
    for match in matches:
        label = kg.names.label(match.iri, language)
        yield Hit(
            label=label,
            href=href(match.iri) or match.iri,
            id=compact(match.iri),
            kind=match.kind,
            matched=match.name if match.name != label else "",
            language=match.language,
        )
