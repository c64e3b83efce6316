"""The command that shows where sources disagree."""

from __future__ import annotations

import sys
from typing import Any, Final

import click
import pyoxigraph as ox

from ascn_kg.cli.options import (
    default_format,
    language_option,
    moment_options,
    open_source,
    source_options,
    table_format_option,
)
from ascn_kg.namespaces import XSD
from ascn_kg.results.table import Table

#: The canned query that the command runs.
QUERY: Final = "conflicts"
#: Its columns that a person reads, and those that only the first side of a conflict repeats.
_READ: Final = (
    "subjectName",
    "propertyName",
    "resolution",
    "valueName",
    "preferred",
    "sourceName",
    "note",
)
_FOR_PEOPLE: Final = frozenset({"table", "md"})
_TRUE: Final = ox.Literal("true", datatype=ox.NamedNode(XSD + "boolean"))
_OF_CONFLICT: Final = frozenset({"subjectName", "propertyName", "resolution"})


@click.command()
@click.argument("thing", required=False)
@language_option
@table_format_option
@moment_options
@source_options
@click.pass_context
def conflicts(
    context: click.Context,
    /,
    thing: str | None,
    language: str,
    format_: str | None,
    **chosen: Any,
) -> None:
    """Show where sources disagree, about THING or at all: each side, and how it stands.

    As table and md it has one line for each side; other formats hold all that
    `ascn-kg run conflicts` gives.
    """
    kg = open_source(**chosen)
    table = kg.run(QUERY, thing=thing, lang=language)
    format_ = default_format(format_)
    if format_ in _FOR_PEOPLE:
        titles = {name: texts[language] for name, texts in kg.catalog[QUERY].header.columns.items()}
        table = _for_people(table, titles)
    table.write(sys.stdout, format_)
    if not len(table):
        click.echo("ascn-kg: nothing was found.", err=True)
        context.exit(1)


def _for_people(table: Table, titles: dict[str, str]) -> Table:
    """Return the columns of ``table`` that a person reads, each conflict named once."""
    rows = []
    before = None
    for cells in table.rows:
        row = dict(zip(table.columns, cells, strict=True))
        row["preferred"] = ox.Literal("✓") if row["preferred"] == _TRUE else None
        named = row["conflict"] == before
        rows.append(tuple(None if named and c in _OF_CONFLICT else row[c] for c in _READ))
        before = row["conflict"]
    short = {column: titles.get(column.removesuffix("Name"), column) for column in _READ}
    return Table([short[column] for column in _READ], rows)
