"""What people read: the digest in its formats, watch lists, and delivery to real servers on the loopback address."""

import email
import json
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import feedparser
import jsonschema
import pyarrow as pa
import pytest
from aiosmtpd.controller import Controller
from conftest import ARTICLES, rows
from storywatch.pipelines import outbox
from storywatch.pipelines.settings import Settings
from storywatch.transforms.developments.statements import CONFIRMS_DENIED
from storywatch.transforms.digest.content import Counts, Digest, StoryDigest, as_merged, fragment_link, headlines_of
from storywatch.transforms.digest.gravity import by_gravity
from storywatch.transforms.digest.lines import Line
from storywatch.transforms.digest.present import present
from storywatch.transforms.digest.render import markdown, schema, text
from storywatch.transforms.digest.watch import WatchList
from storywatch.transforms.state.lineage import Lineage
from storywatch.transforms.state.scan import Head
from storywatch.transforms.state.store import State
from test_run import write
from test_stories import OTHER
from typer.testing import Result

Command = Callable[..., Result]
BALTA = {"name": "Balta", "actors": ["Norland"], "words": ["soldiers"], "deliver": ["hook"]}
SCHEMA = Path(__file__).parent.parent / "docs" / "digest.schema.json"


def configured(where: Path, **settings: Any) -> str:
    """A settings file; the words of the watch list stand for Norland, which no vocabulary knows."""
    path = where / "watch.yaml"
    path.write_text(json.dumps(settings), "utf-8")
    return str(path)


@pytest.fixture
def hook() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """(Apprise address, what was posted) of a webhook."""
    got: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"json://127.0.0.1:{server.server_address[1]}/", got
    server.shutdown()


def test_every_format_says_the_same(storywatch: Command, folder: Path) -> None:
    storywatch("run", "--input", folder, "--state", "state")
    told = json.loads(storywatch("digest", "--state", "state", "--format", "json").stdout)
    jsonschema.validate(told, json.loads(SCHEMA.read_text("utf-8")))
    assert SCHEMA.read_text("utf-8") == schema()
    alerts = [line for story in told["stories"] for line in story["alerts"]]
    feed = feedparser.parse(storywatch("digest", "--state", "state", "--format", "atom").stdout)
    assert not feed.bozo and feed.version == "atom10"
    assert [e.id for e in feed.entries] == [f"urn:storywatch:{line['development_id']}" for line in alerts]
    assert {e.updated[:10] for e in feed.entries} == {line["published"][:10] for line in alerts}
    mail = email.message_from_string(storywatch("digest", "--state", "state", "--format", "eml").stdout)
    kinds = {part.get_content_type(): part.get_payload(decode=True).decode() for part in mail.walk() if not part.is_multipart()}  # type: ignore[union-attr]
    assert set(kinds) == {"text/plain", "text/html"}
    for line in alerts:
        assert line["text"] in kinds["text/html"]
        assert line["text"] in kinds["text/plain"]
    assert 'style="' in kinds["text/html"]


def test_a_digest_twice_is_the_same_and_a_quiet_one_is_one_line(storywatch: Command, folder: Path, tmp_path: Path) -> None:
    storywatch("run", "--input", folder, "--state", "state")
    for format in ("md", "html", "json", "atom"):
        words = ("digest", "--state", "state", "--format", format)
        assert storywatch(*words).stdout == storywatch(*words).stdout
    storywatch("run", "--input", folder, "--state", "state", "--digest", "again")
    assert "Nothing new." in next(Path("again").glob("*.md")).read_text("utf-8")
    path = configured(tmp_path, input=[str(folder)], quiet=True, digest="quiet")
    storywatch("run", "--config", path, "--state", "state")
    assert not list(Path("quiet").glob("*"))


def test_a_link_leads_to_the_sentence() -> None:
    assert fragment_link("https://example.org/a#b", "Two ships - one old - came.") == (
        "https://example.org/a#:~:text=Two%20ships%20%2D%20one%20old%20%2D%20came."
    )


def test_watch_lists_choose_what_is_alerted(storywatch: Command, tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", [*ARTICLES, *OTHER])
    watch = [
        {"name": "Balta", "words": ["Balta"], "severity": "high"},
        {"name": "Tamar", "examples": ["Warships of Sundria escort tankers in the Strait of Tamar."]},
    ]
    path = configured(tmp_path, input=[str(file)], watch=watch)
    result = storywatch("run", "--config", path, "--state", "state", "--digest", "digest")
    assert result.exit_code == 0, result.output
    told = json.loads(next(Path("digest").glob("*.json")).read_text("utf-8"))
    of_list = {story["watch"][0]: story for story in told["stories"]}
    assert set(of_list) == {"Balta", "Tamar"}
    assert {line["severity"] for line in of_list["Balta"]["alerts"]} <= {"high", "critical"}
    assert any(line["severity"] == "medium" for line in of_list["Balta"]["details"] + of_list["Tamar"]["alerts"])
    assert ["Cheese" in s["title"] for s in told["uncovered"]] == [True]
    plain = next(Path("digest").glob("*.md")).read_text("utf-8")
    assert plain.index("# Balta") < plain.index("# Tamar") < plain.index("New stories that no watch list covers")


def test_names_on_a_watch_list_may_be_any_that_the_vocabulary_knows() -> None:
    from storywatch.transforms.digest.watch import held

    claim = {"text": "Soldiers came.", "actors": ["North Korea"], "places": ["Kursk region"], "speaker_party": None}
    assert all(held(WatchList("a", actors=("DPRK",), places=("Kursk Oblast",)), [claim], [], None).values())
    assert held(WatchList("a", actors=("DPRK",), places=("Haiti",)), [claim], [], None) == {"actors": True, "places": False}


def test_an_article_with_an_excluded_word_is_on_no_list() -> None:
    from storywatch.transforms.digest.watch import held

    claim = {"text": "Soldiers came to the parade.", "actors": ["North Korea"], "places": [], "speaker_party": None}
    assert held(WatchList("a", words=("soldiers",), exclude=("parade",)), [claim], [], None) == {"words": True, "exclude": False}
    assert all(held(WatchList("a", words=("soldiers",), exclude=("match",)), [claim], [], None).values())


def test_a_watch_list_is_tried_on_what_the_state_knows(storywatch: Command, folder: Path, tmp_path: Path) -> None:
    storywatch("run", "--input", folder, "--state", "state")
    lists = [{"name": "Balta", "words": ["soldiers"]}, {"name": "away", "places": ["Nowhereville"], "words": ["soldiers"]}]
    config = configured(tmp_path, watch=lists)
    caught = storywatch("watch", "test", "Balta", "--config", config, "--state", "state", "--days", "400").stdout
    assert "  caught  " in caught and "  missed  " not in caught and "not known by name" not in caught
    missed = storywatch("watch", "test", "away", "--config", config, "--state", "state", "--days", "400").stdout
    assert "not known by name: Nowhereville" in missed and "  caught  " not in missed and "; none of its places" in missed
    unknown = storywatch("watch", "test", "nobody", "--config", config, "--state", "state")
    assert unknown.exit_code == 2 and "has no watch list nobody; it has: Balta, away" in unknown.output


def test_a_bad_watch_list_names_the_line(storywatch: Command, tmp_path: Path) -> None:
    for written, wanted in (
        ("watch:\n  - name: a\n    words: [x]\n    severty: high\n", "line 4: watch.0.severty"),
        ("watch:\n  - name: a\n", "line 2: watch.0"),
        ("watch:\n  - name: a\n    words: ['(']\n", "word '('"),
        ("watch:\n  - name: a\n    words: [x]\n    quiet_hours: late\n", "expected hours as 22:00-06:00"),
        ("feeds:\n  - url: http://x/\n    full_txt: page\n", "line 3: feeds.0"),
        ("fetch:\n  pause: soon\n", "line 2: fetch.pause"),
    ):
        (tmp_path / "bad.yaml").write_text(written, "utf-8")
        result = storywatch("check", "--offline", "--config", "bad.yaml")
        assert result.exit_code == 2 and wanted in result.output, (written, result.output)
        assert len(result.output.strip().splitlines()) == 1


def test_the_lists_that_come_with_the_project_hold(storywatch: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(__file__).parent.parent / "config"
    # what they read is named as seen from the project's folder
    monkeypatch.chdir(folder.parent)
    for path in (*sorted((folder / "watch").glob("*.yaml")), folder / "settings.yaml"):
        assert storywatch("check", "--offline", "--config", path).exit_code == 0, path
    assert "35 feeds" in storywatch("check", "--offline", "--config", folder / "watch" / "defence.yaml").stdout


def test_alerts_are_posted_once_with_their_ids(
    storywatch: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hook: tuple[str, list[dict[str, Any]]]
) -> None:
    where, got = hook
    monkeypatch.setenv("STORYWATCH_CHANNEL_HOOK", where)
    watch = [{"name": "Balta", "words": ["Balta"], "deliver": ["hook"], "most_per_day": 2}]
    first = configured(tmp_path, input=[str(write(tmp_path / "1.jsonl", ARTICLES[:1]))], watch=watch)
    result = storywatch("run", "--config", first, "--state", "state")
    assert "Balta: hook: 1 messages sent" in result.output and where not in result.output
    (alert,) = [d for d in rows(storywatch("export", "developments", "--state", "state")) if d["severity"] != "low"]
    assert f"id: {alert['development_id']}" in got[0]["message"] and "FIRST REPORT" in got[0]["title"].upper()
    storywatch("run", "--config", first, "--state", "state")
    assert len(got) == 1
    second = configured(tmp_path, input=[str(write(tmp_path / "2.jsonl", ARTICLES[1:]))], watch=watch)
    storywatch("run", "--config", second, "--state", "state")
    # one more message today, then the rest in one
    assert len(got) == 3 and "more alerts" in got[2]["title"]
    told = rows(storywatch("export", "developments", "--state", "state"))
    alerts = {d["development_id"] for d in told if d["severity"] != "low" and d["article_id"] != "five"}
    assert alerts == {r["development_id"] for r in State("state").deliveries()} - {"*"}
    storywatch("run", "--config", second, "--state", "state")
    assert len(got) == 3
    assert storywatch("state", "verify", "--state", "state").exit_code == 0


def test_a_crash_between_sending_and_marking_repeats_the_same_id(
    storywatch: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hook: tuple[str, list[dict[str, Any]]]
) -> None:
    where, got = hook
    monkeypatch.setenv("STORYWATCH_CHANNEL_HOOK", where)
    path = configured(tmp_path, input=[str(write(tmp_path / "1.jsonl", ARTICLES[:1]))], watch=[{**BALTA, "actors": []}])
    with monkeypatch.context() as patch:
        calls = 0
        original = State.mark

        def dies(*given: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == 3:  # the first marks the beginning of the channel, the second the digest
                raise RuntimeError("crash")
            return original(*given)

        patch.setattr(State, "mark", dies)
        # the state has the run, and what is owed goes out with the next one
        assert storywatch("run", "--config", path, "--state", "state").exit_code == 4
    assert storywatch("run", "--config", path, "--state", "state").exit_code == 0
    assert len(got) == 2 and got[0]["message"] == got[1]["message"]


def test_a_server_that_is_down_gets_it_with_the_next_run(
    storywatch: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hook: tuple[str, list[dict[str, Any]]]
) -> None:
    where, got = hook
    monkeypatch.setenv("STORYWATCH_CHANNEL_HOOK", "json://127.0.0.1:9/")
    path = configured(tmp_path, input=[str(write(tmp_path / "1.jsonl", ARTICLES[:1]))], watch=[{**BALTA, "actors": []}])
    down = storywatch("run", "--config", path, "--state", "state")
    assert down.exit_code == 0 and "could not be sent; the next run tries again" in down.output
    monkeypatch.setenv("STORYWATCH_CHANNEL_HOOK", where)
    storywatch("run", "--config", path, "--state", "state")
    assert len(got) == 1


def test_alerts_go_by_mail(storywatch: Command, tmp_path: Path) -> None:
    mails: list[Any] = []

    class Inbox:
        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
            mails.append(envelope)
            return "250 OK"

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(Inbox(), hostname="127.0.0.1", port=port)
    server.start()
    (tmp_path / "secrets.yaml").write_text(
        f"desk-mail: 'mailto://127.0.0.1:{port}/?from=watch@example.org&to=desk@example.org&mode=insecure'\n"
    )
    path = configured(
        tmp_path, input=[str(write(tmp_path / "1.jsonl", ARTICLES[:1]))], secrets="secrets.yaml",
        watch=[{"name": "Balta", "words": ["Balta"], "deliver": ["desk-mail"]}],
    )  # fmt: skip
    result = storywatch("run", "--config", path, "--state", "state")
    server.stop()
    assert result.exit_code == 0, result.output
    assert mails[0].rcpt_tos == ["desk@example.org"]
    mail = email.message_from_bytes(mails[0].content)
    text = "".join(p.get_payload(decode=True).decode() for p in mail.walk() if not p.is_multipart())  # type: ignore[union-attr]
    assert "Norland will send 200 soldiers" in text and "id: d-" in text


def test_a_channel_without_an_address_stops_the_run_before_it_begins(storywatch: Command, tmp_path: Path) -> None:
    path = configured(tmp_path, input=[str(write(tmp_path / "1.jsonl", ARTICLES[:1]))], watch=[BALTA])
    result = storywatch("run", "--config", path, "--state", "state")
    assert result.exit_code == 2 and "STORYWATCH_CHANNEL_HOOK" in result.output
    assert rows(storywatch("export", "articles", "--state", "state")) == []


def test_quiet_hours_are_of_the_lists_own_time_zone() -> None:
    night = datetime(2024, 7, 1, 21, 30, tzinfo=UTC)
    assert outbox.quiet("22:00-06:00", "Europe/Berlin", night)
    assert not outbox.quiet("22:00-06:00", "UTC", night)
    assert not outbox.quiet(None, "UTC", night)
    assert Settings(watch=[{"name": "a", "words": ["b"]}]).watch[0].timezone == "UTC"  # type: ignore[list-item]


def line(name: str, kind: str, day: str, reason: str = "new", text: str = "", **more: Any) -> Line:
    said = text or f"What {name} says of the soldiers in Balta."
    return Line(name, kind, "high", day, said, reason, "Ana Kovac", "Defence Minister", "Wire", f"https://example.org/{name}",
                f"https://example.org/{name}#:~:text=What", 1, None, name, name, **more)  # fmt: skip


def told(*stories: tuple[str, list[Line]], **more: Any) -> Digest:
    shown = tuple(StoryDigest(f"s-{title}", title, "in_transit", 3, 2, tuple(lines), (), ("200 soldiers in Balta (Ana Kovac, 2024-05-06)",))
                  for title, lines in stories)  # fmt: skip
    return Digest("storywatch digest: everything", None, None, Counts(5, 4, 3, 1), headlines_of(shown), shown, **more)


def test_the_gravest_come_first_whatever_their_day() -> None:
    order = [
        "reversal",
        "combat",
        "casualties",
        "withdrawal",
        "denial",
        "first_report",
        "movement",
        "status_change",
        "figure_change",
        "other",
    ]
    lines = [line(kind, "confirmation" if kind == "reversal" else kind, f"2024-05-{20 - i:02}",
                  f"Norland confirms it, {CONFIRMS_DENIED}" if kind == "reversal" else "new") for i, kind in enumerate(reversed(order))]  # fmt: skip
    assert [found.development_id for found in by_gravity(lines)] == order
    newer = line("newer", "combat", "2024-06-01")
    assert [x.development_id for x in by_gravity([*lines, newer])][1:3] == ["newer", "combat"]


def test_the_top_has_five_lines_and_not_all_of_one_story() -> None:
    one = [line(f"one{i}", "combat", f"2024-05-{i + 1:02}") for i in range(6)]
    two = [line(f"two{i}", "figure_change", f"2024-05-{i + 1:02}") for i in range(6)]
    assert [h.story for h in told(("One", one), ("Two", two)).headlines] == ["One"] * 3 + ["Two"] * 2


def test_a_digest_shows_how_a_story_stands_and_counts_what_it_does_not_show() -> None:
    many = [line(f"n{i}", "figure_change", f"2024-05-{i + 1:02}") for i in range(5)]
    page = markdown(told(("Balta: soldiers", many), ("Ostia", [line("o", "combat", "2024-05-09")])))
    assert "Now: 200 soldiers in Balta (Ana Kovac, 2024-05-06); last told: in transit." in page
    assert "- and 3 earlier (2024-05-01, 2024-05-02, 2024-05-03)" in page
    assert "5 new articles · 4 alerts · 2 of 3 feeds read" in page
    assert "single source" in page and "s-Balta" not in page and "in_transit" not in page


def test_plain_text_has_no_marks() -> None:
    digest = told(("Balta: soldiers_and *ships*", [line("a", "combat", "2024-05-09", text="It was *not* [so], he said: 2-3 men & 1_000.")]))
    page = text(digest)
    assert "Balta: soldiers_and *ships*" in page and "“It was *not* [so], he said: 2-3 men & 1_000.”" in page
    assert "\\" not in page and "**" not in page and "https://example.org/a#:~:text=What" in page
    marked = markdown(digest)
    assert "2024-05-09" in marked and r"It was \*not\* \[so\], he said: 2-3 men & 1\_000." in marked


def test_a_failing_feed_is_the_first_thing_said() -> None:
    page = text(told(("Balta", [line("a", "combat", "2024-05-09")]), failing_feeds=("x.xml could not be read in 3 runs in a row: gone",)))
    assert page.splitlines()[3].startswith("x.xml could not be read")


def test_a_past_period_knows_nothing_of_later(storywatch: Command, folder: Path) -> None:
    storywatch("run", "--input", folder, "--state", "state")
    then = json.loads(storywatch("digest", "--state", "state", "--until", "2024-05-10", "--format", "json").stdout)
    (story,) = [s for s in then["stories"] if "Norland" in s["title"] or "Balta" in s["title"]]
    assert story["articles"] == 1 and story["status"] == "announced"
    assert story["present"] == ["200 soldiers planned to Balta (Ana Kovac, 2024-05-06)"]
    now = json.loads(storywatch("digest", "--state", "state", "--format", "json").stdout)
    (story,) = [s for s in now["stories"] if s["story_id"] == story["story_id"]]
    assert any("killed" in number for number in story["present"]) and story["articles"] == 4


def test_a_period_that_ends_before_it_begins_is_refused(storywatch: Command, folder: Path) -> None:
    result = storywatch("digest", "--since", "2024-05-02", "--until", "2024-05-01")
    assert result.exit_code == 2 and "is after" in result.output


def test_a_story_has_one_first_report() -> None:
    first, later = (
        line("a", "first_report", "2024-05-06", "first report of this story"),
        line("b", "first_report", "2024-05-20", "first report of this story"),
    )
    assert as_merged(first, "2024-05-06").reason == "first report of this story"
    assert as_merged(later, "2024-05-06").reason == "the first report of what turned out to be this story"


def test_who_confirms_what_he_denied_disputes_it_no_longer() -> None:
    claims = [{"claim_id": f"c{i}", "story_id": "s", "article_id": f"a{i}", "published": f"2024-05-0{i}", "background": False, "figures": [],
               "speaker": "Ana Kovac", "speaker_party": "Norland"} for i in (1, 2)]  # fmt: skip
    told = [{"claim_id": f"c{i}", "story_id": "s", "article_id": f"a{i}", "published": f"2024-05-0{i}", "development_id": f"d{i}",
             "kind": kind, "reason": ""} for i, kind in ((1, "denial"), (2, "confirmation"))]  # fmt: skip

    class Kept:
        def lineage(self, head: Head) -> Lineage:
            return Lineage()

        def read(self, name: str, *_: Any) -> Any:
            return pa.Table.from_pylist(claims if name == "claims" else told)

    assert present(Kept(), Head(), {"s"}, "2024-05-01") == {"s": ["denied by Norland (2024-05-01)"]}  # type: ignore[arg-type]
    assert present(Kept(), Head(), {"s"}, None) == {"s": []}  # type: ignore[arg-type]
