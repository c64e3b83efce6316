"""Where claims disagree: ``ascn:Conflict`` things, computed from the claims.

Two claims conflict when they give different values for one subject and a property that the
ontology declares one-valued (``ascn:oneValued true``). How values are compared stands there too
(``ascn:comparison``): *exact*, *number*, *date* (a coarser date agrees with a day inside it) and
*text* (a wording agrees with a shorter one that it contains). Of a property that can have several
values the curator says which claims differ (``ascn:differsFrom``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import combinations

import pyoxigraph as ox

from ascn_kg.build.evidence import claimed_facts
from ascn_kg.namespaces import ASCN, BASE, RDF, RDFS, compact
from ascn_kg.rdf.terms import Term
from ascn_kg.rdf.triples import Triples

_CONCEPT = BASE + "concept/"
#: What a claim is assessed as that lost against another.
_WANTING = frozenset({"rejected", "imprecise", "disputed", "superseded"})


@dataclass(frozen=True)
class _Side:
    claim: str
    value: Term
    assessment: str


def find_conflicts(ontology: Triples, standing: Triples, claims: Triples) -> list[ox.Triple]:
    """Return the ``ascn:Conflict`` things of ``claims`` as triples.

    A conflict is resolved when what stands, stated or inferred (``standing``), agrees with an
    accepted claim and every other side was found wanting. Superseded claims speak of another
    time, and plans and wishes are not reports: they take part only when somebody assessed them as
    disputed, or said that they differ.
    """
    matters = {
        (subject, predicate): sides
        for (subject, predicate), sides in _one_valued(ontology, claims).items()
        if _disagree(sides, _comparison(ontology, predicate))
    }
    for key, sides in _declared(claims).items():
        matters[key] = sorted({*matters.get(key, ()), *sides}, key=lambda side: side.claim)
    return [
        triple
        for (subject, predicate), sides in sorted(matters.items())
        for triple in _conflict(ontology, standing, subject, predicate, sides)
    ]


def _declared(claims: Triples) -> dict[tuple[str, str], set[_Side]]:
    """Return the sides of each matter on which a curator says that claims differ."""
    found: dict[tuple[str, str], set[_Side]] = defaultdict(set)
    for claim, other in claims.pairs(ASCN + "differsFrom"):
        key = _matter(claims, claim)
        if key and isinstance(other, ox.NamedNode):
            found[key].update(_side(claims, name) for name in (claim, other.value))
    return found


def _side(claims: Triples, claim: str) -> _Side:
    value = claims.value(claim, RDF + "object") or claims.value(claim, ASCN + "objectText")
    return _Side(claim, value or ox.Literal(""), _concept(claims, claim, "assessment"))


def _matter(claims: Triples, claim: str) -> tuple[str, str] | None:
    subject = claims.value(claim, RDF + "subject")
    predicate = claims.value(claim, RDF + "predicate")
    if isinstance(subject, ox.NamedNode) and isinstance(predicate, ox.NamedNode):
        return subject.value, predicate.value
    return None


def _one_valued(ontology: Triples, claims: Triples) -> dict[tuple[str, str], list[_Side]]:
    one_valued = ontology.marked(ASCN + "oneValued", "true")
    found: dict[tuple[str, str], list[_Side]] = defaultdict(list)
    for (subject, predicate, value), claim in (*claimed_facts(claims), *_texts(claims)):
        assessment = _concept(claims, claim, "assessment")
        modality = _concept(claims, claim, "modality")
        takes_part = modality == "reported" or assessment == "disputed"
        if predicate in one_valued and takes_part and assessment != "superseded":
            found[subject, predicate].append(_Side(claim, value, assessment))
    return found


def _texts(claims: Triples) -> Iterator[tuple[tuple[str, str, Term], str]]:
    for claim, text in claims.pairs(ASCN + "objectText"):
        key = _matter(claims, claim)
        if key:
            yield (*key, text), claim


def _comparison(ontology: Triples, predicate: str) -> str:
    mode = ontology.value(predicate, ASCN + "comparison")
    return mode.value if isinstance(mode, ox.Literal) and mode.value in _COMPARISONS else "exact"


def _disagree(sides: Iterable[_Side], mode: str) -> bool:
    agree = _COMPARISONS[mode]
    return any(not agree(one.value, other.value) for one, other in combinations(sides, 2))


def _concept(claims: Triples, claim: str, name: str) -> str:
    value = claims.value(claim, ASCN + name)
    return value.value.removeprefix(_CONCEPT) if isinstance(value, ox.NamedNode) else ""


def _conflict(
    ontology: Triples, standing: Triples, subject: str, predicate: str, sides: list[_Side]
) -> Iterator[ox.Triple]:
    mode = _comparison(ontology, predicate)
    conflict = ox.NamedNode(f"{BASE}conflict/{_slug(subject)}-{_slug(predicate)}")
    parts: list[tuple[str, Term]] = [
        (RDF + "type", ox.NamedNode(ASCN + "Conflict")),
        *_labels(ontology, standing, subject, predicate),
        (ASCN + "conflictSubject", ox.NamedNode(subject)),
        (ASCN + "conflictProperty", ox.NamedNode(predicate)),
        (ASCN + "conflictKind", ox.NamedNode(_CONCEPT + _kind(mode, sides))),
    ]
    parts += [(ASCN + "competing", ox.NamedNode(side.claim)) for side in sides]
    preferred = _preferred(standing.values(subject, predicate), sides, mode)
    resolution = "resolved" if preferred else "open"
    parts.append((ASCN + "resolution", ox.NamedNode(_CONCEPT + resolution)))
    parts += [(ASCN + "preferred", ox.NamedNode(claim)) for claim in preferred]
    for name, part in parts:
        yield ox.Triple(conflict, ox.NamedNode(name), part)


def _labels(
    ontology: Triples, standing: Triples, subject: str, predicate: str
) -> Iterator[tuple[str, Term]]:
    for language in ("en", "id"):
        thing = standing.label(subject, language) or compact(subject)
        what = ontology.label(predicate, language) or compact(predicate)
        yield RDFS + "label", ox.Literal(f"{thing}: {what}", language=language)


def _preferred(standing: list[Term], sides: list[_Side], mode: str) -> list[str]:
    """Return the accepted claims that agree with what stands, if all others were found wanting."""
    right = [s for s in sides if any(_COMPARISONS[mode](s.value, value) for value in standing)]
    if any(side.assessment not in _WANTING for side in sides if side not in right):
        return []
    return sorted(side.claim for side in right if side.assessment == "accepted")


def _kind(mode: str, sides: list[_Side]) -> str:
    if mode in ("date", "number"):
        return f"conflict-{mode}"
    if mode == "text":
        return "conflict-wording"
    things = any(isinstance(side.value, ox.NamedNode) for side in sides)
    return "conflict-identity" if things else "conflict-name"


def _slug(iri: str) -> str:
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", compact(iri).rpartition(":")[2])
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def _exact(left: Term, right: Term) -> bool:
    return left == right


def _date(left: Term, right: Term) -> bool:
    return left.value.startswith(right.value) or right.value.startswith(left.value)


def _number(left: Term, right: Term) -> bool:
    try:
        return Decimal(left.value) == Decimal(right.value)
    except InvalidOperation:
        return False


def _text(left: Term, right: Term) -> bool:
    one, other = left.value.casefold(), right.value.casefold()
    return one in other or other in one


_COMPARISONS: dict[str, Callable[[Term, Term], bool]] = {
    "exact": _exact,
    "date": _date,
    "number": _number,
    "text": _text,
}
