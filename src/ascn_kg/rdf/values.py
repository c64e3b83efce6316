"""Terms of pyoxigraph as native Python values."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeAlias

from pyoxigraph import Literal, Triple

from ascn_kg.namespaces import XSD
from ascn_kg.rdf.terms import AnyTerm

#: The native values that `to_python` gives.
PythonValue: TypeAlias = str | int | float | bool | Decimal | date | datetime

#: Datatype -> how its lexical form is written (XSD 1.1), and what makes a Python value of it.
_NATIVE: Final[dict[str, tuple[re.Pattern[str], Callable[[str], PythonValue]]]] = {
    XSD + "integer": (re.compile(r"[+-]?[0-9]+"), int),
    XSD + "decimal": (re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"), Decimal),
    XSD + "double": (
        re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?INF|NaN"),
        float,
    ),
    XSD + "boolean": (re.compile(r"true|false|0|1"), lambda text: text in {"true", "1"}),
    XSD + "date": (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), date.fromisoformat),
    XSD + "dateTime": (
        re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?"),
        datetime.fromisoformat,
    ),
}


def to_python(term: AnyTerm) -> PythonValue:
    """Return the native Python value of ``term``.

    IRIs and blank nodes give their text, integers ``int``, decimals `Decimal`, doubles ``float``,
    booleans ``bool``, dates `date`, date-times `datetime`. Everything else, also years, months and
    literals that are not what their datatype says, gives its text as ``str``.
    """
    if isinstance(term, Triple):
        return str(term)
    if not isinstance(term, Literal):
        return term.value
    pattern, convert = _NATIVE.get(term.datatype.value, (None, None))
    if pattern is None or convert is None or not pattern.fullmatch(term.value):
        return term.value
    try:
        return convert(term.value)
    except ValueError:  # a date that no calendar has, or that Python cannot hold
        return term.value


def to_json(term: AnyTerm | None) -> str | int | float | bool | None:
    """Return the native value of ``term`` as far as JSON knows it, else its text."""
    if not isinstance(term, Literal):
        return None if term is None else str(to_python(term))
    value = to_python(term)
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float) and not abs(value) < float("inf"):
        return str(value)
    return value if isinstance(value, str | int | float) else term.value
