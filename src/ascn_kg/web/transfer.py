"""The answer of a worker as an HTTP response.

It is held back up to a bound: a query that fails before is an error status. Beyond the bound the
response begins, and a query that fails then leaves it unfinished: the connection closes without the
last chunk, which every client reports.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Final

from starlette.types import Receive, Scope, Send

from ascn_kg.web.problem import Problem
from ascn_kg.web.workers.messages import Job
from ascn_kg.web.workers.pool import Reply, Workers

_CHUNK: Final = 256 * 1024


class Transfer:
    """Runs ``job`` and sends its answer; ends the worker when the client goes away.

    Args:
        workers: Who runs it.
        job: The query.
        held_bytes: How much of the answer is held back.
    """

    def __init__(self, workers: Workers, job: Job, held_bytes: int) -> None:
        self._workers = workers
        self._job = job
        self._held_bytes = held_bytes

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
                    "status": HTTPStatus.OK,
                    "headers": self._headers(reply, length),
                }
            )
            for part in _chunks(b"".join(held)):
                await send({"type": "http.response.body", "body": part, "more_body": True})
            if not complete:
                try:
                    async for part in parts:
                        await send({"type": "http.response.body", "body": part, "more_body": True})
                except Problem as problem:
                    scope["state"]["cut_off"] = problem.detail
                    return
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _headers(self, reply: Reply, length: int | None) -> list[tuple[bytes, bytes]]:
        media_type = reply.head.media_type
        charset = "; charset=utf-8" if media_type.startswith("text/") else ""
        headers = {"content-type": media_type + charset, "vary": "Accept, Accept-Encoding"}
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
    return [data[start : start + _CHUNK] for start in range(0, len(data), _CHUNK)]


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
