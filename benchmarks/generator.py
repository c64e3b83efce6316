"""The real graph, multiplied: independent copies in the proportions of the real one, and plants.

Copies share what there is only once in the world: the ontology, the controlled words, the
countries, ASEAN and its programmes, whatever these name, and what is only said of any of these.
Everything else is new in each copy: cities, meetings, projects, people, records, claims. No rule
leads from one copy to another, so what follows in the whole, or breaks a shape, is the disjoint
union of what does so in each copy. Copy 0 is the real graph itself. Text is made copy by copy and
never held as a whole.

*Plants* are small blocks whose consequences are known by construction.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import IO, Final

import pyoxigraph as ox

from ascn_kg.datasets import DATASETS
from ascn_kg.namespaces import ASCN, BASE, KINDS, ORG, OWL, RDF, SCHEMA, SKOS
from ascn_kg.rdf.turtle import parse_turtle
from ascn_kg.resources import InputFile, Inputs

#: Kinds of which there are no new ones.
_ONCE: Final = frozenset({"concept", "country", "goal", "initiative", "query", "topic"})
_ASEAN: Final = BASE + "organization/asean"
#: What says of a claim, passage, mapping or membership what it is about.
_ABOUT: Final = frozenset(
    {RDF + "subject", ASCN + "about", OWL + "annotatedSource", ORG + "member"}
)
#: Properties with the identifier of a thing elsewhere.
_ELSEWHERE: Final = frozenset(
    {OWL + "annotatedTarget", SKOS + "exactMatch", SKOS + "closeMatch", SCHEMA + "sameAs"}
)

#: An IRI of a thing, up to its name; parts of it such as ``#geometry`` follow.
_THING: Final = re.compile(rf"<({re.escape(BASE)}(?:{'|'.join(KINDS)})/[a-z0-9-]+)")
_FOREIGN: Final = re.compile(
    rf"({'|'.join(re.escape(f'<{each}> ') for each in sorted(_ELSEWHERE))})"
    rf"<((?:{'|'.join(re.escape(each.base) for each in DATASETS)})[^<>]*?)(/?)>"
)
#: The number of a meeting, which is the only one of its series; or what a claim says of that.
_NUMBER: Final = re.compile(
    r"^(<(?P<subject>[^>]*)> "
    rf"<(?P<predicate>{re.escape(ASCN)}ordinal|{re.escape(RDF)}object)> "
    r'"\d+)"'
)
_ORDINAL: Final = ox.NamedNode(ASCN + "ordinal")
#: Where name or number of a copy go; no line of N-Triples holds these characters.
_MARK: Final = "\x00"
_DIGITS: Final = "\x01"


class Multiplier:
    """Copies statements about things; the statements come as triples or quads.

    Args:
        statements: All that is stated about things; it decides what the copies share.

    Attributes:
        new: The things of which each copy has one of its own.
    """

    def __init__(self, statements: Iterable[ox.Triple]) -> None:
        known = list(statements)
        self.new = _new_things(known)
        self._counting = frozenset(
            _thing(triple.subject)
            for triple in known
            if triple.predicate.value == RDF + "predicate" and triple.object == _ORDINAL
        )

    def pattern(self, statements: Iterable[ox.Triple | ox.Quad]) -> Pattern:
        """Return ``statements``, which hold no blank nodes, as a pattern of copies."""
        shared: list[str] = []
        copied: list[str] = []
        for statement in statements:
            line = f"{statement} .\n"
            marked = _THING.sub(self._mark, line)
            if marked == line:
                shared.append(line)
            else:
                marked = _FOREIGN.sub(rf"\1<\2{_MARK}\3>", marked)
                copied.append(_NUMBER.sub(self._mark_number, marked))
        return Pattern(shared, copied)

    def triples(self, statements: Iterable[ox.Triple], copies: int) -> list[ox.Triple]:
        """Return ``statements`` in ``copies`` copies."""
        return self.pattern(statements).triples(copies)

    def inputs(self, inputs: Inputs, copies: int) -> Inputs:
        """Return ``inputs`` with the facts in ``copies`` copies, as a curator would have them."""
        files: list[InputFile] = []
        for file in inputs.facts:
            pattern = self.pattern(parse_turtle(file))
            for number in range(1, copies if pattern.new else 1):
                stem = file.name.removesuffix(".ttl")
                name = f"{stem}{name_of(number)}.ttl"
                files.append(InputFile(name, name, pattern.copy(number).encode()))
        return Inputs(inputs.ontology, (*inputs.facts, *files), inputs.queries)

    def _mark(self, found: re.Match[str]) -> str:
        return found.group() + (_MARK if found[1] in self.new else "")

    def _mark_number(self, found: re.Match[str]) -> str:
        counts = found["predicate"] == _ORDINAL.value
        counts |= found["subject"].removesuffix(_MARK) in self._counting
        return f'{found[1]}{_DIGITS}"' if counts else found.group()


class Pattern:
    """Lines of N-Triples or N-Quads in which the name of a copy can be put.

    Attributes:
        new: How many lines each further copy adds.
    """

    def __init__(self, shared: list[str], copied: list[str]) -> None:
        self._shared = "".join(shared)
        self._copied = "".join(copied)
        self._first = len(shared)
        self.new = len(copied)

    def size(self, copies: int) -> int:
        """Return how many lines ``copies`` copies have."""
        return self._first + copies * self.new

    def copy(self, number: int) -> str:
        """Return what copy ``number`` does not share with the others; 0 is the original."""
        digits = f"{number:06}" if number else ""
        return self._copied.replace(_MARK, name_of(number)).replace(_DIGITS, digits)

    def texts(self, copies: int) -> Iterator[str]:
        """Yield what all copies share, then each copy."""
        yield self._shared
        yield from map(self.copy, range(copies))

    def write(self, stream: IO[bytes], copies: int) -> None:
        """Write ``copies`` copies to ``stream``."""
        for text in self.texts(copies):
            stream.write(text.encode())

    def triples(self, copies: int) -> list[ox.Triple]:
        """Return ``copies`` copies as triples."""
        parts = (ox.parse(text, format=ox.RdfFormat.N_QUADS) for text in self.texts(copies))
        return [quad.triple for quad in chain.from_iterable(parts)]


def name_of(copy: int) -> str:
    """Return what a copy adds to the name of each thing: the original nothing."""
    return f"-x{copy}" if copy else ""


def _new_things(statements: Iterable[ox.Triple]) -> frozenset[str]:
    """Return the things of ``statements`` that are not shared."""
    names: dict[str, set[str]] = defaultdict(set)
    told: dict[str, set[str]] = defaultdict(set)
    things: set[str] = set()
    for triple in statements:
        subject, target = _thing(triple.subject), _thing(triple.object)
        things.update(filter(None, (subject, target)))
        if subject and target:
            names[subject].add(target)
            if triple.predicate.value in _ABOUT:
                told[target].add(subject)
    shared: set[str] = set()
    waiting = [thing for thing in things if _kind(thing) in _ONCE or thing == _ASEAN]
    while waiting:
        thing = waiting.pop()
        if thing not in shared:
            shared.add(thing)
            waiting += names[thing] | told[thing]
    return frozenset(things - shared)


def _thing(term: object) -> str | None:
    found = _THING.match(str(term))
    return found[1] if found else None


def _kind(iri: str) -> str:
    return iri.removeprefix(BASE).partition("/")[0]
