"""Countries by what people call them: ours by any name, others by the names of the shipped list."""

from __future__ import annotations

from ascn_kg.matching.designations import readings
from ascn_kg.matching.gazetteer import Gazetteer
from ascn_kg.matching.keys import normal, squeezed
from ascn_kg.matching.others import OtherPlaces, other_places
from ascn_kg.matching.slips import tolerance


class Countries:
    """The countries of the world by name, code, or a slip of the pen away from a name of ours.

    Args:
        gazetteer: Our things.
        others: Places that are none of ours.
    """

    def __init__(self, gazetteer: Gazetteer, others: OtherPlaces) -> None:
        self._ours = gazetteer.countries
        self._others = others
        self._long = [name for name in self._ours if len(name) > 5]

    def named(self, text: str) -> str:
        """Return the country that ``text`` names: an IRI, ``XX`` of another one, or ""."""
        form = squeezed(text)
        stripped = (r for r in readings(normal(text)) if r.designation == "country")
        for each in (form, *(reading.name.replace(" ", "") for reading in stripped)):
            if each in self._ours:
                return self._ours[each]
        for other in other_places().by_name.get(form, ()):
            if other.kind == "country":
                return self._ours.get(other.country.lower(), other.country)
        if text.strip() in other_places().countries:
            return text.strip()
        return self._misspelt(form, len(text.split())) if len(form) > 5 else ""

    def _misspelt(self, form: str, words: int) -> str:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        near = process.extractOne(
            form, self._long, scorer=OSA.distance, score_cutoff=tolerance(form)
        )
        if not near or self._others.rival(form, int(near[1]), words):
            return ""
        return self._ours[near[0]]
