"""The canned queries, grounds, search and files over HTTP, and what every response has."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from typing import Any

import httpx
import pyoxigraph as ox
import pytest

from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import BASE, GRAPH_NAMES, VOID, graph_iri
from ascn_kg.web.canned import RESERVED

FORMATS = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "jsonl": "application/jsonl",
    "md": "text/markdown",
    "geojson": "application/geo+json",
}
INDONESIA = {"country": "Indonesia", "as-of": "2018-07-31"}


def isomorphic(*graphs: Iterable[ox.Quad | ox.Triple]) -> bool:
    """Return whether ``graphs`` are the same but for the labels of their blank nodes."""
    canonical = []
    for graph in graphs:
        dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in graph)
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        canonical.append({str(quad) for quad in dataset})
    return all(graph == canonical[0] for graph in canonical)


def native(parameters: dict[str, Any]) -> dict[str, Any]:
    return {name.replace("-", "_"): value for name, value in parameters.items()}


def test_the_catalogue_names_every_query(service: httpx.Client, kg: KnowledgeGraph) -> None:
    queries = service.get("/api/queries").json()["queries"]
    assert [query["name"] for query in queries] == list(kg.catalog)
    assert {name for query in queries for name in query["parameters"]}.isdisjoint(RESERVED)
    members = next(query for query in queries if query["name"] == "member-cities")
    assert members["parameters"]["country"]["kind"] == "ascn:Country"
    assert service.get("/queries").json()["queries"] == queries


def test_every_query_answers_what_the_library_answers(
    service: httpx.Client, kg: KnowledgeGraph
) -> None:
    for name, query in kg.catalog.items():
        if query.endpoint:
            continue  # nothing may be asked here: tests/federation
        example: dict[str, Any] = dict(query.header.examples[0]) if query.header.examples else {}
        answer = service.get(f"/api/queries/{name}", params={**example, "format": "csv"})
        assert answer.status_code == 200, answer.text
        assert answer.content.decode() == kg.run(name, **native(example)).format("csv"), name


@pytest.mark.parametrize("format", FORMATS)
def test_every_table_format(service: httpx.Client, kg: KnowledgeGraph, format: str) -> None:
    expected = kg.run("member-cities", **native(INDONESIA)).format(format)
    url = "/api/queries/member-cities"
    by_name = service.get(url, params={**INDONESIA, "format": format})
    assert by_name.content.decode() == expected
    assert by_name.headers["content-type"].split(";")[0] == FORMATS[format]
    by_header = service.get(url, params=INDONESIA, headers={"accept": FORMATS[format]})
    assert by_header.content.decode() == expected


@pytest.mark.parametrize("more", [{"evidence": "true"}, {"known-at": "2019-12-31"}])
def test_work_is_done_by_workers(
    service: httpx.Client, kg: KnowledgeGraph, more: dict[str, str]
) -> None:
    given = {**INDONESIA, "format": "csv"}
    answer = service.get("/api/queries/member-cities", params={**given, **more})
    own = {"evidence": True} if "evidence" in more else native(more)
    expected = kg.run("member-cities", **native(INDONESIA), **own).format("csv")
    assert answer.content.decode() == expected
    assert int(answer.headers["x-total-count"]) == len(expected.splitlines()) - 1


def test_pages(service: httpx.Client, kg: KnowledgeGraph) -> None:
    whole = kg.run("member-cities").format("csv").splitlines()
    url: str | None = "/api/queries/member-cities?limit=7&format=csv"
    rows, visited = [], 0
    while url:
        answer = service.get(url)
        rows += answer.text.splitlines()[1:]
        visited += 1
        found = re.search(r'<([^>]*)>; rel="next"', answer.headers["link"])
        url = found[1] if found else None
    assert rows == whole[1:] and visited == -(-len(rows) // 7)
    assert answer.headers["x-total-count"] == str(len(rows))


@pytest.mark.parametrize(
    ("path", "status", "word"),
    [
        ("/api/queries/member-citie", 404, "member-cities"),
        ("/api/queries/member-cities?countri=Indonesia", 400, "country"),
        ("/api/queries/member-cities?country=Indonsia", 400, "Indonesia"),
        ("/api/queries/member-cities?as-of=yesterday", 400, "YYYY-MM-DD"),
        ("/api/queries/member-cities?known-at=yesterday", 400, "YYYY-MM-DD"),
        ("/api/queries/member-cities?limit=-1", 400, "whole number"),
        ("/api/queries/member-cities?evidence=perhaps", 400, "true or false"),
        ("/api/queries/member-cities?format=xlsx", 406, "csv"),
        ("/api/queries/chairs?format=geojson", 406, "csv"),
        ("/api/why?s=Jakarta&p=ascn:inCountry", 400, "s, p and o"),
        ("/api/why?s=Jakrta&p=ascn:inCountry&o=Indonesia", 400, "jakarta"),
        ("/api/why?s=Jakarta&p=a&o=b&proofs=99", 400, "10"),
        ("/search", 400, "q"),
        ("/search?q=" + "a" * 201, 400, "200"),
        ("/export/everything.zip", 404, "/export"),
    ],
)
def test_what_is_wrong_is_said(service: httpx.Client, path: str, status: int, word: str) -> None:
    answer = service.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert word in answer.text


def test_why(service: httpx.Client, kg: KnowledgeGraph) -> None:
    statement = {"s": "meeting/asean-summit-32", "p": "ascn:hostCountry", "o": "Singapore"}
    expected = kg.why("meeting/asean-summit-32", "ascn:hostCountry", "Singapore")
    assert service.get("/api/why", params=statement).json() == json.loads(
        json.dumps(expected.to_dict())
    )
    answer = service.get("/api/why", params=statement, headers={"accept": "text/turtle"})
    assert isomorphic(ox.parse(answer.content, ox.RdfFormat.TURTLE), expected.triples())
    unknown = service.get("/api/why", params={**statement, "o": "Brunei"}).json()
    assert unknown["holds"] is False


def test_search(service: httpx.Client) -> None:
    results = service.get("/search", params={"q": "kota pintar", "limit": 3}).json()["results"]
    assert len(results) == 3 and results[0]["id"] == "initiative/ascn"
    [found, *_] = service.get("/search", params={"q": "จาการ์ตา"}).json()["results"]
    assert found["id"] == "city/jakarta"


@pytest.mark.parametrize("path", ["/conflicts", "/api/conflicts", "/gaps", "/api/gaps"])
def test_conflicts_and_gaps(service: httpx.Client, kg: KnowledgeGraph, path: str) -> None:
    answer = service.get(path, headers={"accept": "text/csv"})
    name = path.rpartition("/")[2]
    assert answer.content.decode() == kg.run(name).format("csv")
    assert service.get(path, params={"format": "json", "limit": 2}).json()["results"]["bindings"][
        1:
    ]


def test_a_query_as_text(service: httpx.Client, kg: KnowledgeGraph) -> None:
    answer = service.get("/queries/chairs", headers={"accept": "application/sparql-query"})
    assert answer.text == kg.catalog["chairs"].text
    assert service.get("/queries/chairs").json()["title"] == kg.catalog["chairs"].header.title


def test_files(service: httpx.Client, kg: KnowledgeGraph) -> None:
    listed = {file["href"]: file["type"] for file in service.get("/export").json()["files"]}
    assert len(listed) > 50
    for path, arguments in {
        "/export/links.ttl": {"format": "turtle", "graphs": ["links"]},
        "/export/city.csv": {"format": "csv", "kind": "city"},
        "/export/city.geojson": {"format": "geojson", "kind": "city"},
        "/export/facts.nt": {"format": "ntriples", "graphs": ["facts"]},
    }.items():
        answer = service.get(path)
        assert answer.headers["content-type"].split(";")[0] == listed[path]
        assert answer.content == kg.export(**arguments), path  # type: ignore[arg-type]


def test_void(service: httpx.Client, kg: KnowledgeGraph) -> None:
    answer = service.get("/.well-known/void", headers={"accept": "application/n-triples"})
    store = ox.Store()
    store.load(answer.content, ox.RdfFormat.N_TRIPLES)
    counted = store.query(f"SELECT (COUNT(*) AS ?n) {{ ?d <{VOID}classPartition> ?p }}")
    [row] = counted  # type: ignore[misc]
    [expected] = kg.engine.query("SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }")  # type: ignore[misc]
    assert row["n"].value == expected["n"].value
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    partition = f"ASK {{ ?p <{VOID}property> {label} ; <{VOID}triples> ?n FILTER(?n > 1000) }}"
    assert store.query(partition)


def test_service_description(service: httpx.Client) -> None:
    sd = "http://www.w3.org/ns/sparql-service-description#"
    for media_type in ("text/turtle", "application/ld+json", "application/rdf+xml"):
        answer = service.get("/sparql", headers={"accept": media_type})
        assert answer.headers["content-type"].split(";")[0] == media_type
        store = ox.Store()
        store.load(answer.content, ox.RdfFormat.from_media_type(media_type))
        endpoint = (
            f"ASK {{ ?s a <{sd}Service> ; <{sd}endpoint> <{service.base_url.join('/sparql')}> }}"
        )
        assert store.query(endpoint)
        for name in GRAPH_NAMES:
            assert store.query(f"ASK {{ ?g <{sd}name> <{graph_iri(name)}> }}"), name


@pytest.mark.parametrize(
    "path",
    [
        "/city/jakarta",
        "/api/queries/chairs",
        "/sparql?query=ASK%7B%7D",
        "/openapi.json",
        "/search?q=x",
    ],
)
def test_who_has_an_answer_gets_304(service: httpx.Client, path: str) -> None:
    first = service.get(path)
    tag = first.headers["etag"]
    again = service.get(path, headers={"if-none-match": f'W/"other", {tag}'})
    assert again.status_code == 304 and again.content == b"" and again.headers["etag"] == tag
    other = service.get(path, headers={"if-none-match": tag, "accept": "text/csv, */*;q=0.1"})
    assert other.status_code == 200, "another form is another answer"


def test_what_changes_is_not_kept(service: httpx.Client) -> None:
    for path in ("/healthz", "/metrics", "/sparql?query=SELECT%20(NOW()%20AS%20?x)%20%7B%7D"):
        answer = service.get(path)
        assert "etag" not in answer.headers and answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/sparql", "/nothing", "/api/queries", "/city/jakarta"])
def test_every_response_is_secured(service: httpx.Client, path: str) -> None:
    headers = service.get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] and "server" not in headers


def test_any_origin_may_read(service: httpx.Client) -> None:
    origin = {"origin": "https://else.example"}
    asked = {**origin, "access-control-request-method": "POST"}
    preflight = service.options("/sparql", headers=asked)
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "POST" in preflight.headers["access-control-allow-methods"]
    for path in ("/sparql?query=ASK%7B%7D", "/city/jakarta", "/city/none"):
        answer = service.get(path, headers=origin)
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "Link" in answer.headers["access-control-expose-headers"]


def test_head_and_options(service: httpx.Client) -> None:
    for path in ("/sparql?query=ASK%7B%7D", "/city/jakarta", "/api/queries/chairs"):
        whole, head = service.get(path), service.head(path)
        assert head.status_code == 200 and head.content == b""
        assert head.headers["content-type"] == whole.headers["content-type"]
    answer = service.options("/sparql")
    assert answer.status_code == 204 and {"GET", "HEAD", "POST"} <= set(
        answer.headers["allow"].split(", ")
    )


def test_health(service: httpx.Client, kg: KnowledgeGraph) -> None:
    assert service.get("/healthz").text == "ok\n"
    service.get("/sparql?query=ASK%7B%7D")
    assert service.get("/readyz").json() == {"ready": True, "dataset": kg.digest}
    metrics = service.get("/metrics").text
    assert 'ascn_kg_requests_total{endpoint="healthz",method="GET",status="200"}' in metrics
    assert "ascn_kg_queries_running 0.0" in metrics
    assert "ascn_kg_remembered_bytes" in metrics


def test_rows_with_a_place_as_geojson(service: httpx.Client) -> None:
    query = f"""PREFIX wgs: <http://www.w3.org/2003/01/geo/wgs84_pos#>
    SELECT ?lat ?long {{ <{BASE}city/jakarta> wgs:lat ?lat ; wgs:long ?long }}"""
    answer = service.post("/sparql", data={"query": query, "format": "geojson"})
    assert answer.headers["content-type"] == "application/geo+json"
    [feature] = answer.json()["features"]
    assert feature["geometry"]["coordinates"] == [106.84513, -6.21462]
    answer = service.post("/sparql", data={"query": query, "format": "csv"})
    assert next(csv.DictReader(io.StringIO(answer.text)))["lat"] == "-6.21462"
