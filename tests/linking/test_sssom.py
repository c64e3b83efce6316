"""Mappings go out as SSSOM and come back: nothing is lost, and what a reviewer changed is told."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ascn_kg.linking.collection import Collection, read_collection
from ascn_kg.linking.curation import apply, changes
from ascn_kg.linking.mappings import Mapping, read_mappings, to_triples
from ascn_kg.linking.sssom import COLUMNS, SssomError, read_sssom
from ascn_kg.rdf.triples import Triples
from ascn_kg.resources import Inputs, read_inputs

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def collection(inputs: Inputs) -> Collection:
    return read_collection(inputs)


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "facts", tmp_path / "facts"))


def table(text: str) -> list[dict[str, str]]:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t"))


def edited(text: str, record: str, **cells: str) -> str:
    """Return the file with other cells in the row of ``record``; "" for all deletes the row."""
    head = [line for line in text.splitlines(keepends=True) if line.startswith("#")]
    rows = [{**row, **cells} if row["record_id"] == record else row for row in table(text)]
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, delimiter="\t", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return "".join(head) + out.getvalue()


def validator(path: Path) -> subprocess.CompletedProcess[str]:
    """Run the validator of the sssom package in a process of its own: it sets options of pandas."""
    program = Path(sys.executable).with_name("sssom")
    command = [str(program), "validate", str(path)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_the_validator_of_sssom_accepts_the_export(collection: Collection, tmp_path: Path) -> None:
    path = tmp_path / "links.sssom.tsv"
    path.write_text(collection.to_sssom(), "utf-8")
    assert len(table(path.read_text("utf-8"))) == len(collection.mappings) > 300
    done = validator(path)
    assert done.returncode == 0, done.stderr
    path.write_text(path.read_text("utf-8").replace("semapv:Manual", "semapv:Guess"), "utf-8")
    assert validator(path).returncode != 0, "the validator sees a fault"


def test_triples_and_mappings_say_the_same(collection: Collection) -> None:
    links = collection.assembly.links
    assert set(to_triples(collection.mappings)) == set(links)
    assert read_mappings(Triples(to_triples(collection.mappings))) == list(collection.mappings)


def test_export_import_export_is_the_identity(collection: Collection, facts: Path) -> None:
    """Even where the facts have no mapping to begin with."""
    text = collection.to_sssom()
    shutil.rmtree(facts / "links")
    empty = read_collection(read_inputs(facts=facts))
    assert not empty.mappings
    found = changes(empty.mappings, read_sssom(text, "x"), "x", empty.things)
    assert {change.word for change in found} == {"added"}
    apply(found, facts)
    again = read_collection(read_inputs(facts=facts))
    assert again.to_sssom() == text
    for path in (ROOT / "facts/links").glob("*.ttl"):
        assert (facts / "links" / path.name).read_bytes() == path.read_bytes()


def test_an_unchanged_file_changes_nothing(collection: Collection, facts: Path) -> None:
    rows = read_sssom(collection.to_sssom(), "x")
    found = changes(collection.mappings, rows, "x", collection.things, replace=True)
    assert found == []
    assert apply(found, facts) == []


def test_what_a_reviewer_changed_is_told_and_made(collection: Collection, facts: Path) -> None:
    record = "mapping:city-sihanoukville-wikidata-q18207676"
    text = edited(
        collection.to_sssom(),
        record,
        predicate_id="skos:exactMatch",
        confidence="0.95",
        review_date="2027-01-31",
        reviewer_label="Jane Doe|John Roe",
    )
    [change] = changes(collection.mappings, read_sssom(text, "x"), "x", collection.things)
    assert change.word == "changed"
    assert {name: (a, b) for name, a, b in change.details()} == {
        "predicate": ("skos:closeMatch", "skos:exactMatch"),
        "reviewed": ("2026-11-29", "2027-01-31"),
        "reviewers": ("The ascn-kg contributors", "Jane Doe | John Roe"),
        "confidence": ("0.5", "0.95"),
    }
    assert "confidence: 0.5 -> 0.95" in str(change)
    assert [path.name for path in apply([change], facts)] == ["wikidata.ttl"]
    assert read_collection(read_inputs(facts=facts)).to_sssom() == text


def test_columns_that_a_reviewer_leaves_out_stay(collection: Collection) -> None:
    wanted = ("subject_id", "predicate_id", "object_id", "mapping_justification")
    lines = collection.to_sssom().splitlines()
    head = [line for line in lines if line.startswith("#")]
    found_something = [r for r in table("\n".join(lines)) if "NoTerm" not in r["object_id"]]
    rows = ["\t".join(row[name] for name in wanted) for row in found_something]
    found = read_sssom("\n".join([*head, "\t".join(wanted), *rows]), "x")
    assert len(found) > 300
    assert changes(collection.mappings, found, "x", collection.things) == []


def test_rows_that_are_missing_stay_unless_replaced(collection: Collection) -> None:
    rows = read_sssom(collection.to_sssom(), "x")[1:]
    assert changes(collection.mappings, rows, "x", collection.things) == []
    [gone] = changes(collection.mappings, rows, "x", collection.things, replace=True)
    assert gone.word == "removed" and gone.before == collection.mappings[0]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"subject_id": "city:atlantis"}, "no thing has the id city/atlantis"),
        ({"subject_id": "nowhere:x"}, "no prefix of the curie_map"),
        ({"subject_id": ""}, "subject_id is empty"),
        ({"predicate_id": "owl:sameAs"}, "owl:sameAs is no predicate of a mapping here"),
        ({"object_id": "https://example.org/x", "object_source": ""}, "is no identifier of"),
        ({"review_date": ""}, "nobody has reviewed this row"),
        ({"reviewer_label": ""}, "nobody has reviewed this row"),
        ({"ext_independent_sources": "many"}, "is no number"),
    ],
)
def test_a_row_that_cannot_be_taken_is_named_by_line(
    collection: Collection, cells: dict[str, str], reason: str
) -> None:
    record = "mapping:city-jakarta-wikidata-q3630"
    text = edited(collection.to_sssom(), record, **cells)
    line = 1 + next(n for n, row in enumerate(text.splitlines()) if record in row)
    with pytest.raises(SssomError, match=reason) as raised:
        changes(collection.mappings, read_sssom(text, "x.tsv"), "x.tsv", collection.things)
    assert str(raised.value).startswith(f"x.tsv:{line}: ")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "#: [\n",
        "#- a\n",
        "#curie_map: 3\nsubject_id\n",
        "a\tb\n1\t2\n",
        "\x00",
        '"\n',
        "#a: !!x",
    ],
)
def test_what_is_no_sssom_is_refused(text: str) -> None:
    with pytest.raises(SssomError):
        read_sssom(text, "x")


def test_a_value_may_hold_any_sign() -> None:
    """A tab, a quote, a bar and a line break survive."""
    from ascn_kg.datasets import WIKIDATA
    from ascn_kg.linking.sssom import to_sssom

    mapping = Mapping(
        iri="https://w3id.org/ascn/mapping/x",
        thing="https://w3id.org/ascn/city/jakarta",
        predicate="http://www.w3.org/2004/02/skos/core#exactMatch",
        target="http://www.wikidata.org/entity/Q1",
        dataset=WIKIDATA,
        found_in=("a|b", 'c"d', "e\tf\ng"),
        notes=(("ö\t“”", "en"),),
    )
    [row] = read_sssom(to_sssom([mapping], lambda thing: "Jakarta"), "x")
    assert Mapping(iri=row.record, **row.fields) == mapping
