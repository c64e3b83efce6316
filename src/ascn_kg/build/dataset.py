"""One immutable dataset from the inputs, named by the digest of inputs and code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from ascn_kg.build.assembly import Assembly, Progress, assemble
from ascn_kg.build.description import describe_dataset
from ascn_kg.build.evidence import records
from ascn_kg.build.location import locate
from ascn_kg.errors import CheckFailedError
from ascn_kg.namespaces import ASCN, GRAPH_NAMES, SH, graph_iri
from ascn_kg.queries.catalog import Catalog
from ascn_kg.rdf.triples import Triples
from ascn_kg.resources import Inputs, dataset_digest
from ascn_kg.summary import Summary


@dataclass(frozen=True)
class Build:
    """A finished dataset in memory."""

    quads: list[ox.Quad]
    summary: Summary


def build(inputs: Inputs, version: str, progress: Progress = lambda step: None) -> Build:
    """Return the dataset of ``inputs``.

    Raises:
        CheckFailedError: the facts break a rule; nothing is built.
    """
    assembly = assemble(inputs, progress)
    violations = [p for p in assembly.problems if p.severity == "violation"]
    if violations:
        raise CheckFailedError(locate(violations, inputs))
    progress("describing")
    queries = Catalog.of(inputs.queries)
    return finish(assembly, queries, dataset_digest(inputs), version)


def finish(assembly: Assembly, queries: Catalog, digest: str, version: str) -> Build:
    """Return the dataset of an ``assembly`` without violations.

    Args:
        assembly: The parts.
        queries: The canned queries, described in the ``queries`` graph.
        digest: Name of the dataset.
        version: Version of this package.
    """
    quads = list(_quads(assembly, queries))
    metadata = [*assembly.metadata, *describe_dataset(quads, digest, version)]
    quads += _disjoint([("metadata", metadata)], {quad.triple for quad in quads})
    return Build(quads, summarise(assembly, digest, len(quads)))


def summarise(assembly: Assembly, digest: str = "", quads: int = 0) -> Summary:
    """Return the figures of ``assembly``."""
    facts, claims = Triples(assembly.facts), Triples(assembly.claims)
    ontology = Triples(assembly.ontology)
    shapes = Triples([*assembly.shapes, *assembly.ontology_shapes])
    return Summary(
        digest=digest,
        facts=len(assembly.facts),
        records=len(set(records(facts, ontology))),
        claims=len(claims.instances(ASCN + "Claim")),
        sources=len(facts.instances(ASCN + "Source")),
        evidence_needed=assembly.evidence_needed,
        evidence_found=assembly.evidence_needed - assembly.evidence_missing,
        shapes=sum(len(shapes.instances(SH + kind)) for kind in ("NodeShape", "PropertyShape")),
        conflicts=len(claims.instances(ASCN + "Conflict")),
        inferred=len(assembly.inferred),
        quads=quads,
    )


def _quads(assembly: Assembly, catalog: Catalog) -> Iterator[ox.Quad]:
    parts: list[tuple[str, Iterable[ox.Triple]]] = [
        ("ontology", [*assembly.ontology, *assembly.alignment]),
        ("facts", assembly.facts),
        ("claims", assembly.claims),
        ("links", assembly.links),
        ("inferred", sorted(assembly.inferred, key=str)),
        ("queries", (quad.triple for quad in catalog.to_rdf())),
    ]
    assert {name for name, _ in parts} < set(GRAPH_NAMES)
    yield from _disjoint(parts, set())


def _disjoint(
    parts: Iterable[tuple[str, Iterable[ox.Triple]]], seen: set[ox.Triple]
) -> Iterator[ox.Quad]:
    """Yield each triple in the first graph that has it, so that no two graphs share one."""
    for name, triples in parts:
        graph = ox.NamedNode(graph_iri(name))
        for triple in triples:
            if triple not in seen:
                seen.add(triple)
                yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)
