"""What held on ten days, as the tables of the material have it.

The figures are written down from ``cities.yaml`` (blocks ``joined`` and
``chief_smart_city_officers`` of each city), ``network.yaml`` (blocks ``governance``,
``membership``, ``projects_over_time``, ``framework``, ``documents``) and ``meetings.yaml`` (blocks
``asean_summits``, ``ascn_annual_meetings``) of the material.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

import pytest

from ascn_kg.errors import UnknownThingError
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.results.table import Row

#: Day -> certain and possible further member cities: cities.yaml, ``joined`` with its bounds;
#: network.yaml, ``membership``.
MEMBERS: Final = {
    "2018-02-06": (0, 0),
    "2018-04-27": (0, 0),
    "2018-04-28": (26, 0),
    "2018-07-08": (26, 0),
    "2023-07-15": (26, 3),
    "2023-12-31": (29, 0),
    "2024-03-01": (29, 2),
    "2024-06-30": (31, 0),
    "2025-06-01": (31, 4),
    "2025-10-01": (35, 2),
    "2026-01-15": (37, 1),
    "2026-01-31": (38, 0),
}
#: Day -> numbered ASEAN summits and annual meetings of the network held: meetings.yaml,
#: ``asean_summits`` (their ``ordinals``) and ``ascn_annual_meetings``.
MEETINGS: Final = {
    "2018-02-06": (31, 0),
    "2018-04-27": (32, 0),
    "2018-07-08": (32, 1),
    "2019-12-31": (35, 2),
    "2021-08-31": (37, 4),
    "2022-12-31": (41, 5),
    "2023-12-31": (43, 6),
    "2024-06-30": (43, 6),
    "2025-06-01": (46, 7),
    "2026-01-31": (47, 8),
}
#: Day -> the state in the chair of the network: network.yaml, ``governance``, ``chairs``.
CHAIRS: Final = {
    "2018-04-27": None,
    "2018-07-08": "Singapore",
    "2019-12-31": "Thailand",
    "2020-06-15": "Viet Nam",
    "2021-08-31": "Brunei Darussalam",
    "2022-12-31": "Cambodia",
    "2023-12-31": "Indonesia",
    "2024-06-30": "Lao PDR",
    "2025-06-01": "Malaysia",
    "2026-01-31": "Philippines",
}
#: Day -> shepherds with certainty: network.yaml, ``governance``, ``shepherds``; of the terms only
#: the years are known.
SHEPHERDS: Final = {
    "2018-07-08": [],
    "2019-06-01": [("Singapore", "possible")],
    "2019-12-31": [("Singapore", "certain")],
    "2020-06-15": [("Singapore", "certain")],
    "2021-08-31": [("Singapore", "possible"), ("Singapore", "possible")],
    "2022-12-31": [("Singapore", "certain")],
    "2023-12-31": [("Singapore", "possible"), ("Indonesia", "certain")],
    "2024-06-30": [("Indonesia", "certain")],
    "2025-06-01": [("Indonesia", "possible"), ("Indonesia", "possible")],
    "2026-01-31": [("Indonesia", "certain")],
}
#: Day -> officers in the newest list of their city, by date of the list and certainty:
#: cities.yaml, ``chief_smart_city_officers``. Makassar is not in the list of 2019.
OFFICERS: Final = {
    "2018-07-07": {},
    "2018-07-08": {("2018-07-08", "certain"): 28},
    "2019-06-01": {("2018-07-08", "possible"): 27, ("2018-07-08", "certain"): 1}
    | {("2019", "possible"): 27},
    "2019-12-31": {("2018-07-08", "certain"): 1, ("2019", "certain"): 27},
    "2026-01-30": {("2018-07-08", "certain"): 1, ("2019", "certain"): 27},
    "2026-01-31": {("2026-01-31", "certain"): 43},
}
#: Day -> projects in the newest report: network.yaml, ``projects_over_time``.
NEWEST_REPORT: Final = {
    "2018-07-08": 0,
    "2022-09-20": 0,
    "2022-09-21": 77,
    "2022-12-31": 77,
    "2023-12-31": 86,
    "2024-06-30": 86,
    "2024-09-25": 108,
    "2025-06-01": 108,
    "2025-09-30": 134,
    "2026-01-31": 134,
}
#: Day -> whether a document was there: network.yaml, ``framework`` (adopted at the 33rd summit) and
#: ``documents`` (of the guidebook the month is known).
DOCUMENTS: Final = {
    ("document/asean-smart-cities-framework", "2018-11-12"): None,
    ("document/asean-smart-cities-framework", "2018-11-13"): "certain",
    ("document/planning-guidebook", "2022-02-28"): None,
    ("document/planning-guidebook", "2022-03-15"): "possible",
    ("document/planning-guidebook", "2022-03-31"): "certain",
}


def total(rows: Iterable[Row], column: str) -> int:
    """Return the sum of the numbers in ``column``."""
    numbers = [row[column] for row in rows]
    assert all(isinstance(number, int) for number in numbers)
    return sum(number for number in numbers if isinstance(number, int))


@pytest.mark.parametrize(("day", "members"), MEMBERS.items())
def test_member_cities(kg: KnowledgeGraph, day: str, members: tuple[int, int]) -> None:
    count = kg.run("membership-count", as_of=day)[0]
    assert (count.certain, count.possible) == members
    listed = Counter(row.certainty for row in kg.run("member-cities", as_of=day))
    assert (listed["certain"], listed["possible"]) == members
    states = kg.run("cities-by-country", as_of=day)
    assert (total(states, "certain"), total(states, "possible")) == members


def test_a_city_of_which_the_year_is_known_is_neither_in_nor_out(kg: KnowledgeGraph) -> None:
    possible = {"Ipoh", "Putrajaya", "Seberang Perai", "Cauayan City"}
    rows = kg.run("member-cities", as_of="2025-06-01")
    assert {row.name for row in rows if row.certainty == "possible"} == possible


@pytest.mark.parametrize(("day", "held"), MEETINGS.items())
def test_meetings_held(kg: KnowledgeGraph, day: str, held: tuple[int, int]) -> None:
    summits, annual = held
    assert total(kg.run("hosts-ranking", as_of=day), "summits") == summits
    figures = {row.figure: row.count for row in kg.run("network-figures", as_of=day)}
    assert figures["ASEAN summits held, by number"] == summits
    assert figures["annual meetings of the network held"] == annual


@pytest.mark.parametrize(("day", "country"), CHAIRS.items())
def test_chair_of_the_network(kg: KnowledgeGraph, day: str, country: str | None) -> None:
    wanted = [country] if country else []
    assert [row.countryName for row in kg.run("chairs-of-network", as_of=day)] == wanted
    chairs = kg.run("chairs", as_of=day)
    network = [row.countryName for row in chairs if str(row.chairOf).endswith("initiative/ascn")]
    assert network == wanted


@pytest.mark.parametrize(("day", "terms"), SHEPHERDS.items())
def test_shepherds(kg: KnowledgeGraph, day: str, terms: list[tuple[str, str]]) -> None:
    rows = kg.run("shepherds", as_of=day)
    assert [(row.countryName, row.certainty) for row in rows] == terms


@pytest.mark.parametrize(("day", "listed"), OFFICERS.items())
def test_officers_of_the_newest_list(
    kg: KnowledgeGraph, day: str, listed: dict[tuple[str, str], int]
) -> None:
    rows = kg.run("city-officers", as_of=day)
    assert Counter((str(row.date), row.certainty) for row in rows) == listed


@pytest.mark.parametrize(("day", "projects"), NEWEST_REPORT.items())
def test_projects_of_the_newest_report(kg: KnowledgeGraph, day: str, projects: int) -> None:
    assert total(kg.run("projects-by-focus-area", as_of=day), "newest") == projects
    reports = kg.run("projects-per-report", as_of=day)
    assert [row.counted for row in reports][-1:] == ([projects] if projects else [])


@pytest.mark.parametrize(("thing", "day"), DOCUMENTS)
def test_documents(kg: KnowledgeGraph, thing: str, day: str) -> None:
    found = {str(row.document): row.certainty for row in kg.run("documents", as_of=day)}
    certainty = [value for iri, value in found.items() if iri.endswith(thing)]
    wanted = DOCUMENTS[thing, day]
    assert certainty == ([wanted] if wanted else [])


def test_what_is_not_there_yet_is_unknown_to_a_view(kg: KnowledgeGraph) -> None:
    with pytest.raises(UnknownThingError):
        kg.at(as_of="2018-04-26").run("summit-details", meeting="meeting/asean-summit-32")


def test_timor_leste_is_a_state_of_asean_from_its_day_on(kg: KnowledgeGraph) -> None:
    """The day stands in countries.yaml."""
    for day, states in {"2025-10-25": 10, "2025-10-26": 11}.items():
        assert len(kg.run("member-states", as_of=day)) == states
