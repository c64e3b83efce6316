"""Running the service on this machine until somebody stops it."""

from __future__ import annotations

import logging
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

from ascn_kg.errors import UsageError
from ascn_kg.web.allocation import give_back
from ascn_kg.web.middleware import LOG

#: Seconds that running requests may take to end when the service is stopped.
_GRACE = 5
#: How many connections may wait to be accepted.
_BACKLOG = 512
#: Longest request line with headers, in bytes; a longer query comes by POST.
_LONGEST_HEAD = 128 * 1024


def serve(app: Starlette, host: str, port: int, tell: Callable[[str], None]) -> None:
    """Serve ``app`` until SIGINT or SIGTERM; ``tell`` gets its address once it can be reached.

    Args:
        app: The application.
        host: Name or address to listen on.
        port: Port to listen on; 0 for any that is free.
        tell: Told the address.

    Raises:
        UsageError: nobody can listen there.
    """
    give_back()
    with _listening(host, port) as listener:
        _log_to_stderr()
        config = uvicorn.Config(
            app,
            log_config=None,
            log_level=logging.CRITICAL,
            access_log=False,
            server_header=False,
            ws="none",
            http="h11",
            h11_max_incomplete_event_size=_LONGEST_HEAD,
            timeout_graceful_shutdown=_GRACE,
        )
        shown = f"[{host}]" if ":" in host else host
        url = f"http://{shown}:{listener.getsockname()[1]}/"
        _Server(config, lambda: tell(url)).run(sockets=[listener])


class _Server(uvicorn.Server):
    """Tells when it can be reached, and ends for good on a signal.

    Its base class would raise the signal once more when all is done.
    """

    def __init__(self, config: uvicorn.Config, tell: Callable[[], None]) -> None:
        super().__init__(config)
        self._tell = tell

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and tell."""
        await super().startup(sockets)
        self._tell()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on SIGINT and SIGTERM meanwhile."""
        before = {n: signal.signal(n, self.handle_exit) for n in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With its protocol named, asyncio knows that it is TCP, and sends small answers at once.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
        return listener
    except OSError as error:
        listener.close()
        reason = getattr(error, "strerror", None) or error
        raise UsageError(
            f"cannot listen on {host} port {port}: {reason}. Choose another with --port or --host."
        ) from None


def _log_to_stderr() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
