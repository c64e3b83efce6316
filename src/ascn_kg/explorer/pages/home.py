"""The home page: the network on a map, its growth, its figures, what is new, and where to start."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from babel.numbers import format_decimal, format_percent
from starlette.requests import Request
from starlette.responses import Response

from ascn_kg.explorer.language import Texts, language_of, texts
from ascn_kg.explorer.page import render
from ascn_kg.explorer.pages.answers import Cells, rows
from ascn_kg.explorer.pictures.map import Map, Spot, map_of
from ascn_kg.explorer.reader import Shown, href, show_date, show_iri, show_period
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import BASE

_NEWS: Final = 8
#: Questions to begin with, each shown with its title.
_QUESTIONS: Final = (
    "member-cities",
    "what-changed-between",
    "summits",
    "focus-area-shares",
    "conflicts",
    "partners-by-country-and-city",
    "rejected-claims",
    "cities-by-country",
)


@dataclass(frozen=True)
class Growth:
    """The number of member cities from a day on, at least and at most."""

    day: Shown
    fewest: int
    most: int


@dataclass(frozen=True)
class Event:
    """Something new: when, what happened, and to what."""

    date: str
    change: str
    thing: Shown


@dataclass(frozen=True)
class Country:
    """A country with its member cities."""

    name: Shown
    cities: tuple[Spot, ...]


def home_page(kg: KnowledgeGraph, request: Request) -> Response:
    """Return the home page."""
    language = language_of(request)
    cities = list(rows(kg, "member-cities", lang=language))
    return render(
        request,
        "home.html",
        dataset=BASE,
        countries=list(_countries(cities)),
        map_model=_map(cities),
        figures=list(_figures(kg, cities, texts(language))),
        growth=list(_growth(kg, language)),
        news=list(_news(kg, language)),
        questions=[kg.catalog[name] for name in _QUESTIONS if name in kg.catalog],
        query_count=len(kg.catalog),
    )


def _figures(
    kg: KnowledgeGraph, cities: list[Cells], t: Texts
) -> Iterator[tuple[str, str, str | None]]:
    """Yield figures of the graph: the number, what it counts, and where it is told."""
    summary = kg.summary
    counted = (
        (len({row.text("city") for row in cities}), "cities", "/queries/member-cities"),
        (len({row.text("country") for row in cities}), "countries", "/queries/cities-by-country"),
        (summary.claims, "claims", None),
        (summary.sources, "sources", "/sources"),
        (summary.conflicts, "conflicts", "/conflicts"),
    )
    for number, key, address in counted:
        yield format_decimal(number, locale=t.language), t(f"home.figure-{key}"), address
    share = format_percent(summary.coverage, locale=t.language)
    yield share, t("home.figure-coverage"), None


def _spot(row: Cells) -> Spot | None:
    lat, long = row.number("lat"), row.number("long")
    if lat is None or long is None:
        return None
    return Spot(row.text("name"), href(row.text("city")), long, lat, _role(row))


def _role(row: Cells) -> str:
    """Return ``pilot`` for the cities of the beginning, else ``later``."""
    return "pilot" if row.text("since") == "2018-04-28" else "later"


def _map(cities: list[Cells]) -> Map | None:
    spots = [spot for row in cities if (spot := _spot(row))]
    return map_of(spots) if spots else None


def _countries(cities: list[Cells]) -> Iterator[Country]:
    by_country: dict[str, list[Cells]] = {}
    for row in cities:
        by_country.setdefault(row.text("country"), []).append(row)
    for iri, several in by_country.items():
        yield Country(
            show_iri(iri, several[0].text("countryName")),
            tuple(
                Spot(row.text("name"), href(row.text("city")), 0, 0, _role(row)) for row in several
            ),
        )


def _growth(kg: KnowledgeGraph, language: str) -> Iterator[Growth]:
    for row in rows(kg, "membership-timeline", lang=language):
        if row.text("basis") == "records":
            day = row.text("date")
            yield Growth(
                Shown(show_date(day, language), plain=day),
                int(row.text("fewest")),
                int(row.text("most")),
            )


def _news(kg: KnowledgeGraph, language: str) -> Iterator[Event]:
    found = list(rows(kg, "what-changed-between", lang=language))
    found.sort(key=lambda row: row.text("latest"), reverse=True)
    for row in found[:_NEWS]:
        yield Event(
            date=show_period(row.text("earliest"), row.text("latest"), language),
            change=row.text("change"),
            thing=show_iri(row.text("thing"), row.text("name")),
        )
