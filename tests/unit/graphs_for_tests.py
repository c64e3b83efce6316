"""Hypothesis strategies for RDF terms and graphs that writers get wrong."""

from __future__ import annotations

import string

from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from ascn_kg.namespaces import ASCN, BASE, RDF, RDFS, SKOS, XSD, graph_iri

_LOCAL = st.text(string.ascii_letters + string.digits + "-_.", min_size=1, max_size=8)
_SPACES = st.sampled_from([ASCN, BASE + "city/", BASE + "country/", "http://example.org/é?a=b&c#"])

iris = st.one_of(
    st.builds(lambda space, local: NamedNode(space + local), _SPACES, _LOCAL),
    st.sampled_from(
        [NamedNode(iri) for iri in ("urn:x:1", BASE + "city/jakarta", RDF + "nil", ASCN + "City")]
    ),
)
blank_nodes = st.sampled_from([BlankNode(name) for name in ("a", "b", "c", "d")])
properties = st.one_of(
    st.sampled_from(
        [
            NamedNode(iri)
            for iri in (RDF + "type", RDF + "first", RDF + "rest", RDFS + "label", SKOS + "note")
        ]
        + [NamedNode(ASCN + name) for name in ("hostCity", "startDate", "ordinal", "goal")]
    ),
    st.builds(
        lambda space, local: NamedNode(space + local),
        _SPACES,
        st.text(string.ascii_letters, min_size=1, max_size=6),
    ),
)

#: What XML 1.0 can hold; the other formats are also tested with control characters.
_xml_text = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
    | st.sampled_from("\t\n\r\"'\\<>&;=-"),
    max_size=12,
)
_any_text = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
_tricky = st.sampled_from(
    [
        "",
        '"',
        '""',
        '"""',
        '\n"',
        '\n""""',
        "\\",
        "\\\n",
        "a\\\"\n'''",
        "]]>",
        "\r\n",
        "é",
        "\u200f",
    ]
)


def _literals(text: st.SearchStrategy[str]) -> st.SearchStrategy[Literal]:
    text = text | _tricky
    datatypes = st.sampled_from([NamedNode(XSD + "anyURI"), NamedNode("http://example.org/a&b")])
    typed = [("1.50", "decimal"), ("-6.2", "decimal"), ("01", "integer"), ("42", "integer")]
    typed += [("true", "boolean"), ("1.0e3", "double"), ("0.123456789", "double")]
    typed += [("2018-04-28", "date"), ("2018", "gYear"), ("2018-04", "gYearMonth")]
    typed += [("9" * 30, "integer"), ("-0", "integer"), ("5.", "decimal")]
    return st.one_of(
        st.builds(Literal, text),
        st.builds(
            lambda t, tag: Literal(t, language=tag),
            text,
            st.sampled_from(["en", "id", "zh-hant", "ms-arab"]),
        ),
        st.builds(lambda t, datatype: Literal(t, datatype=datatype), text, datatypes),
        st.sampled_from([Literal(t, datatype=NamedNode(XSD + name)) for t, name in typed]),
    )


literals = _literals(_any_text)
xml_literals = _literals(_xml_text)
graph_names = st.one_of(
    st.sampled_from([NamedNode(graph_iri(name)) for name in ("facts", "claims")]),
    st.just(DefaultGraph()),
)


def quads(literals: st.SearchStrategy[Literal] = literals) -> st.SearchStrategy[list[Quad]]:
    """Return a strategy for small datasets with lists, circles and shared blank nodes."""
    single = st.builds(
        Quad, iris | blank_nodes, properties, iris | blank_nodes | literals, graph_names
    )
    return st.lists(single, max_size=14)
