"""The one scoring of messy names: which thing is meant, how surely, and why.

A name matches when it is a name of the thing (in any language, spelling of spaces, case, accents),
such a name with a word for the kind of unit that the thing is, an abbreviation or a code of it, or
a slip of the pen away from it. What stands around the name (a country, an area, a name in
brackets) has to fit. A name of another place, or of another unit of the same name, does not match,
and what could be two things is ambiguous: it is never guessed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from ascn_kg.matching.attributes import Attributes
from ascn_kg.matching.candidates import LEAD, Candidate, Verdict, decide
from ascn_kg.matching.gazetteer import Gazetteer
from ascn_kg.matching.keys import squeezed
from ascn_kg.matching.naming import Naming
from ascn_kg.matching.others import other_places
from ascn_kg.matching.parts import Parts, parts
from ascn_kg.matching.surroundings import Surroundings
from ascn_kg.matching.things import Thing
from ascn_kg.namespaces import compact, expand

#: The longest cell that is looked at; no name with what stands around it is longer.
LONGEST: Final = 400
#: How many different cells are remembered.
_REMEMBERED: Final = 50_000
#: Score of a thing that is named by its id, and of one that only its attributes tell.
_ID: Final = 100.0
_ATTRIBUTES: Final = 90.0


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
        self._others = other_places().without(gazetteer.names)
        self._naming = Naming(gazetteer, self._others)
        self._surroundings = Surroundings(gazetteer, self._others, self._naming)
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
        cell = self._surroundings.separated(parts(text))
        if not cell.name and not wanted.attributes:
            return Verdict("none", reason="the cell is empty")
        known = self._known(text, wanted)
        if known:
            cell = Parts("")
        candidates = known or self._naming.candidates(cell, wanted.admits)
        found = {c.thing.iri: c for c in sorted(candidates, key=lambda c: c.score)}
        placed = [
            self._surroundings.placed(candidate, cell, wanted.around)
            for candidate in found.values()
        ]
        for iri, written in wanted.attributes:
            placed = self._compared(placed, iri, written)
        return decide(placed, self._others.get(squeezed(cell.name)))

    def _known(self, text: str, wanted: _Wanted) -> list[Candidate]:
        """Return the thing whose id ``text`` is; without a text, those that the attributes fit."""
        if text.strip():
            thing = self.gazetteer.things.get(expand(text.strip()) or "")
            things = [thing] if thing else []
            return [Candidate.by_name(t, _ID, "it is its id") for t in things if wanted.admits(t)]
        return [
            Candidate.by_name(thing, _ATTRIBUTES, "no name was given")
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
                weighed.append(candidate.weighed(score, reason, feature, float(fits)))
        return weighed
