"""A canned query asked for a day, and the view of that day, give the same answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pyoxigraph as ox
import pytest

from ascn_kg.errors import UnknownThingError
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import BASE, DCTERMS
from ascn_kg.queries.catalog import Catalog
from ascn_kg.resources import read_inputs
from ascn_kg.results.table import Table, TermRow

#: The days asked for: a speech, a summit's first day, the first meeting of the network, ends of
#: years and reports, a day in a year of which only the year is known, and the newest list.
DAYS: Final = (
    "2018-02-06",
    "2018-04-27",
    "2018-07-08",
    "2019-12-31",
    "2021-08-31",
    "2022-12-31",
    "2023-12-31",
    "2024-06-30",
    "2025-06-01",
    "2026-01-31",
)

#: What is the case on a day; without the parameter, on the date of the dataset.
STATES: Final = """
    capital-member-cities capitals cities-by-country cities-without-project founding-member-states
    member-cities member-states membership-count pilot-cities
"""
#: What had happened or been published by a day; without the parameter, by that of the dataset.
OCCURRENCES: Final = """
    action-plan-projects cities-joined documents documents-adopted documents-of-network
    focus-area-changes focus-area-shares funding funding-by-donor held-alongside host-countries
    hosts-ranking initiatives meetings-before meetings-in-city meetings-in-city-before-joining
    meetings-of-year observations organizations partners partners-by-country-and-city
    project-partners projects projects-by-focus-area projects-completed projects-continued
    projects-new projects-per-report projects-vanished published-and-counted related-initiatives
    sessions-of-meeting summit-chairs summit-days summit-details summit-host-cities summits
    themes-by-year what-changed-between
"""
#: A past, with its dates in columns; with the parameter, what of it held on the day.
HISTORIES: Final = """
    chairs chairs-of-network city-officers members-of-organization membership-timeline
    national-representatives network-figures people-and-roles project-history shepherds timeline
"""
#: What has no date of its own: codes, names, goals, and all that is about claims and sources.
TIMELESS: Final = """
    announced-not-confirmed bibliography claims-of-source conflicts entities-of-document
    evidence-for facts-by-source gaps gaps-of-thing geonames-nearby goals-of-network network-rules
    nominations places-within planned-versus-held priority-services rejected-claims search-names
    single-source-facts source-chains source-matrix sources-of-fact speakers statements-by-speaker
    theme-variants topics-of-meeting uncertain-claims weak-facts wikidata-mayors wikidata-population
    wording-differences
"""


def _names(kind: str) -> list[str]:
    return kind.split()


TIMED: Final = _names(STATES + OCCURRENCES + HISTORIES)


@pytest.fixture(scope="module")
def views(kg: KnowledgeGraph) -> dict[str, KnowledgeGraph]:
    return {day: kg.at(as_of=day) for day in DAYS}


def catalog() -> Catalog:
    return Catalog.of(read_inputs().queries)


def test_every_query_is_sorted_by_how_it_treats_time() -> None:
    assert sorted(_names(STATES + OCCURRENCES + HISTORIES + TIMELESS)) == list(catalog())


def test_every_query_takes_a_day_unless_it_is_timeless() -> None:
    assert {name for name, q in catalog().items() if "as-of" in q.parameters} == set(TIMED)


def _cases(kg: KnowledgeGraph, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each day with no other parameter, and three of them with those of the first example."""
    yield from ((day, {}) for day in DAYS)
    first = dict(kg.catalog[name].header.examples[0])
    first.pop("as-of", None)
    if first:
        yield from ((day, first) for day in DAYS[2::3])


def _of_view(view: KnowledgeGraph, name: str, others: dict[str, Any]) -> list[TermRow]:
    """Return the rows of a history; none of a thing that the view does not have yet."""
    try:
        return list(view.run(name, **others).rows)
    except UnknownThingError:
        return []


@pytest.mark.parametrize("name", _names(HISTORIES))
def test_a_history_run_on_a_view_tells_what_held_on_its_day(
    kg: KnowledgeGraph, views: dict[str, KnowledgeGraph], name: str
) -> None:
    for day, others in _cases(kg, name):
        asked = list(kg.run(name, as_of=day, **others).rows)
        assert _of_view(views[day], name, others) == asked, f"{day} {others}"


@pytest.mark.parametrize("name", _names(STATES + OCCURRENCES))
def test_the_text_of_a_query_means_the_date_of_the_view(
    kg: KnowledgeGraph, views: dict[str, KnowledgeGraph], name: str
) -> None:
    for day, others in _cases(kg, name):
        answer = views[day].engine.query(kg.catalog[name].bind(others, kg.names))
        assert isinstance(answer, ox.QuerySolutions)
        seen = Table.from_solutions(answer).rows
        assert kg.run(name, as_of=day, **others).rows == seen, f"{day} {others}"


@pytest.mark.parametrize("name", _names(STATES + OCCURRENCES))
def test_a_view_gives_its_day_to_the_query(
    views: dict[str, KnowledgeGraph], kg: KnowledgeGraph, name: str
) -> None:
    day = "2024-06-30"
    assert views[day].run(name).rows == kg.run(name, as_of=day).rows


@pytest.mark.parametrize("name", TIMED)
def test_the_day_makes_a_difference(kg: KnowledgeGraph, name: str) -> None:
    before, after = (kg.run(name, as_of=day).rows for day in ("1960-01-01", DAYS[-1]))
    assert before != after


@pytest.mark.parametrize("name", _names(STATES + OCCURRENCES))
def test_without_a_day_the_date_of_the_dataset_counts(kg: KnowledgeGraph, name: str) -> None:
    table = kg.sparql(f"SELECT ?day {{ <{BASE}> <{DCTERMS}modified> ?day }}")
    assert isinstance(table, Table)
    assert kg.run(name).rows == kg.run(name, as_of=table.rows[0][0]).rows


@pytest.mark.parametrize("name", _names(HISTORIES))
def test_without_a_day_a_history_is_whole(kg: KnowledgeGraph, name: str) -> None:
    assert len(kg.run(name)) >= len(kg.run(name, as_of="2026-01-31"))
