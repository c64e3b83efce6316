"""What the description of one thing holds; `ascn_kg.show.describe` makes one."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from shutil import get_terminal_size
from typing import Any, TextIO


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
        disputed: Whether the claims about this property conflict.
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
        from ascn_kg.show_text import render

        width = get_terminal_size().columns if stream.isatty() else 100
        stream.write(render(self, width))

    def __str__(self) -> str:
        """Return the description as text for people."""
        from ascn_kg.show_text import render

        return render(self)
