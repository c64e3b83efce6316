"""Writers of query results: one function per output format, in one table.

CSV and TSV follow "SPARQL 1.1 Query Results CSV and TSV Formats", JSON follows "SPARQL 1.1 Query
Results JSON Format", XML follows "SPARQL Query Results XML Format (Second Edition)"; the last two
with the triple terms of SPARQL 1.2. Formats for machines are written row by row: a big answer never
sits in memory.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple, TextIO, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode

from ascn_kg.namespaces import XSD, compact
from ascn_kg.rdf.terms import AnyTerm

Rows: TypeAlias = Iterable[Sequence[AnyTerm | None]]

#: Datatypes that Turtle, and so TSV, writes without quotes, and how they look then.
_BARE: Final = {
    XSD + "integer": r"[+-]?[0-9]+",
    XSD + "decimal": r"[+-]?[0-9]*\.[0-9]+",
    XSD + "double": r"[+-]?([0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+",
}
_NUMERIC: Final = frozenset(XSD + name for name in ("integer", "decimal", "double", "float"))
_XML_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n'
_ITS: Final = ' xmlns:its="http://www.w3.org/2005/11/its" its:version="2.0"'
#: What XML 1.0 cannot hold, not even as a character reference.
_NOT_XML: Final = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
_CONTROL: Final = r"[\x00-\x1f\x7f-\x9f]"
_POINT: Final = r"(?i:(?:<[^>]*>\s*)?POINT)\s*\(\s*(\S+)\s+(\S+?)\s*\)"


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
    head = json.dumps({"vars": list(columns)}, ensure_ascii=False)
    stream.write(f'{{"head": {head}, "results": {{"bindings": [')
    _write_items((_json_binding(columns, row) for row in rows), stream)
    stream.write("]}}\n")


def _write_xml(columns: Sequence[str], rows: Rows, stream: TextIO) -> None:
    variables = "".join(f'<variable name="{_escaped(column)}"/>' for column in columns)
    stream.write(f"{_XML_HEAD}<head>{variables}</head>\n<results>\n")
    for row in rows:
        cells = (
            f'<binding name="{_escaped(column)}">{_xml_term(term)}</binding>'
            for column, term in zip(columns, row, strict=True)
            if term is not None
        )
        stream.write(f"<result>{''.join(cells)}</result>\n")
    stream.write("</results>\n</sparql>\n")


def _write_jsonl(columns: Sequence[str], rows: Rows, stream: TextIO) -> None:
    from ascn_kg.rdf.values import to_json

    for row in rows:
        _dump(dict(zip(columns, map(to_json, row), strict=True)), stream)


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
    stream.write('{"type": "FeatureCollection", "features": [')
    _write_items((_feature(dict(zip(columns, row, strict=True))) for row in rows), stream)
    stream.write("]}\n")


def _holds_places(columns: Sequence[str]) -> bool:
    return {"lat", "long"} <= set(columns) or "wkt" in columns


def _any_columns(columns: Sequence[str]) -> bool:
    return True


class TableFormat(NamedTuple):
    """An output format of tables: its media type, what writes it, the columns that it takes."""

    media_type: str
    write: Callable[[Sequence[str], Rows, TextIO], None]
    fits: Callable[[Sequence[str]], bool] = _any_columns


#: Name of a format -> how a table is written in it.
TABLE_FORMATS: Final[Mapping[str, TableFormat]] = {
    "table": TableFormat("text/plain", _write_table),
    "csv": TableFormat("text/csv", _write_csv),
    "tsv": TableFormat("text/tab-separated-values", _write_tsv),
    "json": TableFormat("application/sparql-results+json", _write_json),
    "xml": TableFormat("application/sparql-results+xml", _write_xml),
    "jsonl": TableFormat("application/jsonl", _write_jsonl),
    "md": TableFormat("text/markdown", _write_markdown),
    "html": TableFormat("text/html", _write_html),
    "geojson": TableFormat("application/geo+json", _write_geojson, _holds_places),
}


def _boolean_json(value: bool) -> str:
    return json.dumps({"head": {}, "boolean": value}) + "\n"


def _boolean_xml(value: bool) -> str:
    return f"{_XML_HEAD}<head/>\n<boolean>{str(value).lower()}</boolean>\n</sparql>\n"


#: Name of a format -> how the answer to an ASK query is written in it.
ANSWER_FORMATS: Final[Mapping[str, Callable[[bool], str]]] = {
    "table": lambda value: "yes\n" if value else "no\n",
    "csv": lambda value: f"{str(value).lower()}\r\n",
    "json": _boolean_json,
    "xml": _boolean_xml,
}


def _plain(term: AnyTerm | None) -> str:
    """Return a term without its type, as SPARQL's CSV wants it."""
    if term is None:
        return ""
    return term.value if isinstance(term, NamedNode | Literal) else str(term)


def _turtle(term: AnyTerm) -> str:
    if isinstance(term, Literal):
        bare = _BARE.get(term.datatype.value)
        if bare is not None and re.fullmatch(bare, term.value):
            return term.value
    return str(term)


def _json_binding(columns: Sequence[str], row: Sequence[AnyTerm | None]) -> dict[str, Any]:
    pairs = zip(columns, row, strict=True)
    return {column: _json_term(term) for column, term in pairs if term is not None}


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


def _xml_term(term: AnyTerm) -> str:
    match term:
        case NamedNode():
            return f"<uri>{_xml_text(term.value)}</uri>"
        case BlankNode():
            return f"<bnode>{_xml_text(term.value)}</bnode>"
        case Literal():
            return f"<literal{_xml_literal_type(term)}>{_xml_text(term.value)}</literal>"
    parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
    inner = (f"<{name}>{_xml_term(part)}</{name}>" for name, part in parts.items())
    return f"<triple>{''.join(inner)}</triple>"


def _xml_literal_type(literal: Literal) -> str:
    attributes = _json_literal_type(literal)
    return "".join(
        f'{_ITS if name == "its:dir" else ""} {name}="{_escaped(value)}"'
        for name, value in attributes.items()
    )


def _xml_text(text: str) -> str:
    escaped = _escaped(text, quote=False).replace("\r", "&#13;")
    return re.sub(_NOT_XML, "\N{REPLACEMENT CHARACTER}", escaped)


def _escaped(text: str, quote: bool = True) -> str:
    from html import escape  # with a table of all entities of HTML

    return escape(text, quote)


def _write_items(items: Iterable[object], stream: TextIO) -> None:
    """Write ``items`` as the inside of a JSON array, one after the other."""
    for number, item in enumerate(items):
        stream.write((", " if number else "") + _json(item))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _dump(value: object, stream: TextIO) -> None:
    stream.write(_json(value) + "\n")


def _readable(term: AnyTerm | None) -> str:
    """Return a term in one line for people: IRIs short, control characters as spaces."""
    text = compact(term.value) if isinstance(term, NamedNode) else _plain(term)
    return re.sub(_CONTROL, " ", text)


def _is_number(term: AnyTerm | None) -> bool:
    return term is None or (isinstance(term, Literal) and term.datatype.value in _NUMERIC)


def _markdown(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def _markdown_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _html_row(tag: str, cells: Sequence[str]) -> str:
    return f"<tr>{''.join(f'<{tag}>{_escaped(cell)}</{tag}>' for cell in cells)}</tr>"


def _feature(row: dict[str, AnyTerm | None]) -> dict[str, Any]:
    from ascn_kg.rdf.values import to_json

    place = [column for column in ("lat", "long", "wkt") if column in row]
    properties = {key: to_json(term) for key, term in row.items() if key not in place}
    return {"type": "Feature", "geometry": _point(row), "properties": properties}


def _point(row: dict[str, AnyTerm | None]) -> dict[str, Any] | None:
    """Return the place of a row as a GeoJSON point, or None where it has no place."""
    texts = [_plain(row.get("long")), _plain(row.get("lat"))]
    match = re.fullmatch(_POINT, _plain(row.get("wkt")))
    if match and not all(texts):
        texts = [*match.groups()]
    try:
        return {"type": "Point", "coordinates": [float(text) for text in texts]}
    except ValueError:
        return None
