"""The part of an ontology that OWL 2 RL rules speak of, without labels and other annotations."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from ascn_kg.namespaces import OWL, RDF, RDFS

TYPE = ox.NamedNode(RDF + "type")
_ANNOTATION_PROPERTY = ox.NamedNode(OWL + "AnnotationProperty")
_ONTOLOGY = ox.NamedNode(OWL + "Ontology")
_READ_ONLY = {RDFS + "label", RDFS + "comment", RDFS + "isDefinedBy", RDFS + "seeAlso"}


def without_annotations(triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Return ``triples`` less those whose predicate or subject is for readers only.

    Annotation properties carry no meaning in OWL 2 (section 10 of the Structural Specification),
    so leaving them out changes nothing that is inferred about things.
    """
    known = list(triples)
    annotations = {
        triple.subject.value
        for triple in known
        if triple.predicate == TYPE
        and triple.object == _ANNOTATION_PROPERTY
        and isinstance(triple.subject, ox.NamedNode)
    }
    headers = {t.subject for t in known if t.predicate == TYPE and t.object == _ONTOLOGY}
    skipped = annotations | _READ_ONLY
    return [
        triple
        for triple in known
        if triple.predicate.value not in skipped
        and triple.subject not in headers
        and not (isinstance(triple.subject, ox.NamedNode) and triple.subject.value in annotations)
    ]
