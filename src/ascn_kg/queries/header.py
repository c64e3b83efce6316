"""The header of a canned query: TOML behind ``#+`` at the top of the ``.rq`` file.

::

    #+ title = { en = "Cities of the network", id = "Kota-kota jaringan" }
    #+ description = { en = "…", id = "…" }
    #+ tags = ["city"]
    #+ [columns]
    #+ city = { en = "City", id = "Kota" }
    #+ [parameters.country]
    #+ type = "iri"
    #+ kind = "ascn:Country"
    #+ title = { en = "Country", id = "Negara" }
    #+ example = "Indonesia"
    #+ [[examples]]
    #+ parameters = { country = "Indonesia" }
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from ascn_kg.errors import QueryFileError
from ascn_kg.namespaces import expand
from ascn_kg.queries.parameters import TYPES, Parameter

#: The languages in which a header says everything.
LANGUAGES: Final = ("en", "id")
#: What a `chart` may be.
CHARTS: Final = ("bar", "map", "table", "timeline")

_MARK: Final = "#+"
_NAME: Final = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
_KEYS: Final = frozenset(
    {"title", "description", "tags", "chart", "columns", "parameters", "examples"}
)
_PARAMETER_KEYS: Final = frozenset(
    {"type", "kind", "title", "many", "values", "default", "example"}
)


class Header(NamedTuple):
    """What the header of a canned query says; texts are by language (``en``, ``id``)."""

    title: Mapping[str, str]
    description: Mapping[str, str]
    tags: tuple[str, ...]
    chart: str
    columns: Mapping[str, Mapping[str, str]]
    parameters: Mapping[str, Parameter]
    examples: tuple[Mapping[str, object], ...]


def split_header(text: str) -> tuple[str, str]:
    """Return the TOML of the header and the query below it."""
    lines = text.splitlines(keepends=True)
    size = next((n for n, line in enumerate(lines) if not line.startswith(_MARK)), len(lines))
    toml = "".join(line.removeprefix(_MARK).removeprefix(" ") for line in lines[:size])
    return toml, "".join(lines[size:]).lstrip("\r\n")


def read_header(file: str, toml: str) -> Header:
    """Return the header written as ``toml``; ``file`` is named in errors.

    Raises:
        QueryFileError: it is no TOML, lacks a key or a language, or holds a key that nobody knows.
    """
    return _Reader(file).header(toml)


class _Reader:
    """Reads one header; knows the file for its messages."""

    def __init__(self, file: str) -> None:
        self.file = file

    def header(self, toml: str) -> Header:
        try:
            table = tomllib.loads(toml)
        except tomllib.TOMLDecodeError as error:
            raise self.fault(f"the header is not TOML: {error}") from error
        self.known_keys(table, _KEYS, "the header")
        chart = table.get("chart", "table")
        if chart not in CHARTS:
            raise self.fault(f"chart is {chart!r}; it is one of {', '.join(CHARTS)}")
        parameters = {
            name: self.parameter(name, value)
            for name, value in self.table(table, "parameters", "the header").items()
        }
        columns = self.table(table, "columns", "the header") if "columns" in table else {}
        return Header(
            title=self.texts(table, "title", "the header"),
            description=self.texts(table, "description", "the header"),
            tags=self.strings(table.get("tags"), "tags"),
            chart=chart,
            columns={name: self.texts(columns, name, "columns") for name in columns},
            parameters=parameters,
            examples=self.examples(table.get("examples", []), parameters),
        )

    def parameter(self, name: str, value: object) -> Parameter:
        where = f"parameter {name}"
        if not isinstance(value, dict) or not re.fullmatch(_NAME, name):
            raise self.fault(f"{where} is no table with a name in kebab case")
        self.known_keys(value, _PARAMETER_KEYS, where)
        kind, type_ = value.get("kind", ""), value.get("type")
        if type_ not in TYPES:
            raise self.fault(f"{where} has type {type_!r}; it is one of {', '.join(TYPES)}")
        if kind and (type_ != "iri" or expand(kind) is None):
            raise self.fault(f"{where} has kind {kind!r}; only an iri has one, as a prefixed name")
        if ("values" in value) != (type_ == "enum"):
            raise self.fault(f"{where}: an enum, and nothing else, lists its values")
        default = value.get("default", [])
        if default == [] and "example" not in value:
            raise self.fault(f"{where} has neither a default nor an example")
        return Parameter(
            name=name,
            type=type_,
            title=self.texts(value, "title", where),
            kind=kind,
            many=value.get("many") is True,
            values=self.strings(value["values"], f"{where}: values") if type_ == "enum" else (),
            default=tuple(default) if isinstance(default, list) else (default,),
            example=value.get("example"),
        )

    def examples(
        self, value: object, parameters: Mapping[str, Parameter]
    ) -> tuple[Mapping[str, object], ...]:
        if not isinstance(value, list):
            raise self.fault("examples is no list of tables; write [[examples]]")
        return tuple(self.example(entry, parameters) for entry in value)

    def example(self, entry: Any, parameters: Mapping[str, Parameter]) -> Mapping[str, object]:
        self.known_keys(entry, frozenset({"parameters"}), "an example")
        given = self.table(entry, "parameters", "an example")
        self.known_keys(given, frozenset(parameters), "an example")
        return given

    def known_keys(self, table: Mapping[str, object], known: frozenset[str], where: str) -> None:
        unknown = sorted(set(table) - known)
        if unknown:
            raise self.fault(
                f"{where} holds {', '.join(unknown)}; known are {', '.join(sorted(known))}"
            )

    def table(self, table: Mapping[str, object], key: str, where: str) -> dict[str, object]:
        value = table.get(key)
        if not isinstance(value, dict):
            raise self.fault(f"{where} lacks the table {key}")
        return value

    def texts(self, table: Mapping[str, object], key: str, where: str) -> Mapping[str, str]:
        value = table.get(key)
        if (
            not isinstance(value, dict)
            or set(value) != set(LANGUAGES)
            or not all(isinstance(text, str) and text.strip() for text in value.values())
        ):
            raise self.fault(f"{where}: {key} needs a text in each of {', '.join(LANGUAGES)}")
        return value

    def strings(self, value: object, where: str) -> tuple[str, ...]:
        if not isinstance(value, list) or not value:
            raise self.fault(f"{where} is no list of texts")
        if not all(isinstance(text, str) for text in value):
            raise self.fault(f"{where} holds something else than texts")
        return tuple(value)

    def fault(self, reason: str) -> QueryFileError:
        return QueryFileError(self.file, reason)
