"""Answers over HTTP: how many, how evenly, in how much memory."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator, Sequence
from threading import Thread
from urllib.parse import urlencode

from benchmarks.load import ACCEPT, Load, load
from benchmarks.material import Material
from benchmarks.outcome import Outcome, more
from benchmarks.servers import Server, ours, oxigraph, rdflib_endpoint

_CLIENTS = 16
#: Canned queries by the size of their answer.
_ANSWERS = {"1 kB": "membership-count", "50 kB": "project-partners"}
#: How many different requests there are where none repeats; more than any cache of ours keeps.
_DIFFERENT = 20_000
_MEGABYTE = 1 << 20


def loaded(material: Material) -> Iterator[Outcome]:
    """Load each server with the same query, repeated and not."""
    for size, name in _ANSWERS.items():
        text = material.kg.catalog[name].text
        once, many = [text], [f"{text}\n# {number}" for number in range(_DIFFERENT)]
        with oxigraph(material) as server:
            _check(server, text)
            other = _sparql(material, server, many)
        with rdflib_endpoint(material) as server:
            _check(server, text)
            rdflib = _slowly(material, server, once)
        with ours(material) as server:
            _check(server, text)
            different = _sparql(material, server, many)
            repeated = _sparql(material, server, once)
            path = f"/api/queries/{name}"
            limits = [f"{path}?limit={number}" for number in range(1000, 1000 + _DIFFERENT)]
            api = _paths(material, server, limits)
            canned = _paths(material, server, [path])
            fresh = _paths(material, server, [path], _tag(server, path))
        yield _rate(f"{size}, /sparql, no repeats", different, rdflib, "rdflib-endpoint", 20)
        yield _rate(f"{size}, /sparql, no repeats", different, other, "oxigraph server", 1)
        yield _rate(f"{size}, /api/queries, no repeats", api, rdflib, "rdflib-endpoint", 20)
        yield _rate(f"{size}, /api/queries, no repeats", api, other, "oxigraph server", 1)
        yield _rate(f"{size}, /sparql repeats", repeated, other, "oxigraph server", 10)
        yield _rate(f"{size}, /api/queries repeats", canned, other, "oxigraph server", 10)
        yield _rate(f"{size}, client has it (ETag)", fresh, other, "oxigraph server", 10)
        for case, found in (
            ("/sparql, no repeats", different),
            ("/api/queries, no repeats", api),
            ("/sparql repeats", repeated),
        ):
            yield Outcome(
                f"{size}, {case}: p99",
                found.p99 * 1000,
                found.median * 1000,
                "ms",
                "median",
                found.p99 / found.median,
                10,
            )


def memory(material: Material) -> Iterator[Outcome]:
    """Measure the memory of the service while all its workers are at work, and afterwards."""
    most = 0.0
    with ours(material) as server:
        for name in _ANSWERS.values():
            texts = [
                f"{material.kg.catalog[name].text}\n# {number}" for number in range(_DIFFERENT)
            ]
            clients = Thread(target=_sparql, args=(material, server, texts))
            clients.start()
            while clients.is_alive():
                most = max(most, server.memory() / _MEGABYTE)
                clients.join(0.3)
        after = server.memory() / _MEGABYTE
    note = "proportional set size"
    yield Outcome("x1, all workers at work", most, None, "MB", "", most, 200, note=note)
    yield Outcome("x1, afterwards", after, None, "MB", "", after, 200, note=note)


def _rate(case: str, found: Load, other: Load, against: str, target: float) -> Outcome:
    failures = [f"{load.failed} requests failed" for load in (found, other) if load.failed]
    return more(case, found.rate, other.rate, "requests/s", against, target, ", ".join(failures))


def _sparql(material: Material, server: Server, texts: Sequence[str]) -> Load:
    paths = [f"{server.query}?{urlencode({'query': text})}" for text in texts]
    return _paths(material, server, paths)


def _slowly(material: Material, server: Server, texts: Sequence[str]) -> Load:
    """Load a server whose answers take seconds: longer, and without a warm-up."""
    paths = [f"{server.query}?{urlencode({'query': text})}" for text in texts]
    return load(server.origin, paths, _CLIENTS, 3 * material.load_seconds, material.folder)


def _paths(material: Material, server: Server, paths: Sequence[str], tag: str = "") -> Load:
    load(server.origin, paths, _CLIENTS, 1, material.folder, tag)
    return load(server.origin, paths, _CLIENTS, material.load_seconds, material.folder, tag)


def _tag(server: Server, path: str) -> str:
    request = urllib.request.Request(server.origin + path, headers={"Accept": ACCEPT})  # noqa: S310
    with urllib.request.urlopen(request) as response:  # noqa: S310
        return response.headers["ETag"] or ""


def _check(server: Server, text: str) -> None:
    """Ask once, so that no server is measured by its error messages."""
    url = f"{server.origin}{server.query}?{urlencode({'query': text})}"
    request = urllib.request.Request(url, headers={"Accept": ACCEPT})  # noqa: S310
    with urllib.request.urlopen(request, timeout=120) as response:  # noqa: S310
        if b'"bindings"' not in response.read():
            raise RuntimeError(f"{url} gives no rows")
