"""From a row of an input to an article: its text, date, language and identity."""

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from py3langid.langid import MODEL_FILE, LanguageIdentifier
from storywatch.transforms.articles.decode import sound
from storywatch.transforms.articles.moments import moment
from storywatch.transforms.articles.text import plain_text
from storywatch.transforms.rows import Article, DeadLetter, content_id

MAX_CHARACTERS = 1_000_000
"""A longer text is no article; it goes to the dead letters."""
OLDEST = "1990-01-01"
_TRACKING = re.compile(r"^(?:utm_\w+|fbclid|gclid|mc_cid|mc_eid|ref|source|cmp|ito)$", re.I)


def host_of(url: str | None) -> str | None:
    """The host of an address; None for what is none."""
    try:
        return urlsplit(url).hostname if url and url.startswith("http") else None
    except ValueError:
        return None


def canonical_url(url: str | None) -> str | None:
    """The address without what does not name the page: tracking parameters, fragment, default port, letter case."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return url.strip()
        port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    except ValueError:
        return url.strip()
    query = urlencode([(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(k)])
    return urlunsplit((parts.scheme, parts.hostname + port, parts.path or "/", query, ""))


@lru_cache(maxsize=1)
def _now() -> datetime:
    return datetime.now(UTC)


def published_date(value: Any) -> tuple[str | None, str | None]:
    """(ISO date in UTC or None, what is wrong with it or None). A date without a time stays a day."""
    if value in (None, ""):
        return None, "no date"
    text = str(value).strip()
    found = moment(text)
    if found is None:
        return None, f"date {text[:40]!r} cannot be read"
    if found[:10] > (_now() + timedelta(days=1)).date().isoformat():
        return None, f"date {text[:40]!r} lies in the future"
    if found < OLDEST:
        return None, f"date {text[:40]!r} lies before {OLDEST}"
    return found, None


def content_hash(text: str) -> str:
    """The same for texts that differ only in white space, punctuation and letter case."""
    return hashlib.blake2b(" ".join(re.findall(r"\w+", text.lower())).encode("utf-8", "replace"), digest_size=12).hexdigest()


SURE = 0.8
"""Probability from which a text is taken to be in another language than English."""


@lru_cache(maxsize=1)
def _languages() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def language_of(title: str | None, text: str) -> str | None:
    """ISO 639 code, or None where it cannot be told (a short headline looks like many languages)."""
    code, chance = _languages().classify(f"{title or ''}\n{text[:2000]}")
    return str(code) if chance >= SURE else None


def _code(language: Any) -> str | None:
    """The ISO 639 code of what an input says its language is ("en-GB"), None where that is no code."""
    match = re.match(r"([A-Za-z]{2,3})(?:[-_]|$)", _text(language) or "")
    return match.group(1).lower() if match else None


LEAST_WORDS = 12
"""Words from which a field of an unknown name may hold the text of an article: its title alone would be half of it."""
_FIELDS = frozenset(("id", "url", "source", "title", "published", "modified", "language", "author", "guid", "key", "entry_hash"))


def make_article(row: Mapping[str, Any], source: str) -> tuple[Article | None, list[DeadLetter]]:
    """The article of an input row (fields as in the contract), and what is wrong with it.

    A row without text and title gives no article and one dead letter; a date that is missing or wrong gives the article
    without a date, and a warning. `source` is the input that the row came from. The language is what the row says, if it does.
    """
    if not isinstance(row, Mapping):
        return None, [DeadLetter(source, f"an article must be an object, not a {type(row).__name__}")]
    row = {name: sound(value) if isinstance(value, str) else value for name, value in row.items()}
    title = plain_text(str(row.get("title") or "")).strip() or None
    raw = row.get("text")
    if raw is not None and not isinstance(raw, str):
        return None, [DeadLetter(source, f"`text` must be a string, not a {type(raw).__name__}", excerpt=str(row)[:200])]
    if raw and len(raw) > MAX_CHARACTERS:
        reason = f"text of {len(raw):,} characters; the limit is {MAX_CHARACTERS:,}"
        return None, [DeadLetter(source, reason, article_id=_text(row.get("id")), excerpt=raw[:200])]
    text = plain_text(raw or "")
    if not text.strip():
        unread = [
            name for name, value in row.items() if name not in _FIELDS and isinstance(value, str) and len(value.split()) >= LEAST_WORDS
        ]
        if raw is None and unread:
            reason = f"no `text`, and what may be one under a name that is not known: {', '.join(sorted(unread))[:200]}"
            return None, [DeadLetter(source, reason, article_id=_text(row.get("id")), excerpt=str(dict(row))[:200])]
        text = title or ""
    if not re.search(r"\w", text):
        return None, [DeadLetter(source, "no text and no title", article_id=_text(row.get("id")), excerpt=str(dict(row))[:200])]
    url = canonical_url(_text(row.get("url")))
    letters = []
    published, problem = published_date(row.get("published"))
    basis = "input" if published else "none"
    if published is None and row.get("modified"):
        # a plain file: the date that its text gives, else when it was last written
        published = _date_in(text)
        basis = "text" if published else "file"
        published = published or str(row["modified"])
    # what makes an article without an id: its address, else where and when and what it is
    article_id = base_id(row) or content_id("a", _text(row.get("source")), title, content_hash(text))
    if problem and basis in ("none", "file"):
        letters.append(DeadLetter(source, f"{problem}; {'taken as undated' if basis == 'none' else 'its modification time is used'}",
                                  level="warning", article_id=article_id, excerpt=text[:120]))  # fmt: skip
    return Article(
        article_id=article_id,
        text=text,
        url=url,
        source=_text(row.get("source")) or host_of(url),
        title=title,
        published=published,
        date_basis=basis,
        language=_code(row.get("language")),
        author=_text(row.get("author")),
        content_hash=content_hash(text),
        entry_hash=str(row.get("entry_hash") or ""),
        input=source,
    ), letters


def base_id(row: Mapping[str, Any]) -> str:
    """The id that a row has before its text is known, or "": its own, a feed's guid (within its feed), or its address."""
    if own := _text(row.get("id")):
        return own
    if key := _text(row.get("key")):
        return content_id("a", key)
    url, guid = canonical_url(_text(row.get("url"))), _text(row.get("guid"))
    if guid and guid.startswith(("http://", "https://")):
        return content_id("a", canonical_url(guid))
    if guid:
        return content_id("a", guid)
    return content_id("a", url) if url else ""


def _text(value: Any) -> str | None:
    return str(value).strip() or None if value is not None else None


_LINE_DATE = re.compile(
    r"(?:\d{1,2}\s+)?(?:January|February|March|April|May|June|July|August|September|October|November|December)\s+"
    r"(?:\d{1,2},?\s+)?(?:19|20)\d\d|\b(?:19|20)\d\d-\d\d-\d\d\b"
)


def _date_in(text: str) -> str | None:
    """The full date at the head of a text, as datelines give it."""
    match = _LINE_DATE.search(text[:300])
    return published_date(match.group(0))[0] if match else None
