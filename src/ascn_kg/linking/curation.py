"""Taking reviewed mappings into the facts: what would change, and the files rewritten."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Dict
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from ascn_kg.datasets import Dataset
from ascn_kg.errors import InputNotFoundError
from ascn_kg.files import write_atomically
from ascn_kg.linking.mappings import EXACT, PREDICATES, Mapping, mapping_iri, to_triples
from ascn_kg.linking.sssom import Row, SssomError
from ascn_kg.namespaces import compact
from ascn_kg.rdf.canonical import canonical_turtle
from ascn_kg.rdf.triples import key
from ascn_kg.rdf.turtle import parse_turtle
from ascn_kg.rdf.turtle_writer import turtle
from ascn_kg.resources import InputFile

_FOLDER: Final = "links"


@dataclass(frozen=True)
class Change:
    """What becomes of one mapping.

    Attributes:
        before: As it stands in the facts; None where it is new.
        after: As it shall stand; None where it goes.
    """

    before: Mapping | None
    after: Mapping | None

    @property
    def mapping(self) -> Mapping:
        """The mapping as it shall stand, or as it stood."""
        mapping = self.after or self.before
        assert mapping is not None
        return mapping

    @property
    def word(self) -> str:
        """``added``, ``changed`` or ``removed``."""
        if self.before is None:
            return "added"
        return "changed" if self.after else "removed"

    def details(self) -> Iterator[tuple[str, str, str]]:
        """Yield each field that differs, with its text before and after."""
        for field in dataclasses.fields(Mapping):
            before, after = _text(self.before, field.name), _text(self.after, field.name)
            if before != after and self.word == "changed":
                yield field.name, before, after

    def __str__(self) -> str:
        told = (
            f"{name}: {before or '–'} -> {after or '–'}" for name, before, after in self.details()
        )
        return f"{self.word} {compact(self.mapping.iri)}" + "".join(f"\n  {line}" for line in told)


def _text(mapping: Mapping | None, field: str) -> str:
    value = getattr(mapping, field) if mapping else ""
    if isinstance(value, Dataset):
        return value.name
    if isinstance(value, tuple):
        return " | ".join(" @".join(part) if isinstance(part, tuple) else part for part in value)
    return compact(value) if isinstance(value, str) else str(value)


def changes(
    present: Iterable[Mapping],
    rows: Iterable[Row],
    file: str,
    things: frozenset[str],
    *,
    replace: bool = False,
) -> list[Change]:
    """Return what the rows of a reviewed file change.

    A row is the mapping of its record id, else that of its thing and identifier. What a row does
    not say stays as it is.

    Args:
        present: The mappings of the facts.
        rows: The rows of the file.
        file: Its name, for errors.
        things: The things that may be mapped.
        replace: Whether mappings that the file lacks go.

    Raises:
        SssomError: a row maps an unknown thing, uses another predicate, has no review, or says
            again what a row before it said.
    """
    by_iri = {mapping.iri: mapping for mapping in present}
    by_key = {mapping.key: mapping for mapping in by_iri.values()}
    found: dict[str, Change] = {}
    for row in rows:
        before = by_iri.get(row.record) or by_key.get(_key(row.fields))
        after = _mapping(row, before)
        _refuse(after, row, file, things)
        if after.iri in found:
            raise SssomError(file, row.line, f"{compact(after.iri)} has a row already.")
        found[after.iri] = Change(before, after)
    gone = [Change(each, None) for iri, each in by_iri.items() if iri not in found and replace]
    kept = [change for change in found.values() if change.before != change.after]
    return sorted([*kept, *gone], key=lambda change: change.mapping.iri)


def _key(fields: Dict[str, Any]) -> tuple[str, str, str]:
    return fields["thing"], fields["target"], fields["dataset"].name


def _mapping(row: Row, before: Mapping | None) -> Mapping:
    if before is not None:
        return dataclasses.replace(before, **row.fields)
    fields = row.fields
    iri = mapping_iri(fields["thing"], fields["dataset"], fields["target"])
    return Mapping(iri=iri, **fields)


def _refuse(mapping: Mapping, row: Row, file: str, things: frozenset[str]) -> None:
    if mapping.thing not in things:
        reason = f"no thing has the id {compact(mapping.thing)}."
    elif mapping.predicate not in PREDICATES:
        reason = (
            f"{compact(mapping.predicate)} is no predicate of a mapping here: write "
            f"{', '.join(map(compact, PREDICATES))}."
        )
    elif not mapping.reviewed or not mapping.reviewers:
        reason = "nobody has reviewed this row: fill in review_date and reviewer_label."
    else:
        return
    raise SssomError(file, row.line, reason)


def accepted(suggestions: Iterable[Mapping], reviewer: str) -> list[Change]:
    """Return the additions of the exact suggestions, reviewed today by ``reviewer``.

    Where a thing has several exact candidates in one dataset, none is taken: a person has to
    choose.
    """
    exact = [mapping for mapping in suggestions if mapping.predicate == EXACT]
    seen = Counter((mapping.thing, mapping.dataset.name) for mapping in exact)
    today = date.today().isoformat()
    return [
        Change(None, dataclasses.replace(mapping, reviewed=today, reviewers=(reviewer,)))
        for mapping in exact
        if seen[mapping.thing, mapping.dataset.name] == 1
    ]


def apply(changes: Iterable[Change], facts: Path) -> list[Path]:
    """Make ``changes`` in the files of ``facts/links``; return the files written.

    Each file is written whole or not at all, in canonical form.

    Raises:
        InputNotFoundError: ``facts`` is no folder.
        TurtleError: a file of mappings is no Turtle.
    """
    if not facts.is_dir():
        raise InputNotFoundError(f"{facts}: there is no such folder of facts.")
    todo = list(changes)
    written = []
    for path in sorted({*_files(facts), *(_path(facts, c.after) for c in todo if c.after)}):
        text = path.read_text("utf-8") if path.exists() else ""
        changed = _rewritten(text, path, facts, todo)
        if changed != text:
            path.parent.mkdir(exist_ok=True)
            with write_atomically(path) as stream:
                stream.write(changed.encode())
            written.append(path)
    return written


def _files(facts: Path) -> list[Path]:
    return sorted((facts / _FOLDER).glob("*.ttl"))


def _path(facts: Path, mapping: Mapping) -> Path:
    return facts / _FOLDER / f"{mapping.dataset.name}.ttl"


def _rewritten(text: str, path: Path, facts: Path, todo: list[Change]) -> str:
    """Return the file with the changes that concern it: old blocks out, new ones in."""
    out = {change.before.iri for change in todo if change.before}
    added = [c.after for c in todo if c.after and _path(facts, c.after) == path]
    triples = parse_turtle(InputFile(path.name, str(path), text.encode()))
    if not added and not out & {_subject(triple) for triple in triples}:
        return text
    kept = [triple for triple in triples if _subject(triple) not in out]
    quads = [ox.Quad(t.subject, t.predicate, t.object) for t in (*kept, *to_triples(added))]
    return canonical_turtle(turtle(quads), str(path))


def _subject(triple: ox.Triple) -> str:
    assert not isinstance(triple.subject, ox.Triple)
    return key(triple.subject)
