"""``python -m benchmarks``: measure the lines and write docs/benchmarks.md and .json.

A line that was measured with the same code, data and sizes is not measured again, so that a run
that was cut short goes on where it was; ``--again`` measures it anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

import click

from ascn_kg.resources import dataset_digest, read_inputs
from benchmarks.lines import LINES
from benchmarks.machine import machine
from benchmarks.material import ROOT, Material
from benchmarks.report import as_json, entry, markdown

_FOLDER = ROOT / "build" / "benchmarks"


@click.command()
@click.option("--only", multiple=True, type=click.Choice(list(LINES)), help="Only these lines.")
@click.option(
    "--sizes", default="x1,x3,x10,x30,x100", show_default=True, help="Copies of the graph."
)
@click.option("--bulk", default="x262", show_default=True, help="Copies that are loaded to disk.")
@click.option("--runs", default=5, show_default=True, type=click.IntRange(min=1))
@click.option(
    "--limit",
    default=600,
    show_default=True,
    type=click.IntRange(min=10),
    help="Seconds after which an alternative that takes long is stopped.",
)
@click.option("--load-seconds", default=8, show_default=True, type=click.IntRange(min=1))
@click.option("--again", is_flag=True, help="Measure also what was measured before.")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default=ROOT / "docs" / "benchmarks.md",
    help="The page to write; the JSON stands beside it.",
)
def main(
    only: tuple[str, ...],
    sizes: str,
    bulk: str,
    runs: int,
    limit: int,
    load_seconds: int,
    again: bool,
    output: Path,
) -> None:
    """Measure this package beside the alternatives."""
    copies = tuple(int(size.removeprefix("x")) for size in sizes.split(","))
    state = _FOLDER / _state_name(sizes, bulk, runs, load_seconds, limit)
    material = Material(state, copies, runs, load_seconds, int(bulk.removeprefix("x")), limit)
    os.environ.update(material.environment)
    for name in only or LINES:
        kept = state / f"{name}.json"
        if again or not kept.is_file():
            click.echo(f"{name} …", err=True)
            _keep(kept, _measured(name, material))
    measured = {
        name: json.loads((state / f"{name}.json").read_text("utf-8"))
        for name in LINES
        if (state / f"{name}.json").is_file()
    }
    output.write_text(markdown(measured, machine()), "utf-8")
    output.with_suffix(".json").write_text(as_json(measured, machine()), "utf-8")
    click.echo(f"written: {output}", err=True)
    sys.exit(any("failed" in line for line in measured.values()))


def _measured(name: str, material: Material) -> dict[str, Any]:
    """Return what came of a line; one that fails says why, and the others go on."""
    try:
        found = entry(LINES[name].measure(material))
    except Exception as error:
        click.echo(f"{name} failed: {error}", err=True)
        return {"failed": f"{type(error).__name__}: {error}".splitlines()[0][:200]}
    for outcome in found["outcomes"]:
        click.echo(f"  {outcome}", err=True)
    return found


def _keep(path: Path, line: dict[str, Any]) -> None:
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(line), "utf-8")
    draft.rename(path)


def _state_name(*options: object) -> str:
    """Return a name for code, data and options of a run."""
    code = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.rglob("*.py")))
    whole = hashlib.sha256(repr((dataset_digest(read_inputs()), options)).encode() + code)
    return whole.hexdigest()[:16]


if __name__ == "__main__":
    main()
