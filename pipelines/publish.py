"""After a run: its digest is written, and those of earlier runs that are still owed; then the alerts are sent."""

from pathlib import Path

from storywatch.pipelines.outbox import deliver, mark_written, owed
from storywatch.pipelines.settings import Settings
from storywatch.transforms.digest.content import collect
from storywatch.transforms.digest.render import RENDERERS
from storywatch.transforms.state.store import State

FORMATS = ("md", "html", "json")
"""In which a digest is written."""


def write_digest(state: State, settings: Settings, run_id: str) -> list[Path]:
    """Writes the digest of a run, and marks it as written; nothing where nothing is new and the settings want no such digest."""
    found = collect(state, state.head(), run_id=run_id, watch=settings.watch, failures_named=settings.failures_named,
                    known_sources=settings.sources)  # fmt: skip
    if found.empty and not found.failing_feeds and settings.quiet:
        mark_written(state, run_id)
        return []
    Path(settings.digest).mkdir(parents=True, exist_ok=True)
    out = []
    for suffix in FORMATS:
        path = Path(settings.digest) / f"digest-{run_id}.{suffix}"
        path.write_text(RENDERERS[suffix](found), "utf-8")
        out.append(path)
    mark_written(state, run_id)
    return out


def publish(settings: Settings, run_id: str) -> tuple[list[Path], list[str]]:
    """(files of the digests that were owed, a line about each channel that got something)"""
    state = State(settings.state, settings.warehouse)
    written = [path for of_run in owed(state) for path in write_digest(state, settings, of_run)]
    return written, deliver(state, settings, run_id)
