"""Built datasets on disk, each in a folder named by its digest.

A dataset is written to a folder of its own and renamed into place when it is complete: whoever is
killed leaves nothing that is later read, and two processes that build at once both succeed.
The newest `KEPT` datasets stay; older ones, and what killed processes left, go when a new one
arrives. To open one needs few modules; what only writing needs is loaded by it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import IO, TYPE_CHECKING, NamedTuple, cast

import pyoxigraph as ox

from ascn_kg.errors import UsageError
from ascn_kg.summary import Summary

if TYPE_CHECKING:
    from pathlib import Path

#: How many datasets the cache keeps.
KEPT = 4
#: Environment variable that names another cache folder.
FOLDER_VARIABLE = "ASCN_KG_CACHE"

_DUMP = "quads.nq.gz"
_SUMMARY = "summary.json"
_STAMP = "stamp"
_UNFINISHED = ".unfinished-"
#: Seconds after which an unfinished dataset is that of a killed process.
_ABANDONED_AFTER = 24 * 60 * 60


class CachedDataset(NamedTuple):
    """An opened dataset; the store is read-only.

    Attributes:
        store: The quads, to be asked.
        summary: The figures.
        dump: The quads as compressed N-Quads: the fastest way to another store in memory.
    """

    store: ox.Store
    summary: Summary
    dump: str


class DatasetCache:
    """The datasets below one folder, which need not exist yet."""

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = os.fspath(folder)

    @classmethod
    def of_user(cls) -> DatasetCache:
        """Return the cache in the user's cache folder, or in ``$ASCN_KG_CACHE``."""
        return cls(os.environ.get(FOLDER_VARIABLE) or _users_folder())

    def open(self, digest: str) -> CachedDataset | None:
        """Return the dataset ``digest``, or None where it is absent or damaged."""
        place = f"{self.folder}/{digest}"
        try:
            with open(f"{place}/{_SUMMARY}", encoding="utf-8") as file:
                summary = Summary.from_json(file.read())
            store = ox.Store.read_only(f"{place}/store")
            return CachedDataset(store, summary, f"{place}/{_DUMP}")
        except (OSError, ValueError, TypeError):
            return None

    def recall(self, stamp: str) -> str | None:
        """Return the digest of the dataset whose files stood as ``stamp`` says; None if unknown.

        A dataset keeps one stamp, and takes it with it when it goes. Only a note that is the whole
        stamp counts, so that one that is cut off or spoilt is as none.
        """
        wanted = stamp.encode()
        with suppress(OSError):
            for digest in os.listdir(self.folder):
                with suppress(OSError), open(f"{self.folder}/{digest}/{_STAMP}", "rb") as note:
                    if note.read(len(wanted) + 1) == wanted:
                        return digest
        return None

    def remember(self, stamp: str, digest: str) -> None:
        """Note that the files of the dataset ``digest`` stand as ``stamp`` says, if it is kept."""
        from pathlib import Path

        from ascn_kg.files import write_atomically

        with suppress(UsageError), write_atomically(Path(self.folder, digest, _STAMP)) as note:
            note.write(stamp.encode())

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
        from pathlib import Path

        digest = summary.digest
        os.makedirs(self.folder, exist_ok=True)
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

        place = draft.with_name(digest)
        try:
            draft.rename(place)
        except OSError:
            if self.open(digest) is None:  # damaged: what stands there cannot be read
                shutil.rmtree(place)
                draft.rename(place)

    def _prune(self, newest: str) -> None:
        import shutil
        import time
        from pathlib import Path

        with suppress(OSError):
            entries = list(Path(self.folder).iterdir())
            drafts = [f for f in entries if f.name.startswith(_UNFINISHED)]
            finished = [f for f in set(entries) - set(drafts) if (f / _SUMMARY).is_file()]
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
    (draft / _SUMMARY).write_text(summary.to_json(), "utf-8")


def _users_folder() -> str:
    """Return the folder for this program's cache in the user's.

    On Linux this is the rule of the XDG Base Directory Specification itself: to load platformdirs,
    which knows the others, takes as long as to open a dataset.
    """
    if sys.platform == "linux":
        home = os.environ.get("XDG_CACHE_HOME", "")
        return os.path.join(home.strip() or os.path.expanduser("~/.cache"), "ascn-kg")
    import platformdirs

    return platformdirs.user_cache_dir("ascn-kg", appauthor=False)


def in_memory(quads: Iterable[ox.Quad]) -> ox.Store:
    """Return ``quads`` as a store in memory."""
    store = ox.Store()
    store.bulk_extend(quads)
    return store
