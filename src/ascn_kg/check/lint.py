"""What SHACL cannot see in the files themselves: blocks, blank nodes, literals, dead references."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from ascn_kg.build.assembly import Assembly
from ascn_kg.build.derivation import bounds
from ascn_kg.namespaces import BASE, KINDS, XSD, compact
from ascn_kg.problems import Location, Problem
from ascn_kg.rdf.turtle import Block, blocks
from ascn_kg.rdf.values import to_python
from ascn_kg.resources import Inputs

_THINGS = tuple(f"{BASE}{kind}/" for kind in KINDS if kind not in ("conflict", "query"))
_NATIVE = {XSD + name for name in ("date", "dateTime", "integer", "decimal", "double", "boolean")}
_COARSE = {XSD + "gYear": 4, XSD + "gYearMonth": 7}


def lint(inputs: Inputs, assembly: Assembly) -> Iterator[Problem]:
    """Yield what is wrong with the form of the fact files.

    Args:
        inputs: The files.
        assembly: What was read from them.
    """
    yield from _repeated_blocks(inputs)
    triples = [*assembly.facts, *assembly.claims, *assembly.links, *assembly.metadata]
    yield from _blank_nodes(triples)
    yield from _literals(triples)
    yield from _dead_references(assembly)


def _repeated_blocks(inputs: Inputs) -> Iterator[Problem]:
    """Yield every second block of a subject."""
    first: dict[str, Location] = {}
    for file in inputs.facts:
        for block in blocks(file):
            known = first.setdefault(block.subject, block.location)
            if known is not block.location:
                yield _repeated(block, known)


def _repeated(block: Block, first: Location) -> Problem:
    return Problem(
        location=block.location,
        thing=block.subject,
        rule="duplicate-id",
        message=f"this id has a block already, at {first}. Merge the two blocks, or give the new "
        "thing an id of its own.",
        message_id=f"id ini sudah mempunyai blok, di {first}. Gabungkan kedua blok itu, atau beri "
        "hal yang baru id sendiri.",
    )


def _blank_nodes(triples: Iterable[ox.Triple]) -> Iterator[Problem]:
    for triple in triples:
        if isinstance(triple.object, ox.BlankNode) and isinstance(triple.subject, ox.NamedNode):
            yield Problem(
                location=None,
                thing=triple.subject.value,
                rule="blank-node",
                message="this value is a blank node. Give it an id of its own, such as "
                "record/…, so that claims can speak of it.",
                message_id="nilai ini adalah simpul kosong. Beri id sendiri, misalnya record/…, "
                "agar klaim dapat merujuknya.",
                property=triple.predicate.value,
                detail=compact(triple.predicate.value),
            )


def _literals(triples: Iterable[ox.Triple]) -> Iterator[Problem]:
    store = ox.Store()
    for triple in triples:
        literal = triple.object
        if not isinstance(literal, ox.Literal) or not isinstance(triple.subject, ox.NamedNode):
            continue
        if _is_malformed(literal):
            yield _literal_problem(triple, literal, *_MALFORMED)
        elif literal.language is None and literal.datatype.value != XSD + "string":
            canonical = _canonical(store, literal)
            if canonical != literal:
                yield _literal_problem(triple, literal, *_uncanonical(canonical))
        elif literal.language is not None and literal.language != literal.language.lower():
            yield _literal_problem(triple, literal, *_UPPER_CASE_TAG)


_MALFORMED = (
    "malformed-literal",
    "this is no value of its datatype: no calendar or number has it. Correct it, or use a coarser "
    "datatype (xsd:gYear, xsd:gYearMonth).",
    "ini bukan nilai dari tipe datanya: tidak ada dalam kalender atau bilangan. Perbaiki, atau "
    "gunakan tipe yang lebih kasar (xsd:gYear, xsd:gYearMonth).",
)
_UPPER_CASE_TAG = (
    "language-tag-case",
    "write the language tag in lower case.",
    "tulis tanda bahasa dengan huruf kecil.",
)


def _uncanonical(canonical: ox.Literal) -> tuple[str, str, str]:
    return (
        "uncanonical-literal",
        f"write this value in its canonical form: {canonical}.",
        f"tulis nilai ini dalam bentuk kanonis: {canonical}.",
    )


def _literal_problem(
    triple: ox.Triple, literal: ox.Literal, rule: str, message: str, message_id: str
) -> Problem:
    assert isinstance(triple.subject, ox.NamedNode)
    return Problem(
        location=None,
        thing=triple.subject.value,
        rule=rule,
        message=message,
        message_id=message_id,
        detail=f"{compact(triple.predicate.value)} = {literal}",
        property=triple.predicate.value,
    )


def _is_malformed(literal: ox.Literal) -> bool:
    datatype = literal.datatype.value
    if datatype in _COARSE:
        return len(literal.value) != _COARSE[datatype] or bounds(literal.value) is None
    return datatype in _NATIVE and isinstance(to_python(literal), str)


def _canonical(store: ox.Store, literal: ox.Literal) -> ox.Literal:
    """Return ``literal`` as Oxigraph's store writes it."""
    node = ox.NamedNode("urn:x")
    store.clear()
    store.add(ox.Quad(node, node, literal))
    stored = next(iter(store)).object
    assert isinstance(stored, ox.Literal)
    return stored


def _dead_references(assembly: Assembly) -> Iterator[Problem]:
    parts = (assembly.ontology, assembly.facts, assembly.claims, assembly.inferred)
    known = {triple.subject for part in parts for triple in part}
    for triple in (*assembly.facts, *assembly.claims, *assembly.links):
        target = triple.object
        if (
            isinstance(target, ox.NamedNode)
            and target.value.startswith(_THINGS)
            and target not in known
            and isinstance(triple.subject, ox.NamedNode)
        ):
            yield Problem(
                location=None,
                thing=triple.subject.value,
                rule="unknown-id",
                message="no file has a block for this id. Correct the id, or write its block.",
                message_id="tidak ada berkas yang memuat blok untuk id ini. Perbaiki id-nya, atau "
                "tulis bloknya.",
                detail=f"{compact(triple.predicate.value)} = {compact(target.value)}",
                property=triple.predicate.value,
            )
