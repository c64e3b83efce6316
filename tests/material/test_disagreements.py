"""Every known disagreement of the five documents is reported once, with the right side."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import compact
from ascn_kg.results.table import Row

#: The fields that one article names, and what the framework has instead.
FIELDS = (
    "identity",
    "resolved",
    {"concept/health-and-well-being", "document/asean-smart-cities-framework"},
)

#: Row of the material -> kind of conflict, how it stands, and the values on the right side. Where
#: the material gives no better value there is none, and the conflict is open.
EXPECTED: dict[str, list[tuple[str, str, set[str]]]] = {
    "S0-06": [("name", "resolved", {"organization/straits-times"})],
    "S0-22": [("number", "resolved", {"50"})],
    "S0-23": [("wording", "resolved", {"Resilient and Innovative"})],
    "S0-24": [("identity", "resolved", {"record/chairmanship-asean-2018"})],
    "S0-39": [("identity", "open", set())],
    "S0-40": [("identity", "resolved", {"source/mfa-sg-2018-08-02"})],
    "S1-12": [("date", "resolved", {"2018", "2018-04-27"})],
    "S1-20": [("name", "resolved", {"meeting/asean-som-2018-04-26"})],
    "S1-25": [("name", "resolved", {"Direktur Kerja Sama Politik Keamanan ASEAN"})],
    "S1-26": [("name", "resolved", {"Mochammad Chandra Widya Yudha"})],
    "S1-27": [("name", "resolved", {"meeting/imt-gt-summit-11"})],
    "S1-28": [("identity", "resolved", {"meeting/imt-gt-summit-11"})],
    "S1-51": [("name", "resolved", {"document/leaders-vision-resilient-innovative"})],
    "S2-09": [("date", "resolved", {"2018", "2018-04-27"})],
    "S2-18": [("name", "resolved", {"initiative/ascn"})],
    "S2-22": [
        (
            "wording",
            "resolved",
            {
                "Building a Resilient and Innovative ASEAN",
                "Resilient and Innovative",
                "Resilient and Innovative ASEAN",
            },
        )
    ],
    "S2-30": [("name", "resolved", {"document/leaders-statement-cybersecurity"})],
    "S2-33": [("name", "resolved", {"initiative/ascn"})],
    "S2-36": [("number", "resolved", {"record/rule-nomination-number"})],
    "S2-38": [("identity", "resolved", {"record/rule-nomination-representative"})],
    "S2-49": [("date", "resolved", {"2018-03"})],
    "S2-55": [("name", "resolved", {"organization/aha-centre"})],
    "S2-58": [("identity", "resolved", {"document/model-extradition-treaty"})],
    "S3-04": [("name", "resolved", {"person/nararya-soeprapto"})],
    "S3-11": [("date", "resolved", {"2025-06-14"})],
    "S3-17": [("identity", "resolved", {"initiative/asean-political-security-community"})],
    "S3-28": [("date", "resolved", {"source/worldjpn-chairmans-statement-2023-09-05"})],
    "S3-31": [("identity", "resolved", {"concept/collaborative-platform"})],
    "S3-34": [FIELDS],
    "S3-35": [FIELDS],
    "S3-36": [FIELDS],
    "S3-55": [("name", "resolved", {"country/phl"})],
    "S3-58": [("identity", "resolved", {"city/nay-pyi-taw"})],
    "S3-61": [("identity", "resolved", {"city/bandar-seri-begawan"})],
    "S3-71": [("identity", "resolved", {"record/membership-tls-asean"})],
    "S3-73": [("number", "resolved", {"10"})],
    "S4-10": [("number", "resolved", {"record/count-ascn-countries-latest"})],
    "S4-12": [("identity", "resolved", {"meeting/amm-retreat-2018"})],
    "S4-16": [("name", "resolved", {"initiative/ascn"})],
    "S4-21": [("name", "resolved", {"goal/sustainable-environment"})],
    "S4-58": [("name", "resolved", {"city/kota-kinabalu"})],
    "S4-63": [("name", "resolved", {"city/cebu-city"})],
    "S4-64": [("name", "resolved", {"city/davao-city"})],
    "S4-72": [("name", "resolved", {"city/ho-chi-minh-city"})],
    "S4-74": [
        (
            "identity",
            "resolved",
            {"record/count-ascn-cities-2018-04", "record/count-ascn-cities-2024-06"},
        )
    ],
    "S4-76": [("identity", "resolved", {"meeting/ascn-annual-meeting-1"})],
    "S4-77": [  # a name rendered literally, and a support that nobody confirms
        ("identity", "resolved", {"source/jaif"}),
        ("name", "resolved", {"organization/jetro"}),
    ],
    "S4-98": [("identity", "resolved", {"document/asean-outlook-indo-pacific"})],
}


@pytest.fixture(scope="module")
def sides(kg: KnowledgeGraph) -> dict[str, list[Row]]:
    """The sides of every conflict."""
    found: dict[str, list[Row]] = {}
    for row in kg.run("conflicts"):
        found.setdefault(str(row.conflict), []).append(row)
    return found


def test_the_list_is_that_of_the_material(shared: Path) -> None:
    with (shared / "claims" / "claims.csv").open(encoding="utf-8", newline="") as file:
        doubtful = {
            row["id"]
            for row in csv.DictReader(file)
            if row["assessment"] not in ("consistent", "unchecked")
        }
    assert set(EXPECTED) == doubtful


@pytest.mark.parametrize("row", EXPECTED)
def test_each_is_reported_once_with_the_right_side(row: str, sides: dict[str, list[Row]]) -> None:
    found = []
    claims = []
    for each in sides.values():
        mine = [side.claim for side in each if _is_doubtful(side, row)]
        if mine:
            claims += mine
            right = {compact(str(side.value)) for side in each if side.preferred is True}
            found.append((each[0].kind, each[0].resolution, right))
    assert sorted(found, key=str) == sorted(EXPECTED[row], key=str)
    assert len(claims) == len(set(claims)), "each claim is a side of one conflict only"


def _is_doubtful(side: Row, row: str) -> bool:
    claim = compact(str(side.claim))
    return claim.startswith(f"claim/{row.lower()}-") and side.assessment not in (
        "accepted",
        "unchecked",
    )


def test_compatible_precisions_are_not_reported(sides: dict[str, list[Row]]) -> None:
    for each in sides.values():
        values = {str(side.value) for side in each if side.source is not None}
        coarse_to_fine = all(
            one.startswith(other) or other.startswith(one) for one in values for other in values
        )
        assert each[0].kind != "date" or len(values) == 1 or not coarse_to_fine, each[0].name
