"""Linked data: every IRI of the graph under its path, in the format that the client prefers.

``/city/jakarta`` negotiates; ``/city/jakarta.ttl`` and the like name the format. What is unknown is
404 with the nearest names; a retired id leads to what replaces it (301) or is 410.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp

from ascn_kg.errors import UnknownThingError
from ascn_kg.export import FORMATS, select, to_bytes
from ascn_kg.graph import KnowledgeGraph
from ascn_kg.namespaces import ASCN, BASE, DCTERMS, GRAPH_NAMES, KINDS, OWL
from ascn_kg.web.negotiation import GRAPHS, MediaTypes, choose
from ascn_kg.web.pages import HTML, Pages
from ascn_kg.web.problem import Problem

#: Ending of a path -> the format that it names.
ENDINGS: Final[Mapping[str, str]] = {
    **{FORMATS[name].ending: name for name in GRAPHS},
    ".html": "html",
}
_VARY: Final = "Accept, Accept-Language, Cookie"
_ONTOLOGY: Final = ASCN.removesuffix("#")
_DEPRECATED: Final = ox.NamedNode(OWL + "deprecated")
_REPLACED_BY: Final = ox.NamedNode(DCTERMS + "isReplacedBy")


@dataclass(frozen=True)
class Things:
    """The endpoint of all IRIs of ``kg`` that have no other."""

    kg: KnowledgeGraph
    pages: Pages

    async def described(self, request: Request) -> ASGIApp:
        """Answer with what the dataset says about the thing of the path.

        Raises:
            Problem: there is no such thing, or no longer.
            FormatError: it is not to be had in the format that is asked for.
        """
        iri, ending = self._asked_for(BASE + request.url.path.removeprefix("/"))
        if ending is None:
            raise await run_in_threadpool(self._unknown, iri)
        replaced = self._retired(iri)
        if replaced:
            return RedirectResponse(_path(replaced) + ending, HTTPStatus.MOVED_PERMANENTLY)
        offers = {**GRAPHS, **HTML}
        wanted = ENDINGS[ending] if ending else request.query_params.get("format")
        name = choose(offers, request.headers.get("accept"), wanted)
        headers = {"link": ", ".join(_links(iri, offers)), "vary": _VARY}
        if name == "html":
            return await self.pages.thing(request, iri, headers)
        content = await run_in_threadpool(partial(self._rdf, iri, name))
        return Response(content, media_type=offers[name][0], headers=headers)

    def _asked_for(self, iri: str) -> tuple[str, str | None]:
        """Return the thing and the ending that a path asks for; None where there is no thing."""
        if self._is_known(iri):
            return iri, ""
        for ending in ENDINGS:
            if iri.endswith(ending) and self._is_known(iri.removesuffix(ending)):
                return iri.removesuffix(ending), ending
        return iri, None

    def _is_known(self, iri: str) -> bool:
        try:
            node = ox.NamedNode(iri)
        except ValueError:
            return False
        return any(True for _ in self.kg.store.quads_for_pattern(node, None, None, None))

    def _unknown(self, iri: str) -> Problem:
        path = iri.removeprefix(BASE)
        detail = f"nothing is known as /{path}."
        if path.partition("/")[0] not in KINDS:
            return Problem(404, detail)
        try:
            self.kg.names.resolve(path)
        except UnknownThingError as error:
            return Problem(404, detail, more={"nearest": list(error.nearest)})
        except ValueError:
            pass
        return Problem(404, detail)

    def _retired(self, iri: str) -> str | None:
        """Return what replaces ``iri``, or None where it is not retired.

        Raises:
            Problem: it is retired and nothing replaces it.
        """
        if not self._values(iri, _DEPRECATED):
            return None
        replacing = self._values(iri, _REPLACED_BY)
        if replacing:
            return replacing[0]
        raise Problem(410, f"{iri} is retired, and nothing replaces it.")

    def _values(self, iri: str, predicate: ox.NamedNode) -> list[str]:
        quads = self.kg.store.quads_for_pattern(ox.NamedNode(iri), predicate, None, None)
        return sorted(q.object.value for q in quads if not isinstance(q.object, ox.Triple))

    def _rdf(self, iri: str, format: str) -> bytes:
        if iri != _ONTOLOGY:
            return self.kg.export(format, iri, GRAPH_NAMES)
        terms = {quad.subject for quad in select(self.kg.store, ["ontology"])}
        inferred = [quad for quad in select(self.kg.store, ["inferred"]) if quad.subject in terms]
        return to_bytes([*select(self.kg.store, ["ontology"]), *inferred], format)


def _links(iri: str, offers: MediaTypes) -> Iterator[str]:
    """Yield the links of RFC 8288 from the description of ``iri`` to its other formats."""
    yield f'<{iri}>; rel="describes"'
    if iri != BASE:
        for ending, name in ENDINGS.items():
            if name in offers:
                yield f'<{_path(iri)}{ending}>; rel="alternate"; type="{offers[name][0]}"'
    yield '</.well-known/void>; rel="describedby"'


def _path(iri: str) -> str:
    return "/" + quote(iri.removeprefix(BASE), safe="/-._~!$&'()*+,;=:@")
