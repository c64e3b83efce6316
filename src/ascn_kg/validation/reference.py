"""The reference validator, pyshacl; the only module that calls it.

pyshacl changes rdflib's globals while it loads shapes, so it is called at build time only and
never in a thread. Nothing is fetched: ``owl:imports`` and JavaScript are off.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
import pyshacl
from rdflib import Graph

from ascn_kg.rdf.terms import to_graph
from ascn_kg.validation.findings import Finding, findings


def validate(data: Iterable[ox.Triple], shapes: Iterable[ox.Triple]) -> list[Finding]:
    """Return the findings of pyshacl on ``data`` under ``shapes``, sorted."""
    _, report, _ = pyshacl.validate(
        to_graph(data),
        shacl_graph=to_graph(shapes),
        inference="none",
        advanced=False,
        js=False,
        do_owl_imports=False,
    )
    assert isinstance(report, Graph)
    return findings(report)
