"""One immutable dataset from the inputs, named by the digest of inputs and code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pyoxigraph as ox

from ascn_kg.build.assembly import Assembly, Progress, breaches, prepare
from ascn_kg.build.description import describe_dataset
from ascn_kg.build.evidence import records
from ascn_kg.build.links import matches
from ascn_kg.build.location import locate
from ascn_kg.build.memory import collector_paused
from ascn_kg.errors import CheckFailedError
from ascn_kg.namespaces import ASCN, SH, graph_iri
from ascn_kg.problems import Problem
from ascn_kg.queries.catalog import Catalog
from ascn_kg.rdf.triples import Triples
from ascn_kg.resources import Inputs, dataset_digest
from ascn_kg.summary import Summary


@dataclass(frozen=True)
class Build:
    """A finished dataset in memory.

    Attributes:
        quads: All of it.
        summary: The figures.
        approve: Returns once it is sure that the facts break no rule, or raises CheckFailedError.
            Whoever keeps the dataset, or hands it on, has to call it first.
    """

    quads: list[ox.Quad]
    summary: Summary
    approve: Callable[[], None]


def build(inputs: Inputs, version: str, progress: Progress = lambda step: None) -> Build:
    """Return the dataset of ``inputs``, which waits for approval.

    The validator, which takes longest and needs no Python, runs beside the rest of the work and
    of whatever the caller does before it asks for approval.

    Raises:
        CheckFailedError: the facts break a rule; names all that they break. Where it is only
            shapes, approval raises it.
    """
    assembly = prepare(inputs, progress)
    if _violations(assembly.problems):
        shapes = breaches(assembly) if assembly.is_readable else []
        _refuse([*assembly.problems, *shapes], inputs)
    background = ThreadPoolExecutor(1)
    validating = background.submit(breaches, assembly)
    background.shutdown(wait=False)
    progress("describing")
    queries = Catalog.of(inputs.queries)

    def approve() -> None:
        progress("validating")
        _refuse(validating.result(), inputs)

    return finish(assembly, queries, dataset_digest(inputs), version, approve)


def _refuse(problems: Iterable[Problem], inputs: Inputs) -> None:
    """Raise CheckFailedError where one of ``problems`` is a violation."""
    violations = _violations(problems)
    if violations:
        raise CheckFailedError(locate(violations, inputs))


def _violations(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.severity == "violation"]


@collector_paused()
def finish(
    assembly: Assembly, queries: Catalog, digest: str, version: str, approve: Callable[[], None]
) -> Build:
    """Return the dataset of an ``assembly``.

    Args:
        assembly: The parts.
        queries: The canned queries, described in the ``queries`` graph.
        digest: Name of the dataset.
        version: Version of this package.
        approve: Tells whether there are violations.
    """
    seen: set[ox.Triple] = set()
    graphs = {name: _unseen(part, seen) for name, part in _parts(assembly, queries)}
    described = describe_dataset({n: len(part) for n, part in graphs.items()}, digest, version)
    graphs["metadata"] = _unseen([*assembly.metadata, *described], seen)
    quads = [quad for name, part in graphs.items() for quad in _quads(name, part)]
    return Build(quads, summarise(assembly, digest, len(quads)), approve)


def summarise(assembly: Assembly, digest: str = "", quads: int = 0) -> Summary:
    """Return the figures of ``assembly``."""
    facts, claims = assembly.facts, assembly.claims
    return Summary(
        digest=digest,
        facts=len(facts),
        records=len(set(records(facts, assembly.ontology))),
        claims=len(claims.instances(ASCN + "Claim")),
        sources=len(facts.instances(ASCN + "Source")),
        evidence_needed=assembly.evidence_needed,
        evidence_found=assembly.evidence_needed - assembly.evidence_missing,
        shapes=_shapes(assembly.shapes) + _shapes(assembly.ontology_shapes),
        conflicts=len(claims.instances(ASCN + "Conflict")),
        inferred=len(assembly.inferred),
        quads=quads,
    )


def _shapes(triples: Triples) -> int:
    return sum(len(triples.instances(SH + kind)) for kind in ("NodeShape", "PropertyShape"))


def _parts(assembly: Assembly, catalog: Catalog) -> list[tuple[str, Iterable[ox.Triple]]]:
    return [
        ("ontology", [*assembly.ontology, *assembly.alignment]),
        ("facts", assembly.facts),
        ("claims", assembly.claims),
        ("links", [*assembly.links, *matches(assembly.links)]),
        ("inferred", sorted(assembly.inferred, key=str)),
        ("queries", (quad.triple for quad in catalog.to_rdf())),
    ]


def _unseen(triples: Iterable[ox.Triple], seen: set[ox.Triple]) -> list[ox.Triple]:
    """Return the triples that no graph before has, so that no two graphs share one."""
    fresh = [triple for triple in dict.fromkeys(triples) if triple not in seen]
    seen.update(fresh)
    return fresh


def _quads(name: str, triples: Iterable[ox.Triple]) -> Iterator[ox.Quad]:
    graph = ox.NamedNode(graph_iri(name))
    return (ox.Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples)
