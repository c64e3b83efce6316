"""The mappings of a set of facts, with what is needed to judge them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from ascn_kg.build.assembly import Assembly, load
from ascn_kg.errors import CheckFailedError
from ascn_kg.linking.mappings import Mapping, read_mappings
from ascn_kg.linking.sssom import to_sssom
from ascn_kg.namespaces import BASE, KINDS
from ascn_kg.resources import Inputs


@dataclass(frozen=True)
class Collection:
    """The facts as read, and their mappings."""

    assembly: Assembly
    mappings: tuple[Mapping, ...]

    @cached_property
    def things(self) -> frozenset[str]:
        """Every thing that the facts have a block for."""
        folders = tuple(f"{BASE}{kind}/" for kind in KINDS)
        return frozenset(
            triple.subject.value
            for triple in self.assembly.facts
            if hasattr(triple.subject, "value") and triple.subject.value.startswith(folders)
        )

    def label(self, thing: str) -> str:
        """Return the English label of ``thing``, or ""."""
        return self.assembly.facts.label(thing, "en") or ""

    def to_sssom(self, mappings: Iterable[Mapping] | None = None) -> str:
        """Return the mappings, or others of the same things, as SSSOM/TSV."""
        return to_sssom(self.mappings if mappings is None else mappings, self.label)


def read_collection(inputs: Inputs) -> Collection:
    """Read the mappings among ``inputs``.

    Raises:
        CheckFailedError: a file is no Turtle.
    """
    assembly = load(inputs)
    if assembly.problems:
        raise CheckFailedError(assembly.problems)
    return Collection(assembly, tuple(read_mappings(assembly.links)))
