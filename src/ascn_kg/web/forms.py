"""What a request carries: parameters in its address and in a form, a body within its limits."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request

from ascn_kg.web.problem import Problem
from ascn_kg.web.settings import Settings

FORM: Final = "application/x-www-form-urlencoded"
#: Parameters in their order; a name may stand several times.
Pairs = Sequence[tuple[str, str]]

#: Most parameters of one request.
_MOST_PARAMETERS: Final = 1_000


async def read_body(request: Request, settings: Settings) -> bytes:
    """Return the body.

    Raises:
        Problem: it is too long, or comes too slowly.
    """
    if int(request.headers.get("content-length", 0)) > settings.query_bytes:
        raise too_long(settings)
    body = bytearray()
    try:
        async with asyncio.timeout(settings.body_seconds):
            async for chunk in request.stream():
                body += chunk
                if len(body) > settings.query_bytes:
                    raise too_long(settings)
    except TimeoutError:
        detail = f"the body did not arrive within {settings.body_seconds:g} seconds."
        raise Problem(408, detail, {"Connection": "close"}) from None
    return bytes(body)


def type_of_body(request: Request) -> tuple[str, str]:
    """Return media type and charset of the body, in lower case."""
    media_type, _, parameters = request.headers.get("content-type", "").lower().partition(";")
    name, _, value = parameters.strip().partition("=")
    return media_type.strip(), value.strip(' "') if name.strip() == "charset" else ""


def read_pairs(encoded: bytes) -> list[tuple[str, str]]:
    """Return the parameters of a query string or a form.

    Raises:
        Problem: they are not UTF-8, or too many.
    """
    try:
        return parse_qsl(
            encoded.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_PARAMETERS,
        )
    except UnicodeDecodeError:
        raise _not_utf8() from None
    except ValueError:
        raise Problem(400, f"more than {_MOST_PARAMETERS} parameters were sent.") from None


def read_text(body: bytes) -> str:
    """Return a body as text.

    Raises:
        Problem: it is not UTF-8.
    """
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise _not_utf8() from None


def _not_utf8() -> Problem:
    return Problem(400, "the request is not UTF-8, percent-encoded in forms and addresses.")


def too_long(settings: Settings) -> Problem:
    """Return the problem that a request is which exceeds the limit."""
    size = f"{settings.query_bytes >> 10} kB"
    return Problem(413, f"the request is longer than {size}, which is the most that is read.")
