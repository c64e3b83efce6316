"""Triples in the order of the input, with small questions: values of a subject, instances."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from ascn_kg.namespaces import RDF, RDFS
from ascn_kg.rdf.terms import Term

_TYPE = RDF + "type"
_LABEL = RDFS + "label"


def key(term: ox.NamedNode | ox.BlankNode) -> str:
    """Return the string that names ``term`` in `Triples`."""
    return term.value if isinstance(term, ox.NamedNode) else str(term)


class Triples:
    """A growing list of triples, indexed when it is first asked and by as much as is asked.

    A subject is named by its `key`: an IRI as a plain string, a blank node as ``_:label``.
    """

    def __init__(self, triples: Iterable[ox.Triple] = ()) -> None:
        self._triples = list(triples)
        self._values: dict[str, dict[str, list[Term]]] = {}
        self._indexed = 0
        self._inverse: dict[str, dict[str, list[str]]] = {}

    def __iter__(self) -> Iterator[ox.Triple]:
        return iter(self._triples)

    def __len__(self) -> int:
        return len(self._triples)

    def extend(self, triples: Iterable[ox.Triple]) -> None:
        """Add ``triples`` at the end."""
        self._triples.extend(triples)

    def predicates(self, subject: str) -> dict[str, list[Term]]:
        """Return all values of ``subject`` by predicate."""
        return self._index().get(subject, {})

    def values(self, subject: str, predicate: str) -> list[Term]:
        """Return the values of ``predicate`` of ``subject``, in the order of the input."""
        return self.predicates(subject).get(predicate, [])

    def value(self, subject: str, predicate: str) -> Term | None:
        """Return the first value of ``predicate`` of ``subject``, or None."""
        values = self.values(subject, predicate)
        return values[0] if values else None

    def subjects(self, predicate: str, target: str) -> list[str]:
        """Return the subjects whose ``predicate`` has the IRI ``target``."""
        self._index()
        if predicate not in self._inverse:
            self._inverse[predicate] = self._inverted(predicate)
        return self._inverse[predicate].get(target, [])

    def instances(self, kind: str) -> list[str]:
        """Return the subjects whose asserted type is the class ``kind``."""
        return self.subjects(_TYPE, kind)

    def label(self, subject: str, language: str) -> str | None:
        """Return the label of ``subject`` in ``language``, or None."""
        for label in self.values(subject, _LABEL):
            if isinstance(label, ox.Literal) and label.language == language:
                return label.value
        return None

    def pairs(self, predicate: str) -> Iterator[tuple[str, Term]]:
        """Yield subject and value of every triple with ``predicate``."""
        for subject, values in self._index().items():
            for value in values.get(predicate, ()):
                yield subject, value

    def marked(self, predicate: str, text: str) -> frozenset[str]:
        """Return the subjects whose ``predicate`` has a literal that reads ``text``."""
        return frozenset(
            subject
            for subject, value in self.pairs(predicate)
            if isinstance(value, ox.Literal) and value.value == text
        )

    def _index(self) -> dict[str, dict[str, list[Term]]]:
        """Return the values by subject and predicate, with what was added since the last time."""
        if self._indexed < len(self._triples):
            for triple in self._triples[self._indexed :]:
                subject, value = triple.subject, triple.object
                if not isinstance(subject, ox.Triple) and not isinstance(value, ox.Triple):
                    values = self._values.setdefault(key(subject), {})
                    values.setdefault(triple.predicate.value, []).append(value)
            self._indexed = len(self._triples)
            self._inverse.clear()
        return self._values

    def _inverted(self, predicate: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for subject, value in self.pairs(predicate):
            if not isinstance(value, ox.Literal):
                found.setdefault(key(value), []).append(subject)
        return found
