"""The process that holds the data in memory and forks the workers.

``python -m ascn_kg.web.workers.forkserver`` is started by `ascn_kg.web.workers.pool` with the
graph on standard input. It has one thread and no other work, so that forking it is
safe and cheap: the children share its memory, and what one of them breaks is gone with it.

For each job its kind comes over the control socket, with two sockets: the job and its answer go
over the first, between service and child; over the second this process tells how the child ended,
and learns that the service has lost interest.
"""

from __future__ import annotations

import gc
import json
import os
import selectors
import signal
import sys
import traceback
from contextlib import suppress
from functools import partial
from importlib import import_module
from socket import recv_fds, socket
from typing import Final, NoReturn

from ascn_kg.graph import KnowledgeGraph
from ascn_kg.web.allocation import give_back
from ascn_kg.web.workers.confinement import Limits, leave_network, yield_processor
from ascn_kg.web.workers.job import work
from ascn_kg.web.workers.messages import Kind
from ascn_kg.web.workers.transport import read_graph

#: What is said over the control socket when queries can come.
READY: Final = b"R"
#: What answers import when they are worked out; see `ascn_kg.web.answers`.
_NEEDED_BY_CALLS: Final = (
    "ascn_kg.answers.hints",
    "ascn_kg.build.ontology",
    "ascn_kg.explanation.answer",
    "ascn_kg.explanation.plain",
    "ascn_kg.explanation.prov",
    "ascn_kg.explanation.question",
    "ascn_kg.export.jsonld",
    "ascn_kg.temporal.view",
    "ascn_kg.things.describe",
    "difflib",
)


def main(control: int, limits: Limits) -> None:
    """Load the data, then serve the control socket with this descriptor until it closes."""
    kg = read_graph(sys.stdin.buffer)
    leave_network()
    give_back()
    gc.freeze()
    ForkServer(socket(fileno=control), kg, limits).serve()


class ForkServer:
    """Forks a child for each pair of sockets that comes over ``control``."""

    def __init__(self, control: socket, kg: KnowledgeGraph, limits: Limits) -> None:
        self._control = control
        self._kg = kg
        self._limits = limits
        self._selector = selectors.DefaultSelector()
        self._watchers: dict[int, socket] = {}
        self._prepared: set[Kind] = set()

    def serve(self) -> None:
        """Serve until the service closes the control socket; then end all children."""
        wakeup, signalled = os.pipe()
        os.set_blocking(signalled, False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        signal.set_wakeup_fd(signalled, warn_on_full_buffer=False)
        self._selector.register(self._control, selectors.EVENT_READ, self._fork)
        self._selector.register(wakeup, selectors.EVENT_READ, partial(self._reap, wakeup))
        self._control.sendall(READY)
        while self._control.fileno() >= 0:
            for key, _ in self._selector.select():
                key.data()
        for child in self._watchers:
            os.kill(child, signal.SIGKILL)

    def _fork(self) -> None:
        kind, descriptors, _, _ = recv_fds(self._control, 1, 2)
        if not kind:
            self._control.close()
            return
        self._prepare(Kind(kind))
        connection, watcher = (socket(fileno=descriptor) for descriptor in descriptors)
        child = os.fork()
        if child == 0:
            self._work(connection, watcher)
        connection.close()
        self._watchers[child] = watcher
        self._selector.register(watcher, selectors.EVENT_READ, partial(self._stop, child, watcher))

    def _prepare(self, kind: Kind) -> None:
        """Load what jobs of this kind need, once, so that the children share it.

        They can open no file.
        """
        if kind in self._prepared:
            return
        self._prepared.add(kind)
        if kind is not Kind.QUERY:
            for module in _NEEDED_BY_CALLS:
                import_module(module)
            self._kg.find("a")
        if kind in (Kind.CALL, Kind.PAGE):
            self._kg.sparql("SELECT ?s { ?s ?p ?o } LIMIT 1", evidence=True)
        if kind is Kind.PAGE:
            import_module("ascn_kg.explorer").prepare()
        elif kind is Kind.MATCH:
            self._kg.matcher.prepare()
        give_back()
        gc.freeze()

    def _work(self, connection: socket, watcher: socket) -> NoReturn:
        """Be the child: answer, and end."""
        signal.set_wakeup_fd(-1)
        for other in (self._control, watcher, *self._watchers.values()):
            other.close()
        yield_processor()
        try:
            work(self._kg, connection, self._limits)
        except BaseException:
            sys.stderr.write(json.dumps({"worker": traceback.format_exc()}) + "\n")
            sys.stderr.flush()
            os._exit(1)
        os._exit(0)

    def _stop(self, child: int, watcher: socket) -> None:
        """End a child whose answer nobody waits for any more; `_reap` will see it."""
        if self._watchers.get(child) is watcher:  # else it has just been reaped
            self._selector.unregister(watcher)
            os.kill(child, signal.SIGKILL)

    def _reap(self, wakeup: int) -> None:
        """Tell how each child that has ended did so: its exit code, or minus a signal."""
        os.read(wakeup, 4096)
        while self._watchers:
            child, status = os.waitpid(-1, os.WNOHANG)
            if child == 0:
                return
            watcher = self._watchers.pop(child)
            with suppress(KeyError):
                self._selector.unregister(watcher)
            with suppress(OSError), watcher:
                watcher.sendall(str(os.waitstatus_to_exitcode(status)).encode())


if __name__ == "__main__":
    main(int(sys.argv[1]), Limits(**json.loads(sys.argv[2])))
