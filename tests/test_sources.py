"""What is known of sources: their class, and the letters that a user gives them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ARTICLES
from storywatch.transforms.digest.sources import Source, source_of
from test_run import write
from typer.testing import Result

Command = Callable[..., Result]


@pytest.mark.parametrize(
    ("name", "url", "kind"),
    [
        ("TASS", "https://tass.com/defense/1", "state media"),
        ("anything", "https://english.news.cn/x", "state media"),
        ("reuters", None, "agency"),
        ("Norland Post", "https://post.example/x", None),
        # no part of another name
        ("Start", "https://start.com/x", None),
        ("x", "https://nottass.com/x", None),
        (None, None, None),
        # an address that is none does not stop a digest
        ("TASS", "http://[bad/x", "state media"),
        ("UK Ministry of Defence", "https://www.gov.uk/government/news", "government"),
    ],
)
def test_the_class_of_a_source_by_host_and_name(name: str | None, url: str | None, kind: str | None) -> None:
    assert source_of(name, url, {}).kind == kind


def test_settings_go_before_what_comes_with_the_project() -> None:
    settings = {"tass.com": Source(reliability="D"), "Wire": Source("agency", "B"), "rt.com": Source("press")}
    assert source_of("TASS", "https://tass.com/x", settings) == Source("state media", "D")
    assert source_of("wire", "https://wire.example/x", settings).shown() == "agency, reliability B (usually reliable)"
    assert source_of("RT", "https://www.rt.com/x", settings).kind == "press"
    assert source_of("Post", None, settings).shown() is None


def test_classes_and_letters_are_shown_in_digest_and_pages(storywatch: Command, tmp_path: Path) -> None:
    settings = tmp_path / "settings.yaml"
    settings.write_text("sources:\n  Wire: {kind: state media, reliability: E}\n", "utf-8")
    words: list[Any] = ["--config", settings, "--input", write(tmp_path / "a.jsonl", ARTICLES), "--state", "state", "--digest", "digest"]
    assert storywatch("run", *words).exit_code == 0
    for shown in (
        next(Path("digest").glob("*.md")).read_text("utf-8"),
        storywatch("digest", "--config", settings, "--format", "html").stdout,
    ):
        assert "state media, reliability E (unreliable)" in shown
    assert storywatch("site", "--config", settings).exit_code == 0
    assert "state media, reliability E (unreliable)" in Path("site/sources.html").read_text("utf-8")
    text = (
        settings.read_text("utf-8")
        + "watch:\n  - {name: Balta & all, places: [Balta], severity: high}\n  - {name: Cheese, words: [cheese]}\n"
    )
    settings.write_text(text, "utf-8")
    assert storywatch("site", "--config", settings, "--out", "lists").exit_code == 0
    feeds = {feed.read_text("utf-8").partition("<title>")[2].partition("<")[0]: feed for feed in Path("lists/lists").glob("*.atom")}
    assert set(feeds) == {"storywatch: Balta &amp; all", "storywatch: Cheese"}
    entries = feeds["storywatch: Balta &amp; all"].read_text("utf-8")
    # alerts of its stories from its severity on
    assert "Two soldiers from Norland were killed" in entries and 'term="medium"' not in entries
    assert "<entry>" not in feeds["storywatch: Cheese"].read_text("utf-8")
    overview = Path("lists/index.html").read_text("utf-8")
    assert all(f"lists/{feed.name}" in overview for feed in feeds.values())
    assert storywatch("site", "--out", "other").exit_code == 0
    assert "reliability" not in Path("other/sources.html").read_text("utf-8").replace("Class, reliability", "")
    settings.write_text("sources:\n  Wire: {reliability: G}\n", "utf-8")
    refused = storywatch("digest", "--config", settings)
    assert refused.exit_code == 2 and "settings.yaml, line 2: sources.Wire.reliability" in refused.output
