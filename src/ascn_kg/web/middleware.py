"""What every response has: security headers, an entity tag, a line in the log, a count."""

from __future__ import annotations

import hashlib
import json
import logging
import traceback
from collections.abc import Callable
from time import perf_counter
from typing import Any, Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ascn_kg.web.problem import MEDIA_TYPE, Problem

LOG: Final = logging.getLogger("ascn_kg.web")

#: Nothing is loaded, run or framed from anywhere but this server; no inline script.
SECURITY_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "cross-origin",  # open data
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_RAW_SECURITY_HEADERS: Final = tuple(
    (name.lower().encode(), value.encode()) for name, value in SECURITY_HEADERS.items()
)
_FRAME_OPTIONS: Final = b"x-frame-options"
#: The request headers that an answer may depend on.
_VARYING: Final = ("accept", "accept-language", "cookie")


#: What the log calls the status of a request whose client left before the answer.
_LEFT: Final = 499


class Secured:
    """Adds the security headers to every response that has none of that name.

    A page that says who may frame it (CSP 3, 6.4.2) gets no ``X-Frame-Options``, which says nobody.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request."""

        def add(message: Message) -> None:
            policy = _headers(message).get("content-security-policy", "")
            given = {name.lower() for name, _ in message["headers"]}
            if "frame-ancestors *" in policy:
                given.add(_FRAME_OPTIONS)
            message["headers"] += [pair for pair in _RAW_SECURITY_HEADERS if pair[0] not in given]

        await self._app(scope, receive, _at_start(send, add))


class Tagged:
    """Gives each answer an entity tag (RFC 9110, 8.8.3), and 304 to whoever has it already.

    The dataset never changes while it is served, so an answer is known by the digest of the dataset
    and by what was asked: nothing is computed to find that it is the same. What says ``no-store``
    gets no tag.
    """

    def __init__(self, app: ASGIApp, digest: str) -> None:
        self._app = app
        self._digest = digest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request, unless the client has the answer."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        tag = self._tag(scope)
        if tag in Headers(scope=scope).get("if-none-match", ""):
            await send({"type": "http.response.start", "status": 304, "headers": _tag_header(tag)})
            await send({"type": "http.response.body", "body": b""})
            return

        def add(message: Message) -> None:
            headers = _headers(message)
            kept = "no-store" not in headers.get("cache-control", "")
            if message["status"] == 200 and kept and "etag" not in headers:
                headers["etag"] = tag
                headers.setdefault("cache-control", "no-cache")

        await self._app(scope, receive, _at_start(send, add))

    def _tag(self, scope: Scope) -> str:
        headers = Headers(scope=scope)
        asked = (scope["path"], scope["query_string"], *(headers.get(name) for name in _VARYING))
        whole = hashlib.sha256(repr((self._digest, asked)).encode("utf-8", "surrogatepass"))
        return f'W/"{whole.hexdigest()[:32]}"'


def _tag_header(tag: str) -> list[tuple[bytes, bytes]]:
    return [(b"etag", tag.encode()), (b"cache-control", b"no-cache")]


class Observed:
    """Writes one line of JSON for each request to the log, and tells ``count`` of it.

    Args:
        app: What answers.
        count: Told endpoint, method, status and seconds of each request.
        queries: Whether the log shows query strings.
    """

    def __init__(
        self, app: ASGIApp, count: Callable[[str, str, int, float], None], queries: bool
    ) -> None:
        self._app = app
        self._count = count
        self._queries = queries

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state: dict[str, Any] = {"status": _LEFT, "bytes": 0}
        scope["state"] = {**scope.get("state", {})}

        async def observed(message: Message) -> None:
            if message["type"] == "http.response.start":
                state["status"] = message["status"]
            elif message["type"] == "http.response.body":
                state["bytes"] += len(message.get("body", b""))
            await send(message)

        begun = perf_counter()
        try:
            await self._app(scope, receive, observed)
        except Exception:
            state["error"] = traceback.format_exc()
            if state["status"] == _LEFT:
                problem = Problem(500, "the service failed; its log says how.")
                response = JSONResponse(problem.to_dict(), 500, media_type=MEDIA_TYPE)
                await response(scope, receive, observed)
        finally:
            seconds = perf_counter() - begun
            endpoint = getattr(scope.get("endpoint"), "__name__", "none")
            self._count(endpoint, scope["method"], state["status"], seconds)
            LOG.info(self._line(scope, state, seconds))

    def _line(self, scope: Scope, state: dict[str, Any], seconds: float) -> str:
        line = {
            "method": scope["method"],
            "path": scope["path"],
            "status": state["status"],
            "bytes": state["bytes"],
            "ms": round(seconds * 1000, 1),
        }
        line.update({name: state[name] for name in ("error",) if name in state})
        line.update(scope["state"])
        if self._queries:
            line["query"] = scope["query_string"].decode("latin-1")
        return json.dumps(line)


def _headers(message: Message) -> MutableHeaders:
    return MutableHeaders(scope=message)


def _at_start(send: Send, change: Callable[[Message], None]) -> Send:
    """Return ``send`` that lets ``change`` see the beginning of the response first."""

    async def changed(message: Message) -> None:
        if message["type"] == "http.response.start":
            message.setdefault("headers", [])
            change(message)
        await send(message)

    return changed
