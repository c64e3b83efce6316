"""Words that say what kind of unit a name means: Kota, Regency, จังหวัด and the like.

A word is a prefix or a suffix of the name. What it designates decides whether the name can mean a
thing at all: Semarang Regency is not the city of Semarang.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ascn_kg.matching.keys import normal

#: Designation -> its words in front of a name, and behind it. Words of scripts without spaces are
#: joined to the name, the others stand apart.
_WORDS: Final[dict[str, tuple[str, str]]] = {
    "city": (
        "city of|the city of|kota|bandaraya|bandar raya|municipality and city of|thanh pho|tp|"
        "t p|krong|nakhon|ciudad de|cidade de|ville de|stadt|lungsod ng|"
        "dakbayan sa|siyudad sa|syudad san|ciudad ti|siudad ti|kutha|metropolis of|kota madya|"
        "kotamadya|town of|the town of|pemerintah kota|pemkot|city government of|"
        "دکبایان|مدينة|مدینه|شهر|นคร|เทศบาลนคร|เทศบาลเมือง|กรุง|ក្រុង|ទីក្រុង|ນະຄອນ|"
        "город|г",
        "city|town|stadt|municipal city|city government|kota|shahr|"
        "市|시|မြို့|မြို့တော်|မြို့တော်ကြီး|நகரம்|மாநகரம்|शहर|شہر|город",
    ),
    "municipality": (
        "municipality of|munisipalitas|municipio de|munisipiu|concelho de|munisipyo ng|bandaran",
        "municipality|munisipality|municipal|munisipalitas",
    ),
    "capital": (
        "ibu kota|ibukota|capital city of|capital of|the capital city of|thu do|nakhon luang|"
        "nakhonluang|rachathani|raja dhani|รាជធានី|រាជធានី|ນະຄອນຫຼວງ|ນະຄອນຫລວງ|首都",
        "capital|capital city|ibu kota|capital administration",
    ),
    "metropolis": (
        "metropolitan city of|มหานคร",
        "metropolitan|metropolitan city|metropolis|metropolitan administration|มหานคร",
    ),
    "special-region": (
        "dki|d k i|dk|daerah khusus ibukota|daerah khusus ibu kota|daerah khusus|"
        "special capital region of|the special capital region of|special region of|"
        "special capital territory of",
        "special capital region|special region|special capital territory|dki",
    ),
    "territory": (
        "federal territory of|the federal territory of|wilayah persekutuan|w p|wp|"
        "union territory of",
        "federal territory|union territory|union territories|council area",
    ),
    "prefecture": ("prefecture of|kampheng nakhon", "prefecture|capital prefecture|府"),
    "province": (
        "province of|the province of|provinsi|propinsi|prov|changwat|khett|tinh|khoueng|khwaeng|"
        "lalawigan ng|probinsya ng|pemprov|จังหวัด|ខេត្ត|ແຂວງ",
        "province|prov|provinsi|changwat|省|도|州",
    ),
    "region": (
        "region of|state of|negeri|division of|metro|greater|kawasan",
        "region|state|division|metropolitan area|metropolitan region|metro area|tuin|တိုင်း|"
        "တိုင်းဒေသကြီး|ပြည်နယ်",
    ),
    "country": (
        "republic of|the republic of|kingdom of|the kingdom of|socialist republic of|union of|"
        "republik|negara|nuoc|ประเทศ|ປະເທດ|ព្រះរាជាណាចក្រ|ប្រទេស",
        "republic|国|國|နိုင်ငံ",
    ),
    "regency": (
        "regency of|the regency of|kabupaten|kab|pemerintah kabupaten|pemkab",
        "regency|kabupaten|kab",
    ),
    "district": (
        "district of|amphoe|amphur|amphoe mueang|amphoe muang|mueang|muang|meuang|huyen|quan|"
        "kecamatan|kec|daerah|township of|khan|khet|sangkat|srok|mukim|kelurahan|barangay|"
        "tambon|subdistrict of|อำเภอ|อำเภอเมือง|เมือง|ເມືອງ|เขต|ตำบล|ស្រុក|ខណ្ឌ",
        "district|township|subdistrict|sub district|kecamatan|mukim|barangay|郡|区|區|縣|县|"
        "구|군|ခရိုင်|မြို့နယ်",
    ),
}
#: How a city stands in its country -> what a name of it may be called.
_ACCEPTED: Final[dict[str, frozenset[str]]] = {
    kind: frozenset(words.split())
    for kind, words in {
        "capital": "city municipality capital prefecture",
        "capital-administration": "city municipality capital",
        "city": "city municipality",
        "city-state": "city",
        "federal-administrative-city": "city territory capital",
        "municipality": "city municipality capital",
        "province": "city province",
        "regency": "regency",
        "special-administrative-area": "city municipality capital metropolis",
        "special-capital-region": "city capital special-region province metropolis",
        "union-territory": "city capital territory",
        "": "city municipality",
    }.items()
}
#: A member of which nobody says whether it is the province or its town.
_UNDETERMINED: Final = frozenset({"city", "province", "municipality"})


@dataclass(frozen=True)
class Designated:
    """A name without the word that designates its kind of unit."""

    name: str
    designation: str


def _table() -> tuple[dict[str, list[tuple[str, str]]], dict[str, list[tuple[str, str]]]]:
    """Return the words before and behind names, by first and by last word, longest first."""
    front: dict[str, list[tuple[str, str]]] = {}
    behind: dict[str, list[tuple[str, str]]] = {}
    for designation, (before, after) in _WORDS.items():
        for words, index, at in ((before, front, 0), (after, behind, -1)):
            for phrase in filter(None, map(normal, words.split("|"))):
                index.setdefault(phrase.split()[at], []).append((phrase, designation))
    for index in (front, behind):
        for entries in index.values():
            entries.sort(key=lambda entry: -len(entry[0]))
    return front, behind


_FRONT, _BEHIND = _table()
_JOINED_FRONT: Final = tuple(
    sorted(
        (e for entries in _FRONT.values() for e in entries if not e[0].isascii()),
        key=lambda entry: -len(entry[0]),
    )
)
_JOINED_BEHIND: Final = tuple(
    sorted(
        (e for entries in _BEHIND.values() for e in entries if not e[0].isascii()),
        key=lambda entry: -len(entry[0]),
    )
)


def readings(text: str) -> Iterator[Designated]:
    """Yield what is left of the normal form ``text`` without a designation, in every way.

    A designation may stand in front, behind, or both: ``Kota Administrasi``, ``TP … City``.
    """
    for first in _stripped(text):
        yield first
        for second in _stripped(first.name):
            # The more special word counts: Kabupaten … City is a regency.
            kind = second.designation if first.designation == "city" else first.designation
            yield Designated(second.name, kind)


def _stripped(text: str) -> Iterator[Designated]:
    words = text.split()
    if not words:
        return
    for phrase, designation in _FRONT.get(words[0], ()):
        if text.startswith(phrase + " "):
            yield Designated(text[len(phrase) + 1 :], designation)
    for phrase, designation in _BEHIND.get(words[-1], ()):
        if text.endswith(" " + phrase):
            yield Designated(text[: -len(phrase) - 1], designation)
    if not text.isascii():
        for phrase, designation in _JOINED_FRONT:
            if text.startswith(phrase) and len(text) > len(phrase):
                yield Designated(text[len(phrase) :].strip(), designation)
        for phrase, designation in _JOINED_BEHIND:
            if text.endswith(phrase) and len(text) > len(phrase):
                yield Designated(text[: -len(phrase)].strip(), designation)


def designation_of(text: str) -> str:
    """Return what the normal form ``text`` designates where it is nothing else, or ""."""
    for index, at in ((_FRONT, 0), (_BEHIND, -1)):
        for phrase, designation in index.get(text.split()[at], ()) if text else ():
            if phrase == text:
                return designation
    return ""


def is_nearly_designation(text: str) -> bool:
    """Return whether the normal form ``text`` is a word behind names, perhaps misspelt."""
    from rapidfuzz.distance import OSA

    phrases = (phrase for entries in _BEHIND.values() for phrase, _ in entries)
    return any(len(p) > 3 and OSA.distance(text, p, score_cutoff=1) <= 1 for p in phrases)


def accepts(kind: str, designation: str, member: bool) -> bool:
    """Return whether a city of ``kind`` may be called a ``designation``.

    ``kind`` is the last part of its ``ascn:cityKind``; a ``member`` of the network without one is
    a province or a town, nobody knows which.
    """
    if not kind and member:
        return designation in _UNDETERMINED
    return designation in _ACCEPTED.get(kind, _ACCEPTED[""])
