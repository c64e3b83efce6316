"""Answers that were given before, given again without asking anybody."""

from __future__ import annotations

import hashlib
import sys
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final, TypeAlias

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_Headers: TypeAlias = Sequence[tuple[bytes, bytes]]

#: The request headers that the bytes of an answer may depend on.
_VARYING: Final = (
    "accept",
    "accept-encoding",
    "accept-language",
    "access-control-request-method",
    "cookie",
    "host",
    "origin",
)
#: Bytes that an answer takes besides its head and its body: key, object, place in the order.
_OVERHEAD: Final = 400
#: Stands between names and values of a head; no header may hold it.
_BETWEEN: Final = b"\n"
#: An answer may take this part of the memory for all of them.
_LARGEST_PART: Final = 8


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer in few objects: a small one would else be more objects than text.

    Attributes:
        endpoint: Who gave it.
        head: Names and values of its headers, in turn.
        body: Its content.
    """

    endpoint: Any
    head: bytes
    body: bytes

    @classmethod
    def of(cls, endpoint: Any, headers: _Headers, body: bytes) -> _Answer:
        """Return the answer with these ``headers``."""
        return cls(endpoint, _BETWEEN.join(chain.from_iterable(headers)), body)

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """The headers."""
        parts = self.head.split(_BETWEEN)
        return list(zip(parts[::2], parts[1::2], strict=True))

    @property
    def size(self) -> int:
        """How many bytes of memory it takes, with its key."""
        return _OVERHEAD + sys.getsizeof(self.head) + sys.getsizeof(self.body)


class Memory:
    """Whole answers in no more than ``capacity`` bytes; the least recently asked for go first.

    Attributes:
        held: How many bytes they take now.
    """

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.held = 0
        self._answers: OrderedDict[bytes, _Answer] = OrderedDict()

    def find(self, key: bytes) -> _Answer | None:
        """Return the answer to what is named ``key``."""
        answer = self._answers.get(key)
        if answer is not None:
            self._answers.move_to_end(key)
        return answer

    def keep(self, key: bytes, answer: _Answer) -> None:
        """Keep an answer, and let go of others where there is no room."""
        replaced = self._answers.pop(key, None)  # two clients may have asked at once
        self.held += answer.size - (replaced.size if replaced else 0)
        self._answers[key] = answer
        while self.held > self.capacity:
            _, oldest = self._answers.popitem(last=False)
            self.held -= oldest.size


class Remembered:
    """Gives answers from ``memory``, and keeps there what may be asked for again.

    The application serves one dataset, which never changes: what was answered once is the answer
    as long as the process lives. Kept is what has an entity tag (see `ascn_kg.web.middleware`),
    and so neither depends on clock or chance nor says ``no-store``. Requests that name a tag are
    passed on: they need no body.

    Args:
        app: What answers.
        memory: Where answers are kept; one without capacity keeps nothing.
    """

    def __init__(self, app: ASGIApp, memory: Memory) -> None:
        self._app = app
        self._memory = memory

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory, or pass on and remember."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if "if-none-match" in headers:
            await self._app(scope, receive, send)
            return
        key = _key(scope, headers)
        answer = self._memory.find(key)
        if answer is not None:
            scope["endpoint"] = answer.endpoint
            scope["state"]["remembered"] = True
            await _send(answer, send)
            return
        recorder = _Recorder(send, self._memory.capacity // _LARGEST_PART)
        await self._app(scope, receive, recorder.send)
        if recorder.is_whole:
            self._memory.keep(key, recorder.answer(scope.get("endpoint")))


class _Recorder:
    """Passes messages on and takes a copy, as long as the answer is one to keep."""

    def __init__(self, send: Send, most: int) -> None:
        self._send = send
        self._most = most
        self._headers: _Headers | None = None
        self._body = bytearray()
        self.is_whole = False

    async def send(self, message: Message) -> None:
        """Pass on a message."""
        await self._send(message)
        if message["type"] == "http.response.start":
            headers = [(name.lower(), value) for name, value in message.get("headers", ())]
            names = {name for name, _ in headers}
            if message["status"] == 200 and b"etag" in names and b"set-cookie" not in names:
                self._headers = headers
        elif self._headers is not None and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if len(self._body) > self._most:
                self._headers = None
            else:
                self.is_whole = not message.get("more_body", False)

    def answer(self, endpoint: Any) -> _Answer:
        """Return the answer, which is whole."""
        assert self._headers is not None
        return _Answer.of(endpoint, self._headers, bytes(self._body))


def _key(scope: Scope, headers: Headers) -> bytes:
    """Return a name of what is asked, which is short however long the question is."""
    asked = tuple(headers.get(name) for name in _VARYING)
    whole = repr((scope["scheme"], scope["path"], scope["query_string"], asked))
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).digest()


async def _send(answer: _Answer, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": answer.headers})
    await send({"type": "http.response.body", "body": answer.body})
