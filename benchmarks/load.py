"""Many requests at once, by wrk: how many are answered, and how long each waits."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import process

_SCRIPT = Path(__file__).with_name("requests.lua")
#: What every server is asked for.
ACCEPT = "application/sparql-results+json"
_THREADS = 1


@dataclass(frozen=True)
class Load:
    """What came of a load.

    Attributes:
        rate: Requests that were answered in a second.
        median: Seconds that half of the answers took at most.
        p99: Seconds that 99 of 100 answers took at most.
        failed: How many requests had no answer, or one that is an error.
        size: Bytes of an answer with its head, on average.
    """

    rate: float
    median: float
    p99: float
    failed: int
    size: float


def load(
    origin: str, paths: Sequence[str], clients: int, seconds: int, folder: Path, tag: str = ""
) -> Load:
    """Ask ``paths`` below ``origin`` in turn, from ``clients`` connections.

    Args:
        origin: Address of the server.
        paths: Paths with query strings.
        clients: How many requests wait for an answer at any time.
        seconds: For how long.
        folder: Where files may be put.
        tag: Entity tag that the clients already have.

    Raises:
        RuntimeError: wrk is not installed, or failed.
    """
    wrk = shutil.which("wrk")
    if wrk is None:
        raise RuntimeError("wrk is not installed (apt install wrk, brew install wrk)")
    file = folder / "paths"
    file.write_text("\n".join(paths) + "\n", "utf-8")
    options = f"-t {_THREADS} -c {clients} -d {seconds}s --timeout 60s".split()
    command = [wrk, *options, "-s", _SCRIPT, origin, "--", file, ACCEPT, tag]
    ended = process(command, folder, {"WRK_THREADS": str(_THREADS)})
    told = json.loads(ended.output.strip().splitlines()[-1])
    answered = max(told["requests"], 1)  # a server that answers none in time is taken for one
    return Load(
        rate=answered / told["seconds"],
        median=told["median"],
        p99=told["p99"],
        failed=told["failed"],
        size=told["bytes"] / answered,
    )
