"""The description of one thing: as values, as plain data, and as text for a terminal."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from shutil import get_terminal_size
from typing import Any, Final, TextIO

from ascn_kg.namespaces import compact

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
#: Sources named beside one value; the rest are counted.
_SOURCES_SHOWN: Final = 3
#: Inferred values of one property, and things that point here by one property; likewise.
_ROWS_SHOWN: Final = 6

_WORDS: Final = {
    "en": {
        "property": "Property",
        "value": "Value",
        "sources": "Stated by",
        "inferred": "inferred",
        "disputed": "sources disagree",
        "only claimed": "claimed only",
        "more": "and {count} more",
        "records": "Records",
        "references": "Points here",
    },
    "id": {
        "property": "Sifat",
        "value": "Nilai",
        "sources": "Dinyatakan oleh",
        "inferred": "disimpulkan",
        "disputed": "sumber berbeda pendapat",
        "only claimed": "hanya diklaim",
        "more": "dan {count} lagi",
        "records": "Catatan",
        "references": "Merujuk ke sini",
    },
}


@dataclass(frozen=True)
class Named:
    """A thing or a property: its id as people write it, its IRI and its label."""

    id: str
    iri: str
    label: str


@dataclass(frozen=True)
class Value:
    """A value: a thing (then it has an IRI) or a literal (then it has a datatype)."""

    text: str
    iri: str | None = None
    language: str | None = None
    datatype: str | None = None


@dataclass(frozen=True)
class Mention:
    """A claim of one source about one value, with the date of the source's words."""

    claim: str
    source: Named
    date: str | None
    assessment: Named | None


@dataclass(frozen=True)
class Statement:
    """One property with one value.

    Attributes:
        property: The property.
        value: The value.
        stands: Whether the value holds in the dataset; else only claims say so.
        inferred: Whether it follows from others by a rule of the ontology.
        disputed: Whether this value is a side of a conflict.
        claims: How many claims state this value.
        mentions: These claims, oldest first.
    """

    property: Named
    value: Value
    stands: bool
    inferred: bool
    disputed: bool
    claims: int
    mentions: tuple[Mention, ...]


@dataclass(frozen=True)
class RecordEntry:
    """A record about the thing: the property by which it points there, and its other values."""

    record: Named
    property: Named
    values: tuple[tuple[Named, Value], ...]


@dataclass(frozen=True)
class Reference:
    """Another thing that has this one as a value."""

    thing: Named
    property: Named
    inferred: bool


@dataclass(frozen=True)
class Description:
    """All that the dataset says about one thing; texts are in ``language`` where there are any."""

    thing: Named
    language: str
    types: tuple[Named, ...]
    statements: tuple[Statement, ...]
    records: tuple[RecordEntry, ...]
    references: tuple[Reference, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the description as plain data for JSON."""
        return asdict(self)

    def print(self, stream: TextIO) -> None:
        """Write the description as text for people, as wide as the terminal of ``stream``."""
        width = get_terminal_size().columns if stream.isatty() else 100
        stream.write(render(self, width))

    def __str__(self) -> str:
        """Return the description as text for people."""
        return render(self)


def render(description: Description, width: int = 100) -> str:
    """Return ``description`` as plain text of at most ``width`` columns."""
    words = _WORDS.get(description.language, _WORDS["en"])
    types = ", ".join(kind.label for kind in description.types)
    parts = [
        f"{_named(description.thing)}\n{types}\n",
        _table(
            [words["property"], words["value"], words["sources"]],
            _abridged(
                [(s.inferred, _statement_row(s, words)) for s in description.statements], words
            ),
            width,
        ),
    ]
    if description.records:
        parts.append(f"{words['records']}\n")
        rows = [
            [_named(entry.record), _pairs(entry.values), entry.property.label]
            for entry in description.records
        ]
        parts.append(_table([], rows, width))
    values = {statement.value.iri for statement in description.statements}
    pointing = [
        (True, [entry.property.label, _named(entry.thing), words["inferred"] * entry.inferred])
        for entry in description.references
        if not (entry.inferred and entry.thing.iri in values)
    ]
    if pointing:
        parts.append(f"{words['references']}\n")
        parts.append(_table([], _abridged(pointing, words), width))
    return "\n".join(parts)


def _abridged(rows: Iterable[tuple[bool, list[str]]], words: dict[str, str]) -> Iterator[list[str]]:
    """Yield the cells of ``rows``; of those marked True only the first few of each property."""
    for label, group in groupby(rows, key=lambda row: row[1][0]):
        count = 0
        for abridge, cells in group:
            count += abridge
            if not abridge or count <= _ROWS_SHOWN:
                yield cells
        if count > _ROWS_SHOWN:
            yield [label, words["more"].format(count=count - _ROWS_SHOWN), ""]


def _statement_row(statement: Statement, words: dict[str, str]) -> list[str]:
    notes = [
        words[note]
        for note, applies in (
            ("only claimed", not statement.stands),
            ("inferred", statement.inferred),
            ("disputed", statement.disputed),
        )
        if applies
    ]
    shown = [_mention(mention) for mention in statement.mentions[:_SOURCES_SHOWN]]
    rest = statement.claims - len(shown)
    more = [words["more"].format(count=rest)] if rest else []
    return [statement.property.label, _value(statement.value), "; ".join(notes + shown + more)]


def _mention(mention: Mention) -> str:
    about = [mention.date] if mention.date else []
    if mention.assessment and mention.assessment.id != "concept/accepted":
        about.append(mention.assessment.label)
    return f"{mention.source.label} ({', '.join(about)})" if about else mention.source.label


def _named(named: Named) -> str:
    return named.label if named.label == named.id else f"{named.label} ({named.id})"


def _value(value: Value) -> str:
    if value.iri is not None:
        return _named(Named(compact(value.iri), value.iri, value.text))
    return f"{value.text} @{value.language}" if value.language else value.text


def _pairs(values: Iterable[tuple[Named, Value]]) -> str:
    return "; ".join(f"{prop.label}: {_value(value)}" for prop, value in values)


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]], width: int) -> str:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, show_header=bool(titles))
    for title in titles or ("", "", ""):
        table.add_column(Text(title), overflow="fold")
    for row in rows:
        table.add_row(*(Text(_CONTROL.sub(" ", cell)) for cell in row))
    stream = io.StringIO()
    Console(file=stream, width=width, color_system=None).print(table)
    lines = (line.rstrip() for line in stream.getvalue().splitlines())
    return "".join(f"{line}\n" for line in lines)
