"""``ascn-kg serve`` as its operator sees it."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from web_service import Served

from ascn_kg.graph import KnowledgeGraph


def test_one_line_tells_the_address(kg: KnowledgeGraph, cache_folder: Path) -> None:
    service = Served(cache_folder)
    assert re.fullmatch(r"ascn-kg serves at http://127\.0\.0\.1:\d+/ .*\n", service.first_line)
    assert httpx.get(f"{service.url}/healthz").status_code == 200
    answer = httpx.get(f"{service.url}/sparql", params={"query": "ASK { ?s ?p ?o }"}, timeout=20)
    assert answer.json()["boolean"] is True
    code, printed, told = service.stop()
    assert (code, printed) == (0, "")
    assert [json.loads(line)["path"] for line in told.splitlines()] == ["/healthz", "/sparql"]
    assert kg.digest


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly(kg: KnowledgeGraph, cache_folder: Path, number: int) -> None:
    service = Served(cache_folder)
    tasks = Path(f"/proc/{service.process.pid}/task").glob("*/children")
    workers = [child for task in tasks for child in task.read_text().split()]
    assert workers
    code, printed, told = service.stop(number)
    assert (code, printed, told) == (0, "", "")
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)
    assert kg.digest


def test_running_queries_end_before_it_does(kg: KnowledgeGraph, cache_folder: Path) -> None:
    service = Served(cache_folder)
    with httpx.stream("GET", f"{service.url}/export/links.ttl", timeout=60) as answer:
        assert answer.status_code == 200
        service.process.send_signal(signal.SIGINT)
        assert b"exactMatch" in answer.read()
    assert service.stop()[0] == 0
    assert kg.digest


def test_a_taken_port_is_one_clear_line(kg: KnowledgeGraph, cache_folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "ascn_kg", "serve", "--port", port],
            env={"ASCN_KG_CACHE": str(cache_folder), "PATH": ""},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 2 and done.stdout == ""
    assert re.fullmatch(
        rf"ascn-kg: cannot listen on 127\.0\.0\.1 port {port}: .*in use.*\n", done.stderr
    )
    assert kg.digest


def test_the_log_shows_what_was_asked_only_on_request(
    kg: KnowledgeGraph, cache_folder: Path
) -> None:
    for options, shown in (((), False), (("--log-queries",), True)):
        service = Served(cache_folder, *options)
        httpx.post(f"{service.url}/sparql", data={"query": "ASK { <urn:secret> ?p ?o }"})
        httpx.get(f"{service.url}/search", params={"q": "secret"})
        _, _, told = service.stop()
        first, second = (json.loads(line) for line in told.splitlines())
        assert (first["method"], first["path"], first["status"]) == ("POST", "/sparql", 200)
        assert ("urn:secret" in first.get("sparql", "")) is shown
        assert ("secret" in second.get("query", "")) is shown
        assert ("secret" in told) is shown
    assert kg.digest
