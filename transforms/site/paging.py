"""The pages of a story: none grows with the story, and an old link leads to where its line is now."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
CARDS = 60
"""Alerts on a page."""
STATEMENTS = 400
"""Statements of threads on a page."""


def chunks(rows: Sequence[Row], size: int) -> list[list[Row]]:
    """Rows, the newest first, in pages of `size`; the last pages are full and never change, the first has what is left."""
    first = len(rows) % size or min(size, len(rows))
    return [list(rows[:first]), *(list(rows[at : at + size]) for at in range(first, len(rows), size))]


def page_name(story_id: str, number: int, pages: int) -> str:
    """The file of page `number` of `pages`: the newest is the story's own, the others are counted from the oldest."""
    return f"{story_id}.html" if number == 0 else f"{story_id}-{pages - number}.html"


@dataclass(frozen=True)
class ThreadPart:
    """A thread, or of a long one the statements that a page has."""

    thread: Row
    statements: list[Row]
    begins: int
    """How many statements of the thread stand on earlier pages."""


def thread_pages(threads: Sequence[Row]) -> list[list[ThreadPart]]:
    """The threads of a story by pages of no more than STATEMENTS statements."""
    pages: list[list[ThreadPart]] = [[]]
    room = STATEMENTS
    for thread in threads:
        statements, at = thread["statements"], 0
        while at < len(statements) or not statements:
            if not room:
                pages.append([])
                room = STATEMENTS
            part = statements[at : at + room]
            pages[-1].append(ThreadPart(thread, part, at))
            at += len(part)
            room -= len(part)
            if not statements:
                break
    return pages
