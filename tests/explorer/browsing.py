"""Fixtures of the explorer's tests: its pages by a client, and in a browser.

A plugin of the tests.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright
from starlette.testclient import TestClient
from web_service import serving

from ascn_kg.explorer.assets import assets
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.web import create_app

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
def running(kg: KnowledgeGraph) -> Iterator[TestClient]:
    """A client of the service as an application in this process, with its workers."""
    headers = {"Accept": "text/html", "Accept-Language": "en"}
    with TestClient(create_app(kg), headers=headers) as client:
        yield client


@pytest.fixture
def reader(running: TestClient) -> TestClient:
    """A client that wants pages in English, and has no cookies yet."""
    running.cookies.clear()
    return running


@pytest.fixture(scope="session")
def origin(kg: KnowledgeGraph) -> Iterator[str]:
    """The address of a running service."""
    with serving(kg) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; where it is missing, tests fail in continuous integration and skip elsewhere.

    Playwright keeps an event loop running in the main thread, which the tests of other modules
    need for their own: so it ends with the module.
    """
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
