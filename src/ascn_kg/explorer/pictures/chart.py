"""Charts: what the scripts draw, told by the columns of a table that stands on the page.

The table is the data and the alternative in one: without scripts, and for a screen reader, it is
what there is. A chart only says which column plays which part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ascn_kg.explorer.reader import DATE, NUMBER

#: What a header calls a chart that the rows on the page are drawn as.
DRAWN: Final = ("bar", "timeline")
#: Names of columns with the day on which something ends.
_ENDS: Final = frozenset({"end", "until", "latest"})


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        name: Its name in the query.
        title: Its title.
        kind: What all its cells are: `NUMBER`, `DATE`, or "" for texts or a mixture.
        repeats: Whether several cells have the same text.
    """

    name: str
    title: str
    kind: str
    repeats: bool


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


def chart_of(kind: str, columns: Sequence[Column]) -> Chart | None:
    """Return the chart that a header calls ``kind``; None where the table lacks the columns."""
    numbers = [n for n, column in enumerate(columns) if column.kind == NUMBER]
    dates = [n for n, column in enumerate(columns) if column.kind == DATE]
    texts = [n for n, column in enumerate(columns) if not column.kind]
    if kind == "bar" and numbers and texts:
        series = texts[1] if len(texts) > 1 and columns[texts[0]].repeats else None
        return Chart("bar", texts[0], (numbers[0],), series)
    if kind != "timeline" or not dates:
        return None
    if dates[0] == 0 and len(numbers) > 1:
        return Chart("lines", 0, tuple(numbers))
    ends = [n for n in dates if columns[n].name in _ENDS]
    begins = [n for n in dates if n not in ends] or ends
    return Chart("timeline", texts[0], (begins[0], *ends[:1])) if texts else None
