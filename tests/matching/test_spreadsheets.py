"""Spreadsheets get their columns: every format, every shape, in bounded memory."""

from __future__ import annotations

import csv
import io
import tracemalloc
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pandas
import pytest
from click.testing import CliRunner, Result

from ascn_kg.cli import app
from ascn_kg.errors import DataError, FormatError, InputNotFoundError, UsageError
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.matching.columns import ADDED, Reading
from ascn_kg.matching.matcher import Matcher
from ascn_kg.matching.spreadsheets import reconcile_file

ROWS = [
    ["City", "Country", "Note"],
    ["KL", "Malaysia", "a, b"],
    ["Singapore", "", ""],
    ["จังหวัดภูเก็ต", "Thailand", ""],
    ["Manila, Utah", "USA", "x"],
    ["", "", ""],
]
KL = {
    "ascn_match": "match",
    "ascn_iri": "https://w3id.org/ascn/city/kuala-lumpur",
    "ascn_label": "Kuala Lumpur",
    "ascn_wikidata": "Q1865",
    "ascn_geonames": "1735161",
    "ascn_iso": "MY-14",
    "ascn_score": "100",
}


@pytest.fixture(autouse=True)
def one_graph(kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command of these tests asks the same graph, whose names are read once."""
    monkeypatch.setattr("ascn_kg.cli.links.open_graph", lambda **folders: kg)


@pytest.fixture
def cities(tmp_path: Path) -> Path:
    path = tmp_path / "cities.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(ROWS)
    return path


def run(*arguments: str | Path, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, ["reconcile", *map(str, arguments)], input=stdin)


def read(text: str, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


def test_the_command_adds_columns_and_keeps_the_rest(cities: Path) -> None:
    done = run(cities, "--column", "City", "--context", "country=Country")
    assert done.exit_code == 0
    found = read(done.stdout)
    assert list(found[0]) == [*ROWS[0], *ADDED]
    assert [[row[name] for name in ROWS[0]] for row in found] == ROWS[1:]
    assert found[0].items() >= KL.items()
    assert "name of it" in found[0]["ascn_reason"]
    assert [row["ascn_match"] for row in found] == ["match", "ambiguous", "match", "none", "none"]
    assert found[1]["ascn_iri"] == "" and "city/singapore 100" in found[1]["ascn_reason"]
    assert "5 rows: 2 matched, 1 ambiguous, 2 without a match" in done.stderr


def test_a_type_settles_what_is_ambiguous(cities: Path) -> None:
    found = read(run(cities, "--column", "city", "--type", "city").stdout)
    assert found[1]["ascn_iri"] == "https://w3id.org/ascn/city/singapore"
    assert found[1]["ascn_wikidata"] == "Q334" and found[1]["ascn_iso"] == "SG"


def test_a_second_run_replaces_the_columns_of_the_first(cities: Path, tmp_path: Path) -> None:
    first = run(cities, "--column", "City", "--context", "country=Country").stdout
    again = tmp_path / "again.csv"
    again.write_text(first, "utf-8")
    assert run(again, "--column", "City", "--context", "country=Country").stdout == first


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_and_kept(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"City{delimiter}Note\nKL{delimiter}n\n", "utf-8")
    done = run(path, "--column", "City")
    kept = "," if delimiter == "\t" else delimiter
    assert read(done.stdout, kept)[0].items() >= KL.items()


def test_tsv_standard_input_and_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "x.tsv"
    path.write_bytes("\ufeffCity\tNote\nKL\ta,b\n".encode())
    [row] = read(run(path, "--column", "City").stdout, "\t")
    assert row["Note"] == "a,b" and row.items() >= KL.items()
    [row] = read(run("-", "--column", "City", stdin="City\nKL\n").stdout)
    assert row.items() >= KL.items()


def test_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("City,Année\nKL,é\n".encode("cp1252"))
    refused = run(path, "--column", "City")
    assert refused.exit_code == 1 and isinstance(refused.exception, DataError)
    assert "x.csv:1: this is not utf-8" in str(refused.exception)
    [row] = read(run(path, "--column", "City", "--encoding", "cp1252").stdout)
    assert row["Année"] == "é"
    assert isinstance(run(path, "--column", "City", "--encoding", "x").exception, UsageError)


def sheet(path: Path) -> list[list[object]]:
    rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
    return [list(row) for row in rows]


def test_xlsx_in_and_out(cities: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in [["City", "Year"], ["KL", 2018], [None, None], [5, 1.5]]:
        book.active.append(row)
    path, target = tmp_path / "x.xlsx", tmp_path / "out.xlsx"
    book.save(path)
    assert run(path, "--column", "City", "-o", target).exit_code == 0
    rows = sheet(target)
    assert rows[0] == ["City", "Year", *ADDED]
    assert rows[1][:2] == ["KL", 2018] and rows[1][3] == KL["ascn_iri"]
    assert [row[1] for row in rows[1:]] == [2018, 1.5], "numbers stay numbers, empty rows go"
    assert run(cities, "--column", "City", "-o", target).exit_code == 0
    assert sheet(target)[1][0] == "KL", "CSV in, XLSX out"
    assert isinstance(run(path, "--column", "City").exception, UsageError), "not to a terminal"
    assert run(path, "--column", "City", "-o", tmp_path / "out.csv").exit_code == 0
    assert read((tmp_path / "out.csv").read_text("utf-8"))[0]["Year"] == "2018"


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (["--column", "Ctiy"], UsageError, "Did you mean 'City'"),
        (["--column", "City", "--context", "land=Country"], UsageError, "country or area"),
        (["--column", "City", "--context", "country"], UsageError, "WHAT=COLUMN"),
        (["--column", "City", "--type", "volcano"], UsageError, "member city"),
        (["--column", "City", "--format", "ods"], FormatError, "ods"),
        (["--column", "City", "-o", "/nowhere/x.csv"], UsageError, "cannot write"),
    ],
)
def test_wrong_use(
    cities: Path, arguments: Sequence[str], error: type[UsageError], words: str
) -> None:
    done = run(cities, *arguments)
    assert isinstance(done.exception, error) and words in str(done.exception)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the table is empty"),
        (b"City,Note\nKL,a,b\n", "row 2 has 3 cells and the header 2"),
        (b"City\n\xff\n", "x.csv:2: this is not utf-8"),
        (b"City,City\nKL,KL\n", "2 columns are called"),
    ],
)
def test_what_is_no_table(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    done = run(path, "--column", "City")
    assert isinstance(done.exception, DataError | UsageError) and words in str(done.exception)


def test_files_that_are_not_there_or_no_workbooks(tmp_path: Path) -> None:
    missing = run(tmp_path / "none.csv", "--column", "City").exception
    assert isinstance(missing, InputNotFoundError)
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"no workbook")
    assert isinstance(run(path, "--column", "x", "-o", tmp_path / "y").exception, DataError)
    none = run(tmp_path / "none.xlsx", "--column", "x", "-o", tmp_path / "y.xlsx").exception
    assert isinstance(none, InputNotFoundError)


def test_an_error_leaves_no_half_file(tmp_path: Path) -> None:
    path, target = tmp_path / "x.csv", tmp_path / "out.csv"
    path.write_bytes(b"City\nKL\n" * 1000 + b"KL,too,many\n")
    assert isinstance(run(path, "--column", "City", "-o", target).exception, DataError)
    assert [each.name for each in tmp_path.iterdir()] == ["x.csv"]


def test_nothing_found_ends_with_one(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("City\nParis\n", "utf-8")
    assert run(path, "--column", "City").exit_code == 1


def test_short_rows_and_extra_empty_cells(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("City,Note\nKL\n\nSaigon,n,,,\n", "utf-8")
    found = read(run(path, "--column", "City").stdout)
    assert [(row["City"], row["Note"], row["ascn_match"]) for row in found] == [
        ("KL", "", "match"),
        ("Saigon", "n", "match"),
    ]


def test_rows_stream_in_bounded_memory(tmp_path: Path, matcher: Matcher) -> None:
    """Ten times the rows take no more memory."""
    peaks = []
    for rows in (3_000, 30_000):
        path = tmp_path / f"{rows}.csv"
        with path.open("w", encoding="utf-8") as file:
            file.write("City,Note\n")
            file.writelines(f"KL,note {n % 50}\n" for n in range(rows))
        tracemalloc.start()
        counts = reconcile_file(matcher, path, tmp_path / "out.csv", Reading("City"))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert counts["match"] == rows
    assert peaks[1] < peaks[0] + 200_000


def test_progress_is_told(cities: Path, tmp_path: Path, matcher: Matcher) -> None:
    parts: list[float] = []
    reconcile_file(matcher, cities, tmp_path / "x", Reading("City"), progress=parts.append)
    assert len(parts) == len(ROWS) - 1 and parts == sorted(parts) and parts[-1] == 1.0


def test_a_data_frame(kg: KnowledgeGraph) -> None:
    frame = pandas.DataFrame(
        {"Kota": ["KL", None, "Saigon", 7], "Negara": ["MY", "x", float("nan"), ""]},
        index=[10, 20, 30, 40],
    )
    before = frame.copy()
    found = kg.reconcile(frame, column="Kota", type="city", context={"country": "Negara"})
    assert list(found.columns) == ["Kota", "Negara", *ADDED]
    assert list(found.index) == [10, 20, 30, 40]
    assert list(found["ascn_match"]) == ["match", "none", "match", "none"]
    assert found.loc[30, "ascn_geonames"] == "1566083"
    assert found.loc[10, "ascn_score"] == 100.0
    pandas.testing.assert_frame_equal(frame, before)
    again = kg.reconcile(found, "Kota", type="city", context={"country": "Negara"})
    pandas.testing.assert_frame_equal(again, found)
    with pytest.raises(UsageError, match="no column 'City'"):
        kg.reconcile(frame, "City")
    with pytest.raises(UsageError, match="not a list"):
        kg.reconcile([1], "City")  # type: ignore[arg-type]
