"""The data in files: RDF formats, CSV tables and GeoJSON, byte-identical for equal data.

`select` and `select_thing` choose quads of a dataset; `to_bytes` and `write_path` write them in one
of `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import Dataset, NamedNode, Quad, Store

from ascn_kg.errors import FormatError, UsageError
from ascn_kg.export import geojson, jsonld, rdf, rdfxml, tables
from ascn_kg.export.view import View
from ascn_kg.files import write_atomically
from ascn_kg.namespaces import ASCN, GRAPH_NAMES, RDFS, WGS, graph_iri

__all__ = [
    "DEFAULT_GRAPHS",
    "FORMATS",
    "Format",
    "View",
    "select",
    "select_thing",
    "to_bytes",
    "write_path",
]

#: The graphs that an export holds unless others are named: what was stated, and the vocabulary.
DEFAULT_GRAPHS: Final = ("facts", "claims", "links", "ontology")

#: What the description of a thing tells about the values of the thing: name and place.
_TOLD_OF_VALUES: Final = frozenset(
    NamedNode(iri) for iri in (RDFS + "label", WGS + "lat", WGS + "long", ASCN + "inCountry")
)


@dataclass(frozen=True)
class Format:
    """An export format.

    Attributes:
        media_type: Its media type.
        ending: The ending of its files.
        text: What writes it.
        by_kind: For a format with one file for each kind of thing: kind and text of each.
    """

    media_type: str
    ending: str
    text: Callable[[Sequence[Quad], View], str]
    by_kind: Callable[[Sequence[Quad]], Iterable[tuple[str, str]]] | None = None


#: Name of a format -> how a graph is written in it.
FORMATS: Final[Mapping[str, Format]] = {
    "turtle": Format("text/turtle", ".ttl", rdf.turtle_text),
    "jsonld": Format("application/ld+json", ".jsonld", jsonld.text),
    "ntriples": Format("application/n-triples", ".nt", rdf.ntriples_text),
    "nquads": Format("application/n-quads", ".nq", rdf.nquads_text),
    "trig": Format("application/trig", ".trig", rdf.trig_text),
    "rdfxml": Format("application/rdf+xml", ".rdf", rdfxml.text),
    "csv": Format("text/csv", ".csv", tables.text, tables.by_kind),
    "geojson": Format("application/geo+json", ".geojson", geojson.text, geojson.by_kind),
}


def select(source: Store | Iterable[Quad], graphs: Iterable[str] = DEFAULT_GRAPHS) -> list[Quad]:
    """Return the quads of ``source`` in the named graphs called ``graphs`` (`GRAPH_NAMES`).

    Raises:
        UsageError: there is no graph of such a name.
    """
    wanted = _graph_names(graphs)
    if isinstance(source, Store):
        return [
            quad for name in wanted for quad in source.quads_for_pattern(None, None, None, name)
        ]
    return [quad for quad in source if quad.graph_name in wanted]


def select_thing(
    source: Store | Iterable[Quad], thing: NamedNode, graphs: Iterable[str] = DEFAULT_GRAPHS
) -> list[Quad]:
    """Return the concise description of ``thing``: its own quads, and what names its values.

    Of a value that is a thing it tells the labels, the coordinates and the country.

    Raises:
        UsageError: there is no graph of such a name.
    """
    wanted = _graph_names(graphs)
    indexed = source if isinstance(source, Store) else Dataset(source)
    own = [quad for quad in _about(indexed, thing) if quad.graph_name in wanted]
    values = {quad.object for quad in own if isinstance(quad.object, NamedNode)} - {thing}
    told = [
        quad
        for value in values
        for quad in _about(indexed, value)
        if quad.predicate in _TOLD_OF_VALUES and quad.graph_name in wanted
    ]
    return own + told


def to_bytes(quads: Iterable[Quad], format: str, view: View | None = None) -> bytes:
    """Return ``quads`` as a file's bytes in ``format``, one of `FORMATS`.

    Equal quads give equal bytes. Formats of triples hold the union of the graphs without
    duplicates, ``nquads`` and ``trig`` keep the graphs. ``view`` says what a format needs to know
    beside the quads: see `View`.

    Raises:
        FormatError: there is no such format.
        UsageError: the format cannot hold these quads; the message says why and what to do.
    """
    if format not in FORMATS:
        raise FormatError(format, tuple(FORMATS))
    return FORMATS[format].text(list(quads), view or View()).encode()


def write_path(
    quads: Iterable[Quad], format: str, path: Path, view: View | None = None
) -> list[Path]:
    """Write ``quads`` to the file ``path``, whole or not at all, and return what was written.

    A format that has one file for each kind of thing makes ``path`` a folder, unless ``view``
    chooses a kind or a thing.

    Raises:
        FormatError: there is no such format.
        UsageError: the format cannot hold these quads.
        OSError: the file or folder cannot be written.
    """
    held, view = list(quads), view or View()
    known = FORMATS.get(format)
    if known is None or known.by_kind is None or view.kind or view.thing:
        return [_write_file(path, to_bytes(held, format, view))]
    path.mkdir(parents=True, exist_ok=True)
    return [
        _write_file(path / f"{kind}{known.ending}", text.encode())
        for kind, text in known.by_kind(held)
    ]


def _write_file(path: Path, content: bytes) -> Path:
    with write_atomically(path) as stream:
        stream.write(content)
    return path


def _graph_names(names: Iterable[str]) -> list[NamedNode]:
    wanted = list(dict.fromkeys(names))
    for name in wanted:
        if name not in GRAPH_NAMES:
            raise UsageError(f"no graph is called {name!r}; choose of {', '.join(GRAPH_NAMES)}.")
    return [NamedNode(graph_iri(name)) for name in wanted]


def _about(source: Store | Dataset, subject: NamedNode) -> Iterator[Quad]:
    if isinstance(source, Store):
        return source.quads_for_pattern(subject, None, None)
    return source.quads_for_subject(subject)
