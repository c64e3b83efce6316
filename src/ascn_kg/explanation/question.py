"""The statement that somebody asks about, from ids, labels and plain values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from ascn_kg.errors import UnknownThingError, UsageError
from ascn_kg.namespaces import ASCN, OWL, RDF, RDFS, XSD, compact, expand
from ascn_kg.rdf.values import to_python
from ascn_kg.sparql.engine import Engine
from ascn_kg.things.labels import labels
from ascn_kg.things.names import Names
from ascn_kg.things.spelling import fold
from ascn_kg.things.terms import Terms

_TYPE = RDF + "type"
_QUOTED = re.compile(
    r'"(?P<text>.*)"(?:@(?P<language>[A-Za-z0-9-]+)|\^\^(?P<type>\S+))?', re.DOTALL
)
#: Properties whose values are terms of the ontology.
_ABOUT_TERMS = {
    _TYPE,
    RDFS + "subClassOf",
    RDFS + "domain",
    RDFS + "range",
    OWL + "equivalentClass",
}
#: How a date is written -> its datatype.
_DATES = {4: XSD + "gYear", 7: XSD + "gYearMonth", 10: XSD + "date"}


class Question:
    """Reads statements against what one engine knows."""

    def __init__(self, engine: Engine, names: Names) -> None:
        self._engine = engine
        self._names = names
        self._terms = Terms(engine)

    def statement(self, subject: str, predicate: str, value: object) -> ox.Triple:
        """Return the statement.

        Args:
            subject: A thing or term: a label in any language, an id, a prefixed name or an IRI.
            predicate: A property, likewise; ``a`` for the type.
            value: A thing, likewise; or a literal: its text, ``"text"@en``, ``"2018"^^xsd:gYear``,
                a Python value or an RDF term. A text is read as what the property has as value.

        Raises:
            UnknownThingError, UnknownPropertyError, AmbiguousNameError: a name names nothing, or
                several things.
            UsageError: a literal is malformed.
        """
        thing = ox.NamedNode(self._thing(subject, terms_first=False))
        prop = ox.NamedNode(self._terms.property(predicate))
        if isinstance(value, ox.NamedNode | ox.Literal):
            return ox.Triple(thing, prop, value)
        text = str(value).lower() if isinstance(value, bool) else str(value)
        return ox.Triple(thing, prop, self._value(thing, prop, text))

    def _thing(self, text: str, terms_first: bool) -> str:
        term = self._terms.kind(text)
        if term and terms_first:
            return term
        try:
            return self._names.resolve(text)
        except UnknownThingError:
            if term is None:
                raise
            return term

    def _value(
        self, thing: ox.NamedNode, prop: ox.NamedNode, text: str
    ) -> ox.NamedNode | ox.Literal:
        quoted = _QUOTED.fullmatch(text)
        if quoted:
            return _literal(quoted["text"], quoted["language"], quoted["type"])
        known = [value for value in self._told(thing, prop) if self._is_called(value, text)]
        if known:
            return known[0]
        sample = next(self._samples(prop), None)
        if isinstance(sample, ox.Literal) and expand(text) is None:
            return _like(sample, text)
        return ox.NamedNode(self._thing(text, terms_first=prop.value in _ABOUT_TERMS))

    def _told(self, thing: ox.NamedNode, prop: ox.NamedNode) -> list[ox.NamedNode | ox.Literal]:
        """Return the values that stand or are claimed, the standing ones first."""
        standing = f"{thing} {prop} ?value"
        claimed = (
            f"?claim <{RDF}subject> {thing} ; <{RDF}predicate> {prop} ; "
            f"<{RDF}object>|<{ASCN}objectText> ?value"
        )
        return [value for where in (standing, claimed) for value in self._values(where)]

    def _samples(self, prop: ox.NamedNode) -> Iterator[ox.NamedNode | ox.Literal]:
        answer = self._engine.query(f"SELECT ?value {{ ?thing {prop} ?value }} LIMIT 1")
        if isinstance(answer, ox.QuerySolutions):
            yield from (row["value"] for row in answer)

    def _values(self, where: str) -> list[ox.NamedNode | ox.Literal]:
        answer = self._engine.query(f"SELECT DISTINCT ?value {{ {where} }}")
        rows: Iterable[ox.QuerySolution] = answer if isinstance(answer, ox.QuerySolutions) else ()
        values = (row["value"] for row in rows)
        kept = (value for value in values if isinstance(value, ox.NamedNode | ox.Literal))
        return sorted(kept, key=str)

    def _is_called(self, value: ox.NamedNode | ox.Literal, text: str) -> bool:
        if isinstance(value, ox.Literal):
            return text in (value.value, str(to_python(value)))
        if value.value == expand(text):
            return True
        wanted = fold(text)
        return (
            any(
                fold(label) == wanted
                for language in ("en", "id")
                for label in labels(self._engine, [value.value], language).values()
            )
            or fold(compact(value.value)) == wanted
        )


def _literal(text: str, language: str | None, datatype: str | None) -> ox.Literal:
    try:
        if language:
            return ox.Literal(text, language=language)
        if datatype is None:
            return ox.Literal(text)
        iri = expand(datatype.removeprefix("<").removesuffix(">"))
        if iri is None:
            raise UsageError(f"no datatype is called {datatype!r}; write xsd:date or a full IRI.")
        return ox.Literal(text, datatype=ox.NamedNode(iri))
    except ValueError as error:
        raise UsageError(f"{text!r} is no literal: {error}.") from error


def _like(sample: ox.Literal, text: str) -> ox.Literal:
    """Return ``text`` as a literal of the kind that ``sample`` is."""
    if sample.language:
        return ox.Literal(text, language=sample.language)
    if sample.datatype.value in _DATES.values():
        return ox.Literal(text, datatype=ox.NamedNode(_DATES.get(len(text), XSD + "date")))
    return ox.Literal(text, datatype=sample.datatype)
