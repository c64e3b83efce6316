"""Which format an answer is written in: by ``format=``, else by ``Accept`` (RFC 9110, 12.5.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import mimeparse

from ascn_kg.errors import FormatError
from ascn_kg.export import FORMATS
from ascn_kg.results.formats import ANSWER_FORMATS, TABLE_FORMATS

#: Name of a format -> the media types that ask for it, the one that it is sent as first.
MediaTypes = Mapping[str, tuple[str, ...]]

#: More media types that ask for a format than the one that it is sent as.
_ALIASES: Final = {
    "json": ("application/json",),
    "xml": ("application/xml", "text/xml"),
    "jsonld": ("application/json",),
    "rdfxml": ("application/xml", "text/xml"),
    "turtle": ("application/x-turtle", "text/n3"),
    "ntriples": ("text/plain",),
    "jsonl": ("application/x-ndjson",),
}
_OWN: Final = {name: each.media_type for name, each in TABLE_FORMATS.items()} | {
    name: each.media_type for name, each in FORMATS.items()
}
#: Name of a format -> what clients also call it in the parameter ``format``.
_SYNONYMS: Final = {
    "jsonld": ("json", "json-ld"),
    "nquads": ("nq", "n-quads"),
    "ntriples": ("nt", "n-triples"),
    "rdfxml": ("xml", "rdf", "rdf+xml"),
    "turtle": ("ttl", "n3"),
}
_GRAPH_NAMES: Final = ("turtle", "ntriples", "rdfxml", "jsonld", "trig", "nquads")


def _media_types(names: Iterable[str]) -> MediaTypes:
    return {name: (_OWN[name], *_ALIASES.get(name, ())) for name in names}


#: Formats of rows, the default first.
TABLES: Final = _media_types(("json", "xml", "csv", "tsv", "geojson", "jsonl", "md"))
#: Formats of the answer to an ASK query.
BOOLEANS: Final = {name: TABLES[name] for name in TABLES if name in ANSWER_FORMATS}
#: Formats of RDF graphs, the default first.
GRAPHS: Final = _media_types(_GRAPH_NAMES)


def tables(columns: Sequence[str]) -> MediaTypes:
    """Return the formats of a table with ``columns``: GeoJSON only where it holds places."""
    return {name: types for name, types in TABLES.items() if TABLE_FORMATS[name].fits(columns)}


def choose(offers: MediaTypes, accept: str | None, wanted: str | None = None) -> str:
    """Return the name of the format, one of ``offers``, to answer with.

    Args:
        offers: The formats that the answer can be written in, the default one first.
        accept: The header ``Accept``; absent or unreadable, it accepts everything.
        wanted: The parameter ``format``: a name or a media type. It comes before ``accept``.

    Raises:
        FormatError: none of ``offers`` is asked for.
    """
    if wanted:
        for name, media_types in offers.items():
            if wanted in (name, *_SYNONYMS.get(name, ()), *media_types):
                return name
        raise FormatError(wanted, tuple(offers))
    pairs = list(offers.items())[::-1]  # of equals, the last is preferred
    own = {types[0]: name for name, types in pairs}
    aliases = {alias: name for name, types in pairs for alias in types[1:] if alias not in own}
    asked_for = {**aliases, **own}
    found = _best(tuple(asked_for), accept or "*/*")
    if found is None:
        raise FormatError(accept or "", tuple(offers))
    return asked_for[found]


def _best(media_types: tuple[str, ...], accept: str) -> str | None:
    """Return the one of ``media_types`` that ``accept`` prefers; the last of equals."""
    try:
        return str(mimeparse.best_match(media_types, accept)) or None
    except mimeparse.MimeTypeParseException:
        return media_types[-1]
