"""Commands of the curator: export, check, build, verify-sources, format."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ascn_kg.cli.options import (
    Steps,
    Stopwatch,
    data_options,
    language_option,
    moment_options,
    open_graph,
    read,
)

if TYPE_CHECKING:
    from ascn_kg.check.report import Report
    from ascn_kg.summary import Summary


@click.command()
@click.argument("thing", required=False)
@click.option(
    "--format",
    "format_",
    required=True,
    metavar="FORMAT",
    help="turtle, jsonld, ntriples, nquads, trig, rdfxml, csv or geojson.",
)
@click.option("-o", "--output", metavar="PATH", help="File, or folder for csv and geojson.")
@click.option("--graph", "graphs", multiple=True, metavar="NAME", help="Named graph to export.")
@click.option("--kind", metavar="KIND", help="For csv and geojson: one kind, such as city.")
@moment_options
@data_options
def export(
    thing: str | None,
    format_: str,
    output: str | None,
    graphs: tuple[str, ...],
    kind: str | None,
    **folders: Any,
) -> None:
    """Export the whole graph (facts, claims, links and ontology), or one THING.

    CSV tables and GeoJSON go to a folder (-o), or with --kind to standard output.
    """
    kg = open_graph(**folders)
    if output is None:
        sys.stdout.buffer.write(kg.export(format_, thing, graphs, kind))
    else:
        for path in kg.export_to(Path(output), format_, thing, graphs, kind):
            click.echo(f"wrote {path}", err=True)


@click.command()
@language_option
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@click.option(
    "--engine",
    type=click.Choice(["default", "reference"]),
    default="default",
    show_default=True,
    help="reference: parse with rdflib, reason with owlrl, validate with pyshacl; minutes.",
)
@data_options
@click.pass_context
def check(
    context: click.Context, /, language: str, format_: str, engine: str, **folders: Any
) -> None:
    """Check the facts: syntax, reasoning, shapes, evidence, form. Exit code 1 if any is broken."""
    from ascn_kg.build import engines
    from ascn_kg.check.report import check as check_facts

    chosen = engines.reference() if engine == "reference" else engines.DEFAULT
    report = check_facts(read(**folders), Steps("checking"), chosen)
    if format_ == "json":
        _print_json(report)
    else:
        _print_report(report, language)
    context.exit(0 if report.ok else 1)


def _print_report(report: Report, language: str) -> None:
    for problem in report.problems:
        click.echo(problem.text(language), err=True)
    if any(problem.rule == "turtle-syntax" for problem in report.problems):
        return
    _print_counts(report.summary)
    click.echo(f"problems           {len(report.problems):>8}")
    for name, count in report.figures:
        click.echo(f"{count:>8}  {name}")


def _print_counts(summary: Summary) -> None:
    for name, figure in (
        ("facts", summary.facts),
        ("records", summary.records),
        ("claims", summary.claims),
        ("sources", summary.sources),
        ("inferred", summary.inferred),
        ("shapes", summary.shapes),
        ("conflicts", summary.conflicts),
    ):
        click.echo(f"{name:<18} {figure:>8}")
    share = f"{100 * summary.coverage:.4g} %"
    found, needed = summary.evidence_found, summary.evidence_needed
    click.echo(f"{'evidence coverage':<18} {share:>8}   {found} of {needed} facts have a claim")


def _print_json(report: Report) -> None:
    import json
    from dataclasses import asdict

    document = {
        "ok": report.ok,
        "summary": {**report.summary._asdict(), "coverage": report.summary.coverage},
        "problems": [asdict(problem) for problem in report.problems],
        "figures": dict(report.figures),
    }
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


@click.command()
@data_options
def build(**folders: Any) -> None:
    """Build and cache the dataset; print its digest, counts and times."""
    stages = Stopwatch(Steps("building the dataset"))
    summary = open_graph(**folders, progress=stages).summary
    click.echo(f"digest             {summary.digest}")
    _print_counts(summary)
    click.echo(f"{'quads':<18} {summary.quads:>8}")
    for stage, seconds in stages.stop():
        click.echo(f"{stage:<22} {seconds:6.2f} s", err=True)


@click.command("verify-sources")
@click.argument("folder", metavar="DIR")
@data_options
@click.pass_context
def verify(context: click.Context, /, folder: str, **folders: Any) -> None:
    """Recompute the spans of the claims against the documents in DIR."""
    from ascn_kg.check.verification import verify_sources

    outcome = verify_sources(read(**folders), Path(folder))
    for fault in outcome.faults:
        click.echo(f"ascn-kg: {fault}", err=True)
    click.echo(f"{outcome.verified} verified, {len(outcome.faults)} faults")
    context.exit(1 if outcome.faults else 0)


@click.command("format")
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit 1 if any differs.")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.pass_context
def format_files(context: click.Context, /, files: tuple[Path, ...], only_check: bool) -> None:
    """Rewrite Turtle FILES, or all below folders, in the canonical form."""
    from ascn_kg.cli.formatting import differing

    changed = list(differing(files, write=not only_check))
    for path in changed:
        click.echo(f"{'would rewrite' if only_check else 'rewrote'} {path}", err=True)
    if only_check and changed:
        context.exit(1)
