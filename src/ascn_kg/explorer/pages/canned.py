"""Canned queries: the list of them, and for each a form, its answer, and other ways to ask it."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from pyoxigraph import NamedNode, QuerySolutions
from starlette.requests import Request
from starlette.responses import Response

from ascn_kg.errors import UsageError
from ascn_kg.explorer.language import CHOICE, language_of, texts
from ascn_kg.explorer.page import render
from ascn_kg.explorer.pages.paging import Part, part
from ascn_kg.explorer.pictures.chart import DRAWN, Chart, Column, chart_of
from ascn_kg.explorer.pictures.map import Map, Spot, map_of
from ascn_kg.explorer.reader import Shown, href, is_boolean, show_iri, show_term
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import compact, expand
from ascn_kg.queries.catalog import CannedQuery
from ascn_kg.queries.parameters import Parameter
from ascn_kg.rdf.terms import AnyTerm
from ascn_kg.results.table import Table, TermRow
from ascn_kg.things.labels import labels

#: Columns with words that are the same in every language.
_CODED: Final = frozenset({"basis", "certainty", "change"})
#: Rows on a page; where a picture is drawn from the rows, it needs all of them.
_ROWS: Final = 100
_DRAWN_ROWS: Final = 2000
#: A class with more things than this is searched, not listed.
_CHOICES: Final = 400
#: Formats of an answer that can be downloaded.
FORMATS: Final = ("csv", "json", "jsonl", "tsv", "md")


@dataclass(frozen=True)
class Field:
    """One field of a form: a parameter with what was given for it.

    Attributes:
        name: Name of the parameter.
        title: What it asks for.
        type: Type of the parameter.
        many: Whether it takes several values.
        given: What was given; as many fields, and an empty one where more may follow.
        choices: Values to choose from or to be proposed, with their words.
        placeholder: An example.
    """

    name: str
    title: str
    type: str
    many: bool
    given: tuple[str, ...]
    choices: tuple[tuple[str, str], ...]
    placeholder: str


@dataclass(frozen=True)
class Grid:
    """An answer for a page: columns, and rows of cells."""

    columns: tuple[Column, ...]
    rows: Sequence[tuple[Shown, ...]]


@dataclass(frozen=True)
class Answer:
    """The answer of a canned query: the rows of one page, which page it is, and a picture."""

    grid: Grid
    part: Part[TermRow]
    hints: tuple[str, ...]
    map: Map | None
    chart: Chart | None


@dataclass(frozen=True)
class Ways:
    """Other ways to ask the same: on the command line, in Python, over HTTP, in SPARQL.

    In SPARQL one asks the whole dataset, not what was known on a day.
    """

    command: str
    python: str
    url: str
    sparql: str | None
    downloads: tuple[tuple[str, str], ...]


def queries_page(kg: KnowledgeGraph, request: Request) -> Response:
    """Return the page of all canned queries; ``?tag=`` narrows it."""
    every = [kg.catalog[name] for name in kg.catalog]
    tags = sorted({tag for query in every for tag in query.header.tags})
    tag = request.query_params.get("tag", "")
    found = [query for query in every if not tag or tag in query.header.tags]
    language = language_of(request)
    found.sort(key=lambda query: query.header.title[language].casefold())
    return render(request, "queries.html", queries=found, tags=tags, tag=tag)


def query_page(kg: KnowledgeGraph, request: Request) -> Response:
    """Return the page of the canned query that the path names."""
    return page_of_query(kg, request, request.path_params["name"])


def page_of_query(kg: KnowledgeGraph, request: Request, name: str) -> Response:
    """Return the page of the canned query ``name``: the form, and the answer for what was given.

    Raises:
        UnknownQueryError: there is no such query.
    """
    query = kg.catalog[name]
    asked = Asked(query, request)
    answer, fault = None, ""
    try:
        answer = _answer(kg, query, asked, request)
    except UsageError as error:
        fault = str(error)
    return render(
        request,
        "query.html",
        400 if fault else 200,
        query=query,
        fields=list(_fields(kg, query, asked)),
        asked=asked,
        answer=answer,
        fault=fault,
        ways=_ways(kg, query, asked, request) if not fault else None,
    )


class Asked:
    """What a request gives for the parameters of a query.

    Attributes:
        values: Parameter -> what was given, blanks left out.
        language: The reader's language, and that of the names in the answer.
        evidence: Whether each row shall say what stands behind it.
        known_at: The day by which the sources were published that count; "" for all of them.
    """

    def __init__(self, query: CannedQuery, request: Request) -> None:
        self.language = language_of(request)
        self.values: dict[str, list[str]] = {}
        for name in query.parameters:
            given = [text.strip() for text in request.query_params.getlist(name)]
            if name != CHOICE and any(given):
                self.values[name] = [text for text in given if text]
        self.evidence = request.query_params.get("evidence", "") == "true"
        self.known_at = request.query_params.get("known-at", "").strip()
        self._names_language = CHOICE in query.parameters

    def parameters(self) -> dict[str, object]:
        """Return the values as `KnowledgeGraph.run` takes them."""
        given: dict[str, object] = {
            name: values[0] if len(values) == 1 else values for name, values in self.values.items()
        }
        return {**given, CHOICE: self.language} if self._names_language else given

    def pairs(self) -> list[tuple[str, str]]:
        """Return the values as they stand in an address."""
        found = [(name, value) for name, values in self.values.items() for value in values]
        return found + ([(CHOICE, self.language)] if self._names_language else [])


def _answer(kg: KnowledgeGraph, query: CannedQuery, asked: Asked, request: Request) -> Answer:
    table = kg.run(
        query.name,
        evidence=asked.evidence,
        known_at=asked.known_at or None,
        **asked.parameters(),
    )
    picture = query.header.chart
    shown = part(request, table.rows, _DRAWN_ROWS if picture in DRAWN else _ROWS)
    labels_of = _labels(kg, table.rows if picture == "map" else shown.items, asked.language)
    grid = grid_of(
        Table(table.columns, shown.items),
        _titles(query, asked.language),
        labels_of,
        asked.language,
    )
    return Answer(
        grid=grid,
        part=shown,
        hints=tuple(hint.text(asked.language) for hint in table.hints),
        map=_map(table, labels_of, asked.language) if picture == "map" else None,
        chart=chart_of(picture, grid.columns),
    )


def _titles(query: CannedQuery, language: str) -> dict[str, str]:
    return {name: title[language] for name, title in query.header.columns.items()}


def _labels(kg: KnowledgeGraph, rows: Iterable[TermRow], language: str) -> Mapping[str, str]:
    iris = {term.value for row in rows for term in row if isinstance(term, NamedNode)}
    return labels(kg.engine, iris, language) if iris else {}


def grid_of(
    table: Table, titles: Mapping[str, str], labels_of: Mapping[str, str], language: str
) -> Grid:
    """Return ``table`` for a page: a thing and its name are one cell, a link."""
    names = dict(_name_columns(table))
    hidden = set(names.values()) | _places(table.columns)
    kept = [column for column in table.columns if column not in hidden]
    rows = [
        tuple(_cell(cells, column, names, labels_of, language) for column in kept)
        for cells in (dict(zip(table.columns, row, strict=True)) for row in table.rows)
    ]
    columns = (
        Column(name, titles.get(name, name), *_content(row[place] for row in rows))
        for place, name in enumerate(kept)
    )
    return Grid(tuple(columns), rows)


def _content(cells: Iterable[Shown]) -> tuple[str, bool]:
    """Return the one kind of the cells that are not empty, else "", and whether texts repeat."""
    filled = [cell for cell in cells if cell.text]
    kinds = {cell.kind for cell in filled}
    return kinds.pop() if len(kinds) == 1 else "", len({cell.text for cell in filled}) < len(filled)


def _name_columns(table: Table) -> Iterator[tuple[str, str]]:
    """Yield the columns of things, each with the column right after it that has their names."""
    for place, (column, following) in enumerate(
        zip(table.columns, table.columns[1:], strict=False)
    ):
        if following not in ("name", f"{column}Name"):
            continue
        cells = [row[place] for row in table.rows if row[place] is not None]
        if cells and all(isinstance(cell, NamedNode) for cell in cells):
            yield column, following


def _places(columns: Sequence[str]) -> set[str]:
    return {"lat", "long"} & set(columns) if {"lat", "long"} <= set(columns) else set()


def _cell(
    cells: Mapping[str, AnyTerm | None],
    column: str,
    names: Mapping[str, str],
    labels_of: Mapping[str, str],
    language: str,
) -> Shown:
    term = cells[column]
    name = cells.get(names.get(column, ""))
    if isinstance(term, NamedNode):
        known = labels_of.get(term.value) or compact(term.value)
        return show_iri(term.value, getattr(name, "value", "") or known)
    shown = show_term(term, compact, language)
    if column in _CODED or is_boolean(term):
        return replace(shown, text=texts(language).known(f"value.{shown.text}") or shown.text)
    return shown


def _map(table: Table, labels_of: Mapping[str, str], language: str) -> Map | None:
    if not _places(table.columns):
        return None
    spots = []
    for row in table.rows:
        cells = dict(zip(table.columns, row, strict=True))
        named = (cells.get("thing"), *row)
        thing = next((term for term in named if isinstance(term, NamedNode)), None)
        if cells["lat"] is None or cells["long"] is None or thing is None:
            continue
        spots.append(
            Spot(
                name=labels_of.get(thing.value, compact(thing.value)),
                href=href(thing.value),
                long=float(cells["long"].value),  # type: ignore[union-attr]
                lat=float(cells["lat"].value),  # type: ignore[union-attr]
            )
        )
    return map_of(spots) if spots else None


def _fields(kg: KnowledgeGraph, query: CannedQuery, asked: Asked) -> Iterator[Field]:
    for parameter in query.parameters.values():
        if parameter.name == CHOICE:
            continue
        given = tuple(asked.values.get(parameter.name, ()))
        yield Field(
            name=parameter.name,
            title=parameter.title[asked.language],
            type=parameter.type,
            many=parameter.many,
            given=given if given and not parameter.many else (*given, ""),
            choices=tuple(_choices(kg, parameter, asked.language)),
            placeholder=_placeholder(kg, parameter, asked.language),
        )


def _choices(kg: KnowledgeGraph, parameter: Parameter, language: str) -> Iterator[tuple[str, str]]:
    """Yield values to choose from: the words of an enum, the things of a class."""
    if parameter.type == "enum":
        yield from ((value, value) for value in parameter.values)
    kind = expand(parameter.kind) if parameter.kind else None
    if kind is None:
        return
    answer = kg.engine.query(
        f"SELECT DISTINCT ?thing {{ ?thing a {NamedNode(kind)} }} LIMIT {_CHOICES + 1}"
    )
    assert isinstance(answer, QuerySolutions)
    things = {row["thing"].value for row in answer if isinstance(row["thing"], NamedNode)}
    if len(things) <= _CHOICES:
        named = labels(kg.engine, things, language) if things else {}
        yield from sorted(((compact(iri), label) for iri, label in named.items()), key=_by_label)


def _by_label(choice: tuple[str, str]) -> str:
    return choice[1].casefold()


def _placeholder(kg: KnowledgeGraph, parameter: Parameter, language: str) -> str:
    example = parameter.example or (parameter.default[0] if parameter.default else "")
    iri = expand(str(example))
    return kg.names.label(iri, language) if iri else str(example)


def _ways(kg: KnowledgeGraph, query: CannedQuery, asked: Asked, request: Request) -> Ways:
    text = None if asked.known_at else query.bind(asked.parameters(), kg.names)
    values = asked.parameters()
    pairs = asked.pairs()
    if asked.known_at:
        pairs.append(("known-at", asked.known_at))
        values["known-at"] = asked.known_at
    command = ["ascn-kg", "run", query.name, *(f"--{name}={value}" for name, value in pairs)]
    if asked.evidence:
        command.append("--evidence")
        pairs.append(("evidence", "true"))
    arguments = [f"{name.replace('-', '_')}={_python(value)}" for name, value in values.items()]
    arguments += ["evidence=True"] if asked.evidence else []
    path = f"/api/queries/{query.name}"
    return Ways(
        command=shlex.join(command),
        python=f"ascn_kg.load().run({', '.join([_python(query.name), *arguments])})",
        url=f"{str(request.base_url).rstrip('/')}{path}?{urlencode(pairs)}".rstrip("?"),
        sparql=text,
        downloads=tuple(
            (each, f"{path}?{urlencode([*pairs, ('format', each)])}") for each in FORMATS
        ),
    )


def _python(value: object) -> str:
    """Return ``value``, a text or a list of texts, as Python writes it, in double quotes."""
    return json.dumps(value, ensure_ascii=False)
