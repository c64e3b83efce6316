"""The command line as its users meet it: output, exit codes, one clear line for each mistake."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.usefixtures("kg")


def run(
    *arguments: str, stdin: str = "", environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run ``ascn-kg`` with ``arguments`` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "ascn_kg", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **(environment or {})},
        timeout=300,
        check=False,
    )


def test_a_newcomer_asks_for_the_member_cities() -> None:
    done = run("run", "member-cities", "--country", "Indonesia", "--format", "csv")
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert {row["name"] for row in rows} >= {"Jakarta", "Makassar", "Banyuwangi", "Sumedang"}
    assert all(row["since"] and row["sources"] for row in rows)


@pytest.mark.parametrize("name", ["Indonesia", "country/idn", "country:idn", "indonesia"])
def test_a_thing_is_known_by_label_and_by_id(name: str) -> None:
    done = run("run", "cities-by-country", "--country", name, "--format", "jsonl")
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.parametrize("name", ["Jakarta", "city/jakarta", "DKI Jakarta", "Ho Chi Minh"])
def test_show_accepts_the_names_of_the_sources(name: str) -> None:
    done = run("show", name)
    assert done.returncode == 0, done.stderr
    assert ("Jakarta" if "akarta" in name else "Ho Chi Minh City") in done.stdout


def test_a_query_tells_what_it_takes_and_gives() -> None:
    done = run("run", "member-cities", "--help")
    assert done.returncode == 0, done.stderr
    assert "--as-of" in done.stdout
    assert "Columns: city, name" in done.stdout
    assert "ascn-kg run member-cities" in done.stdout
    general = run("run", "--help")
    assert general.returncode == 0
    assert "NAME" in general.stdout


def test_find_tolerates_spelling() -> None:
    done = run("find", "Kinabalo", "--format", "csv")
    assert done.returncode == 0
    assert "city/kota-kinabalu" in done.stdout


def test_sparql_takes_text_file_and_standard_input(tmp_path: Path) -> None:
    text = "SELECT (COUNT(*) AS ?n) WHERE { ?s a <https://w3id.org/ascn/ontology#Country> }"
    file = tmp_path / "count.rq"
    file.write_text(text, "utf-8")
    outputs = {
        run("sparql", text, "--format", "csv").stdout,
        run("sparql", str(file), "--format", "csv").stdout,
        run("sparql", "-", "--format", "csv", stdin=text).stdout,
    }
    assert len(outputs) == 1
    assert outputs.pop().splitlines()[0] == "n"


def test_sparql_answers_ask_and_construct() -> None:
    assert "true" in run("sparql", "ASK { ?s ?p ?o }", "--format", "json").stdout
    done = run("sparql", "DESCRIBE <https://w3id.org/ascn/city/jakarta>")
    assert done.returncode == 0, done.stderr
    assert "city:jakarta" in done.stdout


def test_nothing_found_is_exit_code_1() -> None:
    done = run("sparql", "SELECT * { ?s <urn:none> ?o }", "--format", "csv")
    assert done.returncode == 1
    assert "nothing was found" in done.stderr


def test_check_prints_its_counts() -> None:
    done = run("check")
    assert done.returncode == 0, done.stderr
    words = {line.split()[0] for line in done.stdout.splitlines()}
    assert words >= {"facts", "records", "claims", "sources", "evidence", "shapes", "conflicts"}
    assert "100 %" in done.stdout
    report = json.loads(run("check", "--format", "json").stdout)
    assert report["ok"] is True
    assert report["summary"]["coverage"] == 1.0
    assert report["figures"]["member cities of the network"] == 38
    assert report["figures"]["status records"] == 405


def test_build_prints_digest_and_counts(kg: object) -> None:
    done = run("build")
    assert done.returncode == 0
    assert getattr(kg, "digest", "") in done.stdout


def test_build_tells_how_long_each_stage_took(tmp_path: Path) -> None:
    done = run("build", environment={"ASCN_KG_CACHE": str(tmp_path)})
    timed = {line.rsplit(maxsplit=2)[0]: line for line in done.stderr.splitlines()[1:]}
    assert list(timed) == [
        "loading",
        "reasoning",
        "collecting evidence",
        "describing",
        "writing",
        "validating",  # what is left of it: it runs beside the two before
        "total",
    ]
    assert all(line.endswith(" s") for line in timed.values())
    again = run("build", environment={"ASCN_KG_CACHE": str(tmp_path)})
    assert [line.split()[0] for line in again.stderr.splitlines()] == ["total"]


WRONG_USE = {
    "unknown query": (["run", "membr-cities"], "member-cities"),
    "unknown parameter": (["run", "member-cities", "--colour", "red"], "colour"),
    "parameter without value": (["run", "member-cities", "--country"], "country"),
    "date that is none": (["run", "member-cities", "--as-of", "2018-02-30"], "as-of"),
    "word for a date": (["run", "member-cities", "--as-of", "yesterday"], "as-of"),
    "unknown thing": (["run", "member-cities", "--country", "Indonezia"], "Indonesia"),
    "thing of another class": (["run", "member-cities", "--country", "city/jakarta"], "country"),
    "ambiguous thing": (["show", "Singapore"], "city/singapore"),
    "bad SPARQL": (["sparql", "SELECT { ?s"], "SPARQL"),
    "SERVICE": (["sparql", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"], "SERVICE"),
    "update": (["sparql", "DELETE WHERE { ?s ?p ?o }"], "read only"),
    "nested query": (["sparql", "SELECT * WHERE " + "{" * 9000 + "}" * 9000], "nested"),
    "missing file": (["sparql", "no-such-file.rq"], "no-such-file.rq"),
    "unknown format": (["run", "capitals", "--format", "pdf"], "pdf"),
    "unknown export format": (["export", "--format", "docx"], "docx"),
    "unknown command": (["frobnicate"], "frobnicate"),
    "missing facts": (["check", "--facts", "no/such/folder"], "no/such/folder"),
    "missing documents": (["verify-sources", "no/such/folder"], "no/such/folder"),
}


@pytest.mark.parametrize("mistake", WRONG_USE)
def test_wrong_use_gives_one_clear_line(mistake: str) -> None:
    arguments, word = WRONG_USE[mistake]
    done = run(*arguments)
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert word in done.stderr
    assert "Traceback" not in done.stderr
    told = [line for line in done.stderr.splitlines() if line.startswith(("ascn-kg:", "Error:"))]
    assert len(told) == 1


def test_an_empty_folder_of_facts_is_wrong_use(tmp_path: Path) -> None:
    done = run("check", "--facts", str(tmp_path))
    assert done.returncode == 2
    assert str(tmp_path) in done.stderr


def test_a_file_that_is_not_utf8_is_named(facts_copy: Path) -> None:
    (facts_copy / "latin.ttl").write_bytes(b'@prefix a: <http://a/> .\na:b a:c "caf\xe9" .\n')
    done = run("check", "--facts", str(facts_copy))
    assert done.returncode == 1
    assert f"{facts_copy}/latin.ttl:2" in done.stderr
    assert "Traceback" not in done.stderr


def test_broken_facts_do_not_answer_questions(facts_copy: Path) -> None:
    (facts_copy / "broken.ttl").write_text("this is not Turtle", "utf-8")
    done = run("run", "member-cities", "--facts", str(facts_copy))
    assert done.returncode == 1
    assert "broken.ttl:1" in done.stderr
    assert done.stdout == ""


def test_a_cache_that_cannot_be_written_is_no_obstacle(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", "utf-8")
    done = run("run", "capitals", environment={"ASCN_KG_CACHE": str(blocked / "cache")})
    assert done.returncode == 0, done.stderr
    assert "Jakarta" in done.stdout


def test_a_reader_that_stops_early_is_no_error() -> None:
    head = shutil.which("head")
    assert head
    with subprocess.Popen(
        [sys.executable, "-m", "ascn_kg", "export", "--format", "ntriples"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as first:
        assert first.stdout is not None
        assert first.stderr is not None
        subprocess.run([head, "-1"], stdin=first.stdout, capture_output=True, check=True)
        first.stdout.close()
        assert first.stderr.read() == b""
        assert first.wait() == 0


@pytest.mark.parametrize("more", [[], ["--online", "http://127.0.0.1:1/"]])
def test_without_the_extra_the_check_of_links_names_it(more: list[str]) -> None:
    code = (
        "import sys; sys.modules.update(httpx=None, pycountry=None, localis=None)\n"
        "from ascn_kg.cli import main; main()"
    )
    command = [sys.executable, "-c", code, "link", "check", *more]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 2
    assert "pip install 'ascn-kg[links]'" in ran.stderr
    assert "Traceback" not in ran.stderr
