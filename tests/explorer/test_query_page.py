"""The page of a canned query: its form, its answer, its picture, and other ways to ask."""

from __future__ import annotations

import html
import re
import shlex
import subprocess
import sys

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient
from test_pages import Page

import ascn_kg
from ascn_kg.cli import app as command_line
from ascn_kg.explorer.pages.canned import grid_of
from ascn_kg.explorer.pictures.chart import Chart, chart_of
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.results.table import Table

ASKED = "/queries/member-cities?country=Indonesia&country=Singapore&as-of=2018-07-31&lang=id"


def preformatted(text: str) -> list[str]:
    return [
        html.unescape(each) for each in re.findall(r"<code>(.*?)</code></pre>", text, re.DOTALL)
    ]


def test_the_form_has_a_field_for_every_parameter(reader: TestClient, kg: KnowledgeGraph) -> None:
    for name in ("member-cities", "hosts-ranking", "summits", "what-changed-between"):
        page = Page(reader.get(f"/queries/{name}").text)
        fields = {
            each["name"] for tag in ("input", "select") for each in page.all(tag) if "name" in each
        }
        assert set(kg.catalog[name].parameters) - {"lang"} <= fields
        assert {"evidence", "known-at"} <= fields


def test_what_was_given_stays_in_the_form(reader: TestClient) -> None:
    page = Page(reader.get(ASKED).text)
    given = [each.get("value") for each in page.all("input") if each.get("name") == "country"]
    assert given == ["Indonesia", "Singapore", ""]


def test_things_are_links_with_their_names(reader: TestClient) -> None:
    page = Page(reader.get(ASKED).text)
    assert {"/city/jakarta", "/city/singapore"} <= page.links()
    assert "Kota-kota anggota jaringan" in page.texts or "Kota anggota jaringan" in page.texts
    assert "Singapura" in page.texts


def test_every_other_way_gives_the_same_rows(reader: TestClient, kg: KnowledgeGraph) -> None:
    given = {"country": ["Indonesia", "Singapore"], "as_of": "2018-07-31", "lang": "id"}
    wanted = kg.run("member-cities", **given).rows  # type: ignore[arg-type]
    command, python, url, sparql = preformatted(reader.get(ASKED).text)
    assert eval(python, {"ascn_kg": ascn_kg}).rows == wanted
    table = kg.sparql(sparql)
    assert isinstance(table, Table) and table.rows == wanted
    done = CliRunner().invoke(command_line, [*shlex.split(command)[1:], "--format", "csv"])
    assert done.exit_code == 0
    assert done.stdout.splitlines() == kg.run("member-cities", **given).format("csv").splitlines()  # type: ignore[arg-type]
    assert url.endswith(
        "/api/queries/member-cities?country=Indonesia&country=Singapore&as-of=2018-07-31&lang=id"
    )


def test_evidence_adds_columns(reader: TestClient) -> None:
    plain = reader.get("/queries/capitals").text
    shown = reader.get("/queries/capitals?evidence=true").text
    assert "independentSources" in shown and "independentSources" not in plain
    assert "evidence=True" in shown and "--evidence" in shown


def test_what_was_known_on_a_day(reader: TestClient, kg: KnowledgeGraph) -> None:
    answer = reader.get("/queries/summits?known-at=2018-12-31").text
    known = kg.run("summits", known_at="2018-12-31")
    assert 0 < len(known) < len(kg.run("summits"))
    assert f"{len(known)} rows" in Page(answer).texts
    command, python, url = preformatted(answer)
    assert "--known-at=2018-12-31" in command and "known-at=2018-12-31" in url
    assert python == 'ascn_kg.load().run("summits", lang="en", known_at="2018-12-31")'


@pytest.mark.parametrize(
    "query", ["country=Atlantis", "as-of=yesterday", "known-at=2018-02-30", "country=country/xyz"]
)
def test_a_wrong_value_is_explained_beside_the_form(reader: TestClient, query: str) -> None:
    answer = reader.get(f"/queries/member-cities?{query}")
    page = Page(answer.text)
    assert answer.status_code == 400
    assert any(each.get("role") == "alert" for each in page.all("div"))
    value = query.partition("=")[2]
    assert value in {each.get("value") for each in page.all("input")}


def test_no_rows_say_why(reader: TestClient) -> None:
    text = reader.get("/queries/member-cities?as-of=1999-01-01").text
    assert "Nothing was found" in text


def test_long_answers_come_in_pages(reader: TestClient) -> None:
    page = Page(reader.get("/queries/meetings-before").text)
    assert "/queries/meetings-before?page=2" in page.links()


def test_a_picture_is_drawn_from_all_rows(reader: TestClient, kg: KnowledgeGraph) -> None:
    rows = len(kg.run("what-changed-between"))
    assert rows > 100
    assert reader.get("/queries/what-changed-between").text.count("<tr>") == rows + 1


def test_words_of_answers_are_translated(reader: TestClient) -> None:
    page = Page(reader.get("/queries/what-changed-between?lang=id").text)
    assert "bergabung" in page.texts and "joined" not in page.texts


def test_every_kind_of_query_has_a_page(reader: TestClient, kg: KnowledgeGraph) -> None:
    for name in kg.catalog.names[::4]:
        header = kg.catalog[name].header
        if {"claim", "name"}.isdisjoint(header.tags):  # the longest answers take seconds
            assert reader.get(f"/queries/{name}").status_code == 200, name


def chart(kg: KnowledgeGraph, name: str) -> Chart | None:
    grid = grid_of(kg.run(name), {}, {}, "en")
    return chart_of(kg.catalog[name].header.chart, grid.columns)


def test_charts_use_the_columns_that_fit(kg: KnowledgeGraph) -> None:
    assert chart(kg, "cities-by-country") == Chart("bar", 0, (1,))
    assert chart(kg, "focus-area-shares") == Chart("bar", 0, (3,), 2)
    assert chart(kg, "membership-timeline") == Chart("lines", 0, (2, 3, 4))
    assert chart(kg, "summits") == Chart("timeline", 0, (1, 2))
    assert chart(kg, "cities-joined") == Chart("timeline", 0, (2, 4))


def test_every_query_that_promises_a_chart_has_one(kg: KnowledgeGraph) -> None:
    for name in kg.catalog:
        if kg.catalog[name].header.chart in ("bar", "timeline"):
            assert chart(kg, name) is not None, name


def test_a_query_on_a_map_has_spots(reader: TestClient) -> None:
    page = Page(reader.get("/queries/member-cities").text)
    assert sum("spot" in each.get("class", "") for each in page.all("a")) > 30


def test_the_package_loads_without_the_explorer() -> None:
    code = "import ascn_kg.graph, sys; sys.exit('jinja2' in sys.modules or 'babel' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
