"""Asking an endpoint (SPARQL 1.1 Protocol, query via POST) for rows that can stand in a query."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Self
from uuid import uuid4

import httpx
import pyoxigraph as ox

from ascn_kg.errors import QuerySyntaxError, RemoteError, RemoteLimitError
from ascn_kg.federation.connection import Budget, Transport
from ascn_kg.federation.places import Places
from ascn_kg.namespaces import BASE
from ascn_kg.rdf.terms import AnyTerm
from ascn_kg.remote.http import client, media_type, send
from ascn_kg.results.table import Table

#: A row of an answer: a term, or nothing, for each variable.
Solution = tuple[ox.NamedNode | ox.Literal | None, ...]

_ROWS: Final = ox.QueryResultsFormat.JSON
_HEADERS: Final = {"Accept": _ROWS.media_type, "Accept-Encoding": "identity"}
#: Where IRIs begin that stand for blank nodes (RDF 1.1 Concepts, section 3.5).
SKOLEM: Final = BASE + ".well-known/genid/"


class Endpoints:
    """The endpoints that one query asks, within its budget. Use it in a ``with`` statement."""

    def __init__(self, places: Places, budget: Budget) -> None:
        self._places = places
        self._budget = budget
        self._rows = 0
        self._client = client(
            "http://localhost", budget.limits.seconds, transport=Transport(places, budget)
        )
        self._client.event_hooks = {"response": [_refuse_encoded]}

    def __enter__(self) -> Self:
        """Return the endpoints themselves."""
        return self

    def __exit__(self, *raised: object) -> None:
        """Close the connections."""
        self._client.close()

    def select(self, url: str, query: str, columns: Sequence[str]) -> list[Solution]:
        """Return the rows of the SELECT ``query`` at ``url``, a term for each of ``columns``.

        A blank node is replaced by an IRI of its own, which no other answer shares.

        Raises:
            QueryRefusedError: ``url`` is not allowed, or leads to an address that is not.
            RemoteError: it cannot be reached, answers something else, too slowly, or too much.
        """
        self._budget.take_request()
        most = self._budget.limits.rows - self._rows
        form = {"query": f"{query}\nLIMIT {most + 1}"}
        try:
            response = send(
                self._client, "POST", self._places.check(url), data=form, headers=_HEADERS
            )
        except QuerySyntaxError as error:
            if type(error) is not QuerySyntaxError:  # refused by us, not by the endpoint
                raise
            raise RemoteError(str(error)) from None
        rows = _read(url, response, columns)
        if len(rows) > most:
            raise RemoteLimitError(
                f"{url}: SERVICE has more than {self._budget.limits.rows:,} rows. Ask for less, or "
                "put patterns before it that bind its variables."
            )
        self._rows += len(rows)
        return rows


def _read(url: str, response: httpx.Response, columns: Sequence[str]) -> list[Solution]:
    kind = media_type(response)
    if not response.is_success or kind not in (_ROWS.media_type, "application/json"):
        raise RemoteError(
            f"{url}: is no SPARQL endpoint: status {response.status_code}, {kind or 'no body'}."
        )
    try:
        return _solutions(Table.from_json(response.content), columns)
    except ValueError as error:
        reason = f"its answer cannot be read: {error}"
    raise RemoteError(f"{url}: {reason}.")  # out here, it keeps no frame that holds the answer


def _solutions(table: Table, columns: Sequence[str]) -> list[Solution]:
    places = [table.columns.index(name) if name in table.columns else None for name in columns]
    genid = f"{SKOLEM}{uuid4().hex}-"
    return [
        tuple(None if place is None else _stated(row[place], genid) for place in places)
        for row in table.rows
    ]


def _stated(term: AnyTerm | None, genid: str) -> ox.NamedNode | ox.Literal | None:
    """Return ``term``, which a stranger wrote, as one that can stand in a query.

    Raises:
        ValueError: it is malformed, or a triple.
    """
    match term:
        case None:
            return None
        case ox.NamedNode():
            return ox.NamedNode(term.value)
        case ox.BlankNode():
            return ox.NamedNode(f"{genid}{term.value}")
        case ox.Literal() if term.language is not None:
            return ox.Literal(term.value, language=term.language)
        case ox.Literal():
            return ox.Literal(term.value, datatype=ox.NamedNode(term.datatype.value))
    raise ValueError("a triple stands where a term of RDF 1.1 is expected")


def _refuse_encoded(response: httpx.Response) -> None:
    """Refuse what is compressed: it could become any length."""
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise RemoteError(f"{response.url}: compresses its answer, though asked not to.")
