"""``python -m benchmarks.soak``: load ``ascn-kg serve`` for minutes; exit 1 at leak or fault."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from itertools import count
from pathlib import Path
from time import monotonic, sleep

import click
import httpx
import psutil

from ascn_kg.web import Settings
from benchmarks.material import ROOT, Material
from benchmarks.servers import Server, ours
from benchmarks.soak.asking import LARGE, Mix
from benchmarks.soak.clients import Clients, Tally
from benchmarks.soak.verdict import Verdict
from benchmarks.soak.watching import Sample, sample

_FOLDER = ROOT / "build" / "soak"
#: Seconds between two looks at the processes.
_PERIOD = 1.0
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
@click.option("--seed", default=1, show_default=True, help="Decides the order of the requests.")
@click.option(
    "--folder",
    default=_FOLDER,
    type=click.Path(path_type=Path),
    help="Where samples and the log of the service are kept.",
)
def main(minutes: float, clients: int, query_seconds: float, seed: int, folder: Path) -> None:
    """Ask the service for everything at once, one request in 20 hostile, and watch it."""
    folder.mkdir(parents=True, exist_ok=True)
    material = Material(folder)
    mix = Mix(material.kg)
    limit = ("--query-seconds", str(query_seconds))
    with ours(material, *limit, log=folder / "log") as server:
        _fill(server)
        sleep(_GRACE)
        before = sample(server.process)
        tally, samples = _loaded(server, mix, clients, seed, minutes * 60)
        sleep(query_seconds + _GRACE)
        after = sample(server.process)
        family = [server.process, *server.process.children(recursive=True)]
    survivors = _living(family)
    verdict = Verdict(tally, samples, before, after, survivors)
    (folder / "samples.json").write_text(json.dumps([asdict(each) for each in samples]), "utf-8")
    for line in verdict.lines():
        click.echo(line)
    problems = list(verdict.problems())
    for problem in problems:
        click.echo(f"WRONG: {problem}", err=True)
    sys.exit(bool(problems))


def _fill(server: Server) -> None:
    """Fill the memory for answers, which would fill slowly and look like a leak."""
    path, held = f"{server.origin}{LARGE}", 0
    for number in count():
        headers = {"origin": f"https://{number}.example", "accept-encoding": "identity"}
        held += len(httpx.get(path, headers=headers, timeout=60).content)
        if held > 2 * Settings().remembered_bytes:
            return


def _loaded(
    server: Server, mix: Mix, clients: int, seed: int, seconds: float
) -> tuple[Tally, list[Sample]]:
    """Load the service; return what came of it, and what it took meanwhile."""
    samples = [sample(server.process)]
    end = monotonic() + seconds
    with Clients(server.origin, mix, clients, seed) as crowd:
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
