"""The addresses of the Reconciliation API; what is work is done in a worker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from ascn_kg.errors import UnknownThingError
from ascn_kg.namespaces import expand
from ascn_kg.web.forms import FORM, Pairs, read_body, read_pairs, type_of_body
from ascn_kg.web.pages import Pages
from ascn_kg.web.problem import Problem
from ascn_kg.web.reconcile.manifest import PATH, SUGGESTED
from ascn_kg.web.reconcile.requests import LONGEST_PREFIX, MOST, read_callback, read_count
from ascn_kg.web.transfer import Caller

#: The parameter of a request -> the answer that is asked for.
_ASKED: Final = {"queries": "matched", "extend": "extended"}
#: Suggestions of one answer, where nobody says how many.
_SUGGESTIONS: Final = 10


@dataclass(frozen=True)
class Reconciliation:
    """The endpoints.

    Attributes:
        caller: Has workers work out answers.
        pages: Makes the previews.
        origin: Gives the address of this service as the client of a request knows it.
    """

    caller: Caller
    pages: Pages
    origin: Callable[[Request], str]

    @property
    def routes(self) -> list[Route]:
        """All addresses."""
        return [
            Route(PATH, self.reconcile, methods=["GET", "POST"]),
            Route(f"{PATH}/suggest/{{what}}", self.suggest),
            Route(f"{PATH}/properties", self.properties),
            Route(f"{PATH}/preview", self.preview),
        ]

    async def reconcile(self, request: Request) -> ASGIApp:
        """Answer a batch of queries or a data extension; without either, the manifest.

        Raises:
            Problem: the request breaks the protocol, is too long or too slow.
        """
        pairs = read_pairs(request.scope["query_string"])
        if request.method == "POST":
            pairs += await self._form(request)
        callback = read_callback(_one(pairs, "callback"))
        sent = {name: text for name in _ASKED if (text := _one(pairs, name)) is not None}
        if len(sent) > 1:
            raise Problem(400, "send either `queries` or `extend`.")
        for name, text in sent.items():
            arguments = {name: text, "callback": callback}
            return self.caller.match(request, _ASKED[name], **arguments)
        if request.method == "POST":
            raise Problem(400, "nothing was asked. Send a form with `queries` or `extend`.")
        origin = self.origin(request)
        return self.caller.match(request, "described", origin=origin, callback=callback)

    async def suggest(self, request: Request) -> ASGIApp:
        """Answer with things, properties or types whose name or id begins with ``prefix``.

        Raises:
            Problem: ``prefix`` is missing or too long, or a number is none.
        """
        what = request.path_params["what"]
        if what not in SUGGESTED:
            raise Problem(404, f"suggestions are for {', '.join(SUGGESTED)}.")
        given = request.query_params
        prefix = given.get("prefix")
        if prefix is None or len(prefix) > LONGEST_PREFIX:
            raise Problem(400, f"prefix: a text of up to {LONGEST_PREFIX} characters is expected.")
        return self.caller.match(
            request,
            "suggested",
            what=what,
            prefix=prefix,
            start=read_count(given.get("cursor", "0"), "cursor", 0, 1_000_000),
            count=read_count(given.get("limit", str(_SUGGESTIONS)), "limit", 1, MOST),
            callback=read_callback(given.get("callback")),
        )

    async def properties(self, request: Request) -> ASGIApp:
        """Answer with the properties by which things of ``type`` can be extended.

        Raises:
            Problem: ``limit`` is no number.
        """
        given = request.query_params
        limit = given.get("limit")
        return self.caller.match(
            request,
            "proposed",
            type=given.get("type", ""),
            limit=None if limit is None else read_count(limit, "limit", 1, MOST),
            callback=read_callback(given.get("callback")),
        )

    async def preview(self, request: Request) -> Response:
        """Answer with a small page about the thing ``id``, to be framed by any client.

        Raises:
            Problem: nothing has that id.
        """
        identifier = request.query_params.get("id", "")
        iri = expand(identifier)
        if iri is None:
            raise Problem(404, f"{identifier[:100]!r} is no id; ids look like city/jakarta.")
        try:
            return await self.pages.preview(request, iri)
        except UnknownThingError:
            raise Problem(404, f"nothing is known as {identifier[:100]!r}.") from None

    async def _form(self, request: Request) -> Pairs:
        media_type, charset = type_of_body(request)
        if media_type != FORM or charset not in ("", "utf-8"):
            raise Problem(415, f"send {FORM} in UTF-8.", {"Accept-Post": FORM})
        return read_pairs(await read_body(request, self.caller.settings))


def _one(pairs: Pairs, name: str) -> str | None:
    """Return the value of a parameter that may stand once.

    Raises:
        Problem: it stands several times.
    """
    values = [value for each, value in pairs if each == name]
    if len(values) > 1:
        raise Problem(400, f"{name}: several were sent. Send one.")
    return values[0] if values else None
