"""What the dataset says about itself: DCAT 3, VoID and PROV-O, in the ``metadata`` graph.

Nothing here depends on the clock or the machine: equal inputs give an equal description.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyoxigraph as ox

from ascn_kg.namespaces import ASCN, BASE, DCTERMS, OWL, PROV, RDF, VOID, XSD, graph_iri
from ascn_kg.rdf.terms import Term

_DATASET = ox.NamedNode(BASE)
_TYPE = ox.NamedNode(RDF + "type")


def describe_dataset(sizes: Mapping[str, int], digest: str, version: str) -> list[ox.Triple]:
    """Return the description of a dataset.

    Args:
        sizes: How many triples each graph has, by its name, less the metadata graph.
        digest: Digest of inputs and code that names the dataset.
        version: Version of this package.
    """
    return list(_describe(sizes, digest, version))


def _describe(sizes: Mapping[str, int], digest: str, version: str) -> Iterator[ox.Triple]:
    build = ox.NamedNode(f"{BASE}build/{digest}")
    software = ox.NamedNode(f"{BASE}software/ascn-kg")
    yield _triple(_DATASET, DCTERMS + "identifier", ox.Literal(digest))
    yield _triple(_DATASET, VOID + "triples", _number(sum(sizes.values())))
    yield _triple(_DATASET, VOID + "uriSpace", ox.Literal(BASE))
    yield _triple(_DATASET, VOID + "vocabulary", ox.NamedNode(ASCN))
    yield _triple(_DATASET, PROV + "wasGeneratedBy", build)
    yield ox.Triple(build, _TYPE, ox.NamedNode(PROV + "Activity"))
    yield _triple(build, PROV + "wasAssociatedWith", software)
    yield ox.Triple(software, _TYPE, ox.NamedNode(PROV + "SoftwareAgent"))
    yield _triple(software, OWL + "versionInfo", ox.Literal(version))
    for name, size in sorted(sizes.items()):
        graph = ox.NamedNode(graph_iri(name))
        yield _triple(_DATASET, VOID + "subset", graph)
        yield ox.Triple(graph, _TYPE, ox.NamedNode(VOID + "Dataset"))
        yield _triple(graph, VOID + "triples", _number(size))
        yield _triple(graph, DCTERMS + "title", ox.Literal(name))


def _triple(subject: ox.NamedNode, predicate: str, value: Term) -> ox.Triple:
    return ox.Triple(subject, ox.NamedNode(predicate), value)


def _number(count: int) -> ox.Literal:
    return ox.Literal(str(count), datatype=ox.NamedNode(XSD + "integer"))
