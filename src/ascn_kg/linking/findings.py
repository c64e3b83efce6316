"""How faults of links are told: as problems, with both languages and the place in the files."""

from __future__ import annotations

from typing import Final

from ascn_kg.linking.mappings import Mapping
from ascn_kg.namespaces import OWL
from ascn_kg.problems import Problem

_TARGET: Final = OWL + "annotatedTarget"

#: Rule -> what is wrong and what to do, in English and Indonesian.
_MESSAGES: Final = {
    "link-form": (
        "this is no identifier of its dataset. Correct it.",
        "ini bukan pengenal dari kumpulan datanya. Perbaiki.",
    ),
    "link-unknown": (
        "the reference data does not have this identifier. Correct it, or remove the mapping.",
        "data rujukan tidak memuat pengenal ini. Perbaiki, atau hapus pemetaannya.",
    ),
    "link-level": (
        "the identifier stands for another level than we say. Correct ascn:denotes, or choose the "
        "identifier of the level meant.",
        "pengenal ini mewakili tingkat yang lain daripada yang kita nyatakan. Betulkan "
        "ascn:denotes, atau pilih pengenal pada tingkat yang dimaksud.",
    ),
    "link-name": (
        "the identifier belongs to something of another name. Choose the right one.",
        "pengenal ini milik hal yang bernama lain. Pilih yang benar.",
    ),
    "link-country": (
        "the identifier lies in another country than the thing. Choose the right one.",
        "pengenal ini terletak di negara lain daripada hal itu. Pilih yang benar.",
    ),
    "link-distance": (
        "the identifier lies too far from the thing. Choose the right one, or correct the point.",
        "pengenal ini terletak terlalu jauh dari hal itu. Pilih yang benar, atau betulkan "
        "titiknya.",
    ),
    "link-shared": (
        "two things of ours have this identifier as exact match. Make one of them a close match.",
        "dua hal kita mempunyai pengenal ini sebagai padanan tepat. Jadikan salah satunya padanan "
        "dekat.",
    ),
    "link-dead": (
        "the endpoint knows nothing of this identifier. Look for its successor, or remove the "
        "mapping.",
        "titik akses tidak mengenal pengenal ini. Cari penggantinya, atau hapus pemetaannya.",
    ),
    "link-redirected": (
        "the identifier was replaced by another one. Map to that.",
        "pengenal ini telah digantikan. Petakan ke penggantinya.",
    ),
    "link-merged": (
        "the identifier was merged into one that is mapped to another thing of ours. Decide which "
        "of them is exact.",
        "pengenal ini telah digabungkan ke pengenal yang dipetakan ke hal kita yang lain. Tentukan "
        "mana yang tepat.",
    ),
    "link-type": (
        "the identifier no longer stands for what we say. Look what it has become.",
        "pengenal ini tidak lagi mewakili yang kita nyatakan. Periksa telah menjadi apa.",
    ),
    "link-value": (
        "conflict: the other dataset has another value. Find out which is right.",
        "pertentangan: kumpulan data lain memuat nilai lain. Cari tahu mana yang benar.",
    ),
}


def finding(rule: str, mapping: Mapping, detail: str, severity: str = "violation") -> Problem:
    """Return the problem that ``mapping`` breaks ``rule``, one of the rules of links."""
    message, message_id = _MESSAGES[rule]
    return Problem(
        location=None,
        thing=mapping.iri,
        rule=rule,
        message=message,
        message_id=message_id,
        detail=detail,
        severity=severity,
        property=_TARGET,
    )
