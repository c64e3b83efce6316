"""The shapes of the ontology itself: a pair of examples for each, and both engines agree."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from ascn_kg.build.assembly import Assembly, load
from ascn_kg.namespaces import SH
from ascn_kg.rdf.triples import Triples
from ascn_kg.resources import Inputs
from ascn_kg.validation import fast, reference

PAIRS = Path(__file__).parents[1] / "ontology_shapes"
NAMES = sorted(folder.name for folder in PAIRS.iterdir() if folder.is_dir())


@pytest.fixture(scope="module")
def assembly(inputs: Inputs) -> Assembly:
    return load(inputs)


def example(name: str, kind: str) -> list[ox.Triple]:
    data = (PAIRS / name / f"{kind}.ttl").read_bytes()
    return [quad.triple for quad in ox.parse(data, format=ox.RdfFormat.TURTLE)]


def test_both_engines_accept_the_ontology(assembly: Assembly) -> None:
    assert fast.validate(assembly.ontology, assembly.ontology_shapes) == []
    assert reference.validate(assembly.ontology, assembly.ontology_shapes) == []


def test_every_shape_has_a_pair_of_examples(assembly: Assembly) -> None:
    shapes = Triples(assembly.ontology_shapes)
    named = {
        shape.rpartition("#")[2]
        for shape in {*shapes.instances(SH + "NodeShape"), *shapes.instances(SH + "PropertyShape")}
        if shapes.value(shape, SH + "message")
    }
    assert named == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_good_example_passes(name: str, assembly: Assembly) -> None:
    assert fast.validate(example(name, "good"), assembly.ontology_shapes) == []


@pytest.mark.parametrize("name", NAMES)
def test_the_bad_example_is_caught_by_its_shape_alone(name: str, assembly: Assembly) -> None:
    found = fast.validate(example(name, "bad"), assembly.ontology_shapes)
    assert {finding.shape.rpartition("#")[2] for finding in found} == {name}
    assert found == reference.validate(example(name, "bad"), assembly.ontology_shapes)
