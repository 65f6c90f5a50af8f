"""The cores and threads of this machine."""

import os
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

_models = threading.RLock()
P = ParamSpec("P")
R = TypeVar("R")


def one_at_a_time(function: Callable[P, R]) -> Callable[P, R]:
    """A function that uses a model: one thread of the process is in such functions at a time.

    A worker of a cluster has several threads, and spaCy's vocabulary and the tokenizers hold for one only.
    """

    @wraps(function)
    def alone(*args: P.args, **kwargs: P.kwargs) -> R:
        with _models:
            return function(*args, **kwargs)

    return alone


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@lru_cache(maxsize=1)
def _libraries() -> Any:
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def one_core() -> AbstractContextManager[Any]:
    """Within it numpy's products take one core.

    Small products gain little from a second one, and wait long for it where something else works on it; and what they give
    must not depend on how many there are.
    """
    found: AbstractContextManager[Any] = _libraries().limit(limits=1, user_api="blas")
    return found
