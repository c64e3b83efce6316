"""Canned queries in process, against the engine alone and against rdflib."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from math import exp, log
from typing import TYPE_CHECKING, Any, cast

import pyoxigraph as ox

from benchmarks.material import Material
from benchmarks.measuring import medians, timed
from benchmarks.outcome import Outcome

if TYPE_CHECKING:
    import rdflib

#: Queries that rdflib answers within seconds; it takes minutes for others.
_WITH_RDFLIB = (
    "summit-days",
    "membership-timeline",
    "cities-joined",
    "shepherds",
    "gaps",
    "documents-adopted",
)


def canned(material: Material) -> Iterator[Outcome]:
    """Measure every canned query of this dataset with its first example, and compare the rows."""
    kg = material.kg
    ratios: list[float] = []
    extra: list[float] = []
    worst = (0.0, "")
    for name, query in kg.catalog.items():
        if query.endpoint is not None:
            continue
        given = next((dict(example) for example in query.header.examples if example), {})
        own: dict[str, Any] = {key.replace("-", "_"): value for key, value in given.items()}
        text = query.bind(own, kg.names)
        found = medians(
            {
                "ours": partial(kg.run, name, **own),
                "engine": partial(_rows, kg.store, text),
            },
            material.runs,
        )
        ratios.append(found["ours"] / found["engine"])
        extra.append(found["ours"] - found["engine"])
        worst = max(worst, (ratios[-1], name))
    mean = _geometric_mean(ratios)
    added = sorted(extra)[len(extra) // 2]
    yield Outcome(
        f"{len(ratios)} queries, geometric mean",
        mean,
        1,
        "times",
        "pyoxigraph",
        mean,
        1.2,
        note=f"median {added * 1000:.2f} ms more; worst {worst[0]:.2f} times ({worst[1]})",
    )
    yield from _against_rdflib(material)


def _against_rdflib(material: Material) -> Iterator[Outcome]:
    kg = material.kg
    data = kg.dataset
    ratios: list[float] = []
    for name in _WITH_RDFLIB:
        text = kg.catalog[name].bind({}, kg.names)
        ours = medians({"ours": partial(kg.run, name)}, material.runs)["ours"]
        other, rows = timed(partial(_rdflib_rows, data, text))
        note = "equal number of rows" if len(rows) == len(kg.run(name)) else "ROWS DIFFER"
        ratios.append(other / ours)
        yield Outcome(name, ours, other, "s", "rdflib", ratios[-1], None, note=note)
    mean = _geometric_mean(ratios)
    case = f"{len(ratios)} queries, geometric mean"
    yield Outcome(case, 1, mean, "times", "rdflib", mean, 20, at_least=True)


def _geometric_mean(ratios: list[float]) -> float:
    return exp(sum(map(log, ratios)) / len(ratios))


def _rows(store: ox.Store, text: str) -> list[tuple[object, ...]]:
    solutions = store.query(text, use_default_graph_as_union=True)
    return [tuple(solution) for solution in cast(ox.QuerySolutions, solutions)]


def _rdflib_rows(data: rdflib.Dataset, text: str) -> list[object]:
    return list(data.query(text))
