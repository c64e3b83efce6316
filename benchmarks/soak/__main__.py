"""``python -m benchmarks.soak``: load ``ascn-kg serve`` for minutes; exit 1 at leak or fault."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from time import monotonic, sleep

import click
import httpx
import psutil

from ascn_kg.web import Settings
from benchmarks.material import ROOT, Material
from benchmarks.servers import Server, ours
from benchmarks.soak.asking import Mix
from benchmarks.soak.clients import Clients, Tally
from benchmarks.soak.verdict import Verdict
from benchmarks.soak.watching import Sample, sample

_FOLDER = ROOT / "build" / "soak"
#: Seconds between two looks at the processes.
_PERIOD = 1.0
#: The figure that tells the memory of remembered answers, and the part of it that counts as full.
_REMEMBERED = "ascn_kg_remembered_bytes"
_FULL = 0.98
#: Seconds until a worker that has reached its limit, or a service that stops, is gone.
_GRACE = 3.0


@click.command()
@click.option("--minutes", default=10.0, show_default=True, type=click.FloatRange(min=0.05))
@click.option("--clients", default=4, show_default=True, type=click.IntRange(min=1))
@click.option(
    "--query-seconds",
    default=10.0,
    show_default=True,
    type=click.FloatRange(min=0.1),
    help="Limit of the service for one query.",
)
@click.option(
    "--fill-seconds",
    default=600.0,
    show_default=True,
    type=click.FloatRange(min=0),
    help="Longest time to fill the memory for answers before.",
)
@click.option("--seed", default=1, show_default=True, help="Decides the order of the requests.")
@click.option(
    "--folder",
    default=_FOLDER,
    type=click.Path(path_type=Path),
    help="Where samples and the log of the service are kept.",
)
def main(
    minutes: float,
    clients: int,
    query_seconds: float,
    fill_seconds: float,
    seed: int,
    folder: Path,
) -> None:
    """Ask the service for everything at once, one request in 20 hostile, and watch it."""
    folder.mkdir(parents=True, exist_ok=True)
    material = Material(folder)
    mix = Mix(material.kg)
    limit = ("--query-seconds", str(query_seconds))
    with ours(material, *limit, log=folder / "log") as server:
        filled = _fill(server, mix, clients, seed + clients, fill_seconds)
        held = _remembered(server) / Settings().remembered_bytes
        click.echo(
            f"{filled.answers.total():,} requests before, memory for answers {held:.0%} full"
        )
        sleep(_GRACE)
        before = sample(server.process)
        tally, samples = _loaded(server, mix, clients, seed, minutes * 60)
        sleep(query_seconds + _GRACE)
        after = sample(server.process)
        family = [server.process, *server.process.children(recursive=True)]
    survivors = _living(family)
    tally.faults += filled.faults
    verdict = Verdict(tally, samples, before, after, survivors)
    (folder / "samples.json").write_text(json.dumps([asdict(each) for each in samples]), "utf-8")
    for line in verdict.lines():
        click.echo(line)
    problems = list(verdict.problems())
    for problem in problems:
        click.echo(f"WRONG: {problem}", err=True)
    sys.exit(bool(problems))


def _fill(server: Server, mix: Mix, clients: int, seed: int, seconds: float) -> Tally:
    """Fill the memory for answers with such as will be asked for, and come quickly.

    It is bounded, but under load alone it would fill for minutes, and look like a leak.
    """
    end = monotonic() + seconds
    with Clients(server.origin, mix.quick, clients, seed) as crowd:
        while _remembered(server) < _FULL * Settings().remembered_bytes and monotonic() < end:
            sleep(_PERIOD)
    return crowd.tally


def _remembered(server: Server) -> float:
    """Return how many bytes the remembered answers take."""
    figures = httpx.get(f"{server.origin}/metrics", timeout=60).text
    [line] = [each for each in figures.splitlines() if each.startswith(_REMEMBERED)]
    return float(line.split()[1])


def _loaded(
    server: Server, mix: Mix, clients: int, seed: int, seconds: float
) -> tuple[Tally, list[Sample]]:
    """Load the service; return what came of it, and what it took meanwhile."""
    samples = [sample(server.process)]
    end = monotonic() + seconds
    with Clients(server.origin, mix.requests, clients, seed) as crowd:
        while monotonic() < end:
            sleep(_PERIOD)
            samples.append(sample(server.process))
    return crowd.tally, samples


def _living(processes: list[psutil.Process]) -> int:
    """Return how many of ``processes`` have not ended."""
    _, left = psutil.wait_procs(processes, _GRACE)
    return sum(each.status() != psutil.STATUS_ZOMBIE for each in left)


if __name__ == "__main__":
    main()
