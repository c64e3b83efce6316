"""The service's side of the workers: a few queries at a time, each answered by a process.

The process that forks them is started once, with the graph, and again should it ever end.
"""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from socket import send_fds, socket, socketpair
from types import TracebackType
from typing import Final, Self

from ascn_kg.graph import KnowledgeGraph
from ascn_kg.web.problem import Problem
from ascn_kg.web.settings import Settings
from ascn_kg.web.workers.confinement import Limits
from ascn_kg.web.workers.job import too_much_memory
from ascn_kg.web.workers.messages import JOBS_OF_A_WORKER, Head, Job, Kind, read_message
from ascn_kg.web.workers.transport import write_graph
from ascn_kg.web.workers.turns import Turns, processors

_MODULE: Final = "ascn_kg.web.workers.forkserver"
#: Seconds that the process which forks the workers may take to end.
_GRACE: Final = 3
#: How many workers rest at most until the next query.
_RESTING: Final = 2
#: Kind of the workers that may rest -> the jobs that they take next.
_TAKES: Final = {Kind.QUERY: {Kind.QUERY}, Kind.ROWS: {Kind.QUERY, Kind.ROWS}}
#: A worker with more bytes of its own than these does not rest: it would keep them.
_MOST_OWN: Final = 24 * 1024 * 1024


class Workers:
    """The workers over one dataset; `start` and `stop` them, `run` a job meanwhile.

    Args:
        kg: The graph; the workers get a copy.
        settings: The limits.
    """

    def __init__(self, kg: KnowledgeGraph, settings: Settings) -> None:
        self._kg = kg
        self._settings = settings
        self._limits = Limits(
            settings.query_seconds,
            settings.query_memory,
            settings.query_rows,
            settings.transfer_seconds,
        )
        self._turns = Turns(
            settings.concurrency, settings.queue, settings.queue_seconds, processors()
        )
        self._server: asyncio.Task[_ForkServer] | None = None

    @property
    def running(self) -> int:
        """How many queries run now."""
        return self._turns.running

    async def start(self) -> None:
        """Begin to start; the first job waits until that is done."""
        self._server = asyncio.create_task(_ForkServer.started(self._kg, self._limits))

    async def stop(self) -> None:
        """End all workers."""
        if self._server is not None:
            server, self._server = self._server, None
            with suppress(OSError):  # it never came to life
                (await server).stop()

    @property
    def are_ready(self) -> bool:
        """Whether jobs can run."""
        return self._server is not None and self._server.done() and not _has_ended(self._server)

    @asynccontextmanager
    async def run(self, job: Job) -> AsyncIterator[Reply]:
        """Run ``job`` and give its reply; leaving the context ends the worker.

        Raises:
            Problem: too many queries run and wait already; see `Turns.turn`.
        """
        async with self._turns.turn():
            server = await self._living_server()
            worker = await server.worker(job.kind)
            async with Reply(worker, job, self._limits) as reply:
                yield reply
                if reply.is_complete and reply.own_memory < _MOST_OWN:
                    server.rest(worker)

    async def _living_server(self) -> _ForkServer:
        if self._server is None or _has_ended(self._server):
            await self.stop()
            await self.start()
        assert self._server is not None
        return await asyncio.shield(self._server)


def _has_ended(server: asyncio.Task[_ForkServer]) -> bool:
    return server.done() and (server.exception() is not None or not server.result().lives)


@dataclass
class _Worker:
    """A worker that waits for a job.

    Attributes:
        kind: What jobs it takes.
        reader: Its answers.
        writer: For jobs.
        watcher: Tells how it ended.
        jobs: How many it has answered.
        rests: Whether nobody uses it.
    """

    kind: Kind
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    watcher: socket
    jobs: int = 0
    rests: bool = False

    def close(self) -> None:
        """Let go of it, which ends it."""
        self.writer.close()
        self.watcher.close()


class _ForkServer:
    """The process that forks the workers, and the workers that rest."""

    def __init__(self, process: subprocess.Popen[bytes], control: socket) -> None:
        self._process = process
        self._control = control
        self._resting: list[_Worker] = []

    @classmethod
    async def started(cls, kg: KnowledgeGraph, limits: Limits) -> Self:
        """Start the process, give it the data, and return when it is ready."""
        ours, theirs = socketpair()
        with theirs:
            process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", _MODULE, str(theirs.fileno()), json.dumps(asdict(limits))],
                stdin=subprocess.PIPE,
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # Ctrl-C is for the service alone
            )
        assert process.stdin is not None
        with process.stdin as stream:
            await asyncio.to_thread(write_graph, kg, stream)
        await asyncio.to_thread(ours.recv, 1)
        return cls(process, ours)

    @property
    def lives(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    async def worker(self, kind: Kind) -> _Worker:
        """Return a worker for a job of this ``kind``: one that rests, or a new one."""
        while fit := [each for each in self._resting if kind in _TAKES.get(each.kind, ())]:
            worker = fit[-1]
            self._resting.remove(worker)
            worker.rests = False
            if not worker.reader.at_eof():
                return worker
            worker.close()
        connection, child_connection = socketpair()
        watcher, child_watcher = socketpair()
        with child_connection, child_watcher:
            descriptors = [child_connection.fileno(), child_watcher.fileno()]
            send_fds(self._control, [kind.value], descriptors)
        watcher.setblocking(False)
        reader, writer = await asyncio.open_connection(sock=connection)
        return _Worker(kind, reader, writer, watcher)

    def rest(self, worker: _Worker) -> None:
        """Keep a worker whose answer is complete for another query, unless it has had enough.

        Of too many that rest, the one that has done so longest goes.
        """
        worker.jobs += 1
        if worker.kind in _TAKES and worker.jobs < JOBS_OF_A_WORKER:
            worker.rests = True
            self._resting.append(worker)
            if len(self._resting) > _RESTING:
                self._resting.pop(0).close()

    def stop(self) -> None:
        """End the process and all workers."""
        for worker in self._resting:
            worker.close()
        self._control.close()
        try:
            self._process.wait(timeout=_GRACE)
        except subprocess.TimeoutExpired:  # it is still loading
            self._process.kill()
            self._process.wait()


class Reply:
    """The answer of one worker, as it comes.

    Attributes:
        head: How the body is to be read; known when the context is entered.
        is_complete: Whether all of the body has come.
        own_memory: The bytes that the worker shares with nobody; known when the body is complete.
    """

    head: Head

    def __init__(self, worker: _Worker, job: Job, limits: Limits) -> None:
        self._worker = worker
        self._job = job
        self._limits = limits
        self.is_complete = False
        self.own_memory = 0

    async def __aenter__(self) -> Self:
        """Send the job and wait for the head.

        Raises:
            Problem: the query has no answer, or the worker has ended.
        """
        try:
            with suppress(ConnectionError):  # `_ending` knows why
                self._worker.writer.write(self._job.to_bytes())
                await self._worker.writer.drain()
            _, content = await self._next()
        except BaseException:
            self._worker.close()
            raise
        self.head = Head.from_content(content)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Let go of the worker, unless it rests."""
        if not self._worker.rests:
            self._worker.close()

    async def parts(self) -> AsyncIterator[bytes]:
        """Yield the body in parts.

        Raises:
            Problem: the answer is cut off here.
        """
        while True:
            kind, content = await self._next()
            if kind is Kind.END:
                self.is_complete = True
                self.own_memory = int(content)
                return
            yield content

    async def _next(self) -> tuple[Kind, bytes]:
        received = await read_message(self._worker.reader)
        if received is None:
            raise await self._ending()
        kind, content = received
        if kind is Kind.PROBLEM:
            raise Problem(**json.loads(content))
        return kind, content

    async def _ending(self) -> Problem:
        """Return the problem that the end of the worker was."""
        code = await asyncio.get_running_loop().sock_recv(self._worker.watcher, 16)
        match -int(code or b"0"):
            case signal.SIGALRM | signal.SIGXCPU:
                return Problem(
                    504,
                    f"the query takes longer than {self._limits.seconds:g} seconds. "
                    "Ask for less, or more precisely.",
                )
            case signal.SIGABRT | signal.SIGKILL:
                return too_much_memory(self._limits)
            case signal.SIGSEGV | signal.SIGBUS:
                return Problem(422, "the query is too complex to be run. Write it simpler.")
        return Problem(500, "the query ended without an answer.")
