"""Every member city, its officers and its joining agree with the tables, and name their sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from ascn_kg.namespaces import ASCN, BASE
from material import Block, Rows, SourceNames, Statement

#: A bound that follows from the list of members of that day, which already names the city.
NOT_AFTER = {"dili": "2026-01-31"}


def test_every_member_city_joined_as_said(
    rows: Rows, cities: Block, grounds: Mapping[Statement, set[str]], sources: SourceNames
) -> None:
    found = {
        city.removeprefix(BASE + "city/"): (record, since, before, after, role)
        for record, city, since, before, after, role in rows(
            """SELECT ?m ?city (STR(?s) AS ?since) (STR(?b) AS ?nb) (STR(?a) AS ?na) ?role WHERE {
              ?m org:organization initiative:ascn ; org:member ?city ;
                ascn:since ?s ; org:role ?role
              OPTIONAL { ?m ascn:notBefore ?b } OPTIONAL { ?m ascn:notAfter ?a }
            }"""
        )
    }
    assert set(found) == {city["id"] for city in cities["cities"]}
    roles = {"pilot-2018": "pilot", "joined-later": "later-member"}
    for city in cities["cities"]:
        record, since, before, after, role = found[city["id"]]
        joined = city["joined"]
        assert since == joined["date"], city["id"]
        assert before == joined.get("not_before"), city["id"]
        assert after == joined.get("not_after", NOT_AFTER.get(city["id"])), city["id"]
        assert role == f"{BASE}concept/{roles[city['role']]}"
        assert grounds[record, ASCN + "since", since] & sources(joined["sources"]), city["id"]


def test_every_officer(
    rows: Rows, cities: Block, grounds: Mapping[Statement, set[str]], sources: SourceNames
) -> None:
    listed = Counter(
        (city["id"], officer["as_of"], officer["title"], officer["role"] == "CSCO alternate")
        for city in cities["cities"]
        for officer in city["chief_smart_city_officers"]
    )
    found = rows(
        """SELECT ?x ?post (STR(?on) AS ?date) (STR(?title) AS ?office) ?alternate WHERE {
          ?x a ascn:Appointment ; ascn:post ?post ; ascn:asOf ?on ; ascn:officeTitle ?title
          FILTER(STRSTARTS(STR(?post), "https://w3id.org/ascn/post/csco-"))
          BIND(EXISTS { ?x org:role concept:alternate } AS ?alternate)
        }"""
    )
    prefix = f"{BASE}post/csco-"
    assert Counter((p.removeprefix(prefix), d, t, a) for _, p, d, t, a in found) == listed
    given = {
        (city["id"], officer["as_of"], officer["title"]): sources(officer["sources"])
        for city in cities["cities"]
        for officer in city["chief_smart_city_officers"]
    }
    for record, post, date, title, _ in found:
        expected = given[post.removeprefix(prefix), date, title]
        assert grounds[record, ASCN + "officeTitle", title] == expected


def test_an_officer_has_one_name_and_no_other_detail(rows: Rows) -> None:
    found = rows(
        """SELECT DISTINCT ?p WHERE {
          ?x a ascn:Appointment ; ascn:holder ?person . ?person ?p ?value }"""
    )
    assert not {p for (p,) in found if "mail" in p.lower() or "phone" in p.lower()}


def test_national_representatives(rows: Rows, network: Block) -> None:
    listed = network["governance"]["national_representatives_2026"]
    titles = Counter(entry["title"] for entry in listed["list"])
    found = rows(
        """SELECT (STR(?title) AS ?office) (STR(?on) AS ?date) WHERE {
          ?x ascn:post ?post ; ascn:officeTitle ?title ; ascn:asOf ?on
          FILTER(CONTAINS(STR(?post), "/national-representative-"))
        }"""
    )
    assert Counter(title for title, _ in found) == titles
    assert {date for _, date in found} == {listed["as_of"]}


def test_kinds_of_cities_and_one_that_nobody_settles(rows: Rows, cities: Block) -> None:
    found = {
        city.removeprefix(BASE + "city/"): kind.removeprefix(BASE + "concept/")
        for city, kind in rows("SELECT ?city ?kind { ?city ascn:cityKind ?kind }")
    }
    for city in cities["cities"]:
        kind = city["admin"]["kind"].replace(" ", "-")
        assert found.get(city["id"], "undetermined") == kind, city["id"]


def test_coordinates_lie_in_the_country(rows: Rows, cities: Block) -> None:
    found = {
        city for city, _, _ in rows("SELECT ?c ?lat ?long { ?c wgs:lat ?lat ; wgs:long ?long }")
    }
    without = {c["id"] for c in cities["cities"] if f"{BASE}city/{c['id']}" not in found}
    assert without == {"seberang-perai"}, "its point is known only from share-alike data"
