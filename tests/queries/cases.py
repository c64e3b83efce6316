"""The cases in which canned queries are tested: without parameters, and each of their examples.

Run this file to write the expected answers anew; read the difference before you commit it::

    python tests/queries/cases.py
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from ascn_kg.graph import KnowledgeGraph, load
from ascn_kg.queries.catalog import Catalog
from ascn_kg.rdf.terms import AnyTerm
from ascn_kg.rdf.values import to_python
from ascn_kg.resources import read_inputs
from ascn_kg.results.table import Table

EXPECTED: Final = Path(__file__).parent / "expected"

#: Queries about one thing: without parameters they list the whole graph, which nobody reads. Only
#: their examples have expected answers.
OPEN: Final = frozenset(
    {
        "bibliography",
        "claims-of-source",
        "conflicts",
        "entities-of-document",
        "evidence-for",
        "gaps-of-thing",
        "meetings-before",
        "organizations",
        "places-within",
        "project-history",
        "projects",
        "search-names",
        "source-matrix",
        "sources-of-fact",
        "statements-by-speaker",
        "summit-details",
        "timeline",
        "uncertain-claims",
    }
)


@dataclass(frozen=True)
class Case:
    """One run of a canned query; ``number`` is 0 without parameters, else that of the example."""

    query: str
    number: int
    parameters: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.query}.{self.number}" if self.number else self.query

    @property
    def file(self) -> Path:
        return EXPECTED / f"{self}.csv"

    def run(self, kg: KnowledgeGraph) -> Table:
        return kg.run(self.query, **self.parameters)


def catalog() -> Catalog:
    """Return the shipped canned queries that this dataset alone answers."""
    files = read_inputs().queries
    federated = {name for name, query in Catalog.of(files).items() if query.endpoint}
    return Catalog.of(file for file in files if Path(file.path).stem not in federated)


def cases() -> list[Case]:
    """Return every case, also those without an expected answer."""
    return [
        Case(name, number, dict(parameters))
        for name, query in catalog().items()
        for number, parameters in enumerate([{}, *query.header.examples])
    ]


def cases_with_answers() -> list[Case]:
    """Return the cases that have an expected answer."""
    return [case for case in cases() if case.number or case.query not in OPEN]


#: Rows whose terms are equal where their values are, however an engine writes them.
Answer = list[tuple[tuple[str, str] | None, ...]]


def comparable(rows: Iterable[Sequence[AnyTerm | None]]) -> Answer:
    """Return rows so that equal values are equal, however an engine writes them."""
    return [tuple(None if term is None else _value(term) for term in row) for row in rows]


def _value(term: AnyTerm) -> tuple[str, str]:
    if not isinstance(term, ox.Literal):
        return "", str(term)
    return term.language or term.datatype.value, str(to_python(term))


def write_expected(kg: KnowledgeGraph) -> None:
    """Write the expected answer of every case, and remove those of cases that are gone."""
    files = {case.file: case for case in cases_with_answers()}
    for file in set(EXPECTED.glob("*.csv")) - set(files):
        file.unlink()
    for file, case in files.items():
        file.write_text(case.run(kg).format("csv"), newline="")


if __name__ == "__main__":
    write_expected(load())
