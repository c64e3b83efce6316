"""The canned queries that ask other endpoints, against small extracts that stand for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from oxigraph_process import oxigraph_server
from web_service import serving

from ascn_kg.cli import app
from ascn_kg.errors import ParameterError, QueryRefusedError
from ascn_kg.federation.rewriting import Federation
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import BASE
from ascn_kg.results.table import Table

FOLDER = Path(__file__).parent
FEDERATED = ("geonames-nearby", "wikidata-mayors", "wikidata-population")


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """An endpoint that holds both extracts."""
    with oxigraph_server() as url:
        for name in ("wikidata.ttl", "geonames.ttl"):
            httpx.post(
                f"{url}/store?default",
                content=(FOLDER / name).read_bytes(),
                headers={"Content-Type": "text/turtle"},
            ).raise_for_status()
        yield f"{url}/query"


def rows(table: object) -> list[Any]:
    """Return the rows of an answer."""
    assert isinstance(table, Table)
    return list(table)


@pytest.fixture(scope="module")
def asking(kg: KnowledgeGraph, endpoint: str) -> KnowledgeGraph:
    federation = Federation([httpx.URL(endpoint).netloc.decode()])
    return KnowledgeGraph(kg.store, kg.inputs, kg.summary, federation=federation)


def test_these_are_the_federated_queries(kg: KnowledgeGraph) -> None:
    assert tuple(name for name, query in kg.catalog.items() if query.endpoint) == FEDERATED
    tagged = [name for name, query in kg.catalog.items() if "federated" in query.header.tags]
    assert tuple(tagged) == FEDERATED
    assert kg.catalog.lint() == []


def test_population(asking: KnowledgeGraph, endpoint: str) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    found = rows(asking.run("wikidata-population", service=endpoint))
    assert [
        (row.name, row.country.removeprefix(BASE), row.population, row.date) for row in found
    ] == [
        ("Jakarta", "country/idn", 1002, datetime(2001, 1, 1, tzinfo=UTC)),
        ("Bangkok", "country/tha", 2001, None),
    ]
    assert {row.service for row in found} == {endpoint}
    assert all(before <= row.asked <= datetime.now(UTC) for row in found)
    (bangkok,) = rows(asking.run("wikidata-population", service=endpoint, country="Thailand"))
    assert bangkok.countryName == "Thailand"


def test_mayors(asking: KnowledgeGraph, endpoint: str) -> None:
    for lang, name in (("en", "Present Example"), ("id", "Contoh Sekarang")):
        (row,) = rows(asking.run("wikidata-mayors", service=endpoint, lang=lang))
        assert (row.city, row.headName) == (f"{BASE}city/jakarta", name)
        assert row.since == datetime(2002, 2, 3, tzinfo=UTC)
        assert row.head == "http://www.wikidata.org/entity/Q900000002"


def test_places_nearby(asking: KnowledgeGraph, endpoint: str) -> None:
    def names(**given: Any) -> list[str]:
        table = asking.run("geonames-nearby", service=endpoint, **given)
        return [row.thingName for row in rows(table)]

    assert names() == ["Ten kilometres north", "Twenty kilometres east"]
    assert names(city="Jakarta", within=15) == ["Ten kilometres north"]
    assert len(names(within=50)) == 3 and names(city="Hanoi") == []
    row = rows(asking.run("geonames-nearby", service=endpoint))[0]
    assert (row.kind, float(row.lat), float(row.long)) == ("P.PPL", -6.11, 106.8)


def test_evidence_says_that_the_endpoint_is_the_source(
    asking: KnowledgeGraph, endpoint: str
) -> None:
    plain = asking.run("wikidata-population", service=endpoint)
    (row, _) = rows(asking.run("wikidata-population", service=endpoint, evidence=True))
    assert row.endpoints == endpoint
    assert (datetime.now(UTC) - row.evidenceAsked).total_seconds() < 60
    assert row.claims > 0, "that Jakarta is a member and what it is called, has claims here"
    assert len(plain) == 2
    stated = "<http://www.wikidata.org/prop/statement/P1082>"
    query = f"SELECT ?n {{ SERVICE <{endpoint}> {{ ?s {stated} ?n }} }}"
    remote = rows(asking.sparql(query, evidence=True))
    assert {(row.claims, row.sources, row.endpoints) for row in remote} == {(0, 0, endpoint)}


@pytest.mark.parametrize("name", FEDERATED)
def test_where_the_host_is_not_allowed_one_line_says_so(
    kg: KnowledgeGraph, asking: KnowledgeGraph, name: str
) -> None:
    host = kg.catalog[name].host
    for graph in (kg, asking):
        with pytest.raises(QueryRefusedError) as raised:
            graph.run(name)
        said = str(raised.value)
        assert said.startswith(f"{name} asks {host}") and "\n" not in said
        assert "allow" in said


def test_an_endpoint_is_an_http_address(asking: KnowledgeGraph) -> None:
    for given in ("Jakarta", "file:///etc/passwd", "http://a b", "http://a> {} SERVICE <http://b"):
        with pytest.raises(ParameterError, match="address of a SPARQL endpoint"):
            asking.run("wikidata-mayors", service=given)


def test_on_the_command_line(kg: KnowledgeGraph, endpoint: str) -> None:
    assert kg.digest, "built and cached before"
    host = httpx.URL(endpoint).netloc.decode()
    command = ["run", "wikidata-population", "--service", endpoint, "--format", "csv"]
    done = CliRunner().invoke(app, [*command, "--allow-service", host])
    assert done.exit_code == 0 and "1002" in done.output
    refused = CliRunner().invoke(app, command)
    assert refused.exit_code != 0 and isinstance(refused.exception, QueryRefusedError)
    query = f"SELECT * {{ SERVICE <{endpoint}> {{ ?s <http://wikiba.se/ontology#x> ?o }} }}"
    assert CliRunner().invoke(app, ["sparql", query, "--allow-service", host]).exit_code == 1
    listed = CliRunner().invoke(app, ["queries", "--format", "csv"]).output
    assert listed.count("(asks query.wikidata.org)") == 2 and "(asks localhost:7878)" in listed
    told = CliRunner().invoke(app, ["run", "wikidata-mayors", "--help"]).output
    assert "needs --allow-service query.wikidata.org" in told


def test_on_the_web(asking: KnowledgeGraph, endpoint: str) -> None:
    with serving(asking) as url, httpx.Client(base_url=url, timeout=60) as client:
        path = "/api/queries/wikidata-population"
        for more in ({}, {"evidence": "true"}):
            answer = client.get(path, params={"service": endpoint, "format": "csv", **more})
            assert answer.status_code == 200 and "1002" in answer.text
            assert answer.headers["cache-control"] == "no-store"
        refused = client.get(path)
        assert refused.status_code == 403 and "wikidata" in refused.json()["detail"]
        entries = {entry["name"]: entry for entry in client.get("/api/queries").json()["queries"]}
        assert {name for name, entry in entries.items() if "service" in entry} == set(FEDERATED)
        html = {"Accept": "text/html"}
        page = client.get(
            "/queries/wikidata-population", headers=html, params={"service": endpoint}
        )
        assert page.status_code == 200 and "asks query.wikidata.org" in page.text
        assert "1,002" in page.text and page.headers["cache-control"] == "no-store"
        proven = client.get(
            "/queries/wikidata-population",
            headers=html,
            params={"service": endpoint, "evidence": "true"},
        )
        assert proven.status_code == 200 and "1,002" in proven.text
        for path in ("/queries/wikidata-population?lang=en", "/query/wikidata-population"):
            unasked = client.get(path, headers=html)
            assert unasked.status_code == 200 and "query.wikidata.org" in unasked.text
            assert "none of those allowed" not in unasked.text
        refused = client.get("/queries/wikidata-population?country=", headers=html)
        assert refused.status_code == 403 and "none of those allowed" in refused.text
        assert "asks localhost:7878" in client.get("/queries", headers=html).text
