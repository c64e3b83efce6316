"""One immutable dataset from the inputs, named by the digest of inputs and code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from ascn_kg.build.assembly import Assembly, Progress, assemble
from ascn_kg.build.description import describe_dataset
from ascn_kg.build.evidence import records
from ascn_kg.build.links import matches
from ascn_kg.build.location import locate
from ascn_kg.build.memory import collector_paused
from ascn_kg.errors import CheckFailedError
from ascn_kg.namespaces import ASCN, SH, graph_iri
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


@collector_paused()
def finish(assembly: Assembly, queries: Catalog, digest: str, version: str) -> Build:
    """Return the dataset of an ``assembly`` without violations.

    Args:
        assembly: The parts.
        queries: The canned queries, described in the ``queries`` graph.
        digest: Name of the dataset.
        version: Version of this package.
    """
    seen: set[ox.Triple] = set()
    graphs = {name: _unseen(part, seen) for name, part in _parts(assembly, queries)}
    described = describe_dataset({n: len(part) for n, part in graphs.items()}, digest, version)
    graphs["metadata"] = _unseen([*assembly.metadata, *described], seen)
    quads = [quad for name, part in graphs.items() for quad in _quads(name, part)]
    return Build(quads, summarise(assembly, digest, len(quads)))


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
