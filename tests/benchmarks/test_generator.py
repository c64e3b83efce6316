"""The multiplied graph: copies are independent, valid, in the real proportions; plants count."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable

import pyoxigraph as ox
import pytest

from ascn_kg.build.assembly import Assembly, assemble
from ascn_kg.build.derivation import derive
from ascn_kg.check.report import check
from ascn_kg.namespaces import ASCN, BASE
from ascn_kg.reasoning import infer
from ascn_kg.resources import InputFile, Inputs
from ascn_kg.validation import fast
from benchmarks.generator import Multiplier
from benchmarks.plants import BROKEN, INFERRED, plants

PLANTS = 7


@pytest.fixture(scope="module")
def assembly(inputs: Inputs) -> Assembly:
    return assemble(inputs)


@pytest.fixture(scope="module")
def multiplier(assembly: Assembly) -> Multiplier:
    return Multiplier([*assembly.facts, *assembly.claims, *assembly.links])


@pytest.fixture(scope="module")
def asserted(assembly: Assembly) -> list[ox.Triple]:
    return [*assembly.facts, *derive(assembly.facts)]


def kinds(triples: Iterable[ox.Triple]) -> Counter[str]:
    """Return how many things of each kind are subjects."""
    subjects = {
        triple.subject.value for triple in triples if isinstance(triple.subject, ox.NamedNode)
    }
    paths = (iri.removeprefix(BASE).split("/") for iri in subjects if iri.startswith(BASE))
    return Counter(path[0] for path in paths if len(path) == 2 and "#" not in path[1])


def test_one_copy_is_the_graph_itself(assembly: Assembly, multiplier: Multiplier) -> None:
    for part in (assembly.facts, assembly.claims, assembly.links):
        assert set(multiplier.triples(part, 1)) == set(part)


def test_each_copy_has_new_cities_meetings_projects_and_claims(
    assembly: Assembly, multiplier: Multiplier
) -> None:
    whole = [*assembly.facts, *assembly.claims, *assembly.links]
    one, three = kinds(whole), kinds(multiplier.triples(whole, 3))
    for kind in ("city", "meeting", "project", "record", "claim", "passage"):
        new = (three[kind] - one[kind]) / 2
        assert new == int(new) and new > one[kind] / 2, kind
    assert three["country"] == one["country"]
    assert three["concept"] == one["concept"]


@pytest.mark.parametrize("copies", [2, 3])
def test_what_follows_is_the_disjoint_union(
    copies: int, assembly: Assembly, multiplier: Multiplier, asserted: list[ox.Triple]
) -> None:
    once = infer(assembly.ontology, asserted)
    found = infer(assembly.ontology, multiplier.triples(asserted, copies))
    assert found == set(multiplier.triples(once, copies))
    assert len(found) == multiplier.pattern(once).size(copies) > len(once)


def test_three_copies_of_the_files_are_one_valid_dataset(
    inputs: Inputs, assembly: Assembly, multiplier: Multiplier
) -> None:
    three = assemble(multiplier.inputs(inputs, 3))
    assert three.problems == []
    assert set(three.facts) == set(multiplier.triples(assembly.facts, 3))
    assert three.inferred == set(multiplier.triples(assembly.inferred, 3))


def test_text_is_written_copy_by_copy(assembly: Assembly, multiplier: Multiplier) -> None:
    name = ox.NamedNode(BASE + "graph/facts")
    quads = [ox.Quad(t.subject, t.predicate, t.object, name) for t in assembly.facts]
    pattern, stream = multiplier.pattern(quads), io.BytesIO()
    pattern.write(stream, 3)
    written = list(ox.parse(stream.getvalue(), format=ox.RdfFormat.N_QUADS))
    assert len(written) == len(set(written)) == pattern.size(3)
    assert {quad.triple for quad in written} == set(multiplier.triples(assembly.facts, 3))


def test_as_much_follows_from_plants_as_they_say(
    assembly: Assembly, asserted: list[ox.Triple]
) -> None:
    sown = plants(PLANTS, mistakes=False)
    new = infer(assembly.ontology, [*asserted, *sown]) - infer(assembly.ontology, asserted)
    found = Counter(t.predicate.value for t in new if t.predicate.value.startswith(ASCN))
    assert found == {name: PLANTS * times for name, times in INFERRED.items()}


def test_the_validator_finds_the_mistakes_and_no_others(assembly: Assembly) -> None:
    for mistakes in (False, True):
        data = [*assembly.validated(), *plants(PLANTS, mistakes=mistakes)]
        found = Counter(finding.shape for finding in fast.validate(data, assembly.shapes))
        assert found == {shape: PLANTS * times for shape, times in BROKEN.items() if mistakes}


def test_the_check_finds_the_mistakes(inputs: Inputs) -> None:
    sown = ox.serialize(plants(PLANTS, mistakes=True), format=ox.RdfFormat.TURTLE)
    assert sown is not None
    file = InputFile("facts/planted.ttl", "planted.ttl", sown)
    report = check(Inputs(inputs.ontology, (*inputs.facts, file), inputs.queries))
    found = Counter(problem.rule for problem in report.problems)
    for shape, times in BROKEN.items():
        assert found[shape.rpartition("#")[2]] == PLANTS * times
