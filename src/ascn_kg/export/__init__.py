"""The data in files: RDF formats, CSV tables and GeoJSON, byte-identical for equal data.

`export_graph` and `export_thing` give the bytes of a dataset or of one thing in one of `FORMATS`;
`write_graph` writes quads that somebody else chose, and `write_tables` a folder of CSV files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Final

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
    "export_graph",
    "export_thing",
    "select",
    "select_thing",
    "write_graph",
    "write_tables",
]

#: The graphs that an export holds unless others are named: what was stated, and the vocabulary.
DEFAULT_GRAPHS: Final = ("facts", "claims", "links", "ontology")

#: What the description of a thing tells about the values of the thing: name and place.
_TOLD_OF_VALUES: Final = frozenset(
    NamedNode(iri) for iri in (RDFS + "label", WGS + "lat", WGS + "long", ASCN + "inCountry")
)


@dataclass(frozen=True)
class Format:
    """An export format: its media type, the ending of its files, and what writes it."""

    media_type: str
    ending: str
    text: Callable[[Sequence[Quad], View], str]


#: Name of a format -> how a graph is written in it.
FORMATS: Final[Mapping[str, Format]] = {
    "turtle": Format("text/turtle", ".ttl", rdf.turtle_text),
    "jsonld": Format("application/ld+json", ".jsonld", jsonld.text),
    "ntriples": Format("application/n-triples", ".nt", rdf.ntriples_text),
    "nquads": Format("application/n-quads", ".nq", rdf.nquads_text),
    "trig": Format("application/trig", ".trig", rdf.trig_text),
    "rdfxml": Format("application/rdf+xml", ".rdf", rdfxml.text),
    "csv": Format("text/csv", ".csv", tables.text),
    "geojson": Format("application/geo+json", ".geojson", geojson.text),
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


def export_graph(
    source: Store | Iterable[Quad],
    format: str,
    graphs: Iterable[str] = DEFAULT_GRAPHS,
    view: View | None = None,
) -> bytes:
    """Return the named graphs of ``source`` as a file's bytes: `select`, then `write_graph`.

    Raises:
        FormatError: there is no such format.
        UsageError: there is no such graph, or the format cannot hold it.
    """
    return _write(select(source, graphs), format, view or View())


def export_thing(
    source: Store | Iterable[Quad],
    thing: str,
    format: str,
    graphs: Iterable[str] = DEFAULT_GRAPHS,
    view: View | None = None,
) -> bytes:
    """Return the description of the thing with the IRI ``thing`` as a file's bytes.

    Raises:
        FormatError: there is no such format.
        UsageError: there is no such graph, or the format cannot hold the description.
    """
    node = NamedNode(thing)
    quads = select_thing(source, node, graphs)
    return _write(quads, format, replace(view or View(), thing=node))


def write_graph(
    quads: Iterable[Quad], format: str, stream: BinaryIO, view: View | None = None
) -> None:
    """Write ``quads`` to ``stream`` in ``format``, one of `FORMATS`; equal quads give equal bytes.

    Formats of triples hold the union of the graphs without duplicates, ``nquads`` and ``trig`` keep
    the graphs. ``view`` says what a format needs to know beside the quads: see `View`.

    Raises:
        FormatError: there is no such format.
        UsageError: the format cannot hold these quads; the message says why and what to do.
    """
    stream.write(_write(quads, format, view or View()))


def write_tables(quads: Iterable[Quad], folder: Path) -> list[Path]:
    """Write one CSV file for each kind of thing into ``folder`` and return their paths.

    Raises:
        UsageError: the folder or a file cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot make the folder {folder}: {error.strerror}") from error
    written = []
    for kind, text in tables.all_tables(list(quads)):
        path = folder / f"{kind}.csv"
        with write_atomically(path) as stream:
            stream.write(text.encode())
        written.append(path)
    return written


def _write(quads: Iterable[Quad], format: str, view: View) -> bytes:
    if format not in FORMATS:
        raise FormatError(format, tuple(FORMATS))
    return FORMATS[format].text(list(quads), view).encode()


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
