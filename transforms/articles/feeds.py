"""Feeds: which ones there are (addresses, saved files, OPML lists), and their entries, read by feedparser."""

import calendar
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from time import struct_time
from typing import Any, ClassVar, Literal
from urllib.parse import urlsplit

import feedparser
import listparser

from transforms.articles.identity import content_hash
from transforms.rows import DeadLetter

FullText = Literal["feed", "page", "short"]
SHORT = 600
"""Characters below which a feed's text is taken for a summary."""


@dataclass(frozen=True)
class Feed:
    """A feed by its address or file. `full_text`: the feed's text only, the article's page, or the page if the text is short."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    url: str
    full_text: FullText = "short"

    @property
    def is_address(self) -> bool:
        return self.url.startswith(("http://", "https://"))


def _time(value: struct_time | None) -> str | None:
    """feedparser gives times in UTC."""
    if value is None:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(value), UTC).replace(tzinfo=None).isoformat(timespec="seconds")
    except (ValueError, OverflowError, OSError):
        return None


def _longest(entry: Any) -> str:
    texts = [c.get("value") or "" for c in entry.get("content") or []] + [entry.get("summary") or ""]
    return max(texts, key=len)


def is_opml(data: bytes) -> bool:
    return b"<opml" in data[:2000].lower()


def opml_feeds(data: bytes, full_text: FullText = "short") -> list[Feed]:
    """The feeds that an OPML list names, in its order."""
    return [Feed(found.url, full_text) for found in listparser.parse(data).feeds if found.url]


def feed_rows(data: bytes, source: str, fetched: str | None = None) -> Iterator[dict[str, Any] | DeadLetter]:
    """A row for each entry of a feed. A feed without any entry gives a dead letter that says what is wrong with it.

    `fetched` is when it was read (ISO, UTC): the date of entries that give none.
    """
    feed = feedparser.parse(data)
    entries = feed.get("entries") or []
    if not entries and data.lstrip()[:1] == b"{":
        entries = json.loads(data).get("items") or []
    title = (feed.get("feed") or {}).get("title")
    if not entries:
        problem = feed.get("bozo_exception")
        yield DeadLetter(source, f"a feed without entries{f': {problem}' if problem else ''}"[:300], excerpt=repr(data[:120]))
        return
    for entry in entries:
        row = {
            "url": entry.get("link") or entry.get("url"),
            "guid": entry.get("id"),
            "title": entry.get("title"),
            "text": _longest(entry) or entry.get("content_html") or entry.get("content_text") or "",
            "published": _time(entry.get("published_parsed") or entry.get("updated_parsed"))
            or entry.get("published") or entry.get("date_published"),
            "source": (entry.get("source") or {}).get("title") or title or urlsplit(source).hostname,
            "author": entry.get("author"),
            "modified": fetched,
        }  # fmt: skip
        if not row["text"] and not row["title"]:
            yield DeadLetter(source, "an entry without title and text", level="warning", excerpt=str(dict(entry))[:200])
            continue
        row["entry_hash"] = content_hash(f"{row['title']} {row['text']}")
        yield row


def wants_page(row: dict[str, Any], full_text: FullText) -> bool:
    """Whether the article's page is to be read for an entry of a feed."""
    if full_text == "feed" or not str(row["url"] or "").startswith(("http://", "https://")):
        return False
    return full_text == "page" or len(row["text"]) < SHORT
