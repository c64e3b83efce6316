"""Every fault of a link is found, offline by packages' data and online by an endpoint's."""

from __future__ import annotations

import dataclasses
import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from oxigraph_process import oxigraph_server

from ascn_kg.cli import app
from ascn_kg.datasets import GEONAMES, LOCODE, WIKIDATA
from ascn_kg.errors import RemoteError, UsageError
from ascn_kg.linking.collection import Collection, read_collection
from ascn_kg.linking.curation import accepted, apply
from ascn_kg.linking.endpoint import Endpoint
from ascn_kg.linking.mappings import Mapping
from ascn_kg.linking.offline import check_offline, shared
from ascn_kg.linking.online import check_online
from ascn_kg.linking.reference import Reference
from ascn_kg.linking.report import LinkReport, check_links
from ascn_kg.linking.suggestions import Suggestions
from ascn_kg.matching.matcher import Matcher
from ascn_kg.namespaces import BASE, compact
from ascn_kg.problems import Problem
from ascn_kg.resources import Inputs, read_inputs

EXTRACT = Path(__file__).with_name("extract.ttl")


@pytest.fixture(scope="module")
def collection(inputs: Inputs) -> Collection:
    return read_collection(inputs)


@pytest.fixture(scope="module")
def reference() -> Reference:
    return Reference()


@contextmanager
def serving(turtle: bytes) -> Iterator[str]:
    """Run an endpoint that holds ``turtle``; give the address for queries."""
    with oxigraph_server() as url:
        headers = {"Content-Type": "text/turtle"}
        request = urllib.request.Request(f"{url}/store?default", turtle, headers)
        urllib.request.urlopen(request).close()
        yield f"{url}/query"


@pytest.fixture(scope="module")
def extract() -> Iterator[str]:
    with serving(EXTRACT.read_bytes()) as address:
        yield address


def mapping(collection: Collection, thing: str, identifier: str) -> Mapping:
    [found] = [
        m for m in collection.mappings if m.thing == BASE + thing and m.identifier == identifier
    ]
    return found


def faults(collection: Collection, reference: Reference, changed: Mapping) -> list[str]:
    alone = Collection(collection.assembly, (changed,))
    return sorted({problem.rule for problem in check_offline(alone, reference)})


def test_the_shipped_links_are_sound(collection: Collection, reference: Reference) -> None:
    found = list(check_offline(collection, reference))
    # GeoNames has this one only in a concordance; the mapping says so.
    assert [(p.severity, compact(p.thing)) for p in found] == [
        ("warning", "mapping/city-seberang-perai-geonames-8133400")
    ]


@pytest.mark.parametrize(
    ("thing", "identifier", "wrong", "rule"),
    [
        ("city/jakarta", "1642907", "1642907x", "link-form"),
        ("city/jakarta", "1642907", "999999999", "link-unknown"),
        ("country/idn", "ID", "XX", "link-unknown"),
        ("country/idn", "360", "999", "link-unknown"),
        ("city/phuket", "TH-83", "TH-00", "link-unknown"),
        ("city/phuket", "1151253", "1151254", "link-level"),  # the town for the province
        ("city/banyuwangi", "1650076", "1650077", "link-level"),  # the town for the regency
        ("country/sgp", "1880251", "1880252", "link-level"),  # the city for the state
        ("city/semarang", "1627896", "1645528", "link-name"),  # Denpasar
        ("city/phuket", "TH-83", "TH-50", "link-name"),  # Chiang Mai
        ("city/jakarta", "IDJKT", "SGSIN", "link-country"),
        ("city/bangkok", "Q1861", "1861", "link-form"),
    ],
)
def test_a_wrong_identifier(
    collection: Collection,
    reference: Reference,
    thing: str,
    identifier: str,
    wrong: str,
    rule: str,
) -> None:
    right = mapping(collection, thing, identifier)
    assert faults(collection, reference, right) == []
    changed = dataclasses.replace(right, target=right.dataset.iri(wrong))
    assert rule in faults(collection, reference, changed)


def test_a_namesake_in_another_country(collection: Collection, reference: Reference) -> None:
    """Manila in the United States."""
    right = mapping(collection, "city/manila", "1701668")
    namesake = next(
        each for each in reference.geonames() if each.names[0] == "Manila" and each.country == "US"
    )
    changed = dataclasses.replace(right, target=GEONAMES.iri(namesake.identifier))
    assert faults(collection, reference, changed) == ["link-country", "link-distance"]


def test_a_namesake_too_far_away(collection: Collection, reference: Reference) -> None:
    """The other Cauayan, of Negros Occidental."""
    right = mapping(collection, "city/cauayan-city", "1717729")
    changed = dataclasses.replace(right, target=GEONAMES.iri("1717738"))
    assert faults(collection, reference, changed) == ["link-distance"]


def test_a_level_that_the_identifier_has_not(collection: Collection, reference: Reference) -> None:
    right = mapping(collection, "city/jakarta", "1642911")
    changed = dataclasses.replace(right, level="first-area")
    assert faults(collection, reference, changed) == ["link-level"]


def test_two_things_share_an_exact_match(collection: Collection) -> None:
    state = mapping(collection, "country/sgp", "Q334")
    city = dataclasses.replace(
        mapping(collection, "city/singapore", "Q334"), predicate=state.predicate
    )
    found = list(shared([state, city]))
    assert [problem.rule for problem in found] == ["link-shared", "link-shared"]
    assert "city/singapore, country/sgp" in found[0].detail
    assert not list(shared(collection.mappings))


def told(problems: Iterator[Problem]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for problem in problems:
        found.setdefault(problem.rule, set()).add(compact(problem.thing))
    return found


def test_every_fault_that_the_endpoint_shows(collection: Collection, extract: str) -> None:
    with Endpoint(extract) as endpoint:
        found = told(check_online(collection, endpoint))
    dead = found.pop("link-dead")
    assert found == {
        "link-redirected": {
            "mapping/city-makassar-wikidata-q14634",
            "mapping/country-tls-dbpedia-east-timor",
        },
        "link-merged": {"mapping/city-kuching-wikidata-q220445"},
        "link-type": {
            "mapping/city-ipoh-wikidata-q271619",
            "mapping/organization-aha-centre-wikidata-q114434380",
            "mapping/city-banyuwangi-geonames-1650076",
        },
        "link-value": {
            "mapping/city-semarang-wikidata-q11025",
            "mapping/country-sgp-wikidata-q334",
            "mapping/city-denpasar-geonames-1645528",
        },
    }
    assert "mapping/city-hanoi-wikidata-q1858" in dead, "the extract does not have it"
    alive = {"mapping/city-jakarta-wikidata-q3630", "mapping/country-mys-wikidata-q833"}
    assert not alive & dead


def test_values_that_differ_are_told_as_a_conflict(collection: Collection, extract: str) -> None:
    with Endpoint(extract) as endpoint:
        values = [p for p in check_online(collection, endpoint) if p.rule == "link-value"]
    assert all(p.severity == "warning" and p.message.startswith("conflict") for p in values)
    [people] = [p.detail for p in values if p.thing.endswith("q334")]
    assert "99000000 there" in people and "here" in people


def test_a_dataset_that_the_endpoint_does_not_hold_is_not_dead(collection: Collection) -> None:
    with serving(b"<urn:a> <urn:b> <urn:c> .\n") as address, Endpoint(address) as endpoint:
        assert list(check_online(collection, endpoint)) == []


@pytest.mark.parametrize("address", ["ftp://x/", "localhost:1", "", "file:///etc/passwd"])
def test_what_is_no_address_is_wrong_use(address: str) -> None:
    with pytest.raises(UsageError):
        Endpoint(address)


def test_an_endpoint_that_is_not_there(collection: Collection) -> None:
    with (
        pytest.raises(RemoteError, match="cannot be reached"),
        Endpoint("http://127.0.0.1:9/") as endpoint,
    ):
        list(check_online(collection, endpoint))


def test_problems_name_file_and_line(inputs: Inputs, extract: str) -> None:
    report = check_links(inputs, extract)
    assert not report.ok
    places = {compact(p.thing): str(p.location) for p in report.problems}
    assert places["mapping/city-makassar-wikidata-q14634"].startswith("facts/links/wikidata.ttl:")
    document = json.loads(report.to_json())
    assert document["ok"] is False and document["summary"]["mappings"] == len(report.mappings)
    assert {"rule", "message", "message_id", "location"} <= document["problems"][0].keys()


def test_warnings_alone_are_fine() -> None:
    warning = Problem(None, "x", "link-value", "conflict", severity="warning")
    assert LinkReport((), (warning,)).ok
    assert not LinkReport((), (dataclasses.replace(warning, severity="violation"),)).ok


def test_the_command_tells_and_exits_with_one(facts_copy: Path) -> None:
    """A copy of the facts in which a number is wrong."""
    file = facts_copy / "links/geonames.ttl"
    text = file.read_text("utf-8")
    file.write_text(text.replace("geonames.org/1642907/", "geonames.org/1880252/"), "utf-8")
    done = CliRunner().invoke(app, ["link", "check", "--facts", str(facts_copy)])
    assert done.exit_code == 1
    assert f"{file}:" in done.stderr and "[link-country]" in done.stderr
    assert "mappings" in done.stdout


@pytest.fixture(scope="module")
def suggestions(collection: Collection, reference: Reference, matcher: Matcher) -> Suggestions:
    return Suggestions(collection, matcher, reference)


@pytest.fixture(scope="module")
def offered(suggestions: Suggestions) -> list[Mapping]:
    return list(suggestions.offline())


def test_suggestions_have_scores_and_reasons(offered: list[Mapping]) -> None:
    exact = {
        (m.thing.removeprefix(BASE), m.dataset.name, m.identifier)
        for m in offered
        if m.predicate.endswith("exactMatch")
    }
    assert {
        ("city/bogor", "geonames", "1648473"),
        ("city/tokyo", "geonames", "1850147"),
        ("country/jpn", "iso-3166-1", "JP"),
        ("country/chn", "un-m49", "156"),
    } <= exact
    assert all(m.confidence and m.notes and not m.reviewed for m in offered)
    far = [m for m in offered if m.identifier == "7780016"]
    assert [m.predicate.rpartition("#")[2] for m in far] == ["closeMatch"]
    assert "106 km apart" in {lang: text for text, lang in far[0].notes}["en"]


def test_nothing_is_suggested_for_what_is_linked(
    collection: Collection, offered: list[Mapping]
) -> None:
    linked = {(m.thing, m.dataset) for m in collection.mappings if m.found}
    assert not linked & {(m.thing, m.dataset) for m in offered}


def test_an_endpoint_suggests_items_by_label(suggestions: Suggestions, extract: str) -> None:
    with Endpoint(extract) as endpoint:
        [found] = list(suggestions.online(endpoint))
    assert (found.thing, found.dataset) == (f"{BASE}city/bogor", WIKIDATA)
    assert found.predicate.endswith("closeMatch"), "a label alone is not enough"


def test_accepted_suggestions_are_sound_and_pass_the_check(
    offered: list[Mapping], facts_copy: Path, reference: Reference
) -> None:
    changes = accepted(offered, "Jane Doe")
    assert changes
    apply(changes, facts_copy)
    again = read_collection(read_inputs(facts=facts_copy))
    new = [m for m in again.mappings if m.reviewers == ("Jane Doe",)]
    assert len(new) == len(changes)
    assert not list(check_offline(Collection(again.assembly, tuple(new)), reference))
    assert {LOCODE.name} & {m.dataset.name for m in again.mappings}
