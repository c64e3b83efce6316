"""What a worker may use: time, memory, nothing else. The system enforces it, not the query engine.

A native call cannot be interrupted from Python, so the time limit is a signal whose default action
ends the process. With no file descriptor to be had, nothing can be opened: no file, no socket.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final

_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000


@dataclass(frozen=True)
class Limits:
    """What one query may take.

    Attributes:
        seconds: Time to work, not counting the time that the client takes to receive.
        memory: Bytes of address space.
        rows: Rows or triples of the answer.
        transfer_seconds: Time for one part of the answer to be received.
    """

    seconds: float
    memory: int
    rows: int
    transfer_seconds: float


def confine(limits: Limits) -> None:
    """Put this process under ``limits``, for good; its clock stands until `start_clock`."""
    for name in (signal.SIGALRM, signal.SIGCHLD, signal.SIGTERM):
        signal.signal(name, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, _both(0))
    resource.setrlimit(resource.RLIMIT_NOFILE, _both(0))
    with suppress(ValueError, OSError):  # macOS knows the name of this limit, and no more
        resource.setrlimit(resource.RLIMIT_AS, _both(limits.memory))


def start_clock(limits: Limits) -> None:
    """Give this process the time of ``limits`` from now on, for one job."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime + limits.seconds) + 1
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, most))
    signal.setitimer(signal.ITIMER_REAL, limits.seconds)


def stop_clock() -> None:
    """Let this process wait for its next job for as long as it takes."""
    signal.setitimer(signal.ITIMER_REAL, 0)


@contextmanager
def clock_of(seconds: float) -> Iterator[None]:
    """Stop the clock of this process and let another one of ``seconds`` run meanwhile."""
    left, _ = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, max(left, 0.001))


def own_memory() -> int:
    """Return the bytes of memory that this process shares with no other, at most.

    A process that was forked has nothing of its own at first; whatever it writes to comes to it by
    a page fault.
    """
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt * resource.getpagesize()


def leave_network() -> bool:
    """Move this process and its children to a network with no interface; return whether it did.

    Not every system allows it; workers are also denied every new file descriptor.
    """
    unshare = getattr(ctypes.CDLL(None, use_errno=True), "unshare", None)
    if unshare is None:
        return False
    if unshare(_CLONE_NEWNET) == 0:
        return True
    return bool(unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0)


def yield_processor() -> None:
    """Let the service go first, without starving on a machine that has other work, too."""
    os.nice(10)


def _both(value: int) -> tuple[int, int]:
    return value, value
