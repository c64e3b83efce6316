"""Who works when: quick jobs one for each processor, slow ones beside them, up to a number."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from ascn_kg.web.problem import Problem
from ascn_kg.web.workers import turns
from ascn_kg.web.workers.turns import Turns


class Jobs:
    """Jobs that work until they are told to end."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._ends: list[asyncio.Event] = []
        self.begun: list[int] = []
        self.tasks: list[asyncio.Task[None]] = []

    async def come(self, count: int = 1) -> None:
        """Let so many more jobs come."""
        for _ in range(count):
            end = asyncio.Event()
            self._ends.append(end)
            self.tasks.append(asyncio.create_task(self._work(len(self.tasks), end)))
        await settled()

    async def end(self, number: int) -> None:
        """Let a job end."""
        self._ends[number].set()
        await settled()

    async def _work(self, number: int, end: asyncio.Event) -> None:
        async with self._turns.turn():
            self.begun.append(number)
            await end.wait()


async def settled() -> None:
    """Let everybody go on who can."""
    for _ in range(20):
        await asyncio.sleep(0)


def run(story: Callable[[Jobs], Awaitable[None]], patience: float = 60) -> None:
    """Tell ``story`` of jobs on two processors: four work at once at most, three more may wait."""

    async def told() -> None:
        jobs = Jobs(Turns(4, 3, patience, processors=2))
        await story(jobs)
        for task in jobs.tasks:
            task.cancel()
        await asyncio.gather(*jobs.tasks, return_exceptions=True)

    asyncio.run(told())


def test_one_for_each_processor_works_in_the_order_of_coming() -> None:
    async def story(jobs: Jobs) -> None:
        await jobs.come(4)
        assert jobs.begun == [0, 1]
        await jobs.end(1)
        assert jobs.begun == [0, 1, 2]
        await jobs.end(0)
        assert jobs.begun == [0, 1, 2, 3]

    run(story)


def test_slow_ones_hold_up_nobody_until_all_places_are_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(turns, "_LONG", 0.05)

    async def story(jobs: Jobs) -> None:
        await jobs.come(6)
        assert jobs.begun == [0, 1]
        await asyncio.sleep(0.2)
        assert jobs.begun == [0, 1, 2, 3], "four places, whatever the processors"
        await jobs.end(2)
        assert jobs.begun == [0, 1, 2, 3, 4]

    run(story)


def test_more_than_work_and_wait_are_sent_away() -> None:
    async def story(jobs: Jobs) -> None:
        await jobs.come(8)
        with pytest.raises(Problem, match="too many queries") as refused:
            await jobs.tasks[7]
        assert refused.value.status == 503 and "Retry-After" in refused.value.headers
        assert not any(task.done() for task in jobs.tasks[:7])

    run(story)


def test_who_has_waited_too_long_is_sent_away_and_leaves_no_trace() -> None:
    async def story(jobs: Jobs) -> None:
        await jobs.come(3)
        with pytest.raises(Problem, match="too many queries"):
            await jobs.tasks[2]
        await jobs.end(0)
        await jobs.end(1)
        await jobs.come(2)
        assert jobs.begun == [0, 1, 3, 4]

    run(story, patience=0.05)


def test_who_leaves_while_waiting_or_working_makes_room() -> None:
    async def story(jobs: Jobs) -> None:
        await jobs.come(4)
        jobs.tasks[2].cancel()
        jobs.tasks[0].cancel()
        await settled()
        assert jobs.begun == [0, 1, 3]

    run(story)
