"""Which claims ground the fact that they state."""

from __future__ import annotations

from typing import Final

from ascn_kg.namespaces import BASE

ACCEPTED: Final = BASE + "concept/accepted"
REPORTED: Final = BASE + "concept/reported"
_REFUTED: Final = frozenset({BASE + "concept/rejected", BASE + "concept/superseded"})


def grounds(modality: str | None, assessment: str | None) -> bool:
    """Return whether a claim so made and assessed grounds its fact: unrefuted, and no mere plan.

    Args:
        modality: IRI of how it was said: reported, planned or expressed.
        assessment: IRI of what was found about it.
    """
    if assessment in _REFUTED:
        return False
    return assessment == ACCEPTED or modality == REPORTED
