"""Whether two values of one property agree, by the way of comparing that the ontology declares.

``ascn:comparison`` of a property is *exact*, *date* (a coarser date agrees with a day inside it),
*number* (``ascn:tolerance`` says how far apart two may be) or *text* (case, marks, punctuation and
spaces make no difference, and a wording agrees with a longer one that contains it). Whatever the
way, a text agrees with a thing that has it as a name.
"""

from __future__ import annotations

import unicodedata
from decimal import Decimal, InvalidOperation

import pyoxigraph as ox

from ascn_kg.build.derivation import bounds
from ascn_kg.namespaces import ASCN, NAME_PROPERTIES, OWL, XSD
from ascn_kg.rdf.terms import Term
from ascn_kg.rdf.triples import Triples
from ascn_kg.things.spelling import fold

#: Way of comparing -> kind of the conflict between values that do not agree.
_KINDS = {"date": "date", "number": "number", "text": "wording"}
_DATES = frozenset(XSD + name for name in ("date", "gYearMonth", "gYear"))
_NUMBERS = frozenset(XSD + name for name in ("integer", "decimal", "double"))


class Comparison:
    """Compares values as ``ontology`` says; ``standing`` knows the names of things."""

    def __init__(self, ontology: Triples, standing: Triples) -> None:
        self._ontology = ontology
        self._standing = standing
        self._objects = frozenset(ontology.instances(OWL + "ObjectProperty"))

    def agree(self, predicate: str, left: Term, right: Term) -> bool:
        """Return whether two values of ``predicate`` can both be right."""
        if left == right or self._is_named(left, right) or self._is_named(right, left):
            return True
        match self._way(predicate):
            case "date":
                return _same_time(left.value, right.value)
            case "number":
                return _close(left.value, right.value, self._tolerance(predicate))
            case "text":
                return _contains(left.value, right.value) or _contains(right.value, left.value)
        return False

    def kind(self, predicate: str, values: list[Term]) -> str:
        """Return in what ``values`` differ: date, number, wording, name or identity."""
        way = self._way(predicate)
        if way in _KINDS:
            return _KINDS[way]
        if predicate in NAME_PROPERTIES:
            return "name"
        if predicate in self._objects or any(isinstance(value, ox.NamedNode) for value in values):
            return "identity"
        datatypes = {value.datatype.value for value in values if isinstance(value, ox.Literal)}
        if datatypes & _DATES:
            return "date"
        return "number" if datatypes & _NUMBERS else "wording"

    def _way(self, predicate: str) -> str:
        way = self._ontology.value(predicate, ASCN + "comparison")
        return way.value if isinstance(way, ox.Literal) else "exact"

    def _tolerance(self, predicate: str) -> Decimal:
        value = self._ontology.value(predicate, ASCN + "tolerance")
        return (_number(value.value) if isinstance(value, ox.Literal) else None) or Decimal(0)

    def _is_named(self, thing: Term, text: Term) -> bool:
        if not isinstance(thing, ox.NamedNode) or not isinstance(text, ox.Literal):
            return False
        names = (
            name for each in NAME_PROPERTIES for name in self._standing.values(thing.value, each)
        )
        wanted = _plain(text.value)
        return any(_plain(name.value) == wanted for name in names)


def _same_time(left: str, right: str) -> bool:
    one, other = bounds(left), bounds(right)
    if one is None or other is None:
        return False
    return (one[0] <= other[0] and other[1] <= one[1]) or (
        other[0] <= one[0] and one[1] <= other[1]
    )


def _close(left: str, right: str, tolerance: Decimal) -> bool:
    one, other = _number(left), _number(right)
    return one is not None and other is not None and abs(one - other) <= tolerance


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _contains(whole: str, part: str) -> bool:
    words = _plain(part)
    return bool(words) and f" {words} " in f" {_plain(whole)} "


def _plain(text: str) -> str:
    """Return ``text`` without what makes no difference in a wording."""
    spaced = "".join(
        " " if unicodedata.category(letter)[0] in "PS" else letter for letter in fold(text)
    )
    return " ".join(spaced.split())
