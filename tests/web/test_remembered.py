"""Answers that are given again: only those that must be the same, and no more than fit."""

from __future__ import annotations

import asyncio
import gc
import tracemalloc
from collections.abc import AsyncIterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ascn_kg.graph import KnowledgeGraph
from ascn_kg.web import Settings, create_app
from ascn_kg.web.remembered import Memory, Remembered

TAGGED = {"etag": '"a"'}


class Counting:
    """An application that counts how often it is really asked."""

    def __init__(self, response: Response | None = None, most: int = 100_000) -> None:
        self.asked = 0
        self._response = response
        app = Starlette(
            routes=[Route("/{path:path}", self.answer)],
            middleware=[Middleware(Remembered, memory=Memory(most))],
        )
        self.client = TestClient(app)

    async def answer(self, request: Request) -> Response:
        self.asked += 1
        return self._response or Response(f"{request.url.path} {self.asked}", headers=TAGGED)


def test_the_second_time_nobody_is_asked() -> None:
    app = Counting()
    first, second = app.client.get("/a?b=c"), app.client.get("/a?b=c")
    assert app.asked == 1
    assert (second.text, second.headers) == (first.text, first.headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"accept": "text/csv"},
        {"accept-encoding": "br"},
        {"accept-language": "id"},
        {"cookie": "lang=id"},
        {"host": "elsewhere"},
        {"origin": "https://example.org"},
    ],
)
def test_what_an_answer_may_depend_on_is_told_apart(headers: dict[str, str]) -> None:
    app = Counting()
    app.client.get("/a")
    app.client.get("/a", headers=headers)
    assert app.asked == 2


def test_address_and_method_are_told_apart() -> None:
    app = Counting()
    for url in ("/a", "/b", "/a?x=1", "/a?x=2"):
        app.client.get(url)
    app.client.head("/a")
    assert app.asked == 5


@pytest.mark.parametrize(
    "response",
    [
        Response("no tag"),
        Response("an error", 404, TAGGED),
        Response("for one reader", headers={**TAGGED, "set-cookie": "a=b"}),
        Response("x" * 20_000, headers=TAGGED),
    ],
)
def test_what_may_change_or_is_too_large_is_asked_again(response: Response) -> None:
    app = Counting(response)
    for _ in range(2):
        assert app.client.get("/").content == response.body
    assert app.asked == 2


def test_the_least_recently_asked_go() -> None:
    app = Counting(most=6_000)  # room for some ten answers
    paths = [f"/{number:04}?{'x' * 5_000}" for number in range(20)]
    for path in paths:
        app.client.get(path)
        app.client.get(paths[0])
    assert app.asked == 20
    app.client.get(paths[-1])
    app.client.get(paths[0])
    assert app.asked == 20
    app.client.get(paths[1])
    assert app.asked == 21


@pytest.mark.parametrize("length", [0, 300, 5_000])
def test_all_together_take_no_more_memory_than_they_may(length: int) -> None:
    """Counted is what they really take, however small they are."""
    most = 1_000_000
    app = Remembered(_answer_of(length), Memory(most))

    async def ask_for_all() -> None:
        for number in range(2 * most // (length + 500)):
            await app(_scope(f"/{number}"), _receive, _send)

    asyncio.run(app(_scope("/first"), _receive, _send))
    tracemalloc.start()
    try:
        asyncio.run(ask_for_all())
        gc.collect()
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert 0.5 * most < taken < most


def _answer_of(length: int) -> ASGIApp:
    """Return an application with answers of so many bytes, each with headers of its own."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        names = (b"ETag", b"Vary", b"Link", b"Content-Type", b"Content-Length", b"Cache-Control")
        headers = [(bytes(name), scope["path"].encode()) for name in names]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": bytes(length)})

    return app


def _scope(path: str) -> Scope:
    return {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "query_string": b"",
        "headers": [],
        "state": {},
    }


async def _receive() -> Message:
    return {"type": "http.request"}


async def _send(message: Message) -> None:
    pass


def test_an_answer_that_is_cut_off_is_not_kept() -> None:
    async def parts() -> AsyncIterator[bytes]:
        yield b"half"
        raise RuntimeError("cut off")

    asked = 0

    async def answer(request: Request) -> Response:
        nonlocal asked
        asked += 1
        return StreamingResponse(parts(), headers=TAGGED)

    routes, middleware = [Route("/", answer)], [Middleware(Remembered, memory=Memory(100_000))]
    client = TestClient(Starlette(routes=routes, middleware=middleware))
    for _ in range(2):
        with pytest.raises(RuntimeError):
            client.get("/")
    assert asked == 2


def test_another_dataset_is_another_memory(kg: KnowledgeGraph) -> None:
    """An application has one dataset for life; what it remembers goes with it."""
    other = kg.at(as_of="2018-07-01")
    answers = []
    for graph in (kg, other):
        with TestClient(create_app(graph)) as client:
            answers += [client.get("/api/queries/membership-count?format=csv") for _ in range(2)]
    assert answers[0].content == answers[1].content
    assert answers[2].content == answers[3].content
    assert answers[0].headers["etag"] != answers[2].headers["etag"]


def test_nothing_is_kept_where_an_operator_says_so(kg: KnowledgeGraph) -> None:
    app = create_app(kg, Settings(remembered_bytes=0))
    with TestClient(app) as client:
        assert client.get("/api/queries/membership-count").content
        assert client.get("/api/queries/membership-count").content
