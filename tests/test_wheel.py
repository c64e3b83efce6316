"""The wheel, installed elsewhere, answers what the checkout answers."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ANSWER = ("run", "member-cities", "--format", "csv")

pytestmark = pytest.mark.slow


def call(*command: str | Path, cwd: Path, cache: Path) -> bytes:
    """Return the standard output of ``command``, which must succeed."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env={**environment, "ASCN_KG_CACHE": str(cache)},
        capture_output=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source distribution."""
    place = tmp_path_factory.mktemp("dist")
    call(sys.executable, "-m", "build", "--outdir", place, ROOT, cwd=place, cache=place)
    [found] = place.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a new environment that holds the wheel and what it depends on."""
    place = tmp_path_factory.mktemp("venv")
    call(sys.executable, "-m", "venv", place, cwd=place, cache=place)
    python = place / ("Scripts" if os.name == "nt" else "bin") / "python"
    call(python, "-m", "pip", "install", "--quiet", wheel, cwd=place, cache=place)
    return python


def checkout(*arguments: str, cache: Path) -> bytes:
    """Return what ``ascn-kg`` of the checkout prints."""
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT / 'src')!r}); import ascn_kg.cli as c; c.main()"
    )
    return call(sys.executable, "-c", code, *arguments, cwd=ROOT, cache=cache)


def test_it_answers_the_same(installed: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    there = call(installed, "-m", "ascn_kg", *ANSWER, cwd=elsewhere, cache=tmp_path / "new")
    assert there == checkout(*ANSWER, cache=tmp_path / "own")
    assert b"Jakarta" in there


def test_it_builds_the_same_dataset(installed: Path, tmp_path: Path) -> None:
    there = call(installed, "-m", "ascn_kg", "build", cwd=tmp_path, cache=tmp_path / "new")
    assert there == checkout("build", cache=tmp_path / "own")
    assert there.startswith(b"digest ")


def test_its_command_is_installed(installed: Path, tmp_path: Path) -> None:
    command = installed.with_name("ascn-kg")
    assert call(command, "--version", cwd=tmp_path, cache=tmp_path).startswith(b"ascn-kg")


def test_it_holds_the_data_the_licences_and_no_litter(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder, ending in (("ontology", ".ttl"), ("facts", ".ttl"), ("queries", ".rq")):
        for path in (ROOT / folder).rglob(f"*{ending}"):
            assert f"ascn_kg/data/{path.relative_to(ROOT).as_posix()}" in names
    assert {Path(name).name for name in names} >= {"LICENSE", "LICENSE-DATA", "py.typed"}
    assert not [name for name in names if "cache" in name and not name.endswith("cache.py")]
    assert not [name for name in names if name.endswith((".pyc", ".tmp"))]


def test_it_holds_the_scripts_of_the_explorer_and_their_licences(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    names = {name.removeprefix("ascn_kg/explorer/") for name in archive.namelist()}
    bundle = {f"bundle/{name}" for name in ("page.js", "chart.js", "editor.js", "api.js")}
    assert names >= bundle | {"bundle/outlines.json", "texts.toml", "style/style.css"}
    assert any(name.endswith(".woff2") for name in names)
    licences = archive.read("ascn_kg/explorer/bundle/licences.txt").decode()
    assert "@observablehq/plot" in licences and "SIL OPEN FONT" in licences.upper()
    assert not [name for name in names if "node_modules" in name]
