"""Where claims disagree: ``ascn:Conflict`` things, computed from the claims.

There are three ways into a conflict. Claims give values that do not agree (`Comparison`) for one
subject and a property that the ontology declares one-valued (``ascn:oneValued true``). A curator
says which claims differ (``ascn:differsFrom``), where a property can have several values or a
plan differs; a coarser date of a one-valued property is no difference even then. And a claim that
was found wanting names what puts it right (``ascn:correctedBy``): another claim, or a thing,
record or source.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

import pyoxigraph as ox

from ascn_kg.build.comparison import Comparison
from ascn_kg.build.evidence import claimed_facts
from ascn_kg.namespaces import ASCN, BASE, RDF, RDFS, compact
from ascn_kg.rdf.terms import Term
from ascn_kg.rdf.triples import Triples

_CONCEPT = BASE + "concept/"
#: What a claim is assessed as that lost against another.
_WANTING = frozenset({"rejected", "imprecise", "disputed", "superseded"})

#: What claims are about: subject and property.
_Matter = tuple[str, str]


@dataclass(frozen=True)
class _Side:
    claim: str
    value: Term
    assessment: str


def find_conflicts(ontology: Triples, standing: Triples, claims: Triples) -> list[ox.Triple]:
    """Return the ``ascn:Conflict`` things of ``claims`` as triples, one for each matter.

    A conflict is resolved when an accepted claim is preferred, or something else corrects it, and
    every other side was found wanting. A claim is preferred that agrees with what stands, stated
    or inferred (``standing``), or that another side names as its correction. Superseded claims
    speak of another time, and plans and wishes are not reports: they take part only when somebody
    assessed them as disputed, corrected them, or said that they differ.
    """
    comparison = Comparison(ontology, standing)
    matters = {
        matter: set(sides)
        for matter, sides in _one_valued(ontology, claims).items()
        if _disagree(sides, matter[1], comparison)
    }
    one_valued = ontology.marked(ASCN + "oneValued", "true")
    for matter, more in _declared(claims).items():
        if matter[1] not in one_valued or _disagree(more, matter[1], comparison):
            matters.setdefault(matter, set()).update(more)
    for matter, more in _corrected(claims).items():
        matters.setdefault(matter, set()).update(more)
    return [
        triple
        for matter, sides in sorted(matters.items(), key=lambda entry: entry[0])
        for triple in _Conflict(matter, sides, claims).triples(ontology, standing, comparison)
    ]


def _declared(claims: Triples) -> dict[_Matter, set[_Side]]:
    """Return the sides of each matter on which a curator says that claims differ."""
    found: dict[_Matter, set[_Side]] = defaultdict(set)
    for claim, other in claims.pairs(ASCN + "differsFrom"):
        matter = _matter(claims, claim)
        if matter and isinstance(other, ox.NamedNode):
            found[matter].update(_side(claims, name) for name in (claim, other.value))
    return found


def _corrected(claims: Triples) -> dict[_Matter, set[_Side]]:
    """Return the sides of each matter on which a claim was found wanting and put right."""
    found: dict[_Matter, set[_Side]] = defaultdict(set)
    for claim, correction in claims.pairs(ASCN + "correctedBy"):
        side, matter = _side(claims, claim), _matter(claims, claim)
        if matter and side.assessment in _WANTING:
            found[matter].add(side)
            if _matter(claims, correction.value):
                found[matter].add(_side(claims, correction.value))
    return found


def _side(claims: Triples, claim: str) -> _Side:
    value = claims.value(claim, RDF + "object") or claims.value(claim, ASCN + "objectText")
    return _Side(claim, value or ox.Literal(""), _concept(claims, claim, "assessment"))


def _matter(claims: Triples, claim: str) -> _Matter | None:
    subject = claims.value(claim, RDF + "subject")
    predicate = claims.value(claim, RDF + "predicate")
    if isinstance(subject, ox.NamedNode) and isinstance(predicate, ox.NamedNode):
        return subject.value, predicate.value
    return None


def _one_valued(ontology: Triples, claims: Triples) -> dict[_Matter, list[_Side]]:
    one_valued = ontology.marked(ASCN + "oneValued", "true")
    found: dict[_Matter, list[_Side]] = defaultdict(list)
    for (subject, predicate, value), claim in (*claimed_facts(claims), *_texts(claims)):
        assessment = _concept(claims, claim, "assessment")
        modality = _concept(claims, claim, "modality")
        takes_part = modality == "reported" or assessment == "disputed"
        if predicate in one_valued and takes_part and assessment != "superseded":
            found[subject, predicate].append(_Side(claim, value, assessment))
    return found


def _texts(claims: Triples) -> Iterator[tuple[tuple[str, str, Term], str]]:
    for claim, text in claims.pairs(ASCN + "objectText"):
        matter = _matter(claims, claim)
        if matter:
            yield (*matter, text), claim


def _disagree(sides: Iterable[_Side], predicate: str, comparison: Comparison) -> bool:
    return any(
        not comparison.agree(predicate, one.value, other.value)
        for one, other in combinations(sides, 2)
    )


def _concept(claims: Triples, claim: str, name: str) -> str:
    value = claims.value(claim, ASCN + name)
    return value.value.removeprefix(_CONCEPT) if isinstance(value, ox.NamedNode) else ""


class _Conflict:
    """One conflict: its matter, its sides in order, and what corrects them."""

    def __init__(self, matter: _Matter, sides: Iterable[_Side], claims: Triples) -> None:
        self._subject, self._predicate = matter
        self._sides = sorted(sides, key=lambda side: side.claim)
        self._corrections = {
            side.claim: {term.value for term in claims.values(side.claim, ASCN + "correctedBy")}
            for side in self._sides
        }

    def triples(
        self, ontology: Triples, standing: Triples, comparison: Comparison
    ) -> Iterator[ox.Triple]:
        """Yield the conflict as triples."""
        slug = f"{_slug(self._subject)}-{_slug(self._predicate)}"
        kind = comparison.kind(self._predicate, [side.value for side in self._sides])
        preferred = self._preferred(standing, comparison)
        others = self._other_corrections()
        resolved = bool(preferred or others) and self._is_settled(preferred)
        resolution = "resolved" if resolved else "open"
        parts: list[tuple[str, Term]] = [
            (RDF + "type", ox.NamedNode(ASCN + "Conflict")),
            *self._labels(ontology, standing),
            (ASCN + "conflictSubject", ox.NamedNode(self._subject)),
            (ASCN + "conflictProperty", ox.NamedNode(self._predicate)),
            (ASCN + "conflictKind", ox.NamedNode(f"{_CONCEPT}conflict-{kind}")),
            *((ASCN + "competing", ox.NamedNode(side.claim)) for side in self._sides),
            *((ASCN + "correctedBy", ox.NamedNode(iri)) for iri in others),
            (ASCN + "resolution", ox.NamedNode(_CONCEPT + resolution)),
            *((ASCN + "preferred", ox.NamedNode(claim)) for claim in preferred if resolved),
        ]
        for name, part in parts:
            yield ox.Triple(ox.NamedNode(f"{BASE}conflict/{slug}"), ox.NamedNode(name), part)

    def _labels(self, ontology: Triples, standing: Triples) -> Iterator[tuple[str, Term]]:
        for language in ("en", "id"):
            thing = standing.label(self._subject, language) or compact(self._subject)
            what = ontology.label(self._predicate, language) or compact(self._predicate)
            yield RDFS + "label", ox.Literal(f"{thing}: {what}", language=language)

    def _preferred(self, standing: Triples, comparison: Comparison) -> list[str]:
        """Return the accepted claims that agree with what stands or correct another side."""
        values = standing.values(self._subject, self._predicate)
        named = set().union(*self._corrections.values())
        return [
            side.claim
            for side in self._sides
            if side.assessment == "accepted"
            and (
                side.claim in named
                or any(comparison.agree(self._predicate, side.value, value) for value in values)
            )
        ]

    def _is_settled(self, preferred: list[str]) -> bool:
        """Return whether every side that is not preferred lost against something."""
        lost = [side for side in self._sides if side.claim not in preferred]
        return all(
            side.assessment in _WANTING
            and (preferred or (side.assessment != "disputed" and self._corrections[side.claim]))
            for side in lost
        )

    def _other_corrections(self) -> list[str]:
        """Return what corrects a side and is no side itself."""
        claims = {side.claim for side in self._sides}
        return sorted(set().union(*self._corrections.values()) - claims)


def _slug(iri: str) -> str:
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", compact(iri).rpartition(":")[2])
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")
