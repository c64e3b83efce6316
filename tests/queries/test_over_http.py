"""Every query file runs unchanged over HTTP: a SPARQL 1.1 Protocol server of another process."""

from __future__ import annotations

import json
import urllib.request
from collections import Counter
from pathlib import Path

import pytest
from cases import catalog

from ascn_kg.graph import KnowledgeGraph
from ascn_kg.sparql.engine import LocalEngine


def _ask(endpoint: str, query: str) -> list[dict[str, tuple[str, str]]]:
    headers = {
        "Content-Type": "application/sparql-query",
        "Accept": "application/sparql-results+json",
    }
    request = urllib.request.Request(endpoint, query.encode(), headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return _rows(answer.read())


def _rows(data: bytes) -> list[dict[str, tuple[str, str]]]:
    """Return the rows of a SPARQL 1.1 JSON result; each cell as its type and value."""
    return [
        {name: (cell["type"], cell["value"]) for name, cell in row.items()}
        for row in json.loads(data)["results"]["bindings"]
    ]


@pytest.mark.parametrize("name", catalog().names)
def test_the_file_as_it_stands_gives_the_same_rows(
    name: str, endpoint: str, kg: KnowledgeGraph
) -> None:
    file = Path(catalog()[name].file).read_text("utf-8")
    assert isinstance(kg.engine, LocalEngine)
    local = _rows(kg.run(name).format("json").encode())
    remote = _ask(endpoint, file)
    assert Counter(map(_key, remote)) == Counter(map(_key, local))
    assert len(remote) > 0


def _key(row: dict[str, tuple[str, str]]) -> tuple[tuple[str, tuple[str, str]], ...]:
    return tuple(sorted(row.items()))
