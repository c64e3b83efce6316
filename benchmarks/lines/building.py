"""What a curator waits for: the dataset again after one fact changed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from unittest.mock import patch

from ascn_kg.graph import load
from benchmarks.material import ROOT, Material
from benchmarks.measuring import timed
from benchmarks.outcome import Outcome, compared_with

#: The file and the words that change.
_FILE = "cities/id.ttl"
_WORDS = ('"Makassar"@id', '"Makasar {}"@id')


def rebuild(material: Material) -> Iterator[Outcome]:
    """Change one label, rebuild; a build from nothing has to come to the same."""
    facts = material.folder / "facts"
    shutil.rmtree(facts, ignore_errors=True)
    shutil.copytree(ROOT / "facts", facts)
    original = (facts / _FILE).read_text("utf-8")
    with patch.dict(os.environ, material.environment):
        load(facts=facts)
        times = []
        for turn in range(max(3, material.runs)):
            changed = original.replace(_WORDS[0], _WORDS[1].format(turn), 1)
            if changed == original:
                raise RuntimeError(f"{_WORDS[0]} does not stand in {_FILE}")
            (facts / _FILE).write_text(changed, "utf-8")
            seconds, again = timed(lambda: load(facts=facts))
            times.append(seconds)
        full, fresh = timed(lambda: load(facts=facts, cache=False))
    theirs, ours = ((kg.digest, kg.export("nquads")) for kg in (fresh, again))
    times.sort()
    yield Outcome(
        "x1, one label",
        times[len(times) // 2],
        full,
        "s",
        "full build in memory",
        times[len(times) // 2],
        1,
        note=compared_with(theirs, ours, "digest and quads", full),
    )
