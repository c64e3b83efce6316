"""A point on the two time axes."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import NamedTuple, TypeAlias

from ascn_kg.errors import ParameterError

#: A day as users give it: a ``date`` or text in ISO 8601.
Day: TypeAlias = date | str

_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


class Moment(NamedTuple):
    """What held on a day, by what was known on a day; None leaves an axis open.

    Attributes:
        as_of: The day on which it held.
        known_at: The day by which the sources were published that count.
    """

    as_of: date | None = None
    known_at: date | None = None

    @classmethod
    def of(cls, as_of: Day | None = None, known_at: Day | None = None) -> Moment:
        """Return the moment of two days.

        Raises:
            ParameterError: a day is no date.
        """
        return cls(_day("as-of", as_of), _day("known-at", known_at))

    def within(self, outer: Moment) -> Moment:
        """Return this moment with the days of ``outer`` where it leaves an axis open."""
        return Moment(self.as_of or outer.as_of, self.known_at or outer.known_at)


def _day(name: str, given: Day | None) -> date | None:
    if given is None or (isinstance(given, date) and not isinstance(given, datetime)):
        return given
    try:
        if isinstance(given, str) and re.fullmatch(_DAY, given):
            return date.fromisoformat(given)
    except ValueError:
        pass
    raise ParameterError(f"{name}: {given!r} was given; a date as YYYY-MM-DD is expected.")
