"""The service behind ``ascn-kg serve``: SPARQL 1.1, linked data, canned queries. Extra ``web``.

    >>> import ascn_kg
    >>> from ascn_kg.web import Settings, create_app
    >>> app = create_app(ascn_kg.load(), Settings(query_seconds=5))  # doctest: +SKIP

`create_app` gives an ASGI application; any ASGI server runs it. Both names are imported when they
are first used, so that the processes that answer queries load no web framework.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ascn_kg.web.app import create_app
    from ascn_kg.web.settings import Settings

__all__ = ["Settings", "create_app"]

_HOMES = {"create_app": "ascn_kg.web.app", "Settings": "ascn_kg.web.settings"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'ascn_kg.web' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
