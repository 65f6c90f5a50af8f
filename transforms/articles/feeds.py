"""Saved feeds and their entries, read by feedparser: RSS, RDF, Atom and JSON Feed."""

import calendar
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from time import struct_time
from typing import Any

import feedparser

from transforms.rows import DeadLetter


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


def feed_rows(data: bytes, source: str) -> Iterator[dict[str, Any] | DeadLetter]:
    """A row for each entry of a feed. A feed without any entry gives a dead letter that says what is wrong with it."""
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
            "title": entry.get("title"),
            "text": _longest(entry) or entry.get("content_html") or entry.get("content_text") or "",
            "published": _time(entry.get("published_parsed") or entry.get("updated_parsed")) or entry.get("date_published"),
            "source": (entry.get("source") or {}).get("title") or title,
        }
        guid = entry.get("id")
        if guid and not str(guid).startswith("http") and not row["url"]:
            row["id"] = str(guid)
        if not row["text"] and not row["title"]:
            yield DeadLetter(source, "an entry without title and text", level="warning", excerpt=str(dict(entry))[:200])
            continue
        yield row
