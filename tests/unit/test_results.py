"""Tables and answers: native values, output formats, data frames."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from datetime import date
from decimal import Decimal
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascn_kg.errors import FormatError
from ascn_kg.namespaces import BASE, XSD
from ascn_kg.results.table import Answer, Row, Table, TermRow

CITY = BASE + "city/jakarta"


def typed(text: str, name: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + name))


@pytest.fixture
def table() -> Table:
    return Table(
        ["city", "name", "count", "on"],
        [
            (
                ox.NamedNode(CITY),
                ox.Literal("Jakarta", language="id"),
                typed("3", "integer"),
                typed("2018-04-28", "date"),
            ),
            (ox.BlankNode("b1"), ox.Literal('a "b", c|d\n<e>'), None, None),
        ],
    )


def texts() -> st.SearchStrategy[str]:
    """Text as a term may hold it, with a taste for what formats have to escape."""
    hostile = st.sampled_from(["", '"', "\\", "\t", "\n", "\r\n", "'", ",", "|", "\\u0041", "\x7f"])
    return st.lists(hostile | st.text(st.characters(exclude_categories=["Cs"]))).map("".join)


def terms() -> st.SearchStrategy[ox.NamedNode | ox.BlankNode | ox.Literal]:
    local_names = st.text("abcXYZ019-_", min_size=1, max_size=8)
    numbers = st.integers(-(10**20), 10**20)
    return st.one_of(
        local_names.map(lambda name: ox.NamedNode(BASE + name)),
        st.integers(0, 99).map(lambda number: ox.BlankNode(f"b{number}")),
        texts().map(ox.Literal),
        texts().map(lambda text: ox.Literal(text, language="en-gb")),
        texts().map(lambda text: typed(text, "date")),
        texts().map(lambda text: typed(text, "integer")),
        numbers.map(lambda number: typed(str(number), "integer")),
        numbers.map(lambda number: typed(f"{number}.50", "decimal")),
        st.floats().map(lambda number: typed(repr(number), "double")),
    )


def rows(columns: int) -> st.SearchStrategy[list[TermRow]]:
    return st.lists(st.tuples(*([st.none() | terms()] * columns)), max_size=4)


def parsed(text: str, form: ox.QueryResultsFormat) -> Table:
    solutions = ox.parse_query_results(text, form)
    assert isinstance(solutions, ox.QuerySolutions)
    return Table.from_solutions(solutions)


def test_from_solutions_keeps_columns_order_and_unbound_cells() -> None:
    solutions = ox.Store().query('SELECT ?b ?a { VALUES (?a ?b) { (1 "x"@en) (UNDEF "y") } }')
    assert isinstance(solutions, ox.QuerySolutions)
    table = Table.from_solutions(solutions)
    assert table.columns == ("b", "a")
    assert table.rows == [
        (ox.Literal("x", language="en"), typed("1", "integer")),
        (ox.Literal("y"), None),
    ]


def test_rows_are_native_python_values(table: Table) -> None:
    row = table[0]
    assert row.city == CITY
    assert row["name"] == "Jakarta"
    assert row[2] == 3
    assert row.on == date(2018, 4, 28)
    assert dict(row) == {"city": CITY, "name": "Jakarta", "count": 3, "on": date(2018, 4, 28)}
    assert list(table)[1][3] is None
    city, *_ = row
    assert city == CITY
    assert len(table) == 2 and len(row) == 4


def test_a_column_may_have_the_name_of_a_method() -> None:
    row = Row(["keys", "index"], [1, 2])
    assert row["keys"] == 1
    assert row.index == 2


def test_unknown_column_names_the_known_ones(table: Table) -> None:
    with pytest.raises(AttributeError, match="no column 'country'; there are city, name"):
        _ = table[0].country
    with pytest.raises(KeyError):
        _ = table[0]["country"]


@given(rows(2))
def test_json_reads_back_as_the_same_terms(rows: list[TermRow]) -> None:
    table = Table(["a", "b"], rows)
    read = parsed(table.format("json"), ox.QueryResultsFormat.JSON)
    assert (read.columns, read.rows) == (("a", "b"), rows)


@given(rows(2))
def test_tsv_reads_back_as_the_same_terms(rows: list[TermRow]) -> None:
    table = Table(["a", "b"], rows)
    read = parsed(table.format("tsv"), ox.QueryResultsFormat.TSV)
    assert (read.columns, read.rows) == (("a", "b"), rows)


@given(st.lists(st.tuples(texts(), texts())))
def test_csv_reads_back_as_the_same_texts(rows: list[tuple[str, str]]) -> None:
    table = Table(["a", "b"], [(ox.Literal(a), ox.Literal(b)) for a, b in rows])
    read = list(csv.reader(io.StringIO(table.format("csv"), newline="")))
    assert [tuple(row) for row in read] == [("a", "b"), *rows]


def test_csv_is_that_of_the_recommendation(table: Table) -> None:
    assert table.format("csv") == (
        f'city,name,count,on\r\n{CITY},Jakarta,3,2018-04-28\r\n_:b1,"a ""b"", c|d\n<e>",,\r\n'
    )


def test_tsv_is_that_of_the_recommendation(table: Table) -> None:
    assert table.format("tsv") == (
        "?city\t?name\t?count\t?on\n"
        f'<{CITY}>\t"Jakarta"@id\t3\t"2018-04-28"^^<{XSD}date>\n'
        '_:b1\t"a \\"b\\", c|d\\n<e>"\t\t\n'
    )


def test_json_equals_that_of_pyoxigraph() -> None:
    query = (
        'SELECT * { VALUES (?a ?b) { ("x"@en 1) (<http://a/> UNDEF) (2.5 "é\\n") '
        '(<<( <http://a/> <http://b/> "c" )>> "2018"^^<http://b/gYear>) } }'
    )
    ours, theirs = ox.Store().query(query), ox.Store().query(query)
    assert isinstance(ours, ox.QuerySolutions) and isinstance(theirs, ox.QuerySolutions)
    expected = json.loads(theirs.serialize(format=ox.QueryResultsFormat.JSON) or b"")
    assert json.loads(Table.from_solutions(ours).format("json")) == expected


def test_jsonl_gives_native_values() -> None:
    row = (typed("1.50", "decimal"), typed("true", "boolean"), typed("INF", "double"), None)
    table = Table(["a", "b", "c", "d"], [row])
    assert json.loads(table.format("jsonl")) == {"a": 1.5, "b": True, "c": "inf", "d": None}
    assert Table(["a"], []).format("jsonl") == ""


def test_table_for_people_shortens_iris_and_defuses_control_characters() -> None:
    text = Table(
        ["a"], [(ox.NamedNode(CITY),), (ox.Literal("x\x1b[31m[red]\nz"),), (None,)]
    ).format()
    assert "city/jakarta" in text
    assert "x [31m[red] z" in text
    assert "\x1b" not in text


def test_table_for_people_cuts_nothing_off() -> None:
    long = "word " * 200 + "end"
    assert "end" in Table(["a"], [(ox.Literal(long),)]).format("table").splitlines()[-1]


def test_markdown_escapes_what_would_break_the_table(table: Table) -> None:
    lines = table.format("md").splitlines()
    assert lines[0] == "| city | name | count | on |"
    assert lines[2] == "| city/jakarta | Jakarta | 3 | 2018-04-28 |"
    assert lines[3] == r'| _:b1 | a "b", c\|d &lt;e> |  |  |'
    assert len(lines) == 4


def test_html_escapes_markup(table: Table) -> None:
    assert "&lt;e&gt;" in table.format("html")
    assert table._repr_html_() == table.format("html")


def geojson(table: Table) -> list[dict[str, Any]]:
    collection = json.loads(table.format("geojson"))
    assert collection["type"] == "FeatureCollection"
    features: list[dict[str, Any]] = collection["features"]
    return features


def test_geojson_of_latitude_and_longitude() -> None:
    here = (ox.Literal("Jakarta"), typed("-6.2", "decimal"), typed("106.8", "decimal"))
    nowhere = (ox.Literal("?"), None, None)
    first, second = geojson(Table(["name", "lat", "long"], [here, nowhere]))
    assert first["geometry"] == {"type": "Point", "coordinates": [106.8, -6.2]}
    assert first["properties"] == {"name": "Jakarta"}
    assert second["geometry"] is None


def test_geojson_of_a_point_as_text() -> None:
    (feature,) = geojson(Table(["wkt"], [(ox.Literal("POINT(106.8 -6.2)"),)]))
    assert feature["geometry"]["coordinates"] == [106.8, -6.2]


def test_unknown_format_names_those_that_fit(table: Table) -> None:
    with pytest.raises(FormatError, match="xlsx") as caught:
        table.format("xlsx")
    assert caught.value.known == ("table", "csv", "tsv", "json", "xml", "jsonl", "md", "html")
    with pytest.raises(FormatError):
        table.format("geojson")


def test_dataframe_has_real_types(table: Table) -> None:
    pytest.importorskip("pandas")
    frame = table.to_dataframe()
    assert [str(dtype) for dtype in frame.dtypes] == ["string", "string", "Int64", "datetime64[s]"]
    assert frame["count"].isna().tolist() == [False, True]
    assert frame["on"][0].date() == date(2018, 4, 28)


def test_dataframe_of_mixed_numbers_texts_and_nothing() -> None:
    pytest.importorskip("pandas")
    rows: list[TermRow] = [
        (typed("1.5", "decimal"), ox.Literal("x"), typed("true", "boolean"), None),
        (typed("2", "integer"), typed("2", "integer"), typed("0", "boolean"), None),
    ]
    frame = Table(["number", "mixed", "truth", "nothing"], rows).to_dataframe()
    types = [str(dtype) for dtype in frame.dtypes]
    assert types == ["Float64", "string", "boolean", "string"]
    assert frame["number"].tolist() == [1.5, 2.0]
    assert frame["mixed"].tolist() == ["x", "2"]
    assert Table(["a"], []).to_dataframe().shape == (0, 1)


def test_decimals_stay_exact() -> None:
    assert Table(["a"], [(typed("0.10", "decimal"),)])[0].a == Decimal("0.10")


def test_answer_is_true_or_false() -> None:
    yes, no = Answer(True), Answer(False)
    assert yes and not no
    assert yes == Answer(True) and yes == True  # noqa: E712
    assert yes != no
    assert (yes.format(), no.format("csv")) == ("yes\n", "false\r\n")
    assert json.loads(yes.format("json")) == {"head": {}, "boolean": True}
    with pytest.raises(FormatError, match="tsv"):
        yes.format("tsv")


def test_csv_needs_no_heavy_library() -> None:
    code = (
        "import sys, ascn_kg.results.table as r, ascn_kg.queries.catalog, ascn_kg.things.names;"
        "r.Table(['a'], []).format('csv');"
        "heavy = {'rdflib', 'owlrl', 'pyshacl', 'pandas', 'rich', 'rapidfuzz'} & set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_table_for_people_has_no_ids_beside_names_and_no_coordinates() -> None:
    columns = ["city", "name", "country", "countryName", "since", "lat", "long"]
    row = tuple(ox.Literal(text) for text in ("c1", "Jakarta", "c2", "Indonesia", "2018", "1", "2"))
    head, _, line, *_ = Table(columns, [row]).format("table").splitlines()
    assert head.split() == ["name", "countryName", "since"]
    assert line.split() == ["Jakarta", "Indonesia", "2018"]
    alone = Table(["lat", "city"], [row[:2]]).format("table").splitlines()
    assert alone[0].split() == ["lat", "city"]
