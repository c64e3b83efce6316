"""Options and small services that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ascn_kg.errors import UsageError

if TYPE_CHECKING:
    from ascn_kg.graph import KnowledgeGraph
    from ascn_kg.querying import Queryable
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
    option = click.option(
        "--endpoint", "elsewhere", hidden=True, expose_value=False, callback=_refuse_endpoint
    )
    return _folders(option(command))


def source_options(command: _Command) -> _Command:
    """Add the options that choose what is asked: other folders, or an engine elsewhere."""
    option = click.option(
        "--endpoint", metavar="URL", help="Ask the dataset on this SPARQL 1.1 engine instead."
    )
    return _folders(option(command))


def _refuse_endpoint(context: click.Context, option: click.Parameter, value: str | None) -> None:
    if value is not None:
        raise UsageError(
            f"{context.info_name} works on a dataset that is here: leave --endpoint out."
        )


def _folders(command: _Command) -> _Command:
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
        help="table (default on a terminal), csv (default elsewhere), tsv, json, xml, jsonl, md, "
        "geojson.",
    )(command)


def evidence_option(command: _Command) -> _Command:
    """Add ``--evidence``."""
    return click.option(
        "--evidence",
        is_flag=True,
        help="Add to each row: claims, sources, independent sources, oldest, newest, disputed.",
    )(command)


def service_option(command: _Command) -> _Command:
    """Add ``--allow-service``."""
    return click.option(
        "--allow-service",
        metavar="HOST[:PORT]",
        multiple=True,
        help="Host that SERVICE in a query may ask, such as query.wikidata.org; may be given "
        "repeatedly. Without it SERVICE is refused.",
    )(command)


_KNOWN_AT = click.option(
    "--known-at",
    metavar="DATE",
    help="What the sources published by this day said; they count from their date, or else from "
    "the day on which we read them.",
)


def known_at_option(command: _Command) -> _Command:
    """Add ``--known-at``."""
    return _KNOWN_AT(command)


def moment_options(command: _Command) -> _Command:
    """Add ``--as-of`` and ``--known-at``, which choose the moment that the graph shows."""
    return click.option("--as-of", metavar="DATE", help="What held on this day.")(
        _KNOWN_AT(command)
    )


def default_format(chosen: str | None) -> str:
    """Return the chosen table format, or the one that fits standard output."""
    return chosen or ("table" if sys.stdout.isatty() else "csv")


def read(facts: tuple[str, ...], ontology: str | None, queries: str | None) -> Inputs:
    """Return the input files of the chosen folders."""
    from ascn_kg.resources import read_inputs

    return read_inputs(ontology, list(facts) or None, queries)


def open_graph(
    facts: tuple[str, ...],
    ontology: str | None,
    queries: str | None,
    as_of: str | None = None,
    known_at: str | None = None,
    progress: Callable[[str], None] | None = None,
    allow_service: tuple[str, ...] = (),
) -> KnowledgeGraph:
    """Return the graph of the chosen folders at a moment, and say which sources count there.

    A build shows its steps, or tells ``progress``.
    """
    from ascn_kg.graph import load

    told = progress or Steps("building the dataset")
    folders = ontology, list(facts) or None, queries
    kg = load(*folders, progress=told, allow_service=allow_service).at(as_of, known_at)
    if kg.moment.known_at:
        click.echo(f"ascn-kg: {kg.remark()}", err=True)
    return kg


def open_source(
    facts: tuple[str, ...],
    ontology: str | None,
    queries: str | None,
    endpoint: str | None,
    as_of: str | None = None,
    known_at: str | None = None,
    allow_service: tuple[str, ...] = (),
) -> Queryable:
    """Return what `source_options` chose: the engine at ``endpoint``, or else a graph here."""
    if endpoint is None:
        folders = facts, ontology, queries
        return open_graph(*folders, as_of, known_at, allow_service=allow_service)
    if facts or ontology:
        raise UsageError(
            "--facts and --ontology choose what is built here: leave them out, or --endpoint."
        )
    if allow_service:
        raise UsageError(
            "--allow-service is for queries that run here: leave it out, or --endpoint."
        )
    from ascn_kg.remote.graph import connect

    graph = connect(endpoint, queries)
    click.get_current_context().call_on_close(graph.close)
    return graph.at(as_of, known_at)


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


class Stopwatch:
    """Passes each step on and measures how long it takes."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._begun = perf_counter()
        self._marks: list[tuple[str, float]] = []

    def __call__(self, step: str) -> None:
        """Tell that ``step`` begins, and that the one before it has ended."""
        self._marks.append((step, perf_counter()))
        self._tell(step)

    def stop(self) -> list[tuple[str, float]]:
        """Return each step with its seconds, and the total, which begins before the first."""
        ends = [mark for _, mark in self._marks[1:]] + [perf_counter()]
        steps = [(s, end - mark) for (s, mark), end in zip(self._marks, ends, strict=False)]
        return [*steps, ("total", ends[-1] - self._begun)]
