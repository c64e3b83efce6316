"""What the clients of the soak ask: what people and programs do, and now and then an attack."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Final
from urllib.parse import urlencode

from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import BASE
from ascn_kg.results.table import Table

#: One request in so many is hostile.
HOSTILE_ONE_IN: Final = 20
_SPARQL: Final = "application/sparql-query"
_JSON: Final = {"accept": "application/sparql-results+json"}
_LANGUAGES: Final = ("en", "id")
_FORMATS: Final = ("csv", "json", "tsv")
#: Kinds of things whose pages are read, and asked about.
_KINDS: Final = ("city", "country", "meeting", "organization", "project", "source")
_PAGES: Final = (
    "/",
    "/queries",
    "/conflicts",
    "/gaps",
    "/sources",
    "/pictures",
    "/editor",
    "/about",
    "/search?q=kota",
    "/search?q=smart+city",
    "/search/suggestions?q=jak",
)
#: Kinds of requests that take a second and more.
_WORK: Final = frozenset({"page at a day", "page with evidence"})
_DATA: Final = ("/api/queries", "/api/conflicts", "/api/gaps", "/openapi.json", "/healthz")
_QUERIES: Final = (
    "SELECT ?p ?o {{ <{thing}> ?p ?o }} # {number}",
    "SELECT ?s ?p {{ ?s ?p <{thing}> }} LIMIT 100 # {number}",
    "ASK {{ <{thing}> ?p ?o FILTER(STR(?o) = '{number}') }}",
    "CONSTRUCT {{ <{thing}> ?p ?o }} {{ <{thing}> ?p ?o }} # {number}",
    "DESCRIBE <{thing}> # {number}",
    "SELECT ?type (COUNT(*) AS ?n) {{ ?s a ?type }} GROUP BY ?type ORDER BY ?n # {number}",
)
#: Two endless products, and what grows, nests, calls elsewhere, writes, or is no SPARQL.
_ATTACKS: Final = (
    "SELECT * {{ ?a ?b ?c . ?d ?e ?f }} # {number}",
    "SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }} # {number}",
    "SELECT * {{ ?s (!<a:b>|!<a:c>)* ?o }} ORDER BY ?o # {number}",
    'SELECT ?x30 {{ BIND("xxxxxxxxxxxxxxxx" AS ?x0) {doubling} }} # {number}',
    "SELECT * {{ FILTER({nested}) }} # {number}",
    "SELECT * {{ SERVICE <http://127.0.0.1:9/> {{ ?s ?p ?o }} }} # {number}",
    "SELECT * {{ ?s ?p 3.SERVICE <http://127.0.0.1:9/> {{ ?s ?p ?o }} }} # {number}",
    "SELECT * FROM <file:///etc/passwd> {{ ?s ?p ?o }} # {number}",
    "LOAD <file:///etc/passwd> # {number}",
    "DELETE WHERE {{ ?s ?p ?o }} # {number}",
    "SELECT * {{ ?s ?p 'a }} # {number}",
    "\0 # {number}",
)
_DOUBLING: Final = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(30))
_NESTED: Final = "(" * 3_000 + "true" + ")" * 3_000


@dataclass(frozen=True)
class Asked:
    """One request.

    Attributes:
        kind: What sort of request it is, for the table.
        path: With the query string.
        method: HTTP method.
        headers: Beside those that the client adds.
        body: What is sent.
        hostile: Whether no answer is owed.
        patience: Seconds after which the client leaves; None for one that waits.
    """

    kind: str
    path: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    hostile: bool = False
    patience: float | None = None


class Mix:
    """Makes requests without end: canned queries, SPARQL, pages, data, attacks.

    Args:
        kg: The graph that is served.
    """

    def __init__(self, kg: KnowledgeGraph) -> None:
        typed = kg.sparql("SELECT DISTINCT ?s { ?s a ?type FILTER(isIRI(?s)) } ORDER BY ?s")
        assert isinstance(typed, Table)  # noqa: S101
        iris = [str(row[0]) for row in typed]
        self._things = [
            iri for iri in iris if iri.startswith(tuple(f"{BASE}{kind}/" for kind in _KINDS))
        ]
        self._dated = [
            name
            for name in kg.catalog
            if kg.catalog[name].endpoint is None and "as-of" in kg.catalog[name].parameters
        ]

    def requests(self, random: Random) -> Iterator[Asked]:
        """Yield requests; ``random`` decides which, and one in `HOSTILE_ONE_IN` is hostile."""
        harmless = self._harmless(random)
        while True:
            attacks = random.randrange(HOSTILE_ONE_IN)
            for turn in range(HOSTILE_ONE_IN):
                yield _attack(random) if turn == attacks else next(harmless)

    def quick(self, random: Random) -> Iterator[Asked]:
        """Yield requests that are neither hostile nor much work."""
        return (asked for asked in self._harmless(random) if asked.kind not in _WORK)

    def _harmless(self, random: Random) -> Iterator[Asked]:
        kinds: tuple[Callable[[Random], Asked], ...] = (
            self._canned,
            self._canned,
            self._sparql,
            self._sparql,
            self._page,
            self._thing,
            self._query_page,
            _data,
        )
        while True:
            yield random.choice(kinds)(random)

    def _canned(self, random: Random) -> Asked:
        asked = {"as-of": _day(random), "format": random.choice(_FORMATS)}
        return Asked("canned query", f"/api/queries/{self._name(random)}?{urlencode(asked)}")

    def _sparql(self, random: Random) -> Asked:
        text = random.choice(_QUERIES).format(
            thing=random.choice(self._things), number=random.randrange(10**6)
        )
        accept = _JSON if text.startswith(("SELECT", "ASK")) else {"accept": "text/turtle"}
        if random.random() < 0.5:
            return Asked("SPARQL", f"/sparql?{urlencode({'query': text})}", headers=accept)
        headers = {**accept, "content-type": _SPARQL}
        return Asked("SPARQL", "/sparql", "POST", headers, text.encode())

    def _page(self, random: Random) -> Asked:
        return Asked("page", random.choice(_PAGES), headers=_reader(random))

    def _thing(self, random: Random) -> Asked:
        path = "/" + random.choice(self._things).removeprefix(BASE)
        if random.random() < 0.2:
            path = f"{path}?as-of={_day(random)}"
            return Asked("page at a day", path, headers=_reader(random))
        return Asked("page of a thing", path, headers=_reader(random))

    def _query_page(self, random: Random) -> Asked:
        path = f"/queries/{self._name(random)}?as-of={_day(random)}"
        if random.random() < 0.2:
            return Asked("page with evidence", f"{path}&evidence=true", headers=_reader(random))
        return Asked("page of an answer", path, headers=_reader(random))

    def _name(self, random: Random) -> str:
        return random.choice(self._dated)


def _data(random: Random) -> Asked:
    return Asked("data", random.choice(_DATA))


def _reader(random: Random) -> dict[str, str]:
    return {"accept": "text/html", "accept-language": random.choice(_LANGUAGES)}


def _day(random: Random) -> str:
    return f"{random.randint(2018, 2026)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"


def _attack(random: Random) -> Asked:
    """Return a hostile request: a text, a body that is too long, or a client that leaves."""
    text = random.choice(_ATTACKS).format(
        number=random.randrange(10**6), doubling=_DOUBLING, nested=_NESTED
    )
    body, patience = text.encode(), None
    match random.randrange(8):
        case 0:
            body = b"#" * 2_000_000
        case 1:
            patience = 0.3
    headers = {"content-type": _SPARQL}
    return Asked("hostile", "/sparql", "POST", headers, body, hostile=True, patience=patience)
