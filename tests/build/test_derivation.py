"""Date bounds and geometries that the build computes."""

from __future__ import annotations

from datetime import date, timedelta

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from turtle_for_tests import triples

from ascn_kg.build.derivation import bounds, derive
from ascn_kg.namespaces import ASCN, GEO


def computed(turtle: str) -> dict[str, str]:
    """Return the computed values of ``record:x`` by local name."""
    return {
        triple.predicate.value.removeprefix(ASCN).removeprefix(GEO): triple.object.value
        for triple in derive(triples(turtle))
        if isinstance(triple.object, ox.Literal | ox.NamedNode)
    }


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ('"2024"^^xsd:gYear', "2024-01-01", "2024-12-31"),
        ('"2024-02"^^xsd:gYearMonth', "2024-02-01", "2024-02-29"),
        ('"2018-04-28"^^xsd:date', "2018-04-28", "2018-04-28"),
    ],
)
def test_precision_becomes_bounds(value: str, first: str, last: str) -> None:
    found = computed(f"record:x ascn:since {value} ; ascn:until {value} .")
    assert found == {
        "sinceEarliest": first,
        "sinceLatest": last,
        "untilEarliest": first,
        "untilLatest": last,
    }


def test_bounds_of_a_source_narrow_a_coarse_date() -> None:
    found = computed(
        'record:x ascn:since "2024"^^xsd:gYear ; ascn:notAfter "2024-06-25"^^xsd:date ; '
        'ascn:notBefore "2024-03-01"^^xsd:date .'
    )
    assert found == {"sinceEarliest": "2024-03-01", "sinceLatest": "2024-06-25"}


def test_a_place_with_coordinates_gets_a_geometry() -> None:
    found = computed("city:jakarta wgs:lat -6.2 ; wgs:long 106.8 .")
    assert found["asWKT"] == "POINT(106.8 -6.2)"
    assert found["hasGeometry"] == "https://w3id.org/ascn/city/jakarta#geometry"


@pytest.mark.parametrize("value", ["2024-13", "2024-02-30", "soon", "", "24", "2024-2", "0000"])
def test_what_is_no_date_has_no_bounds(value: str) -> None:
    assert bounds(value) is None


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_day_lies_within_its_month_and_year(day: date) -> None:
    for text in (f"{day:%Y}", f"{day:%Y-%m}", f"{day:%Y-%m-%d}"):
        span = bounds(text)
        assert span is not None
        assert span[0] <= day <= span[1]
        after = span[1] + timedelta(days=1) if span[1] < date.max else None
        assert after is None or not after.isoformat().startswith(text)
