"""Rows of canned queries by column name, for pages that are made of them."""

from __future__ import annotations

from collections.abc import Iterator

from ascn_kg.graph import KnowledgeGraph
from ascn_kg.rdf.terms import AnyTerm


class Cells(dict[str, AnyTerm | None]):
    """One row: column -> term."""

    def text(self, column: str) -> str:
        """Return the text of ``column``; "" where it is unbound.

        Raises:
            KeyError: the query has no such column.
        """
        return getattr(self[column], "value", "")

    def number(self, column: str) -> float | None:
        """Return the number in ``column``, or None."""
        text = self.text(column)
        return float(text) if text else None


def rows(kg: KnowledgeGraph, name: str, **parameters: object) -> Iterator[Cells]:
    """Yield the rows of the canned query ``name``; none where the catalogue lacks it."""
    if name in kg.catalog:
        table = kg.run(name, evidence=False, known_at=None, **parameters)
        for row in table.rows:
            yield Cells(zip(table.columns, row, strict=True))
