"""What stands around a name, and whether it fits: a country, an area, a name in brackets."""

from __future__ import annotations

import re
from typing import Final

from ascn_kg.matching.candidates import MATCH, Candidate
from ascn_kg.matching.countries import Countries
from ascn_kg.matching.designations import designation_of, readings
from ascn_kg.matching.gazetteer import Gazetteer
from ascn_kg.matching.keys import normal, squeezed
from ascn_kg.matching.naming import Naming
from ascn_kg.matching.others import OtherPlaces
from ascn_kg.matching.parts import Parts
from ascn_kg.matching.things import Thing

_PLACES: Final = frozenset({"city", "country", "place", "venue"})
#: The feature that tells whether the surroundings fit.
_AROUND: Final = "surroundings"
_WORDS: Final = re.compile(r"[^\s\-–—/]+")
_VAGUE: Final = frozenset(
    "asia southeastasia southeasternasia seasia asean world sea asiatenggara apac".split()
)


class Surroundings:
    """Weighs what stands around a name.

    Args:
        gazetteer: Our things.
        others: Places that are none of ours.
        naming: What a text names.
    """

    def __init__(self, gazetteer: Gazetteer, others: OtherPlaces, naming: Naming) -> None:
        self._gazetteer = gazetteer
        self._others = others
        self._naming = naming
        self._countries = Countries(gazetteer, others)

    def separated(self, cell: Parts) -> Parts:
        """Return ``cell`` with its country behind the name, where it stood otherwise."""
        pieces = [cell.name, *cell.around]
        if (
            len(pieces) > 1
            and self._countries.named(pieces[0])
            and not self._countries.named(pieces[1])
        ):
            return Parts(pieces[1], (pieces[0], *pieces[2:]), cell.aside)
        if squeezed(cell.name) in self._gazetteer.names:
            return cell
        words = _WORDS.findall(cell.name)
        for cut in range(1, len(words)):
            name, rest = " ".join(words[:cut]), " ".join(words[cut:])
            if (
                (len(rest) > 3 or rest.isupper())
                and self._countries.named(rest)
                and self._knows(name)
            ):
                return Parts(name, (rest, *cell.around), cell.aside)
            if self._countries.named(name) and len(name) > 3 and self._knows(rest):
                return Parts(rest, (name, *cell.around), cell.aside)
            if self._lies_in(name, rest):
                return Parts(name, (rest, *cell.around), cell.aside)
        return cell

    def placed(self, candidate: Candidate, cell: Parts, columns: tuple[str, ...]) -> Candidate:
        """Return ``candidate`` with what stands around the name weighed."""
        if candidate.thing.folder not in _PLACES:
            return candidate
        fits: list[str] = []
        strange: list[str] = []
        for piece in filter(str.strip, (*cell.around, *cell.aside, *columns)):
            word = self._relation(piece, candidate.thing)
            if word == "against":
                reason = f"{piece.strip()} is not where {candidate.thing.label} lies"
                return candidate.weighed(candidate.score * 0.4, reason, _AROUND, -1.0)
            (fits if word == "fits" else strange if word == "strange" else []).append(piece.strip())
        sure = any(self._countries.named(piece) == _home(candidate.thing) for piece in fits)
        score, reason = candidate.score, ""
        if strange and not sure:
            score, reason = score * 0.7, f"{strange[0]} is no area that we know around it"
        elif strange:
            score -= 3
        if fits:
            score = min(100.0, score + 2)
            reason = reason or f"{fits[0]} fits"
        return candidate.weighed(score, reason, _AROUND, 1.0 if fits and not strange else 0.0)

    def _lies_in(self, name: str, rest: str) -> bool:
        """Return whether ``rest`` is an area around what ``name`` names, or its other name."""
        things = [each.thing for each in self._gazetteer.names.get(squeezed(name), ())]
        form = squeezed(rest)
        others = {each.thing for each in self._gazetteer.names.get(form, ())}
        return any(form in thing.areas or thing in others for thing in things)

    def _knows(self, name: str) -> bool:
        forms = [normal(name), *(reading.name for reading in readings(normal(name)))]
        return any(form.replace(" ", "") in self._gazetteer.names for form in forms)

    def _relation(self, piece: str, thing: Thing) -> str:
        """Return how ``piece`` relates to ``thing``: fits, against, strange, or same (no help)."""
        form = squeezed(piece)
        if not form or form in _VAGUE:
            return "same"
        designation = designation_of(normal(piece))
        if designation:
            return "fits" if thing.may_be(designation) else "against"
        country = self._countries.named(piece)
        if country == _home(thing) or form in thing.areas:
            return "fits"
        named = list(self._naming.named(piece))
        if any(candidate.thing == thing and candidate.score >= MATCH for candidate in named):
            return "fits"
        stripped = {reading.name.replace(" ", "") for reading in readings(normal(piece))}
        if stripped & thing.areas:
            return "fits"
        cities = [c.thing for c in named if c.thing.folder == "city"]
        if country or any(not _may_hold(city, thing) for city in cities):
            return "against"
        if form == "".join(word[0] for word in normal(thing.label).split()):
            return "fits"
        others = filter(None, map(self._others.get, (form, *stripped)))
        return "against" if any(other.kind != "village" for other in others) else "strange"


def _home(thing: Thing) -> str:
    return thing.iri if thing.folder == "country" else thing.country


def _may_hold(city: Thing, thing: Thing) -> bool:
    """Return whether ``city`` may be a province in which ``thing`` lies, as Pattaya in Chonburi."""
    return city.country == thing.country and city.may_be("province")
