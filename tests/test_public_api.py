"""The public door: what ``ascn_kg`` promises is there, and costs nothing until it is used."""

from __future__ import annotations

import subprocess
import sys

import pytest

import ascn_kg

EXPENSIVE = ("owlrl", "pandas", "pyoxigraph", "pyshacl", "rdflib")


def test_all_is_what_can_be_imported() -> None:
    assert sorted(ascn_kg.__all__) == sorted(set(ascn_kg.__all__))
    for name in ascn_kg.__all__:
        assert getattr(ascn_kg, name) is not None
    assert dir(ascn_kg) == sorted(ascn_kg.__all__)


def test_a_star_import_gives_exactly_all() -> None:
    namespace: dict[str, object] = {}
    exec("from ascn_kg import *", namespace)
    assert set(namespace) - {"__builtins__"} == set(ascn_kg.__all__)


def test_the_errors_and_answers_are_the_ones_that_are_raised_and_returned() -> None:
    from ascn_kg import errors, graph
    from ascn_kg.results import table

    assert ascn_kg.AscnKgError is errors.AscnKgError
    assert ascn_kg.KnowledgeGraph is graph.KnowledgeGraph
    assert ascn_kg.Table is table.Table


def test_what_is_not_promised_is_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'lood'"):
        ascn_kg.lood  # noqa: B018


def test_importing_the_package_loads_no_engine() -> None:
    code = "import ascn_kg, sys; sys.stdout.write(' '.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & set(EXPENSIVE)
