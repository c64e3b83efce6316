"""Where claims disagree: ``ascn:Conflict`` things, computed from the claims.

Two claims conflict when they give different values for one subject and a property that the
ontology declares one-valued (``ascn:oneValued true``). How values are compared stands there too
(``ascn:comparison``): *exact*, *number*, *date* (a coarser date agrees with a day inside it) and
*text* (a wording agrees with a shorter one that it contains).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import pyoxigraph as ox

from ascn_kg.build.evidence import claimed_facts
from ascn_kg.namespaces import ASCN, BASE, RDF, RDFS, compact
from ascn_kg.rdf.terms import Term
from ascn_kg.rdf.triples import Triples

_CONCEPT = BASE + "concept/"


@dataclass(frozen=True)
class _Side:
    claim: str
    value: Term
    assessment: str


def find_conflicts(
    ontology: Triples, facts: Triples, claims: Iterable[ox.Triple]
) -> list[ox.Triple]:
    """Return the ``ascn:Conflict`` things of ``claims`` as triples.

    Superseded claims speak of another time, and plans and wishes are not reports: they take part
    only when somebody assessed them as disputed.
    """
    known = Triples(claims)
    return [
        triple
        for (subject, predicate), sides in sorted(_sides(ontology, known).items())
        for triple in _conflict(ontology, facts, subject, predicate, sides)
    ]


def _sides(ontology: Triples, claims: Triples) -> dict[tuple[str, str], list[_Side]]:
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
        subject = claims.value(claim, RDF + "subject")
        predicate = claims.value(claim, RDF + "predicate")
        if isinstance(subject, ox.NamedNode) and isinstance(predicate, ox.NamedNode):
            yield (subject.value, predicate.value, text), claim


def _concept(claims: Triples, claim: str, name: str) -> str:
    value = claims.value(claim, ASCN + name)
    return value.value.removeprefix(_CONCEPT) if isinstance(value, ox.NamedNode) else ""


def _conflict(
    ontology: Triples, facts: Triples, subject: str, predicate: str, sides: list[_Side]
) -> Iterator[ox.Triple]:
    comparison = ontology.value(predicate, ASCN + "comparison")
    mode = comparison.value if isinstance(comparison, ox.Literal) else "exact"
    agree = _COMPARISONS.get(mode, _exact)
    if all(agree(left.value, right.value) for left in sides for right in sides):
        return
    conflict = ox.NamedNode(f"{BASE}conflict/{_slug(subject)}-{_slug(predicate)}")
    parts: list[tuple[str, Term]] = [
        (RDF + "type", ox.NamedNode(ASCN + "Conflict")),
        *_labels(ontology, facts, subject, predicate),
        (ASCN + "conflictSubject", ox.NamedNode(subject)),
        (ASCN + "conflictProperty", ox.NamedNode(predicate)),
        (ASCN + "conflictKind", ox.NamedNode(_CONCEPT + _kind(mode, sides))),
    ]
    parts += [(ASCN + "competing", ox.NamedNode(side.claim)) for side in sides]
    preferred = _preferred(facts.values(subject, predicate), sides, agree)
    resolution = "resolved" if preferred else "open"
    parts.append((ASCN + "resolution", ox.NamedNode(_CONCEPT + resolution)))
    parts += [(ASCN + "preferred", ox.NamedNode(claim)) for claim in preferred]
    for name, part in parts:
        yield ox.Triple(conflict, ox.NamedNode(name), part)


def _labels(
    ontology: Triples, facts: Triples, subject: str, predicate: str
) -> Iterator[tuple[str, Term]]:
    for language in ("en", "id"):
        thing = facts.label(subject, language) or compact(subject)
        what = ontology.label(predicate, language) or compact(predicate)
        yield RDFS + "label", ox.Literal(f"{thing}: {what}", language=language)


def _preferred(
    standing: list[Term], sides: list[_Side], agree: Callable[[Term, Term], bool]
) -> list[str]:
    """Return the accepted claims that agree with what stands, if all others were found wanting."""
    if len(standing) != 1:
        return []
    right = [s for s in sides if s.assessment == "accepted" and agree(s.value, standing[0])]
    wanting = {"rejected", "imprecise", "disputed"}
    others = [s for s in sides if not agree(s.value, standing[0])]
    if any(side.assessment not in wanting for side in others):
        return []
    return sorted(side.claim for side in right)


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
