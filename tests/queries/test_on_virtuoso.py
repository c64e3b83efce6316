"""Every canned query gives the same rows on Virtuoso, but for the faults of its that are named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyoxigraph as ox
import pytest
from cases import Answer, Case, cases, comparable
from virtuoso_faults import CRASHING, DATA, ENDLESS, FAULTS, GRAPH, Fault
from virtuoso_process import Virtuoso, virtuoso_server

from ascn_kg.errors import QuerySyntaxError, RemoteError
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.remote.graph import RemoteGraph, connect
from ascn_kg.remote.push import push
from ascn_kg.remote.targets import GraphStore
from ascn_kg.results.table import Table
from ascn_kg.sparql.engine import Engine, LocalEngine

pytestmark = [pytest.mark.xdist_group("virtuoso"), pytest.mark.whole]

UNANSWERED = ENDLESS.union(CRASHING)
#: Queries that without parameters list the whole graph, and take long; their examples are asked.
LARGE = frozenset({"claims-of-source", "entities-of-document", "evidence-for", "source-matrix"})


def _answered() -> list[Case]:
    left_out = UNANSWERED | LARGE
    return [c for c in cases() if c.query not in UNANSWERED and str(c) not in left_out]


@pytest.fixture(scope="module")
def virtuoso(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Virtuoso]:
    """A Virtuoso that holds the whole dataset, and the data of the faults."""
    with virtuoso_server(tmp_path_factory.mktemp("virtuoso")) as server:
        with closing(GraphStore(server.graph_store, server.credentials, 60)) as target:
            push(kg.store, target)
            target.replace(GRAPH, _data())
        yield server


@pytest.fixture(scope="module")
def there(virtuoso: Virtuoso) -> Iterator[RemoteGraph]:
    with connect(virtuoso.query) as graph:
        yield graph


def _data() -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(DATA, format=ox.RdfFormat.TURTLE)]


def _rows(engine: Engine, text: str) -> Answer:
    answer = engine.query(text)
    assert isinstance(answer, ox.QuerySolutions)
    return comparable(Table.from_solutions(answer).rows)


@pytest.mark.parametrize("case", _answered(), ids=str)
def test_it_gives_the_same_rows_in_the_same_order(
    kg: KnowledgeGraph, there: RemoteGraph, case: Case
) -> None:
    text = kg.catalog[case.query].bind(case.parameters, kg.names)
    assert _rows(there.engine, text) == _rows(kg.engine, text)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_the_smallest_case_of_a_fault_is_still_wrong(there: RemoteGraph, fault: Fault) -> None:
    store = ox.Store()
    store.bulk_extend(
        ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(GRAPH)) for t in _data()
    )
    here = _rows(LocalEngine(store), fault.query)
    if fault.refused:
        with pytest.raises(QuerySyntaxError, match="Internal error"):
            there.engine.query(fault.query)
    elif fault.ordered:
        assert _rows(there.engine, fault.query) != here
    else:
        assert Counter(_rows(there.engine, fault.query)) != Counter(here)


@pytest.mark.parametrize("name", CRASHING)
def test_it_still_ends_the_server(kg: KnowledgeGraph, tmp_path: Path, name: str) -> None:
    with virtuoso_server(tmp_path) as server, connect(server.query) as graph:
        text = kg.catalog[name].bind({}, kg.names)
        with pytest.raises(RemoteError, match="cannot be reached"):
            graph.engine.query(text)
