"""Every IRI of the graph, in every form: none is left out, so it takes minutes.

`test_things.py` asks a part of them in the ordinary run.
"""

from __future__ import annotations

import asyncio

import httpx
import pyoxigraph as ox
import pytest
from linked_data import statements

from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import BASE
from ascn_kg.web import create_app

PARTS = 8
FORMATS = {"text/turtle": ox.RdfFormat.TURTLE, "application/ld+json": ox.RdfFormat.JSON_LD}


@pytest.mark.whole
@pytest.mark.parametrize("part", range(PARTS))
def test_every_iri_resolves_to_what_the_dataset_says(kg: KnowledgeGraph, part: int) -> None:
    """In Turtle and in JSON-LD with the same triples as the dataset, in HTML as a page about it."""
    expected = {iri: triples for iri, triples in statements(kg).items() if "#" not in iri}
    chosen = sorted(expected)[part::PARTS]
    assert len(chosen) > 1_000

    async def faults() -> list[str]:
        transport = httpx.ASGITransport(create_app(kg))
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as service:
            return [fault for iri in chosen for fault in await wrong(service, iri, expected[iri])]

    assert asyncio.run(faults()) == []


async def wrong(service: httpx.AsyncClient, iri: str, expected: set[str]) -> list[str]:
    """Return what is wrong with the three documents about ``iri``."""
    path = "/" + iri.removeprefix(BASE)
    found = []
    for media_type, format in FORMATS.items():
        answer = await service.get(path, headers={"accept": media_type})
        if answer.status_code != 200 or not answer.headers["content-type"].startswith(media_type):
            found.append(f"{iri} as {media_type}: {answer.status_code}")
        elif about(answer.content, format, iri) != expected:
            found.append(f"{iri} as {media_type}: not what the dataset says")
    page = await service.get(path, headers={"accept": "text/html"})
    if page.status_code != 200 or iri not in page.text:
        found.append(f"{iri} as HTML: {page.status_code}, or not about it")
    return found


def about(content: bytes, format: ox.RdfFormat, iri: str) -> set[str]:
    """Return the triples of a document whose subject is ``iri``."""
    return {
        str(quad.triple) for quad in ox.parse(content, format) if quad.subject == ox.NamedNode(iri)
    }
