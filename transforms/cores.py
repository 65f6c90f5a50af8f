"""The cores of this machine, between the processes that cut claims and the matrix products of the embedding."""

import os
from collections.abc import Callable

_taken: Callable[[], int] = int


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def taken_by(busy: Callable[[], int]) -> None:
    """Says where to ask how many cores are taken."""
    global _taken
    _taken = busy


def free() -> int:
    """The cores that are left, one at least."""
    return max(1, cores() - _taken())
