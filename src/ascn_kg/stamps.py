"""How a file stands on disk: what tells, without reading it, that it has not changed.

Git's index works like this. The system sets the time of a file's last change of any kind (POSIX:
``st_ctime``) on each write, rename and change of its other times, and no program can set it to a
value of its choice; so a file that stands as it stood has the content that it had. Two changes
within one tick of a file system's clock look alike: a stamp tells something only of a file that
has rested for longer than the longest tick.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from time import time_ns
from typing import NamedTuple

#: Whether this system keeps the time of the last change; Windows keeps that of the making there.
_KEEPS_CHANGES = os.name == "posix"
#: The longest tick of a file system's clock, in nanoseconds: FAT counts in two seconds.
_TICK = 2_000_000_000


class Standing(NamedTuple):
    """A file as it stood when it was looked at.

    Attributes:
        place: Its absolute path.
        stamp: Its device, inode, size, and the times of its last write and its last change.
        changed: The time of its last change, in nanoseconds.
    """

    place: str
    stamp: str
    changed: int

    @classmethod
    def of(cls, place: str) -> Standing:
        """Look at the file at the absolute path ``place``.

        Raises:
            OSError: it is not there.
        """
        status = os.stat(place)
        return cls(place, _stamp(status), status.st_ctime_ns)

    def read(self) -> bytes | None:
        """Return the content, or None where the file stands no more as it stood.

        Raises:
            OSError: it cannot be read.
        """
        with open(self.place, "rb", buffering=0) as file:
            data = file.read()
            return data if _stamp(os.fstat(file.fileno())) == self.stamp else None


def stamp(files: Iterable[tuple[str, Standing | None]]) -> str | None:
    """Return how named ``files`` stand; equal stamps mean equal names and contents.

    None where that is not certain: one is not on disk or has changed a moment ago, or this system
    does not tell. To be called before their contents are read.
    """
    rested = time_ns() - _TICK
    lines: list[str] = []
    for name, file in files:
        if file is None or file.changed >= rested:
            return None
        lines.append(f"{name}\0{file.stamp}\n")
    return "".join(lines) if _KEEPS_CHANGES else None


def _stamp(status: os.stat_result) -> str:
    return (
        f"{status.st_dev} {status.st_ino} {status.st_size} "
        f"{status.st_mtime_ns} {status.st_ctime_ns}"
    )
