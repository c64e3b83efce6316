"""What goes wrong over HTTP, as problem details (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from ascn_kg.errors import (
    AmbiguousNameError,
    AscnKgError,
    FormatError,
    QueryRefusedError,
    RemoteBusyError,
    RemoteError,
    RemoteLimitError,
    RemoteTimeoutError,
    UnknownPropertyError,
    UnknownQueryError,
    UnknownThingError,
    UsageError,
)

#: The media type of problem details.
MEDIA_TYPE: Final = "application/problem+json"

#: What was raised -> the status that says so; the first class that fits counts.
_STATUS: Final[tuple[tuple[type[AscnKgError], int], ...]] = (
    (UnknownQueryError, 404),
    (QueryRefusedError, 403),
    (FormatError, 406),
    (UsageError, 400),
    (RemoteBusyError, 503),
    (RemoteTimeoutError, 504),
    (RemoteLimitError, 422),
    (RemoteError, 502),
    (AscnKgError, 500),
)

#: Seconds after which it is worth trying again.
_RETRY_AFTER: Final = "5"


@dataclass(eq=False)
class Problem(Exception):
    """A request that ends in an error status.

    Attributes:
        status: The HTTP status.
        detail: What is wrong and what to do, in one or two sentences.
        headers: Headers that belong to the status, such as ``Retry-After``.
        more: Further members of the problem details.
    """

    status: int
    detail: str
    headers: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the problem details as plain data for JSON."""
        title = HTTPStatus(self.status).phrase
        return {"title": title, "status": self.status, "detail": self.detail, **self.more}

    @classmethod
    def of(cls, error: AscnKgError) -> Problem:
        """Return the problem that ``error`` is to whoever sent the request."""
        status = next(status for kind, status in _STATUS if isinstance(error, kind))
        headers = {"Retry-After": _RETRY_AFTER} if isinstance(error, RemoteBusyError) else {}
        return cls(status, str(error), headers, _candidates(error))


def _candidates(error: AscnKgError) -> dict[str, Any]:
    """Return the names that may have been meant."""
    match error:
        case UnknownQueryError() | UnknownThingError() | UnknownPropertyError():
            return {"nearest": list(error.nearest)}
        case AmbiguousNameError():
            return {"candidates": list(error.candidates)}
        case FormatError():
            return {"formats": list(error.known)}
    return {}
