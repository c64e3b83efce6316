"""What the lines measure on: the shipped graph, its copies, and a cache of the benchmark's own."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from ascn_kg.build.assembly import Assembly, assemble, load
from ascn_kg.build.derivation import derive
from ascn_kg.cache import FOLDER_VARIABLE
from ascn_kg.graph import KnowledgeGraph, from_dataset
from ascn_kg.graph import load as load_graph
from ascn_kg.resources import Inputs, read_inputs
from benchmarks.generator import Multiplier, Pattern
from benchmarks.measuring import process

ROOT = Path(__file__).resolve().parents[1]
PLAIN = Path(__file__).with_name("plain.py")
#: The query that stands for all where one has to.
QUERY = "member-cities"


@dataclass(frozen=True)
class PlainWay:
    """How long the plain way took.

    Attributes:
        total: Seconds from start to end, or until it was stopped.
        stopped: Whether it was stopped before its end.
        steps: Seconds of each step that ended.
    """

    total: float
    stopped: bool
    steps: dict[str, float]

    @property
    def note(self) -> str:
        """What a reader has to know."""
        steps = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in self.steps.items())
        end = f"stopped after {self.total:.0f} s, so the ratio is larger" if self.stopped else ""
        return "; ".join(filter(None, (f"plain way: {steps}", end)))


@dataclass
class Material:
    """The data of one benchmark.

    Attributes:
        folder: Where everything is kept that the lines write.
        sizes: How many copies of the real graph are measured.
        runs: How many times each subject is measured.
        load_seconds: How long a server is loaded with requests.
        bulk: How many copies are loaded to disk.
        limit: Seconds after which an alternative that takes long is stopped.
    """

    folder: Path
    sizes: Sequence[int] = (1, 3, 10, 30, 100)
    runs: int = 5
    load_seconds: int = 8
    bulk: int = 262
    limit: float = 600
    _cache: Path = field(init=False)

    def __post_init__(self) -> None:
        self._cache = self.folder / "cache"
        self._cache.mkdir(parents=True, exist_ok=True)

    @property
    def environment(self) -> dict[str, str]:
        """Variables under which ``ascn-kg`` keeps its datasets in `folder`."""
        return {FOLDER_VARIABLE: str(self._cache)}

    @cached_property
    def inputs(self) -> Inputs:
        """The shipped files."""
        return read_inputs()

    @cached_property
    def loaded(self) -> Assembly:
        """What stands in the files."""
        return load(self.inputs)

    @cached_property
    def assembly(self) -> Assembly:
        """The whole dataset in its parts."""
        return assemble(self.inputs)

    @cached_property
    def multiplier(self) -> Multiplier:
        """What copies the shipped graph."""
        whole = self.assembly
        return Multiplier([*whole.facts, *whole.claims, *whole.links])

    @cached_property
    def kg(self) -> KnowledgeGraph:
        """The shipped graph, built and opened from the cache."""
        return load_graph()

    def build(self) -> None:
        """Have the shipped graph in the cache."""
        _ = self.kg

    @cached_property
    def quads(self) -> Pattern:
        """The whole dataset as N-Quads, in any number of copies."""
        return self.multiplier.pattern(quad for quad in self.kg.store if not _has_blank(quad))

    def copied(self, copies: int) -> KnowledgeGraph:
        """Return the whole dataset in ``copies`` copies, on disk as the shipped graph is."""
        place = self.folder / f"store-x{copies}"
        if not place.is_dir():
            draft = place.with_suffix(".draft")
            shutil.rmtree(draft, ignore_errors=True)
            store = ox.Store(str(draft))
            for text in self.quads.texts(copies):
                store.bulk_load(text, format=ox.RdfFormat.N_QUADS)
            del store
            draft.rename(place)
        return from_dataset(ox.Store.read_only(str(place)))

    def asserted(self, copies: int) -> list[ox.Triple]:
        """Return what the reasoner gets beside the ontology."""
        facts = self.loaded.facts
        return self.multiplier.triples([*facts, *derive(facts)], copies)

    def validated(self, copies: int) -> list[ox.Triple]:
        """Return what the validator gets."""
        ontology = list(self.assembly.ontology)
        known = set(ontology)
        rest = [triple for triple in self.assembly.validated() if triple not in known]
        return [*ontology, *self.multiplier.triples(rest, copies)]

    @cached_property
    def plain(self) -> PlainWay:
        """The seconds of each step of the plain way, measured once; it takes many minutes.

        It is stopped after `limit`: what it comes to is more than ``total``.
        """
        kept = self.folder / "plain.json"
        if not kept.is_file():
            query = ROOT / "queries" / f"{QUERY}.rq"
            command = [sys.executable, PLAIN, ROOT / "ontology", ROOT / "facts", query]
            ended = process(command, self.folder, limit=self.limit)
            words = (line.split() for line in ended.messages.splitlines())
            steps = {line[0]: float(line[1]) for line in words if len(line) == 2}
            told = {"total": ended.seconds, "stopped": ended.stopped, "steps": steps}
            kept.write_text(json.dumps(told), "utf-8")
        return PlainWay(**json.loads(kept.read_text("utf-8")))


def _has_blank(quad: ox.Quad) -> bool:
    return isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode)
