"""Where the ontology, the facts and the canned queries stand, and their bytes.

The only module that knows the two homes of the shipped data: ``ascn_kg/data`` in an installed
wheel, the checkout's own folders in a source tree.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from os import PathLike, fspath

from ascn_kg import stamps
from ascn_kg.errors import InputNotFoundError
from ascn_kg.stamps import Standing

_PACKAGE = os.path.dirname(os.path.realpath(__file__))
#: The three folders of the input and the endings of the files read from each.
ENDINGS = {"ontology": (".ttl", ".jsonld"), "facts": (".ttl",), "queries": (".rq",)}


class InputFile:
    """One file of the input; one on disk is read when its bytes are first asked for.

    Attributes:
        name: Path below its folder with the folder's role in front (``facts/cities/id.ttl``);
            equal content under equal names gives an equal digest wherever the folder stands.
        path: Path as the user knows it, for messages.
        standing: How it was found on disk; None where it is not there.
    """

    def __init__(self, name: str, path: str, content: bytes | Standing) -> None:
        self.name = name
        self.path = path
        self.standing = content if isinstance(content, Standing) else None
        self._content = content

    @property
    def data(self) -> bytes:
        """The bytes.

        Raises:
            InputNotFoundError: the file cannot be read, or has changed since it was found.
        """
        if isinstance(self._content, Standing):
            self._content = _content(self.path, self._content)
        return self._content


class Inputs:
    """All files that one dataset is built from, each group sorted by name."""

    def __init__(
        self,
        ontology: tuple[InputFile, ...],
        facts: tuple[InputFile, ...],
        queries: tuple[InputFile, ...],
    ) -> None:
        self.ontology = ontology
        self.facts = facts
        self.queries = queries

    def __iter__(self) -> Iterator[InputFile]:
        yield from self.ontology
        yield from self.facts
        yield from self.queries

    def settle(self) -> None:
        """Read what an answer may need, ontology and queries: a graph outlives its files.

        Raises:
            InputNotFoundError: see `InputFile.data`.
        """
        _read((*self.ontology, *self.queries))

    def digest(self) -> str:
        """Return the SHA-256 over names and contents of all files, as 64 hexadecimal digits."""
        import hashlib

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
    inputs = find_inputs(ontology, facts, queries)
    _read(inputs)
    return inputs


def find_inputs(
    ontology: Folder | None = None,
    facts: Folder | Iterable[Folder] | None = None,
    queries: Folder | None = None,
) -> Inputs:
    """Find the files of the input folders, and read none; see `read_inputs`."""
    fact_folders = [facts] if facts is None or isinstance(facts, str | PathLike) else list(facts)
    return Inputs(
        ontology=_find("ontology", ontology),
        facts=_merge(_find("facts", folder) for folder in fact_folders),
        queries=_find("queries", queries),
    )


def read_queries(folder: Folder | None = None) -> tuple[InputFile, ...]:
    """Read the canned queries alone; see `read_inputs`."""
    files = _find("queries", folder)
    _read(files)
    return files


def dataset_digest(inputs: Inputs) -> str:
    """Return the name of the dataset that ``inputs`` and this code give, 64 hexadecimal digits."""
    import hashlib

    return hashlib.sha256(f"{inputs.digest()}\0{_code_digest()}".encode()).hexdigest()


def dataset_stamp(inputs: Inputs) -> str | None:
    """Return how the files of ``inputs`` and of this code stand: equal stamps, equal digests.

    None where that is not certain; see `ascn_kg.stamps.stamp`.
    """
    files = [(file.name, file.standing) for file in inputs]
    files += [(name, Standing.of(path)) for name, path in _code()]
    return stamps.stamp(files)


def _code_digest() -> str:
    """Return a digest of this package's own source, so that changed code rebuilds the dataset."""
    import hashlib

    total = hashlib.sha256()
    for name, path in _code():
        with open(path, "rb", buffering=0) as file:
            total.update(f"{name}\0".encode() + file.read())
    return total.hexdigest()


def _code() -> Iterator[tuple[str, str]]:
    return _walk(_PACKAGE, (".py",))  # the data has a digest of its own


def _merge(groups: Iterator[tuple[InputFile, ...]]) -> tuple[InputFile, ...]:
    merged = [file for group in groups for file in group]
    return tuple(sorted(merged, key=lambda file: (file.name, file.path)))


def _find(role: str, folder: Folder | None) -> tuple[InputFile, ...]:
    root = _shipped(role) if folder is None else fspath(folder)
    if not os.path.isdir(root):
        raise InputNotFoundError(f"{root}: there is no such folder of {role}.")
    endings = ENDINGS[role]
    shown = role if folder is None else root.rstrip("/")
    try:
        found = tuple(
            InputFile(f"{role}/{name}", f"{shown}/{name}", Standing.of(path))
            for name, path in _walk(os.path.abspath(root), endings)
        )
    except OSError as error:
        raise _unreadable(error) from error
    if not found:
        raise InputNotFoundError(
            f"{root}: the folder of {role} holds no file that ends in {' or '.join(endings)}."
        )
    return tuple(sorted(found, key=lambda file: file.name))


def _read(files: Iterable[InputFile]) -> None:
    for file in files:
        _ = file.data


def _content(path: str, standing: Standing) -> bytes:
    try:
        data = standing.read()
    except OSError as error:
        raise _unreadable(error) from error
    if data is None:
        raise InputNotFoundError(f"{path}: has changed since it was found; do this again.")
    return data


def _unreadable(error: OSError) -> InputNotFoundError:
    return InputNotFoundError(f"{error.filename}: cannot be read: {error.strerror}.")


def _walk(root: str, endings: tuple[str, ...], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield name and path of the files below ``root``; some hundred of them in milliseconds."""
    with os.scandir(root) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.name.startswith((".", "__pycache__")):
                continue
            if entry.is_dir():
                yield from _walk(entry.path, endings, f"{prefix}{entry.name}/")
            elif entry.name.endswith(endings):
                yield f"{prefix}{entry.name}", entry.path


def _shipped(role: str) -> str:
    for home in (f"{_PACKAGE}/data", f"{_PACKAGE}/../.."):
        folder = os.path.normpath(f"{home}/{role}")
        if os.path.isdir(folder):
            return folder
    raise InputNotFoundError(
        f"the shipped {role} are missing from this installation; install ascn-kg again, "
        f"or name your own folder."
    )
