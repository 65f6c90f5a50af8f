"""The articles of one input file: what each format holds, as rows with the fields of the contract."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import yaml
from apache_beam.io.filesystem import CompressionTypes
from apache_beam.io.filesystems import FileSystems
from warcio.archiveiterator import ArchiveIterator

from transforms.articles.feeds import feed_rows
from transforms.articles.text import page
from transforms.rows import DeadLetter

FORMATS = (".txt", ".md", ".html", ".htm", ".jsonl", ".json", ".xml", ".rss", ".atom", ".warc", ".warc.gz")
MAX_BYTES = 200_000_000
_FRONT = re.compile(r"\A---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.S)

Row = dict[str, Any]


def expand(pattern: str) -> list[str]:
    """The files that a path, folder or glob means, sorted. Raises FileNotFoundError with one clear line.

    Any file system that Beam knows; a folder is searched through, for files of the known formats.
    """
    try:
        matched = FileSystems.match([pattern])[0].metadata_list
    except Exception as error:  # Beam wraps what the file system says
        raise FileNotFoundError(f"{pattern}: {' '.join(str(error).split())[:200]}") from error
    files = [m.path for m in matched]
    if pattern in files and _is_folder(pattern):
        files.remove(pattern)
    if not files or _is_folder(pattern):
        inside = FileSystems.match([pattern.rstrip("/") + "/**"])[0].metadata_list
        files = [m.path for m in inside if m.path.lower().endswith(FORMATS) and not _is_folder(m.path)]
        if not files:
            raise FileNotFoundError(f"{pattern}: no such file, or a folder without any of {' '.join(FORMATS)}")
    return sorted(f for f in files if not _is_folder(f))


def _is_folder(path: str) -> bool:
    return "://" not in path and Path(path).is_dir()


def read_rows(path: str) -> Iterator[Row | DeadLetter]:
    """The rows of a file, and a dead letter for each part that cannot be read. Raises nothing."""
    if path.lower().endswith((".warc", ".warc.gz")):
        yield from _warc(path)
        return
    try:
        size = FileSystems.match([path])[0].metadata_list[0].size_in_bytes
        if size > MAX_BYTES:
            yield DeadLetter(path, f"file of {size:,} bytes; the limit is {MAX_BYTES:,}")
            return
        modified = FileSystems.last_updated(path)
        with FileSystems.open(path, compression_type="auto") as file:
            data = file.read()
    except Exception as error:
        yield DeadLetter(path, f"cannot be read: {_reason(error)}")
        return
    if not data.strip():
        yield DeadLetter(path, "the file is empty")
        return
    suffix = PurePosixPath(path).suffix.lower()
    if b"\0" in data[:4096] and suffix not in (".xml", ".rss", ".atom") and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield DeadLetter(path, "the file is binary, not text")
        return
    try:
        if suffix == ".jsonl":
            yield from _jsonl(path, data)
        elif suffix == ".json":
            yield from _json(path, data)
        elif suffix in (".xml", ".rss", ".atom"):
            yield from feed_rows(data, path, _iso(modified))
        elif suffix in (".html", ".htm"):
            row = page(_decode(data))
            yield {**row, "modified": _iso(modified)} if row["text"] else DeadLetter(path, "the page has no readable text")
        else:
            yield _plain(path, _decode(data), _iso(modified))
    except Exception as error:  # a hostile file must not end the run
        yield DeadLetter(path, f"cannot be read: {_reason(error)}", excerpt=repr(data[:120]))


def _reason(error: BaseException) -> str:
    while isinstance(error, Exception) and error.__cause__:
        error = error.__cause__
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None).isoformat(timespec="seconds")


def _decode(data: bytes) -> str:
    """UTF-8, UTF-16 by its mark, else Windows-1252: what old text files are."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _jsonl(path: str, data: bytes) -> Iterator[Row | DeadLetter]:
    for number, line in enumerate(_decode(data).split("\n"), 1):
        if line.strip():
            try:
                yield json.loads(line)
            except (json.JSONDecodeError, RecursionError) as error:
                yield DeadLetter(f"{path}, line {number}", f"broken JSON: {error}", excerpt=line[:200])


def _json(path: str, data: bytes) -> Iterator[Row | DeadLetter]:
    try:
        found = json.loads(_decode(data))
    except (json.JSONDecodeError, RecursionError) as error:
        yield DeadLetter(path, f"broken JSON: {error}", excerpt=repr(data[:200]))
        return
    if isinstance(found, dict) and "jsonfeed.org" in str(found.get("version", "")):
        yield from feed_rows(data, path)
        return
    if isinstance(found, dict) and isinstance(found.get("articles"), list):
        found = found["articles"]
    yield from found if isinstance(found, list) else [found]


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


def _plain(path: str, text: str, modified: str) -> Row | DeadLetter:
    row: Row = {"title": PurePosixPath(path).stem}
    front = _FRONT.match(text)
    if front:
        fields = yaml.load(front.group(1), Loader=yaml.BaseLoader)
        if not isinstance(fields, dict):
            return DeadLetter(path, "the front matter between the --- lines is not `field: value`", excerpt=text[:200])
        row.update(fields)
        text = text[front.end() :]
    return {**row, "text": text, "modified": modified}
