"""The command line: data to standard output, messages to standard error.

Exit codes: 0 fine, 1 the check failed or nothing was found, 2 wrong use.
"""

from __future__ import annotations

import os
import sys

import click

from ascn_kg.cli.ask import find, queries, run, show, sparql, why
from ascn_kg.cli.curate import build, check, export, format_files, verify
from ascn_kg.cli.disputes import conflicts
from ascn_kg.cli.links import link, reconcile
from ascn_kg.cli.publish import push
from ascn_kg.cli.serve import serve
from ascn_kg.errors import AscnKgError
from ascn_kg.version import __version__


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="ascn-kg")
def app() -> None:
    r"""Ask the knowledge graph of the ASEAN Smart Cities Network.

    \b
    ascn-kg run member-cities --country Indonesia
    ascn-kg show Jakarta
    ascn-kg find "kota pintar"
    """


for _command in (
    *(queries, run, sparql, show, why, conflicts, find),
    *(export, check, build, verify, format_files, serve, push),
    *(link, reconcile),
):
    app.add_command(_command)


def main() -> None:
    """Run the command line and end the process with its exit code."""
    try:
        exit_code = app(prog_name="ascn-kg", standalone_mode=False)
        sys.stdout.flush()
        sys.exit(exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except AscnKgError as error:
        click.echo(f"ascn-kg: {error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:  # the reader, such as head, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        click.echo(f"ascn-kg: {error.filename or 'output'}: {error.strerror}.", err=True)
        sys.exit(2)
