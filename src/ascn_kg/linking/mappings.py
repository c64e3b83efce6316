"""A mapping as one value, read from triples and written as triples.

The properties are those of SSSOM 1.1 and its OWL form (``owl:annotatedSource`` …), with three of
our own: what the identifier stands for, how many independent sources confirm it, and which.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from ascn_kg.datasets import Dataset, dataset_of
from ascn_kg.namespaces import ASCN, BASE, OWL, RDF, SEMAPV, SKOS, SSSOM, XSD
from ascn_kg.rdf.triples import Triples

NOTHING_FOUND: Final = SSSOM + "NoTermFound"
EXACT: Final = SKOS + "exactMatch"
CLOSE: Final = SKOS + "closeMatch"
BROAD: Final = SKOS + "broadMatch"
PREDICATES: Final = (EXACT, CLOSE, BROAD)
CURATED: Final = SEMAPV + "ManualMappingCuration"

_LEVEL: Final = f"{BASE}concept/level-"
_TEXTS: Final = {
    "found_in": ASCN + "foundIn",
    "names": ASCN + "targetName",
    "reviewers": SSSOM + "reviewer_label",
}


@dataclass(frozen=True)
class Mapping:
    """One correspondence between a thing of ours and an identifier elsewhere.

    Attributes:
        iri: The mapping itself.
        thing: Our thing.
        predicate: ``skos:exactMatch``, ``skos:closeMatch`` or ``skos:broadMatch``.
        target: The identifier as an IRI, or `NOTHING_FOUND`.
        dataset: Where the identifier belongs, or where it was sought.
        justification: A term of the Semantic Mapping Vocabulary (semapv).
        reviewed: Day of the review, ISO 8601; "" where nobody has reviewed it.
        reviewers: Who reviewed it.
        confidence: How sure we are, a decimal of 0 to 1 as text; "" where nothing was found.
        level: What the identifier stands for: ``city``, ``first-area`` …; "" where unknown.
        independent: How many families of sources confirm it that do not copy from each other.
        found_in: The sources, each with its record.
        label: The main name that the dataset has for it.
        names: Its other names there.
        notes: Remarks with their languages.
    """

    iri: str
    thing: str
    predicate: str
    target: str
    dataset: Dataset
    justification: str = CURATED
    reviewed: str = ""
    reviewers: tuple[str, ...] = ()
    confidence: str = ""
    level: str = ""
    independent: int = 0
    found_in: tuple[str, ...] = ()
    label: str = ""
    names: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()

    @property
    def identifier(self) -> str:
        """The identifier without its base; "" where nothing was found."""
        return self.dataset.identifier(self.target) or ""

    @property
    def found(self) -> bool:
        """Whether there is an identifier."""
        return self.target != NOTHING_FOUND

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes two mappings the same one: thing, identifier and dataset."""
        return self.thing, self.target, self.dataset.name


def mapping_iri(thing: str, dataset: Dataset, target: str) -> str:
    """Return the IRI of the mapping of ``thing`` to ``target``, an identifier of ``dataset``."""
    identifier = "none" if target == NOTHING_FOUND else dataset.identifier(target) or target
    parts = (thing.removeprefix(BASE), dataset.name, identifier)
    return f"{BASE}mapping/" + "-".join(_slug(part) for part in parts)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower().replace("'", "")).strip("-")


def read_mappings(links: Triples) -> list[Mapping]:
    """Return the complete mappings among ``links``, sorted by IRI; the shapes report the others."""
    found = (_mapping(links, iri) for iri in links.instances(ASCN + "Mapping"))
    return sorted((mapping for mapping in found if mapping), key=lambda mapping: mapping.iri)


def _mapping(links: Triples, iri: str) -> Mapping | None:
    def text(predicate: str) -> str:
        value = links.value(iri, predicate)
        return value.value if isinstance(value, ox.NamedNode | ox.Literal) else ""

    dataset = dataset_of(text(SSSOM + "object_source"))
    thing, target = text(OWL + "annotatedSource"), text(OWL + "annotatedTarget")
    if dataset is None or not thing or not target:
        return None
    return Mapping(
        iri=iri,
        thing=thing,
        predicate=text(OWL + "annotatedProperty"),
        target=target,
        dataset=dataset,
        justification=text(SSSOM + "mapping_justification"),
        reviewed=text(SSSOM + "review_date"),
        confidence=text(SSSOM + "confidence"),
        level=text(ASCN + "denotes").removeprefix(_LEVEL),
        independent=int(text(ASCN + "independentSources") or 0),
        label=text(SSSOM + "object_label"),
        notes=tuple(
            sorted(
                (note.value, note.language or "")
                for note in links.values(iri, SKOS + "note")
                if isinstance(note, ox.Literal)
            )
        ),
        **{
            name: tuple(sorted(v.value for v in links.values(iri, p) if isinstance(v, ox.Literal)))
            for name, p in _TEXTS.items()
        },
    )


def to_triples(mappings: Iterable[Mapping]) -> Iterator[ox.Triple]:
    """Yield the triples of ``mappings``."""
    for mapping in mappings:
        for predicate, value in _values(mapping):
            yield ox.Triple(ox.NamedNode(mapping.iri), ox.NamedNode(predicate), value)


def _values(mapping: Mapping) -> Iterator[tuple[str, ox.NamedNode | ox.Literal]]:
    yield RDF + "type", ox.NamedNode(ASCN + "Mapping")
    yield OWL + "annotatedSource", ox.NamedNode(mapping.thing)
    yield OWL + "annotatedProperty", ox.NamedNode(mapping.predicate)
    yield OWL + "annotatedTarget", ox.NamedNode(mapping.target)
    yield SSSOM + "object_source", ox.NamedNode(mapping.dataset.concept)
    yield SSSOM + "mapping_justification", ox.NamedNode(mapping.justification)
    if mapping.level:
        yield ASCN + "denotes", ox.NamedNode(_LEVEL + mapping.level)
    if mapping.label:
        yield SSSOM + "object_label", ox.Literal(mapping.label)
    for predicate, text, datatype in (
        (SSSOM + "review_date", mapping.reviewed, "date"),
        (SSSOM + "confidence", mapping.confidence, "decimal"),
        (ASCN + "independentSources", str(mapping.independent or ""), "integer"),
    ):
        if text:
            yield predicate, ox.Literal(text, datatype=ox.NamedNode(XSD + datatype))
    for name, predicate in _TEXTS.items():
        for text in getattr(mapping, name):
            yield predicate, ox.Literal(text)
    for text, language in mapping.notes:
        yield SKOS + "note", ox.Literal(text, language=language or None)
