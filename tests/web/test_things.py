"""Linked data: every IRI of the graph resolves, and its RDF is what the dataset says about it."""

from __future__ import annotations

import asyncio
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from linked_data import statements
from pyld import jsonld
from web_service import serving

import ascn_kg
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import ASCN, BASE, DCTERMS, OWL
from ascn_kg.web import create_app

DEPLOY = Path(__file__).resolve().parents[2] / "docs" / "w3id"
RDF = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
    "trig": "application/trig",
    "nq": "application/n-quads",
}


def triples(content: bytes, media_type: str) -> ox.Dataset:
    """Return the triples of a document, whatever graphs they stand in."""
    if media_type == RDF["jsonld"]:
        quads = jsonld.to_rdf(json.loads(content), {"format": "application/n-quads"})
        content, media_type = quads.encode(), RDF["nq"]
    parsed = ox.parse(content, ox.RdfFormat.from_media_type(media_type))
    found = ox.Dataset(ox.Quad(q.subject, q.predicate, q.object) for q in parsed)
    found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return found


def about(document: ox.Dataset, iri: str) -> set[str]:
    """Return what ``document`` says about ``iri``."""
    return {str(quad) for quad in document.quads_for_subject(ox.NamedNode(iri))}


@pytest.fixture(scope="module")
def said(kg: KnowledgeGraph) -> dict[str, set[str]]:
    """What the dataset says about each IRI of ours."""
    return statements(kg)


def test_every_iri_resolves(kg: KnowledgeGraph, said: dict[str, set[str]]) -> None:
    """In Turtle, JSON-LD and HTML by turns; terms of the ontology stand in one document.

    Of kinds with many members, which are alike, it is every fifth.
    """
    by_kind: dict[str, list[str]] = defaultdict(list)
    for iri in sorted({iri.partition("#")[0] for iri in said}):
        by_kind[iri.removeprefix(BASE).partition("/")[0]].append(iri)
    chosen = [
        iri for iris in by_kind.values() for iri in (iris if len(iris) < 100 else iris[::5][:200])
    ]
    assert len(chosen) > 1_000

    async def faults() -> list[str]:
        transport = httpx.ASGITransport(create_app(kg))
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as service:
            return [
                f"{iri} {ending}: {fault}"
                for number, iri in enumerate(chosen)
                for ending in chosen_endings(number)
                if (fault := await wrong(service, iri, ending))
            ]

    async def wrong(service: httpx.AsyncClient, iri: str, ending: str) -> str:
        media_type = {**RDF, "html": "text/html"}[ending]
        answer = await service.get("/" + iri.removeprefix(BASE), headers={"accept": media_type})
        if answer.status_code == 303 and ending == "html":
            return ""  # a page that has an address of its own
        if answer.status_code != 200:
            return f"{answer.status_code}"
        if not answer.headers["content-type"].startswith(media_type):
            return answer.headers["content-type"]
        if ending in ("jsonld", "html"):
            return "" if iri in answer.text or iri == BASE else "not about it"
        return "" if about(triples(answer.content, RDF[ending]), iri) >= said[iri] else "incomplete"

    assert asyncio.run(faults()) == []


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def chosen_endings(number: int) -> list[str]:
    """Return the formats in which thing ``number`` is asked for; pages take longest."""
    return [
        ("ttl", "jsonld")[number % 2],
        *(["nt"] * (number % 7 == 0)),
        *(["html"] * (number % 25 == 0)),
    ]


KINDS = ["city/jakarta", "country/idn", "meeting/asean-summit-32", "claim/s0-01-1", "query/chairs"]


@pytest.mark.parametrize("path", [*KINDS, "", "graph/facts"])
def test_the_rdf_of_a_thing_is_what_the_dataset_says(
    service: httpx.Client, said: dict[str, set[str]], path: str
) -> None:
    """In every format, with the same triples; of other things it tells the name alone."""
    iri = BASE + path
    documents = {
        ending: triples(service.get(f"/{path}", headers={"accept": media}).content, media)
        for ending, media in RDF.items()
    }
    first = {str(quad) for quad in documents["nt"]}
    for ending, document in documents.items():
        assert {str(quad) for quad in document} == first, ending
    assert about(documents["nt"], iri) == said[iri]


def test_the_ontology_is_one_document(service: httpx.Client, said: dict[str, set[str]]) -> None:
    document = triples(service.get("/ontology.nt").content, RDF["nt"])
    terms = [iri for iri in said if iri.startswith(ASCN) and iri != ASCN]
    assert len(terms) > 100
    for term in terms:
        here = {line for line in said[term] if "_:" not in line}
        assert {line for line in about(document, term) if "_:" not in line} == here, term


@pytest.mark.parametrize(("ending", "media_type"), RDF.items())
def test_an_ending_names_the_format(service: httpx.Client, ending: str, media_type: str) -> None:
    answer = service.get(f"/city/jakarta.{ending}", headers={"accept": "image/png"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == media_type
    links = answer.headers["link"]
    assert f'<{BASE}city/jakarta>; rel="describes"' in links
    assert '</city/jakarta.ttl>; rel="alternate"; type="text/turtle"' in links


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/turtle;q=0.3, application/ld+json;q=0.8", "application/ld+json"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("*/*", "text/turtle"),
        ("application/json", "application/ld+json"),
    ],
)
def test_negotiation(service: httpx.Client, accept: str, media_type: str) -> None:
    answer = service.get("/city/jakarta", headers={"accept": accept})
    assert answer.headers["content-type"].split(";")[0] == media_type
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize(
    "path",
    ["/", "/city/jakarta", "/queries", "/queries/chairs", "/search?q=kota", "/conflicts", "/gaps"],
)
def test_browsers_get_pages(service: httpx.Client, path: str) -> None:
    page = service.get(path, headers={"accept": BROWSER})
    assert page.status_code == 200 and page.headers["content-type"].startswith("text/html")
    data = service.get(path, headers={"accept": "application/json, text/csv"})
    assert data.status_code == 200 and "html" not in data.headers["content-type"]


def test_the_ending_html_names_the_page(service: httpx.Client) -> None:
    page = service.get("/city/jakarta.html", headers={"accept": "text/turtle"})
    assert page.headers["content-type"].startswith("text/html")
    assert service.get("/sparql", headers={"accept": BROWSER}).headers["location"] == "/editor"


def test_browsers_get_errors_as_pages(service: httpx.Client) -> None:
    for path in ("/city/jakrta", "/nothing", "/api/queries/none"):
        page = service.get(path, headers={"accept": BROWSER})
        assert page.status_code == 404 and page.headers["content-type"].startswith("text/html")


def test_what_is_unknown_is_404_with_the_nearest_names(service: httpx.Client) -> None:
    answer = service.get("/city/jakrta", headers={"accept": "text/turtle"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert any("city/jakarta" in name for name in answer.json()["nearest"])
    assert service.get("/nothing/at/all").status_code == 404
    assert service.get("/city/jakarta.docx").status_code == 404


def test_what_cannot_be_given_is_406(service: httpx.Client) -> None:
    assert service.get("/city/jakarta", headers={"accept": "image/png"}).status_code == 406


@pytest.fixture(scope="module")
def retired() -> Iterator[httpx.Client]:
    """A service over two retired things, of which one is replaced."""
    old, gone, new = (ox.NamedNode(f"{BASE}city/{name}") for name in ("old", "gone", "new"))
    graph = ox.NamedNode(f"{BASE}graph/facts")
    true = ox.Literal("true", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#boolean"))
    quads = [
        ox.Quad(old, ox.NamedNode(OWL + "deprecated"), true, graph),
        ox.Quad(old, ox.NamedNode(DCTERMS + "isReplacedBy"), new, graph),
        ox.Quad(gone, ox.NamedNode(OWL + "deprecated"), true, graph),
        ox.Quad(new, ox.NamedNode(DCTERMS + "title"), ox.Literal("New"), graph),
    ]
    with serving(ascn_kg.from_dataset(quads)) as url, httpx.Client(base_url=url) as service:
        yield service


def test_a_retired_id_leads_to_what_replaces_it(retired: httpx.Client) -> None:
    answer = retired.get("/city/old.ttl")
    assert answer.status_code == 301 and answer.headers["location"] == "/city/new.ttl"
    assert retired.get("/city/old").headers["location"] == "/city/new"
    assert retired.get("/city/old", follow_redirects=True).status_code == 200


def test_a_retired_id_without_another_is_gone(retired: httpx.Client) -> None:
    answer = retired.get("/city/gone")
    assert answer.status_code == 410 and "retired" in answer.json()["detail"]


def rewritten(path: str) -> str | None:
    """Return where the rewrite rules for w3id.org send ``path`` (below /ascn/)."""
    for line in (DEPLOY / ".htaccess").read_text("utf-8").splitlines():
        words = line.split()
        found = re.search(words[1], path) if words[:1] == ["RewriteRule"] else None
        if found:
            return re.sub(r"\$(\d)", partial(group, found), words[2])
    return None


def group(found: re.Match[str], reference: re.Match[str]) -> str:
    """Return the group of ``found`` that a rule refers to as ``$1``."""
    return str(found[int(reference[1])])


@pytest.mark.parametrize("path", [*KINDS, "", "ontology", "graph/facts", "city/jakarta.ttl"])
def test_the_rewrite_rules_lead_here(service: httpx.Client, path: str) -> None:
    target = rewritten(path)
    assert target is not None
    host = re.match(r"https://[^/]+", target)
    assert host is not None
    answer = service.get(target.removeprefix(host.group()) or "/", headers={"accept": RDF["ttl"]})
    assert answer.status_code == 200
    assert f"<{BASE}{path.removesuffix('.ttl')}>; rel" in answer.headers["link"]
