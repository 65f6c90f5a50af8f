import json
import os
from pathlib import Path

import pytest
from storywatch.transforms.articles.files import expand, read_rows
from storywatch.transforms.articles.identity import canonical_url, make_article, published_date
from storywatch.transforms.articles.text import plain_text
from storywatch.transforms.rows import DeadLetter


def letters(path: Path) -> list[str]:
    return [row.reason for row in read_rows(str(path)) if isinstance(row, DeadLetter)]


def test_plain_text_stays_as_it_came() -> None:
    text = "  A  line\n\n\tand 3 < 4 & more > less\r\n"
    assert plain_text(text) == text


def test_html_becomes_text_without_its_scripts() -> None:
    assert plain_text("<p>One &amp; two.</p><script>alert(1)</script><p>Three<br>four</p>") == "One & two.\n\nThree\nfour"


def test_deep_html_does_no_harm() -> None:
    assert "end" in plain_text("<div>" * 5000 + "end" + "</div>" * 5000)


def test_front_matter_and_file_name(tmp_path: Path) -> None:
    path = tmp_path / "a name.md"
    path.write_text("---\nsource: Wire\npublished: 2024-05-06\n---\nThe text.\n", "utf-8")
    (row,) = read_rows(str(path))
    assert not isinstance(row, DeadLetter)
    article, problems = make_article(row, str(path))
    assert article is not None
    assert (article.title, article.source, article.published, article.text, problems) == ("a name", "Wire", "2024-05-06", "The text.\n", [])


def test_an_undated_text_file_takes_its_date_from_the_text_else_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("Oslo, 6 May 2024. The troops left.", "utf-8")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    article, _ = make_article(next(iter(read_rows(str(path)))), str(path))  # type: ignore[arg-type]
    assert article and (article.published, article.date_basis) == ("2024-05-06", "text")
    path.write_text("The troops left.", "utf-8")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    article, problems = make_article(next(iter(read_rows(str(path)))), str(path))  # type: ignore[arg-type]
    assert article and (article.published, article.date_basis) == ("2023-11-14T22:13:20", "file")
    assert problems[0].level == "warning"


@pytest.mark.parametrize(
    "value",
    [None, "", "31 February 2024", "soon", "2999-01-01", "1200-01-01", 12, "yesterday", "3 hours ago", "May 6", "May 2024", "06/05/2024"],
)
def test_wrong_dates_leave_the_article_undated_with_a_warning(value: object) -> None:
    article, problems = make_article({"id": "a", "text": "Some text.", "published": value}, "in")
    assert article and article.published is None
    assert [p.level for p in problems] == ["warning"]


def test_times_are_brought_to_utc() -> None:
    assert published_date("2024-05-06T12:00:00+02:00") == ("2024-05-06T10:00:00", None)
    assert published_date("2024-05-06") == ("2024-05-06", None)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("06.05.2024", "2024-05-06"), ("6.5.2024 14:30", "2024-05-06T14:30:00"), ("13/05/2024", "2024-05-13"), ("05/13/2024", "2024-05-13"),
        ("20240506", "2024-05-06"), ("20240506T103000Z", "2024-05-06T10:30:00"), ("2024-05-06T24:00:00Z", "2024-05-07T00:00:00"),
        ("2024-05-06 10:30:00 +0200", "2024-05-06T08:30:00"), ("Mon, 06 May 2024 10:00:00 EST", "2024-05-06T15:00:00"),
        ("Mon 6 May 2024 BST", "2024-05-06"), ("1714989600", "2024-05-06T10:00:00"), ("6 mai 2024", "2024-05-06"),
        ("6 de mayo de 2024", "2024-05-06"), ("6. Mai 2024", "2024-05-06"), ("6 мая 2024", "2024-05-06"), ("6 травня 2024", "2024-05-06"),
        ("2024년 5월 6일", "2024-05-06"), ("6 Mayıs 2024", "2024-05-06"), ("6 maja 2024", "2024-05-06"), ("6 maggio 2024", "2024-05-06"),
    ],
)  # fmt: skip
def test_dates_as_the_world_writes_them(text: str, day: str) -> None:
    assert published_date(text) == (day, None)


def test_an_address_loses_what_does_not_name_the_page() -> None:
    assert canonical_url("HTTPS://Example.org:443/a?utm_source=x&b=1#top") == "https://example.org/a?b=1"


def test_bad_files_give_dead_letters_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "binary.txt").write_bytes(b"\x7fELF\0\0\0")
    (tmp_path / "broken.jsonl").write_text('{"id": 1}\n{"id": \n[1]\n', "utf-8")
    (tmp_path / "feed.xml").write_text("<rss><channel></channel></rss>", "utf-8")
    assert letters(tmp_path / "empty.txt") == ["the file is empty"]
    assert letters(tmp_path / "binary.txt") == ["the file is binary, not text"]
    assert letters(tmp_path / "broken.jsonl")[0].startswith("broken JSON")
    assert letters(tmp_path / "feed.xml")[0].startswith("a feed without entries")
    assert letters(tmp_path / "missing.txt")[0].startswith("cannot be read")


def test_a_huge_text_is_a_dead_letter() -> None:
    article, problems = make_article({"id": "a", "text": "x" * 1_000_001}, "in")
    assert article is None
    assert "limit" in problems[0].reason


def test_a_folder_is_searched_and_a_missing_one_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.txt").write_text("x", "utf-8")
    (tmp_path / "b.csv").write_text("x", "utf-8")
    assert expand(str(tmp_path)) == [str(tmp_path / "deep" / "a.txt")]
    with pytest.raises(FileNotFoundError, match="no such file"):
        expand(str(tmp_path / "nothing"))


def test_a_feed_gives_its_entries(tmp_path: Path) -> None:
    path = tmp_path / "feed.rss"
    path.write_text(
        "<rss version='2.0'><channel><title>Wire</title><item><title>T</title><link>https://example.org/a</link>"
        "<description>&lt;p&gt;Some text.&lt;/p&gt;</description><pubDate>Mon, 06 May 2024 10:00:00 +0200</pubDate></item>"
        "</channel></rss>",
        "utf-8",
    )
    (row,) = read_rows(str(path))
    article, problems = make_article(row, str(path))  # type: ignore[arg-type]
    assert article and problems == []
    assert (article.text, article.source, article.published) == ("Some text.", "Wire", "2024-05-06T08:00:00")


def test_a_json_feed_gives_its_entries(tmp_path: Path) -> None:
    path = tmp_path / "feed.json"
    item = {"id": "1", "url": "https://example.org/a", "title": "T", "content_text": "Some text.", "date_published": "2024-05-06T08:00:00Z"}
    path.write_text(json.dumps({"version": "https://jsonfeed.org/version/1", "title": "Wire", "items": [item]}), "utf-8")
    (row,) = read_rows(str(path))
    article, _ = make_article(row, str(path))  # type: ignore[arg-type]
    assert article and (article.text, article.published) == ("Some text.", "2024-05-06T08:00:00")
