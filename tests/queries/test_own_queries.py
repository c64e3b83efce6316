"""Canned queries of the user's own folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import catalog

from ascn_kg.check.report import check
from ascn_kg.errors import InputNotFoundError, QueryFileError, UnknownQueryError
from ascn_kg.graph import load
from ascn_kg.resources import read_inputs


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one shipped query, and one that gives a graph instead of rows."""
    shipped = Path(catalog()["capitals"].file).read_text("utf-8")
    (tmp_path / "my-capitals.rq").write_text(shipped, "utf-8")
    header = "\n".join(line for line in shipped.splitlines() if line.startswith("#+"))
    text = f"{header}\nCONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }} LIMIT 1\n"
    (tmp_path / "graph.rq").write_text(text, "utf-8")
    return tmp_path


def test_a_query_of_ones_own_runs_beside_the_shipped_facts(folder: Path) -> None:
    kg = load(queries=folder)
    assert "Jakarta" in {row.name for row in kg.run("my-capitals")}
    with pytest.raises(UnknownQueryError, match="my-capitals"):
        kg.run("capitals")
    with pytest.raises(QueryFileError, match=r"graph\.rq: .*SELECT"):
        kg.run("graph")


def test_a_query_that_is_not_utf8_is_named(folder: Path) -> None:
    (folder / "latin.rq").write_bytes(b"#+ tags = []\nSELECT ?caf\xe9 {}\n")
    with pytest.raises(QueryFileError, match=r"latin\.rq: line 2 is not UTF-8"):
        load(queries=folder)
    problems = check(read_inputs(queries=folder)).problems
    assert [problem.rule for problem in problems] == ["query-file"]
    assert "latin.rq:1" in str(problems[0])


def test_a_folder_without_queries_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputNotFoundError, match=str(tmp_path)):
        load(queries=tmp_path)
