"""Parameters: reading values, and putting terms into a query without touching anything else."""

from __future__ import annotations

from datetime import date, datetime

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ascn_kg.errors import ParameterError, UnknownThingError
from ascn_kg.namespaces import ASCN, BASE, XSD
from ascn_kg.queries.parameters import Parameter
from ascn_kg.queries.template import Template
from ascn_kg.sparql.engine import LocalEngine
from ascn_kg.sparql.guard import Guarded
from ascn_kg.sparql.tokens import code_tokens, tokens, values_blocks

TITLE = {"en": "Title", "id": "Judul"}
HOSTILE = [
    '"} } SERVICE <http://x/> {',
    "' } #",
    '"""',
    "'''",
    "\\",
    '\\"',
    "\\u0022 } # ",
    "\\u0041bcd1234",
    "\\U00000022",
    "\\\\u0022",
    "\n}\r\n",
    "\x00",
    "\x7f\u0085\u2028",
    "\x0b1234",
    "ជប៉ុន 🏙",
    "?x $x <a> # VALUES ?x { UNDEF }",
]


class Things:
    """A resolver that knows Indonesia."""

    def resolve(self, text: str, kind: str | None = None) -> str:
        if (text, kind) == ("Indonesia", ASCN + "Country"):
            return BASE + "country/idn"
        raise UnknownThingError(text)


def parameter(type: str, many: bool = False) -> Parameter:
    return Parameter(
        "as-of", type, TITLE, "ascn:Country" if type == "iri" else "", many, ("a", "b")
    )


def typed(text: str, name: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + name))


def hostile_texts() -> st.SearchStrategy[str]:
    pieces = st.sampled_from(HOSTILE) | st.text(st.characters(exclude_categories=["Cs"]))
    return st.lists(pieces, max_size=6).map("".join)


def answers(query: str) -> list[object]:
    solutions = ox.Store().query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    return [row[0] for row in solutions]


def test_the_variable_is_the_name_in_camel_case() -> None:
    assert parameter("date").variable == "asOf"


@pytest.mark.parametrize(
    ("type", "given", "term"),
    [
        ("iri", "Indonesia", ox.NamedNode(BASE + "country/idn")),
        ("iri", " Indonesia ", ox.NamedNode(BASE + "country/idn")),
        ("date", "2018-04-28", typed("2018-04-28", "date")),
        ("date", date(2018, 4, 28), typed("2018-04-28", "date")),
        ("date", typed("2018-04-28", "date"), typed("2018-04-28", "date")),
        ("year", "2018", typed("2018", "gYear")),
        ("year", 2018, typed("2018", "gYear")),
        ("integer", "-012", typed("-12", "integer")),
        ("integer", 7, typed("7", "integer")),
        ("text", "", ox.Literal("")),
        ("text", "a\nb", ox.Literal("a\nb")),
        ("enum", "b", ox.Literal("b")),
    ],
)
def test_parse(type: str, given: object, term: object) -> None:
    assert parameter(type).parse(given, Things()) == [term]


@pytest.mark.parametrize(
    ("type", "given", "expected"),
    [
        ("iri", "", "the name or id of a Country"),
        ("iri", 5, "the name or id of a Country"),
        ("date", "2018-02-30", "YYYY-MM-DD"),
        ("date", "20180228", "YYYY-MM-DD"),
        ("date", "2018", "YYYY-MM-DD"),
        ("date", "\uff12018-04-28", "YYYY-MM-DD"),
        ("date", datetime(2018, 4, 28, 1, 2), "YYYY-MM-DD"),
        ("year", "18", "YYYY"),
        ("year", True, "YYYY"),
        ("integer", "1.0", "a whole number"),
        ("integer", True, "a whole number"),
        ("integer", 10**30, "a whole number"),
        ("text", 1, "text"),
        ("text", "\ud800", "text"),
        ("enum", "c", "one of a, b"),
    ],
)
def test_parse_refuses_what_does_not_fit(type: str, given: object, expected: str) -> None:
    with pytest.raises(ParameterError, match=f"parameter as-of: .*{expected} is expected"):
        parameter(type).parse(given, Things())


def test_parse_passes_on_that_a_thing_is_unknown() -> None:
    with pytest.raises(UnknownThingError, match="Atlantis"):
        parameter("iri").parse("Atlantis", Things())


def test_parse_several_values() -> None:
    several = parameter("enum", many=True).parse(["b", "a", "b"], Things())
    assert several == [ox.Literal("b"), ox.Literal("a")]
    assert parameter("enum").parse(("b", "b"), Things()) == [ox.Literal("b")]
    with pytest.raises(ParameterError, match="takes one value; 2 were given"):
        parameter("enum").parse(["a", "b"], Things())
    with pytest.raises(ParameterError, match="empty list"):
        parameter("enum", many=True).parse([], Things())


def bind(text: str, values: dict[str, list[ox.NamedNode | ox.Literal]]) -> str:
    return Template(text).bind(values)


def test_bind_fills_every_block_of_the_variable() -> None:
    query = "SELECT ?x { { VALUES ?x { UNDEF } } UNION { values $x {UNDEF} } VALUES ?xy { 1 } }"
    assert bind(query, {"x": [ox.Literal("a"), ox.NamedNode("http://b/")]}) == (
        'SELECT ?x { { VALUES ?x { "a" <http://b/> } } UNION { values $x { "a" <http://b/> } }'
        " VALUES ?xy { 1 } }"
    )


def test_bind_replaces_a_default_with_braces_and_comments_in_it() -> None:
    query = 'SELECT ?x { VALUES ?x # VALUES ?x { 1 }\n { "}" # }\n <http://a/#b> } }'
    bound = bind(query, {"x": [ox.Literal("new")]})
    assert bound == 'SELECT ?x { VALUES ?x # VALUES ?x { 1 }\n { "new" } }'
    assert answers(bound) == [ox.Literal("new")]


def test_bind_removes_repetitions() -> None:
    query = "SELECT ?x { VALUES ?x { UNDEF } }"
    assert len(answers(bind(query, {"x": [ox.Literal("a"), ox.Literal("a")]}))) == 1


def test_bind_says_what_it_cannot_fill() -> None:
    with pytest.raises(ParameterError, match="no `VALUES \\?y"):
        bind("SELECT ?x { VALUES ?x { UNDEF } } # VALUES ?y { UNDEF }", {"y": [ox.Literal("a")]})
    with pytest.raises(ParameterError, match="no value"):
        bind("SELECT ?x { VALUES ?x { UNDEF } }", {"x": []})


NAMED = (
    'SELECT ?x ?n { VALUES ?lang { "en" } ?x a ?c '
    'OPTIONAL { VALUES ?lang { "en" } ?x ?label ?n FILTER(LANG(?n) = ?lang) } # ?lang\n'
    'BIND("?lang" AS ?text) }'
)


def test_what_always_has_one_value_gives_way_to_it() -> None:
    template = Template(NAMED, {"lang": [ox.Literal("en")]})
    for values, tag in (({}, "en"), ({"lang": [ox.Literal("id")]}, "id")):
        assert template.bind(values) == (
            "SELECT ?x ?n {  ?x a ?c "
            f'OPTIONAL {{  ?x ?label ?n FILTER(LANG(?n) = "{tag}") }} # ?lang\n'
            'BIND("?lang" AS ?text) }'
        )


@pytest.mark.parametrize(
    "query",
    [
        'SELECT ?lang ?x { VALUES ?lang { "en" } ?x a ?c }',
        'SELECT ?x { VALUES ?lang { "en" } ?x a ?lang }',
        'SELECT (?c AS ?lang) { VALUES ?lang { "en" } ?x a ?c }',
        'SELECT ?x { VALUES ?lang { "en" } ?x a ?c } ORDER BY ?lang',
        'SELECT ?x { VALUES ?lang { "en" } VALUES (?x ?lang) { (1 2) } }',
    ],
)
def test_what_is_used_outside_of_expressions_stays_a_variable(query: str) -> None:
    template = Template(query, {"lang": [ox.Literal("en")]})
    assert template.bind({}) == query
    assert template.bind({"lang": [ox.Literal("id")]}) == query.replace('"en"', '"id"')


@pytest.mark.parametrize(
    ("query", "bound"),
    [
        ("SELECT ?x { VALUES ?x { UNDEF } }", "SELECT ?x {  }"),
        ("SELECT ?c { VALUES $x\t{undef # }\n } ?x a ?c }", "SELECT ?c {  ?x a ?c }"),
        ("SELECT ?c { ?x a ?c . VALUES ?x { UNDEF } ?c a ?d }", "SELECT ?c { ?x a ?c .  ?c a ?d }"),
        (
            "SELECT ?c { BIND((1) AS ?y) VALUES ?x { UNDEF } VALUES ?x { UNDEF } ?x a ?c }",
            "SELECT ?c { BIND((1) AS ?y)   ?x a ?c }",
        ),
        (
            "SELECT ?c { { VALUES ?x { UNDEF } } UNION { ?x a ?c } } VALUES ?x { UNDEF }",
            "SELECT ?c { {  } UNION { ?x a ?c } } ",
        ),
    ],
)
def test_a_row_that_binds_nothing_goes(query: str, bound: str) -> None:
    assert bind(query, {}) == bound
    LocalEngine(ox.Store()).query(bound)
    assert bind(query, {"x": [ox.Literal("a")]}).count('"a"') == query.count("VALUES")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?x { VALUES ?x { UNDEF UNDEF } ?x a ?c }",
        "SELECT ?x { VALUES ?x { UNDEF 1 } ?x a ?c }",
        "SELECT ?x { VALUES ?x { } ?x a ?c }",
        "SELECT ?x { VALUES ?x { 'UNDEF' } ?x a ?c }",
        "SELECT ?x { VALUES (?x) { (UNDEF) } ?x a ?c }",
        "SELECT * { VALUES ?x { UNDEF } ?x a ?c }",
        "SELECT ?c { { SELECT DISTINCT * { VALUES ?x { UNDEF } ?x a ?c } } }",
        "SELECT ?x { ?x a ?c VALUES ?x { UNDEF } ?c a ?d }",
        "SELECT ?x { ?x a (1 2) VALUES ?x { UNDEF } ?c a ?d }",
        "SELECT ?x { VALUES ?x { UNDEF } . ?c a ?d }",
        "SELECT ?x { ?x a ?c . VALUES ?x { UNDEF } . ?c a ?d }",
        'SELECT ?x { ?x a ?c VALUES ?lang { "en" } ?c a ?d FILTER(?lang = "en") }',
    ],
)
def test_other_rows_stay_and_so_do_those_that_hold_triples_apart(query: str) -> None:
    assert Template(query, {"lang": [ox.Literal("en")]}).bind({}) == query
    ox.Store().query(query)


def test_a_text_with_service_is_never_taken_for_a_guarded_one() -> None:
    query = "SELECT * { VALUES ?x { UNDEF } SERVICE <http://a/> { ?x ?p ?o } }"
    bound = Template(query, takes_service=True).bind({"x": [ox.Literal("new")]})
    assert not isinstance(bound, Guarded)
    assert isinstance(Template("SELECT * { VALUES ?x { 1 } }").bind({}), Guarded)


@pytest.mark.parametrize(
    "innocent",
    [
        '"VALUES ?x { UNDEF }"',
        "'VALUES ?x { UNDEF }'",
        '"""a " VALUES ?x { UNDEF } "" """',
        "'''a ' \\''' VALUES ?x { UNDEF }'''",
        '"\\" VALUES ?x { UNDEF }"',
        "<http://a/VALUES?x#VALUES>",
        '"a"@en # VALUES ?x { UNDEF }\n',
        '"a" # " VALUES ?x { UNDEF }\n',
    ],
)
def test_bind_leaves_strings_iris_and_comments(innocent: str) -> None:
    query = "SELECT ?x ?o { VALUES ?x { UNDEF } BIND(" + innocent + " AS ?o) }"
    ox.Store().query(query)
    bound = bind(query, {"x": [ox.Literal("new")]})
    assert bound == query.replace("VALUES ?x { UNDEF }", 'VALUES ?x { "new" }', 1)


@given(hostile_texts())
def test_bind_leaves_any_string_and_comment(text: str) -> None:
    comment = "".join(text.splitlines()).replace("\n", "").replace("\r", "")
    query = f"SELECT * {{ BIND({ox.Literal(text)} AS ?o) # {comment}\n VALUES ?x {{ UNDEF }} }}"
    bound = bind(query, {"x": [ox.Literal("new")]})
    assert bound == query[: -len("UNDEF } }")] + '"new" } }'


@given(st.lists(hostile_texts(), min_size=1, unique=True))
@example(HOSTILE)
def test_a_hostile_text_stays_one_literal(texts: list[str]) -> None:
    query = "SELECT ?x { VALUES ?x { UNDEF } }"
    bound = bind(query, {"x": [ox.Literal(text) for text in texts]})
    assert answers(bound) == [ox.Literal(text) for text in texts]
    kinds = [token.kind for token in tokens(bound) if token.kind != "space"]
    assert kinds.count("string") == len(texts)
    assert len(kinds) == 8 + len(texts)


@settings(deadline=None)
@given(hostile_texts())
@example("\\u0022 } # ")
@example("\\u0041bcd1234")
@example("\x011234")
def test_rdflib_reads_the_same_literal(text: str) -> None:
    bound = bind("SELECT ?x { VALUES ?x { UNDEF } }", {"x": [ox.Literal(text)]})
    (row,) = rdflib.Graph().query(bound)
    assert row == (rdflib.Literal(text),)


@given(st.text())
def test_tokens_are_the_text(text: str) -> None:
    assert "".join(token.text for token in tokens(text)) == text
    assert all(text[token.start : token.end] == token.text for token in tokens(text))


@given(
    st.lists(st.sampled_from(["VALUES", "?x", "{", "}", '"', "#", "\n", "<", ">", " ", "UNDEF"]))
)
def test_every_block_found_lies_between_braces(pieces: list[str]) -> None:
    text = "".join(pieces)
    for block in values_blocks(code_tokens(text)):
        assert text[block.start - 1] == "{"
        assert text[block.end] == "}"
