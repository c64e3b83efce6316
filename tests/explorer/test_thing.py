"""The page of a thing: its values in the reader's language, and the ground of each."""

from __future__ import annotations

from starlette.testclient import TestClient
from test_pages import Page

from ascn_kg.explorer.pages.conflicts import disputes_about
from ascn_kg.explorer.pages.thing import Page as Model
from ascn_kg.explorer.pages.thing import Property, inverses, view
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import ASCN, BASE


def model(kg: KnowledgeGraph, thing: str, language: str = "en") -> Model:
    disputes = disputes_about(kg, BASE + thing, language)
    return view(kg.show(thing, language), disputes, inverses(kg))


def values(properties: tuple[Property, ...], name: str) -> Property:
    return next(each for each in properties if each.label.plain == name)


def test_every_statement_of_the_description_is_shown(kg: KnowledgeGraph) -> None:
    for thing in ("city/jakarta", "meeting/asean-summit-32", "country/mmr"):
        page = model(kg, thing)
        shown = {
            (each.label.plain, said.value.text)
            for part in (page.stated, page.follows, page.names)
            for each in part
            for said in each.values
        }
        missing = {
            each.property.id
            for each in kg.show(thing).statements
            if each.value.language is None
            and each.value.datatype is None
            and (each.property.id, each.value.text) not in shown
        }
        outward = {"skos:exactMatch", "skos:closeMatch", "schema:sameAs"}
        assert missing <= {"geo:hasGeometry"} | outward
        linked = {s.value.iri for s in kg.show(thing).statements if s.property.id in outward}
        assert {link.href for link, _ in page.links} == linked


def test_links_outward_name_the_register(kg: KnowledgeGraph) -> None:
    links = {link.text: link.href for link, _ in model(kg, "city/jakarta").links}
    assert links["Wikidata Q3630"] == "http://www.wikidata.org/entity/Q3630"
    assert links["GeoNames 1642907"] == "https://sws.geonames.org/1642907/"


def test_values_are_in_the_readers_language(kg: KnowledgeGraph) -> None:
    english, indonesian = (model(kg, "meeting/asean-summit-32", each) for each in ("en", "id"))
    assert (english.name, indonesian.name) == ("32nd ASEAN Summit", "KTT ASEAN ke-32")
    assert english.other_name == indonesian.name
    end = values(indonesian.stated, "ascn:endDate")
    assert end.values[0].value.text == "28 April 2018"
    assert end.label.text != values(english.stated, "ascn:endDate").label.text


def test_a_value_names_its_sources(kg: KnowledgeGraph) -> None:
    [said] = values(model(kg, "city/jakarta").stated, "ascn:inCountry").values
    assert said.value.href == "/country/idn"
    assert {source.source.id for source in said.sources} >= {"source/geonames"}
    assert not said.inferred and said.stands


def test_an_inferred_value_leads_to_its_proof(kg: KnowledgeGraph, client: TestClient) -> None:
    [said] = values(model(kg, "city/jakarta").follows, "ascn:everMemberOf").values
    assert said.inferred
    proof = Page(client.get(said.why).text)
    assert "/record/membership-jakarta-ascn" in proof.links()
    assert "/source/concept-note" in proof.links()
    part = Page(client.get(said.why + "&part=proof").text)
    assert not list(part.all("html")) and "/source/concept-note" in part.links()


def test_every_why_of_a_page_is_answered(kg: KnowledgeGraph, client: TestClient) -> None:
    page = model(kg, "meeting/asean-summit-32")
    links = [said.why for each in (*page.stated, *page.names) for said in each.values]
    links += [said.why for each in page.follows for said in each.values[:1]]
    links += [kind.href for kind in page.types if kind.href]
    for link in links:
        assert client.get(link + "&part=proof").status_code == 200, link


def test_a_disputed_value_shows_the_other_side(kg: KnowledgeGraph) -> None:
    page = model(kg, "country/mmr")
    capital = values(page.stated, "ascn:capital")
    assert [(said.value.text, said.stands) for said in capital.values] == [
        ("Nay Pyi Taw", True),
        ("Birma", False),
    ]
    assert all(said.disputed for said in capital.values)
    dispute = next(each for each in page.disputes if each.predicate.plain == "ascn:capital")
    assert [(side.value.text, side.preferred) for side in dispute.sides] == [
        ("Nay Pyi Taw", True),
        ("Birma", False),
    ]
    assert dispute.sides[1].notes


def test_what_points_here_is_said_once(kg: KnowledgeGraph) -> None:
    page = model(kg, "city/jakarta")
    hosted = values(page.follows, "ascn:hosted")
    assert len(hosted.values) > 3
    assert "ascn:hostCity" not in {group.label.plain for group in page.references}
    assert "ascn:seat" in {group.label.plain for group in page.references}


def test_a_thing_without_a_place_has_no_map(kg: KnowledgeGraph) -> None:
    assert model(kg, "city/jakarta").map is not None
    assert model(kg, "person/soeharto").map is None


def test_a_source_shows_its_claims(kg: KnowledgeGraph, client: TestClient) -> None:
    page = Page(client.get("/source/me-2025").text)
    claims = [link for link in page.links() if link.startswith("/claim/")]
    assert len(claims) >= 50
    assert "/source/me-2025?page=2" in page.links()
    second = Page(client.get("/source/me-2025?page=2").text)
    assert len({link for link in second.links() if link.startswith("/claim/")} - set(claims)) > 40


def test_why_not_says_what_speaks_against_it(client: TestClient) -> None:
    page = Page(client.get("/why?s=Myanmar&p=capital&o=Yangon").text)
    assert "/city/nay-pyi-taw" in page.links()
    claimed = Page(client.get('/why?s=Myanmar&p=ascn:capital&o="Birma"').text)
    assert "/source/s3" in claimed.links()


def test_a_thing_at_another_moment(client: TestClient) -> None:
    address = "/city/jakarta?known-at=2018-12-31"
    page = Page(client.get(address).text)
    assert "31 December 2018" in page.texts
    assert "/meeting/asean-summit-43" not in page.links()
    assert "/meeting/asean-summit-43" in Page(client.get("/city/jakarta").text).links()
    whys = [link for link in page.links() if link.startswith("/why?")]
    assert whys and all(link.endswith("&known-at=2018-12-31") for link in whys)
    assert client.get(whys[0]).status_code == 200
    assert client.get("/city/jakarta?as-of=2018-02-30").status_code == 400


def test_links_of_values_are_web_addresses_or_none(kg: KnowledgeGraph) -> None:
    from ascn_kg.explorer.reader import href

    assert href("javascript:alert(1)") is None
    assert href("urn:x") is None
    assert href(BASE + "city/jakarta") == "/city/jakarta"
    assert href(BASE + 'city/a"b<c') == "/city/a%22b%3Cc"
    assert href(ASCN + "hostCity") == "/ontology#hostCity"
