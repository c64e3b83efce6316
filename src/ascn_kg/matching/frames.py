"""Reconciling a column of a pandas DataFrame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ascn_kg.errors import UsageError
from ascn_kg.matching.columns import ADDED, Reading, cells
from ascn_kg.matching.matcher import Matcher

if TYPE_CHECKING:
    import pandas


def reconcile_frame(
    matcher: Matcher, frame: pandas.DataFrame, reading: Reading
) -> pandas.DataFrame:
    """Return a copy of ``frame`` with the columns that `cells` gives; the index stays.

    Raises:
        UsageError: ``frame`` is no DataFrame, or a column is missing.
    """
    if not hasattr(frame, "itertuples") or not hasattr(frame, "columns"):
        raise UsageError(f"reconcile takes a pandas DataFrame, not a {type(frame).__name__}.")
    places = reading.places([str(column) for column in frame.columns])
    rows = frame.itertuples(index=False, name=None)
    added = [cells(places.verdict(matcher, row)) for row in rows]
    kept = frame[[column for column in frame.columns if column not in ADDED]].copy()
    for number, name in enumerate(ADDED):
        kept[name] = [row[number] for row in added]
    kept["ascn_score"] = [float(score) if score else None for score in kept["ascn_score"]]
    return kept
