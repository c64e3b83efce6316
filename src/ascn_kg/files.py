"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from ascn_kg.errors import UsageError


@contextmanager
def write_atomically(path: Path) -> Iterator[BinaryIO]:
    """Open ``path`` for writing bytes; the file is replaced when the block ends without an error.

    Whoever reads ``path`` sees the old content or the whole new one. A process that is killed
    leaves ``path`` untouched and at most a hidden ``.tmp`` file beside it. What is no regular file
    (a pipe, ``/dev/stdout``) is written directly. A symbolic link is followed.

    Raises:
        UsageError: the file cannot be written; the message says why.
    """
    if path.exists() and not path.is_file():
        with _writing(path), path.open("wb") as stream:
            yield stream
        return
    target = path.resolve()
    part = target.with_name(f".{target.name}.{secrets.token_hex(8)}.tmp")
    try:
        with _writing(path), part.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        with _writing(path):
            part.replace(target)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}") from error
