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
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from ascn_kg.graph import KnowledgeGraph, load
from ascn_kg.matching.gazetteer import Gazetteer
from ascn_kg.matching.matcher import Matcher
from ascn_kg.namespaces import GRAPH_NAMES
from ascn_kg.resources import Inputs, read_inputs

ROOT = Path(__file__).resolve().parents[1]
pytest_plugins = ["material", "web_service"]


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


@pytest.fixture(scope="session")
def gazetteer(kg: KnowledgeGraph) -> Gazetteer:
    """The things of the shipped graph by name."""
    return Gazetteer(kg.engine)


@pytest.fixture(scope="session")
def matcher(gazetteer: Gazetteer) -> Matcher:
    """What matches messy names with the shipped graph."""
    return Matcher(gazetteer)


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


@pytest.fixture(scope="session")
def endpoint(kg: KnowledgeGraph) -> Iterator[str]:
    """An Oxigraph server on this machine that holds the whole dataset."""
    with serving(kg.export("nquads", graphs=GRAPH_NAMES)) as address:
        yield address


@pytest.fixture(scope="session")
def serve_quads() -> Callable[[bytes], AbstractContextManager[str]]:
    """Run a server of the test's own; see `serving`."""
    return serving


@contextmanager
def serving(quads: bytes) -> Iterator[str]:
    """Run an Oxigraph server on this machine with N-Quads; give the address for queries."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    assert program, "the development dependencies include the oxigraph server"
    address = f"127.0.0.1:{_free_port()}"
    command = [program, "serve", "--union-default-graph", "--bind", address]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        try:
            _load(f"http://{address}/store", quads)
            yield f"http://{address}/query"
        finally:
            server.terminate()


def _load(store: str, quads: bytes) -> None:
    headers = {"Content-Type": "application/n-quads"}
    limit = time.monotonic() + 30
    while True:
        try:
            urllib.request.urlopen(urllib.request.Request(store, quads, headers)).close()
            return
        except urllib.error.URLError:
            assert time.monotonic() < limit, "the server does not answer"
            time.sleep(0.1)


Edit = Callable[[str], str]
