"""What the sources published by a day said, on ten days and on a small world.

The dates of the sources and what they say come from the tables that the facts were made from:
network.yaml (``sources`` with their dates, ``counts``, the totals of the monitoring reports) and
the dates of the five founding articles.
"""

from __future__ import annotations

from typing import Any

import pytest

from ascn_kg.errors import ParameterError
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import BASE, PREFIXES
from ascn_kg.results.table import Table
from ascn_kg.temporal.view import Views

SUMMIT = "meeting:asean-summit-32"


def ask(kg: KnowledgeGraph, pattern: str) -> set[Any]:
    """Return the values of ``?value`` in ``pattern``."""
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    table = kg.sparql(f"{prefixes} SELECT DISTINCT ?value {{ {pattern} }}")
    assert isinstance(table, Table)
    return {_short(row[0]) for row in table}


def _short(value: Any) -> Any:
    return value.removeprefix(BASE) if isinstance(value, str) else str(value)


def counts(kg: KnowledgeGraph) -> dict[str, int]:
    """Return how many projects each report lists, by its year."""
    rows = kg.run("projects-per-report")
    return {str(row["report"])[-4:]: _number(row["counted"]) for row in rows}


def _number(value: object) -> int:
    assert isinstance(value, int)
    return value


# The two articles that announce the summit are of 20 and 21 April 2018.
@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2018-04-19", set()),
        ("2018-04-20", {"concept/planned"}),
        ("2018-04-21", {"concept/planned"}),
        ("2026-11-21", {"concept/held"}),
    ],
)
def test_the_summit_is_planned_until_a_source_says_that_it_was_held(
    kg: KnowledgeGraph, day: str, status: set[str]
) -> None:
    assert ask(kg.at(known_at=day), f"{SUMMIT} ascn:status ?value") == status


def test_on_the_eve_the_planned_days_and_places_stand_and_reasoning_goes_on_from_them(
    kg: KnowledgeGraph,
) -> None:
    eve = kg.at(known_at="2018-04-21")
    rows = list(eve.run("summits", year=2018))
    assert [(row["name"], str(row["start"]), row["status"]) for row in rows] == [
        ("32nd ASEAN Summit", "2018-04-27", "planned")
    ]
    assert ask(eve, f"GRAPH graph:inferred {{ {SUMMIT} ascn:hostCountry ?value }}") == {
        "country/sgp"
    }
    why = eve.why(SUMMIT, "ascn:hostCountry", "country:sgp")
    assert why.holds
    grounds = [e.source for entries in why.evidence.values() for e in entries]
    assert {s.removeprefix(BASE) for s in grounds if s} == {"source/s1", "source/s2"}


# network.yaml: the concept note (April 2018) plans a launch in November 2018; ASEAN's page
# (5 February 2026) and earlier sources say 28 April 2018.
@pytest.mark.parametrize(
    ("day", "founded"),
    [
        ("2018-04-29", set()),
        ("2018-04-30", {"2018-11"}),
        ("2026-02-05", {"2018-04-28"}),
    ],
)
def test_the_founding_is_as_planned_until_it_is_reported(
    kg: KnowledgeGraph, day: str, founded: set[str]
) -> None:
    assert ask(kg.at(known_at=day), "initiative:ascn ascn:foundedOn ?value") == founded


# network.yaml: the reports are of 21 September 2022, 14 August 2023, 25 September 2024 and
# 30 September 2025; they list 77, 86, 108 and 134 projects.
@pytest.mark.parametrize(
    ("day", "listed"),
    [
        ("2021-12-31", {}),
        ("2022-12-31", {"2022": 77}),
        ("2023-12-31", {"2022": 77, "2023": 86}),
        ("2024-12-31", {"2022": 77, "2023": 86, "2024": 108}),
        ("2025-12-31", {"2022": 77, "2023": 86, "2024": 108, "2025": 134}),
    ],
)
def test_a_report_counts_from_its_date(
    kg: KnowledgeGraph, day: str, listed: dict[str, int]
) -> None:
    assert counts(kg.at(known_at=day)) == listed


# notes-network.md, conflict 10: Singapore E-Payments stands under Civic and Social in the report
# of 2022 and under Industry and Innovation in the next one that lists it.
def test_a_value_stands_until_the_source_that_supersedes_it(kg: KnowledgeGraph) -> None:
    pattern = "project:singapore-e-payments ascn:focusArea ?value"
    assert ask(kg.at(known_at="2022-12-31"), pattern) == {"concept/civic-and-social"}
    assert ask(kg, pattern) == {"concept/industry-and-innovation"}


def test_what_is_only_planned_stays_planned_to_the_last_day(kg: KnowledgeGraph) -> None:
    last = kg.at(known_at="2026-11-21")
    assert ask(last, "meeting:asean-summit-49 ascn:status ?value") == {"concept/planned"}
    assert ask(last, "meeting:asean-summit-49 ascn:startDate ?value") == set()


def test_on_the_day_of_the_dataset_the_view_is_the_whole(kg: KnowledgeGraph) -> None:
    assert set(kg.at(known_at="2026-11-21")._store) == set(kg._store)


def test_before_every_source_nothing_needs_evidence(kg: KnowledgeGraph) -> None:
    bare = kg.at(known_at="1900-01-01")
    assert bare.summary.claims == bare.summary.conflicts == bare.summary.sources == 0
    assert ask(bare, "GRAPH graph:facts { ?value a ascn:Membership }") == set()
    assert ask(bare, "city:jakarta rdfs:label ?value") == {"Jakarta"}
    assert ask(bare, "city:jakarta ascn:inCountry ?value") == {"country/idn"}


# cities.yaml: the concept note of April 2018 names the 26 pilot cities, and no source of that year
# says since when they belong.
def test_a_member_whose_day_of_joining_is_not_known_yet_is_possible(kg: KnowledgeGraph) -> None:
    rows = list(kg.at(known_at="2018-12-31").run("member-cities"))
    assert [(row["since"], row["certainty"]) for row in rows] == [(None, "possible")] * 26


# A source published before an event cannot report that it was held.
def test_no_claim_that_an_event_was_held_is_older_than_the_event(kg: KnowledgeGraph) -> None:
    assert not ask(
        kg,
        """?value rdf:predicate ascn:status ; rdf:object concept:held ; rdf:subject ?event ;
          ascn:source/ascn:knownOn ?known . ?event ascn:datedEarliest ?begin .
          FILTER(?known < ?begin)""",
    )


def test_the_sources_of_a_view_are_those_published_by_its_day(kg: KnowledgeGraph) -> None:
    view = kg.at(known_at="2024-12-31")
    later = "?value a ascn:Source ; ascn:knownOn ?known FILTER(?known > '2024-12-31'^^xsd:date)"
    assert ask(kg, later)
    assert not ask(view, later)
    assert not ask(view, "?value a ascn:Claim ; ascn:source ?s FILTER NOT EXISTS { ?s a ?t }")


def test_every_source_counts_from_its_date_or_from_the_day_it_was_read(
    kg: KnowledgeGraph,
) -> None:
    issued = ask(kg, "?value a ascn:Source ; dcterms:issued ?day")
    read = ask(kg, "?value a ascn:Source ; ascn:readOn ?day") - issued
    assert ask(kg, "?value ascn:knownBy concept:day-of-issue") == issued
    assert ask(kg, "?value ascn:knownBy concept:day-of-reading") == read
    assert ask(kg, "?value ascn:knownOn ?day") == issued | read


def test_a_view_says_which_sources_count(kg: KnowledgeGraph) -> None:
    view = kg.at(known_at="2018-04-21")
    known, total = len(ask(view, "?value a ascn:Source")), kg.summary.sources
    undated = total - len(ask(kg, "?value ascn:knownBy concept:day-of-issue"))
    assert f"{known} of {total} sources" in view.remark()
    assert f"{undated} have no date" in view.remark()
    assert f"{known} dari {total} sumber" in view.remark("id")
    assert kg.remark() == ""


def test_the_keyword_of_run_and_the_view_agree(kg: KnowledgeGraph) -> None:
    by_keyword = kg.run("member-cities", known_at="2024-12-31", lang="id")
    assert by_keyword.rows == kg.at(known_at="2024-12-31").run("member-cities", lang="id").rows


def test_conflicts_of_a_view_are_those_of_its_claims(kg: KnowledgeGraph) -> None:
    view = kg.at(known_at="2018-04-21")
    sides = ask(view, "?conflict ascn:competing ?value")
    assert sides
    assert sides <= ask(view, "?value a ascn:Claim")
    assert sides < ask(kg, "?conflict ascn:competing ?value")


def test_views_keep_their_own_names_and_are_kept_within_bounds(kg: KnowledgeGraph) -> None:
    days = [f"20{year}-12-31" for year in range(15, 15 + Views.KEPT + 1)]
    digests = {kg.at(known_at=day).digest for day in days}
    assert len(digests | {kg.digest}) == len(days) + 1
    views = kg._views
    assert len(views._kept) <= Views.KEPT
    assert kg.at(known_at=days[-1])._store is kg.at(known_at=days[-1])._store


def test_a_day_that_is_none_is_refused(kg: KnowledgeGraph) -> None:
    with pytest.raises(ParameterError, match="known-at"):
        kg.run("summits", known_at="2018")


# The axes are independent: each of the four combinations gives an answer of its own. Network
# figures: 26 cities from the founding, 29 after July 2023 (cities.yaml); only the three cities of
# July 2023 have sources for their day of joining that were published by the end of 2024, and
# before 2024 none at all.
@pytest.mark.parametrize(
    ("as_of", "known_at", "members"),
    [
        (None, None, 38),
        ("2018-07-08", None, 26),
        ("2023-12-31", None, 29),
        ("2023-12-31", "2024-12-31", 3),
        ("2018-07-08", "2024-12-31", 0),
        (None, "2024-12-31", 3),
    ],
)
def test_both_axes_at_once(
    kg: KnowledgeGraph, as_of: str | None, known_at: str | None, members: int
) -> None:
    view = kg.at(as_of=as_of, known_at=known_at)
    certain = [row for row in view.run("member-cities") if row["certainty"] == "certain"]
    assert len(certain) == members
    same = kg.at(known_at=known_at).at(as_of=as_of)
    assert same.digest == view.digest
