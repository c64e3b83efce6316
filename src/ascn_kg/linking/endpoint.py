"""Asking a SPARQL endpoint that the operator named (SPARQL 1.1 Protocol, query via POST)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Self

import pyoxigraph as ox

from ascn_kg.errors import MissingExtraError, RemoteError

_JSON: Final = ox.QueryResultsFormat.JSON
_SECONDS: Final = 60.0
#: How many identifiers one query asks about.
BATCH: Final = 100

Row = dict[str, str]


class Endpoint:
    """A SPARQL endpoint that holds another dataset.

    Args:
        address: Where queries are sent; http or https. No redirect is followed. It holds
            connections: close it, or use it in a ``with`` statement.

    Raises:
        UsageError: the address is no http or https URL.
        MissingExtraError: httpx is not installed.
    """

    def __init__(self, address: str) -> None:
        try:
            from ascn_kg.remote.http import client
        except ModuleNotFoundError:
            raise MissingExtraError("httpx", "links") from None
        self.address = address
        self._client = client(address, _SECONDS)

    def __enter__(self) -> Self:
        """Return the endpoint itself."""
        return self

    def __exit__(self, *raised: object) -> None:
        """Close the connections."""
        self.close()

    def rows(self, query: str) -> list[Row]:
        """Return the rows of a SELECT query, each value as text.

        Raises:
            RemoteError: the endpoint cannot be reached, or its answer cannot be read.
        """
        from ascn_kg.remote.http import send

        headers = {"Accept": _JSON.media_type}
        answer = send(self._client, "POST", self.address, data={"query": query}, headers=headers)
        try:
            found = ox.parse_query_results(answer.content, format=_JSON)
            assert isinstance(found, ox.QuerySolutions)
            names = [variable.value for variable in found.variables]
            return [
                {name: term.value for name in names if (term := row[name]) is not None}
                for row in found
            ]
        except (AssertionError, AttributeError, SyntaxError, ValueError):
            reason = "its answer is no table of SPARQL results"
            raise RemoteError(f"{self.address}: {reason}.") from None

    def rows_about(self, query: str, identifiers: Sequence[str]) -> Iterator[Row]:
        """Yield the rows of ``query`` for all ``identifiers``, some at a time.

        ``query`` has ``$targets`` where the IRIs stand behind VALUES.
        """
        for start in range(0, len(identifiers), BATCH):
            some = (str(ox.NamedNode(iri)) for iri in identifiers[start : start + BATCH])
            yield from self.rows(query.replace("$targets", " ".join(some)))

    def close(self) -> None:
        """Close the connections."""
        self._client.close()
