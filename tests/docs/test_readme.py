"""What the README and its neighbours say is true: commands run, outputs are real, files exist."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from ascn_kg.cli import app
from ascn_kg.version import __version__

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
FENCE = re.compile(r"^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
BLOCKS = [(match["kind"], match["text"]) for match in FENCE.finditer(README)]
SHELL = [text for kind, text in BLOCKS if kind == "sh"]
#: Commands with the output that the README shows below them.
SHOWN = [
    (text, after)
    for (kind, text), (next_kind, after) in pairwise(BLOCKS)
    if (kind, next_kind) == ("sh", "text")
]
ASKING = [text for text in SHELL if text.startswith("ascn-kg ")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty working folder, with ``ascn-kg`` of this Python on the path of `shell`."""
    (tmp_path / "bin").mkdir()
    script = tmp_path / "bin" / "ascn-kg"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m ascn_kg "$@"\n', "utf-8")
    script.chmod(0o755)
    return tmp_path


def shell(text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", "-e", "-c", text],
        cwd=folder,
        env={**os.environ, "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize("block", ASKING, ids=lambda text: text.split("\n")[0][:40])
def test_the_commands_run(block: str, folder: Path, kg: object) -> None:
    assert kg is not None, "built and cached before"
    done = shell(block, folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout or list(folder.iterdir()) != [folder / "bin"]


@pytest.mark.parametrize(("block", "shown"), SHOWN, ids=lambda text: text.split("\n")[0][:40])
def test_the_outputs_are_real(block: str, shown: str, folder: Path, kg: object) -> None:
    assert kg is not None, "built and cached before"
    assert shell(block, folder).stdout.replace("\r\n", "\n") == shown


def test_python_runs(folder: Path, kg: object) -> None:
    assert kg is not None, "built and cached before"
    [code] = [text for kind, text in BLOCKS if kind == "python"]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[1].startswith("Jakarta 2018-04-28 ")


def test_every_shell_command_is_of_a_kind_that_is_tested() -> None:
    first_words = {text.split()[0] for text in SHELL}
    assert first_words == {"ascn-kg", "make", "pip"}


def test_the_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = re.findall(r"make ([a-z]+)", "".join(SHELL))
    assert {"members", "test"} <= set(named)
    for target in named:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_commands_named_exist() -> None:
    pages = README + (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    named = set(re.findall(r"(?:^|`)ascn-kg ([a-z-]+)", pages, re.MULTILINE))
    assert named <= set(app.commands)
    assert {"run", "show", "find", "sparql", "export", "check", "queries"} <= named


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/model.md"])
def test_links_to_files_lead_somewhere(page: str) -> None:
    path = ROOT / page
    for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text("utf-8")):
        assert (path.parent / target).exists(), target


def test_the_table_of_folders_is_complete() -> None:
    done = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    folders = {line.split("/")[0] for line in done.stdout.splitlines() if "/" in line}
    table = README.partition("## What is where")[2]
    assert [name for name in sorted(folders) if name[0] != "." and f"[{name}" not in table] == []


def test_versions_agree() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    top = re.search(r"^## \[([^\]]+)\]", changelog, re.MULTILINE)
    assert top and top[1] == __version__
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == __version__
    assert f"version {__version__}" in README
    ontology = (ROOT / "ontology" / "ascn.ttl").read_text("utf-8")
    assert re.findall(r'owl:versionInfo "([^"]+)"', ontology) == [__version__]


def test_the_citation_file_has_what_its_format_asks_for() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert citation["type"] in ("dataset", "software")
    assert all(citation[key] for key in ("message", "title", "authors", "url", "license"))
