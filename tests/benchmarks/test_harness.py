"""The harness: who takes turns with whom, what a verdict says, and what is kept of a run."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import benchmarks.__main__ as command
from benchmarks.lines import LINES, Line
from benchmarks.machine import machine
from benchmarks.material import Material
from benchmarks.measuring import limited, medians, process
from benchmarks.outcome import Outcome, WrongAnswerError, at_most, compared_with, faster, more
from benchmarks.report import as_json, entry, markdown


def test_subjects_take_turns_and_the_warm_up_does_not_count() -> None:
    order: list[str] = []
    found = medians({n: lambda n=n: order.append(n) for n in "ab"}, runs=2)  # type: ignore[misc]
    assert order == ["a", "b"] * 3
    assert set(found) == {"a", "b"}


def test_a_process_tells_what_it_took_and_said(tmp_path: Path) -> None:
    code = "import sys; print('out'); sys.stderr.write('err')"
    ended = process([sys.executable, "-c", code], tmp_path)
    assert (ended.output, ended.messages, ended.stopped) == ("out\n", "err", False)
    with pytest.raises(RuntimeError, match="no reason"):
        process([sys.executable, "-c", "raise SystemExit('no reason')"], tmp_path)


def test_work_is_stopped_at_its_limit_and_answers_before() -> None:
    seconds, answer = limited(lambda: "answer", 30)
    assert (answer, seconds < 30) == ("answer", True)
    assert limited(lambda: time.sleep(60), 0.3) == (0.3, None)
    with pytest.raises(RuntimeError, match="failed"):
        limited(lambda: sys.exit("broken"), 30)


def test_a_process_is_stopped_at_its_limit(tmp_path: Path) -> None:
    ended = process([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path, limit=0.3)
    assert ended.stopped
    assert ended.seconds < 30


@pytest.mark.parametrize(
    ("outcome", "met", "verdict"),
    [
        (faster("", 1, 40, "slow", 30), True, "≥ 30: met"),
        (faster("", 2, 40, "slow", 30), False, "≥ 30: missed by a factor of 1.50"),
        (at_most("", 8, 1, "empty", 8), True, "≤ 8: met"),
        (at_most("", 12, 1, "empty", 8), False, "≤ 8: missed by a factor of 1.50"),
        (more("", 10, 10, "requests/s", "server", 1), True, "≥ 1: met"),
        (Outcome("", 1, None, "MB", "", 1, None), None, "for information"),
    ],
)
def test_a_verdict_says_by_how_much(outcome: Outcome, met: bool | None, verdict: str) -> None:
    assert outcome.met is met
    assert outcome.verdict == verdict


def test_an_answer_that_differs_is_no_measurement() -> None:
    assert compared_with([1], [1], "rows", 2.0) == "rows are equal"
    assert "not compared" in compared_with(None, [1], "rows", 2.0)
    with pytest.raises(WrongAnswerError, match="rows differ"):
        compared_with([1], [2], "rows", 2.0)


def test_the_page_has_every_line_and_what_is_missing() -> None:
    measured = {"import": entry([at_most("case", 2, 1, "other", 1.3, "a note")])}
    measured["bulk-load"] = {"failed": "OSError: no space"}
    page = markdown(measured, {"cores": "2"})
    assert (
        "| `import ascn_kg` | case | 2 s | 1 s | other | 2 | ≤ 1.3: missed by a factor of 1.54 |"
        in page
    )
    assert "OSError: no space" in page and "a note" in page and "cores 2" in page
    assert all(line.title in page for line in LINES.values())
    assert json.loads(as_json(measured, {}))["lines"]["import"]["outcomes"][0]["target"] == 1.3


def test_the_machine_has_no_name_and_no_path() -> None:
    told = machine()
    assert int(told["cores"]) >= 1
    assert not any("/" in value for value in told.values())


def test_a_run_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    measured: list[str] = []

    def measure(material: Material) -> Iterator[Outcome]:
        measured.append("once")
        yield at_most("x1", 1, 1, "other", 2)

    def fail(material: Material) -> Iterator[Outcome]:
        raise ValueError("broken")
        yield

    monkeypatch.setattr(command, "_FOLDER", tmp_path / "state")
    monkeypatch.setenv("ASCN_KG_CACHE", os.environ["ASCN_KG_CACHE"])  # it is set back at the end
    for name in list(LINES):
        monkeypatch.delitem(LINES, name)
    monkeypatch.setitem(LINES, "good", Line("good", measure))
    monkeypatch.setitem(LINES, "bad", Line("bad", fail))
    page = tmp_path / "page.md"
    for _ in range(2):
        done = CliRunner().invoke(command.main, ["--output", str(page)])
        assert done.exit_code == 1, done.output
    assert measured == ["once"]
    assert "ValueError: broken" in page.read_text("utf-8")
    CliRunner().invoke(command.main, ["--output", str(page), "--again"])
    assert measured == ["once", "once"]
