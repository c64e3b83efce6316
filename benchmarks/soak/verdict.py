"""What a soak came to: the figures, and what would be a leak or a fault of the server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from benchmarks.soak.clients import Tally
from benchmarks.soak.watching import Sample, slope

#: The part of the time in which each sort of answer is asked for first, and each worker needed.
_WARM_UP: Final = 0.3
#: More memory in a minute than this is a leak, in MB, where the growth is more than the noise …
_GROWTH: Final = 0.5
_NOISE: Final = 5.0
#: Processes that live as long as the service: what the samples call them, and people do.
_LASTING: Final = {
    "service": "the service (RSS)",
    "forking": "the process that forks the workers (RSS)",
}
#: The service, the process that forks the workers, and two workers that may rest.
_AT_REST: Final = 4
#: Descriptors that come and go: connections that a client has just left.
_SPARE: Final = 8


@dataclass(frozen=True)
class Verdict:
    """Everything that was seen.

    Attributes:
        tally: What came of the requests.
        samples: What the service took under load, in the order of time.
        before: What it took at rest before.
        after: What it took at rest afterwards.
        survivors: How many processes outlived the service.
    """

    tally: Tally
    samples: Sequence[Sample]
    before: Sample
    after: Sample
    survivors: int

    @property
    def plateau(self) -> Sequence[Sample]:
        """The samples after the warm-up."""
        return self.samples[int(len(self.samples) * _WARM_UP) :]

    def problems(self) -> Iterator[str]:
        """Yield what is a leak, or a fault of the server."""
        for fault, times in self.tally.faults.most_common():
            yield f"{times} times: {fault}"
        if not self.tally.answers:
            yield "no request was answered"
        for name, title in _LASTING.items():
            first, last = self._ends(name)
            growth = slope(self.plateau, name)
            if growth > _GROWTH and last - first > _NOISE:
                yield f"memory of {title} grows by {growth:.2f} MB a minute"
        if self.after.processes > _AT_REST:
            yield f"{self.after.processes} processes are left at rest, {_AT_REST} are expected"
        spare = self.before.descriptors + _SPARE * _AT_REST
        if self.after.descriptors > spare:
            yield f"{self.after.descriptors} descriptors are open at rest, at most {spare} expected"
        if self.survivors:
            yield f"{self.survivors} processes outlived the service"

    def lines(self) -> Iterator[str]:
        """Yield the figures, for people."""
        plateau = self.plateau
        minutes = (self.samples[-1].seconds - self.samples[0].seconds) / 60
        total = sum(self.tally.answers.values())
        yield f"{total:,} requests in {minutes:.1f} minutes"
        for (kind, came), times in sorted(self.tally.answers.items()):
            yield f"  {kind:<20} {came:<20} {times:>8,}"
        for name, title in {"total": "all (PSS)", **_LASTING}.items():
            first, last = self._ends(name)
            most = max(getattr(each, name) for each in self.samples)
            yield (
                f"memory of {title}: {first:.0f} MB when the plateau begins, {last:.0f} MB at its "
                f"end, {most:.0f} MB at most, slope {slope(plateau, name):+.2f} MB a minute"
            )
        for when, seen in (("before", self.before), ("after", self.after)):
            yield (
                f"at rest {when}: {seen.total:.0f} MB (PSS), {seen.processes} processes, "
                f"{seen.descriptors} descriptors"
            )
        processes = max(each.processes for each in self.samples)
        descriptors = max(each.descriptors for each in self.samples)
        yield f"at most: {processes} processes, {descriptors} descriptors"
        yield f"processes that outlived the service: {self.survivors}"

    def _ends(self, name: str) -> tuple[float, float]:
        """Return the medians of the first and the last quarter of the plateau."""
        values = [float(getattr(each, name)) for each in self.plateau]
        part = max(1, len(values) // 4)
        return median(values[:part]), median(values[-part:])
