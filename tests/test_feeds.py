"""Feeds and pages from a real HTTP server on the loopback address, with everything that servers do."""

import gzip
import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from conftest import rows
from storywatch.transforms.articles.feeds import Feed, feed_rows, opml_feeds
from storywatch.transforms.articles.fetch import Fetcher, FetchError, FetchRules
from storywatch.transforms.articles.stage import read_feeds
from storywatch.transforms.state.reference import NOTHING
from typer.testing import Result

Command = Callable[..., Result]

PARAGRAPH = (
    "Norland will send 200 soldiers to the port of Balta, Defence Minister Ana Kovac said on Monday. They are to guard the harbour of "
    "Balta against raids, and will stay for six months, the minister told reporters in the capital after a meeting of the cabinet. "
)
PAGE = f"<html lang='en'><head><title>Norland</title><meta name='author' content='Jana Holt'></head><body><article><h1>Norland</h1><p>{PARAGRAPH}</p><p>{PARAGRAPH[:150]} More.</p></article></body></html>"


def rss(items: str, title: str = "Wire") -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'


def item(link: str, text: str, guid: str = "", date: str = "Mon, 06 May 2024 10:00:00 +0200", title: str = "Norland sends soldiers") -> str:
    named = f"<guid isPermaLink='false'>{guid}</guid>" if guid else ""
    return f"<item><title>{title}</title><link>{link}</link>{named}<pubDate>{date}</pubDate><description>{text}</description></item>"


class Site:
    """A server whose answers are functions of the request; counts what is asked for."""

    def __init__(self) -> None:
        self.answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        self.asked: Counter[str] = Counter()
        self.agents: set[str] = set()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked[self.path] += 1
                site.agents.add(self.headers.get("User-Agent", ""))
                answer = site.answers.get(self.path)
                if answer:
                    answer(self)
                else:
                    self.send_error(404)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.host = f"127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def says(self, path: str, body: str | bytes, status: int = 200, **headers: str) -> None:
        data = body.encode() if isinstance(body, str) else body

        def answer(request: BaseHTTPRequestHandler) -> None:
            request.send_response(status)
            for name, value in {"Content-Length": str(len(data)), **headers}.items():
                request.send_header(name.replace("_", "-"), value)
            request.end_headers()
            request.wfile.write(data)

        self.answers[path] = answer


@pytest.fixture
def site() -> Iterator[Site]:
    found = Site()
    yield found
    found.server.shutdown()


def config(where: Path, site: Site, *feeds: str, private: bool = True, **more: Any) -> str:
    fetch = {"pause": 0, "retries": 1, "backoff": 0.01, "connect_timeout": 1, "read_timeout": 1, "request_seconds": 3,
             "max_bytes": 200_000, "private_hosts": [site.host] if private else []}  # fmt: skip
    path = where / "watch.yaml"
    path.write_text(json.dumps({"feeds": [site.url(f) for f in feeds], "fetch": {**fetch, **more}}), "utf-8")
    return str(path)


def test_a_feed_that_has_not_changed_costs_one_small_request(storywatch: Command, site: Site, tmp_path: Path) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        if request.headers.get("If-None-Match") == '"one"':
            request.send_response(304)
            request.end_headers()
            return
        body = rss(item("http://example.org/1", PARAGRAPH * 3)).encode()
        request.send_response(200)
        request.send_header("ETag", '"one"')
        request.end_headers()
        request.wfile.write(body)

    site.answers["/feed.xml"] = answer
    first = storywatch("run", "--config", config(tmp_path, site, "/feed.xml"), "--state", "state")
    assert first.exit_code == 0, first.output
    (article,) = rows(storywatch("export", "articles", "--state", "state"))
    assert (article["source"], article["published"], article["url"]) == ("Wire", "2024-05-06T08:00:00", "http://example.org/1")
    again = storywatch("run", "--config", config(tmp_path, site, "/feed.xml"), "--state", "state")
    assert "articles read            0" in again.output and "feeds failed             0" in again.output
    assert site.asked["/feed.xml"] == 2
    assert all("storywatch" in agent for agent in site.agents)


def test_the_page_is_read_where_the_feed_has_a_summary(storywatch: Command, site: Site, tmp_path: Path) -> None:
    site.says("/feed.xml", rss(item(site.url("/page"), "Soldiers go.", "g1") + item(site.url("/gone"), "A ship comes to Balta.", "g2")))
    site.says("/page", PAGE, Content_Type="text/html; charset=utf-8")
    path = config(tmp_path, site, "/feed.xml")
    storywatch("run", "--config", path, "--state", "state")
    articles = {a["url"]: a for a in rows(storywatch("export", "articles", "--state", "state"))}
    assert (articles[site.url("/page")]["author"], articles[site.url("/page")]["language"]) == ("Jana Holt", "en")
    texts = {url: a["text"] for url, a in articles.items()}
    assert PARAGRAPH.strip() in texts[site.url("/page")]
    # the summary remains where the page fails, and a warning says why
    assert texts[site.url("/gone")] == "A ship comes to Balta."
    (letter,) = rows(storywatch("export", "deadletters", "--state", "state"))
    assert letter["level"] == "warning" and "HTTP 404" in letter["reason"]
    # entries that are known are not fetched again
    storywatch("run", "--config", path, "--state", "state")
    assert site.asked["/page"] == 1


def test_links_to_private_addresses_are_not_followed_unless_allowed(storywatch: Command, site: Site, tmp_path: Path) -> None:
    site.says("/feed.xml", rss(item(site.url("/page"), "Soldiers go.")))
    site.says("/page", PAGE)
    storywatch("run", "--config", config(tmp_path, site, "/feed.xml", private=False), "--state", "state")
    assert site.asked["/page"] == 0 and site.asked["/feed.xml"] == 1
    assert "private or loopback" in rows(storywatch("export", "deadletters", "--state", "state"))[0]["reason"]


def test_redirects_lead_to_no_private_address() -> None:
    inner, outer = Site(), Site()
    inner.says("/secret", "secret")
    outer.says("/to", "", 302, Location=inner.url("/secret"))
    outer.says("/here", "", 301, Location="/feed")
    outer.says("/feed", "fine")
    fetcher = Fetcher(FetchRules(pause=0, retries=0, robots=False), {outer.host})
    assert fetcher.get(outer.url("/here"), named=True).body == b"fine"
    for url in (outer.url("/to"), "http://localhost:1/x", "http://[::1]/", "http://169.254.169.254/latest"):
        with pytest.raises(FetchError, match="private or loopback"):
            fetcher.get(url, named=True)
    with pytest.raises(FetchError, match="not an http"):
        fetcher.get("file:///etc/passwd")
    assert inner.asked == Counter()


def slow(request: BaseHTTPRequestHandler) -> None:
    time.sleep(3)


def endless(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    with suppress(OSError):
        while True:
            request.wfile.write(b"<rss>" * 10_000)


def busy(tries: list[float]) -> Callable[[BaseHTTPRequestHandler], None]:
    """A server that wants to be asked a second later; when it was asked stands in `tries`."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        tries.append(time.monotonic())
        first = len(tries) == 1
        request.send_response(429 if first else 200)
        if first:
            request.send_header("Retry-After", "1")
        request.end_headers()
        if not first:
            request.wfile.write(rss(item("http://example.org/busy", PARAGRAPH * 3)).encode())

    return answer


def test_servers_in_trouble_are_dead_letters_and_the_rest_goes_on(storywatch: Command, site: Site, tmp_path: Path) -> None:
    tries: list[float] = []
    packed = gzip.compress(rss(item("http://example.org/z", PARAGRAPH * 3)).encode())
    site.answers.update({"/slow": slow, "/endless": endless, "/busy": busy(tries)})
    site.says("/broken", "oh", 500)
    site.says("/cut", packed[: len(packed) // 2], Content_Encoding="gzip")
    site.says("/bomb", gzip.compress(b"<rss>" + b" " * 50_000_000), Content_Encoding="gzip")
    site.says("/packed", packed, Content_Encoding="gzip")
    latin = rss(item("http://example.org/l", "Général Müller: 200 Soldaten. " * 30)).replace(
        'version="1.0"', 'version="1.0" encoding="iso-8859-1"'
    )
    site.says("/latin", latin.encode("latin-1"), Content_Type="text/xml")
    unsaid = rss(item("http://example.org/k", "Солдаты пришли в Балту. " * 30))
    site.says("/koi", unsaid.encode("koi8-r"), Content_Type="text/xml; charset=koi8-r")
    site.says("/xmlbomb", '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><rss>&b;</rss>')
    site.says("/page", "<html><body>hello</body></html>")
    site.says("/robots.txt", "User-agent: *\nDisallow: /forbidden\n")
    site.says("/forbidden", rss(item("http://example.org/f", PARAGRAPH)))
    # a server in trouble is left alone after two silences: give it an address of its own
    paths = [
        f"/{name}"
        for name in [
            "busy",
            "broken",
            "cut",
            "bomb",
            "packed",
            "latin",
            "koi",
            "xmlbomb",
            "page",
            "forbidden",
            "endless",
            "missing",
            "slow",
        ]
    ]
    result = storywatch("run", "--config", config(tmp_path, site, *paths), "--state", "state")
    assert result.exit_code == 0, result.output
    got = {a["url"]: a for a in rows(storywatch("export", "articles", "--state", "state"))}
    assert set(got) == {f"http://example.org/{x}" for x in ("busy", "z", "l", "k")}
    assert "Солдаты пришли в Балту" in got["http://example.org/k"]["text"]
    assert "Général Müller" in got["http://example.org/l"]["text"]
    assert tries[1] - tries[0] >= 0.9
    reasons = {d["input"].removeprefix(site.url("")): d["reason"] for d in rows(storywatch("export", "deadletters", "--state", "state"))}
    for path, wanted in (("/broken", "HTTP 500"), ("/bomb", "more than 200,000 bytes"), ("/endless", "more than 200,000 bytes"),
                         ("/missing", "HTTP 404"), ("/slow", "no answer"), ("/forbidden", "robots.txt does not allow it"),
                         ("/page", "without entries"), ("/xmlbomb", "without entries"), ("/cut", "")):  # fmt: skip
        assert wanted in reasons[path], (path, reasons[path])
    assert site.asked["/forbidden"] == 0
    assert storywatch("check", "--config", config(tmp_path, site, "/packed", "/latin")).exit_code == 0
    checked = storywatch("check", "--config", config(tmp_path, site, "/packed", "/missing"))
    assert checked.exit_code == 1 and f"BAD {site.url('/missing')}: the feed could not be read: HTTP 404" in checked.output


def test_a_dead_host_delays_nothing_else_and_hosts_go_side_by_side() -> None:
    sites = [Site() for _ in range(8)]
    most = 0
    running = Counter[str]()

    def answer(request: BaseHTTPRequestHandler) -> None:
        nonlocal most
        host = request.headers["Host"]
        running[host] += 1
        most = max(most, running[host])
        time.sleep(0.2)
        running[host] -= 1
        request.send_response(200)
        request.end_headers()

    for one in sites:
        for i in range(3):
            one.answers[f"/{i}"] = answer
    # it takes connections and says nothing
    dead = socket.create_server(("127.0.0.1", 0))
    silent = f"127.0.0.1:{dead.getsockname()[1]}"
    rules = FetchRules(pause=0, retries=0, robots=False, read_timeout=3, private_hosts=(silent, *(s.host for s in sites)))
    fetcher = Fetcher(rules)
    done: list[str] = []

    def read(fetcher: Fetcher, url: str) -> None:
        try:
            fetcher.get(url)
            done.append(url)
        except FetchError:
            pass

    began = time.monotonic()
    fetcher.each([s.url(f"/{i}") for i in range(3) for s in sites] + [f"http://{silent}/{i}" for i in range(20)], read)
    assert len(done) == 24 and most == 1
    # the dead host is given up after two silences, and not asked twenty times for three seconds
    assert time.monotonic() - began < 30
    dead.close()


def test_a_feed_that_keeps_failing_is_named_in_the_digest(storywatch: Command, site: Site, tmp_path: Path) -> None:
    path = config(tmp_path, site, "/nothing")
    for _ in range(3):
        storywatch("run", "--config", path, "--state", "state", "--digest", "digest")
    pages = sorted(Path("digest").glob("*.md"))
    assert "could not be read in 3 runs" not in pages[1].read_text("utf-8")
    assert "/nothing could not be read in 3 runs" in pages[2].read_text("utf-8").replace("\\", "")


def test_a_list_of_feeds_and_json_feeds(storywatch: Command, site: Site, tmp_path: Path) -> None:
    outline = "".join(f'<outline text="x" type="rss" xmlUrl="{site.url(p)}"/>' for p in ("/a.xml", "/b.json"))
    site.says("/list.opml", f'<opml version="2.0"><body><outline text="group">{outline}</outline></body></opml>')
    site.says("/a.xml", rss(item("http://example.org/a", PARAGRAPH * 3)))
    entry = {
        "id": "7",
        "url": "http://example.org/b",
        "title": "B",
        "content_text": PARAGRAPH * 3,
        "date_published": "2024-05-07T00:00:00Z",
    }
    site.says("/b.json", json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Json", "items": [entry]}))
    storywatch("run", "--config", config(tmp_path, site, "/list.opml"), "--state", "state")
    assert [a["url"] for a in rows(storywatch("export", "articles", "--state", "state"))] == [
        "http://example.org/a",
        "http://example.org/b",
    ]
    saved = tmp_path / "list.opml"
    saved.write_text(f'<opml version="2.0"><body>{outline}</body></opml>', "utf-8")
    assert opml_feeds(saved.read_bytes(), "feed") == [Feed(site.url("/a.xml"), "feed"), Feed(site.url("/b.json"), "feed")]
    assert storywatch("check", "--feeds", saved).exit_code == 0


def test_a_list_from_the_network_leads_to_no_private_address_and_not_in_a_circle(site: Site) -> None:
    inner = Site()
    inner.says("/secret.xml", rss(item("http://example.org/s", PARAGRAPH)))
    outline = '<opml version="2.0"><body><outline type="rss" xmlUrl="{}"/></body></opml>'
    site.says("/a.opml", outline.format(inner.url("/secret.xml")))
    rules = FetchRules(pause=0, retries=0, private_hosts=(site.host,))
    rows, letters, _ = read_feeds([Feed(site.url("/a.opml"))], NOTHING, rules)
    assert rows == [] and inner.asked == Counter()
    assert any("private or loopback" in letter.reason for letter in letters)
    site.says("/b.opml", outline.format(site.url("/c.opml")))
    site.says("/c.opml", outline.format(site.url("/b.opml")))
    _, letters, _ = read_feeds([Feed(site.url("/b.opml"))], NOTHING, rules)
    assert site.asked["/b.opml"] == site.asked["/c.opml"] == 1
    assert any("not followed" in letter.reason for letter in letters)


def test_an_entry_in_two_feeds_is_one_article(site: Site) -> None:
    for path in ("/a.xml", "/b.xml"):
        site.says(path, rss(item(site.url("/page"), "Soldiers go.", "g1")))
    site.says("/page", PAGE)
    feeds = [Feed(site.url("/a.xml")), Feed(site.url("/b.xml"))]
    rows, _, _ = read_feeds(feeds, NOTHING, FetchRules(pause=0, private_hosts=(site.host,)))
    assert len({row["text"] for _, row in rows}) == 1 and len(rows) == 2
    assert site.asked["/page"] == 1 and site.asked["/robots.txt"] == 1


def test_a_changed_article_is_a_new_version_compared_with_the_first(storywatch: Command, site: Site, tmp_path: Path) -> None:
    more = " ".join(f"The harbour has {word} that the soldiers will guard together with the police of the town." for word in
                    ("a lighthouse", "two cranes", "a fish market", "an oil store", "a ferry pier"))  # fmt: skip
    text = "Norland will send {} soldiers to the port of Balta, Defence Minister Ana Kovac said on Monday. " + more
    path = config(tmp_path, site, "/feed.xml")
    for number in (200, 200, 900):
        site.says("/feed.xml", rss(item("http://example.org/1", text.format(number), "guid-1")))
        storywatch("run", "--config", path, "--state", "state")
    first, second = rows(storywatch("export", "articles", "--state", "state"))
    assert second["version_of"] == first["article_id"] and second["story_id"] == first["story_id"]
    assert second["duplicate_of"] is None
    told = [d for d in rows(storywatch("export", "developments", "--state", "state")) if d["article_id"] == second["article_id"]]
    assert [d["text"].split(" soldiers")[0] for d in told] == ["Norland will send 900"]
    repeats = [c for c in rows(storywatch("export", "claims", "--state", "state")) if c["article_id"] == second["article_id"]]
    assert [c["repeats"] is None for c in repeats] == [True, False, False, False, False, False]


def test_a_nonsense_date_is_warned_of_and_the_fetch_time_is_used() -> None:
    from storywatch.transforms.articles.identity import make_article

    (row,) = feed_rows(rss(item("http://example.org/1", PARAGRAPH, date="the 45th of Octember")).encode(), "f", "2024-05-06T07:08:09")
    article, letters = make_article(row, "f")
    assert article and article.published == "2024-05-06T07:08:09"
    assert "cannot be read" in letters[0].reason and letters[0].level == "warning"


def test_where_every_feed_fails_the_first_line_and_the_exit_code_say_so(storywatch: Command, site: Site, tmp_path: Path) -> None:
    site.says("/good", rss(item("http://example.org/g", PARAGRAPH)))
    failed = storywatch("run", "--config", config(tmp_path, site, "/missing", "/gone"), "--state", "state")
    assert failed.exit_code == 3 and failed.output.startswith("every feed failed")
    some = storywatch("run", "--config", config(tmp_path, site, "/missing", "/good"), "--state", "state")
    assert some.exit_code == 0 and "every feed failed" not in some.output
