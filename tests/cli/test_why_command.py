"""``ascn-kg why`` as its users meet it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.usefixtures("kg")
HOSTED = ("meeting:asean-summit-43", "ascn:hostCountry", "country:idn")


def why(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ``ascn-kg why`` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "ascn_kg", "why", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=dict(os.environ),
        timeout=120,
        check=False,
    )


def test_a_statement_that_holds_is_shown_as_a_tree() -> None:
    done = why(*HOSTED)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Yes. 43rd ASEAN Summit (meeting/asean-summit-43) — host country")
    assert "claim/s3-27-1" in done.stdout


def test_the_tree_is_told_in_indonesian() -> None:
    done = why(*HOSTED, "--lang", "id")
    assert done.returncode == 0
    assert done.stdout.startswith("Ya. KTT ASEAN ke-43")
    assert "karena" in done.stdout and "because" not in done.stdout


def test_several_proofs_on_request() -> None:
    assert "Proof 2" in why(*HOSTED, "--proofs", "2").stdout


@pytest.mark.parametrize("format_", ["json", "turtle", "ntriples", "jsonld", "rdfxml"])
def test_other_forms(format_: str) -> None:
    done = why(*HOSTED, "--format", format_)
    assert done.returncode == 0, done.stderr
    assert "asean-summit-43" in done.stdout
    if format_ in ("json", "jsonld"):
        json.loads(done.stdout)


def test_what_does_not_hold_ends_with_one() -> None:
    done = why("city/jakarta", "in country", "Malaysia")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("No. Jakarta")
    assert "Indonesia" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("Jakrta", "a", "city"), "Did you mean Jakarta (city/jakarta)"),
        (("Jakarta", "hostcontry", "Indonesia"), "Did you mean ascn:hostCountry"),
        ((*HOSTED, "--format", "yaml"), "no format is called 'yaml'"),
        ((*HOSTED, "--proofs", "0"), "--proofs"),
        (("Jakarta", "a"), "Missing argument"),
    ],
)
def test_wrong_use_ends_with_two_and_one_clear_line(arguments: tuple[str, ...], said: str) -> None:
    done = why(*arguments)
    assert done.returncode == 2
    assert said in done.stderr and "Traceback" not in done.stderr
