"""pyshifty gives the report that pyshacl gives: on the shipped facts and on each bad example."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from ascn_kg.build.assembly import Assembly, assemble
from ascn_kg.namespaces import SH
from ascn_kg.rdf.triples import Triples
from ascn_kg.resources import Inputs
from ascn_kg.validation import fast, reference

SHAPE_PAIRS = Path(__file__).parents[1] / "shapes"
NAMES = sorted(folder.name for folder in SHAPE_PAIRS.iterdir() if folder.is_dir())
SHAPES = "https://w3id.org/ascn/shapes#"


@pytest.fixture(scope="module")
def assembly(inputs: Inputs) -> Assembly:
    return assemble(inputs)


@pytest.fixture(scope="module")
def background(assembly: Assembly) -> list[ox.Triple]:
    """What every example is validated with: the ontology and the controlled words."""
    concepts = (Path(__file__).parents[2] / "facts" / "concepts.ttl").read_bytes()
    return [*assembly.ontology, *_triples(concepts)]


def _triples(turtle: bytes) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE)]


def test_every_shape_has_a_pair_of_examples(assembly: Assembly) -> None:
    shapes = Triples(assembly.shapes)
    named = {
        shape.removeprefix(SHAPES)
        for shape in {*shapes.instances(SH + "NodeShape"), *shapes.instances(SH + "PropertyShape")}
        if shape.startswith(SHAPES) and shapes.value(shape, SH + "message")
    }
    assert named == set(NAMES)
    assert len(named) >= 25


def test_every_shape_speaks_both_languages(assembly: Assembly) -> None:
    shapes = Triples(assembly.shapes)
    for name in NAMES:
        messages = shapes.values(SHAPES + name, SH + "message")
        tags = sorted(m.language or "" for m in messages if isinstance(m, ox.Literal))
        assert tags == ["en", "id"], name


@pytest.mark.parametrize("name", NAMES)
def test_the_good_example_passes(
    name: str, assembly: Assembly, background: list[ox.Triple]
) -> None:
    data = [*background, *_triples((SHAPE_PAIRS / name / "good.ttl").read_bytes())]
    assert fast.validate(data, assembly.shapes) == []


@pytest.mark.parametrize("name", NAMES)
def test_the_bad_example_is_caught_by_its_shape_alone(
    name: str, assembly: Assembly, background: list[ox.Triple]
) -> None:
    data = [*background, *_triples((SHAPE_PAIRS / name / "bad.ttl").read_bytes())]
    found = fast.validate(data, assembly.shapes)
    assert {finding.shape for finding in found} == {SHAPES + name}
    assert found == reference.validate(data, assembly.shapes)
