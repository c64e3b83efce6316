"""Every page, as a browser without scripts gets it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import httpx
import pytest
from starlette.testclient import TestClient
from web_service import serving

from ascn_kg.explorer.assets import assets
from ascn_kg.explorer.language import LANGUAGES, catalogue
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import BASE
from ascn_kg.web import Settings

WHY = "/why?s=city/jakarta&p=ascn:everMemberOf&o=initiative/ascn"
PAGES = (
    "/",
    "/about",
    "/api",
    "/city/jakarta",
    "/city/jakarta?as-of=2019-01-01",
    "/city/jakarta?known-at=2018-12-31",
    "/claim/s1-12-1",
    "/conflicts",
    "/country/sgp",
    "/editor",
    "/gaps",
    "/initiative/ascn",
    "/meeting/asean-summit-32",
    "/ontology",
    "/pictures",
    "/queries",
    "/queries/cities-by-country",
    "/queries/member-cities?country=Indonesia&as-of=2018-07-31",
    "/queries/member-cities?known-at=2018-07-31&evidence=true",
    "/queries/member-cities?known-at=2017-01-31",
    "/search?q=jakrta",
    "/source/s1",
    "/sources",
    WHY,
    WHY + "&as-of=2019-01-01",
)
#: Texts that are names of things, which the data has in English as well.
NAMES = {"home.kicker", "home.summit"}
VOID = {"br", "circle", "input", "link", "meta", "path"}


class Page(HTMLParser):
    """A page taken apart: its elements, its texts, and whether its tags are balanced."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.texts.append(" ".join(data.split()))

    def all(self, tag: str) -> Iterator[dict[str, str]]:
        return (attributes for name, attributes in self.elements if name == tag)

    def links(self) -> set[str]:
        return {each["href"] for each in self.all("a") if each.get("href")}


@pytest.fixture(scope="module")
def pages(running: TestClient) -> dict[tuple[str, str], Page]:
    running.cookies.clear()
    found: dict[tuple[str, str], Page] = {}
    for path in PAGES:
        for language in LANGUAGES:
            answer = running.get(path, headers={"Accept-Language": language})
            assert answer.status_code == 200, path
            assert answer.headers["content-type"].startswith("text/html")
            assert answer.headers["content-language"] == language
            found[path, language] = Page(answer.text)
    return found


def test_pages_are_well_formed_and_say_their_language(
    pages: dict[tuple[str, str], Page],
) -> None:
    for (path, language), page in pages.items():
        assert page.open == [], path
        assert next(page.all("html"))["lang"] == language
        assert len(list(page.all("h1"))) == 1, path
        ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
        assert len(ids) == len(set(ids)), path


def test_the_policy_forbids_what_the_pages_do_not_use(
    reader: TestClient, pages: dict[tuple[str, str], Page]
) -> None:
    policy = reader.get("/").headers["content-security-policy"]
    assert "script-src 'self'" in policy and "unsafe" not in policy
    for (path, _), page in pages.items():
        assert all(script.get("src", "").startswith("/static/") for script in page.all("script"))
        assert not list(page.all("style")), path
        for tag, attributes in page.elements:
            assert "style" not in attributes, (path, tag)
            assert not [name for name in attributes if name.startswith("on")], (path, tag)


def test_nothing_is_loaded_from_elsewhere(pages: dict[tuple[str, str], Page]) -> None:
    for (path, _), page in pages.items():
        for tag, attributes in page.elements:
            if attributes.get("rel") == "canonical":
                continue
            loaded = attributes.get("src", "") + (attributes.get("href", "") * (tag == "link"))
            assert not loaded.startswith(("http:", "https:", "//")), (path, loaded)


def test_no_page_is_half_translated(pages: dict[tuple[str, str], Page]) -> None:
    english = {
        text
        for key, both in catalogue().items()
        if key not in NAMES
        for text in ([both["en"]] if isinstance(both["en"], str) else both["en"])
        if text not in (both["id"], *both["id"]) and len(text) > 8 and "{" not in text
    }
    for path in PAGES:
        shown = set(pages[path, "id"].texts)
        assert not shown & english, path


@pytest.mark.parametrize("path", ["/", "/country/sgp", WHY])
def test_links_lead_somewhere(reader: TestClient, path: str) -> None:
    page = Page(reader.get(path).text)
    served_elsewhere = ("/api/", "/export", "/.well-known/", "/openapi.json", "/sparql")
    inside = {
        link.partition("#")[0]
        for link in page.links()
        if link.startswith("/") and not link.startswith(served_elsewhere)
    }
    data = {link for link in inside if re.search(r"\.(ttl|jsonld|nt|rdf)$", link)}
    ours = sorted(inside - data)
    for link in {*ours[::12], *(link for link in ours if link.count("/") == 1)}:
        assert reader.get(link).status_code == 200, link


def test_every_download_of_a_thing_is_named(pages: dict[tuple[str, str], Page]) -> None:
    links = pages["/city/jakarta", "en"].links()
    assert {f"/city/jakarta.{ending}" for ending in ("ttl", "jsonld", "nt", "rdf")} <= links


def test_the_map_shows_every_member_city_that_has_a_place(
    kg: KnowledgeGraph, pages: dict[tuple[str, str], Page]
) -> None:
    cities = list(kg.run("member-cities"))
    spots = {a["aria-label"] for a in pages["/", "en"].all("a") if "spot" in a.get("class", "")}
    assert spots == {city.name for city in cities if city.lat is not None}
    links = pages["/", "en"].links()
    assert {f"/{str(city.city).removeprefix(BASE)}" for city in cities} <= links


def test_home_tells_how_the_network_grew(
    kg: KnowledgeGraph, pages: dict[tuple[str, str], Page]
) -> None:
    texts = pages["/", "en"].texts
    last = [row for row in kg.run("membership-timeline") if row.basis == "records"][-1]
    assert str(last.fewest) in texts and str(last.most) in texts


def test_the_picture_of_focus_areas_has_the_year_of_every_report(
    pages: dict[tuple[str, str], Page], kg: KnowledgeGraph
) -> None:
    texts = set(pages["/pictures", "en"].texts)
    years = {str(row["date"])[:4] for row in kg.run("focus-area-shares")}
    assert len(years) > 2
    assert years <= texts


def test_static_files_are_hashed_and_kept_for_ever(reader: TestClient) -> None:
    for path in ("style.css", "icon.svg"):
        answer = reader.get(assets().url(path))
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
    for wrong in ("/static/0/style.css", assets().url("../texts.toml"), assets().url("nothing")):
        assert reader.get(wrong).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/nonsense",
        "/city/jakrta",
        "/city/" + "x" * 3000,
        "/city/%00",
        "/%3Cscript%3Ealert(1)%3C/script%3E",
        "/city/%7B%7D",
        "/queries/nope",
        "/city/jakarta%3E%20%7B%7D",
    ],
)
def test_what_does_not_exist_is_a_page_that_says_so(reader: TestClient, path: str) -> None:
    answer = reader.get(path)
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text
    assert Page(answer.text).open == []


def test_a_misspelt_thing_leads_to_the_nearest(reader: TestClient) -> None:
    page = Page(reader.get("/city/jakrta").text)
    assert "/city/jakarta" in page.links() and "Nothing is known as /city/jakrta." in page.texts
    assert "/search?q=member-cities" in reader.get("/queries/member-citees").text


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=a>', "{{7*7}}"]
)
def test_what_a_reader_types_stays_text(reader: TestClient, text: str) -> None:
    for path in ("/search", "/editor", "/queries/member-cities", "/why", "/conflicts"):
        answer = reader.get(
            path,
            params={"q": text, "query": text, "country": text, "s": text, "p": text, "o": text},
        )
        page = Page(answer.text)
        assert answer.status_code in (200, 400, 404)
        assert all("src" in script for script in page.all("script"))
        assert not list(page.all("img"))
        assert "49" not in page.texts


@pytest.mark.parametrize("page", ["0", "-1", "9999999", "99999999999999999999", "x", "²"])
def test_a_page_number_that_cannot_be_is_mended(reader: TestClient, page: str) -> None:
    assert reader.get("/conflicts", params={"page": page}).status_code == 200


@pytest.mark.parametrize(
    ("text", "label"), [("jakrta", "Jakarta"), ("จาการ์ตา", "Jakarta"), ("雅加达", "Jakarta")]
)
def test_search_finds_names_in_all_scripts(reader: TestClient, text: str, label: str) -> None:
    for path in ("/search", "/search/suggestions"):
        assert label in reader.get(path, params={"q": text}).text


def test_suggestions_are_options_with_an_address(reader: TestClient) -> None:
    options = list(Page(reader.get("/search/suggestions?q=kota").text).all("li"))
    assert options and all(each["role"] == "option" for each in options)
    assert all(reader.get(each["data-href"]).status_code == 200 for each in options[:2])


def test_a_query_has_its_page_and_the_ontology_too(reader: TestClient) -> None:
    assert '<form class="ask" action="/queries/capitals"' in reader.get("/query/capitals").text
    assert 'id="hostCity"' in reader.get("/ontology").text


def test_the_editor_begins_with_a_canned_query(reader: TestClient, kg: KnowledgeGraph) -> None:
    page = reader.get("/editor?name=capitals").text
    assert "ascn:capital" in page
    vocabulary = reader.get("/editor/vocabulary.json", headers={"Accept-Language": "id"}).json()
    labels = {term["name"]: term["label"] for term in vocabulary["terms"]}
    assert labels["ascn:PilotCity"] == "kota perintis" or labels["ascn:PilotCity"] != "pilot city"
    assert vocabulary["prefixes"]["city"] == BASE + "city/"


@pytest.mark.parametrize(
    "path",
    [
        "/city/jakarta?known-at=2018-12-31",
        "/queries/claims-of-source?evidence=true",
        WHY + "&known-at=2024-12-31",
    ],
)
def test_what_is_work_is_made_by_a_worker_within_its_time(hurried: str, path: str) -> None:
    answer = httpx.get(hurried + path, headers={"Accept": "text/html"}, timeout=60)
    assert answer.status_code == 504
    assert "0.05 seconds" in answer.text
    assert answer.headers["content-type"].startswith("text/html")


def test_the_rows_of_a_canned_query_have_the_time_of_a_query(hurried: str) -> None:
    answer = httpx.get(f"{hurried}/api/queries/claims-of-source", timeout=60)
    assert answer.status_code == 504
    assert "0.05 seconds" in answer.json()["detail"]


def test_what_is_looked_up_needs_no_worker(hurried: str) -> None:
    assert httpx.get(f"{hurried}/city/jakarta", headers={"Accept": "text/html"}).status_code == 200


@pytest.fixture(scope="module")
def hurried(kg: KnowledgeGraph) -> Iterator[str]:
    """A service whose workers have next to no time."""
    with serving(kg, Settings(query_seconds=0.05)) as url:
        yield url
