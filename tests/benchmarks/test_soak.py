"""The soak: it runs against the real service, and tells a leak or a fault from what is right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path
from random import Random
from threading import Thread

import httpx
import pytest
from click.testing import CliRunner

from ascn_kg.graph import KnowledgeGraph
from benchmarks.soak.__main__ import main
from benchmarks.soak.asking import HOSTILE_ONE_IN, Asked, Mix
from benchmarks.soak.clients import Tally, ask
from benchmarks.soak.verdict import Verdict
from benchmarks.soak.watching import Sample, slope

REST = Sample(0, 100, 50, 40, 4, 30)


def under_load(growth: float) -> list[Sample]:
    """Return ten minutes in which the service grows by so many MB a minute."""
    grown = [growth * second / 60 for second in range(600)]
    return [Sample(s, 200 + s % 7, 150 + s % 3 + grown[s], 120, 8, 60) for s in range(600)]


def verdict(
    samples: list[Sample] | None = None,
    after: Sample = REST,
    tally: Tally | None = None,
    survivors: int = 0,
) -> Verdict:
    if tally is None:
        tally = Tally(Counter({("page", "200"): 1}))
    return Verdict(tally, samples or under_load(0), REST, after, survivors)


@contextmanager
def answering(status: int, headers: dict[str, str]) -> Iterator[httpx.Client]:
    """Yield a client of a service that answers everything alike."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            for name, value in {"Content-Type": "text/plain", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        with httpx.Client(base_url=f"http://127.0.0.1:{server.server_port}") as client:
            yield client
        server.shutdown()
        thread.join()


@pytest.mark.slow
def test_the_service_stands_some_seconds(kg: KnowledgeGraph, tmp_path: Path) -> None:
    options = ["--minutes", "0.05", "--query-seconds", "1", "--fill-seconds", "2"]
    done = CliRunner().invoke(main, [*options, "--folder", str(tmp_path)])
    assert "requests before, memory for answers" in done.output
    assert "canned query" in done.output and "hostile" in done.output
    # In so few seconds memory only rises, and a loaded machine may reach the limit of one.
    wrong = [line for line in done.output.splitlines() if line.startswith("WRONG")]
    assert [line for line in wrong if "memory" not in line and ": 504" not in line] == []


def test_one_request_in_twenty_is_hostile(kg: KnowledgeGraph) -> None:
    asked = list(islice(Mix(kg).requests(Random(1)), 50 * HOSTILE_ONE_IN))
    assert sum(each.hostile for each in asked) == 50
    assert len({each.kind for each in asked}) == 9
    languages = {each.headers["accept-language"] for each in asked if "page" in each.kind}
    assert languages == {"en", "id"}


@pytest.mark.parametrize(
    ("status", "headers", "hostile", "right"),
    [
        (200, {}, False, True),
        (303, {"Location": "/x"}, False, True),
        (404, {}, False, True),
        (500, {}, False, False),
        (504, {}, False, False),
        (503, {}, False, False),
        (503, {"Retry-After": "2"}, False, True),
        (400, {}, True, True),
        (504, {}, True, True),
        (507, {}, True, True),
        (500, {}, True, False),
        (502, {}, True, False),
    ],
)
def test_faults_are_those_of_the_server(
    status: int, headers: dict[str, str], hostile: bool, right: bool
) -> None:
    with answering(status, headers) as client:
        came, fault = ask(client, Asked("page", "/", hostile=hostile))
    assert (came, fault is None) == (str(status), right)


def test_a_service_that_is_not_there_is_a_fault() -> None:
    with httpx.Client(base_url="http://127.0.0.1:9") as client:
        came, fault = ask(client, Asked("page", "/", hostile=True))
    assert came == "ConnectError" and fault


def test_the_slope_is_that_of_the_line() -> None:
    assert slope(under_load(0), "service") == pytest.approx(0, abs=0.01)
    assert slope(under_load(2), "service") == pytest.approx(2, abs=0.01)


def test_what_stays_flat_is_no_leak() -> None:
    assert list(verdict().problems()) == []


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (verdict(under_load(2)), "grows by 2.00 MB a minute"),
        (verdict(after=Sample(0, 100, 50, 40, 7, 30)), "7 processes are left"),
        (verdict(after=Sample(0, 100, 50, 40, 4, 300)), "300 descriptors are open"),
        (verdict(survivors=1), "1 processes outlived"),
        (verdict(tally=Tally()), "no request"),
        (verdict(tally=Tally(faults=Counter({"page: 500": 3}))), "3 times: page: 500"),
    ],
)
def test_leaks_and_faults_are_told(found: Verdict, words: str) -> None:
    assert any(words in problem for problem in found.problems())
