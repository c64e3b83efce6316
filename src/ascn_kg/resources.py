"""Where the ontology, the facts and the canned queries stand, and their bytes.

The only module that knows the two homes of the shipped data: ``ascn_kg/data`` in an installed
wheel, the checkout's own folders in a source tree.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from os import PathLike, fspath, scandir
from pathlib import Path

from ascn_kg.errors import InputNotFoundError

_PACKAGE = Path(__file__).resolve().parent
#: The three folders of the input and the endings of the files read from each.
ENDINGS = {"ontology": (".ttl", ".jsonld"), "facts": (".ttl",), "queries": (".rq",)}


@dataclass(frozen=True)
class InputFile:
    """One file of the input.

    Attributes:
        name: Path below its folder with the folder's role in front (``facts/cities/id.ttl``);
            equal content under equal names gives an equal digest wherever the folder stands.
        path: Path as the user knows it, for messages.
        data: The bytes.
    """

    name: str
    path: str
    data: bytes


@dataclass(frozen=True)
class Inputs:
    """All files that one dataset is built from, each group sorted by name."""

    ontology: tuple[InputFile, ...]
    facts: tuple[InputFile, ...]
    queries: tuple[InputFile, ...]

    def __iter__(self) -> Iterator[InputFile]:
        yield from self.ontology
        yield from self.facts
        yield from self.queries

    def digest(self) -> str:
        """Return the SHA-256 over names and contents of all files, as 64 hexadecimal digits."""
        total = hashlib.sha256()
        for file in self:
            total.update(f"{file.name}\0{hashlib.sha256(file.data).hexdigest()}\n".encode())
        return total.hexdigest()


Folder = str | PathLike[str]


def read_inputs(
    ontology: Folder | None = None,
    facts: Folder | Iterable[Folder] | None = None,
    queries: Folder | None = None,
) -> Inputs:
    """Read the input folders; a folder that is None is the shipped one.

    Raises:
        InputNotFoundError: a folder is missing, unreadable, or holds none of its files.
    """
    fact_folders = [facts] if facts is None or isinstance(facts, str | PathLike) else list(facts)
    return Inputs(
        ontology=_read_folder("ontology", ontology),
        facts=_merge(_read_folder("facts", folder) for folder in fact_folders),
        queries=read_queries(queries),
    )


def read_queries(folder: Folder | None = None) -> tuple[InputFile, ...]:
    """Read the canned queries alone; see `read_inputs`."""
    return _read_folder("queries", folder)


def dataset_digest(inputs: Inputs) -> str:
    """Return the name of the dataset that ``inputs`` and this code give, 64 hexadecimal digits."""
    return hashlib.sha256(f"{inputs.digest()}\0{_code_digest()}".encode()).hexdigest()


def _code_digest() -> str:
    """Return a digest of this package's own source, so that changed code rebuilds the dataset."""
    total = hashlib.sha256()
    for name, path in _walk(_PACKAGE, (".py",)):  # the data has a digest of its own
        total.update(f"{name}\0".encode() + _read(path))
    return total.hexdigest()


def _merge(groups: Iterator[tuple[InputFile, ...]]) -> tuple[InputFile, ...]:
    merged = [file for group in groups for file in group]
    return tuple(sorted(merged, key=lambda file: (file.name, file.path)))


def _read_folder(role: str, folder: Folder | None) -> tuple[InputFile, ...]:
    root = _shipped(role) if folder is None else Path(fspath(folder))
    if not root.is_dir():
        raise InputNotFoundError(f"{root}: there is no such folder of {role}.")
    endings = ENDINGS[role]
    try:
        found = tuple(
            InputFile(f"{role}/{name}", _shown(role, folder, name), _read(path))
            for name, path in _walk(root, endings)
        )
    except OSError as error:
        raise InputNotFoundError(f"{error.filename}: cannot be read: {error.strerror}.") from error
    if not found:
        raise InputNotFoundError(
            f"{root}: the folder of {role} holds no file that ends in {' or '.join(endings)}."
        )
    return tuple(sorted(found, key=lambda file: file.name))


def _shown(role: str, folder: Folder | None, name: str) -> str:
    return f"{role if folder is None else fspath(folder).rstrip('/')}/{name}"


def _walk(
    root: str | Path, endings: tuple[str, ...], prefix: str = ""
) -> Iterator[tuple[str, str]]:
    """Yield name and path of the files below ``root``; some hundred of them in milliseconds."""
    with scandir(root) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.name.startswith((".", "__pycache__")):
                continue
            if entry.is_dir():
                yield from _walk(entry.path, endings, f"{prefix}{entry.name}/")
            elif entry.name.endswith(endings):
                yield f"{prefix}{entry.name}", entry.path


def _read(path: str) -> bytes:
    with open(path, "rb", buffering=0) as file:
        return file.read()


def _shipped(role: str) -> Path:
    for home in (_PACKAGE / "data", _PACKAGE.parents[1]):
        if (home / role).is_dir():
            return home / role
    raise InputNotFoundError(
        f"the shipped {role} are missing from this installation; install ascn-kg again, "
        f"or name your own folder."
    )
