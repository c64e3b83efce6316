"""Where a dataset is published: a Graph Store, or an engine that takes SPARQL Update.

A target reads one named graph and replaces one; `push` needs no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Protocol

import httpx
import pyoxigraph as ox

from ascn_kg.errors import RemoteError
from ascn_kg.remote.http import Credentials, client, media_type, send

_TRIPLES: Final = ox.RdfFormat.N_TRIPLES
_ACCEPT: Final = {"Accept": f"{_TRIPLES.media_type}, text/turtle;q=0.9"}
#: Virtuoso makes a decimal of a large integer that has its datatype beside it; Turtle has none.
_SENT: Final = ox.RdfFormat.TURTLE
#: How many triples one update inserts.
_BATCH: Final = 1_000


class Target(Protocol):
    """A place for named graphs on a remote engine."""

    def read(self, graph: str) -> list[ox.Triple]:
        """Return the triples of the graph with the IRI ``graph``; none where it is absent.

        Raises:
            RemoteError, QuerySyntaxError: the engine gives no graph.
        """
        ...

    def replace(self, graph: str, triples: Iterable[ox.Triple]) -> None:
        """Make ``triples`` all that ``graph`` holds.

        Raises:
            RemoteError, QuerySyntaxError: the engine refuses.
        """
        ...

    def close(self) -> None:
        """Close the connections."""
        ...


class GraphStore:
    """A Graph Store at ``url`` (SPARQL 1.1 Graph Store HTTP Protocol, section 5)."""

    def __init__(self, url: str, credentials: Credentials | None, seconds: float) -> None:
        self._url = url
        self._client = client(url, seconds, credentials)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def read(self, graph: str) -> list[ox.Triple]:
        """Return the triples of ``graph``; see `Target.read`."""
        response = send(self._client, "GET", self._url, params={"graph": graph}, headers=_ACCEPT)
        return [] if response.status_code == 404 else _parsed(response)

    def replace(self, graph: str, triples: Iterable[ox.Triple]) -> None:
        """Make ``triples`` all that ``graph`` holds; see `Target.replace`."""
        response = send(
            self._client,
            "PUT",
            self._url,
            params={"graph": graph},
            content=ox.serialize(triples, format=_SENT),
            headers={"Content-Type": _SENT.media_type},
        )
        _expect_found(response)


class UpdateEndpoint:
    """An engine that takes SPARQL 1.1 Update at ``update`` and queries at ``query``."""

    def __init__(
        self, update: str, query: str, credentials: Credentials | None, seconds: float
    ) -> None:
        self._update = update
        self._query = query
        self._client = client(update, seconds, credentials)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def read(self, graph: str) -> list[ox.Triple]:
        """Return the triples of ``graph``; see `Target.read`."""
        form = {
            "query": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
            "default-graph-uri": graph,
        }
        response = send(self._client, "POST", self._query, data=form, headers=_ACCEPT)
        _expect_found(response)
        return _parsed(response)

    def replace(self, graph: str, triples: Iterable[ox.Triple]) -> None:
        """Make ``triples`` all that ``graph`` holds; see `Target.replace`."""
        self._run(f"DROP SILENT GRAPH <{graph}>")
        for part, blank in _batches(triples):
            lines = "\n".join(f"{triple} ." for triple in part)
            data = f"{{ GRAPH <{graph}> {{\n{lines}\n}} }}"
            # Virtuoso takes blank nodes in a template, and not in data.
            self._run(f"INSERT {data} WHERE {{}}" if blank else f"INSERT DATA {data}")

    def _run(self, update: str) -> None:
        headers = {"Content-Type": "application/sparql-update"}
        content = update.encode()
        _expect_found(send(self._client, "POST", self._update, content=content, headers=headers))


def _batches(triples: Iterable[ox.Triple]) -> Iterator[tuple[list[ox.Triple], bool]]:
    """Yield ``triples`` in parts, and whether a part has blank nodes.

    Triples with blank nodes stay together, for their labels are local.
    """
    plain: list[ox.Triple] = []
    with_blank_nodes: list[ox.Triple] = []
    for triple in triples:
        blank = any(isinstance(term, ox.BlankNode) for term in triple)
        (with_blank_nodes if blank else plain).append(triple)
    if with_blank_nodes:
        yield with_blank_nodes, True
    for start in range(0, len(plain), _BATCH):
        yield plain[start : start + _BATCH], False


def _expect_found(response: httpx.Response) -> None:
    if response.status_code == 404:
        raise RemoteError(f"{response.url}: there is nothing at this address (status 404).")


def _parsed(response: httpx.Response) -> list[ox.Triple]:
    kind = media_type(response)
    format = ox.RdfFormat.from_media_type(kind)
    if format is None:
        raise RemoteError(f"{response.url}: answers with {kind or 'nothing'} instead of a graph.")
    try:
        return [quad.triple for quad in ox.parse(response.content, format=format)]
    except SyntaxError as error:
        raise RemoteError(f"{response.url}: its graph cannot be read: {error.msg}.") from None
