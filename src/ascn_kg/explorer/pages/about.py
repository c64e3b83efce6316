"""The pages about the graph itself and about its programming interface."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from ascn_kg.explorer.page import render
from ascn_kg.graph import KnowledgeGraph


def about_page(kg: KnowledgeGraph, request: Request) -> Response:
    """Return the page on what the graph is, how it is licensed, and which dataset is served."""
    return render(request, "about.html", summary=kg.summary)


def api_page(kg: KnowledgeGraph, request: Request) -> Response:
    """Return the page that shows the service's OpenAPI description and lets people try it."""
    return render(request, "api.html")
