"""One page: a template filled with a view model, in the reader's language, with its headers."""

from __future__ import annotations

from functools import cache
from typing import Any, Final
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from ascn_kg.explorer.assets import assets
from ascn_kg.explorer.language import CHOICE, LANGUAGES, language_name, language_of, texts
from ascn_kg.explorer.reader import show_date
from ascn_kg.version import __version__

_BY_NOBODY: Final = "frame-ancestors 'none'"
#: Nothing but our own scripts, styles, fonts and answers; no inline script or style at all.
POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        _BY_NOBODY,
    )
)
_HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept-Language, Cookie",
}
_A_YEAR: Final = 31536000


def framed(request: Request, template: str, **model: Any) -> HTMLResponse:
    """Return the page that ``template`` makes of ``model``, which pages of any site may frame."""
    response = render(request, template, **model)
    response.headers["Content-Security-Policy"] = POLICY.replace(_BY_NOBODY, "frame-ancestors *")
    return response


def render(request: Request, template: str, status: int = 200, **model: Any) -> HTMLResponse:
    """Return the page that ``template`` makes of ``model``.

    A language that the address asks for is kept for the pages to come.
    """
    language = language_of(request)
    html = (
        _environment()
        .get_template(template)
        .render(
            t=texts(language),
            lang=language,
            request=request,
            here=request.url.path,
            switch={each: _with_language(request, each) for each in LANGUAGES},
            q=request.query_params.get("q", ""),
            **model,
        )
    )
    response = HTMLResponse(html, status, {**_HEADERS, "Content-Language": language})
    if request.query_params.get(CHOICE) == language:
        response.set_cookie(CHOICE, language, max_age=_A_YEAR, samesite="lax", httponly=True)
    return response


def prepare() -> None:
    """Load what pages are made of: a process that makes them later opens no file."""
    environment = _environment()
    for template in environment.list_templates():
        environment.get_template(template)
    for language in LANGUAGES:
        texts(language)("error.wrong", n=1)
        show_date("2018-04-28", language)
        language_name(language, language)
    _ = assets().digest, assets().outlines


def _with_language(request: Request, language: str) -> str:
    """Return the address of this page in ``language``."""
    rest = [(name, value) for name, value in request.query_params.multi_items() if name != CHOICE]
    return f"{request.url.path}?{urlencode([*rest, (CHOICE, language)])}"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("ascn_kg.explorer"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        assets=assets(), languages=LANGUAGES, language_name=language_name, version=__version__
    )
    environment.filters["date"] = show_date
    return environment
