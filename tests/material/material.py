"""What the tests on the material share: types, reading a table, finding a source by its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from ascn_kg.namespaces import BASE

Block = dict[str, Any]
#: Subject, predicate and value of a triple as text.
Statement = tuple[str, str, str]
SourceNames = Callable[[Iterable[str]], set[str]]
Rows = Callable[[str], list[tuple[Any, ...]]]


def read_table(path: Path) -> Block:
    found: Block = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def source_of(entry: str, by_address: Mapping[str, str]) -> str | None:
    article = re.match(r"seed[:-]0*([0-4])", entry)
    if article:
        return f"{BASE}source/s{article[1]}"
    return by_address.get(entry) if "://" in entry else f"{BASE}source/{entry}"
