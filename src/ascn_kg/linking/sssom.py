"""Mappings as SSSOM/TSV, and back (Simple Standard for Sharing Ontological Mappings, 1.1).

A file is a header, YAML behind ``#``, and a table with one mapping per row. The columns are slots
of SSSOM in their canonical order; what SSSOM has no slot for stands in four extension slots that
the header declares. Values of a slot with several values are parted by ``|``.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as Dict
from dataclasses import dataclass
from typing import Any, Final

from ascn_kg.datasets import DATASETS, Dataset
from ascn_kg.errors import DataError, MissingExtraError
from ascn_kg.linking.mappings import Mapping
from ascn_kg.namespaces import ASCN, GRAPH, PREFIXES, XSD, shrink

#: Slot -> field of `Mapping`, in the order of the columns.
_PLAIN: Final = {
    "object_label": "label",
    "object_category": "level",
    "review_date": "reviewed",
    "confidence": "confidence",
}
_SEVERAL: Final = {
    "reviewer_label": "reviewers",
    "ext_found_in": "found_in",
    "ext_target_name": "names",
}
_EXTENSIONS: Final = {
    "ext_comment_id": ("http://www.w3.org/2004/02/skos/core#note", XSD + "string"),
    "ext_found_in": (ASCN + "foundIn", XSD + "string"),
    "ext_independent_sources": (ASCN + "independentSources", XSD + "integer"),
    "ext_target_name": (ASCN + "targetName", XSD + "string"),
}
COLUMNS: Final = (
    "record_id",
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "object_category",
    "mapping_justification",
    "reviewer_label",
    "object_source",
    "review_date",
    "confidence",
    "comment",
    *_EXTENSIONS,
)
_REQUIRED: Final = ("subject_id", "predicate_id", "object_id", "mapping_justification")
#: Language of a note -> its column.
_COMMENTS: Final = {"en": "comment", "id": "ext_comment_id"}
_DATASET_PREFIXES: Final = {dataset.prefix: dataset.base for dataset in DATASETS}


class SssomError(DataError):
    """A file is no SSSOM/TSV that we read; says file and line."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        self.file = file
        self.line = line
        self.reason = reason
        super().__init__(f"{file}:{line}: {reason}")


@dataclass(frozen=True)
class Row:
    """One row of a file: the fields of a mapping that its columns give, and where it stands."""

    line: int
    fields: Dict[str, Any]
    record: str = ""


def to_sssom(
    mappings: Iterable[Mapping],
    label: Callable[[str], str],
    title: str = "Links of the knowledge graph of the ASEAN Smart Cities Network",
) -> str:
    """Return ``mappings`` as the text of an SSSOM/TSV file; equal mappings give an equal text.

    Args:
        mappings: What to write, in this order.
        label: Gives the label of a thing of ours.
        title: Title of the set.
    """
    rows = [_cells(mapping, label) for mapping in mappings]
    table = io.StringIO()
    table.write(_header(rows, title))
    writer = csv.DictWriter(table, COLUMNS, delimiter="\t", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return table.getvalue()


def _cells(mapping: Mapping, label: Callable[[str], str]) -> dict[str, str]:
    notes = {language: text for text, language in mapping.notes}
    return {
        "record_id": _curie(mapping.iri),
        "subject_id": _curie(mapping.thing),
        "subject_label": label(mapping.thing),
        "predicate_id": _curie(mapping.predicate),
        "object_id": _curie(mapping.target, mapping.dataset),
        "mapping_justification": _curie(mapping.justification),
        "object_source": _curie(mapping.dataset.concept),
        "ext_independent_sources": str(mapping.independent or ""),
        **{slot: getattr(mapping, field) for slot, field in _PLAIN.items()},
        **{slot: _joined(getattr(mapping, field)) for slot, field in _SEVERAL.items()},
        **{slot: notes.get(language, "") for language, slot in _COMMENTS.items()},
    }


def _curie(iri: str, dataset: Dataset | None = None) -> str:
    if dataset is not None and iri.startswith(dataset.base):
        return f"{dataset.prefix}:{iri.removeprefix(dataset.base)}"
    return shrink(iri) or iri


def _joined(values: Iterable[str]) -> str:
    return "|".join(value.replace("|", "\\|") for value in values)


def _header(rows: Iterable[Dict[str, str]], title: str) -> str:
    used = {
        row[slot].partition(":")[0]
        for row in rows
        for slot in ("record_id", "predicate_id", "object_id", "subject_id", "object_source")
    }
    known = {**PREFIXES, **_DATASET_PREFIXES}
    prefixes = {name: known[name] for name in sorted({*used, "semapv"} & known.keys())}
    lines = [
        'sssom_version: "1.1"',
        f'mapping_set_id: "{GRAPH}links"',
        f"mapping_set_title: {json.dumps(title)}",
        'license: "https://creativecommons.org/licenses/by/4.0/"',
        "curie_map:",
        *(f'  {name}: "{iri}"' for name, iri in prefixes.items()),
        "extension_definitions:",
    ]
    for slot, (property_, hint) in _EXTENSIONS.items():
        lines += [
            f'  - slot_name: "{slot}"',
            f'    property: "{property_}"',
            f'    type_hint: "{hint}"',
        ]
    return "".join(f"#{line}\n" for line in lines)


def read_sssom(text: str, file: str) -> list[Row]:
    """Return the rows of an SSSOM/TSV file.

    A column that the file lacks gives no field, so that a reviewer may leave columns out.

    Args:
        text: The file.
        file: Its name, for errors.

    Raises:
        SssomError: the text is no SSSOM/TSV, or a row is incomplete.
        MissingExtraError: PyYAML is not installed.
    """
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    begin = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    header = _read_header("".join(line[1:] for line in lines[:begin]), file)
    given = header.get("curie_map") or {}
    if not isinstance(given, dict):
        raise SssomError(file, 1, "curie_map is no list of prefixes.")
    prefixes = {**PREFIXES, **_DATASET_PREFIXES, **{str(k): str(v) for k, v in given.items()}}
    table = csv.DictReader(lines[begin:], delimiter="\t", strict=True)
    try:
        missing = [slot for slot in _REQUIRED if slot not in (table.fieldnames or ())]
        if missing:
            raise SssomError(file, begin + 1, f"the table lacks the column {missing[0]}.")
        return [_row(cells, begin + table.line_num, prefixes, file) for cells in table]
    except csv.Error as error:
        raise SssomError(file, begin + table.line_num, f"this is no table: {error}.") from None


def _read_header(text: str, file: str) -> dict[str, Any]:
    try:
        import yaml
    except ImportError:
        raise MissingExtraError("PyYAML", "links") from None
    try:
        header = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise SssomError(file, line, "the header behind # is no YAML.") from None
    if not isinstance(header, dict):
        raise SssomError(file, 1, "the header behind # names no slots.")
    return header


def _row(cells: Dict[str | None, Any], line: int, prefixes: Dict[str, str], file: str) -> Row:
    if None in cells or None in cells.values():
        raise SssomError(file, line, "the row has not as many cells as the table has columns.")
    given = {str(slot): str(value).strip() for slot, value in cells.items()}

    def iri(slot: str) -> str:
        return _expanded(given.get(slot, ""), prefixes, f"{slot} in this row", file, line)

    for slot in _REQUIRED:
        if not given[slot]:
            raise SssomError(file, line, f"{slot} is empty.")
    target = iri("object_id")
    fields: dict[str, Any] = {
        "thing": iri("subject_id"),
        "predicate": iri("predicate_id"),
        "target": target,
        "justification": iri("mapping_justification"),
        "dataset": _dataset(target, iri("object_source"), file, line),
    }
    fields |= {field: given[slot] for slot, field in _PLAIN.items() if slot in given}
    fields |= {field: _parted(given[s]) for s, field in _SEVERAL.items() if s in given}
    if "ext_independent_sources" in given:
        fields["independent"] = _number(given["ext_independent_sources"], file, line)
    if "comment" in given:
        notes = ((given.get(slot, ""), lang) for lang, slot in _COMMENTS.items())
        fields["notes"] = tuple(sorted(note for note in notes if note[0]))
    return Row(line, fields, iri("record_id"))


def _expanded(curie: str, prefixes: Dict[str, str], what: str, file: str, line: int) -> str:
    if not curie or curie.startswith(("http://", "https://")):
        return curie
    prefix, colon, local = curie.partition(":")
    if not colon or prefix not in prefixes:
        raise SssomError(file, line, f"{what}, {curie!r}, has no prefix of the curie_map.")
    return prefixes[prefix] + local


def _dataset(target: str, source: str, file: str, line: int) -> Dataset:
    """Return the dataset that the row names, else the one whose identifiers look like that."""
    named = [each for each in DATASETS if each.concept == source]
    shaped = [each for each in DATASETS if each.has(target)]
    for candidates in (named, shaped):
        if candidates:
            return candidates[0]
    raise SssomError(
        file,
        line,
        f"{target} is no identifier of a dataset that we map to "
        f"({', '.join(each.title for each in DATASETS)}).",
    )


def _parted(text: str) -> tuple[str, ...]:
    parts: Iterator[str] = (part.replace("\\|", "|") for part in re.split(r"(?<!\\)\|", text))
    return tuple(sorted(part for part in parts if part))


def _number(text: str, file: str, line: int) -> int:
    if text and not text.isdecimal():
        raise SssomError(file, line, f"ext_independent_sources, {text!r}, is no number.")
    return int(text or 0)
