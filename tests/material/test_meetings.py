"""Every meeting agrees with the tables in every value, and each value names their sources."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

import pytest

from ascn_kg.namespaces import ASCN, BASE
from material import SECTIONS, Block, Rows, SourceNames, Statement

#: The summits whose chair is inferred from who led the host country, as the notes list them.
INFERRED_CHAIRS = {
    *(f"asean-summit-{number}" for number in (2, 4, 5, 6, 7, 8, 14, 15, 16, 17, 22, 25, 34)),
    "asean-informal-summit-2",
    "asean-informal-summit-4",
    "special-asean-summit-covid-2020",
    "ascn-annual-meeting-8",
}
#: Pages that stand in for mirrors of the same text, which are not cited.
INSTEAD_OF_MIRRORS = {
    f"{BASE}source/businessdocbox-asean-documents-2007",
    f"{BASE}source/thebettercambodia-asean-leaders-statements-on-aseans-55th",
}
#: Properties whose values the tables tell, and where they tell them.
TOLD = {
    "startDate": "start_date",
    "endDate": "end_date",
    "leadersMetOn": "leaders_meeting_dates",
    "chairedBy": "chair_person",
    "theme": "theme",
    "ordinal": "ordinals",
    "hostCity": "host_city",
    "venue": "venue",
    "adopted": "key_documents",
}
#: What the tables call done to a document -> the property that says so; anything else is not done.
ACTS = {
    "adopted": "adopted",
    "signed": "adopted",
    "issued": "adopted",
    "concluded": "adopted",
    "endorsed": "endorsed",
    "noted": "noted",
}
#: Documents of meetings that the articles, or the table of the network, add.
FROM_OTHER_TABLES = {
    "ascn-concept-note",
    "ascn-terms-of-reference",
    "asean-smart-cities-framework",
    "chairmans-statement-asean-summit-32",
    "letter-of-intent-amata-yusa",
    "smart-city-action-plans-2018",
}
#: The theme of the year in the chair, and one that the tables merged of two wordings.
THEME_OF_ANOTHER = {"amm-retreat-2018", "asean-leaders-gathering-2018"}
#: Wordings that the tables describe, as their sources have them.
RENDERED = {
    "substantive theme: Energy, Environment, Climate Change and Sustainable Development": (
        "Energy, Environment, Climate Change and Sustainable Development"
    ),
    "Resilience and Innovation (themes of the year)": "Resilient and Innovative",
    "ketahanan dan inovasi": "resilience and innovation",
}
#: Meetings held online whose city the tables infer from the host country, and one only announced.
CITY_NOT_STATED = {"ascn-annual-meeting-04", "ascn-annual-meeting-05", "cpr-2018-04-25"}
#: Names of places in the tables -> in the graph.
PLACES: dict[str | tuple[str, str], str] = {
    "Denpasar (Bali)": "Kuta",
    "Bali (Nusa Dua)": "Nusa Dua",
    "Nusa Dua (Bali)": "Nusa Dua",
    "Jimbaran (Bali)": "Jimbaran",
    ("asean-summit-12", "Cebu"): "Cebu City",
    ("asean-summit-48", "Cebu"): "Lapu-Lapu",
    "Lapu-Lapu City (Mactan)": "Lapu-Lapu",
    "Langkawi (retreat)": "Langkawi",
    "Pasay City": "Pasay",
}
#: The meetings that an entry stands for, whose pages tell its place.
IN_DETAIL = {"amm-informal-2018-04-27": ["amm-informal-2018-04-27", "apsc-council-17", "acc-21"]}
#: Places known from memory only, or of a session that is a disagreement.
RECALLED_PLACES = {
    "Nonthaburi province (venue; recalled, source: none)",
    "Pattaya (second session, April 2009)",
}
#: A venue that the tables lack and a page named in the claims gives.
VENUE_FROM_ARTICLES = {"amm-retreat-2018"}
VENUES = {"Marina Bay Sands Expo and Convention Center": "Sands Expo and Convention Center"}
#: One spelling for each person.
CHAIRS = {
    "Mohammad Nazri bin Mohammad Yusof": "Mohammad Nazri Mohammad Yusof",
    "Mohd Hazli Bin Ahmad Adnan": "Mohd Hazli bin Ahmad @ Adnan",
}
#: Its chair stands in one article written before the meeting.
CHAIR_ONLY_PLANNED = {"imt-gt-summit-11"}
#: Values of one meeting: property name -> values as text.
Values = Mapping[str, set[str]]


def _entries(meetings: Block) -> Iterator[tuple[str, Block]]:
    """Yield what was held: the 49th summit and the ninth annual meeting are only expected."""
    for section in SECTIONS:
        for entry in meetings[section]:
            if entry.get("status", "held") == "held":
                kind, _, number = entry["id"].rpartition("-")
                plain = f"{kind}-{int(number)}" if number.isdigit() else entry["id"]
                yield BASE + "meeting/" + _unpadded(entry["id"], plain), entry


def _unpadded(name: str, plain: str) -> str:
    """Numbers of a series lose their leading zero; days of a date keep it."""
    return plain if "summit-0" in name or "meeting-0" in name else name


def _names(rows: Rows) -> dict[str, str]:
    return dict(rows("SELECT ?x (STR(?l) AS ?n) { ?x rdfs:label ?l FILTER(LANG(?l) = 'en') }"))


def _sessions_of(meeting: str, values: Mapping[str, Values], names: dict[str, str]) -> set[str]:
    return {
        names[place]
        for known in values.values()
        if meeting in known.get("partOf", ())
        for place in known.get("hostCity", set()) | known.get("heldIn", set())
    }


def _plain(theme: str) -> str:
    """A theme without what the tables say about it in brackets."""
    return re.sub(r"\s*\([^)]*\)$", "", theme)


def _title(document: str) -> str:
    return re.sub(r"\s*\([^)]*\)", "", document)


def _parts(venues: str) -> list[str]:
    """The venues of one cell, which a semicolon or, for two centres, 'and' parts."""
    return [part for part in re.split(r"; |(?<=Center) and ", venues) if part]


def _core(venue: str) -> str:
    """The name of a venue without its town and without what was held there."""
    return re.sub(r"\s*\(.*?\)|,.*", "", venue).replace("Centre", "Center")


def _alike(one: str, other: str) -> bool:
    """Whether one name begins with the other, or has the same words in another order."""
    return one.startswith(other) or other.startswith(one) or set(one.split()) == set(other.split())


@pytest.fixture(scope="module")
def values(rows: Rows) -> Mapping[str, Values]:
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for meeting, predicate, value in rows(
        """SELECT ?m ?p (STR(?o) AS ?value) WHERE {
          ?m ?p ?o FILTER(STRSTARTS(STR(?m), "https://w3id.org/ascn/meeting/"))
          FILTER(STRSTARTS(STR(?p), STR(ascn:)))
        }"""
    ):
        found[meeting][predicate.removeprefix(ASCN)].add(value)
    return found


def test_dates_numbers_and_ways_of_meeting(meetings: Block, values: Mapping[str, Values]) -> None:
    for meeting, entry in _entries(meetings):
        known = values[meeting]
        if known["status"] == {f"{BASE}concept/announced"}:
            assert entry in meetings["other_meetings"], f"{meeting} is only announced"
            continue
        assert known["status"] == {f"{BASE}concept/held"}, meeting
        if entry["start_date"]:
            assert known["startDate"] == {entry["start_date"]}, meeting
            assert known["endDate"] == {entry["end_date"]}, meeting
        if entry.get("leaders_meeting_dates"):
            assert known["leadersMetOn"] == set(entry["leaders_meeting_dates"]), meeting
        if entry.get("mode"):
            assert known["mode"] == {f"{BASE}concept/{entry['mode']}"}, meeting
        numbers = entry.get("ordinals") or [entry[key] for key in ("ordinal",) if key in entry]
        assert known["ordinal"] >= {str(number) for number in numbers}, meeting


def test_themes(meetings: Block, values: Mapping[str, Values]) -> None:
    for meeting, entry in _entries(meetings):
        expected = set() if entry["id"] in THEME_OF_ANOTHER else {_plain(entry.get("theme") or "")}
        assert {_plain(theme) for theme in values[meeting].get("theme", ())} == expected - {""}


def test_other_wordings_of_a_theme_are_claims_of_their_sources(
    rows: Rows, meetings: Block, sources: SourceNames
) -> None:
    claimed = defaultdict(set)
    for wording, source in rows(
        """SELECT (STR(?o) AS ?wording) ?source {
          ?claim rdf:predicate ascn:theme ; rdf:object ?o ; ascn:source ?source }"""
    ):
        claimed[_plain(wording).lower()].add(source)
    for meeting, entry in _entries(meetings):
        for variant in entry.get("theme_variants") or []:
            wording = RENDERED.get(variant["value"], _plain(variant["value"])).lower()
            assert sources([variant["source"]]) <= claimed[wording], (meeting, variant["value"])


def test_host_cities_and_other_places(
    rows: Rows, meetings: Block, values: Mapping[str, Values]
) -> None:
    names = _names(rows)
    for meeting, entry in _entries(meetings):
        known = values[meeting]
        held = {names[place] for place in known.get("hostCity", set()) | known.get("heldIn", set())}
        if entry["id"] in CITY_NOT_STATED:
            assert not known.get("hostCity"), meeting
            continue
        expected = (
            {entry["host_city"], *entry.get("other_places", ())}
            if entry.get("host_city")
            else set()
        )
        for place in expected - RECALLED_PLACES:
            name = PLACES.get((entry["id"], place), PLACES.get(place, place))
            assert name in held or name in _sessions_of(meeting, values, names), (meeting, place)


def test_venues(rows: Rows, meetings: Block, values: Mapping[str, Values]) -> None:
    names = _names(rows)
    for meeting, entry in _entries(meetings):
        listed = {_core(part) for part in _parts(entry.get("venue") or "")}
        found = {_core(names[venue]) for venue in values[meeting].get("venue", ())}
        if not (entry.get("venue") is None and meeting.endswith(tuple(VENUE_FROM_ARTICLES))):
            assert len(found) == len(listed), (meeting, found, listed)
            for venue in listed:
                venue = VENUES.get(venue, venue)
                assert any(_alike(venue, other) for other in found), (meeting, venue, found)


def test_host_countries(rows: Rows, meetings: Block, values: Mapping[str, Values]) -> None:
    codes: dict[str, str] = dict(rows("SELECT ?code ?c { ?c ascn:isoAlpha2 ?code }"))
    for meeting, entry in _entries(meetings):
        announced = values[meeting]["status"] == {f"{BASE}concept/announced"}
        if not announced and values[meeting]["mode"] != {f"{BASE}concept/virtual"}:
            assert values[meeting]["hostCountry"] == {codes[entry["host_country"]]}, meeting


def test_chairs_and_on_what_it_rests(
    rows: Rows, meetings: Block, values: Mapping[str, Values]
) -> None:
    names = _names(rows)
    for meeting, entry in _entries(meetings):
        known = values[meeting]
        chairs = {names[chair] for chair in known["chairedBy"] if "/person/" in chair}
        listed = set((entry.get("chair_person") or "").split("; ")) - {""}
        if entry["id"] in CHAIR_ONLY_PLANNED:
            assert not chairs, meeting
            continue
        assert chairs == {CHAIRS.get(name, name) for name in listed}, meeting
        if chairs:
            slug = meeting.removeprefix(f"{BASE}meeting/")
            basis = "inferred" if slug in INFERRED_CHAIRS else "stated"
            assert known["chairBasis"] == {f"{BASE}concept/{basis}"}, meeting


def test_documents_and_their_sources(
    rows: Rows,
    meetings: Block,
    values: Mapping[str, Values],
    grounds: Mapping[Statement, set[str]],
    sources: SourceNames,
) -> None:
    names = _names(rows)
    sessions: dict[str, list[str]] = defaultdict(list)
    for session, known in values.items():
        for meeting in known.get("partOf", ()):
            sessions[meeting].append(session)
    for meeting, entry in _entries(meetings):
        done = [
            (where, act, document)
            for where in [meeting, *sessions[meeting]]
            for act in ("adopted", "endorsed", "noted")
            for document in values[where].get(act, ())
        ]
        listed = {}
        for document in entry.get("key_documents") or []:
            act = ACTS.get(document["status"].split()[0])
            found = [d for d in done if _alike(_title(names[d[2]]), _title(document["title"]))]
            assert [d[1] for d in found] == [act] * bool(act), (meeting, document["title"], found)
            if act:
                where, act, it = found[0]
                given = sources(document["sources"]) | INSTEAD_OF_MIRRORS
                assert grounds[where, ASCN + act, it] & given, (meeting, document["title"])
                listed[it] = document
        more = {document for where, _, document in done if where == meeting} - listed.keys()
        assert {d.rpartition("/")[2] for d in more} <= FROM_OTHER_TABLES, (meeting, more)


def test_every_value_rests_on_a_source_that_the_tables_name(
    meetings: Block,
    network: Block,
    values: Mapping[str, Values],
    grounds: Mapping[Statement, set[str]],
    sources: SourceNames,
) -> None:
    by_id = {entry["id"]: _named_sources(entry) for _, entry in _entries(meetings)}
    annual = {e["number"]: e["sources"] for e in network["governance"]["annual_meetings"]}
    for meeting, entry in _entries(meetings):
        named = [name for part in IN_DETAIL.get(entry["id"], [entry["id"]]) for name in by_id[part]]
        if entry in meetings["ascn_annual_meetings"]:
            named += annual[entry["ordinal"]]
        given = sources(named) | INSTEAD_OF_MIRRORS
        for name, key in TOLD.items():
            if entry.get(key):
                for value in values[meeting].get(name, ()):
                    assert grounds[meeting, ASCN + name, value] & given, (meeting, name, value)


def _named_sources(entry: Block) -> list[str]:
    named = list(entry["sources"])
    for part in (entry.get("key_documents") or []) + entry["conflicts"]:
        for side in part.get("values", [part]):
            named += side["sources"]
    return named


def test_the_49th_summit_is_a_plan_and_nothing_more(values: Mapping[str, Values]) -> None:
    known = values[f"{BASE}meeting/asean-summit-49"]
    assert known["status"] == {f"{BASE}concept/planned"}
    assert not known.keys() & {"leadersMetOn", "adopted", "chairedBy"}


def test_the_first_summit_was_no_meeting_of_the_member_city(values: Mapping[str, Values]) -> None:
    known = values[f"{BASE}meeting/asean-summit-1"]
    assert f"{BASE}city/denpasar" not in known.get("hostCity", set()) | known.get("heldIn", set())
