"""Answers of SPARQL queries: tables of terms, and yes or no.

A `Table` keeps pyoxigraph terms, so that every output format is exact; iterating over it gives
`Row` objects with native Python values.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, TextIO, TypeAlias

from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from ascn_kg.errors import FormatError
from ascn_kg.rdf.terms import AnyTerm
from ascn_kg.results.formats import ANSWER_FORMATS, TABLE_FORMATS

if TYPE_CHECKING:
    import pandas

    from ascn_kg.rdf.values import PythonValue


class Hint(Protocol):
    """A reason why there are no rows."""

    def text(self, language: str = "en") -> str:
        """Return the reason in ``language``, ``en`` or ``id``."""
        ...


#: One row of a table: a term, or None where the variable is unbound, per column.
TermRow: TypeAlias = tuple[AnyTerm | None, ...]


class Row:
    """One row with native Python values: ``row.city``, ``row["city"]``, ``row[0]``.

    Unbound cells are None. It unpacks like a tuple, and ``dict(row)`` gives column -> value.
    """

    __slots__ = ("_columns", "_values")

    def __init__(self, columns: Sequence[str], values: Sequence[PythonValue | None]) -> None:
        self._columns = tuple(columns)
        self._values = tuple(values)

    def keys(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        return self._columns

    def __getattr__(self, name: str) -> PythonValue | None:
        if name.startswith("__") or name not in self._columns:
            raise AttributeError(f"no column {name!r}; there are {', '.join(self._columns)}")
        return self[name]

    def __getitem__(self, key: str | int) -> PythonValue | None:
        if isinstance(key, int):
            return self._values[key]
        if key not in self._columns:
            raise KeyError(key)
        return self._values[self._columns.index(key)]

    def __iter__(self) -> Iterator[PythonValue | None]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Row):
            return NotImplemented
        return (self._columns, self._values) == (other._columns, other._values)

    def __hash__(self) -> int:
        return hash((self._columns, self._values))

    def __repr__(self) -> str:
        cells = zip(self._columns, self._values, strict=True)
        return f"Row({', '.join(f'{column}={value!r}' for column, value in cells)})"


class Table:
    """The answer to a SELECT query.

    Attributes:
        columns: Names of the columns, in the order of the query.
        rows: The rows as RDF terms; None where a variable is unbound.
    """

    def __init__(
        self,
        columns: Sequence[str],
        rows: Sequence[TermRow],
        explain: Callable[[], Sequence[Hint]] = tuple,
    ) -> None:
        self.columns = tuple(columns)
        self.rows = list(rows)
        self._explain = explain

    @cached_property
    def hints(self) -> tuple[Hint, ...]:
        """Why there are no rows, as far as that can be told; nothing where there are rows."""
        return () if self.rows else tuple(self._explain())

    @property
    def hint(self) -> str:
        """The hints as one English text."""
        return "\n".join(hint.text() for hint in self.hints)

    @classmethod
    def from_solutions(cls, solutions: QuerySolutions) -> Table:
        """Return the table of all remaining ``solutions``."""
        rows = [tuple(solution) for solution in solutions]
        return cls([variable.value for variable in solutions.variables], rows)

    @classmethod
    def from_json(cls, data: bytes) -> Table:
        """Return the table that ``data`` holds (SPARQL 1.1 Query Results JSON Format).

        Raises:
            ValueError: it holds none.
        """
        try:
            answer = parse_query_results(data, format=QueryResultsFormat.JSON)
            if isinstance(answer, QuerySolutions):
                return cls.from_solutions(answer)
            reason = "it is true or false where rows were asked for"
        except (SyntaxError, ValueError) as error:
            reason = str(error)
        raise ValueError(reason)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return map(self._row, self.rows)

    def __getitem__(self, index: int) -> Row:
        return self._row(self.rows[index])

    def __repr__(self) -> str:
        return f"<Table of {len(self.rows)} rows: {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        return self.format("html")

    def to_dataframe(self) -> pandas.DataFrame:
        """Return a pandas data frame; each column has the type of its values.

        Raises:
            MissingExtraError: pandas is not installed.
        """
        from ascn_kg.results.dataframes import to_dataframe

        return to_dataframe(self.columns, self.rows)

    def write(self, stream: TextIO, format: str = "table") -> None:
        """Write the table to the text ``stream``.

        ``format`` is ``table`` (for people), ``csv``, ``tsv``, ``json`` and ``xml`` (the W3C
        formats for SPARQL results), ``jsonl`` (an object with native values per row), ``md``,
        ``html``, or ``geojson`` where the columns hold a place (``lat`` and ``long``, or ``wkt``).
        A stream for csv is opened with ``newline=""``.

        Raises:
            FormatError: there is no such format, or the table holds no places.
        """
        writer = TABLE_FORMATS.get(format)
        fits = writer is not None and writer.fits(self.columns)
        if writer is None or not fits:
            known = [name for name, each in TABLE_FORMATS.items() if each.fits(self.columns)]
            raise FormatError(format, known)
        writer.write(self.columns, self.rows, stream)

    def format(self, format: str = "table") -> str:
        """Return the table as text; see `write` for the formats."""
        stream = io.StringIO(newline="")
        self.write(stream, format)
        return stream.getvalue()

    def _row(self, row: TermRow) -> Row:
        from ascn_kg.rdf.values import to_python

        return Row(self.columns, [None if term is None else to_python(term) for term in row])


class Answer:
    """The answer to an ASK query; true or false."""

    def __init__(self, value: bool) -> None:
        self.value = bool(value)

    def __bool__(self) -> bool:
        return self.value

    def __eq__(self, other: object) -> bool:
        return self.value == other if isinstance(other, bool | Answer) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.value)

    def __repr__(self) -> str:
        return f"Answer({self.value})"

    def write(self, stream: TextIO, format: str = "table") -> None:
        """Write the answer to ``stream`` as ``table`` (yes or no), ``csv``, ``json`` or ``xml``.

        Raises:
            FormatError: there is no such format.
        """
        writer = ANSWER_FORMATS.get(format)
        if writer is None:
            raise FormatError(format, list(ANSWER_FORMATS))
        stream.write(writer(self.value))

    def format(self, format: str = "table") -> str:
        """Return the answer as text; see `write` for the formats."""
        stream = io.StringIO(newline="")
        self.write(stream, format)
        return stream.getvalue()
