"""JSON-LD 1.1 of the union of all graphs: a compact node object for each subject.

The whole graph is flat; one thing is framed: a tree with the thing as its root.

The context stands in the document, so that nothing is fetched. Of a context these parts are used to
shorten properties and classes: terms with an IRI, ``@type`` (``@id``, ``@vocab`` or a datatype) and
``@container`` (``@language``, ``@set``). A value that its term would change is written under the
full IRI of the property instead. Things keep their full IRIs.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from ascn_kg.errors import DataError, UsageError
from ascn_kg.export.rdf import union
from ascn_kg.export.view import View
from ascn_kg.namespaces import RDF, XSD

_TYPE: Final = RDF + "type"
_STRING: Final = XSD + "string"
#: Integers that JSON and every reader of it keep as they are.
_SAFE_INTEGER: Final = re.compile(r"0|-?[1-9][0-9]{0,14}")
_KEYS_USED: Final = frozenset({"@id", "@type", "@container", "@protected"})
_ABOUT_THE_WHOLE: Final = frozenset({"@version", "@protected", "@vocab", "@base"})


@dataclass(frozen=True)
class _TermDefinition:
    name: str
    type: str | None
    container: frozenset[str]

    def takes(self, value: NamedNode | BlankNode | Literal) -> bool:
        """Say whether ``value`` can be written under this term without a change of meaning."""
        if "@language" in self.container:
            return isinstance(value, Literal) and value.language is not None
        if self.type is None:
            return True
        if self.type == "@id":
            return not isinstance(value, Literal)
        return (
            isinstance(value, Literal)
            and value.language is None
            and value.datatype.value == self.type
        )


def text(quads: Sequence[Quad], view: View) -> str:
    """Return the union of the graphs as JSON-LD with the context of ``view``.

    Raises:
        DataError: the context is of a form that this writer cannot keep (remote, default language).
        UsageError: a term of RDF 1.2 stands in the quads.
    """
    triples = union(quads)
    context = dict(view.context or {})
    if _prefixes_in_the_way(triples, context):
        context = {}
    terms = _definitions(context)
    nodes = {
        subject: _node(subject, values, terms) for subject, values in _by_subject(triples).items()
    }
    if view.thing is not None and view.thing.value in nodes:
        document = _framed(nodes, view.thing.value, _naming_keys(terms))
    else:
        document = {"@graph": list(nodes.values())}
    if context:
        document = {"@context": context, **document}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _naming_keys(terms: Mapping[str, list[_TermDefinition]]) -> frozenset[str]:
    """Return the keys under which a plain string is the name of a node."""
    known = (term for found in terms.values() for term in found)
    return frozenset(term.name for term in known if term.type == "@id")


def _framed(
    nodes: Mapping[str, dict[str, Any]], root: str, naming: frozenset[str]
) -> dict[str, Any]:
    """Return ``nodes`` as one tree: the node ``root``, its values where it names them.

    A node that the tree does not reach stands under ``@included`` (JSON-LD 1.1, section 4.13).
    """
    rest = {name: node for name, node in nodes.items() if name != root}
    tree = {
        key: value if key.startswith("@") else _embedded(value, rest, key in naming)
        for key, value in nodes[root].items()
    }
    return {**tree, "@included": list(rest.values())} if rest else tree


def _embedded(value: Any, rest: dict[str, dict[str, Any]], named: bool) -> Any:
    """Return ``value`` with the nodes that it names written out, which are taken out of ``rest``.

    ``named`` says that a plain string is the name of a node.
    """
    if isinstance(value, list):
        return [_embedded(part, rest, named) for part in value]
    name = value.get("@id") if isinstance(value, dict) else value if named else None
    return rest.pop(name) if isinstance(name, str) and name in rest else value


def read_context(data: bytes) -> dict[str, object]:
    """Return what stands under ``@context`` in the JSON document ``data``.

    Raises:
        DataError: ``data`` is no JSON object with an object under ``@context``.
    """
    try:
        document = json.loads(data)
    except ValueError as error:
        raise DataError(f"the JSON-LD context is no JSON: {error}") from error
    context = document.get("@context") if isinstance(document, dict) else None
    if not isinstance(context, dict):
        raise DataError("the JSON-LD context must be an object under @context")
    return context


def _by_subject(triples: Iterable[Quad]) -> dict[str, dict[str, list[Any]]]:
    subjects: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for quad in triples:
        if isinstance(quad.subject, Triple) or isinstance(quad.object, Triple):
            raise UsageError("jsonld cannot hold triple terms. Choose another format.")
        subjects[_id(quad.subject)][quad.predicate.value].append(quad.object)
    return subjects


def _node(
    subject: str, values: Mapping[str, list[Any]], terms: Mapping[str, list[_TermDefinition]]
) -> dict[str, Any]:
    node: dict[str, Any] = {"@id": subject}
    keys: dict[str, list[Any]] = defaultdict(list)
    maps: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    arrays: set[str] = set()
    for iri, objects in values.items():
        for value in objects:
            if iri == _TYPE and isinstance(value, NamedNode):
                keys["@type"].append(_class_name(value.value, terms))
                continue
            term = next((term for term in terms.get(iri, ()) if term.takes(value)), None)
            if term is None:
                keys[iri].append(_value(value, None))
                continue
            if "@language" in term.container:
                maps[term.name][value.language].append(value.value)
            else:
                keys[term.name].append(_value(value, term))
            if "@set" in term.container:
                arrays.add(term.name)
    shown: dict[str, Any] = {key: _alone(found, key in arrays) for key, found in keys.items()}
    for key, found in maps.items():
        shown[key] = {tag: _alone(texts, key in arrays) for tag, texts in sorted(found.items())}
    return node | dict(sorted(shown.items()))


def _value(value: NamedNode | BlankNode | Literal, term: _TermDefinition | None) -> Any:
    coerced = term.type if term else None
    if not isinstance(value, Literal):
        return _id(value) if coerced == "@id" else {"@id": _id(value)}
    if value.direction:
        raise UsageError("jsonld cannot hold literals with a direction. Choose another format.")
    if value.language is not None:
        return {"@language": value.language, "@value": value.value}
    datatype = value.datatype.value
    if datatype == XSD + "integer" and _SAFE_INTEGER.fullmatch(value.value):
        return int(value.value)
    if datatype == XSD + "boolean" and value.value in ("true", "false"):
        return value.value == "true"
    if datatype in (coerced, _STRING):
        return value.value
    return {"@type": datatype, "@value": value.value}


def _id(node: NamedNode | BlankNode) -> str:
    return node.value if isinstance(node, NamedNode) else str(node)


def _class_name(iri: str, terms: Mapping[str, list[_TermDefinition]]) -> str:
    plain = [term.name for term in terms.get(iri, ()) if term.type is None and not term.container]
    return plain[0] if plain else iri


def _alone(values: list[Any], always_an_array: bool) -> Any:
    return values[0] if len(values) == 1 and not always_an_array else values


def _definitions(context: Mapping[str, Any]) -> dict[str, list[_TermDefinition]]:
    """Return the terms of ``context`` that this writer may use, by IRI, the strictest first."""
    for key in context:
        if key.startswith("@") and key not in _ABOUT_THE_WHOLE:
            raise DataError(f"the JSON-LD context may not use {key}")
    terms: dict[str, list[_TermDefinition]] = defaultdict(list)
    for name, definition in sorted(context.items()):
        if name.startswith("@") or ":" in name or "/" in name:
            continue
        parts = {"@id": definition} if isinstance(definition, str) else definition
        if not isinstance(parts, Mapping) or not parts.keys() <= _KEYS_USED:
            continue
        iri = _expand(parts.get("@id", name), context)
        kind = parts.get("@type")
        if kind is not None:
            kind = "@id" if kind in ("@id", "@vocab") else _expand(kind, context)
            if kind is None:
                continue
        container = parts.get("@container", [])
        containers = frozenset([container] if isinstance(container, str) else container)
        if iri is not None and containers <= {"@set", "@language"}:
            terms[iri].append(_TermDefinition(name, kind, containers))
    for found in terms.values():
        found.sort(key=lambda term: (not term.container, term.type is None, term.name))
    return terms


def _expand(name: str, context: Mapping[str, Any]) -> str | None:
    """Return the IRI of ``name`` in a term definition, or None for keywords and the like."""
    prefix, colon, local = name.partition(":")
    if colon and not local.startswith("//") and prefix in context:
        definition = context[prefix]
        namespace = definition.get("@id") if isinstance(definition, Mapping) else definition
        return namespace + local if isinstance(namespace, str) else None
    if colon:
        return name
    vocabulary = context.get("@vocab")
    return vocabulary + name if isinstance(vocabulary, str) and not name.startswith("@") else None


def _prefixes_in_the_way(triples: Iterable[Quad], context: Mapping[str, Any]) -> bool:
    """Say whether an IRI such as ``geo:1,2`` would be read as a prefixed name of ``context``."""
    return any(
        term.value.partition(":")[0] in context and "://" not in term.value
        for quad in triples
        for term in _iris(quad)
    )


def _iris(quad: Quad) -> Iterable[NamedNode]:
    for term in (quad.subject, quad.predicate, quad.object):
        if isinstance(term, NamedNode):
            yield term
        elif isinstance(term, Literal):
            yield term.datatype
