"""The catalogue of canned queries: headers, rules, binding, RDF."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from ascn_kg.errors import ParameterError, QueryFileError, UnknownQueryError
from ascn_kg.namespaces import BASE, RDFS, SH
from ascn_kg.queries.catalog import CannedQuery, Catalog

HEADER = """\
#+ title = { en = "Cities", id = "Kota" }
#+ description = { en = "All cities.", id = "Semua kota." }
#+ tags = ["city"]
#+ chart = "map"
#+ [columns]
#+ city = { en = "City", id = "Kota" }
#+ [parameters.lang]
#+ type = "enum"
#+ values = ["en", "id"]
#+ default = "en"
#+ title = { en = "Language", id = "Bahasa" }
#+ [parameters.as-of]
#+ type = "date"
#+ title = { en = "Date", id = "Tanggal" }
#+ example = "2018-07-01"
#+ [[examples]]
#+ parameters = { as-of = "2018-07-01" }
"""
QUERY = """\
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?city WHERE {
  VALUES ?lang { "en" }
  VALUES ?asOf { UNDEF }
  ?city rdfs:label ?label
  FILTER(LANG(?label) = ?lang && (!BOUND(?asOf) || ?asOf > "2018-01-01"))
}
ORDER BY ?city
"""


class NoThings:
    def resolve(self, text: str, kind: str | None = None) -> str:
        raise AssertionError("no parameter here is a thing")


def query(header: str = HEADER, text: str = QUERY) -> CannedQuery:
    return CannedQuery.from_text("queries/all-cities.rq", header + text)


def faults(header: str = HEADER, text: str = QUERY, file: str = "queries/all-cities.rq") -> str:
    return "\n".join(map(str, Catalog.from_files({file: header + text}).lint()))


def test_a_query_file_gives_a_canned_query() -> None:
    cities = query()
    assert cities.name == "all-cities"
    assert cities.header.title == {"en": "Cities", "id": "Kota"}
    assert cities.header.tags == ("city",)
    assert cities.header.chart == "map"
    assert cities.header.examples == ({"as-of": "2018-07-01"},)
    assert list(cities.parameters) == ["lang", "as-of"]
    assert cities.parameters["lang"].default == ("en",)
    assert (cities.form, cities.text) == ("SELECT", QUERY)


def test_a_good_file_has_no_faults() -> None:
    assert faults() == ""


def test_windows_line_ends_make_no_difference() -> None:
    assert query(HEADER.replace("\n", "\r\n")).header == query().header


def test_bind_puts_the_terms_in() -> None:
    bound = query().bind({"as_of": "2018-07-01", "lang": "id"}, NoThings())
    assert 'FILTER(LANG(?label) = "id" && ' in bound
    assert '?asOf { "2018-07-01"^^<http://www.w3.org/2001/XMLSchema#date> }' in bound


def test_bind_without_values_takes_the_defaults_and_leaves_the_rest_open() -> None:
    plain = QUERY.replace('VALUES ?lang { "en" }', "").replace("?lang", '"en"')
    plain = plain.replace("VALUES ?asOf { UNDEF }", "")
    assert query().bind({"as-of": None}, NoThings()) == plain


def test_bind_refuses_parameters_that_are_unknown_or_given_twice() -> None:
    with pytest.raises(ParameterError, match="no parameter 'year'; it takes lang, as-of"):
        query().bind({"year": 2018}, NoThings())
    with pytest.raises(ParameterError, match="as-of is given twice"):
        query().bind({"as-of": "2018-01-01", "as_of": "2018-01-01"}, NoThings())


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('title = { en = "Cities", id = "Kota" }', "title =", "not TOML"),
        ('#+ title = { en = "Cities", id = "Kota" }\n', "", "title needs a text in each of en, id"),
        ('{ en = "Cities", id = "Kota" }', '{ en = "Cities" }', "title needs a text in each"),
        ('{ en = "Date", id = "Tanggal" }', '{ en = "Date", id = "" }', "parameter as-of: title"),
        ('{ en = "City", id = "Kota" }', '{ id = "Kota" }', "columns: city needs a text"),
        ('#+ tags = ["city"]\n', "", "tags is no list"),
        ('tags = ["city"]', "tags = [1]", "tags holds something else"),
        ('"map"', '"pie"', "chart is 'pie'"),
        ("#+ chart", "#+ charts", "holds charts; known are chart, columns"),
        ('type = "date"', 'type = "day"', "type 'day'; it is one of iri, date"),
        ('type = "date"', 'type = "date"\n#+ kind = "ascn:City"', "only an iri has one"),
        ('type = "date"', 'type = "date"\n#+ values = ["a"]', "an enum, and nothing else"),
        ('#+ values = ["en", "id"]\n', "", "an enum, and nothing else"),
        ("parameters.as-of", "parameters.asOf", "kebab case"),
        ('#+ example = "2018-07-01"\n', "", "neither a default nor an example"),
        ("parameters = { as-of", "parameters = { at", "an example holds at; known are as-of, lang"),
        ("#+ [[examples]]", "#+ [examples]", "examples is no list"),
    ],
)
def test_a_bad_header_is_refused(old: str, new: str, message: str) -> None:
    assert old in HEADER
    with pytest.raises(QueryFileError, match=message) as caught:
        query(HEADER.replace(old, new, 1))
    assert str(caught.value).startswith("queries/all-cities.rq: ")


def test_a_file_without_a_query_is_refused() -> None:
    with pytest.raises(QueryFileError, match="no SELECT"):
        query(text="# SELECT\n")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("SELECT ?city", "SELECT ?city ?label", "columns city; the query gives city, label"),
        ("ORDER BY ?city\n", "", "a SELECT ends in ORDER BY"),
        ("VALUES ?asOf { UNDEF }", "", "as-of stands nowhere as VALUES ?asOf"),
        ("VALUES ?asOf { UNDEF }", "VALUES (?asOf) { (UNDEF) }", "as-of stands nowhere"),
        (
            "VALUES ?asOf { UNDEF }",
            "VALUES ?asOf { UNDEF } VALUES ?x { UNDEF }",
            "?x { UNDEF } has",
        ),
        ('?lang { "en" }', '?lang { "id" }', 'lang: the header says "en", the query says "id"'),
        ('?lang { "en" }', "?lang { UNDEF }", 'the header says "en", the query says UNDEF'),
        ("?asOf { UNDEF }", "?asOf { 1 }", "as-of: the header says UNDEF, the query says 1"),
        ("WHERE {", "FROM <http://a/> WHERE {", "FROM reaches outside"),
        (
            "  ?city rdfs",
            "  SERVICE <http://a/> {} ?city rdfs",
            "SERVICE asks <http://a/>; it asks the",
        ),
        ("rdfs:label", "rdf:label", "the query is no SPARQL"),
    ],
)
def test_the_lint_finds(old: str, new: str, message: str) -> None:
    assert old in QUERY
    assert message in faults(text=QUERY.replace(old, new, 1))


@pytest.mark.parametrize(
    ("group", "is_fine"),
    [
        ("OPTIONAL { VALUES ?lang { 'en' } ?city a ?c FILTER(LANG(?c) = ?lang) }", True),
        ("OPTIONAL { ?city a ?c FILTER(LANG(?c) = ?lang) }", True),
        ("{ ?city a ?x OPTIONAL { ?city a ?c FILTER(LANG(?c) = ?lang) } }", False),
        ("OPTIONAL { ?city a ?x OPTIONAL { ?city a ?c FILTER(LANG(?c) = ?lang) } }", False),
        ("OPTIONAL { ?city a ?c BIND(?lang AS ?l) }", False),
        ("OPTIONAL { ?city a ?c FILTER(LANG(?c) = 'en') } # ?lang", True),
        ("{ ?city a ?c } UNION { ?city a ?c BIND(?lang AS ?l) VALUES ?lang { 'en' } }", False),
        ("{ SELECT ?city { ?city a ?c FILTER(LANG(?c) = ?lang) } }", False),
        ("{ SELECT ?city (?lang AS ?l) { VALUES ?lang { 'en' } ?city a ?c } }", True),
        ("FILTER EXISTS { ?city a ?c FILTER(LANG(?c) = ?lang) }", True),
        ("FILTER EXISTS { { ?city a ?c FILTER(LANG(?c) = ?lang) } }", False),
        ("{ ?city a ?lang } UNION { ?city a ?c }", True),
        ("{ SELECT ?city { ?city a ?lang } }", False),
        ("MINUS { ?city a ?c FILTER(LANG(?c) = ?lang) }", False),
    ],
)
def test_the_lint_wants_a_parameter_in_every_group_that_uses_it(group: str, is_fine: bool) -> None:
    found = faults(text=QUERY.replace("  ?city rdfs", f"  {group}\n  ?city rdfs", 1))
    assert (
        "line 5 of the query: ?lang is used in an expression or sub-select" in found
    ) is not is_fine


def test_the_lint_wants_lang_and_a_kebab_name() -> None:
    start, end = HEADER.index("#+ [parameters.lang]"), HEADER.index("#+ [parameters.as-of]")
    found = faults(HEADER[:start] + HEADER[end:], file="queries/All_Cities.rq")
    assert "every query has the parameter lang" in found
    assert "not in kebab case" in found


def test_the_lint_reads_defaults_that_are_things() -> None:
    header = HEADER.replace("[[examples]]", "[parameters.network]", 1).replace(
        '#+ parameters = { as-of = "2018-07-01" }',
        '#+ type = "iri"\n#+ default = "initiative/ascn"\n#+ title = { en = "N", id = "J" }',
    )
    block = f"VALUES ?network {{ <{BASE}initiative/ascn> }}\n  ?city rdfs"
    assert faults(header, QUERY.replace("?city rdfs", block, 1)) == ""
    assert "the default does not fit" in faults(
        header.replace("initiative/ascn", "Jaringan"), QUERY.replace("?city rdfs", block, 1)
    )


def test_the_catalog_parses_a_file_when_it_is_asked_for() -> None:
    catalog = Catalog.from_files({"q/b.rq": "broken", "q/all-cities.rq": HEADER + QUERY})
    assert catalog.names == ("all-cities", "b")
    assert list(catalog) == ["all-cities", "b"]
    assert len(catalog) == 2 and "b" in catalog
    assert catalog["all-cities"] is catalog["all-cities"]
    with pytest.raises(QueryFileError, match=r"q/b\.rq"):
        _ = catalog["b"]
    assert [error.file for error in catalog.lint()] == ["q/b.rq"]


def test_an_unknown_name_gives_the_nearest() -> None:
    with pytest.raises(UnknownQueryError, match="Did you mean all-cities") as caught:
        _ = Catalog.from_files({"all-cities.rq": ""})["all-citys"]
    assert caught.value.nearest == ("all-cities",)


def test_two_files_of_one_name_are_refused() -> None:
    with pytest.raises(QueryFileError, match=r"b/x\.rq: a/x\.rq has the same name"):
        Catalog.from_files({"b/x.rq": "", "a/x.rq": ""})


def test_the_catalog_as_rdf() -> None:
    quads = list(Catalog.from_files({"all-cities.rq": HEADER + QUERY}).to_rdf())
    assert {quad.subject for quad in quads} == {ox.NamedNode(BASE + "query/all-cities")}
    assert {quad.graph_name for quad in quads} == {ox.NamedNode(BASE + "graph/queries")}
    values = {(quad.predicate.value, quad.object) for quad in quads}
    assert (SH + "select", ox.Literal(QUERY)) in values
    assert (RDFS + "label", ox.Literal("Kota", language="id")) in values
    assert (RDFS + "comment", ox.Literal("All cities.", language="en")) in values
