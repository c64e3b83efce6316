"""Finding a class or a property of the ontology by id, label or local name."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import Final

from pyoxigraph import Literal, NamedNode, QuerySolutions

from ascn_kg.errors import AmbiguousNameError, UnknownPropertyError
from ascn_kg.namespaces import OWL, RDF, RDFS, compact, expand, graph_iri
from ascn_kg.sparql.engine import Engine
from ascn_kg.things.spelling import fold, likeness

_PROPERTY_KINDS: Final = frozenset(
    {OWL + f"{kind}Property" for kind in ("Object", "Datatype", "Annotation")} | {RDF + "Property"}
)
_CLASS_KINDS: Final = frozenset({OWL + "Class"})
#: What people write for a property that has no entry in the ontology.
_ALIASES: Final = {"a": RDF + "type", "subclassof": RDFS + "subClassOf"}
#: The least score of a name that is proposed, out of 100, and how many are.
_CUTOFF: Final = 70.0
_PROPOSED: Final = 5

_QUERY: Final = f"""
SELECT ?term ?kind ?label WHERE {{
  GRAPH <{graph_iri("ontology")}> {{ ?term a ?kind . OPTIONAL {{ ?term <{RDFS}label> ?label }} }}
  FILTER(isIRI(?term))
}}
"""


class Terms:
    """The classes and properties that an engine knows, read on first use."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def property(self, text: str) -> str:
        """Return the IRI of the property with the id, label or local name ``text``.

        Raises:
            UnknownPropertyError: there is none.
            AmbiguousNameError: several have that label.
        """
        iri = _ALIASES.get(text.casefold()) or expand(text)
        if iri is not None and (iri in _ALIASES.values() or self._is_used(iri)):
            return iri
        found = self._named(text, _PROPERTY_KINDS)
        if len(found) > 1:
            raise AmbiguousNameError(text, [compact(each) for each in found])
        if not found:
            raise UnknownPropertyError(text, self._nearest(text))
        return found[0]

    def kind(self, text: str) -> str | None:
        """Return the IRI of the class with the id, label or local name ``text``, or None."""
        iri = expand(text)
        if iri is not None:
            return iri if iri in self._names else None
        found = self._named(text, _CLASS_KINDS)
        return found[0] if len(found) == 1 else None

    def _named(self, text: str, kinds: frozenset[str]) -> list[str]:
        wanted = fold(text)
        return sorted(
            iri for iri, names in self._names.items() if wanted in names and self._is(iri, kinds)
        )

    def _is(self, iri: str, kinds: frozenset[str]) -> bool:
        return not kinds.isdisjoint(self._kinds[iri])

    def _is_used(self, iri: str) -> bool:
        if iri in self._names:
            return self._is(iri, _PROPERTY_KINDS)
        return bool(self._engine.query(f"ASK {{ ?s {NamedNode(iri)} ?o }}"))

    def _nearest(self, text: str) -> list[str]:
        wanted = fold(text.rpartition(":")[2])
        fits = likeness(wanted)
        scores = {
            iri: max(map(fits, names))
            for iri, names in self._names.items()
            if wanted and self._is(iri, _PROPERTY_KINDS)
        }
        likely = sorted((-score, iri) for iri, score in scores.items() if score >= _CUTOFF)
        return [compact(iri) for _, iri in likely[:_PROPOSED]]

    @cached_property
    def _rows(self) -> list[tuple[str, str, str]]:
        answer = self._engine.query(_QUERY)
        assert isinstance(answer, QuerySolutions)
        return [
            (row["term"].value, row["kind"].value, row["label"].value if row["label"] else "")
            for row in answer
            if isinstance(row["label"], Literal | None)
        ]

    @cached_property
    def _kinds(self) -> dict[str, set[str]]:
        kinds: dict[str, set[str]] = defaultdict(set)
        for term, kind, _ in self._rows:
            kinds[term].add(kind)
        return kinds

    @cached_property
    def _names(self) -> dict[str, set[str]]:
        """Return the folded names of each term: its labels and its local name."""
        names: dict[str, set[str]] = defaultdict(set)
        for term, _, label in self._rows:
            names[term] |= {fold(label), fold(compact(term).rpartition(":")[2])} - {""}
        return names
