"""Whoever writes SPARQL that is none is told what is wrong, and where."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascn_kg.errors import QueryRefusedError, QuerySyntaxError
from ascn_kg.sparql.engine import LocalEngine


@pytest.mark.parametrize(
    ("query", "told"),
    [
        (
            "SELECT ?x { ?x a ascn:City }",
            "the prefix ascn: is not declared. "
            "Begin with PREFIX ascn: <https://w3id.org/ascn/ontology#>.",
        ),
        (
            "SELECT * { ?x a my:Thing }",
            "the prefix my: is not declared. Begin with PREFIX my: <…>.",
        ),
        ("SELECT * { :a ?p ?o }", "the prefix : is not declared. Begin with PREFIX : <…>."),
        (
            "SELECT ?x WHERE ?x a <a:b> }",
            'line 1, character 17: “?x” stands where "{" is expected.',
        ),
        ("SELECT ?x {\n ?x a <a:b>\n}}", "line 3, character 3: the text ends where it does not"),
        ("SELECT * { ?s ?p ?o\n", "the text ends where one of"),
        ("SELECT * { ?s <http://x/ y> ?o }", "line 1 is relative, or no IRI."),
        ("PREFIX a: <x> SELECT * { ?x a a:b }", "line 1 is relative, or no IRI."),
        (
            "SELECT ?z ?x { ?x a <a:b> } GROUP BY ?x",
            "SELECT has a variable that is neither in GROUP BY nor inside an aggregate.",
        ),
        ("SELCT ?x {}", "it has no SELECT, ASK, CONSTRUCT or DESCRIBE."),
        ("", "it has no SELECT, ASK, CONSTRUCT or DESCRIBE."),
    ],
)
def test_a_mistake_is_told_in_words(query: str, told: str) -> None:
    with pytest.raises(QuerySyntaxError) as refused:
        LocalEngine(ox.Store()).query(query)
    message = str(refused.value)
    assert message.startswith("this is not SPARQL 1.1: ")
    assert told in message
    assert "\\u{" not in message and "[" not in message


#: What texts are made of: words and marks of SPARQL, ends of lines, and anything.
_PIECES = st.one_of(
    st.sampled_from(
        "SELECT ASK WHERE PREFIX a: ascn:x <a:b> <a ?x { } ( ) . ; , \n \r \t \" ' # 1 é".split(" ")
    ),
    st.text(max_size=3),
)


@given(st.lists(_PIECES, max_size=12).map(" ".join))
def test_any_text_is_asked_or_refused_in_words(text: str) -> None:
    try:
        LocalEngine(ox.Store()).query(text)
    except (QuerySyntaxError, QueryRefusedError) as refused:
        assert str(refused)
