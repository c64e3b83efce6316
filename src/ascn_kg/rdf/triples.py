"""Small questions to a list of triples: values of a subject, subjects of a class."""

from __future__ import annotations

from collections import defaultdict
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
    """Triples indexed by subject and predicate.

    A subject is named by its `key`: an IRI as a plain string, a blank node as ``_:label``.
    """

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self._values: dict[str, dict[str, list[Term]]] = {}
        self._subjects: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for triple in triples:
            if isinstance(triple.subject, ox.Triple) or isinstance(triple.object, ox.Triple):
                continue
            subject, predicate = key(triple.subject), triple.predicate.value
            values = self._values.setdefault(subject, {}).setdefault(predicate, [])
            values.append(triple.object)
            if not isinstance(triple.object, ox.Literal):
                self._subjects[predicate][key(triple.object)].append(subject)

    def __contains__(self, subject: str) -> bool:
        return subject in self._values

    def predicates(self, subject: str) -> dict[str, list[Term]]:
        """Return all values of ``subject`` by predicate."""
        return self._values.get(subject, {})

    def values(self, subject: str, predicate: str) -> list[Term]:
        """Return the values of ``predicate`` of ``subject``, in the order of the input."""
        return self._values.get(subject, {}).get(predicate, [])

    def value(self, subject: str, predicate: str) -> Term | None:
        """Return the first value of ``predicate`` of ``subject``, or None."""
        return next(iter(self.values(subject, predicate)), None)

    def subjects(self, predicate: str, target: str) -> list[str]:
        """Return the subjects whose ``predicate`` has the IRI ``target``."""
        return self._subjects[predicate][target]

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
        for subject, values in self._values.items():
            for value in values.get(predicate, ()):
                yield subject, value

    def marked(self, predicate: str, text: str) -> frozenset[str]:
        """Return the subjects whose ``predicate`` has a literal that reads ``text``."""
        return frozenset(
            subject
            for subject, value in self.pairs(predicate)
            if isinstance(value, ox.Literal) and value.value == text
        )
