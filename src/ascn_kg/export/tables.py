"""CSV tables: one for each kind of thing (``city``, ``meeting``, …), one row for each thing.

The columns are ``id``, ``type``, ``label_en`` and ``label_id``, then every property that the kind
uses: terms of this ontology by their plain name, others with their prefix; texts with a language
have one column for each language (``skos:altLabel_id``). Several values of one cell stand in order,
parted by ``; ``. The classes and properties of the ontology are the table ``term``. What has no IRI
of this dataset is left out: the RDF formats hold everything.

A text that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line break gets a ``'`` in front,
because spreadsheets would run it as a formula. Numbers, dates and ids are never changed.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from ascn_kg.errors import UsageError
from ascn_kg.export.view import View
from ascn_kg.namespaces import ASCN, BASE, KINDS, RDF, RDFS, compact
from ascn_kg.rdf.values import to_python

_FIRST_COLUMNS: Final = ("id", "type", "label_en", "label_id")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")

#: Name of a column -> values of a cell.
_Row = dict[str, set[str]]


def text(quads: Sequence[Quad], view: View) -> str:
    """Return one table: that of the thing or the kind of ``view``, or the only one there is.

    Raises:
        UsageError: several kinds are there and none is chosen, or the chosen one is not there.
    """
    if view.thing is not None:
        quads = [quad for quad in quads if quad.subject == view.thing]
    rows = _rows(quads)
    kind = view.kind or (next(iter(rows)) if len(rows) == 1 else None)
    if kind is None:
        raise UsageError(
            "csv has one table for each kind of thing: name a folder to write them all to, "
            f"or one of {', '.join(sorted(rows)) or 'no kinds: there is nothing to export'}."
        )
    if kind not in rows:
        raise UsageError(f"no {kind!r} is in this export; there are {', '.join(sorted(rows))}.")
    return _table(rows[kind])


def by_kind(quads: Sequence[Quad]) -> Iterator[tuple[str, str]]:
    """Yield each kind of thing with its table, in order."""
    for kind, rows in sorted(_rows(quads).items()):
        yield kind, _table(rows)


def _rows(quads: Sequence[Quad]) -> dict[str, dict[str, _Row]]:
    """Return the rows of each kind by the id of the thing."""
    kinds: dict[str, dict[str, _Row]] = defaultdict(lambda: defaultdict(lambda: defaultdict(set)))
    for quad in quads:
        kind = _kind(quad.subject)
        if kind is not None:
            row = kinds[kind][_cell(quad.subject)]
            row[_column(quad)].add(_cell(quad.object))
    return kinds


def _kind(subject: object) -> str | None:
    if not isinstance(subject, NamedNode):
        return None
    if subject.value.startswith(ASCN):
        return "term"
    kind, slash, _ = subject.value.removeprefix(BASE).partition("/")
    return kind if subject.value.startswith(BASE) and slash and kind in KINDS else None


def _column(quad: Quad) -> str:
    iri = quad.predicate.value
    language = quad.object.language if isinstance(quad.object, Literal) else None
    if iri == RDF + "type":
        return "type"
    name = "label" if iri == RDFS + "label" else compact(iri).removeprefix("ascn:")
    return f"{name}_{language}" if language else name


def _cell(term: object) -> str:
    if isinstance(term, NamedNode):
        return compact(term.value)
    if not isinstance(term, Literal):
        return str(term)
    is_text = isinstance(to_python(term), str)
    return f"'{term.value}" if is_text and term.value.startswith(_FORMULA) else term.value


def _table(rows: dict[str, _Row]) -> str:
    used = {column for row in rows.values() for column in row}
    columns = [*_FIRST_COLUMNS, *sorted(used.difference(_FIRST_COLUMNS))]
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    for name, row in sorted(rows.items()):
        writer.writerow([name, *("; ".join(sorted(row.get(c, ()))) for c in columns[1:])])
    return stream.getvalue()
