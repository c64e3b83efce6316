"""What a text names: by a name with or without a designation, a code, initials, or nearly."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from ascn_kg.matching.candidates import SHOWN, Candidate
from ascn_kg.matching.designations import is_nearly_designation, readings
from ascn_kg.matching.gazetteer import Gazetteer
from ascn_kg.matching.keys import normal, squeezed
from ascn_kg.matching.others import OtherPlace, OtherPlaces
from ascn_kg.matching.parts import Parts
from ascn_kg.matching.slips import few_slips_a_word, may_slip, tolerance
from ascn_kg.matching.things import Name, Thing

_SCORES: Final = {
    "label": 100.0,
    "name there": 99.0,
    "code": 100.0,
    "designation": 98.0,
    "initials": 90.0,
    "two initials": 86.0,
}
#: Kinds of thing whose names may have a designation.
_UNITS: Final = frozenset({"city", "country", "place"})
#: The letters of a word that is more than an ending.
_WORD: Final = 3
_ARTICLE: Final = re.compile(r"^\s*the\s+", re.IGNORECASE)


class Naming:
    """The things of a gazetteer by what people call them.

    Args:
        gazetteer: Our things.
        others: Places that are none of ours; what names one of them is no slip for one of ours.
    """

    def __init__(self, gazetteer: Gazetteer, others: OtherPlaces) -> None:
        self._gazetteer = gazetteer
        self._others = others
        self._loose = [form for form in gazetteer.loose if len(form) > 4 and may_slip(form)]
        self._initials = _initials(gazetteer.things.values())

    def candidates(self, cell: Parts, admits: Callable[[Thing], bool]) -> list[Candidate]:
        """Return the things that the cell may name; misspelt ones if no other.

        Args:
            cell: The cell.
            admits: Tells whether a thing is of the kinds that are wanted.
        """
        for found in (self.named(cell.name), self._turned(cell), self._misspelt(cell.name)):
            candidates = [each for each in found if admits(each.thing)]
            if candidates:
                return candidates
        return []

    def named(self, text: str) -> Iterator[Candidate]:
        """Yield what ``text`` names: by a name, a designation and a name, a code, initials."""
        names = self._gazetteer.names
        text = _ARTICLE.sub("", text)
        form = squeezed(text)
        for name in names.get(form, ()):
            if _written_as_code(name.text, text):
                how = "label" if name.own else "name there"
                yield Candidate.by_name(name.thing, _SCORES[how], f"“{name.text}” is a name of it")
        for reading in readings(normal(text)):
            for name in names.get(reading.name.replace(" ", ""), ()):
                if name.thing.folder in _UNITS and _written_as_code(name.text, text):
                    yield _designated(name, reading.designation)
        yield from self._shortened(text)
        code = self._gazetteer.codes.get(text.strip())
        if code:
            yield Candidate.by_name(
                code[0], _SCORES["code"], f"{text.strip()} is its code in {code[1]}"
            )
        if text.isupper():
            for thing in self._initials.get(form, ()):
                how = "initials" if len(form) > 2 else "two initials"
                yield Candidate.by_name(
                    thing, _SCORES[how], f"{text} are the initials of “{thing.label}”"
                )

    def _turned(self, cell: Parts) -> Iterator[Candidate]:
        """Yield the people whose family name stands first: ``Widodo, Joko``."""
        if len(cell.around) == 1:
            for candidate in self.named(f"{cell.around[0]} {cell.name}"):
                if candidate.thing.folder == "person":
                    yield candidate

    def _shortened(self, text: str) -> Iterator[Candidate]:
        """Yield the cities whose name ``text`` is with a word cut to its first letter: J. Bahru."""
        words = normal(text).split()
        if len(words) < 2 or all(len(word) > 1 for word in words):
            return
        for names in self._gazetteer.names.values():
            for name in names:
                if name.thing.folder == "city" and _is_cut(words, normal(name.text).split()):
                    reason = f"short for its name “{name.text}”"
                    yield Candidate.by_name(name.thing, _SCORES["initials"], reason)

    def _misspelt(self, text: str) -> Iterator[Candidate]:
        """Yield the things with a name that is nearly ``text``, unless that names another place."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        seen: dict[str, str] = {squeezed(text): ""}
        for reading in readings(normal(text)):
            seen.setdefault(reading.name.replace(" ", ""), reading.designation)
        if any(form in self._others.by_name for form in seen):
            return
        shorter = self._with_a_word_more(text)
        for form, designation in seen.items():
            within = tolerance(form)
            if not within or not may_slip(form):
                continue
            near = process.extract(
                form,
                self._loose,
                scorer=OSA.distance,
                score_cutoff=within,
                limit=8,
            )
            nearest = min((int(distance) for _, distance, _ in near), default=0)
            rival = self._others.rival(form, nearest, len(text.split())) if near else None
            for own, distance, _ in near:
                for name in self._gazetteer.names[own]:
                    if not 0 < distance <= tolerance(own):
                        continue
                    if len(own) < shorter.get(name.thing, 0) + _WORD:
                        continue
                    if few_slips_a_word(text, name.text):
                        yield _slip(name, int(distance), form, designation, rival)

    def _with_a_word_more(self, text: str) -> dict[Thing, int]:
        """Return the things whose name is in ``text`` with a word more, such as Putrajaya FT.

        With the length of that name: a longer name of the thing may still be meant.
        """
        words = normal(text).split()
        found: dict[Thing, int] = {}
        for cut in range(1, len(words)):
            if not is_nearly_designation(" ".join(words[cut:])):
                form = "".join(words[:cut])
                found |= {name.thing: len(form) for name in self._gazetteer.names.get(form, ())}
        return found


def _designated(name: Name, designation: str) -> Candidate:
    if name.thing.may_be(designation):
        reason = f"“{name.text}” is a name of it, and it may be called a {designation}"
        return Candidate.by_name(name.thing, _SCORES["designation"], reason)
    reason = f"the {designation} of that name is another unit than {name.thing.label}"
    return Candidate.by_name(name.thing, SHOWN, reason)


def _slip(
    name: Name, distance: int, form: str, designation: str, rival: OtherPlace | None
) -> Candidate:
    score = 97.0 - 50.0 * distance / len(form)
    reason = f"{distance} letter{'s' if distance > 1 else ''} away from its name “{name.text}”"
    if rival is not None:
        reason += f", but as near to {rival.name} ({rival.country})"
        return Candidate.by_name(name.thing, min(score, 70.0), reason)
    if designation and name.thing.folder in _UNITS:
        if not name.thing.may_be(designation):
            return Candidate.by_name(name.thing, SHOWN - 10, f"{reason}, but no {designation}")
        score -= 1
    return Candidate.by_name(name.thing, score, reason)


def _is_cut(words: list[str], name: list[str]) -> bool:
    return len(words) == len(name) and all(
        word == whole or (len(word) == 1 and whole.startswith(word))
        for word, whole in zip(words, name, strict=True)
    )


def _written_as_code(name: str, text: str) -> bool:
    """Return whether ``text`` may be the short name ``name``: Sin and Dad are no codes."""
    return not (len(name) == 3 and name.isupper()) or text.isupper() or text.islower()


def _initials(things: Iterable[Thing]) -> dict[str, tuple[Thing, ...]]:
    """Return the cities by the initials of their labels, of two words or more."""
    found: dict[str, list[Thing]] = {}
    for thing in things:
        names = normal(thing.label).split()
        if thing.folder == "city" and len(names) > 1:
            found.setdefault("".join(word[0] for word in names), []).append(thing)
    return {initials: tuple(several) for initials, several in found.items()}
