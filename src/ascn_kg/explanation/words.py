"""Rules in plain sentences, in English and in Indonesian.

Each sentence completes "because …". ``{premise}`` and ``{conclusion}`` are the classes or
properties of the rule's first premise and of its conclusion, ``{chain}`` those of all premises.
"""

from __future__ import annotations

from collections.abc import Callable

import pyoxigraph as ox

from ascn_kg.reasoning.rule import TYPE, UNNAMED_CLASS, Pattern, Rule, Slot

#: Says how people call the IRI of a class or property.
Label = Callable[[str], str]

_DEFINITION = {
    "en": "that is the definition of “{kind}”",
    "id": "demikianlah definisi “{kind}”",
}
_SOME_DEFINITION = {
    "en": "that is how the ontology defines it",
    "id": "demikianlah ontologi mendefinisikannya",
}
_SAME_THING = ("both names stand for one thing", "kedua nama menunjuk hal yang sama")
_SAME_CLASS = (
    "“{premise}” and “{conclusion}” are the same class",
    "“{premise}” dan “{conclusion}” adalah kelas yang sama",
)
_INVERSE = (
    "“{conclusion}” is the inverse of “{premise}”",
    "“{conclusion}” adalah kebalikan dari “{premise}”",
)
_ITSELF = ("everything is of its own kind", "setiap hal termasuk jenisnya sendiri")
_TWO_WAYS = (
    "the same is two things, each a kind of the other",
    "hal yang sama adalah dua hal yang saling mencakup",
)
_NARROWER_FILLER = (
    "it asks for the same property with a narrower kind of value",
    "yang diminta adalah sifat yang sama dengan jenis nilai yang lebih sempit",
)
_NARROWER_PROPERTY = (
    "it asks for the same value of a narrower property",
    "yang diminta adalah nilai yang sama dari sifat yang lebih sempit",
)
_BOTH_WAYS = ("to be the same is to include each other", "sama berarti saling mencakup")

#: Name of a rule -> the sentence in English and in Indonesian.
_SENTENCES: dict[str, tuple[str, str]] = {
    "cax-sco": (
        "“{premise}” is a kind of “{conclusion}”",
        "“{premise}” adalah sejenis “{conclusion}”",
    ),
    "cax-eqc1": _SAME_CLASS,
    "prp-spo1": (
        "“{premise}” is a special case of “{conclusion}”",
        "“{premise}” adalah bentuk khusus dari “{conclusion}”",
    ),
    "prp-eqp1": (
        "“{premise}” and “{conclusion}” mean the same",
        "“{premise}” dan “{conclusion}” sama artinya",
    ),
    "prp-dom": (
        "whatever has “{premise}” belongs to “{conclusion}”",
        "apa pun yang memiliki “{premise}” termasuk “{conclusion}”",
    ),
    "prp-rng": (
        "whatever is a value of “{premise}” belongs to “{conclusion}”",
        "apa pun yang menjadi nilai “{premise}” termasuk “{conclusion}”",
    ),
    "prp-inv1": _INVERSE,
    "prp-inv2": _INVERSE,
    "prp-symp": (
        "“{conclusion}” holds in both directions",
        "“{conclusion}” berlaku dua arah",
    ),
    "prp-trp": (
        "“{conclusion}” carries on from one to the next",
        "“{conclusion}” berlanjut dari yang satu ke yang berikutnya",
    ),
    "prp-fp": (
        "“{premise}” has one value, so both values are one thing",
        "“{premise}” hanya punya satu nilai, jadi kedua nilai itu hal yang sama",
    ),
    "prp-ifp": (
        "“{premise}” belongs to one thing only, so both are one thing",
        "“{premise}” hanya dimiliki satu hal, jadi keduanya hal yang sama",
    ),
    "prp-spo2": (
        "{chain} gives “{conclusion}”",
        "{chain} menghasilkan “{conclusion}”",
    ),
    "eq-sym": _SAME_THING,
    "eq-trans": _SAME_THING,
    "eq-rep-s": _SAME_THING,
    "eq-rep-o": _SAME_THING,
    "cls-thing": ("OWL knows this class", "OWL mengenal kelas ini"),
    "cls-nothing1": ("OWL knows this class", "OWL mengenal kelas ini"),
    "scm-cls": _ITSELF,
    "scm-op": _ITSELF,
    "scm-dp": _ITSELF,
    "scm-sco": (
        "a kind of a kind of something is a kind of it",
        "jenis dari suatu jenis juga termasuk induknya",
    ),
    "scm-spo": (
        "a special case of a special case is one itself",
        "bentuk khusus dari bentuk khusus juga bentuk khusus",
    ),
    "scm-eqc1": _BOTH_WAYS,
    "scm-eqc2": _TWO_WAYS,
    "scm-eqp1": _BOTH_WAYS,
    "scm-eqp2": _TWO_WAYS,
    "scm-dom1": (
        "what is said of a kind holds of the wider kind",
        "yang dikatakan tentang suatu jenis berlaku pula bagi induknya",
    ),
    "scm-dom2": (
        "a special case has the same kinds of things",
        "bentuk khusus dimiliki jenis hal yang sama",
    ),
    "scm-rng1": (
        "values of a kind are of the wider kind too",
        "nilai dari suatu jenis termasuk pula induknya",
    ),
    "scm-rng2": (
        "a special case has the same kinds of values",
        "bentuk khusus memiliki jenis nilai yang sama",
    ),
    "scm-hv": _NARROWER_PROPERTY,
    "scm-svf1": _NARROWER_FILLER,
    "scm-svf2": _NARROWER_PROPERTY,
    "scm-avf1": _NARROWER_FILLER,
    "scm-avf2": _NARROWER_PROPERTY,
    "scm-int": (
        "what is all of several is each of them",
        "yang mencakup semuanya mencakup masing-masing",
    ),
    "scm-uni": (
        "what is one of several is any of them",
        "salah satunya termasuk gabungan semuanya",
    ),
    "members": ("it stands in that list", "ia ada dalam daftar itu"),
    "date-bounds": (
        "that is the day which the date and its precision allow",
        "itulah hari yang dimungkinkan oleh tanggal dan ketelitiannya",
    ),
    "dated": (
        "that is the day which its date allows",
        "itulah hari yang dimungkinkan oleh tanggalnya",
    ),
    "known": (
        "a source counts from its date, or else from the day on which it was read",
        "sumber dihitung sejak tanggalnya, atau sejak hari ia dibaca",
    ),
    "geometry": (
        "that is worked out from latitude and longitude",
        "itu dihitung dari lintang dan bujur",
    ),
}
_THEN = {"en": ", then ", "id": ", lalu "}


def sentence(rule: Rule, label: Label, language: str) -> str:
    """Return ``rule`` as a sentence that completes "because"."""
    pair = _SENTENCES.get(rule.name)
    if pair is None:
        kinds = (named_class(pattern) for pattern in (rule.conclusion, *rule.premises))
        return definition(next(filter(None, kinds), None), label, language)
    said = [_said(premise, label) for premise in rule.premises]
    return pair[language == "id"].format(
        premise=next(iter(said), ""),
        conclusion=_said(rule.conclusion, label),
        chain=_THEN[language].join(f"“{each}”" for each in said),
    )


def definition(kind: str | None, label: Label, language: str) -> str:
    """Return the sentence that the definition of ``kind``, or of something unnamed, is why."""
    if kind is None:
        return _SOME_DEFINITION[language]
    return _DEFINITION[language].format(kind=label(kind))


def named_class(pattern: Pattern | ox.Triple) -> str | None:
    """Return the class that ``pattern`` gives as a type, unless it is unnamed."""
    _, predicate, kind = pattern
    if predicate != TYPE or not isinstance(kind, ox.NamedNode) or is_unnamed(kind):
        return None
    return kind.value


def is_unnamed(term: object) -> bool:
    """Return whether ``term`` stands for an unnamed class, or another node without a name."""
    return isinstance(term, ox.NamedNode) and term.value.startswith(UNNAMED_CLASS)


def _said(pattern: Pattern, label: Label) -> str:
    """Return how the class of a type, or else the property, is called."""
    slot: Slot = pattern[2] if pattern[1] == TYPE else pattern[1]
    return slot if isinstance(slot, str) else label(slot.value)
