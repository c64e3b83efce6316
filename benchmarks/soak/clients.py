"""The clients of the soak: they ask without pause, and note whatever is not as it should be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from threading import Event, Thread
from typing import Final

import httpx

from benchmarks.soak.asking import Asked

#: Seconds that a client waits for an answer.
_PATIENCE: Final = 60
#: Statuses of limits that a hostile request has reached.
_LIMITS: Final = frozenset({504, 507})
#: What the table calls a request whose client has left, and one whose answer was cut off.
LEFT: Final = "client left"
CUT_OFF: Final = "cut off"


@dataclass
class Tally:
    """What came of the requests.

    Attributes:
        answers: (kind of request, status or what happened) -> how often.
        faults: What is not the client's fault, in words -> how often.
    """

    answers: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)

    def add(self, asked: Asked, came: str, fault: str | None) -> None:
        """Count one request."""
        self.answers[asked.kind, came] += 1
        if fault:
            self.faults[f"{asked.kind}: {fault}"] += 1

    def __iadd__(self, other: Tally) -> Tally:
        self.answers += other.answers
        self.faults += other.faults
        return self


class Clients:
    """Several clients that ask at once, each over a connection that stays; use as a context.

    Args:
        origin: Address of the service.
        requests: Gives what one client asks, from what decides the order.
        count: How many they are.
        seed: What decides the order of the requests.
    """

    def __init__(
        self, origin: str, requests: Callable[[Random], Iterator[Asked]], count: int, seed: int
    ) -> None:
        self._origin = origin
        self._end = Event()
        self._tallies = [Tally() for _ in range(count)]
        self._threads = [
            Thread(target=self._run, args=(requests(Random(seed + number)), tally))  # noqa: S311
            for number, tally in enumerate(self._tallies)
        ]

    def __enter__(self) -> Clients:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._end.set()
        for thread in self._threads:
            thread.join()

    @property
    def tally(self) -> Tally:
        """What came of all requests so far."""
        total = Tally()
        for tally in self._tallies:
            total += tally
        return total

    def _run(self, requests: Iterator[Asked], tally: Tally) -> None:
        with httpx.Client(base_url=self._origin, timeout=_PATIENCE) as client:
            while not self._end.is_set():
                asked = next(requests)
                tally.add(asked, *ask(client, asked))


def ask(client: httpx.Client, asked: Asked) -> tuple[str, str | None]:
    """Send one request; return what came, and what of it is the server's fault."""
    try:
        answer = client.request(
            asked.method,
            asked.path,
            content=asked.body,
            headers=asked.headers,
            timeout=asked.patience or _PATIENCE,
        )
    except httpx.TimeoutException as error:
        return (LEFT, None) if asked.patience else (type(error).__name__, "no answer in time")
    except httpx.RemoteProtocolError as error:
        # The limits end an answer that has begun, which HTTP/1.1 can only tell by closing.
        if asked.hostile and "incomplete chunked read" in str(error):
            return CUT_OFF, None
        return type(error).__name__, str(error)
    except httpx.TransportError as error:
        return type(error).__name__, f"{type(error).__name__} {error}"
    return str(answer.status_code), _fault(asked, answer)


def _fault(asked: Asked, answer: httpx.Response) -> str | None:
    """Return what is wrong with an error of the server: not busy, and no limit deserved."""
    status = answer.status_code
    if status < 500 or (status == 503 and "retry-after" in answer.headers):
        return None
    if asked.hostile and status in _LIMITS:
        return None
    detail = answer.json()["detail"] if "json" in answer.headers["content-type"] else ""
    return f"{status} {detail}".strip()
