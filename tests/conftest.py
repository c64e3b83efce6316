"""Fixtures that several tests share: the shipped inputs and the graph built from them, once."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ascn_kg.graph import KnowledgeGraph, load
from ascn_kg.namespaces import GRAPH_NAMES
from ascn_kg.resources import Inputs, read_inputs

ROOT = Path(__file__).resolve().parents[1]
pytest_plugins = ["material", "web_service", "browsing"]


@pytest.fixture(scope="session", autouse=True)
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache of the tests' own, so that no test reads what another run left."""
    folder = tmp_path_factory.mktemp("cache")
    before = os.environ.get("ASCN_KG_CACHE")
    os.environ["ASCN_KG_CACHE"] = str(folder)
    yield folder
    if before is None:
        del os.environ["ASCN_KG_CACHE"]
    else:
        os.environ["ASCN_KG_CACHE"] = before


@pytest.fixture(scope="session")
def inputs() -> Inputs:
    """The shipped ontology, facts and queries."""
    return read_inputs()


@pytest.fixture(scope="session")
def kg(cache_folder: Path) -> KnowledgeGraph:
    """The shipped graph."""
    return load()


@pytest.fixture
def facts_copy(tmp_path: Path) -> Path:
    """A copy of the shipped facts that a test may damage."""
    return Path(shutil.copytree(ROOT / "facts", tmp_path / "facts"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The material that the facts were made from; tests that need it skip where it is absent."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the source material is not beside this checkout")
    return folder


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def oxigraph_server(*options: str) -> Iterator[str]:
    """Run an Oxigraph server without data; yield its address."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    assert program, "the development dependencies include the oxigraph server"
    address = f"127.0.0.1:{_free_port()}"
    command = [program, "serve", *options, "--bind", address]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        try:
            _wait_for(f"http://{address}/")
            yield f"http://{address}"
        finally:
            server.terminate()


def _wait_for(url: str) -> None:
    limit = time.monotonic() + 30
    while True:
        try:
            urllib.request.urlopen(url).close()
            return
        except urllib.error.URLError:
            assert time.monotonic() < limit, "the server does not answer"
            time.sleep(0.1)


@pytest.fixture(scope="session")
def endpoint(kg: KnowledgeGraph) -> Iterator[str]:
    """A SPARQL endpoint in another process that holds the whole dataset."""
    with oxigraph_server("--union-default-graph") as url:
        quads = kg.export("nquads", graphs=GRAPH_NAMES)
        headers = {"Content-Type": "application/n-quads"}
        urllib.request.urlopen(urllib.request.Request(f"{url}/store", quads, headers)).close()
        yield f"{url}/query"


Edit = Callable[[str], str]
