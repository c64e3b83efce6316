"""Limits of one query: time, memory, rows, and an answer that is whole or visibly broken."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from urllib.parse import quote, urlencode

import httpx
import pyoxigraph as ox
import pytest
from hostile import Outside
from web_service import serving

import ascn_kg
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.web import Settings

_NUMBERS = count()
FORKSERVER = "ascn_kg.web.workers.forkserver"
THINGS = 3_000
TWO = "?a ?b ?c . ?d ?e ?f"
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {TWO} . ?g ?h ?i }}"
#: More than fits into what is held back, then cut off by the limit of rows.
LONG = f"SELECT * {{ {TWO} }}"
SETTINGS = Settings(
    query_seconds=1,
    query_rows=20_000,
    held_bytes=500_000,
    concurrency=2,
    queue=2,
    queue_seconds=0.3,
)


@pytest.fixture(scope="module")
def elsewhere() -> set[int]:
    """The processes that fork workers for the services of other tests."""
    return set(children(FORKSERVER))


@pytest.fixture(scope="module")
def url(elsewhere: set[int]) -> Iterator[str]:
    """A service over some thousand triples with small limits."""
    name, graph = "http://things.example/", ox.NamedNode("http://graph.example/")
    quads = [
        ox.Quad(ox.NamedNode(f"{name}{n}"), ox.NamedNode(f"{name}p"), ox.Literal("x" * 40), graph)
        for n in range(THINGS)
    ]
    with serving(ascn_kg.from_dataset(quads), SETTINGS) as url:
        yield url


def ask(url: str, query: str, **headers: str) -> httpx.Response:
    return httpx.get(f"{url}/sparql", params={"query": query}, headers=headers, timeout=30)


def ask_anew(url: str) -> httpx.Response:
    """Ask what nobody asked before, so that a worker has to answer."""
    return ask(url, f"ASK {{}} # {next(_NUMBERS)}")


def children(module: str) -> list[int]:
    """Return the processes that this one has started to run ``module``."""
    listed = [file.read_text() for file in Path("/proc/self/task").glob("*/children")]
    started = [int(number) for text in listed for number in text.split()]
    return [n for n in started if module in Path(f"/proc/{n}/cmdline").read_text()]


def test_time(url: str) -> None:
    begun = time.monotonic()
    answer = ask(url, ENDLESS)
    assert answer.status_code == 504 and "1 seconds" in answer.json()["detail"]
    assert time.monotonic() - begun < 10


def test_rows(url: str) -> None:
    short = "SELECT ?a { ?a ?b ?c . ?d ?e ?f }"
    answer = ask(url, f"{short} LIMIT 20001", accept="text/csv", **{"accept-encoding": "gzip"})
    assert answer.status_code == 422 and "20,000" in answer.json()["detail"]
    answer = ask(url, f"{short} LIMIT 20000", accept="text/csv", **{"accept-encoding": "gzip"})
    assert answer.status_code == 200 and len(answer.text.splitlines()) == 20_001


def test_memory() -> None:
    doubling = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(30))
    query = f'SELECT (STRLEN(?x30) AS ?n) {{ BIND("xxxxxxxx" AS ?x0) {doubling} }}'
    with serving(ascn_kg.from_dataset([]), Settings(query_memory=256 << 20)) as url:
        answer = ask(url, query)
        assert answer.status_code == 507 and "256 MB" in answer.json()["detail"]
        assert ask(url, "ASK {}").status_code == 200


def test_a_long_answer_is_whole(url: str) -> None:
    for encoding in ("identity", "gzip"):
        answer = ask(url, f"{LONG} LIMIT 15000", **{"accept-encoding": encoding})
        assert answer.status_code == 200
        assert len(answer.json()["results"]["bindings"]) == 15_000
        assert answer.headers.get("content-encoding", "identity") == encoding


@pytest.mark.parametrize("media_type", ["application/sparql-results+json", "text/csv"])
def test_an_answer_that_is_cut_off_is_a_broken_transfer(url: str, media_type: str) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        ask(url, LONG, accept=media_type, **{"accept-encoding": "identity"})
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=30)
    connection.request("GET", f"/sparql?query={quote(LONG)}", headers={"accept": media_type})
    answer = connection.getresponse()
    assert answer.status == 200
    with pytest.raises(http.client.IncompleteRead):
        answer.read()
    connection.close()
    command = ["curl", "-sS", "-H", f"Accept: {media_type}", f"{url}/sparql?query={quote(LONG)}"]
    done = subprocess.run(command, capture_output=True, timeout=30, check=False)
    assert done.returncode == 18, "curl: transfer closed with outstanding read data remaining"


def test_a_client_that_could_not_tell_gets_no_part(url: str) -> None:
    command = ["curl", "-sS", "--http1.0", f"{url}/sparql?query={quote(LONG)}"]
    done = subprocess.run(command, capture_output=True, timeout=30, check=True)
    assert json.loads(done.stdout)["status"] == 505


def test_too_many_wait(url: str) -> None:
    with ThreadPoolExecutor(8) as clients:
        answers = list(clients.map(lambda _: ask(url, ENDLESS), range(8)))
    refused = [answer for answer in answers if answer.status_code == 503]
    assert {answer.status_code for answer in answers} == {503, 504}
    assert all(int(answer.headers["retry-after"]) > 0 for answer in refused)
    assert ask(url, "ASK {}").status_code == 200


def test_who_leaves_frees_the_worker(url: str) -> None:
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(f"{url}/sparql", params={"query": ENDLESS}, timeout=0.2)
    deadline = time.monotonic() + 5
    while "ascn_kg_queries_running 0.0" not in httpx.get(f"{url}/metrics").text:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_fork_server_that_ends_is_started_again(kg: KnowledgeGraph) -> None:
    others = set(children(FORKSERVER))
    with serving(kg, Settings()) as url:
        assert ask(url, "ASK {}").status_code == 200
        [first] = set(children(FORKSERVER)) - others
        os.kill(first, signal.SIGKILL)
        deadline = time.monotonic() + 10
        while not set(children(FORKSERVER)) - others - {first}:
            ask_anew(url)
            assert time.monotonic() < deadline
        assert ask_anew(url).status_code == 200


def workers(elsewhere: set[int]) -> set[int]:
    """Return the processes that answer queries of this module's service."""
    servers = set(children(FORKSERVER)) - elsewhere
    listed = [Path(f"/proc/{n}/task/{n}/children").read_text() for n in servers]
    return {int(number) for text in listed for number in text.split()}


def all_end(resting: set[int], elsewhere: set[int]) -> bool:
    """Return whether all of ``resting`` end, which takes a moment."""
    deadline = time.monotonic() + 10
    while workers(elsewhere) & resting and time.monotonic() < deadline:
        time.sleep(0.01)
    return not workers(elsewhere) & resting


def test_a_worker_takes_several_queries_and_none_after_a_problem(
    url: str, elsewhere: set[int]
) -> None:
    assert ask_anew(url).status_code == 200
    resting = workers(elsewhere)
    assert len(resting) >= 1
    for _ in range(5):
        assert ask_anew(url).status_code == 200
    assert workers(elsewhere) == resting, "the same ones answer again"
    for _ in range(len(resting) + 1):
        assert ask(url, "no query").status_code == 400
    assert all_end(resting, elsewhere), "after a problem another process answers"


def test_a_worker_that_has_grown_does_not_rest(url: str, elsewhere: set[int]) -> None:
    assert ask_anew(url).status_code == 200
    resting = workers(elsewhere)
    pairs = "SELECT (CONCAT(STR(?a), STR(?d)) AS ?both) { ?a ?b ?c . ?d ?e ?f } LIMIT 250000"
    large = f"SELECT (COUNT(DISTINCT ?both) AS ?n) {{ {{ {pairs} }} }}"
    for number in range(len(resting)):
        assert ask(url, f"{large} # {number}").status_code == 200
    assert all_end(resting, elsewhere)


def test_each_query_has_its_own_time(url: str) -> None:
    """A second for each, however long the worker lives."""
    third = "SELECT (COUNT(*) AS ?n) { { SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 400000 } }"
    begun, statuses = time.monotonic(), []
    while time.monotonic() - begun < 3:
        statuses.append(ask(url, f"{third} # {next(_NUMBERS)}").status_code)
    assert set(statuses) == {200}
    assert ask(url, ENDLESS).status_code == 504


def test_gzip(url: str) -> None:
    request = httpx.Request("GET", f"{url}/sparql?{urlencode({'query': 'ASK {}'})}")
    request.headers["accept-encoding"] = "gzip"
    with httpx.Client() as client:
        answer = client.send(request, stream=True)
        assert json.loads(gzip.decompress(b"".join(answer.iter_raw())))["boolean"] is True


def test_without_the_guard_nothing_leaves_either() -> None:
    """The system itself denies a worker the network and files."""
    outside = Outside()
    code = f"""
import pyoxigraph as ox
from ascn_kg.web.workers.confinement import Limits, confine
store = ox.Store()
confine(Limits(seconds=20, memory=1 << 30, rows=1, transfer_seconds=1))
try:
    list(store.query("SELECT * {{ SERVICE <{outside.url}> {{ ?s ?p ?o }} }}"))
except Exception as error:
    print("service", type(error).__name__)
try:
    open("/etc/hostname")
except OSError as error:
    print("file", error.errno)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.split("\n")[:2] == ["service OSError", "file 24"]
    assert outside.calls == 0
    outside.close()
    assert threading.active_count() >= 1
