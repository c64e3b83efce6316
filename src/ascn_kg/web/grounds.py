"""``/api/why``: the ground of one statement, as data or in PROV-O."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Final

import anyio
from pyoxigraph import Quad
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ascn_kg.errors import ParameterError
from ascn_kg.explanation.answer import Explanation
from ascn_kg.export import to_bytes
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.web.negotiation import GRAPHS, MediaTypes, choose

#: Most proofs of one answer.
MOST_PROOFS: Final = 10
LANGUAGES: Final = ("en", "id")
_JSON: Final[MediaTypes] = {"json": ("application/json",)}


@dataclass(frozen=True)
class Grounds:
    """The endpoint over the statements of ``kg``; it explains one at a time."""

    kg: KnowledgeGraph
    limiter: anyio.CapacityLimiter = field(default_factory=lambda: anyio.CapacityLimiter(1))

    async def why(self, request: Request) -> Response:
        """Answer why the statement ``s``, ``p``, ``o`` holds, or why not.

        Raises:
            AscnKgError: a parameter is missing or malformed, or a name names nothing.
        """
        asked = request.query_params
        statement = [asked.get(name, "") for name in ("s", "p", "o")]
        if not all(statement):
            raise ParameterError("give the statement as s, p and o: subject, predicate, object.")
        proofs, language = asked.get("proofs", "1"), asked.get("lang", "en")
        if proofs not in map(str, range(1, MOST_PROOFS + 1)):
            raise ParameterError(f"parameter proofs: a number from 1 to {MOST_PROOFS} is expected.")
        if language not in LANGUAGES:
            raise ParameterError(f"parameter lang: one of {', '.join(LANGUAGES)} is expected.")
        format = choose(
            {**_JSON, **GRAPHS},
            request.headers.get("accept"),
            asked.get("format"),
        )
        subject, predicate, value = statement
        ask = partial(self.kg.why, subject, predicate, value, proofs=int(proofs), language=language)
        answer = await anyio.to_thread.run_sync(ask, limiter=self.limiter)
        return _response(answer, format)


def _response(answer: Explanation, format: str) -> Response:
    headers = {"Vary": "Accept"}
    if format == "json":
        return JSONResponse(answer.to_dict(), headers=headers)
    quads = (Quad(t.subject, t.predicate, t.object) for t in answer.triples())
    return Response(to_bytes(quads, format), media_type=GRAPHS[format][0], headers=headers)
