"""An explanation as a tree of text for people."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Final, TextIO

import pyoxigraph as ox

from ascn_kg.explanation.evidence import Evidence
from ascn_kg.explanation.reading import Reading
from ascn_kg.explanation.words import sentence
from ascn_kg.namespaces import BASE, compact
from ascn_kg.reasoning.rule import Pattern

if TYPE_CHECKING:
    from rich.tree import Tree

    from ascn_kg.explanation.answer import Explanation

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
#: Claims shown below one statement; the rest are counted.
_CLAIMS_SHOWN: Final = 5

_WORDS: Final = {
    "en": {
        "yes": "Yes.",
        "no": "No.",
        "proof": "Proof {number} ({size})",
        "step": "1 step",
        "steps": "{count} steps",
        "because": "because",
        "asserted": "stated here; no claim is needed",
        "above": "shown above",
        "unproved": "This follows from the ontology, but no proof was found.",
        "more": "further claims: {count}",
        "said": "Said, but it does not stand",
        "instead": "There is one value only, and it is another",
        "missing": "It would follow, {because} ({rule})",
        "held": "there is",
        "lacking": "there is not",
        "nothing": "No source says so, and no rule of the ontology would give it.",
        "anything": "something",
        "says": "says",
        "characters": "characters {start} to {end}",
        "corrected": "see",
    },
    "id": {
        "yes": "Ya.",
        "no": "Tidak.",
        "proof": "Bukti {number} ({size})",
        "step": "1 langkah",
        "steps": "{count} langkah",
        "because": "karena",
        "asserted": "dinyatakan di sini; klaim tidak diperlukan",
        "above": "sudah ditunjukkan di atas",
        "unproved": "Ini disimpulkan dari ontologi, tetapi buktinya tidak ditemukan.",
        "more": "klaim lainnya: {count}",
        "said": "Ada yang mengatakannya, tetapi tidak berlaku",
        "instead": "Nilainya hanya satu, dan nilainya lain",
        "missing": "Ini akan berlaku, {because} ({rule})",
        "held": "ada",
        "lacking": "tidak ada",
        "nothing": "Tidak ada sumber yang menyatakannya, dan tidak ada aturan yang memberikannya.",
        "anything": "sesuatu",
        "says": "menurut",
        "characters": "karakter {start} sampai {end}",
        "corrected": "lihat",
    },
}


def width_of(stream: TextIO) -> int:
    """Return how many columns ``stream`` has; a hundred where it is no terminal."""
    return get_terminal_size().columns if stream.isatty() else 100


def render(answer: Explanation, width: int = 100) -> str:
    """Return ``answer`` as plain text of at most ``width`` columns."""
    from rich.console import Console

    stream = io.StringIO()
    console = Console(file=stream, width=width, color_system=None, highlight=False)
    for tree in _Renderer(answer).trees():
        console.print(tree)
    return "".join(f"{line.rstrip()}\n" for line in stream.getvalue().splitlines())


class _Renderer:
    def __init__(self, answer: Explanation) -> None:
        self._answer = answer
        self._words = _WORDS.get(answer.language, _WORDS["en"])
        self._introduced: set[str] = set()
        self._shown: set[ox.Triple] = set()

    def trees(self) -> Iterator[Tree]:
        answer, words = self._answer, self._words
        verdict = words["yes" if answer.holds else "no"]
        head = _tree(f"{verdict} {self._statement(answer.statement)}")
        if not answer.holds:
            self._explain_absence(head)
        elif not answer.proofs:
            _add(head, words["unproved"])
        elif len(answer.proofs) == 1:
            self._explain(head, answer.readings[0])
        else:
            self._number(head)
        yield head

    def _number(self, head: Tree) -> None:
        words = self._words
        for number, (proof, reading) in enumerate(
            zip(self._answer.proofs, self._answer.readings, strict=True), 1
        ):
            size = words["step"] if proof.size == 1 else words["steps"].format(count=proof.size)
            branch = _add(head, words["proof"].format(number=number, size=size))
            self._shown.clear()
            self._explain(branch, reading)

    def _explain(self, branch: Tree, reading: Reading) -> None:
        """Add to ``branch`` why the statement of ``reading`` holds."""
        if not reading.because:
            self._add_claims(branch, self._answer.evidence.get(reading.statement, ()))
            return
        reason = f"{self._words['because']} {reading.because} ({', '.join(reading.rules)})"
        below = _add(branch, reason)
        for premise in reading.premises:
            self._add_premise(below, premise)

    def _add_premise(self, branch: Tree, reading: Reading) -> None:
        text = self._statement(reading.statement)
        if reading.because and reading.statement in self._shown:
            _add(branch, f"{text} ({self._words['above']})")
            return
        self._shown.add(reading.statement)
        self._explain(_add(branch, text), reading)

    def _add_claims(self, branch: Tree, claims: Iterable[Evidence]) -> None:
        every = list(claims)
        for claim in every[:_CLAIMS_SHOWN]:
            self._add_claim(branch, claim)
        if not every:
            _add(branch, self._words["asserted"])
        elif len(every) > _CLAIMS_SHOWN:
            _add(branch, self._words["more"].format(count=len(every) - _CLAIMS_SHOWN))

    def _add_claim(self, branch: Tree, claim: Evidence) -> None:
        answer, words = self._answer, self._words
        parts = [f"{compact(claim.stated_by)}: {answer.label(claim.source or claim.stated_by)}"]
        parts += [claim.date] if claim.date else []
        parts += [f"{words['says']} {answer.label(claim.speaker)}"] if claim.speaker else []
        if claim.span:
            start, end = claim.span
            parts.append(words["characters"].format(start=start, end=end))
        parts += [answer.label(each) for each in (claim.modality, claim.assessment) if each]
        leaf = _add(branch, ", ".join(parts))
        notes = dict(claim.notes)
        note = notes.get(answer.language) or notes.get("en")
        if note and claim.assessment != BASE + "concept/accepted":
            _add(leaf, note)
        if claim.corrected_by:
            _add(leaf, f"{words['corrected']} {', '.join(map(self._thing, claim.corrected_by))}")

    def _explain_absence(self, head: Tree) -> None:
        answer, words = self._answer, self._words
        if answer.claims:
            self._add_claims(_add(head, words["said"]), answer.claims)
        if answer.instead:
            branch = _add(head, words["instead"])
            for statement in answer.instead:
                _add(branch, self._statement(statement))
        if answer.claims or answer.instead:
            return
        miss = answer.missing
        if miss is None:
            _add(head, words["nothing"])
            return
        because = f"{words['because']} {sentence(miss.rule, answer.label, answer.language)}"
        branch = _add(head, words["missing"].format(rule=miss.rule.name, because=because))
        for word, patterns in (("held", miss.held), ("lacking", miss.missing)):
            for pattern in patterns:
                _add(branch, f"{words[word]}: {self._statement(pattern)}")

    def _statement(self, pattern: ox.Triple | Pattern) -> str:
        return " — ".join(map(self._term, pattern))

    def _term(self, term: object) -> str:
        if isinstance(term, ox.NamedNode):
            return self._thing(term.value)
        if isinstance(term, ox.Literal):
            return f"“{term.value}”" + (f" @{term.language}" if term.language else "")
        return self._words["anything"] if isinstance(term, str) else str(term)

    def _thing(self, iri: str) -> str:
        """Return the label of ``iri``, with its id where a thing is named for the first time."""
        label, short = self._answer.label(iri), compact(iri)
        if label == short or iri in self._introduced or not iri.startswith(BASE) or "#" in iri:
            return label
        self._introduced.add(iri)
        return f"{label} ({short})"


def _tree(text: str) -> Tree:
    from rich.text import Text
    from rich.tree import Tree

    return Tree(Text(_CONTROL.sub(" ", text)))


def _add(branch: Tree, text: str) -> Tree:
    from rich.text import Text

    return branch.add(Text(_CONTROL.sub(" ", text)))
