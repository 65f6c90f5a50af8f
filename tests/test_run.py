"""Whole runs through the command line, on the DirectRunner."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from conftest import ARTICLES, rows
from typer.testing import Result

Command = Callable[..., Result]
EXPORTS = ("articles", "claims", "stories", "threads", "developments")
SEEDS = Path(__file__).parent.parent / "seeds"


def exports(storywatch: Command, state: str) -> dict[str, str]:
    """Every export as text, without what names the run and the input file."""
    out = {}
    for what in EXPORTS:
        found = rows(storywatch("export", what, "--state", state))
        out[what] = "\n".join(json.dumps({k: v for k, v in row.items() if k not in ("run_id", "input")}) for row in found)
    return out


def write(path: Path, articles: list[dict[str, Any]]) -> Path:
    path.write_text("\n".join(json.dumps(a) for a in articles) + "\n", "utf-8")
    return path


def test_from_a_folder_to_a_digest(storywatch: Command, folder: Path) -> None:
    result = storywatch("run", "--input", folder, "--state", "state", "--digest", "digest")
    assert result.exit_code == 0, result.output
    articles = {a["article_id"]: a for a in rows(storywatch("export", "articles", "--state", "state"))}
    claims = rows(storywatch("export", "claims", "--state", "state"))
    developments = rows(storywatch("export", "developments", "--state", "state"))
    assert len(articles) == 5
    for claim in claims:
        assert articles[claim["article_id"]]["text"][claim["start"] : claim["end"]] == claim["text"]
    # three steps of one deployment and their copy are one story, the cheese another
    assert len({articles[i]["story_id"] for i in ("one", "two", "three", "four")}) == 1
    assert articles["five"]["story_id"] != articles["one"]["story_id"]
    # the copy is marked and raises nothing
    assert articles["three"]["duplicate_of"] == "two" or articles["two"]["duplicate_of"] == "three"
    assert not any(d["article_id"] == ("three" if articles["three"]["duplicate_of"] else "two") for d in developments)
    alerts = {(d["article_id"], d["kind"]) for d in developments if d["severity"] != "low"}
    assert ("one", "first_report") in alerts
    assert ("four", "casualties") in alerts
    digest = next(Path("digest").glob("*.md")).read_text("utf-8")
    assert "Two soldiers from Norland were killed" in digest
    assert "https://example.org/four#:~:text=" in digest


def test_a_development_is_new_against_something_earlier(storywatch: Command, tmp_path: Path) -> None:
    said = "{} Norwegian soldiers are in Narva, Norway's defence minister Ana Kovac said in Oslo."
    articles = [
        {"id": str(i), "title": f"{n} Norwegian soldiers in Narva", "published": f"2024-05-0{i}", "text": said.format(n)}
        for i, n in enumerate((200, 600), 1)
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, articles)), "utf-8")
    storywatch("run", "--input", tmp_path / "in.jsonl", "--state", "state")
    claims = {c["claim_id"]: c for c in rows(storywatch("export", "claims", "--state", "state"))}
    developments = rows(storywatch("export", "developments", "--state", "state"))
    against = [d for d in developments if d["previous_claim_id"]]
    assert [d["reason"] for d in against] == ["soldiers of Norway (Narva): 600; so far: 200 (Ana Kovac, 2024-05-01)"]
    for d in against:
        before = claims[d["previous_claim_id"]]
        assert (before["published"], before["article_id"]) < (d["published"], d["article_id"])
    ledger = rows(storywatch("export", "figures", "--state", "state"))
    assert [(f["thing"], f["measure"], f["whose"], f["place"], f["low"], f["party"]) for f in ledger] == [
        ("soldier", "total", "Norway", "Narva", 200.0, "Norway"), ("soldier", "total", "Norway", "Narva", 600.0, "Norway")
    ]  # fmt: skip


def test_a_second_run_adds_nothing_and_embeds_nothing(storywatch: Command, folder: Path) -> None:
    storywatch("run", "--input", folder, "--state", "state")
    before = exports(storywatch, "state")
    again = storywatch("run", "--input", folder, "--state", "state")
    assert "claims embedded          0" in again.output
    assert "developments             0" in again.output
    assert exports(storywatch, "state") == before


def test_order_runs_and_workers_change_nothing(storywatch: Command, tmp_path: Path) -> None:
    whole = write(tmp_path / "whole.jsonl", ARTICLES)
    storywatch("run", "--input", whole, "--state", "whole")
    wanted = exports(storywatch, "whole")
    shuffled = list(ARTICLES)
    random.Random(3).shuffle(shuffled)
    storywatch("run", "--input", write(tmp_path / "shuffled.jsonl", shuffled), "--state", "shuffled")
    assert exports(storywatch, "shuffled") == wanted
    for day in sorted({a["published"] for a in ARTICLES}):
        part = write(tmp_path / f"{day}.jsonl", [a for a in ARTICLES if a["published"] == day])
        assert storywatch("run", "--input", part, "--state", "daily").exit_code == 0
    assert exports(storywatch, "daily") == wanted
    two = ("--", "--direct_num_workers=2", "--direct_running_mode=multi_threading")
    assert storywatch("run", "--input", whole, "--state", "two", *two).exit_code == 0
    assert exports(storywatch, "two") == wanted


def test_the_seeds_tell_their_stories_and_a_second_run_is_silent(storywatch: Command) -> None:
    assert storywatch("run", "--input", SEEDS, "--state", "state").exit_code == 0
    before = exports(storywatch, "state")
    stories = sorted((s["articles"] for s in rows(storywatch("export", "stories", "--state", "state"))), reverse=True)
    assert stories[0] == 28
    assert stories[1] >= 10
    kinds = {d["kind"] for d in rows(storywatch("export", "developments", "--state", "state")) if d["severity"] != "low"}
    assert {"first_report", "denial", "combat", "casualties", "movement", "confirmation"} <= kinds
    told = [d for d in rows(storywatch("export", "developments", "--state", "state")) if d["severity"] != "low"]
    assert {d["published"] for d in told if "which it denied before" in d["reason"]} == {"2025-04-28"}
    assert "2025-04-26" in {d["published"] for d in told if d["kind"] == "confirmation"}
    assert any("At least 10,000; so far: Around 8,000" in d["reason"] for d in told)
    again = storywatch("run", "--input", SEEDS, "--state", "state")
    assert "developments             0" in again.output
    assert exports(storywatch, "state") == before


def test_bad_input_goes_to_the_dead_letters_and_the_rest_goes_through(storywatch: Command, folder: Path) -> None:
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.md").write_bytes(b"\0\1\2\3")
    (folder / "broken.jsonl").write_text(
        '{"id": "ok", "text": "A ship came."}\n{broken\n{"id": "future", "text": "B.", "published": "2999-01-01"}\n'
    )
    (folder / "huge.txt").write_text("word " * 400_000)
    result = storywatch("run", "--input", folder, "--state", "state")
    assert result.exit_code == 0, result.output
    letters = rows(storywatch("export", "deadletters", "--state", "state"))
    reasons = " | ".join(f"{d['level']} {Path(d['input'].split(',')[0]).name} {d['reason']}" for d in letters)
    for wanted in ("error empty.txt the file is empty", "error binary.md the file is binary", "error broken.jsonl broken JSON",
                   "lies in the future", "warning broken.jsonl no date", "error huge.txt text of 2,000,000 characters"):  # fmt: skip
        assert wanted in reasons
    ids = {a["article_id"] for a in rows(storywatch("export", "articles", "--state", "state"))}
    assert {"one", "two", "three", "four", "five", "ok", "future"} <= ids


def test_bad_commands_give_one_line_and_exit_2(storywatch: Command, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("input: [a]\nneighbours: soon\n", "utf-8")
    for words, wanted in (
        (("run", "--input", "nothing-here"), "no such file"),
        (("run",), "nothing to read"),
        (("run", "--config", "bad.yaml"), "bad.yaml, line 2: neighbours"),
        (("run", "--config", "missing.yaml"), "missing.yaml"),
        (("digest", "--since", "soon"), "not a day"),
        (("export", "claims", "--as-of", "soon"), "not a day"),
        (("site", "--as-of", "2024-13-01"), "not a day"),
        (("run", "--input", tmp_path, "--", "--no_such_option=1"), "Beam knows no option --no_such_option=1"),
        (
            ("run", "--input", tmp_path, "--", "--runner=FlinkRunner", "--flink_master=jm:8081"),
            "is for one machine, FlinkRunner works on several",
        ),
        (("run", "--input", tmp_path, "--", "--runner=DataflowRunner"), "is for one machine, DataflowRunner works on several"),
        (("run", "--input", tmp_path, "--", "--runner=PortableRunner", "--job_endpoint=jobs:8099"), "PortableRunner works on several"),
        (("init", "bad.yaml"), "bad.yaml: File exists"),
    ):
        result = storywatch(*words)
        assert result.exit_code == 2, words
        assert wanted in result.output
        assert len(result.output.strip().splitlines()) == 1


def test_init_writes_settings_that_hold_and_the_version_is_told(storywatch: Command, tmp_path: Path) -> None:
    assert storywatch("init", "mine.yaml").exit_code == 0
    assert "settings: sound" in storywatch("check", "--offline", "--config", "mine.yaml").output
    assert storywatch("--version").output.startswith("storywatch 0.")


def test_the_demo_makes_a_digest_and_pages(storywatch: Command, tmp_path: Path) -> None:
    result = storywatch("demo", "--out", "shown")
    assert result.exit_code == 0, result.output
    assert Path("shown/site/index.html").is_file() and list(Path("shown/digest").glob("*.html"))
    assert str(tmp_path / "shown" / "site" / "index.html") in result.output
    again = storywatch("demo", "--out", "shown")
    assert again.exit_code == 2 and "not empty" in again.output


def test_a_state_that_is_not_there_is_said_in_one_line(storywatch: Command) -> None:
    result = storywatch("export", "claims", "--state", "nowhere")
    assert result.exit_code == 1
    assert "no state here" in result.output


def test_two_runs_at_once_do_not_mix(storywatch: Command, folder: Path) -> None:
    from storywatch.transforms.state.lock import exclusive

    with exclusive("state"):
        result = storywatch("run", "--input", folder, "--state", "state")
    assert result.exit_code == 1
    assert "another run is using the state" in result.output


def test_hostile_text_is_harmless_in_the_digest(storywatch: Command, tmp_path: Path) -> None:
    text = "Norland sent 200 soldiers <script>alert(1)</script> [x](javascript:alert(1)) \x1b[31m\u202e to Balta on Monday."
    write(
        tmp_path / "a.jsonl",
        [{"id": "a", "title": "=cmd|'/c'!A1 <b>bold</b>", "url": "javascript:alert(1)", "published": "2024-05-06", "text": text}],
    )
    storywatch("run", "--input", tmp_path / "a.jsonl", "--state", "state", "--digest", "digest")
    page = next(Path("digest").glob("*.html")).read_text("utf-8")
    assert "<script" not in page and 'javascript:alert(1)"' not in page and "\x1b" not in page and "\u202e" not in page
    plain = next(Path("digest").glob("*.md")).read_text("utf-8")
    assert "[x](" not in plain and "\x1b" not in plain
    table = storywatch("export", "articles", "--state", "state", "--format", "csv").stdout
    assert ",'=cmd" in table or ",\"'=cmd" in table
