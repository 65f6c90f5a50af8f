"""Atom feeds of the alerts of a story, and of all."""

from collections.abc import Sequence
from typing import Any

from feedgen.feed import FeedGenerator

from transforms.shown import harmless

Row = dict[str, Any]
ENTRIES = 50
"""Entries of a feed, the newest."""


def moment(published: str | None) -> str:
    """A date as Atom wants it; what has none is as old as can be."""
    told = published or "1970-01-01"
    if len(told) == 10:
        told += "T00:00:00"
    return told if told.endswith("Z") or "+" in told[10:] else told + "+00:00"


def atom(name: str, title: str, alerts: Sequence[Row], titles: dict[str, str]) -> str:
    """The newest alerts; an entry's id is its development's and never changes. `titles`: story -> its title."""
    feed = FeedGenerator()
    feed.id(f"urn:storywatch:{name}")
    feed.title(harmless(title))
    feed.author(name="storywatch")
    for row in alerts[:ENTRIES]:
        entry = feed.add_entry(order="append")
        entry.id(f"urn:storywatch:{row['development_id']}")
        entry.title(f"{row['severity']}, {row['kind'].replace('_', ' ')}: {harmless(titles[row['story_id']])}")
        entry.updated(moment(row["published"]))
        entry.published(moment(row["published"]))
        if row["link"] and row["link"].startswith(("http://", "https://")):
            entry.link(href=harmless(row["link"]), rel="alternate")
        entry.author(name=harmless(row["article"]["source"] or "unknown"))
        entry.content(f"{harmless(row['text'])}\nNew: {harmless(row['reason'])}.", type="text")
    feed.updated(max((moment(row["published"]) for row in alerts[:ENTRIES]), default=moment(None)))
    return str(feed.atom_str(pretty=True).decode())
