"""The settings file that shows every default."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from storywatch.pipelines.cli import app
from storywatch.pipelines.settings import Settings, load_settings
from typer.testing import CliRunner, Result

DEFAULTS = Path(__file__).parent.parent / "config" / "settings.yaml"


def test_the_file_of_defaults_shows_every_setting_with_its_default() -> None:
    assert load_settings(str(DEFAULTS)) == Settings()
    shown = yaml.safe_load(DEFAULTS.read_text("utf-8"))
    assert set(shown) == set(Settings.model_fields)
    assert set(shown["fetch"]) == set(Settings().fetch.__dataclass_fields__) - {"__pydantic_config__"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"input": ["nowhere/*.jsonl"]}, "nowhere"),
        ({"feeds": ["nowhere.xml"]}, "no such feed file"),
        ({"vocabulary": "nowhere"}, "no such folder"),
        ({"vocabulary": "words"}, "there is no vocabulary of that name"),
        ({"model": "no-such-model"}, "no-such-model"),
        ({"watch": [{"name": "w", "words": ["soldier"], "deliver": ["nobody"]}]}, "channel nobody: no address"),
        ({"watch": [{"name": "w", "words": ["soldier"], "quiet_hours": "22:00-06:00", "timezone": "Nowhere/Town"}]}, "Nowhere/Town"),
        ({"state": "broken"}, "catalog.db is missing"),
    ],
)
def test_check_finds_what_run_would_refuse(storywatch: Callable[..., Result], folder: Path, wrong: dict[str, object], said: str) -> None:
    Path("words").mkdir()
    Path("words/no_such_words.yaml").write_text("a: b", "utf-8")
    Path("broken/warehouse").mkdir(parents=True)
    Path("settings.yaml").write_text(yaml.safe_dump({"input": [str(folder)], "state": "state", **wrong}), "utf-8")
    checked = storywatch("check", "--offline", "--config", "settings.yaml")
    assert checked.exit_code == 2 and said in checked.output, checked.output
    assert not Path("state").exists()


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (["exprot", "claims"], "Did you mean 'export'?"),
        (["state", "veryfy"], "Did you mean 'verify'?"),
        (["run", "--inptu", "x"], "--input"),
        (["export", "claimz"], "'claims'"),
        (["digest", "--since", "2024-11-05", "--until", "2024-11-04"], "is after --until"),
    ],
)
def test_a_slip_is_answered_with_what_was_meant(words: list[str], answer: str) -> None:
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 2 and answer in result.output
