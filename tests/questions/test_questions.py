"""Questions that people ask of the shipped graph, each with its right answer (questions.toml)."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import BASE, PREFIXES
from ascn_kg.results.table import Row, Table

Cells = tuple[Any, ...]


@dataclass(frozen=True)
class Question:
    """One question, what answers it, and the answer; questions.toml explains the fields."""

    id: str
    en: str
    indonesian: str
    read: str
    columns: list[str]
    expected: Any
    query: str = ""
    sparql: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    where: dict[str, Any] = field(default_factory=dict)


def _questions() -> list[Question]:
    text = Path(__file__).with_name("questions.toml").read_text(encoding="utf-8")
    return [Question(**entry) for entry in tomllib.loads(text)["question"]]


QUESTIONS = _questions()


def _ask(kg: KnowledgeGraph, question: Question) -> Table:
    if question.query:
        return kg.run(question.query, **question.parameters)
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    answer = kg.sparql(prefixes + question.sparql)
    assert isinstance(answer, Table)
    return answer


def _cell(row: Row, column: str) -> Any:
    value = row[column]
    return value.removeprefix(BASE) if isinstance(value, str) else value


def _fits(row: Row, where: Mapping[str, Any]) -> bool:
    return all(
        _cell(row, column) in (wanted if isinstance(wanted, list) else [wanted])
        for column, wanted in where.items()
    )


def _only(values: Sequence[Any]) -> Any:
    assert len(set(values)) == 1, f"one value was expected, not {sorted(set(values), key=str)}"
    return values[0]


def _grouped(rows: Sequence[Cells]) -> dict[Any, set[Any]]:
    groups: dict[Any, set[Any]] = defaultdict(set)
    for key, value in rows:
        groups[str(key)].add(value)
    return dict(groups)


READERS: dict[str, Callable[[list[Cells], list[str]], Any]] = {
    "value": lambda rows, columns: _only(rows)[0],
    "set": lambda rows, columns: {value for (value,) in rows},
    "count": lambda rows, columns: len(set(rows)),
    "counts": lambda rows, columns: {key: len(found) for key, found in _grouped(rows).items()},
    "mapping": lambda rows, columns: {
        key: _only(list(found)) for key, found in _grouped(rows).items()
    },
    "sets": lambda rows, columns: _grouped(rows),
    "row": lambda rows, columns: dict(zip(columns, _only(rows), strict=True)),
    "rows": lambda rows, columns: set(rows),
}


def _expected(question: Question) -> Any:
    """The answer in the form that the reader gives; a list in the file has no order."""
    if question.read == "set":
        return set(question.expected)
    if question.read == "rows":
        return {tuple(row) for row in question.expected}
    if question.read == "sets":
        return {key: set(values) for key, values in question.expected.items()}
    return question.expected


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_question_has_its_answer(kg: KnowledgeGraph, question: Question) -> None:
    rows = [row for row in _ask(kg, question) if _fits(row, question.where)]
    cells = [tuple(_cell(row, column) for column in question.columns) for row in rows]
    answer = READERS[question.read](cells, question.columns)
    expected = _expected(question)
    assert answer == expected
    assert type(answer) is type(expected)


def test_questions_are_numbered_and_asked_in_both_languages() -> None:
    assert [question.id for question in QUESTIONS] == [
        f"q{number:02}" for number in range(1, len(QUESTIONS) + 1)
    ]
    for question in QUESTIONS:
        assert question.en.strip() and question.indonesian.strip()
        assert bool(question.query) != bool(question.sparql), question.id
