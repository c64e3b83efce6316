"""Every IRI base and prefix, once, as plain strings.

This module imports nothing, so that looking up an IRI costs no RDF library.
"""

from __future__ import annotations

import re
from typing import Final

BASE: Final = "https://w3id.org/ascn/"
ASCN: Final = BASE + "ontology#"
GRAPH: Final = BASE + "graph/"

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
DCTERMS: Final = "http://purl.org/dc/terms/"
PROV: Final = "http://www.w3.org/ns/prov#"
ORG: Final = "http://www.w3.org/ns/org#"
OA: Final = "http://www.w3.org/ns/oa#"
GEO: Final = "http://www.opengis.net/ont/geosparql#"
WGS: Final = "http://www.w3.org/2003/01/geo/wgs84_pos#"
FOAF: Final = "http://xmlns.com/foaf/0.1/"
SCHEMA: Final = "https://schema.org/"
DCAT: Final = "http://www.w3.org/ns/dcat#"
VOID: Final = "http://rdfs.org/ns/void#"
SH: Final = "http://www.w3.org/ns/shacl#"
SSSOM: Final = "https://w3id.org/sssom/"
SEMAPV: Final = "https://w3id.org/semapv/vocab/"

#: Kinds of thing; each is a folder of the IRI space and a Turtle prefix of the same name.
KINDS: Final = (
    "city",
    "claim",
    "concept",
    "conflict",
    "country",
    "document",
    "gap",
    "goal",
    "initiative",
    "mapping",
    "meeting",
    "organization",
    "passage",
    "person",
    "place",
    "post",
    "project",
    "query",
    "record",
    "selector",
    "series",
    "source",
    "statement",
    "topic",
    "venue",
)

#: The properties whose values are names of a thing, the first of them its label.
NAME_PROPERTIES: Final = (
    RDFS + "label",
    SKOS + "altLabel",
    SKOS + "hiddenLabel",
    ASCN + "acronym",
    ASCN + "officialName",
    ASCN + "localName",
)

#: Prefix -> namespace IRI, as used in every Turtle file, query and export.
PREFIXES: Final[dict[str, str]] = {
    "ascn": ASCN,
    "dcat": DCAT,
    "dcterms": DCTERMS,
    "foaf": FOAF,
    "geo": GEO,
    "graph": GRAPH,
    "oa": OA,
    "org": ORG,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "semapv": SEMAPV,
    "sh": SH,
    "shape": BASE + "shapes#",
    "skos": SKOS,
    "sssom": SSSOM,
    "void": VOID,
    "wgs": WGS,
    "xsd": XSD,
    **{kind: f"{BASE}{kind}/" for kind in KINDS},
}

#: Names of the named graphs of the dataset, in the order in which they are exported.
GRAPH_NAMES: Final = (
    "ontology",
    "facts",
    "claims",
    "links",
    "inferred",
    "metadata",
    "queries",
)

_SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
_LOCAL_NAME = r"[A-Za-z0-9_][A-Za-z0-9_.-]*(?<!\.)|"


def graph_iri(name: str) -> str:
    """Return the IRI of the named graph ``name`` (one of `GRAPH_NAMES`)."""
    return GRAPH + name


def compact(iri: str) -> str:
    """Return ``iri`` as people write it: ``city/jakarta``, ``ascn:hostCity``, else unchanged."""
    if iri.startswith(BASE) and not iri.startswith((ASCN, GRAPH)):
        path = iri.removeprefix(BASE)
        kind, _, slug = path.partition("/")
        if kind in KINDS and slug:
            return path
    return shrink(iri) or iri


def shrink(iri: str) -> str | None:
    """Return ``iri`` as a prefixed name (``city:jakarta``), or None where no prefix fits."""
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    namespace, local = iri[:cut], iri[cut:]
    for prefix, known in PREFIXES.items():
        if known == namespace and re.fullmatch(_LOCAL_NAME, local):
            return f"{prefix}:{local}"
    return None


def expand(name: str) -> str | None:
    """Return the IRI that ``name`` stands for, or None where it is no id.

    ``name`` is a full IRI (``https://…``), an id (``city/jakarta``) or a prefixed name
    (``city:jakarta``, ``ascn:hostCity``).
    """
    if name.startswith(("http://", "https://", "urn:")):
        return name if _is_iri(name) else None
    kind, slash, slug = name.partition("/")
    if slash and kind in KINDS:
        return BASE + name if re.fullmatch(_SLUG, slug) else None
    prefix, colon, local = name.partition(":")
    if colon and prefix in PREFIXES and re.fullmatch(_LOCAL_NAME, local):
        return PREFIXES[prefix] + local
    return None


def _is_iri(text: str) -> bool:
    return not re.search(r'[\x00-\x20<>"{}|^`\\]', text)
