"""Messy names find the thing that is meant, and nothing else."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import other_places
import pytest

from ascn_kg.errors import UsageError
from ascn_kg.matching.gazetteer import Gazetteer
from ascn_kg.matching.keys import normal, squeezed
from ascn_kg.matching.matcher import LONGEST, Matcher
from ascn_kg.matching.others import FILE
from ascn_kg.matching.others import other_places as shipped_places
from ascn_kg.matching.parts import Parts, parts
from ascn_kg.namespaces import ASCN, BASE

LABELLED = Path(__file__).with_name("names.csv")


@pytest.fixture(scope="module")
def labelled() -> list[dict[str, str]]:
    with LABELLED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def found(matcher: Matcher, text: str, type: str | None = "city", country: str = "") -> str:
    match = matcher.match(text, type, country=country).match
    return match.thing.iri.removeprefix(BASE) if match else ""


def test_precision_and_recall_on_the_labelled_names(
    matcher: Matcher, labelled: list[dict[str, str]]
) -> None:
    right = wrong = missed = 0
    for row in labelled:
        answer = found(matcher, row["name"], row["type"] or None, row["country"])
        right += bool(answer) and answer == row["expected"]
        wrong += bool(answer) and answer != row["expected"]
        missed += bool(row["expected"]) and answer != row["expected"]
    assert right / (right + wrong) >= 0.99
    assert right / (right + missed) >= 0.95


def test_the_labelled_file_is_what_it_claims(
    labelled: list[dict[str, str]], gazetteer: Gazetteer
) -> None:
    assert len(labelled) >= 300
    assert all(row["why"] for row in labelled)
    assert {BASE + row["expected"] for row in labelled if row["expected"]} <= set(gazetteer.things)
    members = {
        iri.removeprefix(BASE)
        for iri, thing in gazetteer.things.items()
        if any(kind.endswith("MemberCity") for kind in thing.types)
    }
    assert members <= {row["expected"] for row in labelled}, "every member city occurs"
    keys = [(row["name"], row["type"], row["country"]) for row in labelled]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("KL", "city/kuala-lumpur"),
        ("Kota Ho Chi Minh", "city/ho-chi-minh-city"),
        ("Bangkok, Thailand", "city/bangkok"),
        ("Saigon", "city/ho-chi-minh-city"),
        ("Vientiane Province", ""),
        ("Semarang Regency", ""),
        ("Rayong district", ""),
        ("Manila, Utah", ""),
        ("Chiang Rai", ""),
        ("ບໍ່ຮູ້", ""),
    ],
)
def test_names_of_the_promise(matcher: Matcher, name: str, expected: str) -> None:
    assert found(matcher, name) == expected


def test_what_two_things_are_called_is_ambiguous(matcher: Matcher) -> None:
    verdict = matcher.match("Singapore")
    assert verdict.status == "ambiguous" and verdict.match is None
    assert [c.thing.iri for c in verdict.candidates[:2]] == [
        f"{BASE}city/singapore",
        f"{BASE}country/sgp",
    ]
    assert "Singapore (city)" in verdict.reason and "Singapore (country)" in verdict.reason
    assert found(matcher, "Singapore", "city") == "city/singapore"
    assert found(matcher, "Singapore", "country") == "country/sgp"


def test_abbreviations_are_settled_by_the_country(matcher: Matcher) -> None:
    assert found(matcher, "KK", country="Malaysia") == "city/kota-kinabalu"
    assert found(matcher, "KK", country="Thailand") == "city/khon-kaen"


def test_a_reason_says_why_not(matcher: Matcher) -> None:
    reasons = {
        "Chiang Rai": "Chiang Rai (TH) is another",
        "Semarang Regency": "the regency of that name is another unit",
        "Manila, Utah": "Utah",
        "Kuchin": "as near to Kachin (MM)",
        "": "empty",
    }
    for name, words in reasons.items():
        verdict = matcher.match(name, "city")
        assert verdict.match is None and words in verdict.reason, verdict


def test_scores_order_the_ways_to_match(matcher: Matcher) -> None:
    ways = ["Makassar, Indonesia", "Kota Makassar City", "Makasssar", "Makasssr"]
    scores = [matcher.match(name, "city").candidates[0].score for name in ways]
    assert scores == sorted(scores, reverse=True) and scores[0] == 100


def test_a_type_by_label_name_or_iri(matcher: Matcher) -> None:
    for word in ("member city", "MemberCity", "ascn:MemberCity"):
        assert found(matcher, "Jakarta", word) == "city/jakarta"
        assert found(matcher, "Tokyo", word) == ""
    with pytest.raises(UsageError, match="member city"):
        matcher.match("Jakarta", "volcano")


def test_no_other_place_of_the_region_is_taken_for_ours(
    matcher: Matcher, gazetteer: Gazetteer
) -> None:
    """Hundreds of names of other places, as they are and with one slip, match nothing."""
    others = sorted(
        place.name
        for form, places in shipped_places().by_name.items()
        for place in places[:1]
        if form not in gazetteer.names
        and place.kind in ("area", "city", "town")
        and "(" not in place.name
    )
    chance = random.Random(20180428)
    sample = chance.sample(others, 600)
    slips = [slip(name, chance) for name in sample]
    taken = [
        (name, match.thing.label)
        for name in (*sample, *slips)
        if squeezed(name) not in gazetteer.names
        and (match := matcher.match(name, "city").match) is not None
    ]
    assert len(taken) <= 1, taken


def test_one_slip_in_a_name_is_forgiven(matcher: Matcher, gazetteer: Gazetteer) -> None:
    chance = random.Random(20180428)
    cities = [t for t in gazetteer.things.values() if t.folder == "city" and len(t.label) > 5]
    slips = [(city, slip(city.label, chance)) for city in cities for _ in range(6)]
    answers = [(city, matcher.match(text, "city").match) for city, text in slips]
    assert all(match is None or match.thing == city for city, match in answers)
    assert sum(match is not None for _, match in answers) / len(answers) > 0.9


def slip(name: str, chance: random.Random) -> str:
    """Leave out, change, swap or add one letter."""
    at = chance.randrange(len(name))
    letter = chance.choice("aeiouhngk")
    return chance.choice(
        [
            name[:at] + name[at + 1 :],
            name[:at] + letter + name[at + 1 :],
            name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :],
            name[:at] + letter + name[at:],
        ]
    )


@pytest.mark.parametrize(
    "text",
    ["", " ", "\x00", "((((", "()", ",,,", "a" * 10_000, "Jakarta" * 500, "🏙️", "\u202eatrakaJ"],
)
def test_any_text_gets_an_answer(matcher: Matcher, text: str) -> None:
    assert matcher.match(text).status in ("match", "ambiguous", "none")


def test_parts_of_a_cell() -> None:
    assert parts("Bangkok (BKK), Thailand 10200") == Parts("Bangkok", ("Thailand",), ("BKK",))
    assert parts("Yangon/Rangoon - Myanmar") == Parts("Yangon", ("Myanmar",), ("Rangoon",))
    assert parts("Ho Chi Minh City (formerly Saigon)").aside == ("Saigon",)
    assert parts(" – ") == Parts("")


def test_forms_of_names() -> None:
    assert normal("T.P. Hồ Chí Minh ") == "tp ho chi minh"
    assert squeezed("Nay-Pyi-Taw") == squeezed("Nay Pyi Taw") == "naypyitaw"
    assert normal("کوالالامپور") == normal("كوالالامپور")


def test_the_list_of_other_places_is_up_to_date(gazetteer: Gazetteer) -> None:
    """``python tests/matching/other_places.py`` writes it."""
    text = other_places.text(gazetteer.city_names())
    assert Path(FILE).read_text("utf-8") == text


@pytest.mark.parametrize("text", ["city/jakarta", " city:jakarta ", f"{BASE}city/jakarta"])
def test_an_id_is_a_match(matcher: Matcher, text: str) -> None:
    assert found(matcher, text, None) == "city/jakarta"
    assert matcher.match(text, "country").candidates == ()


def test_types_may_be_several(matcher: Matcher) -> None:
    both = matcher.match("Singapore", ["city", "country"])
    assert {candidate.thing.folder for candidate in both.candidates} == {"city", "country"}
    assert found(matcher, "Singapore", "pilot city") == "city/singapore"
    every = matcher.match("Singapore", ["country", "member state"], every_type=True)
    assert every.match and every.match.thing.folder == "country"
    assert not matcher.match("Singapore", ["city", "member state"], every_type=True).candidates


def test_attributes_decide_between_namesakes(matcher: Matcher) -> None:
    code = ASCN + "isoAlpha3"
    verdict = matcher.match("Singapore", attributes={code: ["SGP"]})
    assert verdict.match and verdict.match.thing.folder == "country"
    assert verdict.match.features["ascn:isoAlpha3"] == 1.0
    assert verdict.reason.endswith("ISO three-letter code: SGP fits")
    wrong = matcher.match("Indonesia", attributes={code: ["SGP"]})
    assert wrong.status != "match" and "does not fit" in wrong.candidates[0].reason


def test_attributes_find_what_has_no_name(matcher: Matcher) -> None:
    verdict = matcher.match("", attributes={ASCN + "isoAlpha3": ["IDN", "ZZZ"]})
    assert verdict.match and verdict.match.thing.label == "Indonesia"
    assert matcher.match("", attributes={ASCN + "inCountry": ["Laos"]}).status == "ambiguous"


def test_a_text_that_is_no_name_is_not_looked_at(matcher: Matcher) -> None:
    verdict = matcher.match("Jakarta " * LONGEST)
    assert verdict.status == "none" and str(LONGEST) in verdict.reason
