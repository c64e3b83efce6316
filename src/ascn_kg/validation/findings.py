"""One result of a SHACL report in a form that reports of two engines can be compared in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ascn_kg.namespaces import RDF, SH

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node


@dataclass(frozen=True, order=True)
class Finding:
    """One validation result; every field is the IRI or the N-Triples text of a term, or "".

    Attributes:
        focus: The thing that breaks the shape.
        path: The property at fault.
        value: The value at fault, as N-Triples.
        shape: The shape, as named in the shapes file.
        component: The constraint component.
        severity: The SHACL severity.
    """

    focus: str
    path: str
    value: str
    shape: str
    component: str
    severity: str


def findings(report: Graph) -> list[Finding]:
    """Return the results of a SHACL validation report, sorted."""
    return sorted(_read(report))


def _read(report: Graph) -> Iterator[Finding]:
    from rdflib import URIRef

    for result in report.subjects(URIRef(RDF + "type"), URIRef(SH + "ValidationResult")):
        yield Finding(
            focus=_text(report.value(result, URIRef(SH + "focusNode"))),
            path=_text(report.value(result, URIRef(SH + "resultPath"))),
            value=_value(report.value(result, URIRef(SH + "value"))),
            shape=_text(report.value(result, URIRef(SH + "sourceShape"))),
            component=_text(report.value(result, URIRef(SH + "sourceConstraintComponent"))),
            severity=_text(report.value(result, URIRef(SH + "resultSeverity"))),
        )


def _text(node: Node | None) -> str:
    from rdflib import BNode

    return "" if node is None or isinstance(node, BNode) else str(node)


def _value(node: Node | None) -> str:
    from rdflib import BNode

    return "" if node is None or isinstance(node, BNode) else node.n3()
