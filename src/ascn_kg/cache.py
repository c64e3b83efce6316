"""Built datasets on disk, each in a folder named by its digest.

A dataset is written to a folder of its own and renamed into place when it is complete: whoever is
killed leaves nothing that is later read, and two processes that build at once both succeed.
The newest `KEPT` datasets stay; older ones, and what killed processes left, go when a new one
arrives. To open one needs few modules; what only writing needs is loaded by it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from ascn_kg.summary import Summary

#: How many datasets the cache keeps.
KEPT = 4
#: Environment variable that names another cache folder.
FOLDER_VARIABLE = "ASCN_KG_CACHE"

_DUMP = "quads.nq.gz"
_UNFINISHED = ".unfinished-"
#: Seconds after which an unfinished dataset is that of a killed process.
_ABANDONED_AFTER = 24 * 60 * 60


@dataclass(frozen=True)
class CachedDataset:
    """An opened dataset; the store is read-only.

    Attributes:
        store: The quads, to be asked.
        summary: The figures.
        dump: The quads as compressed N-Quads: the fastest way to another store in memory.
    """

    store: ox.Store
    summary: Summary
    dump: Path


class DatasetCache:
    """The datasets below one folder, which need not exist yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def of_user(cls) -> DatasetCache:
        """Return the cache in the user's cache folder, or in ``$ASCN_KG_CACHE``."""
        chosen = os.environ.get(FOLDER_VARIABLE)
        if chosen:
            return cls(Path(chosen))
        import platformdirs

        return cls(platformdirs.user_cache_path("ascn-kg", appauthor=False))

    def open(self, digest: str) -> CachedDataset | None:
        """Return the dataset ``digest``, or None where it is absent or damaged."""
        place = self.folder / digest
        try:
            summary = Summary.from_json((place / "summary.json").read_text("utf-8"))
            store = ox.Store.read_only(str(place / "store"))
            return CachedDataset(store, summary, place / _DUMP)
        except (OSError, ValueError, TypeError):
            return None

    def write(
        self,
        quads: Sequence[ox.Quad],
        summary: Summary,
        approve: Callable[[], None] = lambda: None,
    ) -> CachedDataset:
        """Keep a built dataset and return it opened.

        Args:
            quads: All of it.
            summary: The figures.
            approve: Called when everything is written and nothing is kept; if it raises, that is
                how it stays.

        Raises:
            OSError: the folder cannot be written, or has not room enough; it is as it was before.
        """
        import shutil
        import tempfile

        digest = summary.digest
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=self.folder))
        try:
            _fill(draft, quads, summary)
            approve()
            self._put(draft, digest)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        self._prune(digest)
        kept = self.open(digest)
        if kept is None:
            raise OSError(f"{digest} cannot be read back")
        return kept

    def _put(self, draft: Path, digest: str) -> None:
        import shutil

        place = self.folder / digest
        try:
            draft.rename(place)
        except OSError:
            if self.open(digest) is None:  # damaged: what stands there cannot be read
                shutil.rmtree(place)
                draft.rename(place)

    def _prune(self, newest: str) -> None:
        import shutil
        import time

        with suppress(OSError):
            entries = list(self.folder.iterdir())
            drafts = [f for f in entries if f.name.startswith(_UNFINISHED)]
            finished = [f for f in set(entries) - set(drafts) if (f / "summary.json").is_file()]
            finished.sort(key=lambda f: (f.name == newest, f.stat().st_mtime), reverse=True)
            abandoned = [f for f in drafts if f.stat().st_mtime < time.time() - _ABANDONED_AFTER]
            for old in (*finished[KEPT:], *abandoned):
                shutil.rmtree(old, ignore_errors=True)


def _fill(draft: Path, quads: Sequence[ox.Quad], summary: Summary) -> None:
    import gzip

    with gzip.open(draft / _DUMP, "wb", compresslevel=1) as stream:
        # What a query reads is then close together in the memory of whoever loads it.
        by_predicate = sorted(quads, key=lambda quad: quad.predicate.value)
        ox.serialize(by_predicate, cast(IO[bytes], stream), ox.RdfFormat.N_QUADS)
    store = ox.Store(str(draft / "store"))
    store.bulk_extend(quads)
    store.optimize()
    store.flush()
    del store
    (draft / "summary.json").write_text(summary.to_json(), "utf-8")


def in_memory(quads: Iterable[ox.Quad]) -> ox.Store:
    """Return ``quads`` as a store in memory."""
    store = ox.Store()
    store.bulk_extend(quads)
    return store
