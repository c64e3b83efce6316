"""SPARQL with SERVICE over HTTP: the service asks the other endpoints, a worker does the rest.

Workers have no network. So the service takes each SERVICE out of the query, in a thread beside the
event loop; what has to be run here before runs in workers, and so does the query that is left.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool

from ascn_kg.results.table import Table
from ascn_kg.web.settings import Settings
from ascn_kg.web.transfer import Transfer
from ascn_kg.web.workers.messages import Query
from ascn_kg.web.workers.pool import Workers

if TYPE_CHECKING:
    from ascn_kg.federation.rewriting import Federation

#: Header of an answer that is not of this dataset alone.
NOT_KEPT: Final = {"cache-control": "no-store"}


async def federated(
    federation: Federation, workers: Workers, query: Query, settings: Settings
) -> Transfer:
    """Return the response that the answer to ``query`` is; nobody may keep it.

    Raises:
        AscnKgError: an endpoint may not be asked, or gives no answer that can be used.
        Problem: a part that runs here breaks a limit.
    """
    loop = asyncio.get_running_loop()

    def local(text: str) -> Table:
        part = replace(query, text=text, accept="*/*", format="json", gzip=False)
        body = asyncio.run_coroutine_threadsafe(_body(workers, part), loop).result()
        return Table.from_json(body)

    asked = await run_in_threadpool(federation.localise, query.text, local, query.base)
    left = replace(query, text=asked.text)
    return Transfer(workers, left, settings.held_bytes, lambda headers: NOT_KEPT)


async def _body(workers: Workers, query: Query) -> bytes:
    async with workers.run(query) as reply:
        return b"".join([part async for part in reply.parts()])
