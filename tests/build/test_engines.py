"""The default engines and the references put the same dataset together."""

from __future__ import annotations

from pathlib import Path

import pytest

from ascn_kg.build.assembly import Assembly, assemble
from ascn_kg.build.engines import reference
from ascn_kg.check.report import check
from ascn_kg.rdf.reference import parse_turtle
from ascn_kg.resources import InputFile, Inputs, read_inputs

PARTS = (
    "ontology",
    "alignment",
    "shapes",
    "ontology_shapes",
    "facts",
    "claims",
    "links",
    "metadata",
    "inferred",
    "problems",
)


@pytest.mark.whole
def test_the_references_agree_on_all_that_is_shipped(inputs: Inputs) -> None:
    """One test for parser, reasoner and validator: each takes its time once."""
    ours, theirs = assemble(inputs), assemble(inputs, engines=reference())
    for part in PARTS:
        assert set(_part(ours, part)) == set(_part(theirs, part)), part
    assert theirs.problems == []
    assert len(theirs.inferred) > 1000


def _part(assembly: Assembly, name: str) -> list[object]:
    return list(getattr(assembly, name))


def test_the_reference_names_the_file_that_is_no_turtle(facts_copy: Path) -> None:
    path = facts_copy / "countries.ttl"
    path.write_text(path.read_text("utf-8") + "\n<urn:a> <urn:b> .\n", "utf-8")
    report = check(read_inputs(facts=facts_copy), engines=reference())
    assert [problem.rule for problem in report.problems] == ["turtle-syntax"]
    assert "objectList expected" in report.problems[0].message
    assert report.problems[0].location is not None
    assert report.problems[0].location.file == str(path)


def test_the_reference_parser_keeps_how_a_number_is_written() -> None:
    data = b'<urn:a> <urn:b> "01"^^<http://www.w3.org/2001/XMLSchema#integer> , 1.50 .'
    found = parse_turtle(InputFile("facts/x.ttl", "x.ttl", data))
    assert {getattr(triple.object, "value", "") for triple in found} == {"01", "1.50"}
