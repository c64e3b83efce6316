"""Identifier, level and verification of every mapping are the table's; nothing else is mapped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ascn_kg.namespaces import BASE
from material import Block, Rows, read_table

#: Table -> dataset of the graph.
DATASETS = {
    "wikidata": "wikidata",
    "geonames": "geonames",
    "dbpedia": "dbpedia",
    "iso_3166_1": "iso-3166-1",
    "iso_3166_2": "iso-3166-2",
    "un_m49": "un-m49",
    "unlocode": "un-locode",
}
#: Things whose id in the tables is not that of the graph; None where the graph has no such thing.
IDS: dict[str, str | None] = {
    "brunei_darussalam": "country/brn",
    "cambodia": "country/khm",
    "indonesia": "country/idn",
    "lao_pdr": "country/lao",
    "malaysia": "country/mys",
    "myanmar": "country/mmr",
    "philippines": "country/phl",
    "singapore": "country/sgp",
    "thailand": "country/tha",
    "timor_leste": "country/tls",
    "viet_nam": "country/vnm",
    "singapore_city": "city/singapore",
    "nusa_dua": "place/nusa-dua",
    "langkawi": "place/langkawi",
    "ascn": "initiative/ascn",
    "imt_gt": "initiative/imt-gt",
    "aoip": None,
    "mandaue": None,
    "world_bank_group": None,
}
#: Words of the table for a level -> level in the graph; the first that matches.
LEVELS = (
    (r"^city-state", "city-state"),
    (r"^country", "country"),
    (r"^city = ", "city-province"),
    (
        r"^the (metropolis|municipality|federal territory|province-level unit) itself",
        "city-province",
    ),
    (r"^town \(regency seat|own iso 3166-2 code|^city", "city"),
    (r"^district containing|^dili municipality", "first-area"),
    (r"adm2|regency|district|county|division", "second-area"),
    (r"adm1|province|prefecture|region|territory|state$|^municipality", "first-area"),
    (r"^(place|populated place)$", "place"),
    (r"^town", "city"),
)
#: Verified and yet not mapped, with the reason.
LEFT_OUT = {
    ("city/vientiane", "Q720066"): "Vientiane Province is another unit",
    ("city/vientiane", "1652238"): "Vientiane Province is another unit",
    ("city/semarang", "Q10687"): "Semarang Regency is another unit",
    ("city/semarang", "6410701"): "Semarang Regency is another unit",
    ("city/sihanoukville", "Q220966"): "may be swapped with the item of the city",
    ("city/singapore", "1880251"): "the state, which is a thing of its own",
    ("city/sumedang", "1626100"): "a district that is a part of the regency",
    ("city/da-nang", "1905468"): "replaced by a new number in 2025",
    ("city/ho-chi-minh-city", "1580578"): "replaced by a new number in 2025",
    ("city/chonburi", "Q476013"): "the district, neither province nor town",
    ("city/chonburi", "1608659"): "the district, neither province nor town",
    ("city/phuket", "Q476065"): "the district, neither province nor town",
    ("city/phuket", "1151984"): "the district, neither province nor town",
    ("city/chiang-mai", "Q476008"): "the district, neither province nor town",
    ("city/chiang-mai", "1152000"): "the district, neither province nor town",
    ("city/khon-kaen", "Q476023"): "the district, neither province nor town",
    ("city/khon-kaen", "1608654"): "the district, neither province nor town",
    ("city/rayong", "Q476074"): "the district, neither province nor town",
    ("city/rayong", "1608628"): "the district, neither province nor town",
}
#: Bali stands in the table under the places that lie in it.
BALI = {"Q3125978": "wikidata", "1650535": "geonames", "ID-BA": "iso-3166-2"}


class Entry(NamedTuple):
    """An identifier as the table has it."""

    thing: str
    dataset: str
    identifier: str
    level: str
    families: int
    found: frozenset[str]


class Found(NamedTuple):
    """A mapping of the graph."""

    predicate: str
    level: str
    families: int
    found: frozenset[str]


@pytest.fixture(scope="session")
def entities(tables: Path) -> Block:
    return read_table(tables / "entities.yaml")


def thing_of(group: str, key: str) -> str | None:
    if group != "countries" and key == "singapore":
        raise AssertionError("the city is called singapore_city")
    kind = {"cities": "city", "organisations": "organization", "people": "person"}.get(group, "")
    return IDS.get(key, f"{kind}/{key.replace('_', '-')}")


def level_of(group: str, dataset: str, words: str | None, key: str) -> str:
    if group in ("organisations", "people"):
        word = {"organisations": "organization", "people": "person"}[group]
        return "initiative" if key in ("ascn", "imt_gt") else word
    if group == "countries" or dataset == "iso-3166-1":
        return "country"
    if dataset == "un-locode":
        return "city"
    assert words
    return next(level for pattern, level in LEVELS if re.search(pattern, words.lower()))


def identifier_of(dataset: str, value: Any) -> str:
    if isinstance(value, dict):
        return str(value["alpha2"])
    return str(value).zfill(3) if dataset == "un-m49" else str(value)


@pytest.fixture(scope="session")
def entries(entities: Block) -> list[Entry]:
    return list(_entries(entities))


def _entries(entities: Block) -> Iterator[Entry]:
    for group in ("countries", "cities", "organisations", "people"):
        for key, entity in entities[group].items():
            thing = thing_of(group, key)
            for table, dataset in DATASETS.items():
                for entry in entity.get("ids", {}).get(table, ()) if thing else ():
                    assert thing
                    yield Entry(
                        thing,
                        dataset,
                        identifier_of(dataset, entry["id"]),
                        level_of(group, dataset, entry.get("denotes"), key),
                        entry["independent_families"],
                        frozenset(entry["verified_by"]),
                    )


@pytest.fixture(scope="session")
def mapped(rows: Rows) -> dict[tuple[str, str, str], Found]:
    """Thing, dataset and identifier of every mapping that found something."""
    found = {}
    for thing, dataset, target, predicate, level, families, sources in rows(
        """SELECT (STR(?t) AS ?thing) (STR(?d) AS ?dataset) (STR(?x) AS ?target) (STR(?p) AS ?by)
             (STR(?l) AS ?level) ?families (GROUP_CONCAT(?f; separator="\\n") AS ?found) WHERE {
          ?m a ascn:Mapping ; owl:annotatedSource ?t ; owl:annotatedProperty ?p ;
            owl:annotatedTarget ?x ; sssom:object_source ?d ; ascn:denotes ?l ;
            ascn:independentSources ?families ; ascn:foundIn ?f
        } GROUP BY ?m ?t ?d ?x ?p ?l ?families"""
    ):
        name = dataset.removeprefix(f"{BASE}concept/dataset-")
        identifier = target if name == "dbpedia" else re.findall(r"[^/#:]+", target)[-1]
        found[thing.removeprefix(BASE), name, identifier] = Found(
            predicate.rpartition("#")[2],
            level.removeprefix(f"{BASE}concept/level-"),
            families,
            frozenset(sources.split("\n")),
        )
    return found


def test_what_is_mapped_is_what_was_verified(
    entries: list[Entry], mapped: dict[tuple[str, str, str], Found]
) -> None:
    verified = {(e.thing, e.dataset, e.identifier) for e in entries if e.families}
    verified |= {("place/bali", dataset, identifier) for identifier, dataset in BALI.items()}
    left_out = {key for key in verified if (key[0], key[2]) in LEFT_OUT}
    assert len(left_out) == len(LEFT_OUT)
    assert set(mapped) == verified - left_out


def test_level_and_verification_are_those_of_the_table(
    entries: list[Entry], mapped: dict[tuple[str, str, str], Found]
) -> None:
    for entry in entries:
        found = mapped.get((entry.thing, entry.dataset, entry.identifier))
        if found:
            assert found.level == entry.level, entry
            assert found.families == entry.families, entry
            assert found.found == entry.found, entry
        elif (entry.thing, entry.identifier) not in LEFT_OUT:
            assert entry.families == 0 and not entry.found, entry


def test_what_was_sought_in_vain(rows: Rows, entities: Block) -> None:
    found = {
        (thing.removeprefix(BASE), dataset.removeprefix(f"{BASE}concept/dataset-"))
        for thing, dataset in rows(
            """SELECT (STR(?t) AS ?thing) (STR(?d) AS ?dataset) WHERE {
              ?m owl:annotatedTarget sssom:NoTermFound ; owl:annotatedSource ?t ;
                sssom:object_source ?d }"""
        )
    }
    sought = {
        (thing, "wikidata")
        for group in ("organisations", "people")
        for key, entity in entities[group].items()
        if "wikidata_status" in entity and (thing := thing_of(group, key))
    }
    places = {("place/nusa-dua", "wikidata"), ("city/labuan-bajo", "wikidata")}
    assert found == sought | places | {("city/singapore", "iso-3166-2")}


def test_a_rejected_candidate_is_mapped_nowhere(
    entities: Block, mapped: dict[tuple[str, str, str], Found]
) -> None:
    rejected = {
        candidate["wikidata"]
        for city in entities["cities"].values()
        for candidate in city.get("rejected_candidates", ())
    }
    assert rejected and not rejected & {identifier for _, _, identifier in mapped}


def test_an_exact_match_has_the_level_at_which_the_member_acts(
    entities: Block, mapped: dict[tuple[str, str, str], Found]
) -> None:
    """Where the table gives the level of the member, no exact match has another one."""
    allowed = {
        "city": {"city", "city-province"},
        "town": {"city"},
        "place": {"place"},
        "regency": {"second-area"},
        "district": {"second-area"},
        "province-level region": {"city-province", "first-area"},
        "country": {"city"},  # the state has the exact matches at the level of the country
        "province": {"first-area"},
        "province or city: decide from the ASCN document": set(),
    }
    for key, city in entities["cities"].items():
        level = re.sub(r" \(the ASCN officer.*", "", city["primary_level"])
        thing = thing_of("cities", key)
        for (mapped_thing, dataset, identifier), found in mapped.items():
            if mapped_thing == thing and found.predicate == "exactMatch":
                if (level, dataset) != ("province-level region", "un-locode"):
                    assert found.level in allowed[level], (thing, identifier)
