"""Fixtures of the explorer's tests: its pages by a client, and in a browser.

A plugin of the tests.
"""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright
from site_around import site
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ascn_kg.explorer.assets import assets
from ascn_kg.graph import KnowledgeGraph

#: What Chromium needs to run without a screen, and not to call home.
_ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def app(kg: KnowledgeGraph) -> Starlette:
    """The pages as an application."""
    return site(kg)


@pytest.fixture
def client(app: Starlette) -> TestClient:
    """A client that wants English, and has no cookies yet."""
    return TestClient(app, headers={"Accept-Language": "en"})


@pytest.fixture(scope="session")
def origin(app: Starlette) -> Iterator[str]:
    """The address of a server with the pages."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; where it is missing, tests fail in continuous integration and skip elsewhere."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is not installed")
        pytest.skip("install Chromium to test the pages in a browser")
    assert "page.js" in assets(), "the scripts are not built: run `make web`"
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield found
        found.close()
