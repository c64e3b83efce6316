"""A thing in a few lines, for a frame in another program such as OpenRefine."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from ascn_kg.explorer.language import language_of
from ascn_kg.explorer.page import framed
from ascn_kg.explorer.pages.thing import view
from ascn_kg.explorer.reader import href
from ascn_kg.graph import KnowledgeGraph

#: How many properties, and values of each, are shown.
_PROPERTIES: Final = 5
_VALUES: Final = 3


def preview(kg: KnowledgeGraph, request: Request, iri: str) -> Response:
    """Return the preview of the thing ``iri``.

    Raises:
        UnknownThingError: the dataset says nothing about ``iri``.
    """
    page = view(kg.show(iri, language_of(request)))
    standing = [
        (each.label.text, [said.value for said in each.values if said.stands][:_VALUES])
        for each in page.stated
    ]
    return framed(
        request,
        "preview.html",
        page=page,
        href=href(page.iri),
        properties=[(label, values) for label, values in standing if values][:_PROPERTIES],
        links=[f"{link.text} ({how})" for link, how in page.links if "//" not in link.text],
    )
