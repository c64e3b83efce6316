"""What the canned queries tagged ``figures`` count in a set of facts."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from ascn_kg.build.assembly import Assembly
from ascn_kg.queries.catalog import Catalog
from ascn_kg.sparql.engine import LocalEngine

#: Canned queries with this tag give a ``figure`` and its ``count`` per row; ``check`` prints them.
TAG = "figures"


def figures(assembly: Assembly, catalog: Catalog) -> tuple[tuple[str, int], ...]:
    """Return name and count of each row of the queries tagged ``figures``, in their order."""
    queries = [query for query in catalog.values() if TAG in query.header.tags]
    if not queries:
        return ()
    store = ox.Store()
    store.bulk_extend(_quads(assembly))
    engine = LocalEngine(store)
    found: list[tuple[str, int]] = []
    for query in queries:
        answer = engine.query(query.text)
        assert isinstance(answer, ox.QuerySolutions), f"{query.file} is no SELECT"
        found += [(row["figure"].value, int(row["count"].value)) for row in answer]
    return tuple(found)


def _quads(assembly: Assembly) -> Iterator[ox.Quad]:
    for part in (assembly.ontology, assembly.facts, assembly.claims, assembly.inferred):
        for triple in part:
            yield ox.Quad(triple.subject, triple.predicate, triple.object)
