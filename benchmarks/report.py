"""The table for people and the same as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from benchmarks.lines import LINES
from benchmarks.outcome import Outcome

_HEAD = """# Benchmarks

Made by `make bench`. Each line measures this package and the alternative in the same run, on the
same data, taking turns: medians of several runs after a warm-up. The data is the shipped graph with
all its claims (x1), and independent copies of what can be there more than once (x3 …).
[performance.md](performance.md) says where the time goes and why a target is missed.

"""


_COLUMNS = "| what | case | ours | other | against | ratio | target |"


def markdown(measured: Mapping[str, Mapping[str, Any]], machine: Mapping[str, str]) -> str:
    """Return the page of all ``measured`` lines."""
    rows = [_COLUMNS, "|---|---|--:|--:|---|--:|---|"]
    notes: list[str] = []
    for name, line in LINES.items():
        entry = measured.get(name)
        if entry is None or "failed" in entry:
            reason = entry["failed"] if entry else "not measured"
            rows.append(f"| {line.title} |  |  |  |  |  | {reason} |")
            continue
        for outcome in (Outcome(**each) for each in entry["outcomes"]):
            rows.append(_row(line.title, outcome))
            if outcome.note:
                notes.append(f"- {line.title}, {outcome.case}: {outcome.note}.")
    about = ", ".join(f"{key} {value}" for key, value in machine.items())
    return "\n".join([_HEAD + "\n".join(rows), "", *notes, "", f"Measured on: {about}.", ""])


def _row(title: str, outcome: Outcome) -> str:
    other = "" if outcome.other is None else f"{_figure(outcome.other)} {outcome.unit}"
    cells = (
        title,
        outcome.case,
        f"{_figure(outcome.ours)} {outcome.unit}",
        other,
        outcome.against,
        _figure(outcome.value),
        outcome.verdict,
    )
    return f"| {' | '.join(cells)} |"


def _figure(value: float) -> str:
    """Return three significant digits."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def entry(outcomes: Iterable[Outcome]) -> dict[str, Any]:
    """Return ``outcomes`` as plain data."""
    return {"outcomes": [asdict(outcome) for outcome in outcomes]}


def as_json(measured: Mapping[str, Mapping[str, Any]], machine: Mapping[str, str]) -> str:
    """Return everything measured as JSON."""
    return json.dumps({"machine": machine, "lines": measured}, indent=1, ensure_ascii=False) + "\n"
