"""Finding things by name: exactly, for a parameter or a command, or nearly, for a search.

Names are labels, alternative and hidden labels, acronyms, official and local names, in every
language and script. Case, Latin accents, hyphens and repeated spaces make no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final, cast

from pyoxigraph import Literal, NamedNode, QuerySolutions

from ascn_kg.errors import AmbiguousNameError, UnknownThingError
from ascn_kg.namespaces import (
    ASCN,
    BASE,
    KINDS,
    NAME_PROPERTIES,
    PREFIXES,
    RDFS,
    compact,
    expand,
)
from ascn_kg.sparql.engine import Engine
from ascn_kg.things.spelling import fold, likeness

_LABEL: Final = RDFS + "label"
#: Kinds that have an IRI folder but are no things to search for.
_HIDDEN_KINDS: Final = frozenset({"claim", "mapping", "passage", "query", "selector"})
#: Kinds that come last among equally good matches: their names repeat those of other things.
_SECONDARY_KINDS: Final = frozenset({"conflict", "gap", "record", "statement"})
#: Namespaces of vocabularies; their terms are no things.
_VOCABULARIES: Final = tuple(
    iri for iri in PREFIXES.values() if iri == ASCN or not iri.startswith(BASE)
)
#: The least score of a match, out of 100.
_CUTOFF: Final = 70.0
#: Longest text that is looked for; names are shorter.
_LONGEST: Final = 200

_NAMES_QUERY: Final = f"""
SELECT DISTINCT ?thing ?property ?name WHERE {{
  VALUES ?property {{ {" ".join(f"<{iri}>" for iri in NAME_PROPERTIES)} }}
  ?thing ?property ?name .
}}
"""


@dataclass(frozen=True)
class Match:
    """A thing found by name.

    Attributes:
        iri: The thing.
        label: Its English label, or whatever label it has.
        name: The name that matched.
        language: Language of that name, "" where it has none.
        kind: The folder of its IRI (``city``), "" for a foreign IRI.
        score: 100 for an exact match, less for a worse one.
    """

    iri: str
    label: str
    name: str
    language: str
    kind: str
    score: float


@dataclass(frozen=True)
class _Name:
    iri: str
    is_label: bool
    text: str
    language: str


class Names:
    """The names of all things that an engine knows, read on first use."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def resolve(self, text: str, kind: str | None = None) -> str:
        """Return the IRI of the thing with the id or name ``text``.

        An id is ``city/jakarta``, ``city:jakarta`` or a full IRI. ``kind`` is the IRI of the class
        that the thing has to belong to; None takes any thing. Where several things have the name,
        the one that has it as its label wins.

        Raises:
            UnknownThingError: nothing of that kind has that id or name.
            AmbiguousNameError: several things have that name as a label, or several otherwise.
        """
        iri = expand(text)
        if iri is not None and self._exists(iri, kind):
            return iri
        named = self._by_folded_name.get(fold(text), [])
        candidates = self._of_kind([name.iri for name in named], kind)
        labelled = {name.iri for name in named if name.is_label} & candidates
        found = sorted(labelled or candidates)
        if len(found) == 1:
            return found[0]
        if found:
            raise AmbiguousNameError(text, [self._shown(each) for each in found])
        raise UnknownThingError(text, self._nearest(text, kind), _class_word(kind))

    def find(self, text: str, limit: int = 20) -> list[Match]:
        """Return up to ``limit`` things with a name like ``text``, the best first.

        Spelling may differ a little; a part of a name is enough.
        """
        return self._matches(text)[: max(limit, 0)]

    def label(self, iri: str, language: str = "en") -> str:
        """Return the label of ``iri`` in ``language``, else in English, else its short form."""
        labels = self._labels.get(iri, {})
        return labels.get(language) or labels.get("en") or next(iter(labels.values()), compact(iri))

    @cached_property
    def _names(self) -> list[_Name]:
        return [
            _Name(thing.value, property_.value == _LABEL, name.value, name.language or "")
            for thing, property_, name in sorted(self._rows(_NAMES_QUERY), key=str)
            if isinstance(thing, NamedNode)
            and isinstance(property_, NamedNode)
            and isinstance(name, Literal)
            and _is_thing(thing.value)
        ]

    @cached_property
    def _labels(self) -> dict[str, dict[str, str]]:
        labels: dict[str, dict[str, str]] = {}
        for name in self._names:
            if name.is_label:
                labels.setdefault(name.iri, {})[name.language] = name.text
        return labels

    @cached_property
    def _by_folded_name(self) -> dict[str, list[_Name]]:
        index: dict[str, list[_Name]] = {}
        for name in self._names:
            index.setdefault(fold(name.text), []).append(name)
        return index

    def _rows(self, query: str) -> Iterable[tuple[object, ...]]:
        solutions = cast(QuerySolutions, self._engine.query(query))
        return (tuple(solution) for solution in solutions)

    def _exists(self, iri: str, kind: str | None) -> bool:
        if kind is not None:
            return bool(self._of_kind([iri], kind))
        term = NamedNode(iri)
        return bool(
            self._engine.query(
                f"ASK {{ {{ {term} ?p ?o }} UNION {{ ?s {term} ?o }} UNION {{ ?s ?p {term} }} }}"
            )
        )

    def _of_kind(self, iris: Iterable[str], kind: str | None) -> set[str]:
        """Return those of ``iris`` that are instances of the class ``kind``."""
        several = set(iris)
        if kind is None or not several:
            return several
        things = " ".join(str(NamedNode(iri)) for iri in sorted(several))
        query = f"SELECT ?s {{ VALUES ?s {{ {things} }} ?s a {NamedNode(kind)} }}"
        return {thing.value for (thing,) in self._rows(query) if isinstance(thing, NamedNode)}

    def _matches(self, text: str) -> list[Match]:
        wanted = fold(text)
        if not wanted or len(wanted) > _LONGEST:
            return []
        likeness_of = likeness(wanted)
        best: dict[str, Match] = {}
        for folded, names in self._by_folded_name.items():
            score = likeness_of(folded)
            for name in names if score >= _CUTOFF else ():
                known = best.get(name.iri)
                if known is None or known.score < score:
                    best[name.iri] = self._match(name, score)
        return sorted(best.values(), key=lambda match: _rank(wanted, match))

    def _match(self, name: _Name, score: float) -> Match:
        kind = _kind(name.iri)
        return Match(name.iri, self.label(name.iri), name.text, name.language, kind, score)

    def _nearest(self, text: str, kind: str | None) -> list[str]:
        matches = self._matches(_last_part(text))
        allowed = self._of_kind([match.iri for match in matches], kind)
        return [self._shown(match.iri) for match in matches if match.iri in allowed][:5]

    def _shown(self, iri: str) -> str:
        return f"{self.label(iri)} ({compact(iri)})"


def _is_thing(iri: str) -> bool:
    return not iri.startswith(_VOCABULARIES) and _kind(iri) not in _HIDDEN_KINDS


def _kind(iri: str) -> str:
    folder = iri.removeprefix(BASE).partition("/")[0] if iri.startswith(BASE) else ""
    return folder if folder in KINDS else ""


def _class_word(kind: str | None) -> str:
    """Return the word for a class in a message: ``Country`` -> ``country``."""
    return "thing" if kind is None else re.split(r"[/#]", kind)[-1].lower()


def _last_part(text: str) -> str:
    """Return the part of an id that may be misspelt: ``jakrta`` of ``city/jakrta``."""
    return re.split(r"[/:#]", text)[-1] or text


def _rank(wanted: str, match: Match) -> tuple[float, bool, int, str]:
    length = abs(len(fold(match.name)) - len(wanted))
    return (-match.score, match.kind in _SECONDARY_KINDS, length, match.iri)
