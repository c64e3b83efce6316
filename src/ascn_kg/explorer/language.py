"""The languages of the interface: which one a reader wants, and the texts in it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from babel import Locale, negotiate_locale
from starlette.requests import Request

#: The languages of the interface, the first one for readers who want none of them.
LANGUAGES: Final = ("en", "id")
#: Query parameter and cookie that hold the reader's choice.
CHOICE: Final = "lang"


def language_of(request: Request) -> str:
    """Return the language for ``request``: ``?lang=``, else the cookie, else Accept-Language."""
    for choice in (request.query_params.get(CHOICE), request.cookies.get(CHOICE)):
        if choice in LANGUAGES:
            return choice
    wanted = _accepted(request.headers.get("accept-language", ""))
    return str(negotiate_locale(wanted, LANGUAGES, sep="-") or LANGUAGES[0])


def _accepted(header: str) -> list[str]:
    """Return the tags of an Accept-Language header, the most wanted first."""
    ranked = []
    for place, part in enumerate(header.split(",")):
        tag, _, weight = part.strip().partition(";q=")
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            quality = 0.0
        if tag and quality > 0:
            ranked.append((-quality, place, tag))
    return [tag for _, _, tag in sorted(ranked)]


def language_name(tag: str, reader: str) -> str:
    """Return what the language ``tag`` is called in the language ``reader``; else the tag."""
    return str(Locale(reader).languages.get(tag.split("-")[0], tag))


class Texts:
    """The texts of the interface in one language: ``texts("nav.home")``.

    Args:
        texts: Key -> text, or a pair of texts for one and for several.
        language: Their language.
    """

    def __init__(self, texts: Mapping[str, str | list[str]], language: str) -> None:
        self._texts = texts
        self.language = language

    def __call__(self, key: str, n: int | None = None, **values: object) -> str:
        """Return the text ``key`` with ``values`` put in; ``n`` chooses the number."""
        text = self._texts[key]
        if isinstance(text, list):
            text = text[n != 1]
        if n is not None:
            from babel.numbers import format_decimal

            values["n"] = format_decimal(n, locale=self.language)
        return text.format(**values) if values else text

    def known(self, key: str) -> str | None:
        """Return the text ``key``, or None where there is none."""
        text = self._texts.get(key)
        return text if isinstance(text, str) else None


@cache
def texts(language: str) -> Texts:
    """Return the texts of the interface in ``language``."""
    return Texts({key: both[language] for key, both in catalogue().items()}, language)


@cache
def catalogue() -> dict[str, dict[str, Any]]:
    """Return all texts of the interface: key -> language -> text."""
    data = (files("ascn_kg.explorer") / "texts.toml").read_text("utf-8")
    return {
        f"{section}.{name}": both
        for section, entries in tomllib.loads(data).items()
        for name, both in entries.items()
    }
