"""What the dataset says about itself: DCAT 3, VoID and PROV-O, in the ``metadata`` graph.

Nothing here depends on the clock or the machine: equal inputs give an equal description.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from ascn_kg.namespaces import ASCN, BASE, DCTERMS, GRAPH, OWL, PROV, RDF, VOID, XSD
from ascn_kg.rdf.terms import Term

_DATASET = ox.NamedNode(BASE)
_TYPE = ox.NamedNode(RDF + "type")


def describe_dataset(quads: Iterable[ox.Quad], digest: str, version: str) -> list[ox.Triple]:
    """Return the description of the dataset that ``quads`` make up.

    Args:
        quads: All quads but those of the metadata graph.
        digest: Digest of inputs and code that names the dataset.
        version: Version of this package.
    """
    return list(_describe(list(quads), digest, version))


def _describe(quads: list[ox.Quad], digest: str, version: str) -> Iterator[ox.Triple]:
    build = ox.NamedNode(f"{BASE}build/{digest}")
    software = ox.NamedNode(f"{BASE}software/ascn-kg")
    yield _triple(_DATASET, DCTERMS + "identifier", ox.Literal(digest))
    yield _triple(_DATASET, VOID + "triples", _number(len(quads)))
    yield _triple(_DATASET, VOID + "uriSpace", ox.Literal(BASE))
    yield _triple(_DATASET, VOID + "vocabulary", ox.NamedNode(ASCN))
    yield _triple(_DATASET, PROV + "wasGeneratedBy", build)
    yield ox.Triple(build, _TYPE, ox.NamedNode(PROV + "Activity"))
    yield _triple(build, PROV + "wasAssociatedWith", software)
    yield ox.Triple(software, _TYPE, ox.NamedNode(PROV + "SoftwareAgent"))
    yield _triple(software, OWL + "versionInfo", ox.Literal(version))
    names = (quad.graph_name for quad in quads)
    sizes = Counter(name.value for name in names if isinstance(name, ox.NamedNode))
    for graph, size in sorted(sizes.items()):
        yield _triple(_DATASET, VOID + "subset", ox.NamedNode(graph))
        yield ox.Triple(ox.NamedNode(graph), _TYPE, ox.NamedNode(VOID + "Dataset"))
        yield _triple(ox.NamedNode(graph), VOID + "triples", _number(size))
        yield _triple(ox.NamedNode(graph), DCTERMS + "title", ox.Literal(graph.removeprefix(GRAPH)))


def _triple(subject: ox.NamedNode, predicate: str, value: Term) -> ox.Triple:
    return ox.Triple(subject, ox.NamedNode(predicate), value)


def _number(count: int) -> ox.Literal:
    return ox.Literal(str(count), datatype=ox.NamedNode(XSD + "integer"))
