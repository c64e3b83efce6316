"""A dataset in figures; all that is known of one without opening it."""

from __future__ import annotations

import json
from typing import NamedTuple


class Summary(NamedTuple):
    """What a dataset holds, in figures.

    Attributes:
        digest: Name of the dataset: 64 hexadecimal digits.
        facts: Triples that the fact files state.
        records: Memberships, nominations and other things with time, role or amount.
        claims: Statements that a source makes.
        sources: Documents, pages and data files that claims come from.
        evidence_needed: Facts that need a claim.
        evidence_found: Facts that have one.
        shapes: Shapes that the facts were checked against.
        conflicts: Properties on which sources disagree.
        inferred: Triples that follow from facts and ontology.
        quads: All triples of all graphs.
    """

    digest: str
    facts: int
    records: int
    claims: int
    sources: int
    evidence_needed: int
    evidence_found: int
    shapes: int
    conflicts: int
    inferred: int
    quads: int = 0

    @property
    def coverage(self) -> float:
        """Share of the facts that need a claim and have one, from 0 to 1."""
        return self.evidence_found / self.evidence_needed if self.evidence_needed else 1.0

    def to_json(self) -> str:
        """Return the figures as one line of JSON."""
        return json.dumps(self._asdict())

    @classmethod
    def of_quads(cls, digest: str, quads: int) -> Summary:
        """Return the figures of a dataset of which only this is known."""
        return cls(digest, 0, 0, 0, 0, 0, 0, 0, 0, 0, quads)

    @classmethod
    def from_json(cls, text: str) -> Summary:
        """Return the figures that `to_json` wrote."""
        return cls(**json.loads(text))
