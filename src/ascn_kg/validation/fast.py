"""The default validator, pyshifty; the only module that calls it.

It gets bytes, never a name, so that nothing can be opened or fetched.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
import shifty

from ascn_kg.namespaces import PREFIXES
from ascn_kg.validation.findings import Finding, findings


def validate(data: Iterable[ox.Triple], shapes: Iterable[ox.Triple]) -> list[Finding]:
    """Return the findings of pyshifty on ``data`` under ``shapes``, sorted."""
    _, report, _ = shifty.validate(
        _turtle(data),
        _turtle(shapes),
        infer=False,
        on_unsupported="error",
    )
    return findings(report)


def _turtle(triples: Iterable[ox.Triple]) -> bytes:
    text = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES)
    assert text is not None
    return text
