"""What tests of ``push`` share: a small dataset, what a target holds, pushes that are killed."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path
from shutil import copy
from typing import Final

import pyoxigraph as ox

from ascn_kg.cache import in_memory
from ascn_kg.graph import load
from ascn_kg.namespaces import GRAPH_NAMES, graph_iri
from ascn_kg.remote.push import fingerprint
from ascn_kg.remote.targets import Target

FACTS: Final = Path(__file__).resolve().parents[2] / "facts"
#: A small dataset with all that is awkward: blank nodes, languages, numbers, line breaks, quotes.
TRIG: Final = """
PREFIX g: <https://w3id.org/ascn/graph/> PREFIX : <https://example.org/>
g:ontology { :A :b [ :c ( 1 2.50 true ) ] ; :d "x\\ny \\"z\\" \\\\"@id , "नमस्ते", "" . }
g:facts { :f :n -0.5 , 1e3 ; :t "2024"^^<http://www.w3.org/2001/XMLSchema#gYear> . }
g:metadata { :m :is "last" . }
"""


def store(trig: str) -> ox.Store:
    """Return the dataset written as ``trig``."""
    return in_memory(ox.parse(trig, format=ox.RdfFormat.TRIG))


def fingerprints(target: Target) -> dict[str, str]:
    """Return the fingerprint of each graph of ``target``."""
    return {name: fingerprint(target.read(graph_iri(name))) for name in GRAPH_NAMES}


def wanted(data: ox.Store) -> dict[str, str]:
    """Return the fingerprint that each graph has where ``data`` was pushed."""
    return {
        name: fingerprint(
            quad.triple
            for quad in data.quads_for_pattern(None, None, None, ox.NamedNode(graph_iri(name)))
        )
        for name in GRAPH_NAMES
    }


def push_command(
    *arguments: str, cache: Path, password: str | None = None
) -> subprocess.Popen[str]:
    """Start ``ascn-kg push`` in a process of its own."""
    given = {"ASCN_KG_PASSWORD": password} if password else {}
    return subprocess.Popen(
        [sys.executable, "-m", "ascn_kg", "push", *arguments],
        env={**os.environ, "ASCN_KG_CACHE": str(cache), **given},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def killed_and_repeated(
    target: Target,
    arguments: list[str],
    facts: Path,
    cache: Path,
    *,
    times: int,
    password: str | None = None,
) -> None:
    """Push to the empty ``target``, empty it, kill ``times`` pushes at random, push again, compare.

    So that every push has something to do, one graph is emptied before it. The facts are few: the
    ontology and the queries are enough to be in the middle of.
    """
    for name in ("concepts.ttl", "dataset.ttl"):
        copy(FACTS / name, facts)
    kg = load(facts=facts)
    arguments = [*arguments, "--facts", str(facts)]
    chance = random.Random(times)
    begun = time.monotonic()
    with push_command(*arguments, cache=cache, password=password) as whole:
        printed, told = whole.communicate(timeout=120)
    length = time.monotonic() - begun
    assert whole.returncode == 0, told
    assert kg.digest in printed
    clean = fingerprints(target)
    for name in GRAPH_NAMES:
        target.replace(graph_iri(name), [])
    for _ in range(times):
        target.replace(graph_iri(chance.choice(GRAPH_NAMES)), [])
        with push_command(*arguments, cache=cache, password=password) as killed:
            time.sleep(chance.uniform(0.2, length))
            killed.kill()
    with push_command(*arguments, cache=cache, password=password) as last:
        assert last.wait(120) == 0
    assert fingerprints(target) == clean == wanted(kg.store)
