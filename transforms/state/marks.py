"""What an analyst says of stories and developments: rows of the state that later runs, digests and pages obey.

A mark is a run of its own in the history of the state, so that readers see the state before it or after it. Of two marks on the
same thing the later one counts.
"""

from dataclasses import dataclass, field
from typing import Any

from storywatch.transforms.state.scan import Head, Tables

Row = dict[str, Any]
ON_STORIES, ON_DEVELOPMENTS = ("merge", "split", "mute"), ("wrong", "confirm")


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


def rows_of(state: Tables, head: Head) -> list[Row]:
    """The marks as they were made, oldest first."""
    return sorted(state.read("marks", head=head).to_pylist(), key=lambda row: (row["number"], row["subject"]))


def marks_of(state: Tables, head: Head) -> Marks:
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
