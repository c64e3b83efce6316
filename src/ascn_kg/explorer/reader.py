"""Terms as a reader sees them: text in the reader's language, and where a click leads."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final
from urllib.parse import quote, urlencode

from babel.dates import format_date
from babel.numbers import format_decimal
from pyoxigraph import Literal, NamedNode

from ascn_kg.namespaces import BASE, XSD, compact
from ascn_kg.rdf.terms import AnyTerm
from ascn_kg.things.description import Value

#: Reserved characters that may stand in the path of an IRI as they are.
_SAFE: Final = "/:#?&=@!$'()*+,;~%"
_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
#: Kinds of literal that tables and charts treat apart.
DATE: Final = "date"
NUMBER: Final = "number"
#: Months of a year.
_YEAR: Final = 12
_PATTERNS: Final = ("yyyy", "MMMM yyyy", "d MMMM yyyy")
_INTEGERS: Final = frozenset({"integer", "nonNegativeInteger", "positiveInteger", "int", "long"})
_DATES: Final = frozenset({"date", "gYear", "gYearMonth"})


@dataclass(frozen=True)
class Shown:
    """A term for a page.

    Attributes:
        text: What is read.
        href: Where a click leads; None for what is no address.
        language: Language of the text where it is not the reader's, for screen readers and fonts.
        plain: The term as data, for sorting and charts: an id, a date, a number.
        kind: `NUMBER`, `DATE` or "".
        outside: Whether the link leads to another server.
    """

    text: str
    href: str | None = None
    language: str | None = None
    plain: str = ""
    kind: str = ""
    outside: bool = False


def href(iri: str) -> str | None:
    """Return the address of ``iri`` on this server, or elsewhere; None where it is no web page."""
    if iri.startswith(BASE):
        return "/" + quote(iri.removeprefix(BASE), safe=_SAFE)
    return iri if iri.startswith(("http://", "https://")) else None


def why_href(subject: str, predicate: str, value: str) -> str:
    """Return the address of the page that says why a statement holds."""
    return "/why?" + urlencode({"s": compact(subject), "p": compact(predicate), "o": value})


def show_iri(iri: str, label: str) -> Shown:
    """Return the thing ``iri`` called ``label``."""
    return Shown(label, href(iri), plain=compact(iri), outside=not iri.startswith(BASE))


def show_value(value: Value, language: str) -> Shown:
    """Return a value of a description."""
    if value.iri is not None:
        return show_iri(value.iri, value.text)
    return show_literal(value.text, value.datatype, value.language, language)


def show_term(term: AnyTerm | None, label: Callable[[str], str], language: str) -> Shown:
    """Return a term of an answer; ``label`` says how things are called."""
    if isinstance(term, NamedNode):
        return show_iri(term.value, label(term.value))
    if isinstance(term, Literal):
        return show_literal(term.value, term.datatype.value, term.language, language)
    return Shown("" if term is None else str(term))


def show_literal(text: str, datatype: str | None, tag: str | None, language: str) -> Shown:
    """Return a literal: dates and numbers as they are written in ``language``."""
    kind = (datatype or "").removeprefix(XSD).removeprefix("string")
    if kind in _DATES or (not kind and _DATE.fullmatch(text)):
        return Shown(show_date(text, language), plain=text, kind=DATE)
    if kind in _INTEGERS or kind in ("decimal", "double", "float"):
        return Shown(_number(text, language), plain=text, kind=NUMBER)
    if kind == "anyURI":
        return Shown(text, text if text.startswith(("http://", "https://")) else None, outside=True)
    return Shown(text, language=tag if tag != language else None, plain=text)


def show_date(text: str, language: str) -> str:
    """Return a day, month or year of the form ``2018-04-28`` in words."""
    match = _DATE.fullmatch(text)
    if match is None:
        return text
    parts = [int(part) for part in match.groups() if part]
    try:
        day = date(*[*parts, 1, 1][:3])
    except ValueError:
        return text
    return format_date(day, _PATTERNS[len(parts) - 1], locale=language)


def show_period(first: str, last: str, language: str) -> str:
    """Return the day, month or year from the day ``first`` to the day ``last``, or both days."""
    try:
        begin, end = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return show_date(last or first, language)
    if begin == end:
        return show_date(last, language)
    after = end + timedelta(days=1)
    months = (after.year - begin.year) * 12 + after.month - begin.month
    if begin.day == after.day == 1:
        if months == 1:
            return show_date(first[:7], language)
        if months == _YEAR and begin.month == 1:
            return show_date(first[:4], language)
    return f"{show_date(first, language)} – {show_date(last, language)}"


def _number(text: str, language: str) -> str:
    try:
        number = Decimal(text)
        return str(format_decimal(number, locale=language, decimal_quantization=False))
    except ArithmeticError:
        return text


def is_boolean(term: object) -> bool:
    """Return whether ``term`` is the literal true or false."""
    return isinstance(term, Literal) and term.datatype.value == XSD + "boolean"
