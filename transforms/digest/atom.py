"""Atom feeds of alerts: an entry's id is its development's and never changes."""

from collections.abc import Iterable
from dataclasses import dataclass

from feedgen.feed import FeedGenerator
from storywatch.transforms.shown import harmless


@dataclass(frozen=True)
class Entry:
    """An alert as a feed tells it."""

    development_id: str
    severity: str
    kind: str
    story: str
    """The story's title."""
    published: str | None
    link: str | None
    author: str
    text: str
    reason: str
    against: str | None = None


def moment(published: str | None) -> str:
    """A date as Atom wants it; what has none is as old as can be."""
    told = published or "1970-01-01"
    if len(told) == 10:
        told += "T00:00:00"
    return told if told.endswith("Z") or "+" in told[10:] else told + "+00:00"


def atom(name: str, title: str, entries: Iterable[Entry]) -> str:
    """The feed `urn:storywatch:NAME` with these entries, in their order."""
    feed = FeedGenerator()
    feed.id(f"urn:storywatch:{name}")
    feed.title(harmless(title))
    feed.author(name="storywatch")
    moments = [moment(None)]
    for told in entries:
        entry = feed.add_entry(order="append")
        entry.id(f"urn:storywatch:{told.development_id}")
        entry.title(f"{told.severity}, {told.kind.replace('_', ' ')}: {harmless(told.story)}")
        moments.append(moment(told.published))
        entry.updated(moments[-1])
        entry.published(moments[-1])
        if told.link and told.link.startswith(("http://", "https://")):
            entry.link(href=harmless(told.link), rel="alternate")
        entry.author(name=harmless(told.author) or "unknown")
        before = f"\nBefore: {harmless(told.against)}" if told.against else ""
        entry.content(f"{harmless(told.text)}\nNew: {harmless(told.reason)}.{before}", type="text")
    feed.updated(max(moments))
    return str(feed.atom_str(pretty=True).decode())
