"""The reader's language, and the texts in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

import ascn_kg.explorer
from ascn_kg.explorer.language import LANGUAGES, catalogue, language_of, texts
from ascn_kg.explorer.reader import show_date, show_literal, show_period
from ascn_kg.namespaces import KINDS, XSD

PACKAGE = Path(ascn_kg.explorer.__file__).parent
SOURCES = [*PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.py")]


def asked(query: str = "", cookie: str = "", accepted: str = "") -> Request:
    headers = [(b"cookie", cookie.encode()), (b"accept-language", accepted.encode())]
    return Request({"type": "http", "query_string": query.encode(), "headers": headers})


@pytest.mark.parametrize(
    ("query", "cookie", "accepted", "language"),
    [
        ("", "", "", "en"),
        ("", "", "id", "id"),
        ("", "", "id-ID,id;q=0.9,en-US;q=0.8", "id"),
        ("", "", "en;q=0.4, id;q=0.6", "id"),
        ("", "", "fr, id;q=0.2", "id"),
        ("", "", "id;q=0, en", "en"),
        ("", "", "th, ms", "en"),
        ("", "", ";;q=x,,\x00", "en"),
        ("", "lang=id", "en", "id"),
        ("lang=en", "lang=id", "id", "en"),
        ("lang=fr", "", "id", "id"),
    ],
)
def test_the_address_wins_over_the_cookie_over_the_browser(
    query: str, cookie: str, accepted: str, language: str
) -> None:
    assert language_of(asked(query, cookie, accepted)) == language


def test_a_choice_is_kept(reader: TestClient) -> None:
    assert '<html lang="id">' in reader.get("/about?lang=id").text
    assert '<html lang="id">' in reader.get("/about").text
    assert '<html lang="en">' in reader.get("/about?lang=en").text


def test_every_text_is_there_in_every_language() -> None:
    for key, both in catalogue().items():
        assert set(both) == set(LANGUAGES), key
        assert all(both.values()), key
        fields = {frozenset(re.findall(r"{\w+}", str(text))) for text in both.values()}
        assert len(fields) == 1, key


def test_no_text_is_missing_and_none_is_left_over() -> None:
    code = "\n".join(path.read_text("utf-8") for path in SOURCES)
    used = set(re.findall(r"""["']([a-z]+\.[a-z-]+)["']""", code)) & set(catalogue())
    made = set(re.findall(r"""["']([a-z]+)\.["'] ~""", code)) | {"home.figure"}
    asked_for = set(re.findall(r"""\bt\(\s*["']([a-z]+\.[a-z-]+)["']""", code))
    assert asked_for <= set(catalogue())
    unused = {key for key in set(catalogue()) - used if key.split(".")[0] not in made}
    assert {key for key in unused if not key.startswith("home.figure-")} == set()


def test_every_kind_of_thing_has_a_word() -> None:
    assert {f"kind.{kind}" for kind in KINDS} <= set(catalogue())


def test_numbers_choose_the_text() -> None:
    assert texts("en")("mark.sources", n=1) == "1 source"
    assert texts("en")("mark.sources", n=1234) == "1,234 sources"
    assert texts("id")("mark.sources", n=1234) == "1.234 sumber"


@pytest.mark.parametrize(
    ("text", "english", "indonesian"),
    [
        ("2018", "2018", "2018"),
        ("2018-08", "August 2018", "Agustus 2018"),
        ("2018-08-17", "17 August 2018", "17 Agustus 2018"),
        ("2018-13-40", "2018-13-40", "2018-13-40"),
        ("soon", "soon", "soon"),
    ],
)
def test_dates_are_written_out(text: str, english: str, indonesian: str) -> None:
    assert (show_date(text, "en"), show_date(text, "id")) == (english, indonesian)


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        ("2025-01-01", "2025-12-31", "2025"),
        ("2026-01-01", "2026-01-31", "January 2026"),
        ("2025-12-01", "2025-12-31", "December 2025"),
        ("2024-02-01", "2024-02-29", "February 2024"),
        ("2025-10-01", "2025-12-31", "1 October 2025 – 31 December 2025"),
        ("2026-05-08", "2026-05-08", "8 May 2026"),
        ("2024-01-01", "2024-06-25", "1 January 2024 – 25 June 2024"),
        ("", "2024-06-25", "25 June 2024"),
    ],
)
def test_a_period_is_no_more_precise_than_its_source(first: str, last: str, shown: str) -> None:
    assert show_period(first, last, "en") == shown


def test_numbers_keep_their_digits() -> None:
    assert show_literal("-6.21462", XSD + "decimal", None, "en").text == "-6.21462"
    assert show_literal("50000000", XSD + "integer", None, "id").text == "50.000.000"
