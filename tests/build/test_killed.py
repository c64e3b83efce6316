"""What a process leaves that dies, or that has no room: the whole dataset, or none."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ascn_kg.cache import DatasetCache
from ascn_kg.graph import KnowledgeGraph

#: Kills of `build` and of `serve`; in parts, for several processors.
KILLS = 50
PARTS = 5


def start(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    """Start ``ascn-kg`` in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "ascn_kg", *arguments],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        process_group=0,
    )


def lasts(command: str, cache: Path) -> float:
    """Return the seconds from the start of ``command`` until it has kept the dataset."""
    begun = time.monotonic()
    process = start(*command.split(), ASCN_KG_CACHE=str(cache))
    assert process.stdout is not None
    assert process.stdout.readline()
    seconds = time.monotonic() - begun
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    return seconds


@pytest.mark.whole
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("command", ["build", "serve --port 0"])
def test_a_kill_at_any_moment_leaves_the_whole_dataset_or_none(
    tmp_path: Path, kg: KnowledgeGraph, command: str, part: int
) -> None:
    moments = random.Random(part)
    longest = lasts(command, tmp_path / "measured")
    for number in range(KILLS // 2 // PARTS):
        folder = tmp_path / str(number)
        process = start(*command.split(), ASCN_KG_CACHE=str(folder))
        time.sleep(moments.uniform(0, longest))
        process.kill()
        process.communicate(timeout=60)  # its children end, too, or the pipes stay open
        found = DatasetCache(folder).open(kg.digest)
        if found is None:
            assert not (folder / kg.digest).exists()
        else:
            assert found.summary == kg.summary
            assert len(found.store) == len(kg.store)


def no_large_files() -> None:
    """Let no file become larger than a megabyte, as on a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))


@pytest.mark.parametrize(
    ("limit", "place", "reason"),
    [
        (no_large_files, {}, "File too large"),
        (None, {"HOME": "/proc/self", "XDG_CACHE_HOME": ""}, ""),
    ],
    ids=["a full disk", "a home that cannot be written"],
)
def test_without_room_it_works_in_memory_and_says_so_in_one_line(
    tmp_path: Path, limit: Callable[[], None] | None, place: dict[str, str], reason: str
) -> None:
    environment = {**os.environ, "ASCN_KG_CACHE": "" if place else str(tmp_path), **place}
    ran = subprocess.run(
        [sys.executable, "-m", "ascn_kg", "run", "member-cities", "--format", "csv"],
        env=environment,
        preexec_fn=limit,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ran.returncode == 0
    assert ran.stdout.count("\n") == 39
    told = [line for line in ran.stderr.splitlines() if "cannot be kept" in line]
    assert len(told) == 1, ran.stderr
    assert told[0].startswith("ascn-kg: the dataset cannot be kept in ")
    assert reason in told[0]
    assert "ASCN_KG_CACHE" in told[0]
    assert "Traceback" not in ran.stderr
    assert list(tmp_path.iterdir()) == []
