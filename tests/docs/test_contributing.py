"""The worked examples of CONTRIBUTING.md are what the files hold, and do what the text promises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from ascn_kg.build.assembly import Assembly, assemble
from ascn_kg.namespaces import ASCN, BASE, PREFIXES
from ascn_kg.resources import read_inputs

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(
    r"^```turtle\n# (?P<file>facts/\S+)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE
)
SUMMIT = BASE + "meeting/asean-summit-42"


def _blocks() -> dict[str, str]:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    return {block["file"]: block["text"] for block in BLOCK.finditer(text)}


BLOCKS = _blocks()
RETIRED = "facts/retired.ttl"


def _triples(turtle: str) -> Iterator[ox.Triple]:
    head = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    for quad in ox.parse(head + turtle, format=ox.RdfFormat.TURTLE):
        yield quad.triple


def test_there_is_an_example_of_each_step() -> None:
    assert len(BLOCKS) == 6


@pytest.mark.parametrize("file", sorted(BLOCKS.keys() - {RETIRED}))
def test_an_example_stands_in_its_file(file: str) -> None:
    held = set(_triples((ROOT / file).read_text("utf-8")))
    assert set(_triples(BLOCKS[file])) <= held


@pytest.fixture(scope="module")
def assembly(tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    """The shipped facts, with the one example that is not true of them: a retired id."""
    folder = tmp_path_factory.mktemp("facts")
    (folder / "retired.ttl").write_text(BLOCKS[RETIRED], "utf-8")
    return assemble(read_inputs(facts=[ROOT / "facts", folder]))


def test_the_examples_pass(assembly: Assembly) -> None:
    assert [str(problem) for problem in assembly.problems] == []


def test_the_examples_infer_and_disagree_as_promised(assembly: Assembly) -> None:
    inferred = {str(triple) for triple in assembly.inferred}
    assert f"<{SUMMIT}> <{ASCN}hostCountry> <{BASE}country/idn>" in inferred
    conflict = f"<{BASE}conflict/meeting-asean-summit-42-start-date>"
    assert any(str(triple.subject) == conflict for triple in assembly.claims)
