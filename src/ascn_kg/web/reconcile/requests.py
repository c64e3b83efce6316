"""What a client of the Reconciliation API sends, read with care."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from ascn_kg.web.problem import Problem

#: Most queries of one batch; the manifest tells it.
BATCH: Final = 1_000
#: Most candidates of one query, suggestions and proposals of one answer.
MOST: Final = 100
#: Most things, and most properties, of one data extension.
MOST_IDS: Final = 1_000
MOST_PROPERTIES: Final = 50
#: Longest text that is completed; no name is longer.
LONGEST_PREFIX: Final = 200

_MOST_CONDITIONS: Final = 20
_MOST_TYPES: Final = 20
_DEFAULT_LIMIT: Final = 5
_STRICT: Final = ("any", "all", "should")
#: A dotted name of JavaScript, in ASCII.
_CALLBACK: Final = re.compile(r"[A-Za-z_$][\w$]{0,99}(\.[A-Za-z_$][\w$]{0,99}){0,4}", re.ASCII)


@dataclass(frozen=True)
class Condition:
    """A property, and the values of which the thing should have one."""

    property: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Query:
    """A reconciliation query (section 4.1 of the specification).

    Attributes:
        text: The name; "" where only properties are given.
        types: Ids of types, as sent.
        strict: ``any`` type, ``all`` of them, or one of them that ``should`` be.
        limit: The most candidates.
        conditions: What else is known.
    """

    text: str
    types: tuple[str, ...]
    strict: str
    limit: int
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Column:
    """A property to extend data with.

    Attributes:
        property: Its id, as sent.
        limit: The most values for each thing; None for all.
        language: Language of texts that are in several; "" for every one.
    """

    property: str
    limit: int | None
    language: str


@dataclass(frozen=True)
class Extension:
    """A data extension query (section 7.4 of the specification)."""

    ids: tuple[str, ...]
    columns: tuple[Column, ...]


def read_callback(name: str | None) -> str | None:
    """Return the name of a JSONP callback.

    Raises:
        Problem: it is no name of a JavaScript function.
    """
    if name is not None and not _CALLBACK.fullmatch(name):
        raise Problem(400, "callback: write the name of a function, such as `jQuery1_2`.")
    return name


def read_batch(text: str) -> dict[str, Query]:
    """Return the queries of a batch by their keys.

    Raises:
        Problem: ``text`` is no such batch, or too large a one.
    """
    batch = _object(_parsed(text, "queries"), "queries")
    if len(batch) > BATCH:
        raise Problem(413, f"{len(batch):,} queries were sent; send up to {BATCH:,} at a time.")
    return {key: _query(value, f"query {_shown(key)}") for key, value in batch.items()}


def read_extension(text: str) -> Extension:
    """Return the data extension query ``text``.

    Raises:
        Problem: ``text`` is none, or asks for too much.
    """
    sent = _object(_parsed(text, "extend"), "extend")
    ids = [_text(each, "extend: an id") for each in _array(sent.get("ids"), "extend: ids")]
    properties = _array(sent.get("properties"), "extend: properties")
    if len(ids) > MOST_IDS or len(properties) > MOST_PROPERTIES:
        raise Problem(
            413, f"send up to {MOST_IDS:,} ids and {MOST_PROPERTIES} properties at a time."
        )
    return Extension(tuple(dict.fromkeys(ids)), tuple(map(_column, properties)))


def read_count(text: str, name: str, least: int, most: int) -> int:
    """Return the number that a parameter of the address holds, at most ``most``.

    Raises:
        Problem: it is no whole number from ``least`` on.
    """
    if not (text.isascii() and text.isdigit() and len(text) <= 9) or int(text) < least:
        raise Problem(400, f"{name}: write a whole number from {least} on.")
    return min(int(text), most)


def _query(value: Any, where: str) -> Query:
    sent = _object(value, where)
    conditions = _array(sent.get("properties", []), f"{where}: properties")
    if "query" not in sent and not conditions:
        raise Problem(400, f"{where}: give it `query` or `properties`.")
    types = sent.get("type") or []
    types = [types] if isinstance(types, str) else _array(types, f"{where}: type")
    if len(types) > _MOST_TYPES or len(conditions) > _MOST_CONDITIONS:
        raise Problem(
            413, f"{where}: at most {_MOST_TYPES} types and {_MOST_CONDITIONS} properties."
        )
    strict = sent.get("type_strict") or _STRICT[0]
    if strict not in _STRICT:
        raise Problem(400, f"{where}: type_strict is one of {', '.join(_STRICT)}.")
    return Query(
        text=_text(sent.get("query", ""), f"{where}: query"),
        types=tuple(_text(each, f"{where}: a type") for each in types),
        strict=strict,
        limit=min(_positive(sent.get("limit", _DEFAULT_LIMIT), f"{where}: limit"), MOST),
        conditions=tuple(_condition(each, f"{where}: a property") for each in conditions),
    )


def _condition(value: Any, where: str) -> Condition:
    sent = _object(value, where)
    if "v" not in sent:
        raise Problem(400, f"{where}: give it a value, `v`.")
    values = sent["v"] if isinstance(sent["v"], list) else [sent["v"]]
    if len(values) > MOST:
        raise Problem(413, f"{where}: at most {MOST} values.")
    return Condition(
        _text(sent.get("pid"), f"{where}: pid"),
        tuple(each for each in (_value(value, f"{where}: v") for value in values) if each),
    )


def _value(value: Any, where: str) -> str:
    """Return a property value as text; a thing by its id."""
    match value:
        case str():
            return value
        case bool():
            return str(value).lower()
        case int() | float():
            return str(value)
        case {"id": str() as identifier}:
            return identifier
    raise Problem(400, f"{where}: a text, number, boolean or object with `id` is expected.")


def _column(value: Any) -> Column:
    sent = _object(value, "extend: a property")
    settings = _object(sent.get("settings") or {}, "extend: settings")
    limit = settings.get("limit") or None
    if isinstance(limit, str):
        limit = read_count(limit, "extend: limit", 0, MOST) or None
    return Column(
        property=_text(sent.get("id"), "extend: the id of a property"),
        limit=None if limit is None else _positive(limit, "extend: limit"),
        language=_text(settings.get("lang", "en"), "extend: lang"),
    )


def _parsed(text: str, name: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_number)
    except RecursionError:
        raise Problem(400, f"{name}: the JSON is nested too deep.") from None
    except ValueError as error:
        raise Problem(400, f"{name}: this is no JSON: {error}.") from None


def _no_number(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON")


def _object(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise Problem(400, f"{where}: an object is expected.")
    return value


def _array(value: Any, where: str) -> Sequence[Any]:
    if not isinstance(value, list):
        raise Problem(400, f"{where}: an array is expected.")
    return value


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise Problem(400, f"{where}: a text is expected.")
    return value


def _positive(value: Any, where: str) -> int:
    whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if isinstance(value, bool) or not whole or value < 1:
        raise Problem(400, f"{where}: a whole number from 1 on is expected.")
    return int(value)


def _shown(key: str) -> str:
    return json.dumps(key[:40])
