"""The closure: our rules against owlrl, and how the cost grows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from statistics import median

from ascn_kg.reasoning import infer
from benchmarks.material import Material
from benchmarks.measuring import limited, medians, timed
from benchmarks.outcome import Outcome, WrongAnswerError, compared_with, faster

#: The sizes that owlrl ends with in minutes.
_COMPARED = (1, 3)
#: From this size on there is one run.
_LARGE = 10


def compared(material: Material) -> Iterator[Outcome]:
    """Compare with owlrl; the closures have to be equal."""
    from ascn_kg.reasoning import reference

    ontology = list(material.loaded.ontology)
    for size in sorted(set(_COMPARED) & set(material.sizes)):
        facts = material.asserted(size)
        ours = medians({"ours": partial(infer, ontology, facts)}, material.runs)["ours"]
        other, closure = limited(partial(reference.infer, ontology, facts), material.limit)
        note = compared_with(closure, infer(ontology, facts), "closures", other)
        yield faster(f"x{size}, {len(facts):,} facts", ours, other, "owlrl", 30, note)


def growth(material: Material) -> Iterator[Outcome]:
    """Measure the cost of one triple at each size, and check the closure by what is known."""
    ontology = list(material.loaded.ontology)
    first = 0.0
    once = infer(ontology, material.asserted(1))
    for size in material.sizes:
        facts = material.asserted(size)
        times = []
        for _ in range(material.runs if size < _LARGE else 1):
            seconds, closure = timed(partial(infer, ontology, facts))
            times.append(seconds)
        wanted = material.multiplier.pattern(once).size(size)
        if len(closure) != wanted:
            raise WrongAnswerError(f"x{size}: {len(closure):,} triples follow, not {wanted:,}")
        cost = median(times) / len(facts) * 1e6
        first = first or cost
        yield Outcome(
            f"x{size}, {len(facts):,} facts",
            cost,
            first,
            "µs",
            f"x{material.sizes[0]}",
            cost / first,
            3,
            note=f"{wanted:,} triples follow, as the copies say",
        )
