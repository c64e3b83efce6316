"""Founding, chairs, shepherds, members, money, documents and counts agree with the tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pytest

from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import ASCN, BASE
from material import Block, Rows, SourceNames, Statement

#: Names of people in the table -> in the graph, which has one spelling for each.
PEOPLE = {"Haji Mohammad Nazri bin Haji Mohammad Yusof": "Mohammad Nazri Mohammad Yusof"}
#: Who holds the chair of 2026 is not the person of an annual meeting.
NOT_STATING_THE_CHAIR = {"contacts-2026"}
#: Meetings with Japan whose day a further page gives, where the table has the month.
FINER = {2: ["portal-2020"]}
#: Names of the focus areas in the table of shares -> in the graph.
AREAS = {
    "civic_social": "civic-and-social",
    "health": "health-and-well-being",
    "safety": "safety-and-security",
    "environment": "quality-environment",
    "infrastructure": "built-infrastructure",
    "industry": "industry-and-innovation",
}
#: Day on which the counts of members certainly hold by the records, and the count.
MEMBERS = {
    "2018-04-28": 26,
    "2023-07-31": 29,
    "2024-06-25": 31,
    "2025-09-30": 35,
    "2025-12-31": 37,
    "2026-01-31": 38,
}
#: Things of the table with a date -> property and value in the graph.
DATED: dict[str, tuple[str, str]] = {
    "gerakan-100": ("initiative/100-smart-cities foundedOn", "began"),
    "mpac-2025": ("initiative/mpac-2025 foundedOn", "adopted"),
    "asus": ("initiative/asus announcedOn", "launched"),
    "aoip": ("document/asean-outlook-indo-pacific adoptedOn", "adopted"),
    "imt-gt": ("initiative/imt-gt foundedOn", "founded"),
    "aha-centre": ("organization/aha-centre foundedOn", "established"),
    "migrant-consensus": ("document/consensus-migrant-workers adoptedOn", "signed"),
    "extradition-treaty": ("document/extradition-treaty adoptedOn", "signed"),
}


@pytest.fixture(scope="module")
def stated(rows: Rows) -> Mapping[tuple[str, str], set[str]]:
    """Thing and property -> its values as text."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for subject, predicate, value in rows(
        "SELECT ?s ?p (STR(?o) AS ?v) { GRAPH graph:facts { ?s ?p ?o } }"
    ):
        found[subject.removeprefix(BASE), predicate.removeprefix(ASCN)].add(
            value.removeprefix(BASE)
        )
    return found


@pytest.fixture(scope="module")
def codes(rows: Rows) -> dict[str, str]:
    """English names of countries -> their ids."""
    return {
        name: country.removeprefix(BASE)
        for name, country in rows(
            """SELECT (STR(?l) AS ?n) ?c {
              ?c a ascn:Country ; rdfs:label ?l FILTER(LANG(?l) = "en") }"""
        )
    }


def _rests(
    grounds: Mapping[Statement, set[str]], thing: str, name: str, value: str, given: Iterable[str]
) -> bool:
    whole = BASE + value if (BASE + thing, ASCN + name, BASE + value) in grounds else value
    return bool(grounds[BASE + thing, ASCN + name, whole] & set(given))


def test_founding_and_concept_note(
    network: Block, stated: Mapping[tuple[str, str], set[str]], sources: SourceNames, grounds: Any
) -> None:
    founded = network["network"]["established"]
    assert stated["initiative/ascn", "foundedOn"] == {founded["date"]}
    given = sources(founded["sources"])
    assert given <= grounds[f"{BASE}initiative/ascn", ASCN + "foundedOn", founded["date"]]
    assert stated["initiative/ascn", "establishedAt"] == {"meeting/asean-summit-32"}
    note = network["concept_note"]
    for name, key in (("announcedOn", "issued"), ("asOf", "pilot_list_date")):
        value = note[key]["date"]
        assert stated["document/ascn-concept-note", name] == {value}
        given = sources(note[key]["sources"])
        assert _rests(grounds, "document/ascn-concept-note", name, value, given)


def test_every_step_that_the_concept_note_planned(rows: Rows, network: Block) -> None:
    planned = rows(
        """SELECT (STR(?day) AS ?when) {
          ?claim rdf:subject document:ascn-concept-note ; ascn:modality concept:planned ;
            ascn:validAt ?day ; ascn:source source:concept-note } ORDER BY ?day"""
    )
    assert [when for (when,) in planned] == [
        step["when"] for step in network["concept_note"]["planned_timeline"]
    ]


def test_framework(network: Block, stated: Mapping[tuple[str, str], set[str]]) -> None:
    framework = network["framework"]
    document = "document/asean-smart-cities-framework"
    assert stated[document, "adoptedOn"] == {framework["adopted"]["date"]}
    assert stated[document, "acronym"] == {framework["abbreviation"]}
    assert len(stated[document, "mainGoal"]) == len(framework["strategic_outcomes"]["value"]) == 3
    assert stated[document, "field"] == {f"concept/{area}" for area in AREAS.values()}
    assert len(stated[document, "field"]) == len(framework["focus_areas"]) == 6
    means = framework["urban_systems"]["value"] + framework["enablers"]["value"]
    assert len(stated[document, "means"]) == len(means) == 4
    assert document in stated["meeting/ascn-annual-meeting-1", "endorsed"]


def test_chairs_by_year(
    kg: KnowledgeGraph,
    rows: Rows,
    network: Block,
    codes: dict[str, str],
    grounds: Mapping[Statement, set[str]],
    sources: SourceNames,
) -> None:
    found = list(kg.run("chairs-of-network"))
    assert [str(row.year) for row in found] == [
        str(chair["year"]) for chair in network["governance"]["chairs"]
    ]
    for row, chair in zip(found, network["governance"]["chairs"], strict=True):
        assert str(row.country).removeprefix(BASE) == codes[chair["country"]]
        person = chair.get("person")
        assert row.personName == PEOPLE.get(person, person), chair["year"]
        record = f"record/chairmanship-ascn-{chair['year']}"
        given = sources(set(chair["sources"]) - NOT_STATING_THE_CHAIR)
        assert given <= grounds[BASE + record, ASCN + "chair", str(row.country)], record


def test_shepherds(
    network: Block,
    codes: dict[str, str],
    stated: Mapping[tuple[str, str], set[str]],
    grounds: Mapping[Statement, set[str]],
    sources: SourceNames,
) -> None:
    for term in network["governance"]["shepherds"]:
        record = f"record/shepherd-ascn-{term['from']}"
        expected = {
            "shepherd": codes[term["country"]],
            "since": str(term["from"]),
            "until": str(term["to"]),
            "chosenOn": str(term["chosen"]),
        }
        for name, value in expected.items():
            assert stated[record, name] == {value}, (record, name)
            assert _rests(grounds, record, name, value, sources(term["sources"])), (record, name)


@pytest.mark.parametrize("day", MEMBERS)
def test_members_on_a_day(day: str, kg: KnowledgeGraph, network: Block) -> None:
    (row,) = kg.run("membership-count", as_of=date.fromisoformat(day))
    assert (row.certain, row.possible) == (MEMBERS[day], 0)
    assert MEMBERS[day] in {step["cities"] for step in network["membership"]}


def test_members_as_published(
    kg: KnowledgeGraph, rows: Rows, network: Block, sources: SourceNames
) -> None:
    (middle,) = kg.run("membership-count", as_of=date(2025, 7, 1))
    assert (middle.certain, middle.possible, middle.published) == (31, 4, 34)
    found: dict[int, set[str]] = defaultdict(set)
    for value, source in rows(
        """SELECT ?value ?source { ?x ascn:observed initiative:ascn ; ascn:value ?value ;
          ascn:measure concept:member-cities ; dcterms:source ?source }"""
    ):
        found[int(value)].add(source)
    for step in network["membership"]:
        given = sources(step["sources"])
        assert found[step["cities"]] and found[step["cities"]] <= given, step["as_of"]


@pytest.mark.parametrize("year", [2022, 2023, 2024, 2025])
def test_shares_as_published_and_as_counted(year: int, kg: KnowledgeGraph, network: Block) -> None:
    shares = network["focus_area_shares_pct"]
    (published,) = (row for row in shares["rows"] if row["year"] == year)
    (counted,) = (row for row in shares["counted_rows"] if row["year"] == year)
    found = {
        str(row.focusArea).rpartition("/")[2]: (row.publishedShare, row.counted)
        for row in kg.run("focus-area-shares", year=year)
    }
    assert found == {area: (published[key], counted[key]) for key, area in AREAS.items()}


def test_projects_as_published(
    rows: Rows, network: Block, sources: SourceNames, grounds: Mapping[Statement, set[str]]
) -> None:
    measures = {
        "projects": "projects",
        "ongoing_pct": "ongoing-share",
        "planning_pct": "planned-share",
        "ongoing": "ongoing-projects",
        "planning": "planned-projects",
        "completed": "completed-projects",
    }
    found = {
        (day, measure.rpartition("/")[2]): (record, float(value))
        for record, day, measure, value in rows(
            """SELECT ?x (STR(?on) AS ?day) ?measure ?value { ?x a ascn:Observation ;
              ascn:observed initiative:ascn ; ascn:asOf ?on ; ascn:measure ?measure ;
              ascn:value ?value FILTER(?measure != concept:focus-area-share) }"""
        )
    }
    for step in network["projects_over_time"][1:]:
        given = sources(step["sources"])
        for key, measure in measures.items():
            if key in step:
                record, value = found[step["as_of"], measure]
                assert value == step[key], (step["as_of"], key)
                values = {v for s, p, v in grounds if s == record and p == ASCN + "value"}
                claimed = {s for v in values for s in grounds[record, ASCN + "value", v]}
                assert claimed & given, record


def test_money(
    rows: Rows, network: Block, grounds: Mapping[Statement, set[str]], sources: SourceNames
) -> None:
    listed = {
        (fact["amount"], fact["currency"]): sources(fact["sources"])
        for partner in network["partners"]
        for fact in partner["facts"]
        if "amount" in fact
    }
    assert len(listed) == 4
    found = {
        (amount, currency): record
        for record, amount, currency in rows(
            "SELECT ?x ?amount ?c { ?x a ascn:Funding ; ascn:amount ?amount ; ascn:currency ?c }"
        )
    }
    for money, given in listed.items():
        record = found[money]
        assert given <= grounds[record, ASCN + "amount", str(money[0])], record
    #: The studies and the two lenders stand in the words of one fact on Smart JAMP.
    assert found.keys() - listed.keys() == {
        (1_000_000_000, "JPY"),
        (50_000_000_000, "JPY"),
        (200_000_000_000, "JPY"),
    }


@pytest.mark.parametrize("name", DATED)
def test_related_initiatives(
    name: str,
    network: Block,
    stated: Mapping[tuple[str, str], set[str]],
    grounds: Mapping[Statement, set[str]],
    sources: SourceNames,
) -> None:
    (entry,) = (entry for entry in network["related_initiatives"] if entry["id"] == name)
    where, key = DATED[name]
    thing, _, predicate = where.partition(" ")
    value = str(entry[key])
    assert stated[thing, predicate] == {value}
    assert _rests(grounds, thing, predicate, value, sources(entry["sources"]))


def test_high_level_meetings_with_japan(
    network: Block,
    stated: Mapping[tuple[str, str], set[str]],
    grounds: Mapping[Statement, set[str]],
    sources: SourceNames,
) -> None:
    (japan,) = (partner for partner in network["partners"] if partner["id"] == "japan")
    (listed,) = (fact["list"] for fact in japan["facts"] if "list" in fact)
    assert len(listed) == 7
    for entry in listed:
        meeting = f"meeting/asean-japan-smart-cities-meeting-{entry['number']}"
        (start,) = stated[meeting, "startDate"]
        first, _, last = entry["date"].partition("/")
        assert start.startswith(first), meeting
        assert not last or stated[meeting, "endDate"] == {f"{start[:-2]}{last}"}, meeting
        given = sources([*entry["sources"], *FINER.get(entry["number"], ())])
        assert _rests(grounds, meeting, "startDate", start, given), meeting
