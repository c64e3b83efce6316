"""Queries that go wrong as people's queries do, and what each of them is told."""

from __future__ import annotations

import pytest

from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import PREFIXES
from ascn_kg.results.table import Table

PROLOGUE = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())

#: Pattern -> what its hints say, in this order.
BROKEN: dict[str, list[str]] = {
    # a word that does not exist
    "?m ascn:hostCty ?c": ["no property ascn:hostCty; nearest: ascn:hostCity"],
    "?c org:memberOff ?o": ["no property org:memberOff; nearest:"],
    "?c a ascn:Citty": ["no class ascn:Citty; nearest: ascn:City"],
    "?c a ascn:Town . ?c rdfs:label ?n": ["no class ascn:Town", "pattern ?c a ascn:Town"],
    "?m ascn:hostCity city:jakrta": ["no thing city:jakrta; nearest: city:jakarta"],
    "<https://w3id.org/ascn/city/Jakarta> ?p ?o": ["no thing city:Jakarta; nearest: city:jakarta"],
    "?c a ascn:City OPTIONAL { ?c ascn:populaton ?n } ?c ascn:populous ?x": [
        "no property ascn:populaton",
        "no property ascn:populous",
    ],
    "VALUES ?c { country:xxx } ?c ascn:capital ?x": ["no thing country:xxx"],
    "{ SELECT ?c (COUNT(?m) AS ?n) { ?c ascn:hosted ?m ; ascn:theeme ?t } GROUP BY ?c }": [
        "no property ascn:theeme; nearest: ascn:theme",
        "pattern ?c ascn:theeme ?t",
    ],
    # a literal without its language or datatype, or misspelt
    '?c rdfs:label "Jakarta" ; ascn:inCountry ?x': [
        'pattern ?c rdfs:label "Jakarta"',
        '"Jakarta" lacks its language or datatype',
    ],
    '?c rdfs:label "Jakarta"@de': ['write "Jakarta"@en'],
    'meeting:asean-summit-32 ascn:startDate "2018-04-27"': ['write "2018-04-27"^^xsd:date'],
    '?s a ascn:Summit ; ascn:ordinal "32"': ['write "32"^^xsd:integer'],
    '?c rdfs:label "Jakrata"@en': ['near it are "Jakarta"@en'],
    '?c ascn:inCountry/rdfs:label "Indonesa"@en': ['near it are "Indonesia"@en'],
    '?c ascn:inCountry "Indonesia"': ["are things, not texts: write country:idn"],
    '?c a ascn:City ; rdfs:label ?n FILTER(?n = "Jakarta")': [
        'every row fails FILTER(?n = "Jakarta")',
        "compare STR(?x)",
    ],
    # a value elsewhere, or a triple turned round
    "?m ascn:hostCountry city:singapore": ["is a value of", "ascn:hostCity", "not of"],
    "city:singapore ascn:hostCity ?m": ["other way round: ?m ascn:hostCity city:singapore"],
    "VALUES ?c { city:jakarta } ?c ascn:capital ?x": ["other way round: ?x ascn:capital"],
    '?m ascn:theme "Jakarta"@en': ["is a value of rdfs:label"],
    # patterns that hold apart and not together; conditions
    "?c a ascn:City ; ascn:inCountry country:idn ; ascn:isoAlpha2 ?x": [
        "first pattern that has no match together with those before it is ?c ascn:isoAlpha2 ?x"
    ],
    '?s a ascn:Summit ; ascn:startDate ?d FILTER(?d > "2090-01-01"^^xsd:date)': [
        "every row fails FILTER(?d >"
    ],
    "?c a ascn:City FILTER NOT EXISTS { ?c ascn:inCountry ?x }": ["every row fails FILTER NOT"],
    # a recorded gap
    "initiative:aasctf ascn:partOf ?x": [
        "known gap of initiative:aasctf, looked for until 2026-11-21",
        "would be closed by: An Australian budget paper",
    ],
}


def ask(kg: KnowledgeGraph, pattern: str) -> Table:
    answer = kg.sparql(f"{PROLOGUE} SELECT * WHERE {{ {pattern} }}")
    assert isinstance(answer, Table)
    return answer


@pytest.mark.parametrize("pattern", BROKEN)
def test_a_broken_query_is_told_why(kg: KnowledgeGraph, pattern: str) -> None:
    table = ask(kg, pattern)
    assert len(table) == 0
    rest = table.hint
    for expected in BROKEN[pattern]:
        _, found, rest = rest.partition(expected)
        assert found, f"{expected!r} is not said in {table.hint!r}"
    assert len(table.hints) <= 6
    for hint in table.hints:
        assert hint.text("id") != hint.text("en")


def test_rows_need_no_hint(kg: KnowledgeGraph) -> None:
    table = ask(kg, "?c a ascn:Country")
    assert len(table) > 0
    assert table.hint == ""


def test_a_canned_query_tells_of_its_parameter(kg: KnowledgeGraph) -> None:
    table = kg.run("held-alongside", meeting="1st ASEAN Summit")
    assert len(table) == 0
    assert "meeting:asean-summit-1" in table.hint


def test_a_query_that_only_the_engine_can_read_gets_no_hint(kg: KnowledgeGraph) -> None:
    table = ask(kg, "?s ?p <<( ?a ?b ?c )>>")
    assert len(table) == 0
    assert table.hint == ""
