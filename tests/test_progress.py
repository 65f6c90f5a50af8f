"""What a run says while it goes."""

import json
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from storywatch.pipelines import progress
from storywatch.transforms.progress import STAGES, done, listen
from typer.testing import Result

Command = Callable[..., Result]


def test_every_stage_tells_how_many_articles_it_has_done(storywatch: Command, folder: Path) -> None:
    told: dict[str, int] = dict.fromkeys(STAGES, 0)

    def take(stage: str, articles: int) -> None:
        told[stage] += articles

    with pytest.MonkeyPatch.context() as patch:
        # the run listens itself; we hear what it hears
        patch.setattr(progress._Lines, "__call__", lambda _, stage, articles: take(stage, articles))
        assert storywatch("run", "--input", folder, "--state", "state").exit_code == 0
        assert told == dict.fromkeys(STAGES, 5)
        storywatch("run", "--input", folder, "--state", "state")
    assert told == dict.fromkeys(STAGES, 5), "what is known is not done again"


def test_quiet_says_nothing_and_json_is_json(storywatch: Command, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    quiet = storywatch("run", "--input", folder, "--state", "quiet", "--quiet")
    assert (quiet.exit_code, quiet.output) == (0, "")
    found = storywatch("run", "--input", folder, "--state", "state", "--log-format", "json", "--verbose")
    lines = [json.loads(line) for line in found.stderr.splitlines()]
    assert {line["stage"] for line in lines} == set(STAGES) and all({"time", "level", "message"} <= line.keys() for line in lines)
    assert "claims" in found.stdout and "{" not in found.stdout
    both = storywatch("run", "--input", folder, "--quiet", "--verbose")
    assert both.exit_code == 2 and "do not go together" in both.output


def test_lines_come_now_and_then_with_what_is_left(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    progress.log.handlers[:] = []
    monkeypatch.setattr(progress.log, "propagate", True)
    caplog.set_level(logging.INFO, "storywatch")
    lines = progress._Lines()
    lines("articles", 100)
    lines("claims", 10)
    now[0] = 20.0
    lines("claims", 15)
    assert [record.getMessage() for record in caplog.records] == ["claims: 25 of 100 articles, about 60 s left"]


def test_nobody_listens_by_default() -> None:
    listen(None)
    done("claims")
