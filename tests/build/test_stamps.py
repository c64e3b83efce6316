"""A start trusts the note of an earlier one only where no file can have changed."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest

from ascn_kg import resources, stamps
from ascn_kg.cache import KEPT, DatasetCache
from ascn_kg.errors import InputNotFoundError
from ascn_kg.graph import KnowledgeGraph, load
from ascn_kg.resources import InputFile, Inputs, dataset_digest, dataset_stamp, find_inputs
from ascn_kg.summary import Summary

QUAD = ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal("o"), ox.NamedNode("urn:g"))
#: Longer than a tick of the file systems that tests run on, in nanoseconds.
_TICK = 50_000_000


class Folders(NamedTuple):
    """The three folders of an input."""

    ontology: Path
    facts: Path
    queries: Path


@pytest.fixture(autouse=True)
def short_ticks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamps, "_TICK", _TICK)


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """Input folders with a file or two in each, and nothing that has changed a moment ago."""
    texts = {
        "ontology/ascn.ttl": "<urn:a> a <urn:A> .",
        "facts/one.ttl": "<urn:one> a <urn:A> .",
        "facts/more/two.ttl": "<urn:two> a <urn:A> .",
        "queries/all.rq": "SELECT * WHERE { ?s ?p ?o }",
    }
    for name, text in texts.items():
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    rest()
    return Folders(*(tmp_path / "in" / role for role in ("ontology", "facts", "queries")))


def rest() -> None:
    """Wait until what has changed counts as unchanged since."""
    time.sleep(2 * _TICK / 1e9)


def seen(folders: Folders) -> str | None:
    return dataset_stamp(find_inputs(*folders))


# ---- what a stamp tells


def _overwritten(facts: Path) -> None:
    """Write other content of the same size and set the time of writing back."""
    path = facts / "one.ttl"
    before = path.stat()
    path.write_bytes(path.read_bytes().replace(b"urn:A", b"urn:B"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)


def _twin(facts: Path) -> Path:
    """Return a file beside ``one.ttl`` with its size and times, but other content."""
    path, twin = facts / "one.ttl", facts / "twin"
    twin.write_bytes(path.read_bytes().replace(b"urn:A", b"urn:B"))
    os.utime(twin, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
    return twin


def _moved_over(facts: Path) -> None:
    _twin(facts).replace(facts / "one.ttl")


def _linked_over(facts: Path) -> None:
    twin = _twin(facts)
    (facts / "one.ttl").unlink()
    os.link(twin, facts / "one.ttl")


def _pointed_elsewhere(facts: Path) -> None:
    twin = _twin(facts)
    (facts / "one.ttl").unlink()
    (facts / "one.ttl").symlink_to(twin)


def _grown(facts: Path) -> None:
    with (facts / "more" / "two.ttl").open("a") as file:
        file.write("\n")


def _added(facts: Path) -> None:
    (facts / "three.ttl").write_text("", "utf-8")


def _removed(facts: Path) -> None:
    (facts / "more" / "two.ttl").unlink()


def _renamed(facts: Path) -> None:
    (facts / "one.ttl").rename(facts / "first.ttl")


def _exchanged(facts: Path) -> None:
    (facts / "one.ttl").rename(facts / "third")
    (facts / "more" / "two.ttl").rename(facts / "one.ttl")
    (facts / "third").rename(facts / "more" / "two.ttl")


def _folder_renamed(facts: Path) -> None:
    (facts / "more").rename(facts / "less")


CHANGES = [
    _overwritten,
    _moved_over,
    _linked_over,
    _pointed_elsewhere,
    _grown,
    _added,
    _removed,
    _renamed,
    _exchanged,
    _folder_renamed,
]


def test_what_stands_as_it_stood_has_the_same_stamp(folders: Folders) -> None:
    first = seen(folders)
    assert first is not None
    (folders.facts / "one.ttl").read_bytes()
    (folders.facts / "README").write_text("no input", "utf-8")
    assert seen(folders) == first


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__.strip("_"))
def test_any_change_of_the_files_is_seen(change: Callable[[Path], None], folders: Folders) -> None:
    before, digest = seen(folders), dataset_digest(find_inputs(*folders))
    change(folders.facts)
    rest()
    assert before is not None
    assert seen(folders) not in (before, None)
    assert dataset_digest(find_inputs(*folders)) != digest, "the change is one"


@pytest.mark.parametrize("role", ["ontology", "queries"])
def test_a_change_in_any_folder_is_seen(role: str, folders: Folders) -> None:
    before = seen(folders)
    path = next(getattr(folders, role).iterdir())
    path.write_bytes(path.read_bytes())
    rest()
    assert seen(folders) not in (before, None)


def test_a_copy_elsewhere_is_another_and_gives_the_same_dataset(
    folders: Folders, tmp_path: Path
) -> None:
    other = folders._replace(facts=tmp_path / "facts")
    shutil.copytree(folders.facts, other.facts)
    rest()
    assert seen(other) not in (seen(folders), None)
    assert dataset_digest(find_inputs(*other)) == dataset_digest(find_inputs(*folders))


def test_a_change_of_the_code_is_seen(
    folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "package"
    package.mkdir()
    (package / "module.py").write_text("x = 1", "utf-8")
    monkeypatch.setattr(resources, "_PACKAGE", str(package))
    rest()
    before = seen(folders)
    (package / "module.py").write_text("x = 2", "utf-8")
    rest()
    assert before is not None
    assert seen(folders) not in (before, None)


def test_what_changed_a_moment_ago_has_no_stamp(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps, "_TICK", 3_600_000_000_000)
    assert seen(folders) is None


def test_what_is_not_on_disk_has_no_stamp(folders: Folders) -> None:
    inputs = find_inputs(*folders)
    more = (*inputs.facts, InputFile("facts/x.ttl", "x.ttl", b""))
    assert dataset_stamp(Inputs(inputs.ontology, more, inputs.queries)) is None


def test_a_system_that_does_not_keep_the_time_of_change_has_no_stamps(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps, "_KEEPS_CHANGES", False)
    assert seen(folders) is None


# ---- what the cache keeps of it


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DatasetCache:
    """The user's cache, which is empty."""
    monkeypatch.setenv("ASCN_KG_CACHE", str(tmp_path / "cache"))
    return DatasetCache.of_user()


def write(cache: DatasetCache, digest: str) -> Path:
    cache.write([QUAD], Summary(digest, *[0] * 9))
    return Path(cache.folder, digest)


def test_a_stamp_is_recalled_with_its_dataset(cache: DatasetCache) -> None:
    assert cache.recall("a") is None, "there is no folder yet"
    first, second = write(cache, "1" * 64), write(cache, "2" * 64)
    cache.remember("a", first.name)
    cache.remember("b", second.name)
    assert (cache.recall("a"), cache.recall("b")) == (first.name, second.name)
    cache.remember("c", first.name)
    assert (cache.recall("a"), cache.recall("c")) == (None, first.name), "a dataset has one"
    assert sorted(path.name for path in first.iterdir()) == [
        "quads.nq.gz",
        "stamp",
        "store",
        "summary.json",
    ]


def test_a_stamp_goes_with_its_dataset(cache: DatasetCache) -> None:
    old = write(cache, "0" * 64)
    cache.remember("a", old.name)
    os.utime(old, (0, 0))
    for number in range(1, KEPT + 1):
        write(cache, f"{number:064x}")
    assert not old.exists()
    assert cache.recall("a") is None


def test_no_stamp_is_kept_of_what_is_not_kept(cache: DatasetCache) -> None:
    cache.remember("a", "1" * 64)
    assert cache.recall("a") is None
    write(cache, "2" * 64)
    cache.remember("a", "1" * 64)
    assert [path.name for path in Path(cache.folder).iterdir()] == ["2" * 64]


@pytest.mark.parametrize("spoilt", [b"", b"stam", b"stamps", b"\xff\x00", b"x" * 10_000_000])
def test_a_spoilt_note_is_none(spoilt: bytes, cache: DatasetCache) -> None:
    place = write(cache, "1" * 64)
    (place / "stamp").write_bytes(spoilt)
    assert cache.recall("stamp") is None
    cache.remember("stamp", place.name)
    assert cache.recall("stamp") == place.name


def test_what_is_no_file_is_no_note(cache: DatasetCache) -> None:
    place = write(cache, "1" * 64)
    (place / "stamp").mkdir()
    cache.remember("stamp", place.name)
    assert cache.recall("stamp") is None


# ---- what a start makes of it


@pytest.fixture
def kept(folders: Folders, cache: DatasetCache) -> Path:
    """The folder of the dataset of ``folders``, which the cache keeps."""
    return write(cache, dataset_digest(find_inputs(*folders)))


def test_the_second_start_reads_no_facts(
    folders: Folders, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = load(*folders)
    read: list[str] = []
    reading = stamps.Standing.read

    def told(standing: stamps.Standing) -> bytes | None:
        read.append(Path(standing.place).name)
        return reading(standing)

    monkeypatch.setattr(stamps.Standing, "read", told)
    assert load(*folders).digest == first.digest == kept.name
    assert read == ["ascn.ttl", "all.rq"]


def test_a_start_after_a_change_finds_another_dataset(
    folders: Folders, kept: Path, cache: DatasetCache
) -> None:
    assert load(*folders).digest == kept.name
    _overwritten(folders.facts)
    other = write(cache, dataset_digest(find_inputs(*folders)))
    assert other.name != kept.name
    assert load(*folders).digest == other.name, "a moment after the change"
    rest()
    assert load(*folders).digest == other.name
    assert load(*folders).digest == other.name, "and when that is remembered"


def test_a_spoilt_dataset_that_is_remembered_is_not_trusted(
    folders: Folders, kept: Path, cache: DatasetCache
) -> None:
    load(*folders)
    (kept / "summary.json").unlink()
    inputs = find_inputs(*folders)
    stamp = dataset_stamp(inputs)
    assert stamp is not None and cache.recall(stamp) == kept.name
    assert cache.open(kept.name) is None
    assert dataset_digest(inputs) == kept.name, "a build reads what it is made of"


def test_a_graph_outlives_its_files_but_for_the_check(folders: Folders, kept: Path) -> None:
    load(*folders)
    kg = load(*folders)
    assert isinstance(kg, KnowledgeGraph)
    _overwritten(folders.facts)
    (folders.queries / "all.rq").unlink()
    (folders.ontology / "ascn.ttl").write_text("no Turtle", "utf-8")
    assert [file.data for file in kg.inputs.queries] == [b"SELECT * WHERE { ?s ?p ?o }"]
    assert [file.data for file in kg.inputs.ontology] == [b"<urn:a> a <urn:A> ."]
    with pytest.raises(InputNotFoundError, match=r"one\.ttl: has changed since it was found"):
        kg.check()


def test_a_digest_is_that_of_the_bytes_which_were_read(folders: Folders) -> None:
    inputs = find_inputs(*folders)
    before = [file.data for file in inputs]
    digest = dataset_digest(inputs)
    _overwritten(folders.facts)
    assert ([file.data for file in inputs], dataset_digest(inputs)) == (before, digest)
    assert dataset_digest(find_inputs(*folders)) != digest


def test_a_file_that_cannot_be_read_any_more_is_named(folders: Folders) -> None:
    inputs = find_inputs(*folders)
    (folders.facts / "one.ttl").unlink()
    with pytest.raises(InputNotFoundError, match=r"one\.ttl: cannot be read"):
        dataset_digest(inputs)


def test_folders_are_found_again_from_another_one(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folders.facts.parent)
    inputs = find_inputs("ontology", "facts", "queries")
    monkeypatch.chdir("/")
    assert len([file.data for file in inputs]) == 4
    assert inputs.facts[0].path == "facts/more/two.ttl"
