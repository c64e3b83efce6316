"""What some export formats need to know beside the quads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode


@dataclass(frozen=True)
class View:
    """How quads are looked at; every part may be left out.

    Attributes:
        thing: The one thing that the quads describe; CSV and GeoJSON show no other.
        kind: The one kind of thing (``city``) that CSV and GeoJSON show; CSV needs it where the
            quads hold several kinds and ``thing`` is not given.
        context: The JSON-LD context (the object under ``@context``), written into the document;
            without it JSON-LD has full IRIs only.
    """

    thing: NamedNode | None = None
    kind: str | None = None
    context: Mapping[str, object] | None = None
