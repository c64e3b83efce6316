"""From nothing to an answer: the command, the import, the very first run."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from ascn_kg.cache import FOLDER_VARIABLE
from benchmarks.material import QUERY, Material
from benchmarks.measuring import medians, process
from benchmarks.outcome import Outcome, at_most, faster

_COMMAND = [Path(sys.executable).with_name("ascn-kg"), "run", QUERY, "--format", "csv"]
_EMPTY = [sys.executable, "-c", "pass"]
#: How often a process is started for one median.
_STARTS = 20
#: A package that was installed has its bytecode; so has this one where nobody forbids it.
_INSTALLED = {"PYTHONDONTWRITEBYTECODE": ""}


def cold(material: Material) -> Iterator[Outcome]:
    """Measure the command with a built dataset."""

    def answer() -> None:
        process(_COMMAND, material.folder, {**material.environment, **_INSTALLED})

    answer()
    found = medians({"ours": answer, "empty": lambda: process(_EMPTY, material.folder)}, _STARTS)
    yield at_most(QUERY, found["ours"], found["empty"], "python -c pass", 8)
    plain = material.plain
    yield faster(QUERY, found["ours"], plain.total, "plain way", 30, plain.note)


def imported(material: Material) -> Iterator[Outcome]:
    """Measure the import of the package."""

    def importing(module: str) -> None:
        process([sys.executable, "-c", f"import {module}"], material.folder, _INSTALLED)

    modules = ("ascn_kg", "pyoxigraph")
    found = medians({name: partial(importing, name) for name in modules}, _STARTS)
    yield at_most("", found["ascn_kg"], found["pyoxigraph"], "import pyoxigraph", 1.3)


def first(material: Material) -> Iterator[Outcome]:
    """Measure the command without a built dataset."""
    empty = material.folder / "empty-cache"

    def answer() -> None:
        shutil.rmtree(empty, ignore_errors=True)
        process(_COMMAND, material.folder, {**os.environ, FOLDER_VARIABLE: str(empty)})

    ours = medians({"ours": answer}, max(1, material.runs // 2))["ours"]
    shutil.rmtree(empty, ignore_errors=True)
    yield faster("x1", ours, material.plain.total, "plain way", 15, material.plain.note)
