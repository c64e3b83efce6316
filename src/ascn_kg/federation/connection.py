"""Connections to allowed places: checked when they are made, and bounded in time and bytes.

httpx asks this module for a connection to a host. It gets one to an address that was checked: there
is no second look-up that could lead elsewhere, and the name stays what TLS verifies. Redirects are
not followed, and proxies of the environment are not used.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final

import httpcore
import httpx

from ascn_kg.errors import RemoteError, RemoteLimitError, RemoteTimeoutError
from ascn_kg.federation.places import Places


@dataclass(frozen=True)
class Limits:
    """What all SERVICE parts of one query may take together.

    Attributes:
        seconds: Time.
        bytes: Length of the answers.
        rows: Rows of the answers.
        requests: Number of requests, and of SERVICE patterns.
        values: How many values one request sends along.
        concurrency: How many queries with SERVICE run at once.
    """

    seconds: float = 20.0
    bytes: int = 16 * 1024 * 1024
    rows: int = 10_000
    requests: int = 20
    values: int = 100
    concurrency: int = 4


@dataclass
class Budget:
    """What is left of the limits of one query."""

    limits: Limits
    _begun: float = field(default_factory=monotonic)
    _bytes: int = 0
    _requests: int = 0
    _services: int = 0

    @property
    def seconds(self) -> float:
        """Seconds that are left; not below 0."""
        return max(0.0, self._begun + self.limits.seconds - monotonic())

    def take_service(self) -> None:
        """Count one more SERVICE pattern, before what it is joined with is run.

        Raises:
            RemoteLimitError: it is one too many.
            RemoteTimeoutError: no time is left.
        """
        self._services += 1
        if self._services > self.limits.requests:
            raise RemoteLimitError(
                f"the query has more than {self.limits.requests} SERVICE patterns. Ask for less."
            )
        if not self.seconds:
            raise RemoteTimeoutError(
                f"SERVICE takes longer than {self.limits.seconds:g} seconds. Ask for less."
            )

    def take_request(self) -> None:
        """Count one more request.

        Raises:
            RemoteLimitError: it is one too many.
        """
        self._requests += 1
        if self._requests > self.limits.requests:
            raise RemoteLimitError(
                f"SERVICE needs more than {self.limits.requests} requests. Ask about less."
            )

    def take_bytes(self, number: int) -> None:
        """Count bytes that came.

        Raises:
            RemoteLimitError: they are too many.
        """
        self._bytes += number
        if self._bytes > self.limits.bytes:
            size = f"{self.limits.bytes / (1 << 20):g} MB"
            raise RemoteLimitError(f"the answers to SERVICE are longer than {size}. Ask for less.")


class Transport(httpx.HTTPTransport):
    """HTTP to allowed places within a budget."""

    def __init__(self, places: Places, budget: Budget) -> None:
        context = httpx.create_ssl_context()
        super().__init__(verify=context)
        self._pool = httpcore.ConnectionPool(
            ssl_context=context, network_backend=_Network(places, budget)
        )


class _Network(httpcore.NetworkBackend):
    """Connects to checked addresses only."""

    def __init__(self, places: Places, budget: Budget) -> None:
        self._places = places
        self._budget = budget
        self._sockets: Final = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception = RemoteError(f"{host}: has no address.")
        for address in self._places.addresses(host, port):
            if not self._budget.seconds:
                raise httpcore.ConnectTimeout
            try:
                stream = self._sockets.connect_tcp(address, port, self._budget.seconds)
                return _Stream(stream, self._budget)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def connect_unix_socket(self, *arguments: Any, **named: Any) -> httpcore.NetworkStream:
        raise RemoteError("SERVICE reaches no local sockets.")


class _Stream(httpcore.NetworkStream):
    """A connection whose time and bytes count."""

    def __init__(self, stream: httpcore.NetworkStream, budget: Budget) -> None:
        self._stream = stream
        self._budget = budget

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if not self._budget.seconds:
            raise httpcore.ReadTimeout
        data = self._stream.read(max_bytes, self._budget.seconds)
        self._budget.take_bytes(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not self._budget.seconds:
            raise httpcore.WriteTimeout
        self._stream.write(buffer, self._budget.seconds)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        if not self._budget.seconds:
            raise httpcore.ConnectTimeout
        stream = self._stream.start_tls(ssl_context, server_hostname, self._budget.seconds)
        return _Stream(stream, self._budget)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
