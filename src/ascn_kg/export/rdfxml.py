"""RDF/XML of the union of all graphs: one ``rdf:Description`` for each subject."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from ascn_kg.errors import UsageError
from ascn_kg.export.rdf import union
from ascn_kg.export.view import View
from ascn_kg.namespaces import PREFIXES, RDF, XSD

_LOCAL_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*$")
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: Names in the RDF namespace that the syntax keeps for itself.
_RESERVED: Final = frozenset(
    RDF + name
    for name in (
        *("RDF", "ID", "about", "parseType", "resource", "nodeID", "datatype", "Description"),
        *("li", "aboutEach", "aboutEachPrefix", "bagID"),
    )
)
_REMEDY: Final = "Choose another format, such as turtle."


def text(quads: Sequence[Quad], view: View) -> str:
    """Return the union of the graphs as RDF/XML.

    Raises:
        UsageError: a property has a name, or a literal a character, that XML does not allow, or a
            term is of RDF 1.2.
    """
    triples = union(quads)
    names = _names({quad.predicate for quad in triples})
    used = {name.partition(":")[0]: iri[: -len(name.partition(":")[2])] for iri, name in names}
    spaces = "".join(f' xmlns:{prefix}="{escape(used[prefix])}"' for prefix in sorted(used))
    body = "".join(_descriptions(triples, dict(names)))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{spaces}>\n{body}</rdf:RDF>\n'


def _names(properties: set[NamedNode]) -> list[tuple[str, str]]:
    """Return each property's IRI with its XML name; ``rdf:RDF`` is among them for its prefix."""
    known = {namespace: prefix for prefix, namespace in PREFIXES.items()}
    names = [(RDF + "RDF", "rdf:RDF")]
    for iri in sorted(prop.value for prop in properties):
        found = _LOCAL_NAME.search(iri)
        if found is None or iri in _RESERVED:
            raise UsageError(f"rdfxml cannot hold the property <{iri}>: no XML name. {_REMEDY}")
        namespace, local = iri[: found.start()], found.group()
        prefix = known.setdefault(namespace, f"ns{len(known) - len(PREFIXES) + 1}")
        names.append((iri, f"{prefix}:{local}"))
    return names


def _descriptions(triples: Sequence[Quad], names: dict[str, str]) -> Iterator[str]:
    for subject, group in groupby(triples, key=lambda quad: quad.subject):
        yield f"  <rdf:Description {_reference(subject, 'rdf:about')}>\n"
        for quad in group:
            yield f"    {_element(names[quad.predicate.value], quad.object)}\n"
        yield "  </rdf:Description>\n"


def _element(name: str, value: NamedNode | BlankNode | Literal | Triple) -> str:
    if not isinstance(value, Literal):
        return f"<{name} {_reference(value, 'rdf:resource')}/>"
    if value.direction or _NO_XML.search(value.value):
        raise UsageError(f"rdfxml cannot hold the literal {value}. {_REMEDY}")
    attribute = ""
    if value.language is not None:
        attribute = f' xml:lang="{value.language}"'
    elif value.datatype.value != XSD + "string":
        attribute = f' rdf:datatype="{escape(value.datatype.value)}"'
    return f"<{name}{attribute}>{escape(value.value).replace(chr(13), '&#13;')}</{name}>"


def _reference(node: NamedNode | BlankNode | Triple, attribute: str) -> str:
    if isinstance(node, Triple):
        raise UsageError(f"rdfxml cannot hold the triple term {node}. {_REMEDY}")
    if isinstance(node, BlankNode):
        return f'rdf:nodeID="{node.value}"'
    return f'{attribute}="{escape(node.value)}"'
