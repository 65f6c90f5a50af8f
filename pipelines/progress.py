"""What a run says while it goes: a bar for each stage in a terminal, a line now and then elsewhere, or JSON for a log.

Everything goes to standard error through the logging module, so that standard output holds the report alone.
"""

import json
import logging
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from storywatch.transforms.progress import STAGES, listen

log = logging.getLogger("storywatch")
EVERY = 10.0
"""Seconds between two lines where there is no terminal."""


class LogFormat(StrEnum):
    text = "text"
    json = "json"


class _Json(logging.Formatter):
    """A line of JSON for each record; what the record carries as `told` stands in it."""

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        row = {"time": when, "level": record.levelname.lower(), "message": record.getMessage(), **getattr(record, "told", {})}
        return json.dumps(row, ensure_ascii=False)


def set_up(quiet: bool, verbose: bool, format: LogFormat) -> None:
    """Standard error gets what goes wrong; unless `quiet` how far the run is; if `verbose` every step."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if format is LogFormat.json else logging.Formatter("%(message)s"))
    log.handlers[:] = [handler]
    log.propagate = False
    log.setLevel(logging.ERROR if quiet else logging.DEBUG if verbose else logging.INFO)


class _Lines:
    """A line every few seconds: the stage, done of total, seconds left."""

    def __init__(self) -> None:
        self.done: Counter[str] = Counter()
        self.began: dict[str, float] = {}
        self.last = time.monotonic()

    def __call__(self, stage: str, articles: int) -> None:
        now = time.monotonic()
        self.began.setdefault(stage, now)
        self.done[stage] += articles
        log.debug("%s", f"{stage}: {articles} more", extra={"told": {"stage": stage, "articles": articles}})
        if now - self.last >= EVERY:
            self.last = now
            log.info("%s", self.line(stage, now), extra={"told": self.told(stage, now)})

    def told(self, stage: str, now: float) -> dict[str, object]:
        total = self.done[STAGES[0]]
        took = now - self.began[stage]
        left = round(took / self.done[stage] * (total - self.done[stage])) if took and stage != STAGES[0] else None
        return {"stage": stage, "done": self.done[stage], "of": total if stage != STAGES[0] else None, "seconds_left": left}

    def line(self, stage: str, now: float) -> str:
        told = self.told(stage, now)
        of = f" of {told['of']}" if told["of"] is not None else ""
        left = f", about {told['seconds_left']} s left" if told["seconds_left"] is not None else ""
        return f"{stage}: {told['done']}{of} articles{left}"


@contextmanager
def shown(format: LogFormat) -> Iterator[None]:
    """Shows how far the run is while the block runs, as `set_up` says."""
    if not log.isEnabledFor(logging.INFO):
        yield
        return
    if format is LogFormat.json or not sys.stderr.isatty() or log.isEnabledFor(logging.DEBUG):
        listen(_Lines())
        try:
            yield
        finally:
            listen(None)
        return
    columns = (TextColumn("{task.description:13}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks = {stage: bars.add_task(stage, total=None, visible=False) for stage in STAGES}

        def advance(stage: str, articles: int) -> None:
            bars.update(tasks[stage], advance=articles, visible=True)
            if stage == STAGES[0]:
                for task in tasks.values():
                    bars.update(task, total=bars.tasks[tasks[stage]].completed)

        listen(advance)
        try:
            yield
        finally:
            listen(None)
