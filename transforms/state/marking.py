"""Making a mark: what an analyst says of a story or a development becomes a row of the state, as a run of its own."""

from collections.abc import Sequence

from pyiceberg.expressions import In
from storywatch.transforms.rows import content_id, order_of
from storywatch.transforms.state.commit import commit
from storywatch.transforms.state.marks import ON_STORIES, Row
from storywatch.transforms.state.scan import Head, StateError
from storywatch.transforms.state.store import State, now
from storywatch.transforms.state.tables import table

SURE = 1.0
"""How likely it is that what an analyst says of two stories holds."""


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
    commit(state, record, {"marks": table("marks", [row]), "merges": table("merges", changes)}, head)
    return told
