"""The services that are compared, each in processes of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.material import Material

_BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Server:
    """A running service.

    Attributes:
        origin: Its address.
        query: The path of its SPARQL endpoint.
        process: The process that was started.
    """

    origin: str
    query: str
    process: psutil.Process

    def memory(self) -> int:
        """Return the memory of all its processes, as proportional set size, in bytes."""
        total = 0
        for each in (self.process, *self.process.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):  # a worker that has just ended
                total += int(each.memory_full_info().pss)
        return total


@contextmanager
def ours(material: Material, *options: str, log: Path | None = None) -> Iterator[Server]:
    """Run ``ascn-kg serve``; what it logs goes to the file ``log``."""
    material.build()
    port = str(_free_port())
    command = [str(_BIN / "ascn-kg"), "serve", "--port", port, *options]
    with _running(command, f"http://127.0.0.1:{port}", "/sparql", "/readyz", log) as server:
        yield server


@contextmanager
def rdflib_endpoint(material: Material) -> Iterator[Server]:
    """Run rdflib-endpoint with the whole dataset."""
    port = str(_free_port())
    options = ["serve", "--host", "127.0.0.1", "--port", port, str(_dump(material))]
    command = [str(_BIN / "rdflib-endpoint"), *options]
    with _running(command, f"http://127.0.0.1:{port}", "/", "/") as server:
        yield server


@contextmanager
def oxigraph(material: Material) -> Iterator[Server]:
    """Run the Oxigraph server on a store on disk with the whole dataset."""
    place = material.folder / "oxigraph"
    program = str(_BIN / "oxigraph")
    if not place.is_dir():
        load = [program, "load", "--location", str(place), "--file", str(_dump(material))]
        subprocess.run(load, check=True, capture_output=True)  # noqa: S603
    address = f"127.0.0.1:{_free_port()}"
    options = ["--location", str(place), "--bind", address, "--union-default-graph"]
    with _running([program, "serve-read-only", *options], f"http://{address}", "/query", "/") as s:
        yield s


def _dump(material: Material) -> Path:
    file = material.folder / "whole.nq"
    if not file.is_file():
        with file.open("wb") as stream:
            material.kg.dump(stream)
    return file


@contextmanager
def _running(
    command: Sequence[str], origin: str, query: str, ready: str, log: Path | None = None
) -> Iterator[Server]:
    with Path(log or os.devnull).open("wb") as messages:
        process = subprocess.Popen(  # noqa: S603
            command, stdout=subprocess.DEVNULL, stderr=messages
        )
    try:
        _wait_for(origin + ready, process)
        yield Server(origin, query, psutil.Process(process.pid))
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    limit = time.monotonic() + 120
    while True:
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310
            return
        except urllib.error.HTTPError as error:
            if error.code < 500:
                return
        except (urllib.error.URLError, OSError):
            pass
        if process.poll() is not None or time.monotonic() > limit:
            raise RuntimeError(f"{process.args!r} does not answer at {url}")
        time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
