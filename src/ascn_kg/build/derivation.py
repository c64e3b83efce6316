"""What the build computes from the facts about a single thing: days and geometries.

Engines do not compare a year with a day, so every ``ascn:since`` and ``ascn:until`` gets the
earliest and the latest day that its precision and its bounds allow, as ``xsd:date``; so does the
date of everything else that has one: an event, a document, a count (``ascn:datedEarliest``,
``ascn:datedLatest``). Every source gets the day from which on it counts as published
(``ascn:knownOn``). Every place with a latitude and a longitude gets a GeoSPARQL geometry (OGC
GeoSPARQL 1.1, section 8).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from datetime import date

import pyoxigraph as ox

from ascn_kg.namespaces import ASCN, BASE, DCTERMS, GEO, RDF, WGS, XSD
from ascn_kg.rdf.triples import Triples

_PRECISION = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_DATE = ox.NamedNode(XSD + "date")
_TYPE = RDF + "type"
#: What dates a thing, the most telling first.
_DATING = tuple(
    ASCN + name for name in ("startDate", "foundedOn", "adoptedOn", "announcedOn", "asOf")
)
#: What tells since when a source is known, and the concept for it.
_KNOWING = (
    (DCTERMS + "issued", ox.NamedNode(BASE + "concept/day-of-issue")),
    (ASCN + "readOn", ox.NamedNode(BASE + "concept/day-of-reading")),
)


def derive(facts: Triples) -> list[ox.Triple]:
    """Return the computed triples of ``facts``; values that are no dates or numbers are skipped."""
    return [triple for compute in COMPUTATIONS.values() for triple in compute(facts)]


def bounds(value: str) -> tuple[date, date] | None:
    """Return the first and last day of a year, month or day in ISO 8601, or None.

    >>> bounds("2024-02")
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    """
    match = _PRECISION.fullmatch(value)
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        first = date(year, month or 1, day or 1)
        last_month = month or 12
        last_day = day or calendar.monthrange(year, last_month)[1]
        return first, date(year, last_month, last_day)
    except ValueError:
        return None


def _date_bounds(facts: Triples) -> Iterator[ox.Triple]:
    not_before = _days(facts, ASCN + "notBefore")
    not_after = _days(facts, ASCN + "notAfter")
    for name in ("since", "until"):
        for subject, value in facts.pairs(ASCN + name):
            span = _span(value)
            if span is None:
                continue
            first, last = span
            if name == "since":
                first = max(first, not_before.get(subject, first))
                last = min(last, not_after.get(subject, last))
            yield _day(subject, f"{name}Earliest", first)
            yield _day(subject, f"{name}Latest", last)


def _days(facts: Triples, predicate: str) -> dict[str, date]:
    found: dict[str, date] = {}
    for subject, value in facts.pairs(predicate):
        span = _span(value)
        if span is not None:
            found[subject] = span[0]
    return found


def _day(subject: str, name: str, day: date) -> ox.Triple:
    return ox.Triple(
        ox.NamedNode(subject),
        ox.NamedNode(ASCN + name),
        ox.Literal(day.isoformat(), datatype=_DATE),
    )


def _dated(facts: Triples) -> Iterator[ox.Triple]:
    """Date each thing by the first of `_DATING` that it has; a document also by its issue."""
    dated: set[str] = set()
    for predicate in (*_DATING, DCTERMS + "issued"):
        for subject, _ in facts.pairs(predicate):
            is_source = ox.NamedNode(ASCN + "Source") in facts.values(subject, _TYPE)
            if subject in dated or is_source:
                continue
            spans = [span for value in facts.values(subject, predicate) if (span := _span(value))]
            if spans:
                dated.add(subject)
                yield _day(subject, "datedEarliest", min(first for first, _ in spans))
                yield _day(subject, "datedLatest", max(last for _, last in spans))


def _known(facts: Triples) -> Iterator[ox.Triple]:
    """Say of each source by which day it was surely published, or else when it was read."""
    for source in facts.instances(ASCN + "Source"):
        for predicate, basis in _KNOWING:
            span = _span(facts.value(source, predicate))
            if span is not None:
                yield _day(source, "knownOn", span[1])
                yield ox.Triple(ox.NamedNode(source), ox.NamedNode(ASCN + "knownBy"), basis)
                break


def _span(value: object) -> tuple[date, date] | None:
    return bounds(value.value) if isinstance(value, ox.Literal) else None


def _geometries(facts: Triples) -> Iterator[ox.Triple]:
    for subject, latitude in facts.pairs(WGS + "lat"):
        longitude = facts.value(subject, WGS + "long")
        if not isinstance(latitude, ox.Literal) or not isinstance(longitude, ox.Literal):
            continue
        place, geometry = ox.NamedNode(subject), ox.NamedNode(subject + "#geometry")
        point = f"POINT({longitude.value} {latitude.value})"
        yield ox.Triple(place, ox.NamedNode(GEO + "hasGeometry"), geometry)
        yield ox.Triple(geometry, ox.NamedNode(RDF + "type"), ox.NamedNode(GEO + "Geometry"))
        yield ox.Triple(
            geometry,
            ox.NamedNode(GEO + "asWKT"),
            ox.Literal(point, datatype=ox.NamedNode(GEO + "wktLiteral")),
        )


#: What is computed, by name. Each reads the facts of one thing at a time.
COMPUTATIONS: dict[str, Callable[[Triples], Iterator[ox.Triple]]] = {
    "date-bounds": _date_bounds,
    "dated": _dated,
    "known": _known,
    "geometry": _geometries,
}
