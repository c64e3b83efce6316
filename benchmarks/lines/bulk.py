"""More than memory holds: a dataset on disk, loaded in one go, then asked."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from functools import partial
from statistics import median

from benchmarks.generator import name_of
from benchmarks.material import Material
from benchmarks.measuring import Ended, medians, process
from benchmarks.outcome import Outcome, more

#: Each tells the most memory that it had resident, in kB, as Linux counts it.
_RAW = """
import sys, pyoxigraph
pyoxigraph.Store(sys.argv[2]).bulk_load(path=sys.argv[1])
print(next(line for line in open("/proc/self/status") if "VmHWM" in line).split()[1])
"""
_OURS = """
import sys, pyoxigraph, ascn_kg
store = pyoxigraph.Store(sys.argv[2])
store.bulk_load(path=sys.argv[1])
kg = ascn_kg.from_dataset(store)
assert len(kg.sparql("SELECT ?p ?o { <https://w3id.org/ascn/city/makassar> ?p ?o }"))
print(next(line for line in open("/proc/self/status") if "VmHWM" in line).split()[1])
"""
#: How often copies are loaded, up to this many of them.
_RUNS = 3
_LARGE = 30
#: What people look up: a thing, what points to it, the claims about it.
_LOOKUPS = {
    "a thing": "SELECT ?p ?o {{ {thing} ?p ?o }}",
    "what points to it": "SELECT ?s ?p {{ ?s ?p {thing} }}",
    "claims about it": """PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
        PREFIX ascn: <https://w3id.org/ascn/ontology#>
        SELECT ?claim ?p ?o ?source {{ ?claim rdf:subject {thing} ; rdf:predicate ?p ;
          rdf:object ?o ; ascn:source ?source }}""",
}


def loaded(material: Material) -> Iterator[Outcome]:
    """Load the copies with the engine alone and through the package; then look things up."""
    import pyoxigraph as ox

    import ascn_kg

    copies = material.bulk
    quads = material.quads.size(copies)
    file = material.folder / f"x{copies}.nq"
    if not file.is_file():
        draft = file.with_suffix(".draft")
        with draft.open("wb") as stream:
            material.quads.write(stream, copies)
        draft.rename(file)
    ended: dict[str, list[Ended]] = {"raw": [], "ours": []}
    for _ in range(_RUNS if copies < _LARGE else 1):
        for name, code in (("raw", _RAW), ("ours", _OURS)):
            place = material.folder / f"store-{name}"
            shutil.rmtree(place, ignore_errors=True)
            os.sync()  # nobody writes what the other one left
            command = [sys.executable, "-c", code, file, place]
            ended[name].append(process(command, material.folder))
    rates = {name: quads / median(run.seconds for run in runs) for name, runs in ended.items()}
    peaks = {name: int(runs[-1].output) / 1e6 for name, runs in ended.items()}
    file.unlink()
    case = f"x{copies}, {quads:,} quads"
    yield more(case, rates["ours"], rates["raw"], "quads/s", "pyoxigraph bulk load", 0.7)
    peak = peaks["ours"]
    yield Outcome(f"{case}: memory", peak, peaks["raw"], "GB", "pyoxigraph", peak, 4)
    kg = ascn_kg.from_dataset(ox.Store.read_only(str(material.folder / "store-ours")))
    city = min(thing for thing in material.multiplier.new if "/city/" in thing)
    thing = f"<{city}{name_of(copies - 1)}>"
    for name, text in _LOOKUPS.items():
        asked = text.format(thing=thing)
        if not kg.sparql(asked):
            raise RuntimeError(f"{name}: the last copy is not there")
        seconds = medians({"ours": partial(kg.sparql, asked)}, 20)["ours"]
        ms = seconds * 1000
        yield Outcome(f"{case}: {name}", ms, None, "ms", "", ms, 10)
