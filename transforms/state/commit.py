"""The commit of a run: its rows, then what follows from them, then the row in `runs` that makes all of it visible."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pyarrow as pa
from pyiceberg.expressions import In
from storywatch.transforms.state import views
from storywatch.transforms.state.scan import Head
from storywatch.transforms.state.store import State
from storywatch.transforms.state.tables import DERIVED, SCHEMAS, table

CLAIMS = 20_000
"""Read at once, so that a large run or an old state need not be in memory as rows."""


def commit(
    state: State,
    run: dict[str, Any],
    rows: Mapping[str, pa.Table],
    base: Head,
    whole: Collection[str] = (),
    dropped: Collection[str] = (),
    files: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> None:
    """Appends the rows of a run, writes anew what follows from them (DERIVED) and, last, the run itself, which makes them visible.

    `base` is the head that the run began with; where it is no longer the head another run came first, and StateError is raised. In
    the tables named by `whole` the rows take the place of what is there. `dropped`: stories of which claims were left out of them.
    `files`: table -> addresses of Parquet files with more rows, which become part of the table where they lie.
    """
    snapshots = state.append(rows, whole, files)
    head = replace(base, snapshots=snapshots)

    def new(name: str, columns: Sequence[str]) -> Iterator[pa.Table]:
        if name in rows and name not in whole:
            yield rows[name].select(columns)
        for file in files.get(name, ()):
            yield state.laid_out(name, [file], columns)

    if any(base.snapshots.get(name) is None for name in DERIVED):
        # a new state, or one from before there were these tables
        snapshots.update(_derive(state, head, _named([state.read("articles", ("story_id",), head=head)]), whole=True))
    elif not any(name in whole for name in DERIVED):
        changed = {*_named(new("articles", ["story_id"])), *_named(new("claims", ["story_id"])), *dropped}
        joined = [change for of in new("merges", ["older", "younger"]) for change in of.to_pylist()]
        if dropped or joined:
            names = {*changed, *(change[side] for change in joined for side in ("older", "younger"))}
            snapshots.update(_derive(state, head, names))
        elif changed:
            snapshots.update(_derive(state, head, changed, ("stories", "threads")))
            snapshots.update(state.append(_of_claims(new("claims", views.CLAIM))))
    state.commit_snapshots(run, snapshots, base)


def _named(tables: Iterable[pa.Table]) -> set[str]:
    return {story for of in tables for story in of["story_id"].unique().to_pylist()}


def _of_claims(tables: Iterable[pa.Table]) -> dict[str, pa.Table]:
    """Figures and events of new claims, whose stories are those of now."""
    parts: dict[str, list[pa.Table]] = {"figures": [SCHEMAS["figures"].empty_table()], "events": [SCHEMAS["events"].empty_table()]}
    for batch in (batch for of in tables for batch in of.to_batches(CLAIMS)):
        told = batch.to_pylist()
        parts["figures"].append(table("figures", views.figures_of(told)))
        parts["events"].append(table("events", views.events_of(told)))
    return {name: pa.concat_tables(of) for name, of in parts.items()}


def _derive(state: State, head: Head, changed: Iterable[str], only: Collection[str] = DERIVED, whole: bool = False) -> dict[str, int]:
    """Writes anew what these tables hold of stories, or all that they hold; the snapshots that came of it."""
    names = state.lineage(head).connected(changed)
    parts: dict[str, list[pa.Table]] = {name: [SCHEMAS[name].empty_table()] for name in only}
    for stories in _portions(state, head, names):
        for name, rows in _rows(state, head, stories, only):
            parts[name].append(table(name, rows))
    found = {name: pa.concat_tables(of) for name, of in parts.items()}
    return {name: state.replace(name, rows, None if whole else names) for name, rows in found.items()}


def _portions(state: State, head: Head, names: Collection[str]) -> Iterator[frozenset[str]]:
    """The stories that go on for `names`, so many at a time that their claims fit memory."""
    lineage = state.lineage(head)
    rows = state.read("claims", ("story_id", "article_id"), In("story_id", set(names)), head).to_pylist() if names else []
    claims = Counter(lineage.story(row["story_id"], row["article_id"]) for row in rows)
    some: set[str] = set()
    read = 0
    for story in sorted({*names, *claims}):
        some.add(story)
        read += claims[story]
        if read >= CLAIMS:
            yield frozenset(some)
            some, read = set(), 0
    if some:
        yield frozenset(some)


def _rows(state: State, head: Head, stories: frozenset[str], only: Collection[str]) -> Iterator[tuple[str, list[views.Row]]]:
    told = views.claims(state, head, stories)
    for name in only:
        if name == "stories":
            yield name, views.stories(state, head, stories)
        elif name == "threads":
            yield name, views.threads_of(state, head, told, stories)
        else:
            yield name, (views.figures_of if name == "figures" else views.events_of)(told)
