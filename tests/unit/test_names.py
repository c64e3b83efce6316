"""Names: exact resolution for parameters and commands, tolerant search for people."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ascn_kg.errors import AmbiguousNameError, UnknownThingError
from ascn_kg.namespaces import ASCN, BASE, PREFIXES
from ascn_kg.sparql.engine import LocalEngine
from ascn_kg.things.names import Names
from ascn_kg.things.spelling import fold

FACTS = """
city:jakarta a ascn:City ; rdfs:label "Jakarta"@en , "Jakarta"@id ; skos:altLabel "DKI Jakarta"@id .
city:singapore a ascn:City ; rdfs:label "Singapore"@en , "Singapura"@id .
city:da-nang a ascn:City ; rdfs:label "Da Nang"@en ; ascn:localName "Đà Nẵng"@vi .
city:phnom-penh a ascn:City ; rdfs:label "Phnom Penh"@en ; ascn:localName "ភ្នំពេញ"@km .
city:kota-kinabalu a ascn:City ; rdfs:label "Kota Kinabalu"@en ; skos:hiddenLabel "Kinabalu"@id .
place:kinabalu a ascn:Place ; rdfs:label "Kinabalu"@en ; skos:altLabel "Gunung"@id .
place:gunung a ascn:Place ; rdfs:label "The mountain"@en ; skos:altLabel "gunung"@id .
country:sgp a ascn:Country ; rdfs:label "Singapore"@en , "Singapura"@id .
country:idn a ascn:Country ; rdfs:label "Indonesia"@en , "Indonesia"@id .
initiative:ascn a ascn:Initiative ; ascn:acronym "ASCN" ;
  rdfs:label "ASEAN Smart Cities Network"@en , "Jaringan Kota Cerdas ASEAN"@id .
goal:smart a ascn:Goal ; rdfs:label "smart city"@en , "kota pintar"@id .
record:membership-jakarta a ascn:Record ; rdfs:label "Membership of Jakarta"@en .
claim:s1-1-1 a ascn:Claim ; rdfs:label "Jakarta"@en .
query:jakarta rdfs:label "Jakarta"@en .
ascn:City a rdfs:Class ; rdfs:label "City"@en , "Kota"@id .
<http://example.org/mine> a ascn:City ; rdfs:label "My own town" .
"""


@pytest.fixture(scope="module")
def names() -> Names:
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    store = ox.Store()
    store.load(prefixes + FACTS, ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(BASE + "graph/facts"))
    return Names(LocalEngine(store))


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("city/jakarta", "city/jakarta"),
        ("city:jakarta", "city/jakarta"),
        (BASE + "city/jakarta", "city/jakarta"),
        ("Jakarta", "city/jakarta"),
        ("  jAKARTA ", "city/jakarta"),
        ("DKI Jakarta", "city/jakarta"),
        ("dki-jakarta", "city/jakarta"),
        ("đà nẵng", "city/da-nang"),
        ("Da Nang", "city/da-nang"),
        ("ភ្នំពេញ", "city/phnom-penh"),
        ("ascn", "initiative/ascn"),
        ("kota pintar", "goal/smart"),
        ("Kinabalu", "place/kinabalu"),
    ],
)
def test_resolve(names: Names, text: str, thing: str) -> None:
    assert names.resolve(text) == BASE + thing


def test_resolve_within_a_class(names: Names) -> None:
    assert names.resolve("Singapura", ASCN + "City") == BASE + "city/singapore"
    assert names.resolve("Singapore", ASCN + "Country") == BASE + "country/sgp"
    assert names.resolve("Kinabalu", ASCN + "City") == BASE + "city/kota-kinabalu"


def test_resolve_a_term_of_the_ontology_by_its_id(names: Names) -> None:
    assert names.resolve("ascn:City") == ASCN + "City"
    assert names.resolve("ascn:acronym") == ASCN + "acronym"


def test_several_things_of_one_name_are_listed(names: Names) -> None:
    with pytest.raises(AmbiguousNameError) as caught:
        names.resolve("Singapore")
    assert caught.value.candidates == (
        "Singapore (city/singapore)",
        "Singapore (country/sgp)",
    )
    with pytest.raises(AmbiguousNameError):
        names.resolve("Gunung")


def test_an_unknown_name_gives_the_nearest(names: Names) -> None:
    with pytest.raises(UnknownThingError, match="no city is called 'Jakrta'") as caught:
        names.resolve("Jakrta", ASCN + "City")
    assert caught.value.nearest == ("Jakarta (city/jakarta)",)
    with pytest.raises(UnknownThingError) as caught:
        names.resolve("qqqq")
    assert caught.value.nearest == ()


@pytest.mark.parametrize("text", ["city/jakrta", "city:jakrta", BASE + "city/jakrta"])
def test_an_unknown_id_gives_the_nearest(names: Names, text: str) -> None:
    with pytest.raises(UnknownThingError, match=r"Jakarta \(city/jakarta\)"):
        names.resolve(text)


def test_an_id_of_another_class_is_unknown(names: Names) -> None:
    with pytest.raises(UnknownThingError, match="no country is called 'city/jakarta'"):
        names.resolve("city/jakarta", ASCN + "Country")


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("jakarta", "city/jakarta"),
        ("jakrta", "city/jakarta"),
        ("Phnum Penh", "city/phnom-penh"),
        ("ភ្នំ", "city/phnom-penh"),
        ("smart cities netwrok", "initiative/ascn"),
        ("kota pintar", "goal/smart"),
        ("singapur", "city/singapore"),
    ],
)
def test_find_puts_the_best_first(names: Names, text: str, thing: str) -> None:
    assert names.find(text)[0].iri == BASE + thing


def test_find_says_which_name_matched(names: Names) -> None:
    match = names.find("Đa Nang", limit=1)[0]
    assert (match.label, match.kind, match.score) == ("Da Nang", "city", 100)
    match = names.find("singapura")[0]
    assert (match.label, match.name, match.language) == ("Singapore", "Singapura", "id")


def test_find_gives_things_only_and_each_once(names: Names) -> None:
    found = [match.iri for match in names.find("jakarta", limit=100)]
    assert len(found) == len(set(found))
    assert found[:2] == [BASE + "city/jakarta", BASE + "record/membership-jakarta"]
    assert not [iri for iri in found if "/claim/" in iri or "/query/" in iri]
    assert ASCN + "City" not in [match.iri for match in names.find("city", limit=100)]


def test_find_knows_things_with_foreign_iris(names: Names) -> None:
    assert names.find("my own town")[0] == names.find("My Own Town", limit=1)[0]
    assert names.find("my own town")[0].kind == ""


@pytest.mark.parametrize("text", ["", "   ", "zzzzzz"])
def test_find_may_find_nothing(names: Names, text: str) -> None:
    assert names.find(text) == []


def test_find_respects_the_limit(names: Names) -> None:
    assert len(names.find("kota", limit=2)) == 2
    assert names.find("kota", limit=0) == []


def test_label(names: Names) -> None:
    assert names.label(BASE + "city/singapore", "id") == "Singapura"
    assert names.label(BASE + "city/da-nang", "id") == "Da Nang"
    assert names.label("http://example.org/mine") == "My own town"
    assert names.label(BASE + "city/nowhere") == "city/nowhere"


@example("𝕊")  # a letter whose plain form has another case
@given(st.text())
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(f"  {text}  ") == fold(text)


@given(st.text())
def test_resolve_and_find_take_any_text(names: Names, text: str) -> None:
    names.find(text)
    try:
        names.resolve(text)
    except (UnknownThingError, AmbiguousNameError):
        pass
