"""Asking a SPARQL endpoint that the operator named (SPARQL 1.1 Protocol, query via POST)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from ascn_kg.errors import AscnKgError, MissingExtraError, UsageError
from ascn_kg.version import __version__

_TIMEOUT: Final = 60.0
_LARGEST_ANSWER: Final = 50_000_000
_HEADERS: Final = {
    "Accept": "application/sparql-results+json",
    "User-Agent": f"ascn-kg/{__version__} (https://w3id.org/ascn/)",
}
#: How many identifiers one query asks about.
BATCH: Final = 100

Row = dict[str, str]


class EndpointError(AscnKgError):
    """The endpoint did not answer as a SPARQL endpoint does."""

    def __init__(self, address: str, reason: str) -> None:
        self.address = address
        super().__init__(f"{address}: {reason}.")


class Endpoint:
    """A SPARQL endpoint by its address.

    Args:
        address: Where queries are sent; http or https. No redirect is followed.

    Raises:
        UsageError: the address is no http or https URL.
        MissingExtraError: httpx is not installed.
    """

    def __init__(self, address: str) -> None:
        if not address.startswith(("http://", "https://")):
            raise UsageError(f"{address!r} is no address of an endpoint: it begins with https://.")
        self.address = address
        self._http = _httpx()

    def rows(self, query: str) -> list[Row]:
        """Return the rows of a SELECT query, each value as text.

        Raises:
            EndpointError: the endpoint cannot be reached, refuses, or answers something else.
        """
        try:
            with self._http.stream(
                "POST", self.address, data={"query": query}, headers=_HEADERS, timeout=_TIMEOUT
            ) as answer:
                body = self._body(answer)
        except (self._http.HTTPError, self._http.InvalidURL) as error:
            reason = str(error) or type(error).__name__
            raise EndpointError(self.address, f"cannot be reached: {reason}") from error
        return [
            {name: str(term["value"]) for name, term in row.items()} for row in self._bindings(body)
        ]

    def rows_about(self, query: str, identifiers: Sequence[str]) -> Iterator[Row]:
        """Yield the rows of ``query`` for all ``identifiers``, some at a time.

        ``query`` has ``$targets`` where the IRIs stand behind VALUES.
        """
        for start in range(0, len(identifiers), BATCH):
            some = identifiers[start : start + BATCH]
            yield from self.rows(query.replace("$targets", " ".join(f"<{iri}>" for iri in some)))

    def _body(self, answer: Any) -> bytes:
        if answer.status_code != self._http.codes.OK:
            raise EndpointError(self.address, f"answers with status {answer.status_code}")
        body = b""
        for part in answer.iter_bytes():
            body += part
            if len(body) > _LARGEST_ANSWER:
                raise EndpointError(self.address, "answers with more than 50 megabytes")
        return body

    def _bindings(self, body: bytes) -> list[dict[str, dict[str, str]]]:
        import json

        try:
            found: list[dict[str, dict[str, str]]] = json.loads(body)["results"]["bindings"]
        except (ValueError, KeyError, TypeError) as error:
            raise EndpointError(self.address, "does not answer with SPARQL results") from error
        return found


def _httpx() -> Any:
    try:
        import httpx
    except ImportError:
        raise MissingExtraError("httpx", "links") from None
    return httpx
