"""Canonical Turtle, file by file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ascn_kg.errors import TurtleError
from ascn_kg.files import write_atomically
from ascn_kg.rdf.canonical import canonical_turtle


def differing(paths: Iterable[Path], *, write: bool) -> Iterator[Path]:
    """Yield each Turtle file of ``paths`` that is not canonical, after rewriting it if asked.

    Args:
        paths: Files, or folders that are searched for ``.ttl`` files.
        write: Whether to rewrite.

    Raises:
        TurtleError: a file is no Turtle or not UTF-8.
    """
    for path in _files(paths):
        try:
            text = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            raise TurtleError(str(path), None, "is not UTF-8 text") from error
        canonical = canonical_turtle(text, str(path))
        if canonical != text:
            if write:
                with write_atomically(path) as stream:
                    stream.write(canonical.encode())
            yield path


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(path.rglob("*.ttl")) if path.is_dir() else [path]
