"""What a process that lives long asks of the allocator of its system.

The GNU C library gives threads heaps of their own and keeps what is freed in them, because it may
be wanted again. For threads that take turns, as those of Python do, that is memory for nothing.
Other allocators have no such functions, and nothing happens.
"""

from __future__ import annotations

import ctypes
import gc
from typing import Final

_M_ARENA_MAX: Final = -8


def share_one_heap() -> None:
    """Let all threads that begin from now on share the heap of the first one."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)


def give_back() -> None:
    """Give the system the memory that nothing uses any more."""
    gc.collect()
    malloc_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if malloc_trim is not None:
        malloc_trim(0)
