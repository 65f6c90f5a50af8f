"""Feeds: which ones there are (addresses, saved files, OPML lists), and their entries, read by feedparser."""

import calendar
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from time import struct_time
from typing import Any, ClassVar, Literal
from urllib.parse import urljoin, urlsplit

import feedparser
import listparser
from storywatch.transforms.articles.decode import decoded, unpacked
from storywatch.transforms.articles.identity import canonical_url, content_hash
from storywatch.transforms.rows import DeadLetter

FullText = Literal["feed", "page", "short"]
SHORT = 600
"""Characters below which a feed's text is taken for a summary."""


@dataclass(frozen=True)
class Feed:
    """A feed by its address or file. `full_text`: the feed's text only, the article's page, or the page if the text is short."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    url: str
    full_text: FullText = "short"

    def __post_init__(self) -> None:
        # "feed://host/x" and "feed:https://host/x", as browsers write addresses of feeds
        if self.url.lower().startswith("feed:"):
            rest = self.url[5:]
            object.__setattr__(self, "url", "https:" + rest if rest.startswith("//") else rest)

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


def feed_rows(data: bytes, source: str, fetched: str | None = None, charset: str | None = None) -> Iterator[dict[str, Any] | DeadLetter]:
    """A row for each entry of a feed. A feed without any entry gives a dead letter that says what is wrong with it.

    `fetched` is when it was read (ISO, UTC): the date of entries that give none; `charset` what the answer's header said.
    """
    try:
        data = unpacked(data)
        is_json = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"
        made = list(_json_entries(data, charset) if is_json else _entries(data, source, charset))
    except ValueError as error:
        yield DeadLetter(source, f"the feed could not be read: {error}"[:300], excerpt=repr(data[:120]))
        return
    if not made:
        problem = feedparser.parse(data).get("bozo_exception")
        yield DeadLetter(source, f"a feed without entries{f': {problem}' if problem else ''}"[:300], excerpt=repr(data[:120]))
        return
    for row in _identified(made, source):
        row["source"] = row["source"] or urlsplit(source).hostname
        row["modified"] = fetched
        if not row["text"] and not row["title"]:
            yield DeadLetter(source, "an entry without title and text", level="warning", excerpt=str(dict(row))[:200])
            continue
        row["entry_hash"] = content_hash(f"{row['title']} {row['text']}")
        yield row


def _entries(data: bytes, source: str, charset: str | None) -> Iterator[dict[str, Any]]:
    """The entries of RSS, RDF or Atom; relative links are led from the feed's own address, or the one that it names."""
    feed = feedparser.parse(data, response_headers={"content-type": f"application/xml; charset={charset}"} if charset else None)
    about = feed.get("feed") or {}
    base = source if source.startswith(("http://", "https://")) else about.get("link") or ""
    for entry in feed.get("entries") or []:
        link = entry.get("link") or entry.get("url")
        yield {
            "url": urljoin(base, link) if link else None,
            "guid": entry.get("id"),
            "title": entry.get("title"),
            "text": _longest(entry),
            "published": _time(entry.get("published_parsed") or entry.get("updated_parsed")) or entry.get("published"),
            "source": (entry.get("source") or {}).get("title") or about.get("title"),
            "author": entry.get("author"),
        }


def _json_entries(data: bytes, charset: str | None) -> Iterator[dict[str, Any]]:
    """The items of a JSON Feed. Raises ValueError for what is no JSON."""
    feed = json.loads(decoded(data, charset)[0])
    if not isinstance(feed, dict):
        return
    for item in feed.get("items") or []:
        if not isinstance(item, dict):
            continue
        authors = [a for a in (item.get("authors") or [item.get("author")]) if isinstance(a, dict)]
        link = item.get("url") or item.get("external_url")
        yield {
            "url": urljoin(str(feed.get("home_page_url") or feed.get("feed_url") or ""), str(link)) if link else None,
            "guid": str(item["id"]) if item.get("id") not in (None, "") else None,
            "title": item.get("title"),
            "text": item.get("content_html") or item.get("content_text") or item.get("summary") or "",
            "published": item.get("date_published") or item.get("date_modified"),
            "source": feed.get("title"),
            "author": next((a.get("name") for a in authors if a.get("name")), None),
            "language": item.get("language") or feed.get("language"),
        }


def _identified(rows: list[dict[str, Any]], source: str) -> Iterator[dict[str, Any]]:
    """The rows with what names each of them: a guid or link that several entries share names none."""
    guids = Counter(row["guid"] for row in rows if row["guid"])
    canonical = Counter(canonical_url(row["url"]) for row in rows if row["url"])
    links = Counter(row["url"] for row in rows if row["url"])
    for row in rows:
        guid, url = row["guid"], row["url"]
        if guid and (guids[guid] > 1 or (guid.startswith(("http://", "https://")) and urlsplit(guid).path in ("", "/"))):
            guid = None
        if guid and not guid.startswith(("http://", "https://")):
            # a number names an entry within its feed only; the link says more, where it names one entry
            guid = None if url and canonical[canonical_url(url)] == 1 else f"{source} {guid}"
        key = None
        if guid is None and url and canonical[canonical_url(url)] > 1:
            # what is cut from an address elsewhere tells these apart: "?ref=101", "#post-1"
            key = url if links[url] == 1 else f"{url} {row['title'] or ''} {row['text'][:200]}"
        yield {**row, "guid": guid, "key": key}


def wants_page(row: dict[str, Any], full_text: FullText) -> bool:
    """Whether the article's page is to be read for an entry of a feed."""
    if full_text == "feed" or not str(row["url"] or "").startswith(("http://", "https://")):
        return False
    return full_text == "page" or len(row["text"]) < SHORT
