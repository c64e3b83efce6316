"""Style sheets, scripts, fonts and outlines: found in the package, served under a hashed path.

What stands in ``style`` is served as it is. What stands in ``bundle`` is built from ``web`` in the
source tree; where it is absent, pages are plainer and work all the same.
"""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Iterator
from functools import cache, cached_property
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

_FOLDERS: Final = ("style", "bundle")
#: Python's table of media types depends on the machine.
_MEDIA_TYPES: Final = {
    ".js": "text/javascript",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
_FOR_EVER: Final = "public, max-age=31536000, immutable"


class Assets:
    """The static files of the explorer by path; their common digest is part of every address."""

    def __init__(self, root: Traversable) -> None:
        self._files = dict(_walk(root))

    @cached_property
    def digest(self) -> str:
        """The digest of all files."""
        content = sha256()
        for path, file in sorted(self._files.items()):
            content.update(path.encode() + b"\0" + file.read_bytes() + b"\0")
        return content.hexdigest()[:12]

    def __contains__(self, path: object) -> bool:
        return path in self._files

    def url(self, path: str) -> str:
        """Return the address of the file ``path`` on this server."""
        return f"/static/{self.digest}/{path}"

    @cached_property
    def outlines(self) -> list[dict[str, Any]]:
        """The outlines of countries for maps; none where the bundle is absent."""
        file = self._files.get("outlines.json")
        found: list[dict[str, Any]] = json.loads(file.read_text("utf-8")) if file else []
        return found

    def serve(self, request: Request) -> Response:
        """Answer ``/static/{digest}/{path}``."""
        path = request.path_params["path"]
        if request.path_params["digest"] != self.digest or path not in self._files:
            raise HTTPException(404)
        return Response(
            self._files[path].read_bytes(),
            media_type=_media_type(path),
            headers={"Cache-Control": _FOR_EVER, "X-Content-Type-Options": "nosniff"},
        )


@cache
def assets() -> Assets:
    """Return the assets of the installed package."""
    return Assets(files("ascn_kg.explorer"))


def _walk(root: Traversable) -> Iterator[tuple[str, Traversable]]:
    for name in _FOLDERS:
        folder = root / name
        if folder.is_dir():
            yield from _files_below(folder, "")


def _files_below(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        if entry.is_dir():
            yield from _files_below(entry, f"{prefix}{entry.name}/")
        else:
            yield prefix + entry.name, entry


def _media_type(path: str) -> str:
    ending = path[path.rfind(".") :]
    return _MEDIA_TYPES.get(ending) or mimetypes.guess_type(path)[0] or "application/octet-stream"
