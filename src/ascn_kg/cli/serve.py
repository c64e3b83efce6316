"""The command that serves the graph over HTTP."""

from __future__ import annotations

from typing import Any

import click

from ascn_kg.cli.options import data_options, open_graph, service_option
from ascn_kg.errors import MissingExtraError


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option(
    "--query-seconds",
    type=click.FloatRange(min=0.1),
    default=10,
    show_default=True,
    help="Time that one SPARQL query may take.",
)
@click.option(
    "--query-memory",
    type=click.IntRange(min=64),
    default=512,
    show_default=True,
    help="Memory that one SPARQL query may take, in MB.",
)
@click.option(
    "--query-rows",
    type=click.IntRange(min=1),
    default=100_000,
    show_default=True,
    help="Most rows of one answer.",
)
@click.option(
    "--concurrency",
    type=click.IntRange(min=1),
    default=8,
    show_default=True,
    help="How many SPARQL queries run at once.",
)
@click.option(
    "--public-url", metavar="URL", help="Address that clients use, where a proxy hides this one."
)
@service_option
@click.option("--log-queries", is_flag=True, help="Show what was asked in the log.")
@data_options
def serve(
    host: str,
    port: int,
    query_memory: int,
    allow_service: tuple[str, ...],
    facts: tuple[str, ...],
    ontology: str | None,
    queries: str | None,
    **limits: Any,
) -> None:
    """Serve SPARQL 1.1, linked data, the canned queries and pages for people over HTTP.

    The log, one line of JSON for each request, goes to standard error. Ctrl-C stops the service.
    """
    try:
        from ascn_kg.web import Settings, create_app
        from ascn_kg.web.allocation import share_one_heap
        from ascn_kg.web.serving import serve as run
    except ImportError as error:
        raise MissingExtraError(error.name or "starlette", "web") from error
    settings = Settings(query_memory=query_memory << 20, **limits)
    share_one_heap()
    kg = open_graph(facts, ontology, queries, allow_service=allow_service)
    app = create_app(kg, settings)
    run(app, host, port, lambda url: click.echo(f"ascn-kg serves at {url} (Ctrl-C stops it)"))
