"""What a check finds: one problem is one thing to put right, with its place and the remedy."""

from __future__ import annotations

from dataclasses import dataclass, field

from ascn_kg.namespaces import compact


@dataclass(frozen=True, order=True)
class Location:
    """A line of an input file; ``line`` counts from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, order=True)
class Problem:
    """One breach of a rule.

    Attributes:
        location: Where the thing stands, or None where no file holds it.
        thing: IRI of the thing at fault, or "" where the file itself is at fault.
        rule: Short name of the rule, for example ``MeetingEndsAfterStartShape``.
        message: What is wrong and what to do, in English.
        message_id: The same in Indonesian.
        detail: The property and value at fault, as people read them.
        severity: ``violation`` fails the check, ``warning`` does not.
        property: IRI of the property at fault, or "".
    """

    location: Location | None
    thing: str
    rule: str
    message: str
    message_id: str = field(default="", compare=False)
    detail: str = ""
    severity: str = "violation"
    property: str = ""

    def text(self, language: str = "en") -> str:
        """Return one line for people in ``language`` (``en`` or ``id``)."""
        message = self.message_id if language == "id" and self.message_id else self.message
        place = f"{self.location}: " if self.location else ""
        thing = f"{compact(self.thing)}: " if self.thing else ""
        detail = f" ({self.detail})" if self.detail else ""
        mark = "" if self.severity == "violation" else f"{self.severity}: "
        return f"{place}{mark}{thing}{message}{detail} [{self.rule}]"

    def __str__(self) -> str:
        return self.text()
