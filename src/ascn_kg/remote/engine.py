"""SPARQL on a remote engine (SPARQL 1.1 Protocol, section 2.1)."""

from __future__ import annotations

from io import BytesIO
from typing import Final

import pyoxigraph as ox

from ascn_kg.errors import RemoteError
from ascn_kg.namespaces import GRAPH_NAMES, graph_iri
from ascn_kg.remote.http import client, media_type, send
from ascn_kg.sparql.engine import Answer
from ascn_kg.sparql.guard import guard

_ROWS: Final = ox.QueryResultsFormat.JSON
_TRIPLES: Final = ox.RdfFormat.N_TRIPLES
_ACCEPT: Final = f"{_ROWS.media_type}, {_TRIPLES.media_type};q=0.9, text/turtle;q=0.8"
_DATASET: Final = {
    name: [graph_iri(graph) for graph in GRAPH_NAMES]
    for name in ("default-graph-uri", "named-graph-uri")
}


class RemoteEngine:
    """SPARQL 1.1 on the engine at ``url``, over the graphs of the dataset and no others.

    The default graph of a query is the union of the dataset's named graphs, whatever the engine
    does by itself, unless the query says FROM.

    Args:
        url: Where the engine answers queries.
        seconds: How long it may take.

    Raises:
        UsageError: ``url`` is no HTTP address.
    """

    def __init__(self, url: str, seconds: float = 60) -> None:
        self.url = url
        self._client = client(url, seconds)

    def query(self, text: str) -> Answer:
        """Run ``text``; see `ascn_kg.sparql.engine.Engine.query`.

        Raises:
            QuerySyntaxError: ``text`` is no query, or not one for this engine.
            RemoteError: the engine cannot be reached, or gives no answer that can be read.
        """
        names_dataset = guard(text)
        form = {"query": text, **({} if names_dataset else _DATASET)}
        response = send(self._client, "POST", self.url, data=form, headers={"Accept": _ACCEPT})
        kind = media_type(response)
        try:
            if kind == _ROWS.media_type:
                return ox.parse_query_results(response.content, format=_ROWS)
            rdf = ox.RdfFormat.from_media_type(kind)
            if response.is_success and rdf is not None:
                return _constructed(response.content, rdf)
        except (SyntaxError, ValueError) as error:
            raise RemoteError(f"{self.url}: its answer cannot be read: {error}.") from None
        raise RemoteError(f"{self.url}: is no SPARQL engine: it answers with {kind or 'nothing'}.")

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def _constructed(data: bytes, format: ox.RdfFormat) -> ox.QueryTriples:
    store = ox.Store()
    store.bulk_load(BytesIO(data), format=format)
    answer = store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert isinstance(answer, ox.QueryTriples)
    return answer
