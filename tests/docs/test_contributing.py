"""The worked examples of CONTRIBUTING.md pass the check, and show the disagreement they add."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ascn_kg.build.assembly import assemble
from ascn_kg.check.report import check
from ascn_kg.namespaces import ASCN, BASE
from ascn_kg.resources import read_inputs

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(
    r"^```turtle\n# (?P<file>facts/\S+)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE
)
SUMMIT = BASE + "meeting/asean-summit-42"


@pytest.fixture
def extended(facts_copy: Path) -> Path:
    """The shipped facts with the blocks of the example."""
    blocks = list(BLOCK.finditer((ROOT / "CONTRIBUTING.md").read_text("utf-8")))
    assert len(blocks) == 6
    for block in blocks:
        path = facts_copy / block["file"].removeprefix("facts/")
        before = path.read_text("utf-8") if path.is_file() else ""
        path.write_text(f"{before}\n{block['text']}", "utf-8")
    return facts_copy


def test_the_example_passes(extended: Path) -> None:
    report = check(read_inputs(facts=extended))
    assert [str(problem) for problem in report.problems] == []
    assert report.summary.conflicts == check(read_inputs()).summary.conflicts + 1


def test_the_example_infers_and_disagrees_as_promised(extended: Path) -> None:
    assembly = assemble(read_inputs(facts=extended))
    inferred = {str(triple) for triple in assembly.inferred}
    assert f"<{SUMMIT}> <{ASCN}hostCountry> <{BASE}country/idn>" in inferred
    conflict = f"<{BASE}conflict/meeting-asean-summit-42-start-date>"
    assert any(str(triple.subject) == conflict for triple in assembly.claims)
