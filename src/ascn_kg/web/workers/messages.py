"""What the service and a worker say to each other over a stream socket.

Each message is a kind, a length and a content. The service sends a `Job`. The worker answers with
a `Head`, then the body in parts, then the end with the number of bytes that the worker shares
with nobody; or, at any point, with a problem. An answer without its end was cut off. After the end
the service may send another job.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import Enum
from socket import socket
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeAlias

from ascn_kg.sparql.engine import Graphs

if TYPE_CHECKING:
    from asyncio import StreamReader

#: How many jobs a worker takes, one after another, before another takes its place.
JOBS_OF_A_WORKER: Final = 100

_PREFIX: Final = struct.Struct(">cI")


class Kind(Enum):
    """What a message holds."""

    QUERY = b"Q"
    ROWS = b"R"
    CALL = b"C"
    MATCH = b"M"
    PAGE = b"E"
    HEAD = b"H"
    BODY = b"B"
    PROBLEM = b"P"
    END = b"."


@dataclass(frozen=True)
class Query:
    """A SPARQL query to answer.

    Attributes:
        text: The SPARQL.
        graphs: The dataset that it is asked of; None for the whole, or what its FROM says.
        base: What relative IRIs in the text are relative to.
        accept: The header ``Accept`` of the request.
        format: The parameter ``format`` of the request.
        gzip: Whether the body is to be compressed.
    """

    kind: ClassVar = Kind.QUERY

    text: str
    graphs: Graphs | None = None
    base: str | None = None
    accept: str = "*/*"
    format: str | None = None
    gzip: bool = False

    def to_bytes(self) -> bytes:
        """Return the job as a message."""
        return message(self.kind, asdict(self))


@dataclass(frozen=True)
class Call:
    """An answer to work out; see `ascn_kg.web.answers`.

    Attributes:
        name: Which one.
        arguments: Its arguments, as plain data.
        gzip: Whether the body is to be compressed.
        kind: What is needed for it: names alone (``ROWS``), claims and rules too (``CALL``), the
            explorer as well (``PAGE``), or what matches names (``MATCH``).
    """

    name: str
    arguments: Mapping[str, Any]
    gzip: bool = False
    kind: Kind = Kind.CALL

    def to_bytes(self) -> bytes:
        """Return the job as a message."""
        job = {"name": self.name, "arguments": self.arguments, "gzip": self.gzip}
        return message(self.kind, job)


Job: TypeAlias = Query | Call


@dataclass(frozen=True)
class Head:
    """How the body that follows is to be read.

    Attributes:
        media_type: Its media type.
        repeatable: Whether the same query always has the same answer: no NOW, RAND or UUID.
        headers: Further headers of the response.
        status: The HTTP status.
    """

    media_type: str
    repeatable: bool = True
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200

    def to_bytes(self) -> bytes:
        """Return the head as a message."""
        return message(Kind.HEAD, asdict(self))

    @classmethod
    def from_content(cls, content: bytes) -> Head:
        """Return the head of a message with this content."""
        return cls(**json.loads(content))


def message(kind: Kind, content: bytes | Mapping[str, Any] = b"") -> bytes:
    """Return a message ready to be sent; a mapping is sent as JSON."""
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return _PREFIX.pack(kind.value, len(data)) + data


async def read_message(reader: StreamReader) -> tuple[Kind, bytes] | None:
    """Return kind and content of the next message, or None where the other side is gone."""
    try:
        kind, length = _PREFIX.unpack(await reader.readexactly(_PREFIX.size))
        return Kind(kind), await reader.readexactly(length)
    except (EOFError, ConnectionError):
        return None


def receive_job(connection: socket) -> Job | None:
    """Return the job that comes over ``connection``, or None where there will be none.

    For the worker, which may wait.
    """
    first = connection.recv(1)
    if not first:
        return None
    kind, length = _PREFIX.unpack(first + _receive(connection, _PREFIX.size - 1))
    values = json.loads(_receive(connection, length))
    if Kind(kind) is not Kind.QUERY:
        return Call(**values, kind=Kind(kind))
    graphs = values.pop("graphs")
    return Query(**values, graphs=None if graphs is None else Graphs(*graphs))


def _receive(connection: socket, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        more = connection.recv(min(size - len(data), 1 << 20))
        if not more:
            raise ConnectionError("the service is gone")
        data += more
    return bytes(data)
