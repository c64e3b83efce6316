"""The generated reference pages are up to date and complete."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ascn_kg.cli import app
from ascn_kg.queries.catalog import Catalog
from ascn_kg.resources import Inputs

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def generate(script: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(script), *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_pages_are_what_the_generator_writes() -> None:
    done = generate(DOCS / "generate.py", "--check")
    assert done.returncode == 0, done.stderr


def test_a_stale_page_is_named_with_the_command_that_mends_it(tmp_path: Path) -> None:
    script = tmp_path / "generate.py"
    script.write_bytes((DOCS / "generate.py").read_bytes())
    assert generate(script).returncode == 0
    (tmp_path / "cli.md").write_text("old", "utf-8")
    done = generate(script, "--check")
    assert done.returncode == 1
    assert done.stderr == "docs/cli.md: out of date: run `python docs/generate.py`\n"
    assert generate(script).returncode == generate(script, "--check").returncode == 0


@pytest.mark.parametrize("command", sorted(app.commands))
def test_every_command_is_described(command: str) -> None:
    assert f"\n## ascn-kg {command}\n" in (DOCS / "cli.md").read_text("utf-8")
    assert app.commands[command].help


def test_every_query_is_described(inputs: Inputs) -> None:
    page = (DOCS / "queries.md").read_text("utf-8")
    names = Catalog.of(inputs.queries).names
    assert len(names) >= 30
    assert [name for name in names if f"\n## {name}\n" not in page] == []


def test_every_decision_has_a_number_of_its_own_and_five_lines() -> None:
    files = sorted((DOCS / "decisions").glob("*.md"))
    numbers = [int(path.name[:4]) for path in files]
    assert len(set(numbers)) == len(numbers)
    for path in files:
        lines = [line for line in path.read_text("utf-8").splitlines() if line.startswith("- ")]
        words = [line[2:].partition(":")[0] for line in lines]
        assert words == ["**What**", "**Why**", "**Instead of**", "**Consequence**", "**Again**"]
