"""The lines of the benchmark: each measures one thing that users wait for.

A line is a function from the material to its outcomes; `LINES` has them all, in the order of the
table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from benchmarks.lines import building, bulk, querying, reasoning, serving, starting, validating
from benchmarks.material import Material
from benchmarks.outcome import Outcome


@dataclass(frozen=True)
class Line:
    """One line: what it measures, in words, and what does."""

    title: str
    measure: Callable[[Material], Iterator[Outcome]]


LINES: Mapping[str, Line] = {
    "cold-start": Line("`ascn-kg run member-cities --format csv`, built before", starting.cold),
    "import": Line("`import ascn_kg`", starting.imported),
    "first-run": Line("First answer ever: load, reason, validate, query", starting.first),
    "rebuild": Line("Rebuild after one fact changed", building.rebuild),
    "canned-queries": Line("All canned queries in process, warm", querying.canned),
    "reasoning": Line("Reasoning", reasoning.compared),
    "reasoning-growth": Line("Reasoning, cost for each triple", reasoning.growth),
    "validation": Line("Validation", validating.compared),
    "validation-growth": Line("Validation, cost for each triple", validating.growth),
    "bulk-load": Line("A big dataset on disk: load, then look up", bulk.loaded),
    "http": Line("A canned query over HTTP, 16 clients", serving.loaded),
    "serve-memory": Line("Memory of `ascn-kg serve` with its workers", serving.memory),
}
