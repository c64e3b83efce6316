"""The material that the facts were made from, as data, and the ground of a triple in the graph.

A plugin of the tests: its fixtures skip where the material is not beside the checkout.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import BASE, PREFIXES
from ascn_kg.results.table import Table

Block = dict[str, Any]
#: Subject, predicate and value of a triple as text.
Statement = tuple[str, str, str]
#: Parts of the table of meetings.
SECTIONS = (
    "asean_summits",
    "informal_summits",
    "special_leaders_meetings",
    "other_meetings",
    "ascn_annual_meetings",
)
SourceNames = Callable[[Iterable[str]], set[str]]
Rows = Callable[[str], list[tuple[Any, ...]]]


def read_table(path: Path) -> Block:
    found: Block = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def source_of(entry: str, by_address: Mapping[str, str]) -> str | None:
    article = re.match(r"seed[:-]0*([0-4])", entry)
    if article:
        return f"{BASE}source/s{article[1]}"
    return by_address.get(entry) if "://" in entry else f"{BASE}source/{entry}"


@pytest.fixture(scope="session")
def tables(shared: Path) -> Path:
    return shared / "facts-pack"


@pytest.fixture(scope="session")
def cities(tables: Path) -> Block:
    return read_table(tables / "cities.yaml")


@pytest.fixture(scope="session")
def network(tables: Path) -> Block:
    return read_table(tables / "network.yaml")


@pytest.fixture(scope="session")
def meetings(tables: Path) -> Block:
    return read_table(tables / "meetings.yaml")


@pytest.fixture(scope="session")
def countries(tables: Path) -> Block:
    return read_table(tables / "countries.yaml")


@pytest.fixture(scope="session")
def listings(tables: Path) -> list[dict[str, str]]:
    """The rows of the appendices of the monitoring reports."""
    with (tables / "me_rows.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def rows(kg: KnowledgeGraph) -> Rows:
    """Ask the graph; each row is a tuple of values in the order of the SELECT."""

    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())

    def ask(query: str) -> list[tuple[Any, ...]]:
        answer = kg.sparql(prefixes + query)
        assert isinstance(answer, Table)
        return [tuple(row) for row in answer]

    return ask


@pytest.fixture(scope="session")
def sources(rows: Rows) -> SourceNames:
    """Give the sources of the graph for what the tables name: an id, an address or an article."""
    by_address = {
        url: source for source, url in rows("SELECT ?s (STR(?u) AS ?url) { ?s ascn:url ?u }")
    }

    def named(entries: Iterable[str]) -> set[str]:
        return {found for entry in entries if (found := source_of(entry, by_address))}

    return named


@pytest.fixture(scope="session")
def grounds(rows: Rows) -> Mapping[Statement, set[str]]:
    """For each claimed triple the sources of the claims that support it."""
    found: dict[Statement, set[str]] = defaultdict(set)
    for subject, predicate, value, source in rows(
        """SELECT ?s ?p (STR(?o) AS ?value) ?source WHERE {
          ?claim rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; ascn:source ?source ;
            ascn:assessment ?assessment .
          FILTER(?assessment NOT IN (concept:rejected, concept:superseded))
        }"""
    ):
        found[subject, predicate, value].add(source)
    return found
