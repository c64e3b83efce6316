"""Every meeting agrees with the tables in every value, and each value names their sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import pytest

from ascn_kg.namespaces import ASCN, BASE
from material import Block, Rows, SourceNames, Statement

SECTIONS = (
    "asean_summits",
    "informal_summits",
    "special_leaders_meetings",
    "other_meetings",
    "ascn_annual_meetings",
)
#: The summits whose chair is inferred from who led the host country, as the notes list them.
INFERRED_CHAIRS = {
    *(f"asean-summit-{number}" for number in (2, 4, 5, 6, 7, 8, 14, 15, 16, 17, 22, 25, 34)),
    "asean-informal-summit-2",
    "asean-informal-summit-4",
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
        if entry.get("theme") and meeting.startswith(BASE + "meeting/asean-summit"):
            assert values[meeting]["theme"] == {entry["theme"]}, meeting


def test_host_countries(rows: Rows, meetings: Block, values: Mapping[str, Values]) -> None:
    codes: dict[str, str] = dict(rows("SELECT ?code ?c { ?c ascn:isoAlpha2 ?code }"))
    for meeting, entry in _entries(meetings):
        announced = values[meeting]["status"] == {f"{BASE}concept/announced"}
        if not announced and values[meeting]["mode"] != {f"{BASE}concept/virtual"}:
            assert values[meeting]["hostCountry"] == {codes[entry["host_country"]]}, meeting


def test_chairs_and_on_what_it_rests(
    rows: Rows, meetings: Block, values: Mapping[str, Values]
) -> None:
    names: dict[str, str] = dict(
        rows(
            'SELECT ?p (STR(?l) AS ?n) { ?p a ascn:Person ; rdfs:label ?l FILTER(LANG(?l) = "en") }'
        )
    )
    for meeting, entry in _entries(meetings):
        if entry["id"].startswith(("asean-summit", "asean-informal")):
            chairs = {names[person] for person in values[meeting]["chairedBy"] if person in names}
            assert chairs == {entry["chair_person"]}, meeting
            basis = (
                "inferred"
                if meeting.removeprefix(f"{BASE}meeting/") in INFERRED_CHAIRS
                else "stated"
            )
            assert values[meeting]["chairBasis"] == {f"{BASE}concept/{basis}"}, meeting


def test_documents(meetings: Block, values: Mapping[str, Values]) -> None:
    done = ("adopted", "signed", "issued", "concluded")
    sessions: dict[str, set[str]] = defaultdict(set)
    for known in values.values():
        for meeting in known.get("partOf", ()):
            sessions[meeting] |= known.get("adopted", set())
    for meeting, entry in _entries(meetings):
        listed = [d["status"] for d in entry.get("key_documents") or []]
        adopted = values[meeting].get("adopted", set()) | sessions[meeting]
        certain = [status for status in listed if status.startswith(done)]
        assert len(adopted) >= len(certain), (meeting, adopted)
        if any(status.startswith("expected") for status in listed):
            assert len(adopted) == len(certain), (meeting, adopted)


def test_every_value_rests_on_a_source_that_the_tables_name(
    meetings: Block,
    network: Block,
    values: Mapping[str, Values],
    grounds: Mapping[Statement, set[str]],
    sources: SourceNames,
) -> None:
    related = [name for entry in meetings["other_meetings"] for name in _named_sources(entry)]
    annual = {e["number"]: e["sources"] for e in network["governance"]["annual_meetings"]}
    for meeting, entry in _entries(meetings):
        named = related if entry in meetings["other_meetings"] else _named_sources(entry)
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
