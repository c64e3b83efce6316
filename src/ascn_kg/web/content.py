"""A whole answer to a request, before it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ascn_kg.web.negotiation import MediaTypes

#: Plain data, as JSON.
JSON: Final[MediaTypes] = {"json": ("application/json",)}


@dataclass(frozen=True)
class Content:
    """A whole answer: its bytes, its media type, headers that belong to it, and the status."""

    body: bytes
    media_type: str
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
