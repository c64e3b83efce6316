"""Canned queries in process, against the engine alone and against rdflib."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from math import exp, log
from typing import TYPE_CHECKING, Any, cast

import pyoxigraph as ox

from ascn_kg.graph import KnowledgeGraph
from ascn_kg.rdf.terms import AnyTerm, from_rdflib
from ascn_kg.rdf.values import to_python
from ascn_kg.results.table import Table, TermRow
from benchmarks.material import Material
from benchmarks.measuring import medians, timed
from benchmarks.outcome import Outcome, compared_with

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

#: The sizes that rdflib holds in memory.
_COMPARED = frozenset({1, 3})


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
    """Ask rdflib, too, at the sizes that it holds in memory; the answers have to be equal."""
    ratios: list[float] = []
    for size in sorted(_COMPARED & set(material.sizes)):
        kg = material.kg if size == 1 else material.copied(size)
        data = kg.dataset
        for name in _WITH_RDFLIB:
            text = material.kg.catalog[name].bind({}, material.kg.names)
            ours = medians({"ours": partial(_answer, kg, text)}, material.runs)["ours"]
            other, rows = timed(partial(_rdflib_rows, data, text))
            known, found = _comparable(rows), _comparable(_answer(kg, text))
            note = compared_with(known, found, f"{len(rows)} rows of {name}", other)
            ratios.append(other / ours)
            yield Outcome(
                f"x{size}, {name}", ours, other, "s", "rdflib", ratios[-1], None, note=note
            )
    mean = _geometric_mean(ratios)
    case = f"{len(ratios)} queries, geometric mean"
    yield Outcome(case, 1, mean, "times", "rdflib", mean, 20, at_least=True)


def _answer(kg: KnowledgeGraph, text: str) -> Sequence[TermRow]:
    return Table.from_solutions(cast(ox.QuerySolutions, kg.engine.query(text))).rows


def _geometric_mean(ratios: list[float]) -> float:
    return exp(sum(map(log, ratios)) / len(ratios))


def _rows(store: ox.Store, text: str) -> list[tuple[object, ...]]:
    solutions = store.query(text, use_default_graph_as_union=True)
    return [tuple(solution) for solution in cast(ox.QuerySolutions, solutions)]


def _rdflib_rows(data: rdflib.Dataset, text: str) -> list[TermRow]:
    found = cast("Iterable[Iterable[rdflib.term.Node | None]]", data.query(text))
    return [tuple(None if node is None else from_rdflib(node) for node in row) for row in found]


def _comparable(rows: Iterable[TermRow]) -> list[tuple[object, ...]]:
    """Return ``rows`` in their order, each term by its value: engines write numbers differently."""
    return [tuple(map(_value, row)) for row in rows]


def _value(term: AnyTerm | None) -> object:
    return (term.language, to_python(term)) if isinstance(term, ox.Literal) else term
