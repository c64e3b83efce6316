"""The command that publishes: push."""

from __future__ import annotations

import os
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from ascn_kg.cli.options import Steps, data_options, open_graph
from ascn_kg.errors import MissingExtraError, UsageError

if TYPE_CHECKING:
    from ascn_kg.remote.targets import Target

#: Environment variable that holds the password; a command line is seen by others.
PASSWORD_VARIABLE = "ASCN_KG_PASSWORD"  # noqa: S105 (the name of one)


@click.command()
@click.argument("endpoint")
@click.option(
    "--update",
    "queries_at",
    metavar="URL",
    help="Use SPARQL Update at ENDPOINT, and ask at URL what is there.",
)
@click.option("--user", metavar="NAME", help=f"With the password in ${PASSWORD_VARIABLE}.")
@click.option("--seconds", type=click.FloatRange(min=1), default=300, show_default=True)
@data_options
def push(
    endpoint: str, queries_at: str | None, user: str | None, seconds: float, **folders: Any
) -> None:
    """Publish the dataset at ENDPOINT, a SPARQL 1.1 Graph Store, graph by graph.

    Graphs that are there already are left alone: a push that was cut off goes on where it stopped.
    Other graphs of the engine are not touched.
    """
    credentials = (user, _password()) if user else None
    try:
        from ascn_kg.remote.push import push as push_to
        from ascn_kg.remote.targets import GraphStore, UpdateEndpoint
    except ModuleNotFoundError:
        raise MissingExtraError("httpx", "remote") from None
    target: Target
    if queries_at:
        target = UpdateEndpoint(endpoint, queries_at, credentials, seconds)
    else:
        target = GraphStore(endpoint, credentials, seconds)
    with closing(target):
        kg = open_graph(**folders)
        pushed = push_to(kg.store, target, Steps("publishing, graph by graph"))
    for graph in pushed:
        state = "replaced" if graph.changed else "unchanged"
        click.echo(f"{graph.name:<18} {graph.triples:>8}  {state}")
    click.echo(f"digest             {kg.digest}")


def _password() -> str:
    found = os.environ.get(PASSWORD_VARIABLE)
    if found is None:
        raise UsageError(f"--user needs the password in the variable {PASSWORD_VARIABLE}.")
    return found
