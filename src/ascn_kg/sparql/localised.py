"""A query after its SERVICE patterns have been answered."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class Localised(NamedTuple):
    """A query that has no SERVICE, or none any more.

    Attributes:
        text: The query.
        endpoints: The endpoints whose answers are part of the text, in their order.
        asked: When they were asked.
    """

    text: str
    endpoints: tuple[str, ...] = ()
    asked: datetime | None = None
