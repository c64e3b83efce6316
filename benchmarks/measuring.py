"""Taking times: interleaved, the median of several runs after a warm-up."""

from __future__ import annotations

import gc
import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from threading import Timer
from time import perf_counter
from typing import TypeVar

T = TypeVar("T")


def medians(
    subjects: Mapping[str, Callable[[], object]], runs: int, warm_up: int = 1
) -> dict[str, float]:
    """Return the median seconds of each subject; they take turns, so that noise hits all alike."""
    taken: dict[str, list[float]] = {name: [] for name in subjects}
    for turn in range(warm_up + runs):
        for name, subject in subjects.items():
            seconds, _ = timed(subject)
            if turn >= warm_up:
                taken[name].append(seconds)
    return {name: median(times) for name, times in taken.items()}


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Return the seconds that ``work`` takes, and what it returns."""
    gc.collect()
    begun = perf_counter()
    result = work()
    return perf_counter() - begun, result


def limited(work: Callable[[], T], limit: float) -> tuple[float, T | None]:
    """Return the seconds that ``work`` takes in a process of its own, and what it returns.

    After ``limit`` seconds it is stopped, and returns None.

    Raises:
        RuntimeError: it failed.
    """
    fork = get_context("fork")
    ours, theirs = fork.Pipe(duplex=False)
    child = fork.Process(target=lambda: theirs.send(timed(work)))
    child.start()
    theirs.close()
    try:
        if ours.poll(limit):
            seconds, result = ours.recv()
            return float(seconds), result
    except EOFError:
        raise RuntimeError("the process that was measured has failed") from None
    finally:
        child.kill()
        child.join()
    return limit, None


@dataclass(frozen=True)
class Ended:
    """How a process ended.

    Attributes:
        seconds: From start to end.
        output: What it printed.
        messages: What it said on standard error.
        stopped: Whether it was stopped before its end.
    """

    seconds: float
    output: str
    messages: str
    stopped: bool = False


def process(
    command: Sequence[object],
    folder: Path,
    environment: Mapping[str, str] | None = None,
    limit: float | None = None,
) -> Ended:
    """Run ``command`` to its end.

    Args:
        command: Program and arguments; each is made a string.
        folder: Where what it prints is kept meanwhile.
        environment: Variables on top of those of this process.
        limit: Seconds after which it is stopped; that is no failure.

    Raises:
        RuntimeError: it failed; says with what words.
    """
    out, err = folder / "stdout", folder / "stderr"
    with out.open("wb") as output, err.open("wb") as messages:
        begun = perf_counter()
        child = subprocess.Popen(  # noqa: S603
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=messages,
            env={**os.environ, **(environment or {})},
        )
        alarm = Timer(limit or 0, child.kill)
        if limit is not None:
            alarm.start()
        child.wait()
        seconds = perf_counter() - begun
        alarm.cancel()
    stopped = limit is not None and seconds >= limit
    texts = out.read_text("utf-8"), err.read_text("utf-8")
    ended = Ended(seconds, *texts, stopped)
    if child.returncode != 0 and not stopped:
        raise RuntimeError(f"{command[0]} ended with {child.returncode}: {ended.messages[-500:]}")
    return ended
