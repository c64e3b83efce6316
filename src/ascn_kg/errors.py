"""Every error that ascn-kg raises on purpose.

::

    AscnKgError                 exit code 1
    ├── UsageError              exit code 2: the call is wrong, the data is fine
    │   ├── UnknownQueryError       no canned query of that name
    │   ├── ParameterError          a parameter is unknown, missing or of the wrong type
    │   ├── QuerySyntaxError        the text is not SPARQL that we run
    │   │   └── QueryRefusedError       it may be SPARQL, and is not run here: SERVICE, updates
    │   ├── UnknownThingError       no thing has that name or id
    │   ├── UnknownPropertyError    no property has that name or id
    │   ├── AmbiguousNameError      several things have that name
    │   ├── FormatError             that output format does not exist here
    │   ├── MissingExtraError       an optional package is not installed
    │   └── InputNotFoundError      a file or folder that was named is not there or cannot be read
    ├── RemoteError             a remote engine cannot be reached, or gives no answer
    └── DataError               the data itself is at fault
        ├── TurtleError             a Turtle file cannot be read; says file and line
        ├── QueryFileError          a canned query file breaks its rules
        └── CheckFailedError        the facts break a rule; holds all problems

The message says what is wrong, where, and what to do. The command line prints it and exits with
``exit_code``; it never shows a traceback for one of these.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ascn_kg.problems import Problem


class AscnKgError(Exception):
    """Root of all errors of this package."""

    exit_code = 1


class UsageError(AscnKgError):
    """The call is wrong; nothing is wrong with the data."""

    exit_code = 2


class UnknownQueryError(UsageError):
    """No canned query has this name."""

    def __init__(self, name: str, nearest: Sequence[str] = ()) -> None:
        self.name = name
        self.nearest = tuple(nearest)
        super().__init__(
            f"no canned query is called {name!r}.{_did_you_mean(self.nearest)} "
            "`ascn-kg queries` lists them all."
        )


class ParameterError(UsageError):
    """A parameter of a canned query is unknown or its value is of the wrong type."""


class QuerySyntaxError(UsageError):
    """The text is not a SPARQL 1.1 query."""


class QueryRefusedError(QuerySyntaxError):
    """The text may be SPARQL, and is not run here: it writes, reaches out, or is too deep."""


class UnknownThingError(UsageError):
    """No thing of the graph has this name or id."""

    def __init__(self, name: str, nearest: Sequence[str] = (), kind: str = "thing") -> None:
        self.name = name
        self.nearest = tuple(nearest)
        super().__init__(
            f"no {kind} is called {name!r}.{_did_you_mean(self.nearest)} "
            f"`ascn-kg find {name!r}` searches all names."
        )


class UnknownPropertyError(UsageError):
    """No property of the graph has this name or id."""

    def __init__(self, name: str, nearest: Sequence[str] = ()) -> None:
        self.name = name
        self.nearest = tuple(nearest)
        super().__init__(
            f"no property is called {name!r}.{_did_you_mean(self.nearest)} "
            "docs/terms.md lists them all."
        )


class AmbiguousNameError(UsageError):
    """Several things of the graph have this name."""

    def __init__(self, name: str, candidates: Sequence[str]) -> None:
        self.name = name
        self.candidates = tuple(candidates)
        super().__init__(
            f"{name!r} names {len(self.candidates)} things: {', '.join(self.candidates)}. "
            "Write one of these ids instead."
        )


class FormatError(UsageError):
    """The output format does not exist for this kind of answer."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        self.name = name
        self.known = tuple(known)
        super().__init__(f"no format is called {name!r}; choose one of {', '.join(self.known)}.")


class MissingExtraError(UsageError):
    """An optional package is needed and not installed."""

    def __init__(self, package: str, extra: str) -> None:
        self.package = package
        self.extra = extra
        super().__init__(f"this needs {package}: pip install 'ascn-kg[{extra}]'")


class InputNotFoundError(UsageError):
    """A file or folder that the caller named is missing or cannot be read."""


class RemoteError(AscnKgError):
    """A remote engine cannot be reached, or its answer cannot be used."""


class RemoteTimeoutError(RemoteError):
    """A remote engine takes longer than it may."""


class RemoteLimitError(RemoteError):
    """A remote engine has more to tell than is taken."""


class RemoteBusyError(RemoteError):
    """Too many queries ask remote engines at this moment."""


class DataError(AscnKgError):
    """The data is at fault; the message says where it stands."""


class TurtleError(DataError):
    """A Turtle file cannot be read."""

    def __init__(self, file: str, line: int | None, reason: str) -> None:
        self.file = file
        self.line = line
        self.reason = reason
        place = file if line is None else f"{file}:{line}"
        super().__init__(f"{place}: {reason}")


class QueryFileError(DataError):
    """A canned query file breaks the rules for its header or its parameters."""

    def __init__(self, file: str, reason: str) -> None:
        self.file = file
        self.reason = reason
        super().__init__(f"{file}: {reason}")


class CheckFailedError(DataError):
    """The facts break at least one rule; ``problems`` holds every breach."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        shown = "\n".join(str(problem) for problem in self.problems[:10])
        more = len(self.problems) - 10
        tail = f"\n… and {more} more; `ascn-kg check` lists them all." if more > 0 else ""
        super().__init__(f"{len(self.problems)} problem(s) in the facts:\n{shown}{tail}")


def _did_you_mean(nearest: Sequence[str]) -> str:
    return f" Did you mean {', '.join(nearest)}?" if nearest else ""
