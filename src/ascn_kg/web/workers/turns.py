"""Who may work when: as many jobs at once as there are processors, and more where these take long.

A query needs a processor for all of its time. More of them at once than there are processors wait
for each other all the same, and each takes the memory of a worker meanwhile.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from typing import Final

from ascn_kg.web.problem import Problem

#: Seconds after which a job that still works counts no longer as one that is soon done.
_LONG: Final = 0.5
#: Seconds after which it is worth trying again where too many wait.
_RETRY_AFTER: Final = 2


class Turns:
    """Gives jobs their turn, in the order in which they come.

    One job for each processor works. One that has done so for half a second lets the next begin
    beside it, so that a few slow ones hold up nobody, until ``most`` work at once.

    Args:
        most: How many work at once at most.
        queue: How many more may wait.
        patience: Seconds that one may wait.
        processors: How many soon done jobs work at once.
    """

    def __init__(self, most: int, queue: int, patience: float, processors: int) -> None:
        self._most = most
        self._admitted = most + queue
        self._patience = patience
        self._present = 0
        self._places = asyncio.Semaphore(most)
        self._processors = asyncio.Semaphore(min(most, processors))

    @property
    def running(self) -> int:
        """How many jobs work now."""
        return self._most - self._places._value

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn, and have it until the context ends.

        Raises:
            Problem: too many work and wait already, or the turn does not come in time.
        """
        if self._present >= self._admitted:
            raise _busy()
        self._present += 1
        try:
            await self._wait()
            with ExitStack() as processor:
                processor.callback(self._processors.release)
                clock = asyncio.get_running_loop().call_later(_LONG, processor.close)
                try:
                    yield
                finally:
                    clock.cancel()
                    self._places.release()
        finally:
            self._present -= 1

    async def _wait(self) -> None:
        """Take a processor and a place."""
        try:
            async with asyncio.timeout(self._patience):
                await self._processors.acquire()
                try:
                    await self._places.acquire()
                except BaseException:
                    self._processors.release()
                    raise
        except TimeoutError:
            raise _busy() from None


def processors() -> int:
    """Return how many processors this process may use, but two at least: one alone starves all."""
    try:
        return max(2, len(os.sched_getaffinity(0)))
    except AttributeError:  # not on every system
        return max(2, os.cpu_count() or 1)


def _busy() -> Problem:
    return Problem(
        503,
        "too many queries run at this moment. Try again in some seconds.",
        {"Retry-After": str(_RETRY_AFTER)},
    )
