"""Where our things lie, and how far apart two points are."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt
from typing import Final

import pyoxigraph as ox

from ascn_kg.namespaces import ASCN, WGS
from ascn_kg.rdf.triples import Triples

Point = tuple[float, float]
_EARTH_KM: Final = 6371.0
#: How far, in kilometres, the point of an identifier may lie from ours, by what it stands for.
ALLOWED_KM: Final = {
    "place": 10.0,
    "city": 30.0,
    "city-state": 50.0,
    "city-province": 50.0,
    "second-area": 100.0,
    "first-area": 200.0,
    "country": 1500.0,
}


def point(facts: Triples, thing: str) -> Point | None:
    """Return latitude and longitude of ``thing``, or None."""
    values = (facts.value(thing, WGS + "lat"), facts.value(thing, WGS + "long"))
    numbers = [float(value.value) for value in values if isinstance(value, ox.Literal)]
    return (numbers[0], numbers[1]) if len(numbers) == 2 else None


def country_code(facts: Triples, thing: str) -> str:
    """Return the two-letter code of the country that ``thing`` is or lies in, or ""."""
    country = facts.value(thing, ASCN + "inCountry")
    home = country.value if isinstance(country, ox.NamedNode) else thing
    code = facts.value(home, ASCN + "isoAlpha2")
    return code.value if isinstance(code, ox.Literal) else ""


def kilometres(one: Point, other: Point) -> float:
    """Return the length of the great circle between two points."""
    (lat1, lon1), (lat2, lon2) = one, other
    half = sin(radians(lat2 - lat1) / 2) ** 2
    half += cos(radians(lat1)) * cos(radians(lat2)) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(half))
