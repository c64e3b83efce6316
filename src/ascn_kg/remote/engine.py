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
from ascn_kg.sparql.tokens import query_form

_ROWS: Final = ox.QueryResultsFormat.JSON
_TRIPLES: Final = ox.RdfFormat.N_TRIPLES
_ACCEPT: Final = {
    "SELECT": _ROWS.media_type,
    "ASK": _ROWS.media_type,
    "CONSTRUCT": f"{_TRIPLES.media_type}, text/turtle;q=0.9",
    "DESCRIBE": f"{_TRIPLES.media_type}, text/turtle;q=0.9",
}
_YES: Final = b'{"head": {}, "boolean": true}'
_NO: Final = b'{"head": {}, "boolean": false}'
#: How Virtuoso writes a blank node in JSON, and what comes before a label that RDF knows.
_NODE_ID: Final = b'"type": "bnode", "value": "nodeID://', b'"type": "bnode", "value": "'
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
        form = query_form(text) or "SELECT"
        fields = {"query": text, **({} if names_dataset else _DATASET)}
        headers = {"Accept": _ACCEPT[form]}
        response = send(self._client, "POST", self.url, data=fields, headers=headers)
        kind = media_type(response)
        try:
            if kind == _ROWS.media_type:
                return _results(response.content, form)
            rdf = ox.RdfFormat.from_media_type(kind)
            if response.is_success and rdf is not None:
                return _constructed(response.content, rdf)
        except (SyntaxError, ValueError) as error:
            raise RemoteError(f"{self.url}: its answer cannot be read: {error}.") from None
        raise RemoteError(f"{self.url}: is no SPARQL engine: it answers with {kind or 'nothing'}.")

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def _results(data: bytes, form: str) -> ox.QuerySolutions | ox.QueryBoolean:
    """Return the rows, or whether it is so, that ``data`` in JSON tells.

    Virtuoso answers ASK with one row or none.
    """
    answer = ox.parse_query_results(data.replace(*_NODE_ID), format=_ROWS)
    if form == "ASK" and isinstance(answer, ox.QuerySolutions):
        return ox.parse_query_results(_YES if any(True for _ in answer) else _NO, format=_ROWS)
    return answer


def _constructed(data: bytes, format: ox.RdfFormat) -> ox.QueryTriples:
    store = ox.Store()
    store.bulk_load(BytesIO(data), format=format)
    answer = store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert isinstance(answer, ox.QueryTriples)
    return answer
