"""A query with SERVICE has the answer that SPARQL 1.1 Federated Query gives it.

The oracle is Oxigraph's own SERVICE, which fetches what a pattern has and joins it afterwards: it
is right, asks for everything, and goes wherever a query says. We send bindings along; two of them
at a time here, so that an answer is put together from several.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from oxigraph_process import oxigraph_server
from remotes import Remote, results, running

from ascn_kg.errors import (
    QueryRefusedError,
    QuerySyntaxError,
    RemoteBusyError,
    RemoteError,
    RemoteLimitError,
    RemoteTimeoutError,
)
from ascn_kg.federation.connection import Limits
from ascn_kg.federation.rewriting import Federation
from ascn_kg.graph import KnowledgeGraph, from_dataset, load
from ascn_kg.results.table import Table
from ascn_kg.sparql.services import services

PREFIX = "PREFIX : <http://x.example/> "
THERE = f"""{PREFIX}
:a :pop 5 ; :name "A" . :b :pop 7, 8 . :d :pop 9 ; :name "D" . :z :in :a . :y :in :z .
"""
HERE = f"""{PREFIX}
GRAPH <http://g.example/1> {{
  :A :same :a ; :pop 5 ; :name "A" ; :kind :K . :B :same :b ; :pop 1 . :C :same :c ; :kind :K .
  :E :alias [] .
}}
GRAPH <http://g.example/2> {{ :D :same :d }}
"""
#: Groups in which ``S{{ … }}`` stands for SERVICE.
GROUPS = (Path(__file__).parent / "groups.txt").read_text("utf-8").splitlines()

Rows = Counter[tuple[str, ...]]


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with oxigraph_server() as url:
        headers = {"Content-Type": "text/turtle"}
        httpx.post(f"{url}/store?default", content=THERE, headers=headers).raise_for_status()
        yield f"{url}/query"


@pytest.fixture(scope="module")
def here() -> ox.Store:
    store = ox.Store()
    store.load(HERE.encode(), format=ox.RdfFormat.TRIG)
    return store


def allowing(store: ox.Store, *hosts: str, **limits: int | float) -> KnowledgeGraph:
    """Return a graph over ``store`` that may ask ``hosts``."""
    kg = from_dataset(store)
    kg.federation = Federation(hosts, Limits(**limits))  # type: ignore[arg-type]
    return kg


def rows(table: object) -> Rows:
    """Return the rows of an answer, however blank nodes are called."""
    assert isinstance(table, Table)
    return _rows(table.rows)


def _rows(found: object) -> Rows:
    return Counter(
        tuple("_:" if isinstance(term, ox.BlankNode) else str(term) for term in row)
        for row in found  # type: ignore[attr-defined]
    )


def text(group: str, endpoint: str, form: str = "SELECT *") -> str:
    return f"{PREFIX} {form} {{ {group.replace('S{', f'SERVICE <{endpoint}> {{')} }}"


@pytest.fixture(scope="module")
def kg(here: ox.Store, endpoint: str) -> KnowledgeGraph:
    return allowing(here, httpx.URL(endpoint).netloc.decode(), values=2)


def test_there_are_many_groups() -> None:
    assert len(GROUPS) == len(set(GROUPS)) >= 60


@pytest.mark.parametrize("group", GROUPS)
def test_the_answer_is_that_of_an_engine_that_asks_for_everything(
    kg: KnowledgeGraph, here: ox.Store, endpoint: str, group: str
) -> None:
    query = text(group, endpoint)
    wanted = here.query(query, use_default_graph_as_union=True)
    assert isinstance(wanted, ox.QuerySolutions)
    assert rows(kg.sparql(query)) == _rows(wanted)


@pytest.mark.parametrize(
    ("group", "found"),
    [
        ("GRAPH ?g { ?c :same ?x S{ ?x :pop ?n } }", {"5 A 1", "7 B 1", "8 B 1", "9 D 2"}),
        ("GRAPH <http://g.example/2> { ?c :same ?x S{ ?x :pop ?n } }", {"9 D"}),
        (
            "GRAPH ?g { ?c :same ?x FILTER(isIRI(?x)) OPTIONAL { S{ ?x :pop ?n } } }",
            {"5 A 1", "7 B 1", "8 B 1", "- C 1", "9 D 2"},
        ),
    ],
)
def test_a_graph_here_is_no_graph_there(
    kg: KnowledgeGraph, endpoint: str, group: str, found: set[str]
) -> None:
    """Oxigraph sends GRAPH along, so these are written by hand."""
    table = kg.sparql(text(group, endpoint, "SELECT ?n ?c ?g"))
    assert isinstance(table, Table)
    cells = [[getattr(term, "value", "-").rpartition("/")[2] for term in row] for row in table.rows]
    assert {" ".join(row).removesuffix(" -") for row in cells} == found
    assert len(cells) == len(found)


@pytest.mark.parametrize("form", ["ASK", "CONSTRUCT { ?c :pop ?n }", "DESCRIBE ?c"])
def test_every_form_of_query(kg: KnowledgeGraph, here: ox.Store, endpoint: str, form: str) -> None:
    query = text(
        "?c :same ?x S{ ?x :pop ?n }", endpoint, f"{form} WHERE".replace("ASK WHERE", "ASK")
    )
    wanted = here.query(query, use_default_graph_as_union=True)
    found = kg.answer(query)
    if isinstance(wanted, ox.QueryTriples):
        assert isinstance(found, ox.QueryTriples)
        assert set(found) == set(wanted) != set()
    else:
        assert bool(found) is bool(wanted) is True


def test_the_dataset_clause_holds_for_what_is_run_before(
    kg: KnowledgeGraph, here: ox.Store, endpoint: str
) -> None:
    form = "SELECT * FROM <http://g.example/2> FROM NAMED <http://g.example/1>"
    for group in ("?c :same ?x S{ ?x :pop ?n }", "GRAPH ?g { ?c :same ?x } S{ ?x :pop ?n }"):
        query = text(group, endpoint, form)
        wanted = here.query(query)
        assert isinstance(wanted, ox.QuerySolutions)
        assert rows(kg.sparql(query)) == _rows(wanted) != Counter()


def test_the_endpoint_may_be_a_prefixed_name_or_relative(kg: KnowledgeGraph, endpoint: str) -> None:
    base, _, name = endpoint.rpartition("/")
    pattern = "{ ?x :pop 5 }"
    for query in (
        f"{PREFIX} PREFIX e: <{base}/> SELECT * {{ SERVICE e:{name} {pattern} }}",
        f"{PREFIX} BASE <{base}/> SELECT * {{ SERVICE <{name}> {pattern} }}",
        f"{PREFIX} PREFIX : <{endpoint}> SELECT * {{ SERVICE : {{ ?x ?p 5 }} }}",
        f"{PREFIX} SELECT * {{ sErViCe#here\n<{endpoint}>{pattern} }}",
    ):
        assert len(kg.sparql(query)) == 1  # type: ignore[arg-type]


def test_a_word_in_a_string_or_comment_is_no_service(kg: KnowledgeGraph) -> None:
    query = f'{PREFIX} SELECT ?service {{ ?service :name "A" # SERVICE <http://x/> {{}}\n}}'
    assert kg.localise(query).endpoints == ()
    assert len(kg.sparql(query)) == 1  # type: ignore[arg-type]


def test_now_is_one_moment_and_chance_is_not_sent(asking: KnowledgeGraph, remote: Remote) -> None:
    """What is run before an endpoint is asked, and what is run after, has to fit together."""
    remote.body = results(["x", "n"])
    now = "?c :pop 1 BIND(NOW() AS ?now) BIND(now() AS ?x) S{ ?x :pop ?n FILTER(?n < NOW()) }"
    left = asking.localise(text(now, remote.url)).text
    moments = [re.findall(r'"(20[^"]+)"\^\^', each) for each in (left, remote.queries[-1])]
    assert [len(each) for each in moments] == [2, 2] and len({*moments[0], *moments[1]}) == 1
    assert "now()" not in left.lower()
    asking.sparql(text("?c :same ?y BIND(UUID() AS ?x) S{ ?x :pop ?n }", remote.url))
    assert "VALUES" not in remote.queries[-1]


# What is sent


@pytest.fixture
def remote() -> Iterator[Remote]:
    with running(Remote()) as server:
        yield server


@pytest.fixture
def asking(here: ox.Store, remote: Remote) -> KnowledgeGraph:
    return allowing(here, remote.host, values=2)


def test_only_what_is_here_is_asked_for(asking: KnowledgeGraph, remote: Remote) -> None:
    remote.body = results(["x", "n"])
    asking.sparql(text("?c :same ?x FILTER(isIRI(?x)) S{ ?x :pop ?n }", remote.url))
    sent = [query.split("VALUES")[1].partition("\n")[0] for query in remote.queries]
    assert [line.count("<http") for line in sent] == [2, 2]
    assert {iri for line in sent for iri in line.split() if "<http" in iri} == {
        f"(<http://x.example/{name}>)" for name in "abcd"
    }


def test_thirty_cities_are_one_request(remote: Remote) -> None:
    remote.body = results(["x", "n"])
    store = ox.Store()
    same = ox.NamedNode("http://x.example/same")
    for number in range(30):
        city = ox.NamedNode(f"http://x.example/{number}")
        store.add(ox.Quad(city, same, city, ox.NamedNode("http://g.example/1")))
    kg = allowing(store, remote.host)
    kg.sparql(text("?c :same ?x S{ ?x :pop ?n }", remote.url))
    assert len(remote.queries) == 1 and remote.queries[0].count("(<http") == 30


def test_nothing_is_asked_where_nothing_can_be_joined(
    asking: KnowledgeGraph, remote: Remote
) -> None:
    table = asking.sparql(text("?c :nothing ?x S{ ?x :pop ?n }", remote.url))
    assert rows(table) == Counter() and remote.requests == 0


def test_too_many_values_are_not_sent(here: ox.Store, remote: Remote) -> None:
    remote.body = results(["x", "n"], ["http://x.example/a", "http://n.example/1"])
    kg = allowing(here, remote.host, values=1, requests=2)
    query = text("?c :same ?x FILTER(isIRI(?x)) S{ ?x :pop ?n }", remote.url)
    assert len(kg.sparql(query)) == 1  # type: ignore[arg-type]
    assert [query.count("VALUES") for query in remote.queries] == [0]


def test_a_blank_node_of_an_endpoint_becomes_an_iri(asking: KnowledgeGraph, remote: Remote) -> None:
    blank = {"type": "bnode", "value": "b0"}
    remote.body = results(["x", "y"], [blank, blank], [{"type": "bnode", "value": "b1"}, None])
    group = "S{ ?x :p ?y } S{ ?z :p ?w }"
    table = asking.sparql(text(group, remote.url, "SELECT ?x ?y"))
    assert isinstance(table, Table)
    names = {term.value for row in table.rows for term in row if term is not None}  # type: ignore[union-attr]
    assert len(names) == 2
    assert all(name.startswith("https://w3id.org/ascn/.well-known/genid/") for name in names)
    again = asking.sparql(text("S{ ?x :p ?y }", remote.url))
    assert isinstance(again, Table)
    assert not names & {row[0].value for row in again.rows}  # type: ignore[union-attr]


def test_literals_come_as_they_are(asking: KnowledgeGraph, remote: Remote) -> None:
    nasty = "a \" \\ \n } SERVICE <http://x/> { ' é 日本"
    remote.body = results(
        ["x", "y", "z"],
        [
            {"type": "literal", "value": nasty},
            {"type": "literal", "value": nasty, "xml:lang": "id"},
            {"type": "literal", "value": "01", "datatype": "http://x.example/type"},
        ],
    )
    table = asking.sparql(text("S{ ?x ?y ?z }", remote.url))
    assert isinstance(table, Table)
    wanted = ox.Literal(nasty), ox.Literal(nasty, language="id")
    typed = ox.Literal("01", datatype=ox.NamedNode("http://x.example/type"))
    assert table.rows == [(*wanted, typed)]


# What fails


@pytest.mark.parametrize(
    ("body", "status", "headers", "reason"),
    [
        (b"no", 200, {"Content-Type": "text/html"}, "is no SPARQL endpoint"),
        (b"no", 200, {}, "is no SPARQL endpoint"),
        (b"no", 200, None, "cannot be read"),
        (b'{"head":{},"boolean":true}', 200, None, "true or false"),
        (b"no", 404, None, "status 404"),
        (b"no", 500, None, "status 500"),
        (b"no", 400, None, "does not take this query"),
        (results(["x"], ["http://x> } SERVICE <http://y> {"]), 200, None, "cannot be read"),
        (
            results(["x"], [{"type": "literal", "value": "a", "datatype": "b> <c"}]),
            200,
            None,
            "read",
        ),
        (results(["x"], [{"type": "literal", "value": "a", "xml:lang": "e n"}]), 200, None, "read"),
        (b"[" * 100_000, 200, None, "cannot be read"),
    ],
)
def test_a_failure_is_told_or_silent(
    asking: KnowledgeGraph,
    remote: Remote,
    body: bytes,
    status: int,
    headers: dict[str, str] | None,
    reason: str,
) -> None:
    remote.body, remote.status = body, status
    if headers is not None:
        remote.headers = headers
    query = text("S{ ?x :pop ?n }", remote.url)
    with pytest.raises(RemoteError, match=reason):
        asking.sparql(query)
    table = asking.sparql(query.replace("SERVICE", "SERVICE SILENT"))
    assert isinstance(table, Table)
    assert (set(table.columns), table.rows) == ({"x", "n"}, [(None, None)])


def test_nobody_there(here: ox.Store, remote: Remote) -> None:
    with running(Remote()) as gone:
        host, url = gone.host, gone.url
    kg = allowing(here, host)
    with pytest.raises(RemoteError, match="cannot be reached"):
        kg.sparql(text("S{ ?x :pop ?n }", url))
    silent = text("?c :pop 1 S{ ?x :pop ?n }", url).replace("SERVICE", "SERVICE SILENT")
    assert rows(kg.sparql(silent)) == Counter({("<http://x.example/B>", "None", "None"): 1})


def test_a_part_that_fails_makes_the_whole_empty(here: ox.Store, remote: Remote) -> None:
    """Of three requests the third fails: SILENT gives one empty solution, not two thirds."""
    remote.body = results(["x", "n"], ["http://x.example/a", "http://n.example/1"])
    kg = allowing(here, remote.host, values=1, requests=4, rows=2)
    silent = text("?c :same ?x FILTER(isIRI(?x)) S{ ?x :pop ?n }", remote.url)
    with pytest.raises(RemoteLimitError, match="more than 2 rows"):
        kg.sparql(silent)
    table = kg.sparql(silent.replace("SERVICE", "SERVICE SILENT").replace("*", "?x ?n"))
    assert isinstance(table, Table)
    assert len(table) == 4 and {row[1] for row in table.rows} == {None}


def test_limits(here: ox.Store, remote: Remote) -> None:
    three = results(["x"], *[[f"http://x.example/{n}"] for n in range(3)])
    remote.body = three
    query = text("S{ ?x :pop 1 }", remote.url)
    with pytest.raises(RemoteLimitError, match="more than 2 rows"):
        allowing(here, remote.host, rows=2).sparql(query)
    assert remote.queries[-1].endswith("LIMIT 3"), "no more is asked for"
    assert len(allowing(here, remote.host, rows=3).sparql(query)) == 3  # type: ignore[arg-type]
    with pytest.raises(RemoteLimitError, match="more than 2 requests"):
        group = "VALUES ?x { :a :b } S{ ?x :p 1 } S{ ?y :p 1 }"
        allowing(here, remote.host, values=1, requests=2).sparql(text(group, remote.url))
    nothing = " ".join(f"OPTIONAL {{ ?x :no ?y{n} S{{ ?y{n} :p ?z }} }}" for n in range(3))
    assert len(allowing(here, remote.host, requests=3).sparql(text(nothing, remote.url))) == 1  # type: ignore[arg-type]
    with pytest.raises(RemoteLimitError, match="more than 2 SERVICE patterns"):
        allowing(here, remote.host, requests=2).sparql(text(nothing, remote.url))
    with pytest.raises(RemoteTimeoutError, match="longer than 0 seconds"):
        allowing(here, remote.host, seconds=0).sparql(text(nothing, remote.url))
    with pytest.raises(RemoteLimitError, match="longer than"):
        allowing(here, remote.host, bytes=100).sparql(query)
    remote.headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    with pytest.raises(RemoteError, match="compresses"):
        allowing(here, remote.host).sparql(query)


def _without_end() -> Iterator[bytes]:
    while True:
        yield b" " * 65_536


def test_an_answer_without_end(here: ox.Store, remote: Remote) -> None:
    remote.body = _without_end()
    with pytest.raises(RemoteLimitError, match="longer than 1 MB"):
        allowing(here, remote.host, bytes=1 << 20).sparql(text("S{ ?x :p 1 }", remote.url))


def test_an_answer_that_trickles(here: ox.Store, remote: Remote) -> None:
    """One byte after the other comes in time; all of them do not."""
    import time

    def trickling() -> Iterator[bytes]:
        for _ in range(400):
            time.sleep(0.05)
            yield b" "

    remote.body = trickling()
    with pytest.raises(RemoteTimeoutError, match=r"no answer within 0\.4 seconds"):
        allowing(here, remote.host, seconds=0.4).sparql(text("S{ ?x :p 1 }", remote.url))


def test_few_queries_ask_at_once(here: ox.Store, remote: Remote) -> None:
    kg = allowing(here, remote.host, concurrency=1)
    query = text("S{ ?x :p 1 }", remote.url)
    busy: list[str] = []

    def asks_meanwhile() -> Iterator[bytes]:
        try:
            kg.sparql(query)
        except RemoteBusyError as error:
            busy.append(str(error))
        yield results(["x"])

    remote.body = asks_meanwhile()
    assert rows(kg.sparql(query)) == Counter()
    assert len(busy) == 1 and "Try again" in busy[0]
    remote.body = results(["x"])
    assert rows(kg.sparql(query)) == Counter(), "the place is free again"


# What is refused


@pytest.mark.parametrize("silent", ["", "SILENT "])
@pytest.mark.parametrize(
    ("group", "reason"),
    [
        ("SERVICE ?e { ?s ?p ?o }", r"SERVICE \?e is refused"),
        ("VALUES ?e { <URL> } SERVICE ?e { ?s ?p ?o }", r"SERVICE \?e is refused"),
        ("SERVICE <URL> { SERVICE <URL> { ?s ?p ?o } }", "a SERVICE in SERVICE"),
        (
            "SERVICE <URL> { ?s ?p ?o } SERVICE <http://other.example/> { ?s ?p ?o }",
            "none of those",
        ),
        ("SERVICE <http://127.0.0.1:1/> { ?s ?p ?o }", "none of those allowed"),
    ],
)
def test_what_is_refused_is_never_silent(
    asking: KnowledgeGraph, remote: Remote, silent: str, group: str, reason: str
) -> None:
    group = group.replace("URL", remote.url).replace("SERVICE ", f"SERVICE {silent}")
    query = f"SELECT * {{ {group} }}"
    with pytest.raises(QueryRefusedError, match=reason):
        asking.sparql(query)
    assert remote.requests == 0


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE }",
        "SELECT * { SERVICE <URL> }",
        "SELECT * { SERVICE SILENT }",
        "SELECT * { SERVICE <URL> { ?s ?p ?o }",
        "SELECT * { SERVICE <URL> ?s ?p ?o }",
        "SELECT * {} SERVICE <URL> { ?s ?p ?o }",
        "SELECT SERVICE <URL> { ?s ?p ?o }",
        "SERVICE <URL> { ?s ?p ?o }",
        "SELECT * { SERVICE 'a' { ?s ?p ?o } }",
        "SELECT * { SERVICE a:b { ?s ?p ?o } }",
        "SELECT * { SERVICE <URL> { ?s ?p } }",
        "SELECT * { SERVICE <URL> { ?s ?p ?o )} }",
        "SELECT * { OPTIONAL SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * { FILTER SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * { VALUES ?x SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * { GRAPH SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * { { ?s ?p ?o } UNION SERVICE <URL> { ?s ?p ?o } }",
    ],
)
def test_what_is_no_sparql_is_called_so(asking: KnowledgeGraph, remote: Remote, query: str) -> None:
    with pytest.raises(QuerySyntaxError) as raised:
        asking.sparql(query.replace("URL", remote.url))
    assert "SPARQL" in str(raised.value) or "SERVICE" in str(raised.value)


def test_nothing_is_allowed_by_default(here: ox.Store, remote: Remote) -> None:
    kg = from_dataset(here)
    assert kg.federation is None
    with pytest.raises(QueryRefusedError, match="SERVICE is refused"):
        kg.sparql(text("S{ ?x :p 1 }", remote.url))
    assert remote.requests == 0


def test_load_takes_what_is_allowed(kg: KnowledgeGraph, remote: Remote) -> None:
    remote.body = results(["x"], ["http://x.example/a"])
    asking = load(allow_service=[remote.host])
    assert len(asking.sparql(text("S{ ?x :p 1 }", remote.url))) == 1  # type: ignore[arg-type]
    assert len(asking.at(as_of="2020-01-01").sparql(text("S{ ?x :p 1 }", remote.url))) == 1  # type: ignore[arg-type]


def test_every_pattern_is_found_in_the_order_of_the_text() -> None:
    query = text("S{ ?a :p 1 } { S{ ?b :p 1 } } OPTIONAL { S{ ?c :p 1 } }", "http://e.example/")
    found = list(services(query))
    assert [service.pattern.strip()[:2] for service in found] == ["?a", "?b", "?c"]
    assert [query[s.start : s.end][:7] for s in found] == ["SERVICE"] * 3
    assert all(query[s.start : s.end].endswith("}") for s in found)
