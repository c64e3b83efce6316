"""Commands of links to other datasets: link check, suggest, export, import; reconcile."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from ascn_kg.cli.options import Steps, data_options, language_option, open_graph, read
from ascn_kg.errors import UsageError


@click.group()
def link() -> None:
    """Links to other datasets: check them, find new ones, exchange them as SSSOM."""


@link.command("export")
@click.option("-o", "--output", metavar="FILE", help="File to write; else standard output.")
@data_options
def export_links(output: str | None, **folders: Any) -> None:
    """Write all mappings as SSSOM/TSV."""
    from ascn_kg.files import write_atomically
    from ascn_kg.linking.collection import read_collection

    text = read_collection(read(**folders)).to_sssom()
    if output is None:
        click.echo(text, nl=False)
    else:
        with write_atomically(Path(output)) as stream:
            stream.write(text.encode())


@link.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only tell what would change.")
@click.option("--replace", is_flag=True, help="Remove the mappings that FILE does not have.")
@data_options
def import_links(file: Path, dry_run: bool, replace: bool, **folders: Any) -> None:
    """Take the reviewed mappings of an SSSOM/TSV FILE into the facts, and tell what changed.

    Rows need a review date and a reviewer. --facts names the folder that is changed.
    """
    from ascn_kg.linking.collection import read_collection
    from ascn_kg.linking.curation import apply, changes
    from ascn_kg.linking.sssom import read_sssom

    target = None if dry_run else _one_folder(folders["facts"])
    collection = read_collection(read(**folders))
    rows = read_sssom(_read_text(file), str(file))
    found = changes(collection.mappings, rows, str(file), collection.things, replace=replace)
    for change in found:
        click.echo(str(change))
    counts = Counter(change.word for change in found)
    click.echo(", ".join(f"{counts[word]} {word}" for word in ("added", "changed", "removed")))
    for path in apply(found, target) if target else ():
        click.echo(f"wrote {path}", err=True)


def _one_folder(facts: tuple[str, ...]) -> Path:
    if len(facts) != 1:
        raise UsageError("name the one folder of facts that shall be changed: --facts facts")
    return Path(facts[0])


def _read_text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file}: byte {error.start} is not UTF-8.") from error


@link.command("check")
@click.option("--online", metavar="ENDPOINT", help="Also ask this SPARQL endpoint.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@language_option
@data_options
@click.pass_context
def check_links(
    context: click.Context,
    /,
    online: str | None,
    format_: str,
    language: str,
    **folders: Any,
) -> None:
    """Check the links against reference data, and with --online against an endpoint.

    Needs the extra links: ids, levels, names, countries and distances are compared with GeoNames
    and ISO codes as packages ship them. Exit code 1 if a link is broken.
    """
    from ascn_kg.linking.report import check_links as check

    report = check(read(**folders), online, Steps("checking links"))
    if format_ == "json":
        click.echo(report.to_json())
    else:
        for problem in report.problems:
            click.echo(problem.text(language), err=True)
        for name, count in report.counts().items():
            click.echo(f"{name:<18} {count:>8}")
    context.exit(0 if report.ok else 1)


@link.command("suggest")
@click.option("--online", metavar="ENDPOINT", help="Look there for Wikidata items instead.")
@click.option("-o", "--output", metavar="FILE", help="File to write; else standard output.")
@click.option("--apply", "do_apply", is_flag=True, help="Write the exact ones to the facts.")
@click.option("--reviewer", metavar="NAME", help="With --apply: who has reviewed them.")
@data_options
def suggest_links(
    online: str | None, output: str | None, do_apply: bool, reviewer: str | None, **folders: Any
) -> None:
    """Write candidates for things without a link as SSSOM/TSV, with scores and reasons.

    Review the rows, fill in review_date and reviewer_label, and import them.
    """
    from ascn_kg.files import write_atomically
    from ascn_kg.linking.curation import accepted, apply
    from ascn_kg.linking.report import suggest

    target = _one_folder(folders["facts"]) if do_apply else None
    if do_apply and not reviewer:
        raise UsageError("say who has reviewed the suggestions: --reviewer NAME")
    kg = open_graph(**folders)
    collection, found = suggest(read(**folders), kg.matcher, online)
    text = collection.to_sssom(found)
    if output is None:
        click.echo(text, nl=False)
    else:
        with write_atomically(Path(output)) as stream:
            stream.write(text.encode())
    click.echo(f"{len(found)} suggestions", err=True)
    if target and reviewer:
        for path in apply(accepted(found, reviewer), target):
            click.echo(f"wrote {path}", err=True)


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--column", required=True, metavar="NAME", help="The column with the names.")
@click.option("--type", "type_", metavar="TYPE", help="Only things of this type, such as city.")
@click.option(
    "--context",
    "contexts",
    multiple=True,
    metavar="WHAT=NAME",
    help="A column that says where it lies: country=NAME or area=NAME.",
)
@click.option("-o", "--output", metavar="FILE", help="File to write; else standard output.")
@click.option("--format", "format_", metavar="FORMAT", help="csv, tsv or xlsx; else by the name.")
@click.option("--encoding", default="utf-8", show_default=True, help="Of a CSV or TSV file.")
@data_options
@click.pass_context
def reconcile(
    context: click.Context,
    /,
    file: str,
    column: str,
    type_: str | None,
    contexts: tuple[str, ...],
    output: str | None,
    format_: str | None,
    encoding: str,
    **folders: Any,
) -> None:
    r"""Add to each row of a spreadsheet FILE what it names: our id, Wikidata, GeoNames, ISO.

    \b
    ascn-kg reconcile cities.csv --column City --type city --context country=Country
    FILE is CSV, TSV or XLSX, or - for standard input. A row that may mean several things is
    marked ambiguous, with the candidates. Exit code 1 if no row names anything.
    """
    from ascn_kg.matching.columns import Reading
    from ascn_kg.matching.spreadsheets import reconcile_file

    pairs = dict(_pair(each) for each in contexts)
    source = None if file == "-" else Path(file)
    kg = open_graph(**folders)
    with _bar(f"reconciling {file}") as progress:
        counts = reconcile_file(
            kg.matcher,
            source,
            Path(output) if output else None,
            Reading(column, type_, pairs),
            format=format_,
            encoding=encoding,
            progress=progress,
        )
    total = sum(counts.values())
    click.echo(
        f"{total} rows: {counts['match']} matched, {counts['ambiguous']} ambiguous, "
        f"{counts['none']} without a match",
        err=True,
    )
    context.exit(0 if counts["match"] else 1)


def _pair(text: str) -> tuple[str, str]:
    word, equals, column = text.partition("=")
    if not equals or not column:
        raise UsageError(f"--context is WHAT=COLUMN, such as country=Country, not {text!r}.")
    return word.strip(), column.strip()


@contextmanager
def _bar(task: str) -> Iterator[Callable[[float], None]]:
    """Show a progress bar on standard error where somebody watches."""
    if not sys.stderr.isatty():
        yield lambda part: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task(task, total=1.0)
        yield lambda part: progress.update(bar, completed=part)
