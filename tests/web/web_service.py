"""A service that runs as it does for an operator: a process of its own, reached over HTTP."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn
from hostile import Outside

from ascn_kg.graph import KnowledgeGraph
from ascn_kg.web import Settings, create_app


@contextmanager
def serving(kg: KnowledgeGraph, settings: Settings | None = None) -> Iterator[str]:
    """Serve ``kg`` from a thread of this process; give the address."""
    config = uvicorn.Config(create_app(kg, settings), port=0, log_config=None, access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the service did not start"
            threading.Event().wait(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)


class Served:
    """``ascn-kg serve`` as a process."""

    def __init__(self, cache: Path, *options: str) -> None:
        self._told = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ascn_kg", "serve", "--port", "0", *options],
            env={**os.environ, "ASCN_KG_CACHE": str(cache)},
            stdout=subprocess.PIPE,
            stderr=self._told,
            text=True,
        )
        assert self.process.stdout is not None
        self.first_line = self.process.stdout.readline()
        found = re.search(r"http://\S+(?=/)", self.first_line)
        assert found, self.first_line
        self.url = found.group()

    def stop(self, number: int = signal.SIGINT) -> tuple[int, str, str]:
        """Send a signal; return the exit code, and what was printed since the first line."""
        self.process.send_signal(number)
        printed, _ = self.process.communicate(timeout=20)
        with self._told:
            self._told.seek(0)
            return self.process.returncode, printed, self._told.read()


@pytest.fixture(scope="module")
def outside() -> Iterator[Outside]:
    """A server that nobody should call."""
    server = Outside()
    yield server
    server.close()


@pytest.fixture(scope="session")
def served(kg: KnowledgeGraph, cache_folder: Path) -> Iterator[Served]:
    """The shipped graph, served by the command."""
    assert kg.digest, "built and cached before"
    service = Served(cache_folder)
    yield service
    service.stop()


@pytest.fixture(scope="session")
def service_url(served: Served) -> str:
    """Address of the shipped graph's service."""
    return served.url


@pytest.fixture(scope="session")
def service(service_url: str) -> Iterator[httpx.Client]:
    """The shipped graph's service, to send requests to."""
    with httpx.Client(base_url=service_url, timeout=60) as client:
        yield client
