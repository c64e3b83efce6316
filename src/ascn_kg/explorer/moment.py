"""The moment that a page shows: ``?as-of=`` and ``?known-at=`` choose another than today."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request

from ascn_kg.graph import KnowledgeGraph


@dataclass(frozen=True)
class Moment:
    """What a request asks for; "" for a day that is not given.

    Attributes:
        as_of: The day on which it held.
        known_at: The day by which the sources were published that count.
    """

    as_of: str
    known_at: str

    def __bool__(self) -> bool:
        return bool(self.as_of or self.known_at)

    @property
    def query(self) -> str:
        """The same as the end of an address that has a query already; "" where no day is given."""
        days = {"as-of": self.as_of, "known-at": self.known_at}
        given = urlencode({name: day for name, day in days.items() if day})
        return f"&{given}" if given else ""


def moment_of(request: Request) -> Moment:
    """Return the moment that ``request`` asks for."""
    return Moment(*(request.query_params.get(name, "").strip() for name in ("as-of", "known-at")))


def at_moment(kg: KnowledgeGraph, request: Request) -> tuple[KnowledgeGraph, Moment]:
    """Return the graph at the moment that ``request`` asks for, and that moment.

    Raises:
        ParameterError: a day is no date.
    """
    moment = moment_of(request)
    return kg.at(moment.as_of or None, moment.known_at or None), moment
