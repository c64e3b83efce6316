"""The columns that reconciliation adds to a table, and what it reads from a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from ascn_kg.errors import UsageError
from ascn_kg.matching.candidates import Verdict
from ascn_kg.matching.matcher import Matcher
from ascn_kg.namespaces import compact

#: The added columns, in their order.
ADDED: Final = (
    "ascn_match",
    "ascn_iri",
    "ascn_label",
    "ascn_wikidata",
    "ascn_geonames",
    "ascn_iso",
    "ascn_score",
    "ascn_reason",
)
#: What a column may say about the surroundings of what a row names.
CONTEXTS: Final = ("country", "area")


@dataclass(frozen=True)
class Reading:
    """Which columns of a table are read.

    Attributes:
        name: The column with the names.
        type: Only things of this type; None for all.
        context: Column by what it says: ``{"country": "Negara"}``; keys are `CONTEXTS`.
    """

    name: str
    type: str | None = None
    context: Mapping[str, str] | None = None

    def places(self, header: Sequence[str]) -> Places:
        """Return where the columns stand in ``header``.

        Raises:
            UsageError: a column is missing, stands twice, or has a context that we do not use.
        """
        context = dict(self.context or {})
        for word in context:
            if word not in CONTEXTS:
                raise UsageError(
                    f"a context is {' or '.join(CONTEXTS)}, not {word!r}: --context country=COLUMN."
                )
        return Places(
            _place(header, self.name),
            {word: _place(header, column) for word, column in context.items()},
            self.type,
        )


@dataclass(frozen=True)
class Places:
    """Where in a row the name and its context stand, counted from 0."""

    name: int
    context: Mapping[str, int]
    type: str | None

    def verdict(self, matcher: Matcher, row: Sequence[object]) -> Verdict:
        """Return what the row names."""
        context = {word: text(row[place]) for word, place in self.context.items()}
        return matcher.match(
            text(row[self.name]),
            self.type,
            country=context.get("country", ""),
            area=context.get("area", ""),
        )


def _place(header: Sequence[str], column: str) -> int:
    for same in (str, lambda name: str(name).strip().casefold()):
        found = [at for at, name in enumerate(header) if same(name) == same(column)]
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError(f"{len(found)} columns are called {column!r}: give them other names.")
    near = get_close_matches(column, [str(name) for name in header], 1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    listed = ", ".join(str(name) for name in header)
    raise UsageError(f"the table has no column {column!r}.{hint} Its columns: {listed}.")


def text(cell: object) -> str:
    """Return a cell as text; what is missing is empty, as a NaN or None of pandas."""
    return "" if cell is None or cell != cell else str(cell)


def cells(verdict: Verdict) -> tuple[str, ...]:
    """Return the values of the added columns; ids only where the row is matched."""
    match = verdict.match
    best = verdict.candidates[0] if verdict.candidates else None
    score = f"{best.score:g}" if best else ""
    if match is None:
        return verdict.status, "", "", "", "", "", score, _reason(verdict)
    thing = match.thing
    ids = (thing.wikidata, thing.geonames, thing.iso)
    return verdict.status, thing.iri, thing.label, *ids, score, verdict.reason


def _reason(verdict: Verdict) -> str:
    if verdict.status != "ambiguous":
        return verdict.reason
    return f"{verdict.reason}; candidates: {', '.join(_shown(verdict))}"


def _shown(verdict: Verdict) -> Iterator[str]:
    return (f"{compact(c.thing.iri)} {c.score:g}" for c in verdict.candidates)
