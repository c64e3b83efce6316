"""The plain-language messages of the shapes."""

from __future__ import annotations

import pyoxigraph as ox

from ascn_kg.namespaces import BASE, SH, compact, shrink
from ascn_kg.problems import Problem
from ascn_kg.rdf.triples import Triples, key
from ascn_kg.validation.findings import Finding

#: Annotation of a shape that looks at the whole graph from one node: where its fault lies.
_FAULT_AT = BASE + "shapes#faultAt"
_SEVERITY = {SH + "Warning": "warning", SH + "Info": "info"}


class ShapeMessages:
    """What each shape says to people, in English and Indonesian."""

    def __init__(self, shapes: Triples) -> None:
        self._shapes = shapes

    def problem(self, finding: Finding) -> Problem:
        """Return ``finding`` as a problem for people, without its place."""
        return Problem(
            location=None,
            thing=self._thing(finding),
            rule=compact(finding.shape).rpartition(":")[2].rpartition("#")[2] or "shape",
            message=self._message(finding.shape, "en") or "this breaks a shape of the facts.",
            message_id=self._message(finding.shape, "id"),
            detail=_detail(finding),
            severity=_SEVERITY.get(finding.severity, "violation"),
            property=finding.path,
        )

    def _thing(self, finding: Finding) -> str:
        """Return the thing at fault: the focus, or the value where the shape says so."""
        at_value = self._shapes.value(finding.shape, _FAULT_AT) == ox.NamedNode(SH + "value")
        is_iri = finding.value.startswith("<")
        return finding.value[1:-1] if at_value and is_iri else finding.focus

    def _message(self, shape: str, language: str) -> str:
        for holder in (shape, *self._constraints(shape)):
            for message in self._shapes.values(holder, SH + "message"):
                if isinstance(message, ox.Literal) and message.language == language:
                    return message.value
        return ""

    def _constraints(self, shape: str) -> list[str]:
        values = self._shapes.values(shape, SH + "sparql")
        return [key(value) for value in values if not isinstance(value, ox.Literal)]


def _detail(finding: Finding) -> str:
    parts = [compact(finding.path)] if finding.path else []
    if finding.value and finding.value != f"<{finding.focus}>":
        iri = finding.value[1:-1] if finding.value.startswith("<") else ""
        parts.append(shrink(iri) or iri if iri else finding.value)
    return " = ".join(parts)
