"""Recomputing the spans of the claims against the documents they come from.

A passage of a kept document names its span as a Web Annotation ``oa:TextPositionSelector`` (W3C
Recommendation, section 4.2.4): 0-based Unicode code points, end exclusive; and the SHA-256 of the
span's UTF-8 bytes. Whoever holds the document can verify the claim without trusting us.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from ascn_kg.build.assembly import load
from ascn_kg.errors import CheckFailedError, InputNotFoundError
from ascn_kg.namespaces import ASCN, OA, compact
from ascn_kg.rdf.triples import Triples
from ascn_kg.resources import Inputs


@dataclass(frozen=True)
class Span:
    """One passage of a document: code points ``start`` to ``end`` hash to ``sha256``."""

    passage: str
    source: str
    start: int
    end: int
    sha256: str
    claims: tuple[str, ...]


@dataclass(frozen=True)
class Verification:
    """The outcome: how many spans agree, and one line for each thing that does not."""

    verified: int
    faults: tuple[str, ...]


def verify_sources(inputs: Inputs, folder: Path) -> Verification:
    """Compare every span of the claims with the documents in ``folder``.

    Raises:
        InputNotFoundError: ``folder`` does not exist or a document cannot be read.
        CheckFailedError: the facts cannot be read.
    """
    assembly = load(inputs)
    if assembly.problems:
        raise CheckFailedError(assembly.problems)
    if not folder.is_dir():
        raise InputNotFoundError(f"{folder}: there is no such folder of documents.")
    facts, claims = assembly.facts, assembly.claims
    spans = list(_spans(claims))
    verified, faults = 0, []
    for source in sorted({span.source for span in spans}):
        document, found = _read(facts, source, folder)
        faults += found
        for span in (s for s in spans if s.source == source):
            fault = _fault(span, document)
            verified += fault is None
            faults += [fault] if fault else []
    return Verification(verified, tuple(faults))


def _spans(claims: Triples) -> Iterator[Span]:
    for passage, selector in sorted(claims.pairs(ASCN + "locator"), key=lambda pair: pair[0]):
        source = claims.value(passage, ASCN + "source")
        start, end, sha256 = (
            claims.value(selector.value, name) for name in (OA + "start", OA + "end", _SHA256)
        )
        if source and start and end and sha256:
            yield Span(
                passage,
                source.value,
                int(start.value),
                int(end.value),
                sha256.value,
                tuple(sorted(claims.subjects(ASCN + "passage", passage))),
            )


_SHA256 = ASCN + "sha256"


def _read(facts: Triples, source: str, folder: Path) -> tuple[str | None, list[str]]:
    """Return the text of the document, or None, and what is wrong with it as a whole."""
    name, expected = facts.value(source, ASCN + "fileName"), facts.value(source, _SHA256)
    if not isinstance(name, ox.Literal):
        return None, [f"{compact(source)}: has spans but no ascn:fileName."]
    path = folder / Path(name.value).name
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputNotFoundError(f"{path}: cannot be read: {error.strerror}.") from error
    faults = []
    if expected is not None and hashlib.sha256(data).hexdigest() != expected.value:
        faults.append(f"{path}: differs from the document that {compact(source)} was read from.")
    try:
        return data.decode("utf-8"), faults
    except UnicodeDecodeError as error:
        return data.decode("utf-8", "replace"), [
            *faults,
            f"{path}: byte {error.start} is not UTF-8.",
        ]


def _fault(span: Span, document: str | None) -> str | None:
    text = "" if document is None else document[span.start : span.end]
    if hashlib.sha256(text.encode("utf-8", "replace")).hexdigest() == span.sha256:
        return None
    claims = ", ".join(compact(claim) for claim in span.claims) or compact(span.passage)
    return (
        f"{claims}: characters {span.start} to {span.end} of {compact(span.source)} are not the "
        "passage that was read."
    )
