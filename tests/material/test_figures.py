"""The figures of the network, each counted in the graph and in the table that it comes from."""

from __future__ import annotations

from collections import Counter

import pytest

from ascn_kg.graph import KnowledgeGraph
from material import Block, Rows


def _count(rows: Rows, pattern: str) -> int:
    ((number,),) = rows(f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}")
    return int(number)


def test_eleven_member_states(rows: Rows, countries: Block) -> None:
    assert len(countries["countries"]) == 11
    assert _count(rows, "?m org:organization organization:asean ; org:member ?x") == 11


def test_thirty_eight_member_cities(rows: Rows, cities: Block) -> None:
    assert cities["about"]["count"] == len(cities["cities"]) == 38
    assert _count(rows, "?m org:organization initiative:ascn ; org:member ?x") == 38


def test_each_summit_from_1_to_48_once_and_the_49th_only_planned(
    rows: Rows, meetings: Block
) -> None:
    held = [e for e in meetings["asean_summits"] if e["status"] == "held"]
    numbers = sorted(n for entry in held for n in entry["ordinals"])
    assert numbers == list(range(1, 49))
    found = rows(
        """SELECT ?number ?meeting ?status WHERE {
          ?meeting ascn:inSeries series:asean-summit ; ascn:ordinal ?number ; ascn:status ?status
        } ORDER BY ?number"""
    )
    assert [n for n, _, status in found if status.endswith("/held")] == numbers
    assert [(n, status.rpartition("/")[2]) for n, _, status in found][48:] == [(49, "planned")]
    meetings_held = {m for _, m, status in found if status.endswith("/held")}
    assert len(meetings_held) == len(held) == 44


def test_pairs_held_together_are_one_meeting_with_two_numbers(rows: Rows) -> None:
    found = rows(
        """SELECT (GROUP_CONCAT(STR(?n); SEPARATOR="+") AS ?pair) WHERE {
          { SELECT ?m ?n WHERE {
              ?m ascn:inSeries series:asean-summit ; ascn:ordinal ?n } ORDER BY ?n }
        } GROUP BY ?m HAVING(COUNT(?n) = 2) ORDER BY ?pair"""
    )
    assert found == [("28+29",), ("38+39",), ("40+41",), ("44+45",)]


def test_fifty_three_priority_projects(rows: Rows, cities: Block) -> None:
    listed = [p for city in cities["cities"] for p in city["scap_projects"]]
    assert len(listed) == 53
    assert _count(rows, "?x a ascn:Project ; ascn:priorityProjectOf ?city") == 53


def test_one_hundred_and_sixty_three_monitored_projects(rows: Rows, cities: Block) -> None:
    listed = [p for city in cities["cities"] for p in city["monitored_projects"]]
    assert len(listed) == 163
    assert _count(rows, "?status ascn:statusOf ?x") == 163


def test_four_hundred_and_five_status_records_in_four_reports(
    rows: Rows, listings: list[dict[str, str]]
) -> None:
    printed = Counter(int(row["report_year"]) for row in listings)
    assert printed == {2022: 77, 2023: 86, 2024: 108, 2025: 134}
    assert _count(rows, "?x a ascn:ProjectStatus") == sum(printed.values()) == 405
    found = rows(
        """SELECT ?source (COUNT(?x) AS ?n) WHERE {
          ?x a ascn:ProjectStatus ; <http://purl.org/dc/terms/source> ?source
        } GROUP BY ?source"""
    )
    assert {int(source[-4:]): n for source, n in found} == printed


@pytest.mark.parametrize("section", ["informal_summits", "ascn_annual_meetings"])
def test_the_other_numbered_series(rows: Rows, meetings: Block, section: str) -> None:
    held = [e["ordinal"] for e in meetings[section] if e.get("status", "held") == "held"]
    series = {
        "informal_summits": "asean-informal-summit",
        "ascn_annual_meetings": "ascn-annual-meeting",
    }
    found = rows(
        f"""SELECT ?number WHERE {{
          ?meeting ascn:inSeries series:{series[section]} ; ascn:ordinal ?number ;
            ascn:status concept:held
        }} ORDER BY ?number"""
    )
    assert [number for (number,) in found] == held


def test_members_over_time(rows: Rows, network: Block) -> None:
    steps = [entry["cities"] for entry in network["membership"]]
    assert steps == [26, 29, 31, 34, 35, 37, 38]
    found = rows(
        """SELECT DISTINCT ?value WHERE {
          ?x ascn:observed initiative:ascn ; ascn:measure concept:member-cities ; ascn:value ?value
        } ORDER BY ?value"""
    )
    assert [int(value) for (value,) in found] == steps


def test_officers_of_three_dates(rows: Rows, cities: Block) -> None:
    listed = Counter(
        o["as_of"] for city in cities["cities"] for o in city["chief_smart_city_officers"]
    )
    assert listed == {"2018-07-08": 28, "2019": 27, "2026-01-31": 43}
    found = rows(
        """SELECT (STR(?on) AS ?date) (COUNT(?x) AS ?n) WHERE {
          ?x a ascn:Appointment ; ascn:post ?post ; ascn:asOf ?on
          FILTER(STRSTARTS(STR(?post), "https://w3id.org/ascn/post/csco-"))
        } GROUP BY ?on"""
    )
    assert dict(found) == listed


def test_what_check_prints_is_what_the_tables_hold(
    kg: KnowledgeGraph,
    countries: Block,
    cities: Block,
    meetings: Block,
    listings: list[dict[str, str]],
) -> None:
    """The figures of the tables, written down, beside the list that check prints."""
    held = [e for e in meetings["asean_summits"] if e["status"] == "held"]
    annual = [e for e in meetings["ascn_annual_meetings"] if e.get("status", "held") == "held"]
    expected = {
        "member states of ASEAN": (11, len(countries["countries"])),
        "member cities of the network": (38, len(cities["cities"])),
        "ASEAN summits held, by number": (48, sum(len(e["ordinals"]) for e in held)),
        "annual meetings of the network held": (8, len(annual)),
        "projects of the action plans": (
            53,
            sum(len(c["scap_projects"]) for c in cities["cities"]),
        ),
        "monitored projects": (163, sum(len(c["monitored_projects"]) for c in cities["cities"])),
        "status records": (405, len(listings)),
        **{
            f"status records of {year}": (figure, sum(r["report_year"] == year for r in listings))
            for year, figure in (("2022", 77), ("2023", 86), ("2024", 108), ("2025", 134))
        },
    }
    printed = dict(kg.check().figures)
    assert {name: (printed[name], printed[name]) for name in expected} == expected
