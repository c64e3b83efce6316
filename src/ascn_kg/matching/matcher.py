"""The one scoring of messy names: which thing is meant, how surely, and why.

A name matches when it is a name of the thing (in any language, spelling of spaces, case, accents),
such a name with a word for the kind of unit that the thing is, an abbreviation or a code of it, or
a slip of the pen away from it. What stands around the name (a country, an area, a name in
brackets) has to fit. A name of another place, or of another unit of the same name, does not match,
and what could be two things is ambiguous: it is never guessed.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from ascn_kg.matching.attributes import Attributes
from ascn_kg.matching.designations import designation_of, is_nearly_designation, readings
from ascn_kg.matching.gazetteer import Gazetteer, Name, Thing
from ascn_kg.matching.keys import is_latin, normal, squeezed
from ascn_kg.matching.others import OtherPlace, other_places
from ascn_kg.matching.parts import Parts, parts
from ascn_kg.namespaces import compact, expand

#: The least score of a match, and the least lead over the next best.
MATCH: Final = 84.0
LEAD: Final = 4.0
#: The least score of a candidate that is worth showing.
SHOWN: Final = 50.0
#: The letters of a word that is more than an ending.
_WORD: Final = 3
#: How many different cells are remembered.
_REMEMBERED: Final = 50_000

#: The longest cell that is looked at; no name with what stands around it is longer.
LONGEST: Final = 400

_SCORES: Final = {
    "id": 100.0,
    "label": 100.0,
    "attributes": 90.0,
    "name there": 99.0,
    "code": 100.0,
    "designation": 98.0,
    "initials": 90.0,
    "two initials": 86.0,
}
#: Kinds of thing whose names may have a designation.
_UNITS: Final = frozenset({"city", "country", "place"})
_PLACES: Final = frozenset({"city", "country", "place", "venue"})
#: Arabic, Tamil, Thai with Lao, Burmese, Khmer.
_ALPHABETS: Final = (
    ("\u0600", "\u06ff"),
    ("\u0b80", "\u0bff"),
    ("\u0e00", "\u0eff"),
    ("\u1000", "\u109f"),
    ("\u1780", "\u17ff"),
)
#: The feature that tells whether the surroundings fit.
_AROUND: Final = "surroundings"
_ARTICLE: Final = re.compile(r"^\s*the\s+", re.IGNORECASE)
_WORDS: Final = re.compile(r"[^\s\-–—/]+")
_VAGUE: Final = frozenset(
    "asia southeastasia southeasternasia seasia asean world sea asiatenggara apac".split()
)


@dataclass(frozen=True)
class Candidate:
    """A thing that a name may mean.

    Attributes:
        thing: The thing.
        score: 0 to 100.
        reason: Why, in words.
        features: The score of the name, and whether the surroundings fit, by name.
    """

    thing: Thing
    score: float
    reason: str
    features: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """What a name means.

    Attributes:
        status: ``match``, ``ambiguous`` or ``none``.
        candidates: The best first; the first is the match where there is one.
        reason: Why, in words.
    """

    status: str
    candidates: tuple[Candidate, ...] = ()
    reason: str = ""

    @property
    def match(self) -> Candidate | None:
        """The thing that is meant, where that is certain enough."""
        return self.candidates[0] if self.status == "match" else None


@dataclass(frozen=True)
class _Wanted:
    """What the thing that is meant has to be, beside its name.

    Attributes:
        kinds: Its classes; none where any will do.
        every: Whether it has to belong to all of them, not to one.
        around: What columns say of where it lies.
        attributes: What it is described by, and the values of which one has to agree.
    """

    kinds: frozenset[str] = frozenset()
    every: bool = False
    around: tuple[str, ...] = ()
    attributes: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def admits(self, thing: Thing) -> bool:
        """Return whether the thing is of these kinds."""
        if self.every:
            return self.kinds <= thing.types
        return not self.kinds or not self.kinds.isdisjoint(thing.types)


class Matcher:
    """Matches names with the things of a gazetteer; remembers the cells that it has seen."""

    def __init__(self, gazetteer: Gazetteer, attributes: Attributes) -> None:
        self.gazetteer = gazetteer
        self.attributes = attributes
        self._loose = [form for form in gazetteer.loose if len(form) > 4 and _may_slip(form)]
        self._others = other_places().without(gazetteer.names)
        self._initials = _initials(gazetteer.things.values())
        self._long_countries = [name for name in gazetteer.countries if len(name) > 5]
        self._type = lru_cache(_REMEMBERED)(gazetteer.type_iri)
        self._remembered = lru_cache(_REMEMBERED)(self._verdict)

    def match(
        self,
        text: str,
        type: str | Collection[str] | None = None,
        *,
        every_type: bool = False,
        country: str = "",
        area: str = "",
        attributes: Mapping[str, Sequence[str]] | None = None,
        limit: int = 5,
    ) -> Verdict:
        """Return what ``text`` means.

        Args:
            text: A name as somebody typed it, or an id; "" where only ``attributes`` are known.
            type: Only things of this class, or of one of these: ``city``, ``ascn:City``, an IRI;
                None for all.
            every_type: Whether a thing has to belong to every one of the types.
            country: What a column says of the country, by name or code; "" where it says nothing.
            area: What a column says of the province or other area around it.
            attributes: IRI of a property or a dataset -> values as written, one of which has to be
                the thing's; see `ascn_kg.matching.attributes`.
            limit: The most candidates.

        Raises:
            UsageError: there is no such type.
        """
        words = [type] if isinstance(type, str) else type or ()
        wanted = _Wanted(
            frozenset(self._type(word) for word in words if word),
            every_type,
            (country, area),
            tuple((iri, tuple(values)) for iri, values in (attributes or {}).items()),
        )
        verdict = self._remembered(text, wanted)
        return dataclasses.replace(verdict, candidates=verdict.candidates[:limit])

    def prepare(self) -> None:
        """Read now what is otherwise read when first needed."""
        for text in ("Jakarta", "Jakrta, Indonesa", "J. Bahru"):
            self.match(text)
        self.attributes.of("")

    def _verdict(self, text: str, wanted: _Wanted) -> Verdict:
        if len(text) > LONGEST:
            return Verdict("none", reason=f"no name is longer than {LONGEST} characters")
        cell = self._without_country(parts(text))
        if not cell.name and not wanted.attributes:
            return Verdict("none", reason="the cell is empty")
        known = self._known(text, wanted)
        if known:
            cell = Parts("")
        candidates = known or self._candidates(cell, wanted)
        found = {c.thing.iri: c for c in sorted(candidates, key=lambda c: c.score)}
        placed = [self._placed(candidate, cell, wanted.around) for candidate in found.values()]
        for iri, written in wanted.attributes:
            placed = self._compared(placed, iri, written)
        return _decide(sorted(placed, key=_order), self._others.get(squeezed(cell.name)))

    def _known(self, text: str, wanted: _Wanted) -> list[Candidate]:
        """Return the thing whose id ``text`` is; without a text, those that the attributes fit."""
        if text.strip():
            thing = self.gazetteer.things.get(expand(text.strip()) or "")
            things = [thing] if thing else []
            return [
                _candidate(t, _SCORES["id"], "it is its id") for t in things if wanted.admits(t)
            ]
        return [
            _candidate(thing, _SCORES["attributes"], "no name was given")
            for thing in self.gazetteer.things.values()
            if wanted.admits(thing)
            and all(self.attributes.agrees(thing.iri, *each) for each in wanted.attributes)
        ]

    def _compared(
        self, candidates: list[Candidate], iri: str, written: tuple[str, ...]
    ) -> list[Candidate]:
        """Return ``candidates`` with an attribute weighed: its value fits, does not, or is unknown.

        What is unknown speaks against nothing, but what fits goes before it.
        """
        agrees = [self.attributes.agrees(c.thing.iri, iri, written) for c in candidates]
        label, feature = self.attributes.all[iri].label, compact(iri)
        weighed = []
        for candidate, fits in zip(candidates, agrees, strict=True):
            if fits is None:
                score = candidate.score - LEAD if any(agrees) else candidate.score
                weighed.append(dataclasses.replace(candidate, score=score))
            else:
                score = min(100.0, candidate.score + 2) if fits else candidate.score * 0.7
                reason = f"{label}: {written[0]} {'fits' if fits else 'does not fit'}"
                weighed.append(_weighed(candidate, score, reason, feature, float(fits)))
        return weighed

    def _without_country(self, cell: Parts) -> Parts:
        """Move a country that stands before the city, or at its end without a comma."""
        pieces = [cell.name, *cell.around]
        if len(pieces) > 1 and self._country(pieces[0]) and not self._country(pieces[1]):
            return Parts(pieces[1], (pieces[0], *pieces[2:]), cell.aside)
        if squeezed(cell.name) in self.gazetteer.names:
            return cell
        words = _WORDS.findall(cell.name)
        for cut in range(1, len(words)):
            name, rest = " ".join(words[:cut]), " ".join(words[cut:])
            if (len(rest) > 3 or rest.isupper()) and self._country(rest) and self._knows(name):
                return Parts(name, (rest, *cell.around), cell.aside)
            if self._country(name) and len(name) > 3 and self._knows(rest):
                return Parts(rest, (name, *cell.around), cell.aside)
            if self._lies_in(name, rest):
                return Parts(name, (rest, *cell.around), cell.aside)
        return cell

    def _lies_in(self, name: str, rest: str) -> bool:
        """Return whether ``rest`` is an area around what ``name`` names, or its other name."""
        things = [each.thing for each in self.gazetteer.names.get(squeezed(name), ())]
        form = squeezed(rest)
        others = {each.thing for each in self.gazetteer.names.get(form, ())}
        return any(form in thing.areas or thing in others for thing in things)

    def _knows(self, name: str) -> bool:
        forms = [normal(name), *(reading.name for reading in readings(normal(name)))]
        return any(form.replace(" ", "") in self.gazetteer.names for form in forms)

    def _country(self, text: str) -> str:
        """Return the country that ``text`` names: an IRI, ``XX`` of another one, or ""."""
        form = squeezed(text)
        forms = [
            form,
            *(
                r.name.replace(" ", "")
                for r in readings(normal(text))
                if r.designation == "country"
            ),
        ]
        for each in forms:
            if each in self.gazetteer.countries:
                return self.gazetteer.countries[each]
        for other in other_places().by_name.get(form, ()):
            if other.kind == "country":
                return self.gazetteer.countries.get(other.country.lower(), other.country)
        if text.strip() in other_places().countries:
            return text.strip()
        return self._misspelt_country(form, len(text.split())) if len(form) > 5 else ""

    def _misspelt_country(self, form: str, words: int) -> str:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        near = process.extractOne(
            form, self._long_countries, scorer=OSA.distance, score_cutoff=_tolerance(form)
        )
        if not near or self._others.rival(form, int(near[1]), words):
            return ""
        return self.gazetteer.countries[near[0]]

    def _candidates(self, cell: Parts, wanted: _Wanted) -> list[Candidate]:
        """Return the things of those kinds that the cell may name; misspelt ones if no other."""
        for found in (self._named(cell.name), self._turned(cell), self._misspelt(cell.name)):
            candidates = [each for each in found if wanted.admits(each.thing)]
            if candidates:
                return candidates
        return []

    def _turned(self, cell: Parts) -> Iterator[Candidate]:
        """Yield the people whose family name stands first: ``Widodo, Joko``."""
        if len(cell.around) == 1:
            for candidate in self._named(f"{cell.around[0]} {cell.name}"):
                if candidate.thing.folder == "person":
                    yield candidate

    def _named(self, text: str) -> Iterator[Candidate]:
        """Yield what ``text`` names: by a name, a designation and a name, a code, initials."""
        names = self.gazetteer.names
        text = _ARTICLE.sub("", text)
        form = squeezed(text)
        for name in names.get(form, ()):
            if _written_as_code(name.text, text):
                how = "label" if name.own else "name there"
                yield _candidate(name.thing, _SCORES[how], f"“{name.text}” is a name of it")
        for reading in readings(normal(text)):
            for name in names.get(reading.name.replace(" ", ""), ()):
                if name.thing.folder in _UNITS and _written_as_code(name.text, text):
                    yield _designated(name, reading.designation)
        yield from self._shortened(text)
        code = self.gazetteer.codes.get(text.strip())
        if code:
            yield _candidate(code[0], _SCORES["code"], f"{text.strip()} is its code in {code[1]}")
        if text.isupper():
            for thing in self._initials.get(form, ()):
                how = "initials" if len(form) > 2 else "two initials"
                yield _candidate(thing, _SCORES[how], f"{text} are the initials of “{thing.label}”")

    def _shortened(self, text: str) -> Iterator[Candidate]:
        """Yield the cities whose name ``text`` is with a word cut to its first letter: J. Bahru."""
        words = normal(text).split()
        if len(words) < 2 or all(len(word) > 1 for word in words):
            return
        for names in self.gazetteer.names.values():
            for name in names:
                if name.thing.folder == "city" and _is_cut(words, normal(name.text).split()):
                    reason = f"short for its name “{name.text}”"
                    yield _candidate(name.thing, _SCORES["initials"], reason)

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
            within = _tolerance(form)
            if not within or not _may_slip(form):
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
                for name in self.gazetteer.names[own]:
                    if not 0 < distance <= _tolerance(own):
                        continue
                    if len(own) < shorter.get(name.thing, 0) + _WORD:
                        continue
                    if _few_slips_a_word(text, name.text):
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
                found |= {name.thing: len(form) for name in self.gazetteer.names.get(form, ())}
        return found

    def _placed(self, candidate: Candidate, cell: Parts, columns: tuple[str, ...]) -> Candidate:
        """Return ``candidate`` with what stands around the name weighed."""
        if candidate.thing.folder not in _PLACES:
            return candidate
        fits: list[str] = []
        strange: list[str] = []
        for piece in filter(str.strip, (*cell.around, *cell.aside, *columns)):
            word = self._relation(piece, candidate.thing, cell)
            if word == "against":
                reason = f"{piece.strip()} is not where {candidate.thing.label} lies"
                return _weighed(candidate, candidate.score * 0.4, reason, _AROUND, -1.0)
            (fits if word == "fits" else strange if word == "strange" else []).append(piece.strip())
        sure = any(self._country(piece) == _home(candidate.thing) for piece in fits)
        score, reason = candidate.score, ""
        if strange and not sure:
            score, reason = score * 0.7, f"{strange[0]} is no area that we know around it"
        elif strange:
            score -= 3
        if fits:
            score = min(100.0, score + 2)
            reason = reason or f"{fits[0]} fits"
        return _weighed(candidate, score, reason, _AROUND, 1.0 if fits and not strange else 0.0)

    def _relation(self, piece: str, thing: Thing, cell: Parts) -> str:
        """Return how ``piece`` relates to ``thing``: fits, against, strange, or same (no help)."""
        form = squeezed(piece)
        if not form or form in _VAGUE:
            return "same"
        designation = designation_of(normal(piece))
        if designation:
            return "fits" if thing.may_be(designation) else "against"
        country = self._country(piece)
        if country == _home(thing) or form in thing.areas:
            return "fits"
        named = list(self._named(piece))
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


def _candidate(thing: Thing, score: float, reason: str) -> Candidate:
    return Candidate(thing, score, reason, {"name": score})


def _weighed(
    candidate: Candidate, score: float, reason: str, feature: str, value: float
) -> Candidate:
    told = "; ".join(filter(None, (candidate.reason, reason)))
    features = {**candidate.features, feature: value}
    return Candidate(candidate.thing, round(score, 1), told, features)


def _designated(name: Name, designation: str) -> Candidate:
    if name.thing.may_be(designation):
        reason = f"“{name.text}” is a name of it, and it may be called a {designation}"
        return _candidate(name.thing, _SCORES["designation"], reason)
    reason = f"the {designation} of that name is another unit than {name.thing.label}"
    return _candidate(name.thing, SHOWN, reason)


def _slip(
    name: Name, distance: int, form: str, designation: str, rival: OtherPlace | None
) -> Candidate:
    score = 97.0 - 50.0 * distance / len(form)
    reason = f"{distance} letter{'s' if distance > 1 else ''} away from its name “{name.text}”"
    if rival is not None:
        reason += f", but as near to {rival.name} ({rival.country})"
        return _candidate(name.thing, min(score, 70.0), reason)
    if designation and name.thing.folder in _UNITS:
        if not name.thing.may_be(designation):
            return _candidate(name.thing, SHOWN - 10, f"{reason}, but no {designation}")
        score -= 1
    return _candidate(name.thing, score, reason)


def _is_cut(words: list[str], name: list[str]) -> bool:
    return len(words) == len(name) and all(
        word == whole or (len(word) == 1 and whole.startswith(word))
        for word, whole in zip(words, name, strict=True)
    )


def _few_slips_a_word(text: str, name: str) -> bool:
    """Return whether no word is too different: Jakarta Bay is no slip for Jakarta Raya."""
    from rapidfuzz.distance import OSA

    words, others = normal(text).split(), normal(name).split()
    return len(words) != len(others) or all(
        OSA.distance(word, other) <= (2 if min(len(word), len(other)) > 3 else 1)
        for word, other in zip(words, others, strict=True)
    )


def _order(candidate: Candidate) -> tuple[float, str]:
    return -candidate.score, candidate.thing.iri


def _decide(candidates: list[Candidate], stranger: OtherPlace | None) -> Verdict:
    shown = tuple(c for c in candidates if c.score >= SHOWN)
    best = [c for c in shown if c.score >= MATCH]
    if best and (len(best) == 1 or best[0].score - best[1].score >= LEAD):
        return Verdict("match", shown, best[0].reason)
    if best:
        named = ", ".join(f"{c.thing.label} ({c.thing.folder})" for c in best[:4])
        return Verdict("ambiguous", shown, f"may be {named}")
    if any(c.score > 60 for c in shown):
        return Verdict("ambiguous", shown, f"perhaps {shown[0].thing.label}: {shown[0].reason}")
    if stranger is not None:
        place = f"{stranger.name} ({stranger.country}) is another {stranger.kind}"
        return Verdict("none", shown, shown[0].reason if shown else place)
    if candidates:
        return Verdict("none", shown, candidates[0].reason)
    return Verdict("none", (), "nothing has such a name")


def _tolerance(form: str) -> int:
    """Return how many letters may be wrong in a squeezed name."""
    length = len(form)
    if not form.isascii():
        return 1 if length >= (5 if _is_arabic(form) else 7) else 0
    return 0 if length < 5 else 1 if length < 8 else 2


def _may_slip(form: str) -> bool:
    """Return whether slips are looked for: not in Chinese, Japanese, Korean or Cyrillic."""
    return is_latin(form) or all(any(a <= ch <= b for a, b in _ALPHABETS) for ch in form)


def _is_arabic(form: str) -> bool:
    return all("\u0600" <= letter <= "\u06ff" for letter in form)


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
