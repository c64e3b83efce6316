"""``/api/why``: the ground of one statement, as data or in PROV-O."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.types import ASGIApp

from ascn_kg.errors import ParameterError
from ascn_kg.web.transfer import Caller

#: Most proofs of one answer.
MOST_PROOFS: Final = 10
LANGUAGES: Final = ("en", "id")


@dataclass(frozen=True)
class Grounds:
    """The endpoint; workers find the proofs."""

    caller: Caller

    async def why(self, request: Request) -> ASGIApp:
        """Answer why the statement ``s``, ``p``, ``o`` holds, or why not.

        Raises:
            ParameterError: a parameter is missing or malformed.
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
        return self.caller.call(
            request,
            "why",
            statement=statement,
            proofs=int(proofs),
            language=language,
            accept=request.headers.get("accept"),
            format=asked.get("format"),
        )
