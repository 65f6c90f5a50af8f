"""What is a later version of an article, and articles of web archives."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from conftest import rows
from storywatch.transforms.articles.stage import is_version, new_versions
from storywatch.transforms.rows import Article
from typer.testing import Result

Command = Callable[..., Result]

PARAGRAPH = (
    "Norland will send 200 soldiers to the port of Balta, Defence Minister Ana Kovac said on Monday. They are to guard the harbour of "
    "Balta against raids, and will stay for six months, the minister told reporters in the capital after a meeting of the cabinet. "
)
PAGE = f"<html lang='en'><head><title>Norland</title><meta name='author' content='Jana Holt'></head><body><article><h1>Norland</h1><p>{PARAGRAPH}</p><p>{PARAGRAPH[:150]} More.</p></article></body></html>"


def test_versions_are_told_by_their_text() -> None:
    a, b = Article("x", "one", content_hash="1", published="2024-01-02"), Article("x", "two", content_hash="2", published="2024-01-03")
    assert [v.article_id for v in new_versions("x", [b, a], ())] == ["x", "x#2"]
    assert [v.article_id for v in new_versions("x", [b, a], ("1",))] == ["x#2"]
    assert new_versions("x", [b, a], ("1", "2")) == []


def test_a_guid_that_is_used_again_for_something_else_makes_no_version() -> None:
    first = Article(
        "x", "Norland will send 200 soldiers to the port of Balta.", title="Soldiers for Balta", content_hash="1", published="2024-01-02"
    )
    again = replace(first, text="Norland will send 900 soldiers to the port of Balta.", content_hash="2", published="2024-01-03")
    other = replace(
        first, text="Cheese prices rose by a tenth this year.", title="Cheese grows dear", content_hash="3", published="2024-01-04"
    )
    assert [v.version_of for v in new_versions("x", [first, again, other], ())] == [None, "x", None]
    assert [v.version_of for v in new_versions("x", [again, other], ("1",), lambda: (first.title, first.text))] == ["x", None]
    assert len({v.article_id for v in new_versions("x", [first, again, other], ())}) == 3
    assert is_version(None, "朝鲜士兵抵达俄罗斯", None, "朝鲜士兵已抵达俄罗斯前线") and not is_version(
        None, "朝鲜士兵抵达俄罗斯", None, "奶酪价格今年上涨一成"
    )


def test_web_archives_are_read(storywatch: Command, tmp_path: Path) -> None:
    from io import BytesIO

    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    with (tmp_path / "news.warc.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for i, body in enumerate((PAGE, "<html></html>")):
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            record = writer.create_warc_record(f"http://example.org/{i}", "response", payload=BytesIO(body.encode()), http_headers=headers,
                                               warc_headers_dict={"WARC-Date": "2024-05-06T07:08:09Z"})  # fmt: skip
            writer.write_record(record)
    whole = (tmp_path / "news.warc.gz").read_bytes()
    (tmp_path / "cut.warc.gz").write_bytes(whole[:300])
    result = storywatch("run", "--input", tmp_path, "--state", "state")
    assert result.exit_code == 0, result.output
    (article,) = rows(storywatch("export", "articles", "--state", "state"))
    assert (article["url"], article["published"]) == ("http://example.org/0", "2024-05-06T07:08:09")
    reasons = " ".join(d["reason"] for d in rows(storywatch("export", "deadletters", "--state", "state")))
    assert "http://example.org/1: the page has no readable text" in reasons and "archive" in reasons
