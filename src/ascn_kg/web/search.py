"""``/search?q=``: things by name as JSON, in all languages and scripts, tolerant of spelling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ascn_kg.errors import ParameterError
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import compact

#: Longest text that is searched for; no name is longer.
LONGEST: Final = 200
#: Most things of one answer.
MOST: Final = 100


@dataclass(frozen=True)
class Search:
    """The endpoint over the names of ``kg``."""

    kg: KnowledgeGraph

    async def search(self, request: Request) -> Response:
        """Answer with the things whose name is like ``q``, best first.

        Raises:
            ParameterError: ``q`` is missing or too long, ``limit`` is no small number.
        """
        text, limit = request.query_params.get("q"), request.query_params.get("limit", "20")
        if text is None or len(text) > LONGEST:
            raise ParameterError(f"parameter q: a text of up to {LONGEST} characters is expected.")
        if limit not in map(str, range(1, MOST + 1)):
            raise ParameterError(f"parameter limit: a number from 1 to {MOST} is expected.")
        matches = await run_in_threadpool(self.kg.find, text, int(limit))
        results = [
            {
                "id": compact(match.iri),
                "iri": match.iri,
                "label": match.label,
                "name": match.name,
                "language": match.language,
                "kind": match.kind,
                "score": round(match.score, 1),
            }
            for match in matches
        ]
        return JSONResponse({"query": text, "results": results})
