"""Every canned query gives its expected answer, in Oxigraph as in rdflib."""

from __future__ import annotations

import csv
import signal
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, cast

import pyoxigraph as ox
import pytest
import rdflib
from cases import EXPECTED, OPEN, Answer, Case, cases, cases_with_answers, catalog, comparable

from ascn_kg.graph import KnowledgeGraph
from ascn_kg.queries.parameters import Parameter
from ascn_kg.rdf.terms import from_rdflib
from ascn_kg.results.table import Row, Table

#: rdflib's own evaluator uses names that rdflib has deprecated.
RDFLIB_WARNS = pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")


#: Seconds after which rdflib is evaluating a product of patterns that it should have joined.
PATIENCE = 180


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """Fail, instead of filling the memory, when what is inside takes longer."""

    def fail(number: int, frame: object) -> None:
        raise TimeoutError(
            f"rdflib needs more than {seconds} seconds: put selective patterns first"
        )

    before = signal.signal(signal.SIGALRM, fail)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


#: What takes rdflib longer than anybody waits: all pairs of sources, before they are filtered.
ENDLESS = {"source-matrix"}


@pytest.fixture(scope="module")
def dataset(kg: KnowledgeGraph) -> rdflib.Dataset:
    """The whole dataset in rdflib."""
    return kg.dataset


def for_rdflib() -> Iterator[Any]:
    """Yield the cases that rdflib answers: the first example of each query in every run."""
    for case in cases():
        if str(case) not in ENDLESS:
            yield pytest.param(case, marks=[] if case.number == 1 else [pytest.mark.whole])


def in_oxigraph(kg: KnowledgeGraph, text: str) -> Answer:
    answer = kg.engine.query(text)
    assert isinstance(answer, ox.QuerySolutions)
    return comparable(Table.from_solutions(answer).rows)


def in_rdflib(dataset: rdflib.Dataset, text: str) -> Answer:
    with at_most(PATIENCE):
        rows = cast(Iterable[Iterable[rdflib.term.Node | None]], dataset.query(text))
        return comparable(
            [None if node is None else from_rdflib(node) for node in row] for row in rows
        )


def test_the_query_files_keep_their_rules() -> None:
    assert catalog().lint() == []


def test_there_are_at_least_34_queries() -> None:
    assert len(catalog()) >= 34


def test_every_query_has_an_expected_answer_and_no_answer_is_left_over() -> None:
    wanted = {case.file.name for case in cases_with_answers()}
    assert {file.name for file in EXPECTED.iterdir()} == wanted
    assert {case.query for case in cases_with_answers()} == set(catalog())
    assert set(catalog()) >= OPEN


@pytest.mark.parametrize("case", cases_with_answers(), ids=str)
def test_answer(kg: KnowledgeGraph, case: Case) -> None:
    with case.file.open(newline="") as file:
        expected = list(csv.reader(file))
    table = case.run(kg)
    found = list(csv.reader(table.format("csv").splitlines(keepends=True)))
    assert found == expected, "`python tests/queries/cases.py` writes the answers anew"
    assert len(expected) > 1, "an empty answer proves nothing"


@pytest.mark.parametrize("case", cases_with_answers(), ids=str)
def test_no_row_comes_twice(kg: KnowledgeGraph, case: Case) -> None:
    assert max(Counter(comparable(case.run(kg).rows)).values()) == 1


@RDFLIB_WARNS
@pytest.mark.parametrize("case", list(for_rdflib()), ids=str)
def test_rdflib_gives_the_same_rows_in_the_same_order(
    kg: KnowledgeGraph, dataset: rdflib.Dataset, case: Case
) -> None:
    text = kg.catalog[case.query].bind(case.parameters, kg.names)
    assert in_rdflib(dataset, text) == in_oxigraph(kg, text)


@pytest.mark.parametrize("name", catalog().names)
def test_the_language_changes_names_only(kg: KnowledgeGraph, name: str) -> None:
    english, indonesian = kg.run(name, lang="en"), kg.run(name, lang="id")
    assert len(english) == len(indonesian) > 0
    assert english.columns == indonesian.columns
    assert english.format("csv") != indonesian.format("csv")


def _filters() -> list[tuple[str, Parameter]]:
    """Return the parameters that choose rows by what stands in a column of their name."""
    return [
        (name, parameter)
        for name, query in catalog().items()
        for parameter in query.parameters.values()
        if parameter.type == "iri" and parameter.variable in query.header.columns
        if not parameter.default
    ]


def _rows(table: Table, column: str, value: object) -> Counter[Row]:
    return Counter(row for row in table if row[column] == value)


@pytest.mark.parametrize(("name", "parameter"), _filters(), ids=lambda value: str(value)[:30])
def test_a_parameter_gives_the_rows_that_have_its_value(
    kg: KnowledgeGraph, name: str, parameter: Parameter
) -> None:
    everything = kg.run(name)
    column = parameter.variable
    values = sorted({str(row[column]) for row in everything if row[column] is not None})
    assert values
    for value in values[:3]:
        given: dict[str, Any] = {parameter.name: value}
        chosen = kg.run(name, **given)
        assert Counter(chosen) == _rows(everything, column, value)
    if parameter.many and len(values) > 1:
        several: dict[str, Any] = {parameter.name: values[:2]}
        both = kg.run(name, **several)
        assert Counter(both) == sum((_rows(everything, column, v) for v in values[:2]), Counter())
