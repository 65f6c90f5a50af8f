"""Stories, threads, figures and events are tables of the state, and hold what is exported, whatever came before."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ARTICLES
from storywatch.transforms.state import views
from storywatch.transforms.state.store import State
from storywatch.transforms.state.tables import DERIVED
from test_run import write
from typer.testing import Result

Command = Callable[..., Result]


def by_all(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(repr(sorted(row.items())) for row in rows)


def check(where: Path) -> None:
    """The tables hold what the views make of claims and articles."""
    state = State(str(where / "state"))
    head = state.head()
    for name in DERIVED:
        kept = state.read(name, head=head).to_pylist()
        made = [{column: row[column] for column in kept[0]} for row in views.EXPORTS[name](state, head)]
        assert kept and by_all(kept) == by_all(made), name


@pytest.fixture
def twice(storywatch: Command, tmp_path: Path) -> Path:
    """A state of two runs."""
    for part, articles in enumerate((ARTICLES[:2], ARTICLES[2:])):
        write(tmp_path / f"{part}.jsonl", articles)
        assert storywatch("run", "--input", tmp_path / f"{part}.jsonl", "--state", "state").exit_code == 0
        check(tmp_path)
    return tmp_path


def test_tables_follow_marks_and_upkeep(storywatch: Command, twice: Path) -> None:
    state = State("state")
    stories = state.read("stories").to_pylist()
    first, second = sorted(stories, key=lambda row: row["first_seen"])
    assert (first["articles"], second["articles"]) == (4, 1)
    assert storywatch("mark", "split", first["story_id"], "four", "--state", "state").exit_code == 0
    check(twice)
    assert len(state.read("stories").to_pylist()) == 3
    assert storywatch("mark", "merge", first["story_id"], second["story_id"], "--state", "state").exit_code == 0
    check(twice)
    assert storywatch("state", "compact", "--state", "state").exit_code == 0
    check(twice)
    assert storywatch("state", "rewind", "--to", "r-000002", "--state", "state").exit_code == 0
    check(twice)
    assert storywatch("state", "expire", "--older-than", "2024-05-10", "--state", "state").exit_code == 0
    check(twice)


def test_a_state_from_before_there_were_these_tables_gains_them(storywatch: Command, twice: Path) -> None:
    state = State("state")
    head = state.head()
    for name in DERIVED:
        state.catalog.drop_table(f"storywatch.{name}")
    record = {"run_id": "r-old", "model": head.model, "finished": "2024-12-01"}
    state.commit_snapshots(record, {name: of for name, of in head.snapshots.items() if name not in DERIVED}, head)
    late = [
        {
            **ARTICLES[3],
            "id": "six",
            "url": "https://example.org/six",
            "published": "2024-06-20",
            "text": ARTICLES[3]["text"] + " So it was.",
        }
    ]
    write(twice / "late.jsonl", late)
    assert storywatch("run", "--input", twice / "late.jsonl", "--state", "state").exit_code == 0
    check(twice)
