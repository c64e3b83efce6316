"""An explanation as plain data for JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from ascn_kg.explanation.evidence import Evidence
from ascn_kg.explanation.proof import Proof
from ascn_kg.explanation.words import sentence
from ascn_kg.namespaces import compact
from ascn_kg.reasoning.rule import Pattern

if TYPE_CHECKING:
    from ascn_kg.explanation.answer import Explanation


def as_dict(answer: Explanation) -> dict[str, Any]:
    """Return ``answer`` as dicts, lists and strings; proofs are given step by step, in full."""
    miss = answer.missing
    return {
        "statement": _statement(answer, answer.statement),
        "holds": answer.holds,
        "language": answer.language,
        "proofs": [{"size": proof.size, **_proof(answer, proof)} for proof in answer.proofs],
        "claims": [_evidence(answer, claim) for claim in answer.claims],
        "instead": [_statement(answer, each) for each in answer.instead],
        "nearest_rule": miss
        and {
            "rule": miss.rule.name,
            "because": sentence(miss.rule, answer.label, answer.language),
            "held": [_statement(answer, each) for each in miss.held],
            "missing": [_statement(answer, each) for each in miss.missing],
        },
    }


def _proof(answer: Explanation, proof: Proof) -> dict[str, Any]:
    plain: dict[str, Any] = {"statement": _statement(answer, proof.statement)}
    if proof.rule is None:
        claims = answer.evidence.get(proof.statement, ())
        return {**plain, "asserted": True, "claims": [_evidence(answer, c) for c in claims]}
    return {
        **plain,
        "asserted": False,
        "rule": proof.rule.name,
        "because": sentence(proof.rule, answer.label, answer.language),
        "premises": [_proof(answer, premise) for premise in proof.premises],
        "axioms": [_proof(answer, axiom) for axiom in proof.axioms],
    }


def _statement(answer: Explanation, pattern: ox.Triple | Pattern) -> dict[str, Any]:
    names = ("subject", "predicate", "object")
    return {name: _term(answer, term) for name, term in zip(names, pattern, strict=True)}


def _term(answer: Explanation, term: object) -> dict[str, Any] | None:
    if isinstance(term, ox.NamedNode):
        return _thing(answer, term.value)
    if isinstance(term, ox.Literal):
        return {"value": term.value, "datatype": term.datatype.value, "language": term.language}
    return None if isinstance(term, str) else {"value": str(term)}


def _thing(answer: Explanation, iri: str) -> dict[str, Any]:
    return {"id": compact(iri), "iri": iri, "label": answer.label(iri)}


def _evidence(answer: Explanation, claim: Evidence) -> dict[str, Any]:
    plain = asdict(claim)
    for name in ("source", "speaker", "assessment", "modality"):
        plain[name] = _thing(answer, plain[name]) if plain[name] else None
    plain["corrected_by"] = [_thing(answer, iri) for iri in claim.corrected_by]
    plain["notes"] = dict(claim.notes)
    return plain
