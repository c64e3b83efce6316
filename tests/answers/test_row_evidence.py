"""What stands behind the rows of an answer."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator, Sequence

import pyoxigraph as ox
import pytest

from ascn_kg.answers.evidence import COLUMNS, Claims, claims_behind, with_evidence
from ascn_kg.errors import UsageError
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import PREFIXES
from ascn_kg.results.table import Row, Table
from ascn_kg.sparql.engine import LocalEngine

PROLOGUE = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
SMALL = """
meeting:a ascn:hostCity city:x ; ascn:startDate "2018-04-27"^^xsd:date .
meeting:b ascn:hostCity city:y .
city:x ascn:inCountry country:c .
source:agency dcterms:publisher organization:agency ; dcterms:issued "2018-04-20"^^xsd:date .
source:paper dcterms:publisher organization:paper ; ascn:relays organization:agency .
source:radio dcterms:publisher organization:radio .
source:alone rdfs:label "No publisher" .
claim:1 ascn:source source:agency . claim:2 ascn:source source:paper .
claim:3 ascn:source source:radio ; ascn:reportedOn "2018-04"^^xsd:gYearMonth .
claim:4 ascn:source source:alone ; ascn:assessment concept:rejected .
claim:5 ascn:source source:alone .
conflict:d ascn:competing claim:5 .
"""
STATED = {
    "1": "meeting:a ascn:hostCity city:x",
    "2": "meeting:a ascn:hostCity city:x",
    "3": "meeting:a ascn:hostCity city:x",
    "4": "meeting:a ascn:hostCity city:x",
    "5": 'meeting:a ascn:startDate "2018-04-27"^^xsd:date',
}


def engine() -> LocalEngine:
    """A store of two meetings and the claims on them."""
    text = SMALL
    for name, triple in STATED.items():
        subject, predicate, value = triple.split(" ")
        text += (
            f"claim:{name} a ascn:Claim ; rdf:subject {subject} ; rdf:predicate {predicate} ; "
            f"rdf:object {value} ; ascn:modality concept:reported .\n"
        )
        if name != "4":
            text += f"claim:{name} ascn:assessment concept:accepted .\n"
    store = ox.Store()
    store.load((PROLOGUE + text).encode(), format=ox.RdfFormat.TURTLE)
    return LocalEngine(store)


def ask(where: str, select: str = "*") -> list[Row]:
    small = engine()
    text = f"{PROLOGUE} SELECT {select} WHERE {{ {where} }} ORDER BY ?m"
    answer = small.query(text)
    assert isinstance(answer, ox.QuerySolutions)
    return list(with_evidence(small, Claims(small), text, Table.from_solutions(answer)))


def evidence(row: Row) -> tuple[object, ...]:
    return tuple(row[name] for name in COLUMNS)


def test_outlets_that_reprint_one_agency_count_once() -> None:
    first, second = ask("?m ascn:hostCity ?c")
    assert evidence(first)[:3] == (3, 3, 2)
    assert evidence(second) == (0, 0, 0, None, None, False)


def test_dates_are_those_of_the_report_else_of_the_source() -> None:
    first, _ = ask("?m ascn:hostCity ?c")
    assert [str(date) for date in evidence(first)[3:5]] == ["2018-04", "2018-04-20"]


@pytest.mark.parametrize(
    "where",
    [
        "?m ascn:startDate ?d",
        "?m ascn:hostCity ?c OPTIONAL { ?m ascn:startDate ?d } FILTER(BOUND(?d))",
        "?m ascn:hostCity ?c { SELECT ?m (MAX(?d) AS ?last) { ?m ascn:startDate ?d } GROUP BY ?m }",
        "?m (ascn:hostCity|ascn:startDate) ?d FILTER(isLiteral(?d))",
        "?m ascn:hostCity ?c . [] ascn:competing ?claim . ?claim rdf:subject ?m",
    ],
)
def test_a_row_with_a_side_of_a_conflict_is_disputed(where: str) -> None:
    (row,) = ask(where)
    assert row["disputed"] is True


@pytest.mark.parametrize(
    ("where", "select"),
    [
        ("?m ascn:hostCity/ascn:inCountry country:c", "?m"),
        ("?c ^ascn:hostCity ?m ; ascn:inCountry country:c", "?m"),
        ("?m ascn:hostCity [ ascn:inCountry country:c ]", "?m"),
        ("?m ascn:hostCity+ ?c . ?c ascn:inCountry ?l", "?m"),
        ("?m ascn:hostCity ?c . ?c ascn:inCountry ?l", "DISTINCT ?m"),
    ],
)
def test_paths_blank_nodes_and_hidden_variables_count(where: str, select: str) -> None:
    (row,) = ask(where, select)
    assert row["claims"] == 3


def test_a_count_rests_on_all_that_it_counts() -> None:
    small = engine()
    text = f"{PROLOGUE} SELECT (COUNT(?c) AS ?claims) WHERE {{ ?m ascn:hostCity ?c }}"
    answer = small.query(text)
    assert isinstance(answer, ox.QuerySolutions)
    (row,) = with_evidence(small, Claims(small), text, Table.from_solutions(answer))
    assert (row["claims"], row["evidenceClaims"]) == (2, 3)


def test_only_rows_have_evidence(kg: KnowledgeGraph) -> None:
    with pytest.raises(UsageError, match="SELECT"):
        kg.sparql("ASK { ?s ?p ?o }", evidence=True)


@pytest.fixture(scope="module")
def copy(kg: KnowledgeGraph) -> ox.Store:
    """A store with the shipped data that a test may damage."""
    assert isinstance(kg.engine, LocalEngine)
    store = ox.Store()
    store.bulk_extend(kg.engine.store)
    return store


@pytest.mark.parametrize(
    "name",
    [
        "cities-by-country",
        "host-countries",
        "member-cities",
        "meetings-in-city",
        "summits",
    ],
)
def test_without_the_claims_behind_it_a_row_goes_or_counts_none(
    kg: KnowledgeGraph, copy: ox.Store, name: str
) -> None:
    text = kg.catalog[name].bind({}, kg.names)
    table = kg.run(name)
    behind = claims_behind(kg.engine, Claims(kg.engine), text, table)
    assert any(behind)
    for number in range(0, len(table), max(1, len(table) // 2)):
        dropped = [
            quad
            for claim in behind[number]
            for quad in copy.quads_for_pattern(ox.NamedNode(claim.iri), None, None)
        ]
        for quad in dropped:
            copy.remove(quad)
        assert set(_counts(LocalEngine(copy), text, _things(table.rows[number]))) <= {0}
        copy.extend(dropped)


def _counts(bare: LocalEngine, text: str, things: set[ox.NamedNode]) -> Iterator[object]:
    """Yield how many claims stand behind each row that is about ``things``."""
    answer = bare.query(text)
    assert isinstance(answer, ox.QuerySolutions)
    table = Table.from_solutions(answer)
    for row, claims in zip(table.rows, claims_behind(bare, Claims(bare), text, table), strict=True):
        if things == _things(row):
            yield len(claims)


def _things(row: Sequence[object]) -> set[ox.NamedNode]:
    return {term for term in row if isinstance(term, ox.NamedNode)}


def test_an_answer_is_let_go_of_in_its_thread(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    ignored: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda unraisable: ignored.append(unraisable))

    def ask() -> None:
        kg.run("capitals", evidence=True)
        kg.sparql("SELECT ?s { ?s ?p ?o } LIMIT 1", evidence=True)

    gc.disable()
    try:
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
        gc.collect()
    finally:
        gc.enable()
    assert ignored == []
