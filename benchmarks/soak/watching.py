"""What the service takes while it is under load: memory, processes, open files."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic

import psutil

_MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Sample:
    """What all processes of the service took at one moment.

    Attributes:
        seconds: When, on a clock that goes on.
        total: Memory of all of them as proportional set size, in MB.
        service: Memory of the service alone as resident set size, in MB.
        forking: That of the process which forks the workers; neither depends on who works now.
        processes: How many they are.
        descriptors: How many files and sockets they have open.
    """

    seconds: float
    total: float
    service: float
    forking: float
    processes: int
    descriptors: int


def sample(service: psutil.Process) -> Sample:
    """Return what ``service`` and its children take now."""
    total = 0.0
    lasting = {service.pid: 0.0}
    processes = descriptors = 0
    for each in (service, *service.children(recursive=True)):
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):  # a worker that has just ended
            memory = each.memory_full_info()
            descriptors += each.num_fds()
            total += memory.pss / _MEGABYTE
            if each == service or each.ppid() == service.pid:
                lasting[each.pid] = memory.rss / _MEGABYTE
            processes += 1
    own = lasting.pop(service.pid)
    return Sample(monotonic(), total, own, sum(lasting.values()), processes, descriptors)


def slope(samples: Sequence[Sample], of: str) -> float:
    """Return by how much the attribute ``of`` grows in a minute: the least squares line.

    Args:
        samples: At two moments or more.
        of: Name of an attribute of `Sample`.
    """
    times = [each.seconds / 60 for each in samples]
    values = [float(getattr(each, of)) for each in samples]
    middle, mean = sum(times) / len(times), sum(values) / len(values)
    spread = sum((time - middle) ** 2 for time in times)
    pairs = zip(times, values, strict=True)
    return sum((time - middle) * (value - mean) for time, value in pairs) / spread
