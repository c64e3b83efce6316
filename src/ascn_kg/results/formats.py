"""Writers of query results: one function per output format, in one table.

CSV and TSV follow "SPARQL 1.1 Query Results CSV and TSV Formats", JSON follows "SPARQL 1.1 Query
Results JSON Format" (with the triple terms of SPARQL 1.2).
"""

from __future__ import annotations

import csv
import html
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, TextIO, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode

from ascn_kg.namespaces import XSD, compact
from ascn_kg.rdf.terms import AnyTerm, to_python

Rows: TypeAlias = Iterable[Sequence[AnyTerm | None]]

#: Datatypes that Turtle, and so TSV, writes without quotes, and how they look then.
_BARE: Final = {
    XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD + "double": re.compile(r"[+-]?([0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+"),
}
_NUMERIC: Final = frozenset(XSD + name for name in ("integer", "decimal", "double", "float"))
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_POINT: Final = re.compile(r"(?:<[^>]*>\s*)?POINT\s*\(\s*(\S+)\s+(\S+?)\s*\)", re.IGNORECASE)


#: Cells up to this many characters stand on one line of a table for people.
_UNBROKEN: Final = 24


def _write_csv(columns: Sequence[str], rows: Rows, stream: TextIO) -> None:
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_plain(term) for term in row] for row in rows)


def _write_tsv(columns: Sequence[str], rows: Rows, stream: TextIO) -> None:
    stream.write("\t".join(f"?{column}" for column in columns) + "\n")
    for row in rows:
        stream.write("\t".join("" if term is None else _turtle(term) for term in row) + "\n")


def _write_json(columns: Sequence[str], rows: Rows, stream: TextIO) -> None:
    bindings = [
        {
            column: _json_term(term)
            for column, term in zip(columns, row, strict=True)
            if term is not None
        }
        for row in rows
    ]
    _dump({"head": {"vars": list(columns)}, "results": {"bindings": bindings}}, stream)


def _write_jsonl(columns: Sequence[str], rows: Rows, stream: TextIO) -> None:
    for row in rows:
        _dump(dict(zip(columns, map(_json_value, row), strict=True)), stream)


def _write_markdown(columns: Sequence[str], rows: Rows, stream: TextIO) -> None:
    stream.write(_markdown_row(columns) + _markdown_row(["---"] * len(columns)))
    for row in rows:
        stream.write(_markdown_row([_markdown(_readable(term)) for term in row]))


def _write_html(columns: Sequence[str], rows: Rows, stream: TextIO) -> None:
    stream.write(f"<table>\n<thead>{_html_row('th', columns)}</thead>\n<tbody>\n")
    for row in rows:
        stream.write(_html_row("td", [_readable(term) for term in row]) + "\n")
    stream.write("</tbody>\n</table>\n")


def _write_table(columns: Sequence[str], rows: Rows, stream: TextIO) -> None:
    """Write a table for people: no ids beside their names, no coordinates."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    terms = list(rows)
    shown = [index for index, column in enumerate(columns) if _is_for_people(column, columns)]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for index in shown:
        table.add_column(
            Text(columns[index]),
            justify="right" if all(_is_number(row[index]) for row in terms) else "left",
            overflow="fold",
            no_wrap=all(len(_readable(row[index])) <= _UNBROKEN for row in terms),
        )
    for row in terms:
        table.add_row(*(Text(_readable(row[index])) for index in shown))
    width = None if stream.isatty() else 10_000
    Console(file=stream, width=width).print(table, crop=False)


def _is_for_people(column: str, columns: Sequence[str]) -> bool:
    """Return whether a reader wants ``column``: not where a name or a map says it better."""
    if column in ("lat", "long"):
        return not {"lat", "long"} <= set(columns)
    named = f"{column}Name" in columns or (column == columns[0] and columns[1:2] == ("name",))
    return not named


def _write_geojson(columns: Sequence[str], rows: Rows, stream: TextIO) -> None:
    features = [_feature(dict(zip(columns, row, strict=True))) for row in rows]
    _dump({"type": "FeatureCollection", "features": features}, stream)


def _holds_places(columns: Sequence[str]) -> bool:
    return {"lat", "long"} <= set(columns) or "wkt" in columns


def _any_columns(columns: Sequence[str]) -> bool:
    return True


@dataclass(frozen=True)
class TableFormat:
    """An output format of tables: what writes it, and the columns that it takes."""

    write: Callable[[Sequence[str], Rows, TextIO], None]
    fits: Callable[[Sequence[str]], bool] = _any_columns


#: Name of a format -> how a table is written in it.
TABLE_FORMATS: Final[Mapping[str, TableFormat]] = {
    "table": TableFormat(_write_table),
    "csv": TableFormat(_write_csv),
    "tsv": TableFormat(_write_tsv),
    "json": TableFormat(_write_json),
    "jsonl": TableFormat(_write_jsonl),
    "md": TableFormat(_write_markdown),
    "html": TableFormat(_write_html),
    "geojson": TableFormat(_write_geojson, _holds_places),
}


def _boolean_json(value: bool) -> str:
    return json.dumps({"head": {}, "boolean": value}) + "\n"


#: Name of a format -> how the answer to an ASK query is written in it.
ANSWER_FORMATS: Final[Mapping[str, Callable[[bool], str]]] = {
    "table": lambda value: "yes\n" if value else "no\n",
    "csv": lambda value: f"{str(value).lower()}\r\n",
    "json": _boolean_json,
}


def _plain(term: AnyTerm | None) -> str:
    """Return a term without its type, as SPARQL's CSV wants it."""
    if term is None:
        return ""
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def _turtle(term: AnyTerm) -> str:
    if isinstance(term, Literal):
        bare = _BARE.get(term.datatype.value)
        if bare is not None and bare.fullmatch(term.value):
            return term.value
    return str(term)


def _json_term(term: AnyTerm) -> dict[str, Any]:
    match term:
        case NamedNode():
            return {"type": "uri", "value": term.value}
        case BlankNode():
            return {"type": "bnode", "value": term.value}
        case Literal():
            return {"type": "literal", "value": term.value, **_json_literal_type(term)}
    parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
    return {"type": "triple", "value": {key: _json_term(part) for key, part in parts.items()}}


def _json_literal_type(literal: Literal) -> dict[str, str]:
    if literal.language is None:
        datatype = literal.datatype.value
        return {} if datatype == XSD + "string" else {"datatype": datatype}
    if literal.direction is None:
        return {"xml:lang": literal.language}
    return {"xml:lang": literal.language, "its:dir": literal.direction.value}


def _json_value(term: AnyTerm | None) -> str | int | float | bool | None:
    """Return the native value of a term as far as JSON knows it, else its text."""
    if term is None:
        return None
    value = to_python(term)
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float) and not abs(value) < float("inf"):
        return str(value)
    return value if isinstance(value, str | int | float) else _plain(term)


def _dump(value: object, stream: TextIO) -> None:
    json.dump(value, stream, ensure_ascii=False, allow_nan=False)
    stream.write("\n")


def _readable(term: AnyTerm | None) -> str:
    """Return a term in one line for people: IRIs short, control characters as spaces."""
    text = compact(term.value) if isinstance(term, NamedNode) else _plain(term)
    return _CONTROL.sub(" ", text)


def _is_number(term: AnyTerm | None) -> bool:
    return term is None or (isinstance(term, Literal) and term.datatype.value in _NUMERIC)


def _markdown(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def _markdown_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _html_row(tag: str, cells: Sequence[str]) -> str:
    return f"<tr>{''.join(f'<{tag}>{html.escape(cell)}</{tag}>' for cell in cells)}</tr>"


def _feature(row: dict[str, AnyTerm | None]) -> dict[str, Any]:
    place = [column for column in ("lat", "long", "wkt") if column in row]
    properties = {key: _json_value(term) for key, term in row.items() if key not in place}
    return {"type": "Feature", "geometry": _point(row), "properties": properties}


def _point(row: dict[str, AnyTerm | None]) -> dict[str, Any] | None:
    """Return the place of a row as a GeoJSON point, or None where it has no place."""
    texts = [_plain(row.get("long")), _plain(row.get("lat"))]
    match = _POINT.fullmatch(_plain(row.get("wkt")))
    if match and not all(texts):
        texts = [*match.groups()]
    try:
        return {"type": "Point", "coordinates": [float(text) for text in texts]}
    except ValueError:
        return None
