"""`check` catches each slip that a curator may make, and names file, thing and remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ascn_kg.check.report import Report, check
from ascn_kg.namespaces import PREFIXES
from ascn_kg.problems import Problem
from ascn_kg.resources import read_inputs


def test_the_shipped_facts_are_fine(shipped_report: Report) -> None:
    assert [str(problem) for problem in shipped_report.problems] == []
    assert shipped_report.summary.coverage == 1.0
    assert shipped_report.summary.evidence_needed > 1000


@pytest.fixture(scope="module")
def shipped_report() -> Report:
    return check(read_inputs())


def replace(path: Path, old: str, new: str) -> None:
    """Replace the first ``old`` in the file, which must hold it."""
    text = path.read_text("utf-8")
    assert old in text, f"{path.name} no longer holds {old!r}"
    path.write_text(text.replace(old, new, 1), "utf-8")


def block(path: Path, subject: str) -> str:
    """Return the text of the block of ``subject``."""
    text = path.read_text("utf-8")
    start = text.index(f"\n{subject}\n") + 1
    return text[start : text.index("\n.\n", start) + 3]


def edit_block(path: Path, subject: str, old: str, new: str) -> None:
    """Replace the first ``old`` in the block of ``subject``."""
    before = block(path, subject)
    assert old in before, f"the block of {subject} no longer holds {old!r}"
    replace(path, before, before.replace(old, new, 1))


def add(path: Path, text: str) -> None:
    """Append ``text`` to the file, with the prefixes that it may use."""
    prefixes = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    path.write_text(f"{path.read_text('utf-8')}\n{prefixes}{text}\n", "utf-8")


def broken_turtle(facts: Path) -> None:
    edit_block(facts / "countries.ttl", "country:idn", '"IDN"', '"IDN')


def unknown_class(facts: Path) -> None:
    edit_block(facts / "countries.ttl", "country:idn", "ascn:Country", "ascn:Kountry")


def summit_ends_before_it_starts(facts: Path) -> None:
    edit_block(
        facts / "meetings" / "summits.ttl", "meeting:asean-summit-43", "2023-09-07", "2023-09-01"
    )


def city_in_two_countries(facts: Path) -> None:
    edit_block(
        facts / "cities" / "id.ttl",
        "city:makassar",
        "ascn:inCountry country:idn",
        "ascn:inCountry country:idn , country:sgp",
    )


def second_capital(facts: Path) -> None:
    edit_block(
        facts / "countries.ttl",
        "country:idn",
        "ascn:capital city:jakarta",
        "ascn:capital city:jakarta , city:makassar",
    )


def claim_without_source(facts: Path) -> None:
    edit_block(facts / "claims" / "s4.ttl", "passage:s4-53", "ascn:source source:s4 ;", "")


def fact_without_claim(facts: Path) -> None:
    edit_block(
        facts / "cities" / "id.ttl",
        "city:makassar",
        "a ascn:City ;",
        'a ascn:City ;\n    ascn:acronym "MKS" ;',
    )


def rejected_claim_as_fact(facts: Path) -> None:
    edit_block(
        facts / "meetings" / "related.ttl",
        "meeting:code-of-conduct-negotiations",
        '"2018-03"^^xsd:gYearMonth',
        '"2017-02"^^xsd:gYearMonth',
    )


def duplicate_id(facts: Path) -> None:
    add(facts / "places.ttl", block(facts / "countries.ttl", "country:idn"))


def duplicate_block_beside_the_first(facts: Path) -> None:
    path = facts / "countries.ttl"
    add(path, 'country:idn ascn:acronym "RI" .')


def retired_id_used_again(facts: Path) -> None:
    add(
        facts / "retired.ttl",
        "city:makassar owl:deprecated true ; dcterms:isReplacedBy city:jakarta .",
    )


def date_that_is_none(facts: Path) -> None:
    edit_block(
        facts / "meetings" / "summits.ttl", "meeting:asean-summit-43", "2023-09-07", "2023-09-31"
    )


def date_that_is_a_word(facts: Path) -> None:
    edit_block(
        facts / "meetings" / "summits.ttl",
        "meeting:asean-summit-43",
        '"2023-09-07"^^xsd:date',
        '"in September"',
    )


def label_missing_in_one_language(facts: Path) -> None:
    edit_block(facts / "countries.ttl", "country:idn", '"Indonesia"@id', '"Indonesia"@ms')


def unknown_property(facts: Path) -> None:
    edit_block(facts / "countries.ttl", "country:idn", "ascn:isoAlpha3", "ascn:isoAlfa3")


def unknown_thing(facts: Path) -> None:
    edit_block(
        facts / "cities" / "id.ttl",
        "city:makassar",
        "ascn:inCountry country:idn",
        "ascn:inCountry country:ind",
    )


def blank_node(facts: Path) -> None:
    edit_block(
        facts / "cities" / "id.ttl",
        "city:makassar",
        "a ascn:City ;",
        'a ascn:City ;\n    skos:note [ rdfs:label "x"@en ] ;',
    )


def personal_contact(facts: Path) -> None:
    edit_block(
        facts / "countries.ttl",
        "country:idn",
        "a ascn:Country ;",
        'a ascn:Country ;\n    skos:editorialNote "ask someone@example.org"@en ;',
    )


Edit = Callable[[Path], None]

#: Each edit, the file it shows in, the thing that is named, and the rule that catches it.
SLIPS: list[tuple[Edit, str, str, str]] = [
    (broken_turtle, "countries.ttl", "", "turtle-syntax"),
    (unknown_class, "countries.ttl", "country/idn", ""),
    (summit_ends_before_it_starts, "meetings/summits.ttl", "meeting/asean-summit-43", ""),
    (city_in_two_countries, "id.ttl", "city/makassar", ""),
    (second_capital, "countries.ttl", "country/idn", ""),
    (claim_without_source, "s4.ttl", "passage/s4-53", ""),
    (fact_without_claim, "id.ttl", "city/makassar", "fact-without-claim"),
    (rejected_claim_as_fact, "s2.ttl", "claim/s2-49-1", ""),
    (duplicate_id, "places.ttl", "country/idn", "duplicate-id"),
    (duplicate_block_beside_the_first, "countries.ttl", "country/idn", "duplicate-id"),
    (retired_id_used_again, "retired.ttl", "city/makassar", "duplicate-id"),
    (date_that_is_none, "meetings/summits.ttl", "meeting/asean-summit-43", "malformed-literal"),
    (date_that_is_a_word, "meetings/summits.ttl", "meeting/asean-summit-43", ""),
    (label_missing_in_one_language, "countries.ttl", "country/idn", ""),
    (unknown_property, "countries.ttl", "country/idn", ""),
    (unknown_thing, "id.ttl", "city/makassar", "unknown-id"),
    (blank_node, "id.ttl", "city/makassar", "blank-node"),
    (personal_contact, "countries.ttl", "country/idn", ""),
]


@pytest.mark.parametrize(
    ("edit", "file", "thing", "rule"), SLIPS, ids=[slip[0].__name__ for slip in SLIPS]
)
def test_a_slip_is_caught(edit: Edit, file: str, thing: str, rule: str, facts_copy: Path) -> None:
    edit(facts_copy)
    report = check(read_inputs(facts=facts_copy))
    assert not report.ok
    fitting = [p for p in report.problems if _names(p, facts_copy, file, thing, rule)]
    assert fitting, [str(problem) for problem in report.problems]
    for problem in fitting:
        assert problem.message.rstrip(".").count(".") >= 1, "says what is wrong and what to do"
        assert problem.message_id


def _names(problem: Problem, facts: Path, file: str, thing: str, rule: str) -> bool:
    text = str(problem)
    return (
        problem.location is not None
        and problem.location.file.startswith(str(facts))
        and problem.location.file.endswith(file)
        and problem.location.line > 0
        and f" {thing}" in text
        and problem.rule == (rule or problem.rule)
    )
