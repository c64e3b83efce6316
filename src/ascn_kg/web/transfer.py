"""The answer of a worker as an HTTP response.

It is held back up to a bound: a query that fails before is an error status. Beyond the bound the
response begins, and a query that fails then leaves it unfinished: the connection closes without the
last chunk, which every client reports.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any, Final

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from ascn_kg.web.problem import Problem
from ascn_kg.web.settings import Settings
from ascn_kg.web.workers.messages import Call, Job, Kind
from ascn_kg.web.workers.pool import Reply, Workers

#: Headers of a worker -> further headers.
MoreHeaders = Callable[[Mapping[str, str]], Mapping[str, str]]

_CHUNK: Final = 256 * 1024


class Transfer:
    """Runs ``job`` and sends its answer; ends the worker when the client goes away.

    Args:
        workers: Who runs it.
        job: The query.
        held_bytes: How much of the answer is held back.
        more: Gives further headers of the response from those that the worker sent.
    """

    def __init__(
        self,
        workers: Workers,
        job: Job,
        held_bytes: int,
        more: MoreHeaders = lambda headers: {},
    ) -> None:
        self._workers = workers
        self._job = job
        self._held_bytes = held_bytes
        self._more = more

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer.

        Raises:
            Problem: the query has no answer, and nothing is sent yet.
        """
        answering = asyncio.create_task(self._answer(scope, send))
        leaving = asyncio.create_task(_disconnected(receive))
        try:
            await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            leaving.cancel()
            if not answering.done():
                answering.cancel()
        if not answering.cancelled():
            await answering

    async def _answer(self, scope: Scope, send: Send) -> None:
        async with self._workers.run(self._job) as reply:
            parts = reply.parts()
            held, complete = await _held(parts, self._held_bytes)
            if not complete and scope["http_version"] == "1.0":
                raise Problem(
                    HTTPStatus.HTTP_VERSION_NOT_SUPPORTED,
                    f"an answer of more than {self._held_bytes >> 20} MB needs HTTP/1.1, "
                    "where a client can tell when it is cut off.",
                )
            length = sum(map(len, held)) if complete else None
            await send(
                {
                    "type": "http.response.start",
                    "status": reply.head.status,
                    "headers": self._headers(reply, length),
                }
            )
            *chunks, last = _chunks(b"".join(held))
            for part in chunks:
                await send({"type": "http.response.body", "body": part, "more_body": True})
            if not complete:
                await send({"type": "http.response.body", "body": last, "more_body": True})
                try:
                    async for part in parts:
                        await send({"type": "http.response.body", "body": part, "more_body": True})
                except Problem as problem:
                    scope["state"]["cut_off"] = problem.detail
                    return
                last = b""
            await send({"type": "http.response.body", "body": last, "more_body": False})

    def _headers(self, reply: Reply, length: int | None) -> list[tuple[bytes, bytes]]:
        media_type = reply.head.media_type
        charset = "; charset=utf-8" if media_type.startswith("text/") else ""
        headers = {
            "vary": "Accept, Accept-Encoding",
            **{name.lower(): value for name, value in reply.head.headers.items()},
            **self._more(reply.head.headers),
            "content-type": media_type + charset,
        }
        if length is not None:
            headers["content-length"] = str(length)
        if self._job.gzip:
            headers["content-encoding"] = "gzip"
        if not reply.head.repeatable:
            headers["cache-control"] = "no-store"
        return [(name.encode(), value.encode()) for name, value in headers.items()]


async def _held(parts: AsyncIterator[bytes], most: int) -> tuple[list[bytes], bool]:
    """Return the first parts, up to ``most`` bytes and a part, and whether these are all."""
    held: list[bytes] = []
    size = 0
    async for part in parts:
        held.append(part)
        size += len(part)
        if size > most:
            return held, False
    return held, True


def _chunks(data: bytes) -> list[bytes]:
    """Return ``data`` in pieces, one at least."""
    return [data[start : start + _CHUNK] for start in range(0, len(data) or 1, _CHUNK)]


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


@dataclass(frozen=True)
class Caller:
    """Has workers work out answers; see `ascn_kg.web.answers`."""

    workers: Workers
    settings: Settings

    def rows(
        self, request: Request, answer: str, more: MoreHeaders, /, **arguments: Any
    ) -> Transfer:
        """Return the response that ``answer`` is, which a query gives."""
        return self._transfer(request, Call(answer, arguments, kind=Kind.ROWS), more)

    def call(
        self,
        request: Request,
        answer: str,
        more: MoreHeaders = lambda headers: {},
        /,
        **arguments: Any,
    ) -> Transfer:
        """Return the response that ``answer`` with ``arguments`` is."""
        return self._transfer(request, Call(answer, arguments), more)

    def match(self, request: Request, answer: str, /, **arguments: Any) -> Transfer:
        """Return the response that ``answer`` is, for which names are matched."""
        return self._transfer(request, Call(answer, arguments, kind=Kind.MATCH))

    def page(
        self,
        request: Request,
        answer: str,
        more: MoreHeaders = lambda headers: {},
        /,
        **arguments: Any,
    ) -> Transfer:
        """Return the response that ``answer`` is, a page of the explorer."""
        return self._transfer(request, Call(answer, arguments, kind=Kind.PAGE), more)

    def _transfer(
        self, request: Request, job: Call, more: MoreHeaders = lambda headers: {}
    ) -> Transfer:
        gzip = "gzip" in request.headers.get("accept-encoding", "")
        return Transfer(self.workers, replace(job, gzip=gzip), self.settings.held_bytes, more)
