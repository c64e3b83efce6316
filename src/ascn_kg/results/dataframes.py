"""Query results as pandas data frames with real column types. Needs the extra ``pandas``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ascn_kg.errors import MissingExtraError
from ascn_kg.rdf.terms import AnyTerm
from ascn_kg.rdf.values import PythonValue, to_python

if TYPE_CHECKING:
    import pandas


def to_dataframe(
    columns: Sequence[str], rows: Sequence[Sequence[AnyTerm | None]]
) -> pandas.DataFrame:
    """Return a data frame of ``rows``; a column of mixed types becomes text.

    Raises:
        MissingExtraError: pandas is not installed.
    """
    try:
        import pandas
    except ImportError as error:
        raise MissingExtraError("pandas", "pandas") from error

    series = {}
    for index, column in enumerate(columns):
        terms = (row[index] for row in rows)
        values = [None if term is None else to_python(term) for term in terms]
        dtype, convert = _column_type({_type(value) for value in values if value is not None})
        cells = [None if value is None else convert(value) for value in values]
        series[column] = pandas.Series(cells, dtype=dtype)
    return pandas.DataFrame(series, columns=list(columns))


def _type(value: PythonValue) -> type:
    """Return the type of ``value``; an integer that no 64 bits hold counts as a decimal."""
    if type(value) is int and abs(value) >= 1 << 63:
        return Decimal
    return type(value)


def _column_type(types: set[type]) -> tuple[str, Callable[[Any], object]]:
    """Return the pandas type for a column of values of ``types``, and what makes its cells.

    A date-time without a zone is taken as UTC.
    """
    if types == {bool}:
        return "boolean", bool
    if types == {int}:
        return "Int64", int
    if types and types <= {int, float, Decimal}:
        return "Float64", float
    if types == {date}:
        return "datetime64[s]", str
    if types == {datetime}:
        return "datetime64[us, UTC]", str
    return "string", str
