"""What an analyst says of stories and developments: rows of the state that later runs, digests and pages obey.

A mark is a run of its own in the history of the state, so that readers see the state before it or after it. Of two marks on the
same thing the later one counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pyiceberg.expressions import In
from storywatch.transforms.rows import content_id, order_of
from storywatch.transforms.state.store import Head, State, StateError, now
from storywatch.transforms.state.tables import table

Row = dict[str, Any]
ON_STORIES, ON_DEVELOPMENTS = ("merge", "split", "mute"), ("wrong", "confirm")
SURE = 1.0
"""How likely it is that what an analyst says of two stories holds."""


@dataclass(frozen=True)
class Marks:
    """What counts now. Stories go by the ids that they have now."""

    muted: frozenset[str] = frozenset()
    """Stories that raise no alerts."""
    said: dict[str, str] = field(default_factory=dict)
    """development_id -> wrong or confirm"""
    whole: frozenset[str] = frozenset()
    """Stories that no run parts, as an analyst made them one."""
    apart: frozenset[frozenset[str]] = frozenset()
    """Pairs of stories that no run makes one, as an analyst parted them."""

    def allows(self, development_id: str, story_id: str) -> bool:
        """Whether a development may raise an alert: nobody marked it wrong or muted its story."""
        return story_id not in self.muted and self.said.get(development_id) != "wrong"

    def shown(self, development_id: str) -> str | None:
        """What a reader is told of a development."""
        return {"wrong": "marked wrong by an analyst", "confirm": "confirmed by an analyst"}.get(self.said.get(development_id, ""))


def rows_of(state: State, head: Head) -> list[Row]:
    """The marks as they were made, oldest first."""
    return sorted(state.read("marks", head=head).to_pylist(), key=lambda row: (row["number"], row["subject"]))


def marks_of(state: State, head: Head) -> Marks:
    """What the marks of a state come to."""
    rows = rows_of(state, head)
    if not rows:
        return Marks()
    lineage = state.lineage(head)
    muted: dict[str, bool] = {}
    said: dict[str, str | None] = {}
    whole: set[str] = set()
    apart: set[frozenset[str]] = set()
    for row in rows:
        if row["mark"] == "mute":
            # where the story went on as another, nobody said that of that one
            if lineage.story(row["subject"]) == row["subject"]:
                muted[row["subject"]] = not row["undone"]
        elif row["mark"] in ON_DEVELOPMENTS:
            said[row["subject"]] = None if row["undone"] else row["mark"]
        elif row["mark"] == "merge":
            whole.add(lineage.story(row["subject"]))
            apart.discard(frozenset((row["subject"], row["other"])))
        else:
            apart.add(frozenset((row["subject"], row["other"])))
            whole.discard(lineage.story(row["subject"]))
    pairs = {frozenset(map(lineage.story, pair)) for pair in apart}
    return Marks(
        frozenset(story for story, on in muted.items() if on),
        {name: mark for name, mark in said.items() if mark},
        frozenset(whole),
        frozenset(pair for pair in pairs if len(pair) == 2),
    )


def _articles(state: State, head: Head, story: str) -> list[Row]:
    """The articles that are in a story now, in order. Raises StateError where there is no such story."""
    lineage = state.lineage(head)
    where = In("story_id", lineage.connected([story]))
    rows = state.read("articles", ("article_id", "published", "story_id"), where, head).to_pylist()
    found = [row for row in rows if lineage.story(row["story_id"], row["article_id"]) == story]
    if not found:
        raise StateError(f"the state has no story {story} (storywatch export stories)")
    return sorted(found, key=lambda row: order_of(row["published"], row["article_id"]))


def _change(kind: str, older: str, younger: str, last: Row, moved: Sequence[str], run_id: str) -> Row:
    return {"kind": kind, "older": older, "younger": younger, "article_id": last["article_id"], "published": last["published"],
            "probability": SURE, "moved": list(moved), "run_id": run_id}  # fmt: skip


def mark(state: State, what: str, subject: str, others: Sequence[str] = (), note: str = "", undone: bool = False) -> str:
    """Makes a mark; what it came to, in a line.

    `others`: of merge the story that becomes one with `subject`, of split the articles that leave it. Raises StateError for a story,
    a development or an article that the state has not.
    """
    state.recover()
    head = state.head()
    run_id = f"mark-{head.number + 1:06d}"
    lineage = state.lineage(head)
    changes: list[Row] = []
    other: str | None = None
    if what in ON_STORIES:
        subject = lineage.story(subject)
        own = _articles(state, head, subject)
    if what == "merge":
        second = lineage.story(others[0])
        if second == subject:
            raise StateError(f"{others[0]} is {subject} already")
        theirs = _articles(state, head, second)
        # the older one's id goes on
        pair = sorted(((subject, own), (second, theirs)), key=lambda of: order_of(of[1][0]["published"], of[1][0]["article_id"]))
        (subject, own), (other, theirs) = pair
        last = max([*own, *theirs], key=lambda row: order_of(row["published"], row["article_id"]))
        changes.append(_change("merge", subject, other, last, (), run_id))
        told = f"{other} goes on as {subject}"
    elif what == "split":
        inside = {row["article_id"] for row in own}
        for article in others:
            if article not in inside:
                raise StateError(f"{article} is no article of {subject}")
        moved = [row["article_id"] for row in own if row["article_id"] in set(others)]
        if len(moved) == len(own):
            raise StateError(f"all articles of {subject} were named: nothing would be left of it")
        other = content_id("s", subject, *moved)
        changes.append(_change("part", subject, other, own[-1], moved, run_id))
        told = f"{len(moved)} of {len(own)} articles of {subject} go on as {other}"
    elif what == "mute":
        told = f"{subject} raises {'alerts again' if undone else 'no alerts'}"
    else:
        if not state.read("developments", ("development_id",), In("development_id", [subject]), head).num_rows:
            raise StateError(f"the state has no development {subject} (storywatch export developments)")
        told = f"{subject}: {'no mark' if undone else {'wrong': 'wrong', 'confirm': 'confirmed'}[what]}"
    made = now()
    row = {"mark": what, "subject": subject, "other": other, "articles": list(others) if what == "split" else [], "note": note or None,
           "undone": undone, "made": made, "number": head.number + 1, "run_id": run_id}  # fmt: skip
    record = {"run_id": run_id, "kind": "mark", "started": made, "finished": now(), "model": head.model, "report": "{}"}
    state.commit(record, {"marks": table("marks", [row]), "merges": table("merges", changes)}, head)
    return told
