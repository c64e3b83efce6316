"""Servers that a SERVICE asks in the tests: one that does as it is told, and what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

#: An IRI, as text, or a whole term of the JSON results format.
Cell = str | Mapping[str, str]


def results(columns: Sequence[str], *rows: Sequence[Cell | None]) -> bytes:
    """Return rows in the SPARQL 1.1 Query Results JSON Format."""
    bindings = [
        {
            name: {"type": "uri", "value": cell} if isinstance(cell, str) else cell
            for name, cell in zip(columns, row, strict=True)
            if cell is not None
        }
        for row in rows
    ]
    return json.dumps({"head": {"vars": columns}, "results": {"bindings": bindings}}).encode()


@dataclass
class Remote:
    """What a server answers to every request, and the queries that came."""

    body: bytes | Iterable[bytes] = results([])
    status: int = 200
    headers: Mapping[str, str] = field(
        default_factory=lambda: {"Content-Type": "application/sparql-results+json"}
    )
    queries: list[str] = field(default_factory=list)
    requests: int = 0
    port: int = 0

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}/sparql"


@contextmanager
def running(remote: Remote) -> Iterator[Remote]:
    """Run the server meanwhile."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            remote.queries += parse_qs(sent).get("query", [])
            self._answer()

        def _answer(self) -> None:
            remote.requests += 1
            self.send_response(remote.status)
            for name, value in remote.headers.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                for part in [remote.body] if isinstance(remote.body, bytes) else remote.body:
                    self.wfile.write(part)
                    self.wfile.flush()
            except OSError:
                pass  # the client has had enough

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    remote.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield remote
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
