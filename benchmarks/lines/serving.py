"""Answers over HTTP: how many, how evenly, in how much memory."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from threading import Thread
from typing import cast
from urllib.parse import urlencode

import pyoxigraph as ox

from ascn_kg.graph import KnowledgeGraph
from ascn_kg.web import Settings
from benchmarks.load import ACCEPT, Load, load
from benchmarks.material import Material
from benchmarks.measuring import timed
from benchmarks.outcome import Outcome, more
from benchmarks.servers import Server, ours, oxigraph, rdflib_endpoint

_CLIENTS = 16
#: The sizes of answers, in bytes of JSON.
_SIZES = {"1 kB": 1_000, "50 kB": 50_000}
#: How many different requests there are where none repeats; more than any cache of ours keeps.
_DIFFERENT = 20_000
#: How many of them are for the warm-up: asked again they would be remembered.
_WARM_UP = 2_000
#: A query that reads all data again and again until it is stopped.
_ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
_MEGABYTE = 1 << 20


def loaded(material: Material) -> Iterator[Outcome]:
    """Load each server with the same query, repeated and not."""
    for size, name in _typical_queries(material.kg).items():
        text = material.kg.catalog[name].text
        once, many = [text], _different(material, name)
        with oxigraph(material) as server:
            _check(server, text)
            other = _sparql(material, server, many)
        with rdflib_endpoint(material) as server:
            _check(server, text)
            # It keeps queries that it has parsed, so that a text that repeats is another matter.
            rdflib = _slowly(material, server, many)
            rdflib_repeated = _slowly(material, server, once)
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
        beside = f"oxigraph server beside rdflib-endpoint: {other.rate / rdflib.rate:.1f}"
        yield _rate(f"{size}, /sparql, no repeats", different, other, "oxigraph server", 1, beside)
        yield _rate(f"{size}, /api/queries, no repeats", api, rdflib, "rdflib-endpoint", 20)
        yield _rate(f"{size}, /api/queries, no repeats", api, other, "oxigraph server", 1)
        yield _rate(f"{size}, /sparql repeats", repeated, rdflib_repeated, "rdflib-endpoint", 20)
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


def _typical_queries(kg: KnowledgeGraph) -> dict[str, str]:
    """Return the canned query that stands for each size of answers, and name it with the size.

    Of those whose answer has from half to twice that size, it is the one of median time.
    """
    known = [
        (*timed(partial(_size, kg.store, query.text)), name)
        for name, query in kg.catalog.items()
        if query.endpoint is None
    ]
    found: dict[str, str] = {}
    for size, wanted in _SIZES.items():
        alike = [each for each in known if wanted / 2 <= each[1] <= wanted * 2]
        _, _, name = sorted(alike)[len(alike) // 2]
        found[f"{size} ({name})"] = name
    return found


def _size(store: ox.Store, query: str) -> int:
    """Return how many bytes of JSON the answer to ``query`` is."""
    answer = cast(ox.QuerySolutions, store.query(query, use_default_graph_as_union=True))
    return len(answer.serialize(format=ox.QueryResultsFormat.JSON) or b"")


def memory(material: Material) -> Iterator[Outcome]:
    """Measure the memory of the service: under load, afterwards, and while slow queries run."""
    with ours(material) as server:
        loads = [
            Thread(target=_sparql, args=(material, server, _different(material, name)))
            for name in _typical_queries(material.kg).values()
        ]
        loaded = max(_most_memory(server, [load]) for load in loads)
        after = server.memory() / _MEGABYTE
    with ours(material) as server:
        slow = [
            Thread(target=_ask_in_vain, args=(server, f"{_ENDLESS} # {number}"))
            for number in range(Settings().concurrency)
        ]
        stopped = _most_memory(server, slow)
    note = "proportional set size"
    yield Outcome("x1, under load", loaded, None, "MB", "", loaded, 200, note=note)
    yield Outcome("x1, afterwards", after, None, "MB", "", after, 200, note=note)
    case = f"x1, {len(slow)} queries at once that read everything"
    yield Outcome(case, stopped, None, "MB", "", stopped, None, note=note)


def _most_memory(server: Server, clients: Sequence[Thread]) -> float:
    """Return how many MB the service takes at most while ``clients`` ask."""
    most = 0.0
    for client in clients:
        client.start()
    while any(client.is_alive() for client in clients):
        most = max(most, server.memory() / _MEGABYTE)
        clients[0].join(0.3)
    return most


def _different(material: Material, name: str) -> list[str]:
    text = material.kg.catalog[name].text
    return [f"{text}\n# {number}" for number in range(_DIFFERENT)]


def _ask_in_vain(server: Server, text: str) -> None:
    url = f"{server.origin}{server.query}?{urlencode({'query': text})}"
    with suppress(urllib.error.HTTPError):  # the limit of time
        urllib.request.urlopen(url).close()  # noqa: S310


def _rate(
    case: str, found: Load, other: Load, against: str, target: float, note: str = ""
) -> Outcome:
    failures = [f"{load.failed} requests failed" for load in (found, other) if load.failed]
    notes = ", ".join(filter(None, [note, *failures]))
    return more(case, found.rate, other.rate, "requests/s", against, target, notes)


def _sparql(material: Material, server: Server, texts: Sequence[str]) -> Load:
    paths = [f"{server.query}?{urlencode({'query': text})}" for text in texts]
    return _paths(material, server, paths)


def _slowly(material: Material, server: Server, texts: Sequence[str]) -> Load:
    """Load a server whose answers take seconds: longer, and without a warm-up."""
    paths = [f"{server.query}?{urlencode({'query': text})}" for text in texts]
    return load(server.origin, paths, _CLIENTS, 3 * material.load_seconds, material.folder)


def _paths(material: Material, server: Server, paths: Sequence[str], tag: str = "") -> Load:
    first, rest = paths[:_WARM_UP], paths[_WARM_UP:] or paths
    load(server.origin, first, _CLIENTS, 1, material.folder, tag)
    return load(server.origin, rest, _CLIENTS, material.load_seconds, material.folder, tag)


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
