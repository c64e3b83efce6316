"""The pages in a browser: pictures, proofs in place, the editor, keyboard, phone, accessibility."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

AXE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
#: What the home page may weigh on its way, with everything that it loads.
HOME_BYTES = 250_000

Open = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, origin: str) -> Iterator[Open]:
    """Open a page; no console error, no failed script, no request that leaves the origin."""
    faults: list[str] = []
    contexts: list[BrowserContext] = []

    def opened(path: str, **options: Any) -> Page:
        context = browser.new_context(**{"locale": "en-GB", **options})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((origin, "data:"))
                else faults.append(f"left the origin: {request.url}")
            ),
        )
        page.goto(origin + path, wait_until="load")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not faults


def serious(page: Page) -> list[str]:
    """Return the serious and critical faults that axe finds on ``page``."""
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{each['id']}: {each['help']} {[node['html'][:120] for node in each['nodes'][:3]]}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
    ]


def test_home_is_small_and_draws_the_growth(visit: Open, browser: Browser, origin: str) -> None:
    page = visit("/")
    expect(page.locator("figure.chart svg[role=img]")).to_be_visible()
    assert page.locator("svg.map a.spot").count() > 30
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.clearBrowserCache")
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.reload(wait_until="networkidle")
    assert len(sizes) > 4
    assert sum(sizes) < HOME_BYTES


def test_a_spot_of_the_map_leads_to_its_city(visit: Open) -> None:
    page = visit("/")
    page.get_by_role("link", name="Makassar").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Makassar")


def test_sources_of_a_value_open_in_place(visit: Open) -> None:
    page = visit("/city/jakarta")
    value = page.locator(".property", has_text="in country").first
    expect(value.get_by_text("GeoNames gazetteer").first).to_be_hidden()
    value.get_by_text("2 sources").click()
    expect(value.get_by_text("GeoNames gazetteer").first).to_be_visible()


def test_the_why_of_an_inferred_value_opens_in_place(visit: Open) -> None:
    page = visit("/city/jakarta")
    value = page.locator(".property", has_text="member at some time of")
    value.get_by_text("inferred").click()
    expect(value.get_by_text("Concept note of the network").first).to_be_visible()
    assert urlsplit(page.url).path == "/city/jakarta"
    value.get_by_role("link", name="Show the proof").click()
    expect(page.get_by_text("It rests on the following")).to_be_visible()


def test_a_disputed_value_shows_the_other_side(visit: Open) -> None:
    page = visit("/country/mmr")
    capital = page.locator(".property", has_text="Nay Pyi Taw").first
    capital.get_by_role("link", name="sources disagree").first.click()
    assert urlsplit(page.url).fragment == "disputes"
    sides = page.locator(".dispute", has_text="capital").first.locator(".side")
    expect(sides).to_have_count(2)
    expect(sides.nth(1)).to_contain_text("Birma")


def test_a_canned_query_is_asked_and_drawn(visit: Open) -> None:
    page = visit("/queries/cities-by-country")
    expect(page.locator("figure.chart svg[role=img]")).to_be_visible()
    assert page.locator("figure.chart svg rect").count() >= 11
    page.get_by_label("Country, or several").first.fill("Indonesia")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("heading", name="One row")).to_be_visible()
    expect(page.locator("table")).to_contain_text("Indonesia")


@pytest.mark.parametrize("picture", ["summits", "focus-areas", "partners"])
def test_pictures_are_drawn_and_have_a_table(visit: Open, picture: str) -> None:
    page = visit("/pictures")
    section = page.locator(f"section[aria-labelledby={picture}]")
    expect(section.locator("figure svg[role=img]")).to_be_visible()
    assert section.locator("figure svg[role=img]").get_attribute("aria-label")
    expect(section.locator("table")).to_be_hidden()
    section.get_by_text("The numbers as a table").click()
    expect(section.locator("table")).to_be_visible()


def test_the_editor_completes_and_runs(visit: Open) -> None:
    page = visit("/editor?query=SELECT+*+WHERE+%7B%0A++%3Fcity+a+%0A%7D")
    editor = page.get_by_role("textbox", name="Query")
    editor.click()
    page.keyboard.press("Control+End")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("End")
    page.keyboard.type("Pilot")
    option = page.locator(".cm-tooltip-autocomplete li", has_text="ascn:PilotCity")
    expect(option).to_contain_text("pilot city")
    option.click()
    expect(editor).to_contain_text("PREFIX ascn: <https://w3id.org/ascn/ontology#>")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("26 rows in")).to_be_visible()
    result = page.locator("#result")
    expect(result.get_by_role("link", name="city/jakarta")).to_be_visible()
    assert "PilotCity" in page.url
    shared = page.get_by_role("link", name="Link to this query").get_attribute("href")
    assert shared and "PilotCity" in shared


def test_the_editor_says_what_is_wrong_with_a_query(visit: Open, browser: Browser) -> None:
    page = visit("/editor?query=SELECT+nothing")
    page.on("console", lambda message: None)
    page.route(
        "**/sparql",
        lambda route: route.fulfill(
            status=200,
            content_type="application/sparql-results+json",
            body=json.dumps({"head": {}, "boolean": True}),
        ),
    )
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#result")).to_have_text("Yes")


def test_suggestions_lead_to_a_thing_by_keyboard(visit: Open) -> None:
    page = visit("/about")
    field = page.get_by_role("combobox")
    field.fill("jakrta")
    expect(page.get_by_role("option").first).to_contain_text("Jakarta")
    field.press("ArrowDown")
    field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Jakarta")


def test_indonesian_by_the_browser_and_by_the_switch(visit: Open) -> None:
    page = visit("/meeting/asean-summit-32")
    expect(page.get_by_role("heading", level=1)).to_have_text("32nd ASEAN Summit")
    page.get_by_role("link", name="ID", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("KTT ASEAN ke-32")
    page.goto(page.url.partition("?")[0])
    expect(page.get_by_role("heading", name="Yang dinyatakan")).to_be_visible()
    native = visit("/city/jakarta", locale="id-ID")
    expect(native.get_by_role("heading", name="Yang dinyatakan")).to_be_visible()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/city/jakarta",
        "/meeting/asean-summit-32",
        "/queries/summits",
        "/pictures",
        "/editor",
        "/conflicts",
        "/sources",
    ],
)
def test_nothing_is_wider_than_a_phone(visit: Open, path: str) -> None:
    page = visit(path, viewport={"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_reader_with_a_keyboard_only(visit: Open) -> None:
    page = visit("/city/jakarta")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.textContent.trim().slice(0, 40)"))
        if page.evaluate("document.activeElement.matches('details.why > summary')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("details.why[open] .proof").first).to_be_visible()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none", seen[-1]


def test_the_editor_lets_the_keyboard_out(visit: Open) -> None:
    page = visit("/editor")
    page.get_by_role("textbox", name="Query").focus()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Run")).to_be_focused()


AXED = (
    "/",
    "/city/jakarta",
    "/country/mmr",
    "/queries/cities-by-country",
    "/pictures",
    "/editor",
    "/api",
    "/search?q=jakrta",
    "/conflicts",
    "/sources",
    "/gaps",
    "/why?s=city/jakarta&p=ascn:everMemberOf&o=initiative/ascn",
)


@pytest.mark.parametrize(
    ("path", "scheme"),
    [*((path, "light") for path in AXED), *((path, "dark") for path in AXED[::3])],
)
def test_axe_finds_no_serious_fault(visit: Open, path: str, scheme: str) -> None:
    page = visit(path, color_scheme=scheme)
    for closed in page.locator("main details:not(.why)").all()[:6]:
        closed.evaluate("each => each.open = true")
    assert serious(page) == []


def test_everything_reads_without_scripts(visit: Open) -> None:
    page = visit("/city/jakarta", java_script_enabled=False)
    value = page.locator(".property", has_text="member at some time of")
    value.get_by_text("inferred").click()
    value.get_by_role("link", name="Show the proof").click()
    expect(page.get_by_text("Concept note of the network").first).to_be_visible()
    page.goto(page.url.partition("/why")[0] + "/queries/cities-by-country")
    expect(page.locator("table")).to_contain_text("Malaysia")
    page.goto(page.url.partition("/queries")[0] + "/editor")
    expect(page.get_by_label("Query")).to_be_editable()


def test_the_interface_is_described_offline(visit: Open) -> None:
    page = visit("/api")
    expect(page.locator(".opblock", has_text="/api/why")).to_be_visible()
