"""The dataset cache: atomic, bounded, harmless when it cannot be used."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import platformdirs
import pyoxigraph as ox
import pytest

from ascn_kg.cache import KEPT, DatasetCache
from ascn_kg.errors import CheckFailedError
from ascn_kg.graph import KnowledgeGraph, load
from ascn_kg.summary import Summary

QUAD = ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal("o"), ox.NamedNode("urn:g"))
SUMMARY = Summary("d" * 64, *[0] * 9)


def digest(number: int) -> Summary:
    return SUMMARY._replace(digest=f"{number:064x}")


def test_what_is_written_is_read(tmp_path: Path) -> None:
    cache = DatasetCache(tmp_path / "new" / "folder")
    assert cache.open(SUMMARY.digest) is None
    written = cache.write([QUAD], SUMMARY)
    assert written is not None
    found = cache.open(SUMMARY.digest)
    assert found is not None
    assert list(found.store) == [QUAD]
    assert found.summary == SUMMARY


def test_the_dump_holds_all_in_the_order_of_predicates(tmp_path: Path) -> None:
    """What a query reads lies together in the memory of whoever loads it."""
    quads = [
        ox.Quad(ox.NamedNode(f"urn:s{s}"), ox.NamedNode(f"urn:p{p}"), ox.Literal("o"))
        for s in range(3)
        for p in range(3)
    ]
    with gzip.open(DatasetCache(tmp_path).write(quads, SUMMARY).dump) as stream:
        dumped = list(ox.parse(stream.read(), ox.RdfFormat.N_QUADS))
    assert set(dumped) == set(quads) and len(dumped) == len(quads)
    predicates = [quad.predicate.value for quad in dumped]
    assert predicates == sorted(predicates)


@pytest.mark.parametrize("chosen", [None, "", "  ", "/tmp/of-somebody"])
def test_the_cache_is_where_platformdirs_says(
    chosen: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ASCN_KG_CACHE", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    if chosen is not None:
        monkeypatch.setenv("XDG_CACHE_HOME", chosen)
    expected = platformdirs.user_cache_dir("ascn-kg", appauthor=False)
    assert DatasetCache.of_user().folder == expected


def test_what_is_not_approved_is_not_kept(tmp_path: Path) -> None:
    def refuse() -> None:
        assert len(list(tmp_path.iterdir())) == 1, "all is written by then"
        raise CheckFailedError([])

    with pytest.raises(CheckFailedError):
        DatasetCache(tmp_path).write([QUAD], SUMMARY, refuse)
    assert list(tmp_path.iterdir()) == []


def test_an_opened_dataset_cannot_be_changed(tmp_path: Path) -> None:
    opened = DatasetCache(tmp_path).write([QUAD], SUMMARY)
    assert opened is not None
    with pytest.raises(RuntimeError, match="read-write"):
        opened.store.add(QUAD)


def test_only_the_newest_datasets_stay(tmp_path: Path) -> None:
    cache = DatasetCache(tmp_path)
    for number in range(KEPT + 3):
        assert cache.write([QUAD], digest(number)) is not None
        os.utime(tmp_path / digest(number).digest, (number, number))
    assert len(list(tmp_path.iterdir())) == KEPT
    assert cache.open(digest(KEPT + 2).digest) is not None
    assert cache.open(digest(0).digest) is None


def test_what_a_killed_process_left_goes_after_a_day(tmp_path: Path) -> None:
    old, fresh = tmp_path / ".unfinished-old", tmp_path / ".unfinished-fresh"
    for folder in (old, fresh):
        (folder / "store").mkdir(parents=True)
    os.utime(old, (0, 0))
    DatasetCache(tmp_path).write([QUAD], SUMMARY)
    assert not old.exists()
    assert fresh.exists()


def test_a_damaged_dataset_is_built_again(tmp_path: Path) -> None:
    cache = DatasetCache(tmp_path)
    cache.write([QUAD], SUMMARY)
    (tmp_path / SUMMARY.digest / "summary.json").write_text("{", "utf-8")
    assert cache.open(SUMMARY.digest) is None
    cache.write([QUAD], SUMMARY)
    assert cache.open(SUMMARY.digest) is not None


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", "utf-8")
    with pytest.raises(OSError, match="Not a directory"):
        DatasetCache(blocked / "cache").write([QUAD], SUMMARY)


def test_a_second_load_gives_the_same_dataset(kg: KnowledgeGraph) -> None:
    again = load()
    assert again.digest == kg.digest
    assert again.summary == kg.summary


@pytest.mark.usefixtures("kg")
def test_equal_inputs_give_equal_exports_without_the_cache(kg: KnowledgeGraph) -> None:
    fresh = load(cache=False)
    assert fresh.digest == kg.digest
    names = ("ontology", "facts", "claims", "links", "inferred", "metadata", "queries")
    assert fresh.export("nquads", graphs=names) == kg.export("nquads", graphs=names)


_BUILD = "import ascn_kg; print(ascn_kg.load().digest)"


def _start(cache: Path, code: str = _BUILD) -> subprocess.Popen[str]:
    environment = {**os.environ, "ASCN_KG_CACHE": str(cache)}
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_two_processes_that_build_at_once_both_succeed(tmp_path: Path, kg: KnowledgeGraph) -> None:
    both = [_start(tmp_path), _start(tmp_path)]
    answers = [process.communicate(timeout=300) for process in both]
    assert [process.returncode for process in both] == [0, 0], answers
    assert {out.strip() for out, _ in answers} == {kg.digest}
    assert [folder.name for folder in tmp_path.iterdir()] == [kg.digest]


def test_a_killed_build_leaves_nothing_that_is_read(tmp_path: Path, kg: KnowledgeGraph) -> None:
    code = f"""
import ascn_kg.cache as cache
fill = cache._fill
def slow(draft, quads, summary):
    fill(draft, quads, summary)
    open({str(tmp_path / "filled")!r}, "w").close()
    import time; time.sleep(600)
cache._fill = slow
import ascn_kg; ascn_kg.load()
"""
    folder = tmp_path / "cache"
    process = _start(folder, code)
    limit = time.monotonic() + 300
    while not (tmp_path / "filled").exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < limit
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    cache = DatasetCache(folder)
    assert cache.open(kg.digest) is None
    assert all(entry.name.startswith(".unfinished-") for entry in folder.iterdir())
    cache.write([QUAD], SUMMARY)
