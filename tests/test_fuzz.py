"""Readers on damaged inputs: seeds that are cut, spliced, repeated and sprinkled with what has broken readers before.

`make fuzz SEEDS=FOLDER EXAMPLES=N` takes the files of a folder for seeds, and as many examples as one has time for.
"""

import gzip
import json
import os
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from storywatch.transforms.articles.files import read_rows
from storywatch.transforms.articles.identity import make_article
from storywatch.transforms.rows import Article, DeadLetter

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "150"))
RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Wire</title><link>http://wire.example/</link>
<item><title>Norland sends 50 soldiers</title><link>/a/1</link><guid>1</guid><pubDate>Mon, 06 May 2024 10:00:00 GMT</pubDate>
<description>&lt;p&gt;Norland sent 50 soldiers to Balta.&lt;/p&gt;</description></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title><entry><id>tag:wire.example,2024:1</id><title>Norland</title>
<updated>2024-05-06T10:00:00Z</updated><content type="html">&lt;b&gt;50&lt;/b&gt; soldiers came.</content></entry></feed>"""
JSON_FEED = {"version": "https://jsonfeed.org/version/1.1", "title": "Wire", "items": [{"id": "1", "content_text": "50 soldiers came."}]}
ROW = {"id": "1", "title": "Norland", "published": "2024-05-06", "text": "50 soldiers came to Balta on Monday."}
BUILT_IN = {
    "rss.xml": RSS.encode(),
    "utf-16.xml": RSS.replace('encoding="utf-8"', 'encoding="utf-16"').encode("utf-16"),
    "atom.atom": ATOM.encode(),
    "feed.json": json.dumps(JSON_FEED).encode(),
    "rows.jsonl": (json.dumps(ROW) + "\n").encode() * 3,
    "page.html": b'<html><head><meta charset="koi8-r"><title>A</title></head><body><article><p>50 soldiers came.</p></article></body></html>',
    "front.md": b"---\ntitle: Norland: 50 men\npublished: 6 May 2024\n---\n50 soldiers came.\n",
    "packed.jsonl.gz": gzip.compress(json.dumps(ROW).encode(), mtime=0),
}
HOSTILE = [
    b"\xef\xbb\xbf", b"\xff\xfe", b"\x00", b"\xed\xa0\x80", b"\\ud800", b"\x1b[2J", b"&#55296;", b"&#x202e;", b"<![CDATA[", b"]]>",
    b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>", b"&b;", b"9" * 5000, b"1e999", b"-0", b"null", b"NaN", b"[" * 3000,
    b"x" * 200_000, b"<p>" * 2000, b"%" * 50, b"http://[::1", b"javascript:alert(1)", b"24:00", b"32.13.2024", b"0000-00-00",
    b"99999-01-01", b"&a: *a", b"---\n", b"\r", b"\x0b\x0c", b"http://x.example:999999/",
]  # fmt: skip


def _seeds() -> dict[str, bytes]:
    folder = os.environ.get("FUZZ_SEEDS")
    found = {str(p.relative_to(folder)): p.read_bytes() for p in sorted(Path(folder).rglob("*")) if p.is_file()} if folder else {}
    return BUILT_IN | {name: data for name, data in found.items() if Path(name).suffix in (".xml", ".json", ".atom", ".rss")}


SEEDS = _seeds()


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    """(name, content) of a seed after up to four changes."""
    name = draw(st.sampled_from(sorted(SEEDS)))
    data = bytearray(SEEDS[name])
    for _ in range(draw(st.integers(1, 4))):
        at, to = sorted(draw(st.tuples(*[st.integers(0, max(len(data), 1))] * 2)))
        what = draw(st.sampled_from(("cut", "repeat", "hostile", "splice", "flip")))
        if what == "cut":
            del data[at:to]
        elif what == "repeat":
            data[to:to] = data[at:to][:2000] * draw(st.integers(1, 5))
        elif what == "hostile":
            data[at:at] = draw(st.sampled_from(HOSTILE))
        elif what == "splice":
            data[at:to] = SEEDS[draw(st.sampled_from(sorted(SEEDS)))][:4000]
        elif data:
            data[at % len(data)] = draw(st.integers(0, 255))
    # a name that says another format than the content has is damage too
    suffix = (
        "".join(Path(name).suffixes) if draw(st.integers(0, 3)) else draw(st.sampled_from((".txt", ".html", ".xml", ".jsonl", ".json")))
    )
    return "a" + suffix, bytes(data)


def check(path: Path) -> None:
    """What is read of a file are articles that can be kept, or dead letters that name the file, and one of both at least."""
    found = list(read_rows(str(path)))
    assert found or not path.read_bytes().strip(), "a file that is accounted for by nothing"
    for row in found:
        if isinstance(row, DeadLetter):
            assert row.input and row.reason
            continue
        made = make_article(row, str(path))
        for part in made:
            if isinstance(part, Article):
                json.dumps([part.text, part.title, part.url, part.source, part.author], ensure_ascii=False).encode("utf-8")
                assert part.text.strip() and part.article_id
                assert part.published is None or datetime.fromisoformat(part.published)


@pytest.mark.parametrize("name", sorted(SEEDS))
def test_every_seed_is_read_or_accounted_for(name: str, tmp_path: Path) -> None:
    path = tmp_path / Path(name).name
    path.write_bytes(SEEDS[name])
    check(path)


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), derandomize="FUZZ_SEEDS" not in os.environ)
@given(damaged())
def test_no_damage_ends_the_reading(tmp_path_factory: pytest.TempPathFactory, of: tuple[str, bytes]) -> None:
    name, data = of
    path = tmp_path_factory.mktemp("fuzz") / name
    path.write_bytes(data)
    check(path)
