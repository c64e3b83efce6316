"""The command line: data to standard output, messages to standard error.

Exit codes: 0 fine, 1 the check failed or nothing was found, 2 wrong use.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Final, NoReturn

import click

from ascn_kg.errors import AscnKgError
from ascn_kg.version import __version__

#: Name of a command -> the module that has it, and what it is called there.
_HOMES: Final[Mapping[str, tuple[str, str]]] = {
    **{name: ("ask", name) for name in ("queries", "run", "sparql", "show", "why", "find")},
    **{name: ("curate", name) for name in ("export", "check", "build")},
    "verify-sources": ("curate", "verify"),
    "format": ("curate", "format_files"),
    "conflicts": ("disputes", "conflicts"),
    "serve": ("serve", "serve"),
    "push": ("publish", "push"),
    "link": ("links", "link"),
    "reconcile": ("links", "reconcile"),
}


class _Commands(Mapping[str, click.Command]):
    """The commands by name; a module is loaded when a command of it is wanted."""

    def __getitem__(self, name: str) -> click.Command:
        module, attribute = _HOMES[name]
        command = getattr(import_module(f"ascn_kg.cli.{module}"), attribute)
        assert isinstance(command, click.Command)
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(_HOMES)

    def __len__(self) -> int:
        return len(_HOMES)


@click.group(
    commands=_Commands(),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="ascn-kg")
def app() -> None:
    r"""Ask the knowledge graph of the ASEAN Smart Cities Network.

    \b
    ascn-kg run member-cities --country Indonesia
    ascn-kg show Jakarta
    ascn-kg find "kota pintar"
    """


def main() -> None:
    """Run the command line and end the process with its exit code."""
    try:
        _end(app(prog_name="ascn-kg", standalone_mode=False) or 0)
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


def _end(exit_code: int) -> NoReturn:
    """End the process without freeing all that it holds, which takes a tenth of an answer's time.

    All is done by then: files are closed, threads and processes have ended. mypy ends so, too.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(exit_code)
