"""Pictures for people who would rather look than read; each stands on a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from ascn_kg.explorer.language import language_of
from ascn_kg.explorer.page import render
from ascn_kg.explorer.pages.answers import rows
from ascn_kg.explorer.reader import DATE, NUMBER, Shown, show_date, show_iri
from ascn_kg.graph import KnowledgeGraph


@dataclass(frozen=True)
class Picture:
    """A picture: its key in the texts, its kind, and the table that it is drawn from.

    Attributes:
        key: Its name, also in the address of the part of the page.
        kind: What the scripts draw.
        columns: Keys of the titles of the columns.
        rows: The cells.
        query: The canned query that gives the data.
    """

    key: str
    kind: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Shown, ...], ...]
    query: str


def pictures_page(kg: KnowledgeGraph, request: Request) -> Response:
    """Return the page of pictures: summits, focus areas by year, cities and their partners."""
    language = language_of(request)
    pictures = [_summits(kg, language), _focus_areas(kg, language), _partners(kg, language)]
    return render(request, "pictures.html", pictures=pictures)


def _summits(kg: KnowledgeGraph, language: str) -> Picture:
    found = (
        (
            show_iri(row.text("hostCountry"), row.text("countryName")),
            _date(row.text("start"), language),
            show_iri(row.text("meeting"), row.text("name")),
            show_iri(row.text("city"), row.text("cityName")) if row.text("city") else Shown(""),
        )
        for row in rows(kg, "summits", lang=language)
        if row.text("hostCountry")
    )
    columns = ("country", "date", "summit", "city")
    return Picture("summits", "summits", columns, tuple(found), "summits")


def _focus_areas(kg: KnowledgeGraph, language: str) -> Picture:
    found = (
        (
            Shown(row.text("date")[:4], plain=row.text("date")[:4]),
            Shown(row.text("counted"), plain=row.text("counted"), kind=NUMBER),
            show_iri(row.text("focusArea"), row.text("focusAreaName")),
        )
        for row in rows(kg, "focus-area-shares", lang=language)
    )
    columns = ("year", "projects", "focus-area")
    return Picture("focus-areas", "bar", columns, tuple(found), "focus-area-shares")


#: Partners of fewer cities than this stand in the table, and not in the picture.
_CITIES: Final = 2


def _partners(kg: KnowledgeGraph, language: str) -> Picture:
    pairs = sorted(
        {
            (
                show_iri(row.text("city"), row.text("cityName")),
                show_iri(row.text("partner"), row.text("partnerName")),
                show_iri(row.text("country"), row.text("countryName")),
            )
            for row in rows(kg, "project-partners", lang=language)
        },
        key=lambda link: (link[1].text, link[2].text, link[0].text),
    )
    columns = ("city", "partner", "country")
    return Picture("partners", "network", columns, tuple(_shared_first(pairs)), "project-partners")


def _shared_first(
    links: list[tuple[Shown, Shown, Shown]],
) -> Iterator[tuple[Shown, Shown, Shown]]:
    """Yield the links of partners with several cities before those with one."""
    groups = [list(group) for _, group in groupby(links, key=lambda link: link[1])]
    for group in sorted(groups, key=lambda group: (-len(group), group[0][1].text)):
        yield from group


def _date(text: str, language: str) -> Shown:
    return Shown(show_date(text, language), plain=text, kind=DATE)
