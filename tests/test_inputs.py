"""Inputs as the world sends them: encodings, compression, names, fields, and what a single file must not do to a run."""

import gzip
import json
import os
import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from storywatch.transforms.articles.feeds import Feed, feed_rows
from storywatch.transforms.articles.files import expand, read_rows
from storywatch.transforms.articles.identity import base_id, make_article
from storywatch.transforms.articles.stage import is_front_page, tells_the_same
from storywatch.transforms.articles.text import plain_text
from storywatch.transforms.rows import DeadLetter


def rows(path: Path | str) -> list[Any]:
    return list(read_rows(str(path)))


def letters(path: Path | str) -> list[str]:
    return [row.reason for row in rows(path) if isinstance(row, DeadLetter)]


@pytest.mark.parametrize(
    ("charset", "word"),
    [("windows-1251", "войска"), ("koi8-r", "войска"), ("euc-kr", "군대"), ("windows-1250", "łódź"), ("windows-1254", "asker ığş")],
)
def test_a_page_is_read_as_its_meta_says(tmp_path: Path, charset: str, word: str) -> None:
    body = f"<html><head><meta charset='{charset}'><title>{word}</title></head><body><article><p>{(word + ' ') * 40}</p></article></body></html>"
    (tmp_path / "a.html").write_bytes(body.encode(charset))
    (row,) = rows(tmp_path / "a.html")
    assert word in row["text"]


def test_an_encoding_that_had_to_be_guessed_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(("Северная Корея отправила солдат в Курскую область. " * 5).encode("cp1251"))
    warning, row = rows(tmp_path / "a.txt")
    assert isinstance(warning, DeadLetter) and warning.level == "warning" and "солдат" in row["text"]


def test_packed_files_are_unpacked_alone_and_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl.gz").write_bytes(gzip.compress(json.dumps({"id": "1", "text": "One came."}).encode()))
    (tmp_path / "feed.xml.gz").write_bytes(
        gzip.compress(b"<rss version='2.0'><channel><title>W</title><item><title>Two came</title></item></channel></rss>")
    )
    assert [Path(p).name for p in expand(str(tmp_path))] == ["feed.xml.gz", "rows.jsonl.gz"]
    assert rows(tmp_path / "rows.jsonl.gz")[0]["text"] == "One came."
    assert rows(tmp_path / "feed.xml.gz")[0]["title"] == "Two came"
    (tmp_path / "broken.txt.gz").write_bytes(b"\x1f\x8b\x08\x00broken")
    assert "broken gzip" in letters(tmp_path / "broken.txt.gz")[0]


def test_names_with_brackets_newlines_and_odd_bytes_are_read(tmp_path: Path) -> None:
    for name in ("b5 [final].txt", "two\nlines.txt"):
        (tmp_path / name).write_text("Soldiers came.", "utf-8")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/odd-\xff.txt")).write_text("Soldiers left.", "utf-8")
    found = expand(str(tmp_path))
    assert len(found) == 3 and all(path.encode("utf-8") for path in found)
    assert sorted(row["text"] for path in found for row in rows(path)) == ["Soldiers came.", "Soldiers came.", "Soldiers left."]
    assert rows(expand(str(tmp_path / "b5 [final].txt"))[0])[0]["text"] == "Soldiers came."


def test_pipes_sockets_and_links_out_are_told_and_do_not_hang(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    os.mkfifo(folder / "pipe.txt")
    (tmp_path / "outside.txt").write_text("secret", "utf-8")
    (folder / "link.txt").symlink_to(tmp_path / "outside.txt")
    (folder / "loop").symlink_to(folder)
    (folder / "self.txt").symlink_to(folder / "self.txt")
    with socket.socket(socket.AF_UNIX) as listening:
        here = Path.cwd()
        os.chdir(folder)
        listening.bind("socket.txt")
        os.chdir(here)
        found = [letter for path in expand(str(folder)) for letter in letters(path)]
    assert (
        len(found) == 4 and sum("no regular file" in reason for reason in found) == 2 and any("leads out of the folder" in r for r in found)
    )


def test_front_matter_takes_a_headline_with_a_colon_and_a_rule_is_no_front_matter(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: Iran: 136 men sent\npublished: 2024-05-06\n---\nThey left.", "utf-8")
    (row,) = rows(tmp_path / "a.md")
    assert (row["title"], row["published"], row["text"]) == ("Iran: 136 men sent", "2024-05-06", "They left.")
    (tmp_path / "b.md").write_text("---\nA text between rules.\n---\nThey left.", "utf-8")
    assert rows(tmp_path / "b.md")[0]["text"].startswith("---")
    (tmp_path / "c.md").write_text("---\na: &a [x,x]\nb: &b [*a,*a]\ntitle: bomb\n---\nText.", "utf-8")
    assert rows(tmp_path / "c.md")[0]["title"] == "bomb"


def test_fields_of_other_names_are_known(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(
        json.dumps(
            {
                "articles": [
                    {
                        "source": {"id": None, "name": "Wire"},
                        "headline": "H",
                        "description": "short",
                        "content": "All of it.",
                        "publishedAt": "2024-05-06T10:00:00Z",
                    }
                ]
            }
        )
    )
    (row,) = rows(tmp_path / "a.json")
    assert (row["text"], row["published"], row["source"], row["title"]) == ("All of it.", "2024-05-06T10:00:00Z", "Wire", "H")


def test_a_text_under_an_unknown_name_is_no_title_without_a_text(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    long = "Norland sent 50 soldiers to Balta, where they are to train the police until the end of the year."
    rows = [
        {"title": "Norland sends 50", "maintext": long},
        {"title": "Norland sends 60", "image": "https://x.example/" + 99 * "a", "alt": "A photo"},
        {"title": "T", "text": long},
    ]
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    made = [make_article(row, "a") for row in read_rows(str(path)) if not isinstance(row, DeadLetter)]
    assert [article.title if article else None for article, _ in made] == [None, "Norland sends 60", "T"]
    assert "maintext" in made[0][1][0].reason


def test_half_a_character_and_a_number_without_end_are_survived(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        '{"id": "1", "text": "Bad \\ud800 half."}\n{"id": ' + "9" * 5000 + ', "text": "x"}\n{"id": "3", "text": "Good."}', "utf-8"
    )
    found = rows(tmp_path / "a.jsonl")
    articles = [make_article(row, "a")[0] for row in found if not isinstance(row, DeadLetter)]
    assert [a.text for a in articles if a] == ["Bad \ufffd half.", "Good."]
    assert len(letters(tmp_path / "a.jsonl")) == 1


def test_text_is_unpacked_until_it_is_stable() -> None:
    assert (
        plain_text("&lt;p&gt;Brazil&amp;#8217;s army sent 50 soldiers &amp;amp; 3 trucks.&lt;/p&gt;")
        == "Brazil’s army sent 50 soldiers & 3 trucks."
    )


def test_a_json_feed_is_read_in_full() -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Wire", "home_page_url": "https://x.example/",
            "items": [{"id": "3", "url": "/j3", "content_text": "Two came.", "date_modified": "2024-05-06T10:00:00Z", "authors": [{"name": "Ana"}]}]}  # fmt: skip
    (row,) = feed_rows(b"\xef\xbb\xbf" + json.dumps(feed).encode(), "https://x.example/feed.json")
    assert isinstance(row, dict)
    assert (row["url"], row["source"], row["author"], row["published"]) == ("https://x.example/j3", "Wire", "Ana", "2024-05-06T10:00:00Z")


def items(*each: str, source: str = "https://host.example/feeds/x") -> list[dict[str, Any]]:
    data = f"<rss version='2.0'><channel><title>W</title><link>https://host.example/</link>{''.join(each)}</channel></rss>"
    return [row for row in feed_rows(data.encode(), source) if isinstance(row, dict)]


def item(n: int, link: str = "", guid: str = "") -> str:
    return f"<item><title>Title {n}</title><description>Text of number {n}.</description>{f'<link>{link}</link>' if link else ''}{f'<guid>{guid}</guid>' if guid else ''}</item>"


@pytest.mark.parametrize(
    "made",
    [
        [item(n, guid="item") for n in range(3)],
        [item(n, guid="https://host.example/") for n in range(3)],
        [item(n, link="https://host.example/news") for n in range(3)],
        [item(n, link=f"https://host.example/view?ref={n}") for n in range(3)],
        [item(n, link=f"https://host.example/live#post-{n}") for n in range(3)],
    ],
)
def test_what_entries_share_names_none_of_them(made: list[str]) -> None:
    assert len({make_article(row, "f")[0].article_id for row in items(*made)}) == 3  # type: ignore[union-attr]


def test_a_number_as_guid_names_an_entry_within_its_feed() -> None:
    # feedparser takes a guid without isPermaLink="false" for a link too
    number = item(1, guid="1").replace("<guid>", "<guid isPermaLink='false'>")
    one, two = (
        items(number, source="https://host.example/a"),
        items(number.replace("number 1", "number 2"), source="https://host.example/b"),
    )
    assert base_id(one[0]) != base_id(two[0])
    assert base_id(one[0]) == base_id(items(number, source="https://host.example/a")[0])


def test_relative_links_are_led_from_the_feed() -> None:
    found = items(item(1, link="/a/rel1"), item(2, link="rel2"), item(3, link="//other.example/rel3"))
    assert [r["url"] for r in found] == ["https://host.example/a/rel1", "https://host.example/feeds/rel2", "https://other.example/rel3"]


def test_an_address_of_a_feed_as_browsers_write_it() -> None:
    assert Feed("feed://host.example/x").url == "https://host.example/x"
    assert Feed("feed:http://host.example/x").url == "http://host.example/x"


def test_a_page_must_tell_what_the_feed_says() -> None:
    entry = "Brazil sends 50 soldiers to Roraima after clashes near Pacaraima"
    assert tells_the_same(entry, "The army of Brazil has sent 50 soldiers to Roraima, near the town of Pacaraima.")
    assert not tells_the_same(entry, "We and our 842 partners store and access information on your device.")
    assert is_front_page("https://x.example/") and is_front_page("https://x.example/home") and not is_front_page("https://x.example/news/1")


@settings(max_examples=60)
@given(st.binary(max_size=400), st.sampled_from([".txt", ".md", ".html", ".jsonl", ".json", ".xml", ".atom", ".warc"]))
def test_no_bytes_end_the_reading(tmp_path_factory: pytest.TempPathFactory, data: bytes, suffix: str) -> None:
    path = tmp_path_factory.mktemp("fuzz") / f"a{suffix}"
    path.write_bytes(data)
    for row in read_rows(str(path)):
        if not isinstance(row, DeadLetter):
            make_article(row, "fuzz")
