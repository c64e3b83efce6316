"""Typed parameters of canned queries: from what a user gives to RDF terms, and into the query.

A parameter stands in a query as ``VALUES ?country { UNDEF }``. `Parameter.parse` makes terms of
what came from the command line, from Python or over HTTP; `ascn_kg.queries.template` puts them
between those braces. Nothing that a user wrote is ever spliced into a query as text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Final, NamedTuple, Protocol, TypeAlias, TypeVar

from pyoxigraph import Literal, NamedNode

from ascn_kg.errors import ParameterError
from ascn_kg.namespaces import XSD, compact, expand

#: What a parameter may be bound to.
Value: TypeAlias = NamedNode | Literal
_V = TypeVar("_V")

#: The type of the parameter that says which endpoint the SERVICE of a query asks.
ENDPOINT: Final = "endpoint"

_MANY: Final = (list, tuple, set, frozenset)
_INTEGER: Final = r"[+-]?[0-9]{1,18}"
_YEAR: Final = r"[0-9]{4}"
_DATE: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
#: An escaped backslash before a ``u``, an escape by code point, or any other escape.
_ESCAPE: Final = r"\\\\([uU])|\\u([0-9A-Fa-f]{4})|\\."


class Resolver(Protocol):
    """What finds a thing by id or name; `ascn_kg.things.names.Names` is one."""

    def resolve(self, text: str, kind: str | None = None) -> str:
        """Return the IRI of the thing called ``text``, an instance of the class ``kind``."""


class Parameter(NamedTuple):
    """One parameter of a canned query.

    Attributes:
        name: As users write it, in kebab case (``as-of``).
        type: One of `TYPES`.
        title: What it asks for, by language.
        kind: For ``iri``: the class of the thing, as a prefixed name; "" for any thing.
        many: Whether several values may be given.
        values: For ``enum``: the words to choose from.
        default: The values that stand in the query file; empty where it says ``UNDEF`` (any).
        example: A value to show, as a user writes it.
    """

    name: str
    type: str
    title: Mapping[str, str]
    kind: str = ""
    many: bool = False
    values: tuple[str, ...] = ()
    default: tuple[object, ...] = ()
    example: object = None

    @property
    def variable(self) -> str:
        """Its name in the query, in camel case (``asOf``)."""
        head, *tail = self.name.split("-")
        return head + "".join(word.capitalize() for word in tail)

    @property
    def is_constant(self) -> bool:
        """Whether it always has one value, given or not."""
        return self.type == "enum" and bool(self.default) and not self.many

    @property
    def expected(self) -> str:
        """What a value has to be, in words."""
        if self.type == "enum":
            return f"one of {', '.join(self.values)}"
        if self.type == "iri":
            return f"the name or id of a {compact(self.kind).rpartition(':')[2] or 'thing'}"
        return _EXPECTED[self.type]

    def parse(self, given: object, names: Resolver) -> list[Value]:
        """Return the terms that ``given`` stands for, without repetitions.

        ``given`` is one value or, where the parameter takes many, a list, tuple or set of them:
        text as typed on a command line or in a URL, or a native value (``date``, ``int``).

        Raises:
            ParameterError: a value is of the wrong type, or several are given where one is wanted.
            UnknownThingError: no thing of the wanted class has that name or id.
            AmbiguousNameError: several things have that name.
        """
        several = list(given) if isinstance(given, _MANY) else [given]
        if not several:
            raise ParameterError(f"parameter {self.name}: give {self.expected}, not an empty list.")
        terms = list(dict.fromkeys(self._parse_one(value, names) for value in several))
        if len(terms) > 1 and not self.many:
            raise ParameterError(
                f"parameter {self.name} takes one value; {len(several)} were given."
            )
        return terms

    def _parse_one(self, value: object, names: Resolver) -> Value:
        native = value.value if isinstance(value, NamedNode | Literal) else value
        term = TYPES[self.type](self, native, names)
        if term is None:
            raise ParameterError(
                f"parameter {self.name}: {native!r} was given; {self.expected} is expected."
            )
        return term


def written(term: Value) -> str:
    r"""Return ``term`` as every SPARQL engine reads it.

    pyoxigraph writes the term. Only its escapes are made unmistakable: some engines replace
    ``\uXXXX`` in the whole query text before they look for strings, and rdflib then also finds it
    in ``\\u0041``, and takes eight hexadecimal digits where there are eight.
    """
    return re.sub(_ESCAPE, _plain_escape, str(term))


def _plain_escape(match: re.Match[str]) -> str:
    after_backslash, code_point = match.groups()
    if after_backslash:
        return rf"\\\U{ord(after_backslash):08X}"
    return rf"\U0000{code_point}" if code_point else match.group()


def _typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + datatype))


def _iri(parameter: Parameter, value: object, names: Resolver) -> Value | None:
    if not isinstance(value, str) or not value.strip():
        return None
    kind = expand(parameter.kind) if parameter.kind else None
    return NamedNode(names.resolve(value.strip(), kind))


def _date(parameter: Parameter, value: object, names: Resolver) -> Value | None:
    if isinstance(value, date) and not isinstance(value, datetime):
        value = value.isoformat()
    if not isinstance(value, str) or not re.fullmatch(_DATE, value):
        return None
    return _or_none(lambda: _typed(date.fromisoformat(value).isoformat(), "date"))


def _year(parameter: Parameter, value: object, names: Resolver) -> Value | None:
    text = _whole_number(value)
    return _typed(text, "gYear") if text is not None and re.fullmatch(_YEAR, text) else None


def _integer(parameter: Parameter, value: object, names: Resolver) -> Value | None:
    text = _whole_number(value)
    return None if text is None else _typed(str(int(text)), "integer")


def _text(parameter: Parameter, value: object, names: Resolver) -> Value | None:
    if not isinstance(value, str):
        return None
    return _or_none(lambda: Literal(value))


def _enum(parameter: Parameter, value: object, names: Resolver) -> Value | None:
    return Literal(value) if isinstance(value, str) and value in parameter.values else None


def _endpoint(parameter: Parameter, value: object, names: Resolver) -> Value | None:
    if not isinstance(value, str) or not value.startswith(("http://", "https://")):
        return None
    return _or_none(lambda: NamedNode(value))


def _whole_number(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    text = str(value)
    return text if re.fullmatch(_INTEGER, text) else None


def _or_none(make: Callable[[], _V]) -> _V | None:
    try:
        return make()
    except ValueError:  # a day that no calendar has, or half a character (a lone surrogate)
        return None


#: Type of a parameter -> what makes a term of one value, or None where the value does not fit.
TYPES: Final[dict[str, Callable[[Parameter, object, Resolver], Value | None]]] = {
    "iri": _iri,
    "date": _date,
    "year": _year,
    "integer": _integer,
    "text": _text,
    "enum": _enum,
    ENDPOINT: _endpoint,
}
_EXPECTED: Final = {
    "date": "a date as YYYY-MM-DD",
    "year": "a year as YYYY",
    "integer": "a whole number",
    "text": "text",
    ENDPOINT: "the address of a SPARQL endpoint",
}
