"""Every project, listing and continuation agrees with the tables, and names their sources."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise

import pytest

from ascn_kg.namespaces import ASCN, BASE
from material import Block, Rows, SourceNames, Statement

#: How the reports print the focus areas, and the names that the graph gives them.
AREAS = {
    "Civic & Social": "civic-and-social",
    "Health & Well-Being": "health-and-well-being",
    "Safety & Security": "safety-and-security",
    "Quality Environment": "quality-environment",
    "Built Infrastructure": "built-infrastructure",
    "Industry & Innovation": "industry-and-innovation",
}
#: A partner whose body the source does not name; the graph has it as a gap.
NO_ORGANIZATION = "Paris (so named in the source)"

#: Names of partners in the tables -> in the graph, which says of which country a ministry is.
PARTNERS = {
    "AMATA Corporation PCL": "Amata Corporation",
    "Big Data Institute, Thailand": "Big Data Institute of Thailand",
    "Department of Information and Communications Technology (DICT), Philippines": (
        "Department of Information and Communications Technology of the Philippines"
    ),
    "Digital Economy Promotion Agency (depa)": "Digital Economy Promotion Agency",
    "Japan Telecommunications Engineering Consultancy (JTEC)": (
        "Japan Telecommunications Engineering Consultancy"
    ),
    "Korea Environmental and Industrial Technology Institute (KEITI)": (
        "Korea Environmental and Industrial Technology Institute"
    ),
    "MLIT Japan": "Ministry of Land, Infrastructure, Transport and Tourism of Japan",
    "MLIT Japan (SmartJAMP)": "Ministry of Land, Infrastructure, Transport and Tourism of Japan",
    "Ministry of Construction, Myanmar": "Ministry of Construction of Myanmar",
    "Ministry of Home Affairs, Brunei": "Ministry of Home Affairs of Brunei Darussalam",
    "Ministry of Post and Telecommunications, Cambodia": (
        "Ministry of Post and Telecommunications of Cambodia"
    ),
    "Ministry of Public Works and Transport, Cambodia": (
        "Ministry of Public Works and Transport of Cambodia"
    ),
    "National Health Security Office, Thailand": "National Health Security Office of Thailand",
    "Yokohama Urban Solution Alliance (YUSA)": "Yokohama Urban Solution Alliance",
}


def _entries(cities: Block, kind: str) -> Iterator[tuple[str, Block]]:
    for city in cities["cities"]:
        for entry in city[kind]:
            yield city["id"], entry


@pytest.fixture(scope="module")
def projects(rows: Rows) -> dict[tuple[str, str, str], str]:
    """Projects by kind (plan or monitored), city and title in lower case."""
    found: dict[tuple[str, str, str], str] = {}
    for project, title, city, planned in rows(
        """SELECT ?project (STR(?label) AS ?title) ?city ?planned WHERE {
          ?project a ascn:Project ; ascn:projectCity ?city ; rdfs:label ?label
          FILTER(LANG(?label) = "en")
          BIND(EXISTS { ?project ascn:priorityProjectOf ?city } AS ?planned)
        }"""
    ):
        kind = "plan" if planned else "monitored"
        found[kind, city.removeprefix(BASE + "city/"), title.lower()] = project
    return found


def test_every_listing_of_the_four_reports(rows: Rows, listings: list[dict[str, str]]) -> None:
    printed = Counter(
        (row["report_year"], row["city"], row["project"], AREAS[row["focus_area"]], row["status"])
        for row in listings
    )
    found = rows(
        """SELECT (STR(YEAR(?on)) AS ?year) ?city (STR(?title) AS ?listed) ?area ?status WHERE {
          ?x a ascn:ProjectStatus ; ascn:asOf ?on ; ascn:listedTitle ?title ;
            ascn:focusArea ?area ; ascn:status ?status ; ascn:statusOf/ascn:projectCity ?city
        }"""
    )
    assert Counter((y, _name(c), t, _name(a), _name(s)) for y, c, t, a, s in found) == printed


def test_every_listing_rests_on_its_report_alone(
    rows: Rows, grounds: Mapping[Statement, set[str]]
) -> None:
    found = rows(
        """SELECT ?x (STR(?title) AS ?listed) (STR(YEAR(?on)) AS ?year) WHERE {
          ?x a ascn:ProjectStatus ; ascn:asOf ?on ; ascn:listedTitle ?title }"""
    )
    assert len(found) == 405
    for record, title, year in found:
        assert grounds[record, ASCN + "listedTitle", title] == {f"{BASE}source/me-{year}"}


def test_every_monitored_project(
    rows: Rows,
    cities: Block,
    projects: dict[tuple[str, str, str], str],
    grounds: Mapping[Statement, set[str]],
    sources: SourceNames,
) -> None:
    areas: dict[str, str] = dict(
        rows("SELECT ?x ?area { ?x a ascn:Project ; ascn:focusArea ?area }")
    )
    reports = defaultdict(set)
    for project, on in rows("SELECT ?x (YEAR(?on) AS ?y) { ?s ascn:statusOf ?x ; ascn:asOf ?on }"):
        reports[project].add(on)
    for city, entry in _entries(cities, "monitored_projects"):
        project = projects["monitored", city, entry["title"].lower()]
        assert _name(areas[project]) == AREAS[entry["focus_area"]], project
        assert reports[project] == set(entry["listed_in"]), project
        given = sources(entry["sources"])
        for predicate, value in (
            ("projectCity", f"{BASE}city/{city}"),
            ("focusArea", areas[project]),
        ):
            assert grounds[project, ASCN + predicate, value] & given, (project, predicate)


def test_every_priority_project(
    cities: Block,
    projects: dict[tuple[str, str, str], str],
    rows: Rows,
    grounds: Mapping[Statement, set[str]],
) -> None:
    areas: dict[str, str] = dict(
        rows("SELECT ?x ?area { ?x a ascn:Project ; ascn:focusArea ?area }")
    )
    plan = f"{BASE}source/scaps-2018"
    for city, entry in _entries(cities, "scap_projects"):
        project = projects["plan", city, entry["title"].lower()]
        assert _name(areas[project]) == AREAS[entry["focus_area"]], project
        assert plan in grounds[project, ASCN + "priorityProjectOf", f"{BASE}city/{city}"]


@pytest.mark.parametrize("kind", ["scap_projects", "monitored_projects"])
def test_summaries_and_partners(
    kind: str,
    rows: Rows,
    cities: Block,
    projects: dict[tuple[str, str, str], str],
    grounds: Mapping[Statement, set[str]],
    sources: SourceNames,
) -> None:
    languages = defaultdict(set)
    for project, language, text in rows(
        "SELECT ?x (LANG(?text) AS ?lang) (STR(?text) AS ?summary) { ?x ascn:summary ?text }"
    ):
        languages[project].add((language, text))
    partners: dict[str, dict[str, str]] = defaultdict(dict)
    for project, partner, name in rows(
        """SELECT ?x ?p (STR(?l) AS ?name) {
          ?x a ascn:Project ; ascn:partner ?p . ?p rdfs:label ?l FILTER(LANG(?l) = "en") }"""
    ):
        partners[project][name] = partner
    for city, entry in _entries(cities, kind):
        name = "plan" if kind == "scap_projects" else "monitored"
        project = projects[name, city, entry["title"].lower()]
        told = {language for language, _ in languages[project]}
        assert told == ({"en", "id"} if "description" in entry else set()), project
        for _, text in languages[project]:
            given = sources(entry.get("description_sources") or entry["sources"])
            assert grounds[project, ASCN + "summary", text] & given, project
        listed = {
            PARTNERS.get(partner["name"], partner["name"]): sources(partner["sources"])
            for partner in entry.get("partners") or []
            if partner["name"] != NO_ORGANIZATION
        }
        assert partners[project].keys() == listed.keys(), project
        for partner, given in listed.items():
            iri = partners[project][partner]
            assert grounds[project, ASCN + "partner", iri] & given, (project, partner)


def test_continuations_and_their_basis(
    rows: Rows, cities: Block, projects: dict[tuple[str, str, str], str]
) -> None:
    found = Counter(
        (predecessor, successor, _name(basis))
        for predecessor, successor, basis in rows(
            """SELECT ?a ?b ?basis {
              ?x ascn:predecessor ?a ; ascn:successor ?b ; ascn:basis ?basis }"""
        )
    )
    assert max(found.values()) == 1
    for city, entry in _entries(cities, "scap_projects"):
        project = projects["plan", city, entry["title"].lower()]
        expected = {
            (project, projects["monitored", city, later["title"].lower()], later["basis"])
            for later in entry["continues_as"]
        }
        assert {key for key in found if key[0] == project} == expected


def test_renamed_projects_are_linked_from_report_to_report(
    rows: Rows, cities: Block, projects: dict[tuple[str, str, str], str]
) -> None:
    """What continues a plan project later continues what continued it before."""
    found = {
        (predecessor, successor): _name(basis)
        for predecessor, successor, basis in rows(
            """SELECT ?a ?b ?basis {
              ?x ascn:predecessor ?a ; ascn:successor ?b ; ascn:basis ?basis }"""
        )
    }
    renamed = 0
    for city, entry in _entries(cities, "scap_projects"):
        chain = [
            (projects["monitored", city, later["title"].lower()], later["basis"])
            for later in sorted(entry["continues_as"], key=lambda later: later["first_seen"])
        ]
        for (earlier, _), (later, basis) in pairwise(chain):
            assert found[earlier, later] == basis, (earlier, later)
            renamed += 1
    assert renamed == 13


def _name(iri: str) -> str:
    return iri.rpartition("/")[2]
