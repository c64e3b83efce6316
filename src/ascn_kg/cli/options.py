"""Options and small services that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from ascn_kg.graph import KnowledgeGraph
    from ascn_kg.resources import Inputs

_Command = TypeVar("_Command", bound=Callable[..., Any])

language_option = click.option(
    "--lang",
    "language",
    type=click.Choice(["en", "id"]),
    default="en",
    show_default=True,
    help="Language of labels and messages.",
)


def data_options(command: _Command) -> _Command:
    """Add the options that choose other input folders than the shipped ones."""
    for name, what in (
        ("--queries", "canned queries"),
        ("--ontology", "the ontology and the shapes"),
    ):
        command = click.option(name, metavar="DIR", help=f"Folder of {what}.")(command)
    return click.option(
        "--facts", metavar="DIR", multiple=True, help="Folder of facts; may be given repeatedly."
    )(command)


def table_format_option(command: _Command) -> _Command:
    """Add ``--format`` for tables."""
    return click.option(
        "--format",
        "format_",
        metavar="FORMAT",
        help="table (default on a terminal), csv (default elsewhere), tsv, json, jsonl, md, "
        "geojson.",
    )(command)


def default_format(chosen: str | None) -> str:
    """Return the chosen table format, or the one that fits standard output."""
    return chosen or ("table" if sys.stdout.isatty() else "csv")


def read(facts: tuple[str, ...], ontology: str | None, queries: str | None) -> Inputs:
    """Return the input files of the chosen folders."""
    from ascn_kg.resources import read_inputs

    return read_inputs(ontology, list(facts) or None, queries)


def open_graph(facts: tuple[str, ...], ontology: str | None, queries: str | None) -> KnowledgeGraph:
    """Return the graph of the chosen folders; a build shows its steps."""
    from ascn_kg.graph import load

    return load(ontology, list(facts) or None, queries, progress=Steps("building the dataset"))


class Steps:
    """Tells each step of something slow on standard error; one line where nobody watches."""

    def __init__(self, task: str) -> None:
        self._task = task
        self._told = False

    def __call__(self, step: str) -> None:
        """Tell that ``step`` begins."""
        if sys.stderr.isatty():
            click.echo(f"{self._task}: {step} …", err=True)
        elif not self._told:
            click.echo(f"{self._task}, which takes a few seconds …", err=True)
        self._told = True
