"""Fixtures that several tests share: the shipped inputs and the graph built from them, once."""

from __future__ import annotations

import os
import shutil
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from oxigraph_process import oxigraph_server

from ascn_kg.graph import KnowledgeGraph, load
from ascn_kg.matching.attributes import Attributes
from ascn_kg.matching.gazetteer import Gazetteer
from ascn_kg.matching.matcher import Matcher
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


@pytest.fixture(scope="session")
def gazetteer(kg: KnowledgeGraph) -> Gazetteer:
    """The things of the shipped graph by name."""
    return Gazetteer(kg.engine)


@pytest.fixture(scope="session")
def matcher(kg: KnowledgeGraph, gazetteer: Gazetteer) -> Matcher:
    """What matches messy names with the shipped graph."""
    return Matcher(gazetteer, Attributes(kg.engine, gazetteer))


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


@pytest.fixture(scope="session")
def endpoint(kg: KnowledgeGraph) -> Iterator[str]:
    """A SPARQL endpoint in another process that holds the whole dataset."""
    with oxigraph_server("--union-default-graph") as url:
        quads = kg.export("nquads", graphs=GRAPH_NAMES)
        headers = {"Content-Type": "application/n-quads"}
        urllib.request.urlopen(urllib.request.Request(f"{url}/store", quads, headers)).close()
        yield f"{url}/query"


Edit = Callable[[str], str]
