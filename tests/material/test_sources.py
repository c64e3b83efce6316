"""The sources of the graph are those of the tables, dated as they date them, and no mirrors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import pytest

from ascn_kg.namespaces import BASE, compact
from material import Block, Rows, Statement

DCTERMS = "http://purl.org/dc/terms/"
#: A copy on an unrelated domain, left out for the page of the news channel that tells the same.
LEFT_OUT = {"coc-nhatrang"}
#: Finer than in the tables, from a stored page with the same text.
FINER = {"s3": "2025-06"}
#: How the tables and, for the weak ones, the notes judge a source -> the word of the graph.
QUALITIES = {
    "primary": "primary",
    "press": "press",
    "government press": "press",
    "secondary": "secondary",
    "primary (copy)": "secondary",
    "copy of primary": "secondary",
    "press copy of US State Dept fact sheet": "secondary",
    "university": "secondary",
    "research": "secondary",
    "partner site": "secondary",
}
WEAK = {"maet-2018", "k100-2017", "alain-2019"}
#: Copies of other pages, which the notes ask not to publish or only to use beside a better source.
MIRRORS = (
    "ufabetindo",
    "exbulletin",
    "triviaquestions",
    "the-uncensored-wiki",
    "covid-19.chinadaily",
    "app.defzone",
    "pipiwiki",
    "stringtranslate",
)
#: The day on which the pages of the tables were read.
READ = "2026-11-21"

Values = Mapping[str, Mapping[str, set[str]]]


@pytest.fixture(scope="module")
def values(rows: Rows) -> Values:
    """Source -> property, shortened -> values as text."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for source, predicate, value in rows(
        "SELECT ?s ?p (STR(?o) AS ?value) { GRAPH graph:facts { ?s a ascn:Source ; ?p ?o } }"
    ):
        found[source.removeprefix(f"{BASE}source/")][compact(predicate)].add(value)
    return found


@pytest.fixture(scope="module")
def listed(network: Block, cities: Block) -> dict[str, Block]:
    """The sources that the tables describe, by their id in the graph."""
    both = {**network["sources"], **cities["sources"]}
    return {
        f"s{int(name[-1])}" if name.startswith("seed-") else name: entry
        for name, entry in both.items()
        if name not in LEFT_OUT
    }


def test_each_has_the_date_of_the_tables_in_their_precision(
    listed: dict[str, Block], values: Values, grounds: Mapping[Statement, set[str]]
) -> None:
    for name, entry in listed.items():
        given = FINER.get(name, str(entry["date"]).split()[0])
        expected = set() if given == "undated" else {given}
        assert values[name]["dcterms:issued"] == expected, name
        assert all(grounds[f"{BASE}source/{name}", DCTERMS + "issued", day] for day in expected)


def test_each_has_the_address_and_the_quality_of_the_tables(
    listed: dict[str, Block], values: Values
) -> None:
    for name, entry in listed.items():
        if "://" in entry["url"]:
            assert values[name]["ascn:url"] == {entry["url"]}, name
        quality = "weak" if name in WEAK else QUALITIES[entry["quality"]]
        assert values[name]["ascn:quality"] == {f"{BASE}concept/{quality}"}, name


def test_what_was_read_for_the_tables_says_when(listed: dict[str, Block], values: Values) -> None:
    for name, entry in listed.items():
        expected = set() if entry["read"] == "seed" else {READ}
        assert values[name]["ascn:readOn"] == expected, name


def test_a_source_without_a_date_says_when_it_was_read(values: Values) -> None:
    assert not [k for k, v in values.items() if not v["dcterms:issued"] | v["ascn:readOn"]]


def test_no_mirror_is_a_source(values: Values) -> None:
    addresses = {url for known in values.values() for url in known["ascn:url"]}
    assert len(addresses) > 390
    assert not [url for url in addresses if any(mirror in url for mirror in MIRRORS)]


def test_a_source_has_kind_quality_publisher_and_what_it_lacks_is_a_gap(
    rows: Rows, values: Values
) -> None:
    lacking: dict[str, set[str]] = defaultdict(set)
    for predicate, source in rows(
        "SELECT ?p ?s { ?gap ascn:gapProperty ?p ; ascn:gapSubject ?s . ?s a ascn:Source }"
    ):
        lacking[compact(predicate)].add(source.removeprefix(f"{BASE}source/"))
    for name, known in values.items():
        assert known["ascn:sourceKind"] and known["ascn:quality"], name
        assert known["dcterms:publisher"], name
        assert known["ascn:url"] or known["ascn:fileName"] or name == "pycountry", name
        for predicate in ("dcterms:issued", "dcterms:title"):
            assert (not known[predicate]) == (name in lacking[predicate]), (name, predicate)
