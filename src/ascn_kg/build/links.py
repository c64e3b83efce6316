"""The plain matches that follow from the reviewed mappings to other datasets.

A mapping is a thing of its own, with its justification and confidence (SSSOM 1.1). What most
readers want is one triple: ``city:jakarta skos:exactMatch wikidata:Q3630``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyoxigraph as ox

from ascn_kg.datasets import GEONAMES, WIKIDATA
from ascn_kg.namespaces import ASCN, OWL, SCHEMA, SKOS, SSSOM
from ascn_kg.rdf.triples import Triples

#: The datasets whose identifiers are addresses of a page about the thing, as schema:sameAs asks.
_PAGES: Final = frozenset((WIKIDATA.concept, GEONAMES.concept))


def matches(links: Triples) -> Iterator[ox.Triple]:
    """Yield the match that each mapping of ``links`` states, and schema:sameAs of exact ones."""
    for mapping in links.instances(ASCN + "Mapping"):
        thing, predicate, target, dataset = (
            links.value(mapping, name)
            for name in (
                OWL + "annotatedSource",
                OWL + "annotatedProperty",
                OWL + "annotatedTarget",
                SSSOM + "object_source",
            )
        )
        if (
            not isinstance(thing, ox.NamedNode)
            or not isinstance(predicate, ox.NamedNode)
            or not isinstance(target, ox.NamedNode)
            or target.value == SSSOM + "NoTermFound"
        ):
            continue
        yield ox.Triple(thing, predicate, target)
        exact = predicate.value == SKOS + "exactMatch"
        if exact and isinstance(dataset, ox.NamedNode) and dataset.value in _PAGES:
            yield ox.Triple(thing, ox.NamedNode(SCHEMA + "sameAs"), target)
