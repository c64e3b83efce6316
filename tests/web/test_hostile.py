"""What strangers may send harms nobody: no request leaves, no file is read, everybody is served."""

from __future__ import annotations

import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import hostile
import httpx
import pytest
from hostile import Outside
from web_service import Served, serving

from ascn_kg.graph import KnowledgeGraph
from ascn_kg.web import Settings

SECRET = "no-answer-may-hold-this"
SECONDS = 0.5


@pytest.fixture(scope="module")
def attacked(kg: object, cache_folder: Path) -> Iterator[Served]:
    """A service with short limits."""
    assert kg is not None, "built and cached before"
    service = Served(cache_folder, "--query-seconds", str(SECONDS))
    yield service
    service.stop()


def test_the_server_outside_counts(outside: Outside) -> None:
    """The counter that the next tests rely on works."""
    before = outside.calls
    with pytest.raises(httpx.HTTPError):
        httpx.get(outside.url)
    assert outside.calls == before + 1


def test_hostile_requests(attacked: Served, outside: Outside, tmp_path: Path) -> None:
    secret = tmp_path / "secret.nt"
    secret.write_text(f'<http://a.example> <http://b.example> "{SECRET}" .\n')
    every = list(hostile.attacks(outside.url, secret))
    assert len(every) >= 200 and len({attack.name for attack in every}) == len(every)
    calls = outside.calls

    def outcome(attack: hostile.Attack) -> str | None:
        with httpx.Client(base_url=attacked.url, timeout=60) as client:
            answer = hostile.send(client, attack)
        if answer.status_code not in attack.expected:
            return f"{attack.name}: {answer.status_code}, not one of {sorted(attack.expected)}"
        if SECRET in answer.text:
            return f"{attack.name}: the file was read"
        if answer.status_code >= 400 and not answer.json()["detail"]:
            return f"{attack.name}: no reason"
        return None

    with ThreadPoolExecutor(8) as clients:
        assert [each for each in clients.map(outcome, every) if each] == []
    assert outside.calls == calls, "a request left"
    assert attacked.process.poll() is None
    assert httpx.get(f"{attacked.url}/readyz").json()["ready"] is True


def test_slow_bodies_end(kg: object, cache_folder: Path) -> None:

    assert isinstance(kg, KnowledgeGraph)
    with serving(kg, Settings(body_seconds=0.3)) as url:
        assert hostile.slow_body(url, 2) == 408


def test_a_head_without_end_is_refused(attacked: Served) -> None:
    host, port = attacked.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(b"GET /sparql?query=" + b"a" * 300_000)
        assert b" 400 " in connection.recv(64)


@pytest.mark.alone
def test_others_are_served_meanwhile(served: Served) -> None:
    """Eight clients attack without pause; a health check and a canned query hardly notice.

    Other work on this machine disturbs a round, so the best of three counts.
    """
    rounds = [ratios(served.url)]
    while len(rounds) < 3 and max(rounds[-1].values()) >= 3:
        rounds.append(ratios(served.url))
    assert max(rounds[-1].values()) < 3, rounds


def ratios(url: str) -> dict[str, float]:
    """Return how many times as long requests take while others attack, by path."""
    paths = ("/healthz", "/api/queries/member-cities?country=country/idn")
    with httpx.Client(base_url=url, timeout=60) as client:

        def median(path: str) -> float:
            return statistics.median(timed(lambda: client.get(path)) for _ in range(60))

        for path in paths:
            median(path)  # whatever is loaded at the first request
        idle = {path: median(path) for path in paths}
        with attackers(url) as attack:
            busy = {path: median(path) for path in paths}
            assert attack.poll() is None, "the attack was over too early"
    return {path: busy[path] / idle[path] for path in paths}


@contextmanager
def attackers(url: str) -> Iterator[subprocess.Popen[bytes]]:
    """Let eight clients attack meanwhile."""
    command = [sys.executable, hostile.__file__, url, "30", "8"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as attack:
        assert attack.stdout is not None
        attack.stdout.readline()
        time.sleep(1)
        yield attack
        attack.kill()


def timed(request: Callable[[], httpx.Response]) -> float:
    """Return the seconds that a request takes, which must succeed."""
    begun = time.perf_counter()
    assert request().status_code == 200
    return time.perf_counter() - begun
