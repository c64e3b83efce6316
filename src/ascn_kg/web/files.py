"""``/export/…``: the data as files, whole, by named graph, or by kind of thing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

from ascn_kg.export import FORMATS
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import GRAPH_NAMES, KINDS
from ascn_kg.web.negotiation import GRAPHS
from ascn_kg.web.problem import Problem
from ascn_kg.web.transfer import Caller

#: Name of the file of the whole graph, before its ending.
WHOLE: Final = "ascn-kg"
_ENDINGS: Final = {each.ending: name for name, each in FORMATS.items()}
_BY_KIND: Final = ("csv", "geojson")


@dataclass(frozen=True)
class Files:
    """The endpoints of the files of ``kg``, which workers write."""

    kg: KnowledgeGraph
    caller: Caller

    async def listed(self, request: Request) -> Response:
        """Answer with the addresses of all files."""
        files = [{"href": f"/export/{name}", "type": media} for name, media in names()]
        return JSONResponse({"dataset": self.kg.digest, "files": files})

    async def one(self, request: Request) -> ASGIApp:
        """Answer with the file that the path names.

        Raises:
            Problem: there is no such file.
        """
        name = request.path_params["name"]
        if name not in dict(names()):
            raise Problem(404, f"there is no file {name!r}; /export lists them all.")
        stem, _, ending = name.rpartition(".")
        return self.caller.call(
            request,
            "file",
            format=_ENDINGS["." + ending],
            graphs=[stem] if stem in GRAPH_NAMES else None,
            kind=stem if stem in KINDS else None,
        )


def names() -> Iterator[tuple[str, str]]:
    """Yield the name of each file and its media type."""
    stems = {**dict.fromkeys((WHOLE, *GRAPH_NAMES), GRAPHS), **dict.fromkeys(KINDS, _BY_KIND)}
    for stem, formats in stems.items():
        for format in formats:
            yield f"{stem}{FORMATS[format].ending}", FORMATS[format].media_type
