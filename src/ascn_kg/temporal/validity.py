"""What held on a day.

A record with a period (a membership, a term of office) holds from its first possible day to its
last possible one. What happens or comes about at a time, such as a meeting, a document, a
founding, a count or a report, is there from its first possible day on. Everything else is
timeless. Where precision leaves a doubt the thing stays: queries tell what is certain from what
is possible by the days that the build computes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

import pyoxigraph as ox

from ascn_kg.build.evidence import records
from ascn_kg.namespaces import ASCN
from ascn_kg.rdf.triples import Triples, key

_BEGINNING: Final = (ASCN + "sinceEarliest", ASCN + "datedEarliest")
_ENDING: Final = ASCN + "untilLatest"


def holding(
    facts: Triples, computed: Iterable[ox.Triple], ontology: Triples, day: date
) -> tuple[list[ox.Triple], list[ox.Triple]]:
    """Return what of ``facts`` and of what the build computed from them may hold on ``day``."""
    times = list(computed)
    left_out = _not_begun(times, day) | (_ended(times, day) & set(records(facts, ontology)))
    return [t for t in facts if _stays(t, left_out)], [t for t in times if _stays(t, left_out)]


def _not_begun(times: Iterable[ox.Triple], day: date) -> set[str]:
    return {thing for thing, name, when in _days(times) if name in _BEGINNING and when > day}


def _ended(times: Iterable[ox.Triple], day: date) -> set[str]:
    return {thing for thing, name, when in _days(times) if name == _ENDING and when < day}


def _days(times: Iterable[ox.Triple]) -> Iterator[tuple[str, str, date]]:
    for triple in times:
        if triple.predicate.value not in (*_BEGINNING, _ENDING):
            continue
        if not isinstance(triple.subject, ox.Triple) and isinstance(triple.object, ox.Literal):
            yield (
                key(triple.subject),
                triple.predicate.value,
                date.fromisoformat(triple.object.value),
            )


def _stays(triple: ox.Triple, left_out: set[str]) -> bool:
    ends = (triple.subject, triple.object)
    return not any(isinstance(end, ox.NamedNode) and end.value in left_out for end in ends)
