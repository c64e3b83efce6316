"""``push``: the named graphs of the dataset on another engine, whole, once, and read back."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import pyoxigraph as ox
import pytest
from oxigraph_process import oxigraph_server
from pushing import TRIG, fingerprints, killed_and_repeated, push_command, store, wanted

from ascn_kg.errors import RemoteError
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import GRAPH_NAMES, graph_iri
from ascn_kg.remote.push import Pushed, push
from ascn_kg.remote.targets import GraphStore, Target, UpdateEndpoint


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with oxigraph_server() as url:
        yield url


@pytest.fixture(params=["graph-store", "update"])
def target(request: pytest.FixtureRequest, server: str) -> Iterator[Target]:
    opened: Target = (
        GraphStore(f"{server}/store", None, 60)
        if request.param == "graph-store"
        else UpdateEndpoint(f"{server}/update", f"{server}/query", None, 60)
    )
    with closing(opened):
        for name in GRAPH_NAMES:
            opened.replace(graph_iri(name), [])
        yield opened


def test_every_graph_arrives_as_it_is_and_once(target: Target) -> None:
    data = store(TRIG)
    first = {graph.name: graph for graph in push(data, target)}
    assert first["ontology"] == Pushed("ontology", 11, True)
    assert first["metadata"].changed
    assert fingerprints(target) == wanted(data)
    assert not any(graph.changed for graph in push(data, target))
    changed = store(
        TRIG.replace('"last"', '"other"').replace("g:facts {", "g:facts { :new :n 1 . ")
    )
    again = {graph.name for graph in push(changed, target) if graph.changed}
    assert again == {"facts", "metadata"}
    assert fingerprints(target) == wanted(changed)


def test_the_description_goes_last_and_other_graphs_stay(server: str) -> None:
    with closing(GraphStore(f"{server}/store", None, 60)) as target:
        other = ox.Triple(*[ox.NamedNode("https://example.org/x")] * 3)
        target.replace("https://example.org/other", [other])
        names: list[str] = []
        push(store(TRIG), target, names.append)
        assert names[-1] == "metadata"
        assert sorted(names) == sorted(GRAPH_NAMES)
        assert target.read("https://example.org/other") == [other]


class Forgetful:
    """A target that loses a triple of each graph."""

    def read(self, graph: str) -> list[ox.Triple]:
        return []

    def replace(self, graph: str, triples: object) -> None:
        """Keep nothing."""

    def close(self) -> None:
        """Nothing is open."""


def test_what_did_not_arrive_is_told() -> None:
    with pytest.raises(RemoteError, match="0 triples instead of 11"):
        push(store(TRIG), Forgetful())


@pytest.mark.parametrize("scheme", ["digest", "basic"])
def test_credentials_are_sent_when_asked_for(scheme: str) -> None:
    class Guarded(BaseHTTPRequestHandler):
        seen: ClassVar[list[str | None]] = []

        def do_GET(self) -> None:
            given = self.headers["Authorization"]
            self.seen.append(given)
            self.send_response(404 if given else 401)
            challenge = 'Digest realm="r", nonce="n", qop="auth"' if scheme == "digest" else "Basic"
            self.send_header("WWW-Authenticate", challenge)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Guarded) as service:
        threading.Thread(target=service.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{service.server_port}/store"
        with closing(GraphStore(url, ("curator", "s3cret"), 10)) as target:
            assert target.read("https://example.org/g") == []
        service.shutdown()
    assert Guarded.seen[0] is None
    if scheme == "digest":
        assert Guarded.seen[1] and 'username="curator"' in Guarded.seen[1]
        assert "s3cret" not in Guarded.seen[1]
    else:
        assert Guarded.seen[1] == "Basic " + base64.b64encode(b"curator:s3cret").decode()


@pytest.mark.parametrize("protocol", ["graph-store", "update"])
def test_a_push_killed_at_random_moments_ends_as_a_whole_one(
    cache_folder: Path, tmp_path: Path, protocol: str
) -> None:
    with oxigraph_server() as url, closing(GraphStore(f"{url}/store", None, 60)) as target:
        arguments = (
            [f"{url}/store"]
            if protocol == "graph-store"
            else [f"{url}/update", "--update", f"{url}/query"]
        )
        killed_and_repeated(target, arguments, tmp_path, cache_folder, times=10)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["http://127.0.0.1:9/store"], 1, "cannot be reached"),
        (["store"], 2, "is no address of an engine"),
        (["http://127.0.0.1:9/store", "--user", "x"], 2, "ASCN_KG_PASSWORD"),
    ],
)
def test_wrong_use_is_one_line(
    cache_folder: Path, kg: KnowledgeGraph, arguments: list[str], code: int, said: str
) -> None:
    with push_command(*arguments, cache=cache_folder) as process:
        _, told = process.communicate(timeout=60)
    assert process.returncode == code
    assert said in told
    assert "Traceback" not in told
