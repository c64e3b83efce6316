"""What a worker does: read a job, answer it, write the answer as it comes; then the next job."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from socket import socket
from typing import IO, Any, Final, TypeVar, cast

import pyoxigraph as ox

from ascn_kg.errors import AscnKgError, QuerySyntaxError
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import PREFIXES
from ascn_kg.rdf.terms import AnyTerm
from ascn_kg.results.formats import ANSWER_FORMATS, TABLE_FORMATS
from ascn_kg.sparql.engine import Answer, LocalEngine
from ascn_kg.sparql.tokens import code
from ascn_kg.web.answers import ANSWERS
from ascn_kg.web.negotiation import BOOLEANS, GRAPHS, MediaTypes, choose, tables
from ascn_kg.web.problem import Problem
from ascn_kg.web.workers.confinement import (
    Limits,
    clock_of,
    confine,
    own_memory,
    start_clock,
    stop_clock,
)
from ascn_kg.web.workers.messages import (
    JOBS_OF_A_WORKER,
    Call,
    Head,
    Job,
    Kind,
    Query,
    message,
    receive_job,
)

_T = TypeVar("_T")
_Writer = Callable[[str, "_Body"], None]

_PART: Final = 64 * 1024
#: Functions whose value is another one every time.
_UNREPEATABLE: Final = frozenset({"NOW", "RAND", "STRUUID", "UUID"})
_RDF_FORMATS: Final = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
}


def work(kg: KnowledgeGraph, connection: socket, limits: Limits) -> None:
    """Answer the jobs that come over ``connection``, each within ``limits``, and nothing else.

    An answer that is a problem is the last: what it may have left behind is gone with the process.
    """
    confine(limits)
    for _ in range(JOBS_OF_A_WORKER):
        job = receive_job(connection)
        if job is None:
            return
        start_clock(limits)
        last = _answered(kg, job, connection, limits)
        if last is None:
            return
        with clock_of(limits.transfer_seconds):
            connection.sendall(last + message(Kind.END, str(own_memory()).encode()))
        stop_clock()


def _answered(kg: KnowledgeGraph, job: Job, connection: socket, limits: Limits) -> bytes | None:
    """Answer ``job``; return the last messages of the answer, or None where it is a problem."""
    try:
        if isinstance(job, Call):
            return _call(kg, job, connection, limits)
        return _answer(kg.store, job, connection, limits)
    except MemoryError:
        _report(connection, too_much_memory(limits), limits)
    except AscnKgError as error:
        _report(connection, Problem.of(error), limits)
    except Problem as problem:
        _report(connection, problem, limits)
    return None


def too_much_memory(limits: Limits) -> Problem:
    """Return the problem that a query is which takes more than its memory."""
    size = f"{limits.memory >> 20} MB"
    return Problem(507, f"the query takes more than {size} of memory. Ask for less at a time.")


def _report(connection: socket, problem: Problem, limits: Limits) -> None:
    with clock_of(limits.transfer_seconds):
        connection.sendall(message(Kind.PROBLEM, asdict(problem)))


def _call(kg: KnowledgeGraph, job: Call, connection: socket, limits: Limits) -> bytes:
    content = ANSWERS[job.name](kg, **job.arguments)
    head = Head(content.media_type, headers=content.headers, status=content.status)
    body = _Body(connection, head, limits.transfer_seconds, job.gzip)
    for start in range(0, len(content.body), _PART):
        body.write(content.body[start : start + _PART])
    return body.finish()


def _answer(store: ox.Store, job: Query, connection: socket, limits: Limits) -> bytes:
    answer = LocalEngine(store).query(job.text, job.graphs, job.base)
    offers, write = _writer(answer, limits.rows)
    name = choose(offers, job.accept, job.format)
    head = Head(offers[name][0], _is_repeatable(job.text))
    body = _Body(connection, head, limits.transfer_seconds, job.gzip)
    try:
        write(name, body)
    except (ValueError, RuntimeError) as error:
        raise QuerySyntaxError(f"this query cannot run: {error}") from None
    return body.finish()


def _is_repeatable(text: str) -> bool:
    """Return whether ``text`` has none of the functions that give another value every time."""
    mentioned = text.upper()
    if not any(name in mentioned for name in _UNREPEATABLE):
        return True
    words = {token.text.upper() for token in code(text) if token.kind == "word"}
    return words.isdisjoint(_UNREPEATABLE)


def _writer(answer: Answer, limit: int) -> tuple[MediaTypes, _Writer]:
    """Return the formats that ``answer`` can be written in, and what writes it."""
    if isinstance(answer, ox.QueryBoolean):
        return BOOLEANS, lambda name, body: _write_boolean(bool(answer), name, body)
    if isinstance(answer, ox.QueryTriples):
        return GRAPHS, lambda name, body: _write_graph(_at_most(limit, answer), name, body)
    columns = [variable.value for variable in answer.variables]
    rows = _at_most(limit, map(tuple, answer))
    return tables(columns), lambda name, body: _write_table(columns, rows, name, body)


def _write_boolean(value: bool, name: str, body: _Body) -> None:
    body.write(ANSWER_FORMATS[name](value).encode())


def _write_graph(triples: Iterable[ox.Triple], name: str, body: _Body) -> None:
    ox.serialize(triples, cast(IO[bytes], body), _RDF_FORMATS[name], prefixes=PREFIXES)


def _write_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[AnyTerm | None]],
    name: str,
    body: _Body,
) -> None:
    buffered = io.BufferedWriter(body, _PART)
    with io.TextIOWrapper(buffered, encoding="utf-8", newline="") as stream:
        TABLE_FORMATS[name].write(columns, rows, stream)


def _at_most(limit: int, items: Iterable[_T]) -> Iterator[_T]:
    for number, item in enumerate(items):
        if number == limit:
            raise Problem(
                422,
                f"the answer has more than {limit:,} rows. Ask for less with LIMIT and OFFSET, "
                "or take a whole file from /export.",
            )
        yield item


class _Body(io.RawIOBase):
    """The body of an answer as a file: what is written goes out in parts, perhaps compressed.

    The head goes with the first part: a small answer is one message after the other in one go.
    While the service receives slowly, the clock of the query stands still and that of the transfer
    runs.
    """

    def __init__(
        self, connection: socket, head: Head, transfer_seconds: float, compressed: bool
    ) -> None:
        self._connection = connection
        self._transfer_seconds = transfer_seconds
        self._begun = head.to_bytes()
        self._waiting = bytearray()
        self._gzip = zlib.compressobj(5, zlib.DEFLATED, 16 + zlib.MAX_WBITS) if compressed else None

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        content = bytes(data)
        self._waiting += self._gzip.compress(content) if self._gzip else content
        if len(self._waiting) >= _PART:
            with clock_of(self._transfer_seconds):
                self._connection.sendall(self._messages())
        return len(content)

    def finish(self) -> bytes:
        """Return the messages that are left to be sent."""
        if self._gzip:
            self._waiting += self._gzip.flush()
        return self._messages()

    def _messages(self) -> bytes:
        """Return what waits as messages; then nothing waits."""
        messages = self._begun
        if self._waiting:
            messages += message(Kind.BODY, bytes(self._waiting))
        self._begun = b""
        self._waiting.clear()
        return messages
