"""Charts: what the scripts draw, told by the columns of a table that stands on the page.

The table is the data and the alternative in one: without scripts, and for a screen reader, it is
what there is. A chart only says which column plays which part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ascn_kg.explorer.reader import DATE, NUMBER, Shown

#: Names of columns with the day on which something ends.
_ENDS: Final = frozenset({"end", "until", "latest"})

_Rows = Sequence[tuple[Shown, ...]]


@dataclass(frozen=True)
class Chart:
    """A kind of chart, and the numbers of the columns that play its parts.

    Attributes:
        kind: ``bar``; ``timeline``: something begins, and may end; ``lines``: numbers over time.
        label: What the marks are called; with ``lines`` the day.
        values: The length of a bar; when something begins and ends; the numbers.
        series: What has one colour.
    """

    kind: str
    label: int
    values: tuple[int, ...]
    series: int | None = None


def chart_of(kind: str, columns: Sequence[str], rows: _Rows) -> Chart | None:
    """Return the chart that a header calls ``kind``; None where the table lacks the columns."""
    parts = _Parts(columns, rows)
    if kind == "bar":
        return parts.bar()
    return parts.timeline() if kind == "timeline" else None


class _Parts:
    """The columns of a table by what they hold."""

    def __init__(self, columns: Sequence[str], rows: _Rows) -> None:
        self._rows = rows
        self._names = columns
        self._numbers = self._all(NUMBER)
        self._dates = self._all(DATE)
        self._texts = [
            place
            for place in range(len(columns))
            if place not in self._numbers and place not in self._dates and self._filled(place)
        ]

    def bar(self) -> Chart | None:
        if not self._numbers or not self._texts:
            return None
        label, *others = self._texts
        series = others[0] if others and self._repeats(label) else None
        return Chart("bar", label, (self._numbers[0],), series)

    def timeline(self) -> Chart | None:
        if not self._dates:
            return None
        if self._dates[0] == 0 and len(self._numbers) > 1:
            return Chart("lines", 0, tuple(self._numbers))
        if not self._texts:
            return None
        ends = [place for place in self._dates if self._names[place] in _ENDS]
        begins = [place for place in self._dates if place not in ends] or ends
        return Chart("timeline", self._texts[0], (begins[0], *ends[:1]))

    def _all(self, kind: str) -> list[int]:
        """Return the columns that hold nothing but ``kind``."""
        found = []
        for place in range(len(self._names)):
            kinds = {row[place].kind for row in self._rows if row[place].text}
            if kinds == {kind}:
                found.append(place)
        return found

    def _filled(self, place: int) -> bool:
        return any(row[place].text for row in self._rows)

    def _repeats(self, place: int) -> bool:
        texts = [row[place].text for row in self._rows]
        return len(set(texts)) < len(texts)
