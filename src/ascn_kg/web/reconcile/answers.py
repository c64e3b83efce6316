"""The answers of the Reconciliation API, as functions of the graph and of what was sent.

Scores, decisions and reasons are those of `ascn_kg.matching.matcher`. Ids are as people write them:
``city/jakarta`` for a thing, ``ascn:City`` for a type or a property; IRIs are taken, too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from ascn_kg.datasets import dataset_of
from ascn_kg.errors import UsageError
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.matching.attributes import Attribute, Valued
from ascn_kg.matching.candidates import Candidate, Verdict
from ascn_kg.matching.gazetteer import KINDS, Gazetteer
from ascn_kg.matching.keys import normal
from ascn_kg.matching.matcher import Matcher
from ascn_kg.matching.things import Thing
from ascn_kg.namespaces import ASCN, BASE, XSD, compact, expand
from ascn_kg.rdf.values import to_python
from ascn_kg.web.content import JSON, Content
from ascn_kg.web.problem import Problem
from ascn_kg.web.reconcile.manifest import manifest
from ascn_kg.web.reconcile.requests import (
    Column,
    Condition,
    Query,
    read_batch,
    read_callback,
    read_extension,
)

#: What a script is sent as.
_SCRIPT: Final = "text/javascript"
#: Properties that say where a thing lies -> what the matcher calls it.
_SURROUNDINGS: Final = {ASCN + "inCountry": "country", ASCN + "partOf": "area"}
#: The same by what the matcher calls it, which is taken for an id.
_CONTEXTS: Final = {name: iri for iri, name in _SURROUNDINGS.items()}
_INTEGERS: Final = frozenset({XSD + "integer", XSD + "nonNegativeInteger", XSD + "positiveInteger"})
_NUMBERS: Final = frozenset({XSD + "decimal", XSD + "double"})


def matched(kg: KnowledgeGraph, *, queries: str, callback: str | None) -> Content:
    """Return the candidates for each query of a batch (section 4.2 of the specification).

    Raises:
        Problem: ``queries`` is no batch of queries, or too large a one.
    """
    batch = read_batch(queries)
    results = {key: {"result": list(_candidates(kg.matcher, q))} for key, q in batch.items()}
    return as_json(results, callback)


def extended(kg: KnowledgeGraph, *, extend: str, callback: str | None) -> Content:
    """Return the values of properties of things (section 7.5).

    Raises:
        Problem: ``extend`` is no data extension query, or names an unknown property.
    """
    asked = read_extension(extend)
    matcher = kg.matcher
    columns = [(column, _attribute(matcher, column.property)) for column in asked.columns]
    things = {sent: expand(sent) or "" for sent in asked.ids}
    iris = [attribute.iri for _, attribute in columns]
    values = matcher.attributes.values(set(things.values()), iris)
    rows = {
        sent: {
            column.property: list(_cells(values.get((iri, attribute.iri), ()), column))
            for column, attribute in columns
        }
        for sent, iri in things.items()
    }
    meta = [_meta(matcher.gazetteer, column, attribute) for column, attribute in columns]
    return as_json({"meta": meta, "rows": rows}, callback)


def proposed(kg: KnowledgeGraph, *, type: str, limit: int | None, callback: str | None) -> Content:
    """Return the properties that things of a type have, the most frequent first (section 7.3)."""
    kind = _class(kg.matcher.gazetteer, type) if type else None
    attributes = kg.matcher.attributes
    found = attributes.of(kind) if kind else [] if type else list(attributes.all.values())
    told = {"properties": list(map(_described, found[:limit])), "type": type}
    return as_json({**told, **({} if limit is None else {"limit": limit})}, callback)


def suggested(
    kg: KnowledgeGraph, *, what: str, prefix: str, start: int, count: int, callback: str | None
) -> Content:
    """Return things, types or properties with a name or id that begins so (section 6.3)."""
    found = _SUGGESTED[what](kg.matcher, prefix)
    return as_json({"result": found[start : start + count]}, callback)


def described(kg: KnowledgeGraph, *, origin: str, callback: str | None) -> Content:
    """Return the manifest of the service below ``origin`` (section 3.1)."""
    gazetteer = kg.matcher.gazetteer
    known = ((kind, _class(gazetteer, kind)) for kind in KINDS)
    types = [{"id": compact(iri), "name": kind} for kind, iri in known if iri]
    return as_json(manifest(origin, types), callback)


def as_json(value: object, callback: str | None) -> Content:
    """Return ``value`` as JSON in ASCII; as a script that hands it to ``callback`` if there is one.

    Raises:
        Problem: ``callback`` is no name of a function.
    """
    text = json.dumps(value)
    if read_callback(callback) is None:
        return Content(text.encode(), JSON["json"][0])
    return Content(f"/**/{callback}({text});".encode(), _SCRIPT)


def _candidates(matcher: Matcher, query: Query) -> Iterator[dict[str, Any]]:
    verdict, sure = _verdict(matcher, query)
    for candidate in verdict.candidates:
        thing = candidate.thing
        yield {
            "id": compact(thing.iri),
            "name": thing.label,
            "description": f"{_place(matcher.gazetteer, thing)}: {candidate.reason}",
            "score": candidate.score,
            "match": sure and candidate == verdict.match,
            "type": list(_types(matcher.gazetteer, thing)),
            "features": list(_features(candidate)),
        }


def _verdict(matcher: Matcher, query: Query) -> tuple[Verdict, bool]:
    """Return what a query means, and whether a match may be taken without a look.

    It may not where a type that should be is not, or a property is unknown.
    """
    classes = [_class(matcher.gazetteer, each) for each in query.types]
    kinds = [each for each in classes if each]
    if query.types and not kinds and query.strict != "should":
        return Verdict("none"), False
    if query.strict == "all" and len(kinds) < len(classes):
        return Verdict("none"), False
    known = [(_find(matcher, each.property), each) for each in query.conditions]
    sure = all(attribute for attribute, _ in known)
    conditions = {attribute.iri: each for attribute, each in known if attribute and each.values}
    arguments = _arguments(matcher, query, conditions)
    verdict = matcher.match(query.text, kinds, every_type=query.strict == "all", **arguments)
    if verdict.candidates or query.strict != "should":
        return verdict, sure
    return matcher.match(query.text, **arguments), False


def _arguments(
    matcher: Matcher, query: Query, conditions: Mapping[str, Condition]
) -> dict[str, Any]:
    """Return the arguments of the matcher: one value of where a thing lies tells more than many."""
    around = {
        _SURROUNDINGS[iri]: _name(matcher.gazetteer, condition.values[0])
        for iri, condition in conditions.items()
        if iri in _SURROUNDINGS and len(condition.values) == 1 and query.text.strip()
    }
    attributes = {
        iri: condition.values
        for iri, condition in conditions.items()
        if _SURROUNDINGS.get(iri) not in around
    }
    return {**around, "attributes": attributes, "limit": query.limit}


def _name(gazetteer: Gazetteer, value: str) -> str:
    thing = gazetteer.things.get(expand(value) or "")
    return thing.label if thing else value


def _features(candidate: Candidate) -> Iterator[dict[str, Any]]:
    return ({"id": name, "value": value} for name, value in candidate.features.items())


def _types(gazetteer: Gazetteer, thing: Thing) -> Iterator[dict[str, str]]:
    """Yield the types of a thing, the one that its kind is named after first."""
    known = {iri: gazetteer.types[iri] for iri in thing.types if iri in gazetteer.types}
    first = _class(gazetteer, thing.folder)
    for iri, label in sorted(known.items(), key=lambda each: (each[0] != first, each[1], each[0])):
        yield {"id": compact(iri), "name": label}


def _place(gazetteer: Gazetteer, thing: Thing) -> str:
    country = gazetteer.things.get(thing.country)
    return f"{thing.folder} in {country.label}" if country else thing.folder


def _class(gazetteer: Gazetteer, word: str) -> str | None:
    try:
        return gazetteer.type_iri(word)
    except UsageError:
        return None


def _find(matcher: Matcher, word: str) -> Attribute | None:
    """Return the attribute with the id, IRI, label or local name ``word``."""
    known = matcher.attributes.all
    iri = _CONTEXTS.get(word) or expand(word) or ""
    if iri in known:
        return known[iri]
    wanted = normal(word)
    named = (each for each in known.values() if wanted and wanted in map(normal, _words(each)))
    return next(named, None)


def _words(attribute: Attribute) -> Iterator[str]:
    yield attribute.label
    yield compact(attribute.iri).rpartition(":")[2]
    dataset = dataset_of(attribute.iri)
    if dataset:
        yield dataset.name


def _attribute(matcher: Matcher, word: str) -> Attribute:
    found = _find(matcher, word)
    if found is None:
        raise Problem(
            400, f"extend: there is no property {word[:100]!r}; /reconcile/properties lists them."
        )
    return found


def _meta(gazetteer: Gazetteer, column: Column, attribute: Attribute) -> dict[str, Any]:
    label = gazetteer.types.get(attribute.range)
    kind = {"type": {"id": compact(attribute.range), "name": label}} if label else {}
    return {"id": column.property, "name": attribute.label, **kind}


def _cells(values: Sequence[Valued], column: Column) -> Iterator[dict[str, Any]]:
    """Yield the values as cells: texts in the language of the column, where there are any in it."""
    languages = {_language(value) for value in values}
    chosen = [
        value
        for value in values
        if not column.language
        or column.language not in languages
        or _language(value) in (None, column.language)
    ]
    return map(_cell, chosen[: column.limit])


def _language(value: Valued) -> str | None:
    return value.term.language if isinstance(value.term, Literal) else None


def _cell(value: Valued) -> dict[str, Any]:
    term = value.term
    if isinstance(term, NamedNode):
        if value.label and term.value.startswith(BASE):
            return {"id": compact(term.value), "name": value.label}
        return {"str": term.value}
    if isinstance(term, Literal):
        datatype, native = term.datatype.value, to_python(term)
        if datatype in _INTEGERS and isinstance(native, int):
            return {"int": native}
        if datatype in _NUMBERS and not isinstance(native, str):
            return {"float": float(str(native))}
        if datatype == XSD + "date":
            return {"date": f"{term.value[:10]}T00:00:00Z"}
    return {"str": term.value}


def _described(attribute: Attribute) -> dict[str, str]:
    told = {"id": compact(attribute.iri), "name": attribute.label}
    return {**told, "description": attribute.definition} if attribute.definition else told


def _entities(matcher: Matcher, prefix: str) -> list[dict[str, Any]]:
    """Return the things with a name or id that begins so; misspelt ones where there is none."""
    gazetteer = matcher.gazetteer
    found: dict[str, tuple[int, str, str]] = {}
    for names in gazetteer.names.values():
        for name in names:
            rank = _rank(prefix, name.text, compact(name.thing.iri))
            label = name.thing.label
            place = (2 * rank + (name.text != label), label, name.thing.iri) if rank else None
            if place and place < found.get(name.thing.iri, (99, "", "")):
                found[name.thing.iri] = place
    things = [gazetteer.things[iri] for iri in sorted(found, key=lambda iri: found[iri])]
    things = things or [candidate.thing for candidate in matcher.match(prefix).candidates]
    return [
        {
            "id": compact(thing.iri),
            "name": thing.label,
            "description": _place(gazetteer, thing),
            "notable": list(_types(gazetteer, thing)),
        }
        for thing in things
    ]


def _properties(matcher: Matcher, prefix: str) -> list[dict[str, Any]]:
    known = matcher.attributes.all.values()
    ranked = [
        (_rank(prefix, each.label, compact(each.iri), *_words(each)), each.label, each)
        for each in known
    ]
    return [_described(each) for rank, _, each in sorted(ranked, key=_by_rank) if rank]


def _classes(matcher: Matcher, prefix: str) -> list[dict[str, Any]]:
    types = matcher.gazetteer.types
    ranked = [(_rank(prefix, label, compact(iri)), label, iri) for iri, label in types.items()]
    return [
        {"id": compact(iri), "name": label, **_broader(matcher.gazetteer, iri)}
        for rank, label, iri in sorted(ranked, key=_by_rank)
        if rank
    ]


def _broader(gazetteer: Gazetteer, kind: str) -> dict[str, Any]:
    broader = gazetteer.broader.get(kind, ())
    named = [{"id": compact(iri), "name": gazetteer.types[iri]} for iri in broader]
    return {"broader": named} if named else {}


def _by_rank(ranked: tuple[int, str, object]) -> tuple[int, str]:
    return ranked[0], ranked[1]


def _rank(prefix: str, *names: str) -> int:
    """Return how well one of ``names`` begins with ``prefix``: 1 as a whole, 2 in a word, 0 not."""
    wanted, iri = normal(prefix), expand(prefix)
    forms = [normal(name) for name in names]
    if any(form.startswith(wanted) for form in forms) or (iri and iri in map(expand, names)):
        return 1
    return 2 if any(f" {wanted}" in form for form in forms) else 0


_SUGGESTED: Final[Mapping[str, Callable[[Matcher, str], list[dict[str, Any]]]]] = {
    "entity": _entities,
    "property": _properties,
    "type": _classes,
}
