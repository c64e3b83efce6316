"""``--endpoint``: the commands that ask, against an engine in another process."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ascn_kg.cli.ask import run as run_command
from ascn_kg.queries.catalog import Catalog
from ascn_kg.resources import read_inputs

pytestmark = pytest.mark.usefixtures("kg")

CITY = "https://w3id.org/ascn/city/jakarta"


def run(*arguments: str) -> tuple[int, str, str]:
    """Run ``ascn-kg`` with ``arguments``; return its exit code, output and messages."""
    done = subprocess.run(
        [sys.executable, "-m", "ascn_kg", *arguments],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "member-cities", "--country", "Indonesia", "--evidence"),
        ("run", "member-cities", "--country", "Timor-Leste"),
        ("sparql", f"SELECT ?p ?o {{ <{CITY}> ?p ?o }} ORDER BY ?p ?o"),
        ("sparql", f"ASK {{ <{CITY}> a <https://w3id.org/ascn/ontology#Country> }}"),
        ("sparql", f"CONSTRUCT WHERE {{ <{CITY}> ?p ?o }}", "--format", "ntriples"),
        ("show", "DKI Jakarta"),
        ("find", "kota pintar", "--limit", "3"),
        ("conflicts", "meeting/asean-summit-11", "--format", "md"),
    ],
    ids=lambda arguments: " ".join(arguments)[:30],
)
def test_it_prints_what_is_printed_here(endpoint: str, arguments: tuple[str, ...]) -> None:
    assert run(*arguments, "--endpoint", endpoint) == run(*arguments)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("why", "Jakarta", "a", "ascn:City"), 2, "why works on a dataset that is here"),
        (("export", "Jakarta"), 2, "export works on a dataset that is here"),
        (("check",), 2, "check works on a dataset that is here"),
        (("push", "http://127.0.0.1:9/"), 2, "push works on a dataset that is here"),
        (("show", "Jakarta", "--facts", "facts"), 2, "--facts and --ontology choose"),
        (("show", "Jakarta", "--as-of", "2018-01-01"), 2, "made where the data is"),
        (("run", "summits", "--known-at", "2018-01-01"), 2, "made where the data is"),
        (("find", "Jakarta"), 1, "cannot be reached"),
    ],
    ids=lambda value: " ".join(value)[:30] if isinstance(value, tuple) else None,
)
def test_what_cannot_be_is_one_line(arguments: tuple[str, ...], code: int, said: str) -> None:
    returned, printed, told = run(*arguments, "--endpoint", "http://127.0.0.1:9/sparql")
    assert (returned, printed) == (code, "")
    assert said in told
    assert told.count("\n") == 1


def test_no_parameter_of_a_query_is_hidden_by_an_option() -> None:
    taken = {option for each in run_command.params for option in each.opts}
    for query in Catalog.of(read_inputs().queries).values():
        assert taken.isdisjoint(f"--{name}" for name in query.parameters), query.name
