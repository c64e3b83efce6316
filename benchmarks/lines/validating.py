"""The shapes: our validator against pyshacl, and how the cost grows."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pyoxigraph as ox
import shifty

from ascn_kg.validation import fast
from benchmarks.material import Material
from benchmarks.measuring import limited, medians
from benchmarks.outcome import Outcome, WrongAnswerError, compared_with, faster
from benchmarks.plants import BROKEN, plants

#: How many plants with mistakes are sown where reports are compared.
_PLANTS = 5
#: The largest size: the validator's own cost for each triple rises, so that more takes an hour.
_LARGEST = 30


def compared(material: Material) -> Iterator[Outcome]:
    """Compare with pyshacl on data with known mistakes; the reports have to be equal."""
    from ascn_kg.validation import reference

    shapes = list(material.assembly.shapes)
    for size in [size for size in (1, 3) if size in material.sizes]:
        data = material.validated(size)
        ours = medians({"ours": partial(fast.validate, data, shapes)}, material.runs)
        other, report = limited(partial(reference.validate, data, shapes), material.limit)
        note = compared_with(report, fast.validate(data, shapes), "reports", other)
        yield faster(f"x{size}, {len(data):,} triples", ours["ours"], other, "pyshacl", 10, note)


def growth(material: Material) -> Iterator[Outcome]:
    """Measure the cost of one triple at each size, ours and the validator's on its own."""
    shapes = list(material.assembly.shapes)
    first: tuple[float, float] | None = None
    for size in [size for size in material.sizes if size <= _LARGEST]:
        data = material.validated(size)
        texts = [_turtle(part) for part in (data, shapes)]
        found = medians(
            {
                "ours": partial(fast.validate, data, shapes),
                "alone": partial(_alone, *texts),
            },
            material.runs if size < 10 else 1,
            warm_up=1 if size < 10 else 0,
        )
        costs = found["ours"] / len(data), found["alone"] / len(data)
        first = first or costs
        growths = costs[0] / first[0], costs[1] / first[1]
        yield Outcome(
            f"x{size}, {len(data):,} triples",
            growths[0],
            growths[1],
            "times the cost at x1",
            "pyshifty alone",
            growths[0] / growths[1],
            1.3,
            note=_planted(material, data),
        )


def _alone(data: bytes, shapes: bytes) -> object:
    """Run the validator on text, as it comes."""
    return shifty.validate_algebra(
        data, shapes, graph_mode="data", infer=False, on_unsupported="error"
    )


def _turtle(triples: list[ox.Triple]) -> bytes:
    return ox.serialize(triples, format=ox.RdfFormat.TURTLE) or b""


def _planted(material: Material, data: list[ox.Triple]) -> str:
    """Return whether the validator finds the mistakes that were sown among ``data``."""
    found = fast.validate([*data, *plants(_PLANTS, mistakes=True)], material.assembly.shapes)
    counts = {shape: sum(each.shape == shape for each in found) for shape in BROKEN}
    wanted = {shape: _PLANTS * times for shape, times in BROKEN.items()}
    if counts != wanted or len(found) != sum(wanted.values()):
        raise WrongAnswerError(f"of {wanted} sown mistakes {counts} were found")
    return f"the {len(found)} sown mistakes found, and no other"
