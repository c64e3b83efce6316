"""A long list in parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from starlette.requests import Request

_T = TypeVar("_T")


@dataclass(frozen=True)
class Part(Generic[_T]):
    """One page of a list.

    Attributes:
        items: What is on it.
        first: The number of its first item, from 1.
        total: How many items there are on all pages.
        previous: Address of the page before, None on the first.
        next: Address of the page after, None on the last.
    """

    items: Sequence[_T]
    first: int
    total: int
    previous: str | None
    next: str | None

    @property
    def last(self) -> int:
        """The number of its last item."""
        return self.first + len(self.items) - 1


def part(request: Request, items: Sequence[_T], size: int) -> Part[_T]:
    """Return that page of ``items`` which ``?page=`` asks for; the last one beyond the end."""
    pages = max(1, -(-len(items) // size))
    asked = request.query_params.get("page", "")
    number = min(max(int(asked), 1), pages) if asked.isdecimal() and len(asked) < 9 else 1
    start = (number - 1) * size
    return Part(
        items=items[start : start + size],
        first=start + 1,
        total=len(items),
        previous=_address(request, number - 1) if number > 1 else None,
        next=_address(request, number + 1) if number < pages else None,
    )


def _address(request: Request, number: int) -> str:
    rest = [(name, value) for name, value in request.query_params.multi_items() if name != "page"]
    return f"{request.url.path}?{urlencode([*rest, ('page', number)])}"
