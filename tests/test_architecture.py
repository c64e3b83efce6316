"""Imports point one way: a module uses what stands in layers below its own, and nothing else."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "ascn_kg"

#: The units of the package (modules and folders at its top), lowest layer first.
LAYERS: tuple[frozenset[str], ...] = tuple(
    frozenset(names.split())
    for names in (
        "errors namespaces summary version",
        "datasets files grounding problems stamps",
        "cache resources",
        "rdf sparql",
        "export reasoning results things validation",
        "answers matching queries",
        "build",
        "check explanation temporal",
        "querying",
        "remote",
        "federation",
        "graph",
        "explorer linking",
        "web",
        "cli",
        "__main__",
    )
)

#: Engines that change global state or cost a second to load -> the only modules that import them.
ONLY_IN = {
    "owlrl": {"ascn_kg.reasoning.reference"},
    "pyshacl": {"ascn_kg.validation.reference"},
    "shifty": {"ascn_kg.validation.fast"},
}
#: What the command line and the graph load only when an answer needs it.
HEAVY = ("owlrl", "pandas", "pyshacl", "rapidfuzz", "rdflib", "rich", "shifty")
#: Modules of the standard library and others that take milliseconds, and no answer needs.
SLOW = (
    *HEAVY,
    *("dataclasses", "decimal", "gzip", "hashlib", "html", "logging", "pathlib", "platformdirs"),
    *("shutil", "tempfile", "unicodedata", "urllib"),
)


def _modules() -> dict[str, Path]:
    """Return every module of the package by its dotted name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = ("ascn_kg", *path.relative_to(PACKAGE).with_suffix("").parts)
        found[".".join(parts).removesuffix(".__init__")] = path
    return found


MODULES = _modules()


def _nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes below ``tree``, less what only type checkers read."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        yield node
        yield from _nodes(node)


def imports(path: Path) -> Iterator[str]:
    """Yield the modules that ``path`` imports, at its top or inside a function."""
    for node in _nodes(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0 and node.module, f"{path.name}: write the full name"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in MODULES else node.module


def unit(module: str) -> str:
    """Return the unit that ``module`` belongs to: ``ascn_kg.build.dataset`` -> ``build``."""
    return module.split(".")[1] if "." in module else ""


def layer(module: str) -> int:
    """Return the number of the layer of ``module``."""
    return next(number for number, units in enumerate(LAYERS) if unit(module) in units)


def test_the_table_names_every_unit_once() -> None:
    named = [name for units in LAYERS for name in units]
    assert sorted(named) == sorted({unit(module) for module in MODULES} - {""})


@pytest.mark.parametrize("module", sorted(set(MODULES) - {"ascn_kg"}))
def test_imports_point_down(module: str) -> None:
    ours = {name for name in imports(MODULES[module]) if name.partition(".")[0] == "ascn_kg"}
    assert "ascn_kg" not in ours, "the package root is for users"
    upward = {name for name in ours if unit(name) != unit(module) and layer(name) >= layer(module)}
    assert not upward


def test_the_package_root_imports_nothing_but_the_version() -> None:
    ours = [name for name in imports(MODULES["ascn_kg"]) if name.startswith("ascn_kg")]
    assert ours == ["ascn_kg.version"]


def test_no_modules_import_each_other() -> None:
    graph = {
        module: {name for name in imports(path) if name in MODULES and name != module}
        for module, path in MODULES.items()
    }
    TopologicalSorter(graph).prepare()  # raises CycleError, which shows the cycle


def test_only_main_imports_the_command_line() -> None:
    users = {module for module in MODULES if unit(module) != "cli" and _uses(module, "cli")}
    assert users == {"ascn_kg.__main__"}


def _uses(module: str, wanted: str) -> bool:
    return any(
        name.startswith("ascn_kg.") and unit(name) == wanted for name in imports(MODULES[module])
    )


@pytest.mark.parametrize("engine", sorted(ONLY_IN))
def test_an_engine_has_one_caller(engine: str) -> None:
    users = {
        module
        for module, path in MODULES.items()
        if any(name.partition(".")[0] == engine for name in imports(path))
    }
    assert users == ONLY_IN[engine]


def _loaded_by(statement: str) -> set[str]:
    """Return the top-level modules that a new Python has loaded after ``statement``.

    It may keep what it compiles: to compile loads modules, too.
    """
    code = f"{statement}\nimport sys\nsys.stderr.write(' '.join(sys.modules))"
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env=environment,
    )
    return {name.partition(".")[0] for name in done.stderr.split()}


@pytest.mark.parametrize("module", ["ascn_kg.cli", "ascn_kg.graph"])
def test_the_way_to_an_answer_loads_nothing_heavy(module: str) -> None:
    assert not _loaded_by(f"import {module}") & set(HEAVY)


def test_a_canned_query_as_csv_loads_nothing_heavy(kg: object) -> None:
    asked = """
import ascn_kg
ascn_kg.load().run("member-cities", country="country/idn").format("csv")
"""
    assert kg is not None, "built and cached before"
    assert not _loaded_by(asked) & set(HEAVY)


def test_what_forks_the_workers_loads_no_web_framework() -> None:
    """Each worker would have it, too."""
    loaded = _loaded_by("import ascn_kg.web.workers.forkserver")
    assert not loaded & {"starlette", "anyio", "asyncio", "ssl", *HEAVY}


def test_an_answer_on_the_command_line_loads_little(kg: object) -> None:
    asked = """
from ascn_kg.cli import app
assert not app(["run", "member-cities", "--format", "csv"], standalone_mode=False)
"""
    assert kg is not None, "built and cached before"
    _loaded_by(asked)  # and this notes how the files stand, so that nothing is hashed below
    needed = _loaded_by("import click, csv, json, pyoxigraph, tomllib")
    assert not (_loaded_by(asked) - needed) & set(SLOW)


def test_no_module_is_called_after_nothing() -> None:
    last = {module.rpartition(".")[2] for module in MODULES}
    assert not last & {"utils", "util", "helpers", "common", "misc", "manager", "base"}
