"""Maps: outlines of countries and spots, drawn in hundredths of a degree.

Around the equator a degree is as long in both directions, so that longitude and latitude are the
units of the drawing; the outlines come in these units (public domain, Natural Earth).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ascn_kg.explorer.assets import assets

#: West, south, east and north of the whole picture: all member countries of ASEAN.
_REGION: Final = (91.5, -11.6, 142.0, 28.8)
#: Units of the drawing in a degree.
_UNITS: Final = 100
#: Least width and height of a picture in degrees, and the margin around its spots.
_LEAST: Final = 12.0
_MARGIN: Final = 3.0


@dataclass(frozen=True)
class Spot:
    """A place on the map: its name, where a click leads, and a word on its kind."""

    name: str
    href: str | None
    long: float
    lat: float
    kind: str = ""

    @property
    def x(self) -> int:
        """Its place from left to right."""
        return round(self.long * _UNITS)

    @property
    def y(self) -> int:
        """Its place from top to bottom."""
        return round(-self.lat * _UNITS)


@dataclass(frozen=True)
class Map:
    """What is drawn: the part of the world in view, outlines by country code, and spots."""

    view_box: str
    width: float
    outlines: Sequence[tuple[str, str]]
    spots: Sequence[Spot]


def map_of(spots: Sequence[Spot]) -> Map:
    """Return the map of ``spots``: of the region of ASEAN where all lie in it and far apart."""
    west, south, east, north = _frame(spots)
    return Map(
        view_box=" ".join(
            str(round(degrees * _UNITS)) for degrees in (west, -north, east - west, north - south)
        ),
        width=round((east - west) * _UNITS),
        outlines=[
            (each["code"], each["path"])
            for each in assets().outlines
            if _overlap(each["frame"], (west, south, east, north))
        ],
        spots=sorted(spots, key=lambda spot: -spot.lat),
    )


def _frame(spots: Sequence[Spot]) -> tuple[float, float, float, float]:
    """Return west, south, east and north of what is in view."""
    longs = [spot.long for spot in spots]
    lats = [spot.lat for spot in spots]
    west, east = _widened(min(longs) - _MARGIN, max(longs) + _MARGIN)
    south, north = _widened(min(lats) - _MARGIN, max(lats) + _MARGIN)
    inside = _REGION[0] <= min(longs) and max(longs) <= _REGION[2]
    if inside and east - west > (_REGION[2] - _REGION[0]) / 2:
        return _REGION
    return west, south, east, north


def _overlap(one: Sequence[float], other: Sequence[float]) -> bool:
    return all(one[axis] <= other[axis + 2] and other[axis] <= one[axis + 2] for axis in (0, 1))


def _widened(low: float, high: float) -> tuple[float, float]:
    missing = max(0.0, _LEAST - (high - low)) / 2
    return low - missing, high + missing
