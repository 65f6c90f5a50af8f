"""How far a run has come, for whoever listens in the process that does the work; elsewhere nobody does, and nothing happens."""

from collections.abc import Callable

Listener = Callable[[str, int], None]
STAGES = ("articles", "claims", "embeddings", "candidates", "stories", "developments")
"""In the order of the run; each counts articles."""

_listener: Listener | None = None


def listen(listener: Listener | None) -> None:
    """Calls `listener` with a stage and how many articles more it has done, or nobody any more."""
    global _listener
    _listener = listener


def done(stage: str, articles: int = 1) -> None:
    """A stage has done so many more articles."""
    if _listener is not None and articles:
        _listener(stage, articles)
