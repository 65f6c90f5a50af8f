"""`import storywatch` gives a state as Arrow tables and data frames, and the tables of a state to SQL."""

import re
from datetime import date, datetime
from pathlib import Path

import pytest
from conftest import rows
from storywatch.transforms.state.reader import TABLES
from storywatch.transforms.state.scan import StateError
from storywatch.transforms.state.tables import SCHEMAS
from storywatch.transforms.state.views import EXPORTS
from typer.testing import CliRunner

import storywatch

README = Path(__file__).parent.parent / "README.md"


def test_every_table_is_what_is_exported_with_times_as_times(seeds: Path) -> None:
    from storywatch.pipelines.cli import app

    state = storywatch.open(seeds / "state")
    for name in TABLES:
        told = rows(CliRunner().invoke(app, ["export", name, "--state", str(seeds / "state")]))
        table = state.arrow(name)
        assert table.num_rows == len(told) > 0
        assert [row.get("story_id") for row in table.to_pylist()] == [row.get("story_id") for row in told]
        frame = getattr(state, name)()
        assert list(frame.columns) == table.column_names and len(frame) == len(told)
        for column in {"published", "first_seen", "last_seen"} & set(frame.columns):
            assert frame[column].dtype.kind == "M", (name, column)


@pytest.mark.parametrize("name", [*TABLES, "timeline", "marks", "deadletters"])
def test_every_field_is_described(seeds: Path, name: str) -> None:
    page = (README.parent / "docs" / "fields.md").read_text("utf-8")
    part = page.split(f"\n## {name}\n")[1].split("\n## ")[0] if name in TABLES else page.split("\n## Others\n")[1]
    state = storywatch.open(seeds / "state")
    told = EXPORTS[name](state.state, state.head) or [dict.fromkeys(SCHEMAS[name].names if name in SCHEMAS else ())]
    described = set(re.findall(r"`(\w+)`", part))
    assert {field for field in told[0] if field != "number"} <= described, set(told[0]) - described


def test_a_period_is_its_days_and_what_is_no_day_is_refused(seeds: Path) -> None:
    state = storywatch.open(seeds / "state")
    found = state.developments(since="2024-10-28", until=date(2024, 11, 4))
    assert len(found) and found["published"].min() >= datetime(2024, 10, 28) and found["published"].max() <= datetime(2024, 11, 4)
    assert len(found) < len(state.developments())
    # a story counts with any report in the period
    assert 0 < len(state.stories(since="2024-10-28", until="2024-10-28")) < len(state.stories())
    with pytest.raises(ValueError, match="expected a day"):
        state.arrow("claims", since="yesterday")
    with pytest.raises(ValueError, match="no table 'claim'"):
        state.arrow("claim")
    with pytest.raises(StateError, match="no state here"):
        storywatch.open(seeds / "elsewhere")


@pytest.mark.parametrize("recipe", re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL))
def test_the_recipes_of_the_readme(seeds: Path, monkeypatch: pytest.MonkeyPatch, recipe: str) -> None:
    monkeypatch.chdir(seeds)
    known: dict[str, object] = {}
    exec(recipe, known)
    assert known["found"] is not None and len(known["found"]) > 0  # type: ignore[arg-type]
