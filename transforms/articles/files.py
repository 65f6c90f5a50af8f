"""The articles of one input file: what each format holds, as rows with the fields of the contract."""

import json
import os
import re
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from apache_beam.io.filesystem import CompressionTypes
from apache_beam.io.filesystems import FileSystems
from storywatch.transforms.articles.decode import MAX_BYTES, TooLarge, decoded, unpacked
from storywatch.transforms.articles.feeds import feed_rows
from storywatch.transforms.articles.text import page
from storywatch.transforms.rows import DeadLetter
from warcio.archiveiterator import ArchiveIterator

FORMATS = (".txt", ".md", ".html", ".htm", ".jsonl", ".json", ".xml", ".rss", ".atom", ".warc", ".warc.gz")
_FRONT = re.compile(r"\A---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.S)

Row = dict[str, Any]


LINK_OUT, ODD_NAME = "link-out:", "name:"
"""Before a path that is accounted for and not followed, and before one whose name is not UTF-8, percent-encoded."""


def expand(pattern: str) -> list[str]:
    """The files that a path, folder or glob means, sorted. Raises FileNotFoundError with one clear line.

    Any file system that Beam knows; a folder is searched through, for files of the known formats. A name is taken as it is before it is
    taken for a glob, as names may have brackets in them.
    """
    local = Path(pattern) if "://" not in pattern else None
    if local is not None and local.is_dir():
        files = sorted(_inside(local))
        if not files:
            raise FileNotFoundError(f"{pattern}: no such file, or a folder without any of {' '.join(FORMATS)}")
        return files
    if local is not None and os.path.lexists(pattern):
        return [_named(pattern)]
    try:
        matched = FileSystems.match([pattern])[0].metadata_list
        if not matched:
            matched = FileSystems.match([pattern.rstrip("/") + "/**"])[0].metadata_list
            matched = [m for m in matched if _known(m.path)]
    except Exception as error:  # Beam wraps what the file system says
        raise FileNotFoundError(f"{pattern}: {' '.join(str(error).split())[:200]}") from error
    files = sorted(_named(m.path) for m in matched if "://" in m.path or not Path(m.path).is_dir())
    if not files:
        raise FileNotFoundError(f"{pattern}: no such file, or a folder without any of {' '.join(FORMATS)}")
    return files


def _known(path: str) -> bool:
    return path.lower().removesuffix(".gz").endswith(FORMATS)


def _inside(folder: Path) -> Iterator[str]:
    """The files of the known formats below a folder. Links to folders are not followed; links that leave it are named as such."""
    root = folder.resolve()
    for at, folders, names in os.walk(folder):
        folders.sort()
        for name in names:
            path = Path(at) / name
            if _known(name):
                yield LINK_OUT + _named(str(path)) if path.is_symlink() and not _within(path, root) else _named(str(path))


def _within(link: Path, root: Path) -> bool:
    """Whether a link leads to something below the folder; one that leads to itself does not."""
    try:
        return root in link.resolve().parents and link.exists()
    except (OSError, RuntimeError):
        return False


def _named(path: str) -> str:
    """The path as text that every table can hold."""
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return ODD_NAME + quote(os.fsencode(path))
    return path


def shown(path: str) -> str:
    """The path as a reader is told of it."""
    return os.fsencode(unquote_to_bytes(path.removeprefix(ODD_NAME))).decode("utf-8", "replace") if path.startswith(ODD_NAME) else path


def bytes_of(path: str) -> tuple[bytes, float]:
    """(what a file holds, unpacked; when it was written). Raises OSError or ValueError."""
    if "://" not in path:
        local = os.fsdecode(unquote_to_bytes(path.removeprefix(ODD_NAME))) if path.startswith(ODD_NAME) else path
        told = Path(local).stat()
        if not stat.S_ISREG(told.st_mode):
            raise ValueError("no regular file")
        if told.st_size > MAX_BYTES:
            raise TooLarge(f"file of {told.st_size:,} bytes; the limit is {MAX_BYTES:,}")
        return unpacked(Path(local).read_bytes()), told.st_mtime
    size = FileSystems.match([path])[0].metadata_list[0].size_in_bytes
    if size > MAX_BYTES:
        raise TooLarge(f"file of {size:,} bytes; the limit is {MAX_BYTES:,}")
    with FileSystems.open(path, compression_type=CompressionTypes.UNCOMPRESSED) as file:
        return unpacked(file.read()), FileSystems.last_updated(path)


def read_rows(path: str) -> Iterator[Row | DeadLetter]:
    """The rows of a file, and a dead letter for each part that cannot be read. Raises nothing."""
    name = shown(path)
    if path.startswith(LINK_OUT):
        yield DeadLetter(shown(path.removeprefix(LINK_OUT)), "a link that leads out of the folder, which is not followed")
        return
    if path.lower().endswith((".warc", ".warc.gz")):
        yield from _warc(path)
        return
    try:
        data, modified = bytes_of(path)
    except TooLarge as error:
        yield DeadLetter(name, str(error))
        return
    except Exception as error:
        yield DeadLetter(name, f"cannot be read: {_reason(error)}")
        return
    if not data.strip():
        yield DeadLetter(name, "the file is empty")
        return
    suffix = PurePosixPath(name.lower().removesuffix(".gz")).suffix
    if b"\0" in data[:4096] and suffix not in (".xml", ".rss", ".atom") and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield DeadLetter(name, "the file is binary, not text")
        return
    try:
        yield from _rows_of(name, suffix, data, _iso(modified))
    except Exception as error:  # a hostile file must not end the run
        yield DeadLetter(name, f"cannot be read: {_reason(error)}", excerpt=repr(data[:120]))


def _rows_of(path: str, suffix: str, data: bytes, modified: str) -> Iterator[Row | DeadLetter]:
    """The rows of what a file of that suffix holds."""
    if suffix in (".xml", ".rss", ".atom"):
        yield from feed_rows(data, path, modified)
        return
    text, warning = decoded(data)
    if warning:
        yield DeadLetter(path, warning, level="warning", excerpt=text[:120])
    if suffix == ".jsonl":
        yield from _jsonl(path, text)
    elif suffix == ".json":
        yield from _json(path, text, data)
    elif suffix in (".html", ".htm"):
        row = page(text)
        yield {**row, "modified": modified} if row["text"] else DeadLetter(path, "the page has no readable text")
    else:
        yield _plain(path, text, modified)


def _reason(error: BaseException) -> str:
    while isinstance(error, Exception) and error.__cause__:
        error = error.__cause__
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None).isoformat(timespec="seconds")


def _jsonl(path: str, text: str) -> Iterator[Row | DeadLetter]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield _article(json.loads(line))
            except (ValueError, RecursionError) as error:
                yield DeadLetter(f"{path}, line {number}", f"broken JSON: {error}"[:300], excerpt=line[:200])


def _json(path: str, text: str, data: bytes) -> Iterator[Row | DeadLetter]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        yield DeadLetter(path, f"broken JSON: {error}"[:300], excerpt=repr(text[:200]))
        return
    if isinstance(found, dict) and "jsonfeed.org" in str(found.get("version", "")):
        yield from feed_rows(data, path)
        return
    if isinstance(found, dict) and isinstance(found.get("articles"), list):
        found = found["articles"]
    yield from map(_article, found if isinstance(found, list) else [found])


_SAME = {
    "text": ("content", "body", "articleBody", "content_html", "content_text", "description", "summary"),
    "published": ("publishedAt", "published_at", "date_published", "datePublished", "pubDate", "date"),
    "title": ("headline",),
    "url": ("link",),
    "author": ("byline",),
}
"""Well-known names of the fields of an article, in the order in which they are taken."""


def _article(row: Any) -> Any:
    """A row with the contract's names for its fields: of news interfaces and feeds, others call them otherwise."""
    if not isinstance(row, dict):
        return row
    out = dict(row)
    for name, others in _SAME.items():
        if not out.get(name):
            found = next((row[other] for other in others if isinstance(row.get(other), str) and row[other].strip()), None)
            out = {**out, name: found} if found is not None else out
    if isinstance(out.get("source"), dict):
        out["source"] = out["source"].get("name") or out["source"].get("title")
    return out


MAX_PAGE = 10_000_000
"""Bytes of a page in an archive; what is longer is no article."""


def _warc(path: str) -> Iterator[Row | DeadLetter]:
    """The pages of a web archive, record by record; one broken record ends the file, what came before it counts."""
    read = 0
    try:
        with FileSystems.open(path, compression_type=CompressionTypes.UNCOMPRESSED) as file:
            for record in ArchiveIterator(file):
                headers = record.http_headers
                if record.rec_type != "response" or headers is None or headers.get_statuscode() != "200":
                    continue
                if "html" not in (headers.get_header("Content-Type") or "html"):
                    continue
                read += 1
                url = record.rec_headers.get_header("WARC-Target-URI")
                body = record.content_stream().read(MAX_PAGE + 1)
                if len(body) > MAX_PAGE:
                    yield DeadLetter(path, f"{url}: a page of more than {MAX_PAGE:,} bytes")
                    continue
                row = page(body, url)
                if not row["text"]:
                    yield DeadLetter(path, f"{url}: the page has no readable text", level="warning")
                    continue
                # the address that was asked for names the article; when it was fetched is its date where the page has none
                fetched = (record.rec_headers.get_header("WARC-Date") or "").rstrip("Z")[:19] or None
                yield {**row, "url": url, "modified": fetched}
    except Exception as error:
        yield DeadLetter(path, f"the archive cannot be read{f' after {read} pages' if read else ''}: {_reason(error)}")
        return
    if not read:
        yield DeadLetter(path, "an archive without pages")


_FIELD = re.compile(r"([A-Za-z_]+):\s*(.*?)\s*$")
_FIELDS = frozenset(("id", "url", "source", "title", "published", "author", "language", "date"))


def _plain(path: str, text: str, modified: str) -> Row:
    """A plain text. What stands between two rules at its head is front matter where every line of it is `field: value`, else text."""
    row: Row = {"title": PurePosixPath(path.removesuffix(".gz")).stem}
    front = _FRONT.match(text)
    lines = [_FIELD.match(line) for line in front.group(1).splitlines() if line.strip()] if front else []
    if front and lines and all(lines) and any(m.group(1).lower() in _FIELDS for m in lines if m):
        # a headline may have a colon in it: what follows the first one is the value
        row.update({m.group(1).lower(): m.group(2).strip("\"'") for m in lines if m})
        text = text[front.end() :]
    return {**_article(row), "text": text, "modified": modified}
