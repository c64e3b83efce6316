"""Small blocks of facts whose consequences are known by construction, to be sown many times.

Each plant is an organization below an organization below … (transitive), a meeting in a city
(property chain), and three mistakes, each of which breaks one shape once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pyoxigraph as ox

from ascn_kg.namespaces import ASCN, PREFIXES

#: How many organizations stand in one line.
_LEVELS: Final = 5

#: Property -> how many triples with it follow from one plant, in the shipped graph.
INFERRED: Final[Mapping[str, int]] = {
    # from organization to organization; the city in its country, and in the region of that
    ASCN + "partOf": (_LEVELS - 1) * (_LEVELS - 2) // 2 + 2,
    # the meeting in the city, in the country, in the region
    ASCN + "heldIn": 3,
    ASCN + "hostCountry": 1,
    ASCN + "hosted": 1,
}
#: Shape -> how often one plant breaks it.
BROKEN: Final[Mapping[str, int]] = {
    PREFIXES["shape"] + "EventEndsAfterStart": 1,
    PREFIXES["shape"] + "LabelInBothLanguages": 1,
    PREFIXES["shape"] + "LatitudeInRange": 1,
}

_CITY: Final = """
city:planted-{n} a ascn:City ; rdfs:label "Planted {n}"@en , "Tanaman {n}"@id ;
    ascn:inCountry country:idn .
meeting:planted-{n} a ascn:Meeting ; rdfs:label "Meeting {n}"@en , "Rapat {n}"@id ;
    ascn:hostCity city:planted-{n} ; ascn:status concept:held ; ascn:startDate {start} .
"""
_ORGANIZATION: Final = """
organization:planted-{n}-{level} a org:Organization ;
    rdfs:label "Office {n}-{level}"@en , "Kantor {n}-{level}"@id .
"""
_BELOW: Final = "organization:planted-{n}-{level} ascn:partOf organization:planted-{n}-{above} .\n"
_MISTAKES: Final = """
meeting:planted-{n} ascn:endDate "2019-12-31"^^xsd:date .
city:planted-{n} wgs:lat 95.5 ; wgs:long 100.5 .
organization:unlabelled-{n} a org:Organization ; rdfs:label "In one language {n}"@en .
"""


def plants(count: int, *, mistakes: bool) -> list[ox.Triple]:
    """Return ``count`` plants as triples; with or without `BROKEN` shapes."""
    prologue = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    text = "".join(_plant(number, mistakes) for number in range(count))
    return [quad.triple for quad in ox.parse(prologue + text, format=ox.RdfFormat.TURTLE)]


def _plant(number: int, mistakes: bool) -> str:
    levels = range(_LEVELS)
    parts = [
        _CITY.format(n=number, start='"2020-01-01"^^xsd:date'),
        *(_ORGANIZATION.format(n=number, level=level) for level in levels),
        *(_BELOW.format(n=number, level=level, above=level + 1) for level in levels[:-1]),
        _MISTAKES.format(n=number) if mistakes else "",
    ]
    return "".join(parts)
