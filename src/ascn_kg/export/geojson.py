"""GeoJSON (RFC 7946): what has a place on the map, as points.

A thing with ``wgs:lat`` and ``wgs:long`` stands there; an event stands at its host cities or the
places it was held in (a
``MultiPoint`` where there are several). The rest is left out.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from pyoxigraph import Literal, Quad

from ascn_kg.export.view import View
from ascn_kg.namespaces import ASCN, BASE, SCHEMA, SKOS, WGS, compact
from ascn_kg.rdf.triples import Triples

_HOSTS: Final = (ASCN + "hostCity", ASCN + "heldIn")
_LINKS: Final = (SKOS + "exactMatch", SKOS + "closeMatch", SCHEMA + "sameAs")


def text(quads: Sequence[Quad], view: View) -> str:
    """Return a FeatureCollection of the things of ``quads`` that have a place, sorted by id.

    Each feature has the properties ``id``, ``iri``, ``kind``, ``label_en``, ``label_id``,
    ``country`` (an id) and ``links`` (IRIs of the same thing elsewhere).
    """
    data = Triples(quad.triple for quad in quads)
    things = {view.thing.value} if view.thing is not None else _candidates(data)
    base = f"{BASE}{view.kind}/" if view.kind else BASE
    return _collection(_features([thing for thing in things if thing.startswith(base)], data))


def by_kind(quads: Sequence[Quad]) -> Iterator[tuple[str, str]]:
    """Yield each kind of thing that has a place with its FeatureCollection, in order."""
    data = Triples(quad.triple for quad in quads)
    kinds: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for feature in _features(_candidates(data), data):
        kinds[feature["properties"]["kind"]].append(feature)
    for kind, features in sorted(kinds.items()):
        yield kind, _collection(features)


def _collection(features: Iterable[dict[str, Any]]) -> str:
    collection = {"type": "FeatureCollection", "features": list(features)}
    return json.dumps(collection, ensure_ascii=False, indent=1) + "\n"


def _features(things: Iterable[str], data: Triples) -> Iterator[dict[str, Any]]:
    for thing in sorted(things):
        feature = _feature(thing, data) if thing.startswith(BASE) else None
        if feature:
            yield feature


def _candidates(data: Triples) -> set[str]:
    return {thing for where in (WGS + "lat", *_HOSTS) for thing, _ in data.pairs(where)}


def _hosts(data: Triples, event: str) -> list[str]:
    return [place for host in _HOSTS for place in _iris(data, event, host)]


def _feature(thing: str, data: Triples) -> dict[str, Any] | None:
    places = [thing] if data.value(thing, WGS + "lat") else _hosts(data, thing)
    points = [point for point in (_point(place, data) for place in places) if point]
    if not points:
        return None
    several = len(points) > 1
    identifier = compact(thing)
    countries = {iri for place in places for iri in _iris(data, place, ASCN + "inCountry")}
    return {
        "type": "Feature",
        "id": identifier,
        "geometry": {
            "type": "MultiPoint" if several else "Point",
            "coordinates": points if several else points[0],
        },
        "properties": {
            "id": identifier,
            "iri": thing,
            "kind": identifier.partition("/")[0],
            "label_en": data.label(thing, "en"),
            "label_id": data.label(thing, "id"),
            "country": "; ".join(compact(iri) for iri in sorted(countries)) or None,
            "links": sorted({iri for link in _LINKS for iri in _iris(data, thing, link)}),
        },
    }


def _point(place: str, data: Triples) -> list[float] | None:
    """Return longitude and latitude of ``place``; where it has several, the first in order."""
    position = []
    for axis in (WGS + "long", WGS + "lat"):
        values = [v.value for v in data.values(place, axis) if isinstance(v, Literal)]
        try:
            position.append(min(float(value) for value in values))
        except ValueError:  # no value, or no number
            return None
    return position


def _iris(data: Triples, subject: str, predicate: str) -> list[str]:
    values = data.values(subject, predicate)
    return sorted({value.value for value in values if not isinstance(value, Literal)})
