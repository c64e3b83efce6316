"""What one measurement came to, against its target."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """One row of the table.

    Attributes:
        case: What was measured: size, query, answer.
        ours: Our figure.
        other: The figure of the alternative, or None where the target is absolute.
        unit: Unit of both.
        against: The alternative.
        value: What the target speaks of: a ratio, or a figure.
        target: What it should be.
        at_least: Whether the value should be at least or at most the target.
        note: What a reader has to know.
    """

    case: str
    ours: float
    other: float | None
    unit: str
    against: str
    value: float
    target: float | None
    at_least: bool = False
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        if self.target is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target

    @property
    def verdict(self) -> str:
        """The target and how it stands, in words."""
        if self.target is None:
            return "for information"
        wanted = f"{'≥' if self.at_least else '≤'} {self.target:g}"
        if self.met:
            return f"{wanted}: met"
        miss = self.target / self.value if self.at_least else self.value / self.target
        return f"{wanted}: missed by a factor of {miss:.2f}"


class WrongAnswerError(Exception):
    """Our answer is not the one it has to be, so that its time means nothing."""


def compared_with(theirs: object, ours: object, what: str, seconds: float) -> str:
    """Return that our answer is that of the alternative, or that it gave none in time.

    Raises:
        WrongAnswerError: the two differ.
    """
    if theirs is None:
        return f"stopped after {seconds:.0f} s, so the ratio is larger; {what} not compared"
    if theirs != ours:
        raise WrongAnswerError(f"{what} differ")
    return f"{what} are equal"


def faster(
    case: str, ours: float, other: float, against: str, target: float, note: str = ""
) -> Outcome:
    """Return the outcome of seconds that should be so many times fewer than the other's."""
    return Outcome(case, ours, other, "s", against, other / ours, target, at_least=True, note=note)


def at_most(
    case: str, ours: float, other: float, against: str, target: float, note: str = ""
) -> Outcome:
    """Return the outcome of seconds that should be at most so many times the other's."""
    return Outcome(case, ours, other, "s", against, ours / other, target, note=note)


def more(
    case: str, ours: float, other: float, unit: str, against: str, target: float, note: str = ""
) -> Outcome:
    """Return the outcome of a rate that should be at least so many times the other's."""
    return Outcome(case, ours, other, unit, against, ours / other, target, True, note)
