"""Commands that ask: queries, run, sparql, show, why, find."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from ascn_kg.cli.options import (
    data_options,
    default_format,
    evidence_option,
    known_at_option,
    language_option,
    moment_options,
    open_graph,
    open_source,
    read,
    service_option,
    source_options,
    table_format_option,
)
from ascn_kg.errors import InputNotFoundError, ParameterError
from ascn_kg.queries.catalog import CannedQuery, Catalog
from ascn_kg.resources import read_queries

if TYPE_CHECKING:
    from ascn_kg.results.table import Hint

_HELP = frozenset({"--help", "-h"})


@click.command()
@language_option
@table_format_option
@data_options
def queries(language: str, format_: str | None, **folders: Any) -> None:
    """List the canned queries: name, question, parameters."""
    import pyoxigraph as ox

    from ascn_kg.results.table import Table

    catalog = Catalog.of(read(**folders).queries)
    rows = [
        tuple(
            ox.Literal(cell)
            for cell in (name, _question(query, language), " ".join(_usage(query.parameters)))
        )
        for name, query in catalog.items()
    ]
    Table(["name", "question", "parameters"], rows).write(sys.stdout, default_format(format_))


def _question(query: CannedQuery, language: str) -> str:
    """Return the title of a query, and whom it asks where that is another endpoint."""
    title = query.header.title[language]
    asks = {"id": "bertanya kepada"}.get(language, "asks")
    return f"{title} ({asks} {query.host})" if query.host else title


def _usage(parameters: Iterable[str]) -> list[str]:
    return [f"--{name}" for name in parameters]


@click.command(
    context_settings={
        "ignore_unknown_options": True,
        "allow_extra_args": True,
        "help_option_names": [],
    }
)
@click.argument("name")
@known_at_option
@evidence_option
@service_option
@table_format_option
@source_options
@click.pass_context
def run(
    context: click.Context,
    /,
    name: str,
    known_at: str | None,
    evidence: bool,
    allow_service: tuple[str, ...],
    format_: str | None,
    **chosen: Any,
) -> None:
    """Run the canned query NAME with its parameters, such as --country Indonesia.

    A thing may be named by a label ("Jakarta"), an id (city/jakarta) or an IRI. Repeat a
    parameter that takes several values. `ascn-kg queries` lists the names, and
    `ascn-kg run NAME --help` tells what one query takes and gives.
    """
    if name in _HELP:
        click.echo(context.get_help())
        return
    if not _HELP.isdisjoint(context.args):
        click.echo(_query_help(Catalog.of(read_queries(chosen["queries"]))[name]))
        return
    kg = open_source(**chosen, known_at=known_at, allow_service=allow_service)
    given = _parameters(context.args)
    table = kg.run(name, evidence=evidence, **given)
    table.write(sys.stdout, default_format(format_))
    _end(context, bool(len(table)), table.hints, given.get("lang", ["en"])[-1])


def _query_help(query: CannedQuery) -> str:
    """Return what a canned query answers, takes and gives, as text."""
    import shlex

    header = query.header
    lines = [header.title["en"], "", header.description["en"], ""]
    if query.host:
        lines += [f"Federated: needs --allow-service {query.host}", ""]
    lines.append("Parameters:")
    for parameter in query.parameters.values():
        default = ", ".join(map(str, parameter.default))
        usual = f" (default: {default})" if default else ""
        several = " May be repeated." if parameter.many else ""
        lines.append(f"  --{parameter.name}  {parameter.title['en']}{usual}")
        lines.append(f"      {parameter.expected}.{several}")
    lines += ["", f"Columns: {', '.join(header.columns)}", "", "Example:"]
    example = next((example for example in header.examples if example), {})
    lines.append(f"  {shlex.join(['ascn-kg', 'run', query.name, *_words(example)])}")
    return "\n".join(lines)


def _words(given: Mapping[str, object]) -> Iterator[str]:
    """Yield parameters as they are typed: ``--name VALUE`` for each value."""
    for name, value in given.items():
        for one in value if isinstance(value, list | tuple) else [value]:
            yield from (f"--{name}", str(one))


def _parameters(words: list[str]) -> dict[str, Any]:
    """Return the values of ``--name value`` and ``--name=value`` by name."""
    given: dict[str, Any] = {}
    rest = iter(words)
    for word in rest:
        if not word.startswith("--"):
            raise ParameterError(f"{word!r} is no parameter; write --name VALUE.")
        name, equals, value = word.removeprefix("--").partition("=")
        if not equals:
            following = next(rest, None)
            if following is None:
                raise ParameterError(f"--{name} needs a value.")
            value = following
        given.setdefault(name, []).append(value)
    return given


@click.command()
@click.argument("query", metavar="QUERY|FILE|-")
@click.option(
    "--format",
    "format_",
    metavar="FORMAT",
    help="For rows: table, csv, tsv, json, xml, jsonl, md, geojson. For a graph: turtle, jsonld, "
    "ntriples, rdfxml.",
)
@evidence_option
@service_option
@moment_options
@language_option
@source_options
@click.pass_context
def sparql(
    context: click.Context,
    /,
    query: str,
    format_: str | None,
    evidence: bool,
    language: str,
    **chosen: Any,
) -> None:
    """Run any SPARQL 1.1 query: text, a file, or - for standard input."""
    import pyoxigraph as ox

    from ascn_kg.results.table import Answer, Table

    text = _query_text(query)
    kg = open_source(**chosen)
    answer = kg.answer(text, evidence=evidence)
    if isinstance(answer, Table):
        answer.write(sys.stdout, default_format(format_))
        _end(context, bool(len(answer)), answer.hints, language)
    elif isinstance(answer, ox.QueryTriples):
        _write_triples(answer, format_ or "turtle")
    else:
        Answer(bool(answer)).write(sys.stdout, default_format(format_))


_BEGINS_A_QUERY = r"\s*(?i:SELECT|ASK|CONSTRUCT|DESCRIBE|PREFIX|BASE)\b"


def _query_text(query: str) -> str:
    if "{" in query or re.match(_BEGINS_A_QUERY, query):
        return query
    from pathlib import Path

    try:
        data = sys.stdin.buffer.read() if query == "-" else Path(query).read_bytes()
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputNotFoundError(f"{query}: is not UTF-8 text.") from error
    except OSError as error:
        raise InputNotFoundError(
            f"{query}: is neither a SPARQL query nor a file that can be read: {error.strerror}."
        ) from error


def _write_triples(triples: Any, format_: str) -> None:
    import pyoxigraph as ox

    from ascn_kg.export import to_bytes

    quads = (ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    sys.stdout.buffer.write(to_bytes(quads, format_))


@click.command()
@click.argument("thing")
@language_option
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@moment_options
@source_options
def show(thing: str, language: str, format_: str, **chosen: Any) -> None:
    """Show THING (a label, id or IRI): its values, their sources, what points to it."""
    description = open_source(**chosen).show(thing, language)
    if format_ == "json":
        import json

        click.echo(json.dumps(description.to_dict(), ensure_ascii=False, indent=2))
    else:
        description.print(sys.stdout)


@click.command()
@click.argument("subject")
@click.argument("predicate")
@click.argument("object_", metavar="OBJECT")
@language_option
@click.option(
    "--format",
    "format_",
    metavar="FORMAT",
    default="tree",
    show_default=True,
    help="tree, json; in PROV-O: turtle, jsonld, ntriples, rdfxml.",
)
@click.option("--proofs", type=click.IntRange(min=1), default=1, show_default=True)
@moment_options
@data_options
@click.pass_context
def why(
    context: click.Context,
    /,
    subject: str,
    predicate: str,
    object_: str,
    language: str,
    format_: str,
    proofs: int,
    **folders: Any,
) -> None:
    """Tell why a statement holds, down to claims and sources, or why it does not.

    Names are labels, ids or IRIs; OBJECT may be a literal, such as 2018-04-28. Exit code 1 if the
    statement does not hold.
    """
    kg = open_graph(**folders)
    answer = kg.why(subject, predicate, object_, proofs=proofs, language=language)
    if format_ == "tree":
        answer.print(sys.stdout)
    elif format_ == "json":
        import json

        click.echo(json.dumps(answer.to_dict(), ensure_ascii=False, indent=2))
    else:
        _write_triples(answer.triples(), format_)
    context.exit(0 if answer.holds else 1)


@click.command()
@click.argument("text")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True)
@table_format_option
@source_options
@click.pass_context
def find(
    context: click.Context, /, text: str, limit: int, format_: str | None, **chosen: Any
) -> None:
    """Search names in all languages and scripts, tolerant of spelling."""
    import pyoxigraph as ox

    from ascn_kg.namespaces import compact
    from ascn_kg.results.table import Table

    matches = open_source(**chosen).find(text, limit)
    rows = [
        tuple(
            ox.Literal(cell)
            for cell in (compact(m.iri), m.label, m.name, m.language, m.kind, f"{m.score:.0f}")
        )
        for m in matches
    ]
    columns = ["thing", "label", "name", "language", "kind", "score"]
    Table(columns, rows).write(sys.stdout, default_format(format_))
    _end(context, bool(matches))


def _end(
    context: click.Context, /, found: bool, hints: Iterable[Hint] = (), language: str = "en"
) -> None:
    if not found:
        nothing = {"id": "tidak ada yang ditemukan"}.get(language, "nothing was found")
        click.echo(f"ascn-kg: {nothing}.", err=True)
        for hint in hints:
            click.echo(f"ascn-kg: {hint.text(language)}", err=True)
        context.exit(1)
