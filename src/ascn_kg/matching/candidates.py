"""The things that a name may mean, each with a score and a reason; and the verdict on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from ascn_kg.matching.others import OtherPlace
from ascn_kg.matching.things import Thing

#: The least score of a match, and the least lead over the next best.
MATCH: Final = 84.0
LEAD: Final = 4.0
#: The least score of a candidate that is worth showing.
SHOWN: Final = 50.0


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

    @classmethod
    def by_name(cls, thing: Thing, score: float, reason: str) -> Candidate:
        """Return ``thing`` as a candidate for the sake of its name alone."""
        return cls(thing, score, reason, {"name": score})

    def weighed(self, score: float, reason: str, feature: str, value: float) -> Candidate:
        """Return the candidate with another score, and what led to it."""
        told = "; ".join(filter(None, (self.reason, reason)))
        features = {**self.features, feature: value}
        return Candidate(self.thing, round(score, 1), told, features)


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


def decide(candidates: Iterable[Candidate], stranger: OtherPlace | None) -> Verdict:
    """Return which of ``candidates`` is meant.

    Args:
        candidates: What the name may mean.
        stranger: The place, none of ours, that has the very name.
    """
    ordered = sorted(candidates, key=_order)
    shown = tuple(c for c in ordered if c.score >= SHOWN)
    best = [c for c in shown if c.score >= MATCH]
    if best and (len(best) == 1 or best[0].score - best[1].score >= LEAD):
        return Verdict("match", shown, best[0].reason)
    if best:
        names = ", ".join(f"{c.thing.label} ({c.thing.folder})" for c in best[:4])
        return Verdict("ambiguous", shown, f"may be {names}")
    if any(c.score > 60 for c in shown):
        return Verdict("ambiguous", shown, f"perhaps {shown[0].thing.label}: {shown[0].reason}")
    if stranger is not None:
        place = f"{stranger.name} ({stranger.country}) is another {stranger.kind}"
        return Verdict("none", shown, shown[0].reason if shown else place)
    if ordered:
        return Verdict("none", shown, ordered[0].reason)
    return Verdict("none", (), "nothing has such a name")


def _order(candidate: Candidate) -> tuple[float, str]:
    return -candidate.score, candidate.thing.iri
