"""Days as users give them, and moments within moments."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from ascn_kg.errors import ParameterError
from ascn_kg.temporal.moment import Day, Moment


def test_a_day_is_a_date_or_its_text() -> None:
    assert Moment.of("2018-04-28", date(2020, 1, 2)) == Moment(date(2018, 4, 28), date(2020, 1, 2))
    assert Moment.of() == Moment()


@pytest.mark.parametrize(
    "given", ["2018", "2018-04", "28-04-2018", "2018-02-30", "today", "", datetime(2018, 4, 28)]
)
def test_anything_else_is_refused_by_the_name_of_its_axis(given: Day) -> None:
    with pytest.raises(ParameterError, match=r"as-of: .* a date as YYYY-MM-DD is expected"):
        Moment.of(as_of=given)
    with pytest.raises(ParameterError, match=r"known-at: .* a date as YYYY-MM-DD is expected"):
        Moment.of(known_at=given)


def test_a_moment_within_another_keeps_the_axis_that_it_leaves_open() -> None:
    outer = Moment.of("2018-04-28", "2020-01-02")
    assert Moment.of(as_of="2019-01-01").within(outer) == Moment.of("2019-01-01", "2020-01-02")
    assert Moment.of(known_at="2019-01-01").within(outer) == Moment.of("2018-04-28", "2019-01-01")
