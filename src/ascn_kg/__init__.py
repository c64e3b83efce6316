"""The knowledge graph of the ASEAN Smart Cities Network.

    >>> import ascn_kg
    >>> kg = ascn_kg.load()                                          # doctest: +SKIP
    >>> kg.run("member-cities", country="Indonesia").to_dataframe()  # doctest: +SKIP

`load` gives a `KnowledgeGraph`; every answer can be followed to the claims and sources behind it.
Names are imported when they are first used, so that ``import ascn_kg`` costs next to nothing.
"""

from __future__ import annotations

from ascn_kg.version import __version__

TYPE_CHECKING = False  # as type checkers know it; the module typing takes longer than all of this
if TYPE_CHECKING:
    from typing import Any

    from ascn_kg.check.report import Report
    from ascn_kg.errors import AscnKgError
    from ascn_kg.explanation.answer import Explanation
    from ascn_kg.graph import KnowledgeGraph, from_dataset, load
    from ascn_kg.problems import Problem
    from ascn_kg.remote.graph import RemoteGraph, connect
    from ascn_kg.results.table import Row, Table

_HOMES = {
    "AscnKgError": "ascn_kg.errors",
    "Explanation": "ascn_kg.explanation.answer",
    "KnowledgeGraph": "ascn_kg.graph",
    "Problem": "ascn_kg.problems",
    "RemoteGraph": "ascn_kg.remote.graph",
    "Report": "ascn_kg.check.report",
    "Row": "ascn_kg.results.table",
    "Table": "ascn_kg.results.table",
    "from_dataset": "ascn_kg.graph",
    "connect": "ascn_kg.remote.graph",
    "load": "ascn_kg.graph",
}

__all__ = [
    "AscnKgError",
    "Explanation",
    "KnowledgeGraph",
    "Problem",
    "RemoteGraph",
    "Report",
    "Row",
    "Table",
    "__version__",
    "connect",
    "from_dataset",
    "load",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'ascn_kg' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
