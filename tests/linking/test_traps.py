"""Things that share a name or an identifier with others, and how each of them is linked."""

from __future__ import annotations

from typing import cast

import pytest

from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import BASE, GRAPH, PREFIXES
from ascn_kg.results.table import Table

WIKIDATA = "http://www.wikidata.org/entity/"
GEONAMES = "https://sws.geonames.org/"
ISO = "https://www.iso.org/obp/ui/#iso:code:3166:"


def ask(kg: KnowledgeGraph, query: str) -> list[tuple[object, ...]]:
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    return [tuple(row) for row in cast(Table, kg.sparql(prefixes + query))]


def linked(kg: KnowledgeGraph, thing: str, predicate: str) -> set[str]:
    """Return what ``thing`` is matched to in Wikidata, GeoNames and ISO, in short."""
    found = ask(
        kg,
        f"SELECT (STR(?o) AS ?target) WHERE {{ GRAPH graph:links {{ <{BASE}{thing}> "
        f"skos:{predicate} ?o }} }}",
    )
    return {
        str(target).removeprefix(base).strip("/")
        for (target,) in found
        for base in (WIKIDATA, GEONAMES, ISO)
        if str(target).startswith(base)
    }


@pytest.mark.parametrize(
    ("thing", "exact", "close", "never"),
    [
        # One item of Wikidata is state and city: only the state has it exactly.
        ("country/sgp", {"Q334", "1880251", "SG"}, set(), {"1880252"}),
        ("city/singapore", {"1880252"}, {"Q334", "SG"}, {"1880251"}),
        # One item for city and province; GeoNames parts them.
        ("city/jakarta", {"Q3630", "1642907", "ID-JK"}, {"1642911"}, {"Q252"}),
        ("city/kuala-lumpur", {"Q1865", "1735161", "MY-14"}, {"1733046"}, set()),
        # The member is the regency; the town of the same name is close.
        ("city/banyuwangi", {"Q11067", "1650076"}, {"Q4857377", "1650077"}, {"Q25012517"}),
        # Nobody says whether province or town: nothing is exact.
        (
            "city/chonburi",
            set(),
            {"Q138589", "Q207068", "1611110", "1611108", "TH-20"},
            {"Q476013", "1608659"},
        ),
        # The province is the member.
        (
            "city/phuket",
            {"Q182565", "1151253", "TH-83"},
            {"Q844430", "1151254"},
            {"Q476065", "1151984"},
        ),
        # City and province may be swapped in Wikidata.
        ("city/sihanoukville", {"1831142"}, {"Q18207676", "8740325"}, {"Q220966"}),
        # Vientiane Province is another unit than the capital.
        (
            "city/vientiane",
            {"Q9326", "1651944"},
            {"Q390377", "1904618", "LA-VT"},
            {"Q720066", "1652238", "LA-VI"},
        ),
        # Only the regency around the place has an item.
        ("place/nusa-dua", {"7290162"}, set(), {"Q25080319"}),
        ("city/labuan-bajo", {"1638868"}, set(), {"Q24881868"}),
    ],
)
def test_a_trap(
    kg: KnowledgeGraph, thing: str, exact: set[str], close: set[str], never: set[str]
) -> None:
    assert linked(kg, thing, "exactMatch") == exact
    assert linked(kg, thing, "closeMatch") == close
    every = {p: linked(kg, thing, p) for p in ("exactMatch", "closeMatch", "broadMatch")}
    assert not set().union(*every.values()) & never


@pytest.mark.parametrize(
    ("thing", "around"), [("place/nusa-dua", "Q11482"), ("city/labuan-bajo", "Q14153")]
)
def test_the_regency_around_a_place_is_broader(kg: KnowledgeGraph, thing: str, around: str) -> None:
    assert around in linked(kg, thing, "broadMatch")


def test_no_exact_match_is_shared(kg: KnowledgeGraph) -> None:
    assert not ask(
        kg, "SELECT ?x { ?a skos:exactMatch ?x . ?b skos:exactMatch ?x FILTER(STR(?a) < STR(?b)) }"
    )


def test_every_match_comes_from_a_mapping_and_every_mapping_gives_one(kg: KnowledgeGraph) -> None:
    mapped = set(
        ask(
            kg,
            """SELECT ?s ?p ?o { ?m a ascn:Mapping ; owl:annotatedSource ?s ;
            owl:annotatedProperty ?p ; owl:annotatedTarget ?o FILTER(?o != sssom:NoTermFound) }""",
        )
    )
    plain = set(
        ask(
            kg,
            """SELECT ?s ?p ?o { VALUES ?p { skos:exactMatch skos:closeMatch skos:broadMatch }
            GRAPH graph:links { ?s ?p ?o } }""",
        )
    )
    assert plain == mapped and len(mapped) > 300


def test_the_same_page_is_said_of_exact_matches_alone(kg: KnowledgeGraph) -> None:
    same = set(ask(kg, "SELECT ?s ?o { GRAPH graph:links { ?s schema:sameAs ?o } }"))
    exact = set(ask(kg, "SELECT ?s ?o { GRAPH graph:links { ?s skos:exactMatch ?o } }"))
    assert same < exact
    assert {str(o) for _, o in same} == {
        str(o) for _, o in exact if str(o).startswith((WIKIDATA, GEONAMES))
    }


def test_nothing_outside_is_the_very_same_individual(kg: KnowledgeGraph) -> None:
    assert not ask(
        kg,
        f"""SELECT ?s ?o {{ ?s owl:sameAs ?o
        FILTER(!STRSTARTS(STR(?o), "{BASE}") || !STRSTARTS(STR(?s), "{BASE}")) }}""",
    )


def test_mappings_stand_in_the_graph_of_links(kg: KnowledgeGraph) -> None:
    graphs = ask(kg, "SELECT DISTINCT (STR(?g) AS ?name) { GRAPH ?g { ?m a ascn:Mapping } }")
    assert graphs == [(f"{GRAPH}links",)]
