"""Two instances of the service are queried together, and say whether they take SERVICE."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pyoxigraph as ox
import pytest
from remotes import Remote, results, running
from web_service import serving

from ascn_kg.graph import KnowledgeGraph, from_dataset
from ascn_kg.namespaces import BASE
from ascn_kg.web import Settings

FEDERATED_QUERY = "http://www.w3.org/ns/sparql-service-description#BasicFederatedQuery"
TWINNED = "http://twins.example/with"


def quad(subject: str, predicate: str, object: str) -> ox.Quad:
    names = (subject, predicate, object, "http://twins.example/graph")
    return ox.Quad(*map(ox.NamedNode, names))


def test_one_query_over_two_instances(kg: KnowledgeGraph) -> None:
    """One serves the network; the other, data of one's own about its cities, and asks the first."""
    with serving(kg) as first:
        own = from_dataset(
            [
                quad(BASE + "city/jakarta", TWINNED, BASE + "city/bangkok"),
                quad(BASE + "city/phuket", TWINNED, BASE + "city/none"),
            ],
            allow_service=[first.removeprefix("http://")],
        )
        query = f"""
            PREFIX ascn: <{BASE}ontology#>
            SELECT ?one ?country ?other ?there {{
              ?one <{TWINNED}> ?other
              SERVICE <{first}/sparql> {{ ?one ascn:inCountry ?country }}
              OPTIONAL {{ SERVICE <{first}/sparql> {{ ?other ascn:inCountry ?there }} }}
            }} ORDER BY ?one
        """
        with serving(own, Settings(concurrency=1)) as second:
            answer = httpx.post(
                f"{second}/sparql",
                data={"query": query},
                headers={"Accept": "application/sparql-results+json"},
                timeout=60,
            )
    rows = [
        {name: cell["value"].removeprefix(BASE) for name, cell in row.items()}
        for row in answer.json()["results"]["bindings"]
    ]
    assert rows == [
        {
            "one": "city/jakarta",
            "country": "country/idn",
            "other": "city/bangkok",
            "there": "country/tha",
        },
        {"one": "city/phuket", "country": "country/tha", "other": "city/none"},
    ]


@pytest.mark.parametrize("allowed", [[], ["a.example"]])
def test_the_service_says_whether_it_takes_service(allowed: list[str]) -> None:
    own = from_dataset(
        [quad("http://a.example/", TWINNED, "http://b.example/")], allow_service=allowed
    )
    with serving(own) as url:
        described = httpx.get(f"{url}/sparql", headers={"Accept": "application/n-triples"}).text
    assert (FEDERATED_QUERY in described) is bool(allowed)


def test_others_are_served_while_an_endpoint_is_slow() -> None:
    """The endpoint answers only after somebody else has been served."""
    served = threading.Event()

    def late() -> Iterator[bytes]:
        assert served.wait(20), "nobody else was served meanwhile"
        yield results(["s"], ["http://a.example/"])

    with running(Remote(late())) as remote:
        own = from_dataset(
            [quad("http://a.example/", TWINNED, "http://b.example/")], allow_service=[remote.host]
        )
        query = f"SELECT * {{ SERVICE <{remote.url}> {{ ?s ?p ?o }} }}"
        with serving(own, Settings(concurrency=1)) as url, ThreadPoolExecutor(1) as beside:
            slow = beside.submit(httpx.post, f"{url}/sparql", data={"query": query}, timeout=30)
            while not remote.requests:
                time.sleep(0.01)
            assert httpx.get(f"{url}/healthz", timeout=15).status_code == 200
            plain = httpx.get(f"{url}/sparql", params={"query": "ASK { ?s ?p ?o }"}, timeout=15)
            assert plain.status_code == 200, "no worker is held meanwhile"
            served.set()
            assert slow.result().status_code == 200
