"""Looking after a state: compact, expire, verify, rewind, backup, moves, and files that are damaged."""

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ARTICLES, rows
from storywatch.pipelines.cli import app
from storywatch.transforms.state.commit import commit
from storywatch.transforms.state.scan import StateError
from storywatch.transforms.state.store import State
from storywatch.transforms.state.tables import table
from test_run import exports, write
from typer.testing import CliRunner, Result

Command = Callable[..., Result]
STORYWATCH = [sys.executable, "-m", "storywatch.pipelines.cli"]
HERE = Path(__file__).parent


RUNS = int(os.environ.get("STORYWATCH_RUNS", "4"))
"""Runs of the state that is moved; 30 take some minutes."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three inputs and a state of three runs, and a copy of it to go back to (a state keeps its place)."""
    where = tmp_path_factory.mktemp("made")
    for name, part in (("1", ARTICLES[:2]), ("2", ARTICLES[2:3]), ("3", ARTICLES[3:])):
        words = ["run", "--input", str(write(where / f"{name}.jsonl", part)), "--state", str(where / "state"), "--digest", str(where / "d")]
        assert CliRunner().invoke(app, words).exit_code == 0
    shutil.copytree(where / "state", where / "kept")
    return where


@pytest.fixture
def three_runs(made: Path, storywatch: Command, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The state of three runs, fresh."""
    shutil.rmtree(made / "state", ignore_errors=True)
    shutil.copytree(made / "kept", made / "state")
    shutil.rmtree(made / "moved", ignore_errors=True)
    monkeypatch.chdir(made)
    return made / "state"


def test_compact_merges_files_and_changes_nothing(storywatch: Command, three_runs: Path) -> None:
    before = exports(storywatch, "state")
    files = json.loads(storywatch("state", "info", "--state", "state").stdout)["tables"]["claims"]["files"]
    assert files == 3
    assert "claims 3 -> 1" in storywatch("state", "compact", "--state", "state").stdout
    told = json.loads(storywatch("state", "info", "--state", "state").stdout)
    assert told["tables"]["claims"]["files"] == 1
    assert [r["kind"] for r in told["runs"]] == ["run", "run", "run", "compact"]
    assert exports(storywatch, "state") == before
    assert storywatch("state", "verify", "--state", "state").exit_code == 0
    assert "developments             0" in storywatch("run", "--input", three_runs.parent / "3.jsonl", "--state", "state").stdout


def test_a_bad_run_is_undone_and_can_be_made_again(storywatch: Command, three_runs: Path) -> None:
    whole = exports(storywatch, "state")
    assert storywatch("state", "rewind", "--to", "r-000002", "--state", "state").exit_code == 0
    assert {a["article_id"] for a in rows(storywatch("export", "articles", "--state", "state"))} == {"one", "two", "three"}
    assert storywatch("run", "--input", three_runs.parent / "3.jsonl", "--state", "state").exit_code == 0
    assert exports(storywatch, "state") == whole
    nowhere = storywatch("state", "rewind", "--to", "r-000099", "--state", "state")
    assert nowhere.exit_code == 1 and "no run r-000099" in nowhere.output


def test_expired_claims_go_and_what_they_told_stays(storywatch: Command, three_runs: Path) -> None:
    before = {what: rows(storywatch("export", what, "--state", "state")) for what in ("stories", "threads", "developments", "articles")}
    result = storywatch("state", "expire", "--older-than", "2024-06-01", "--state", "state")
    assert "dropped 6 claims" in result.stdout
    for what in ("stories", "developments", "articles"):
        assert rows(storywatch("export", what, "--state", "state")) == before[what]
    assert all(c["published"] >= "2024-06-01" for c in rows(storywatch("export", "claims", "--state", "state")))
    after = rows(storywatch("export", "threads", "--state", "state"))
    assert [{**t, "claim_ids": None} for t in after] == [{**t, "claim_ids": None} for t in before["threads"]]
    assert storywatch("digest", "--state", "state").exit_code == 0
    assert storywatch("state", "verify", "--state", "state").exit_code == 0
    back = storywatch("state", "rewind", "--to", "1", "--state", "state")
    assert back.exit_code == 1 and "dropped by" in back.output
    assert storywatch("state", "expire", "--older-than", "soon", "--state", "state").exit_code == 2


def test_verify_names_what_does_not_hang_together(storywatch: Command, three_runs: Path) -> None:
    state = State("state")
    claim = state.read("claims").to_pylist()[0]
    bad = table("claims", [{**claim, "claim_id": "c-bad", "article_id": "nowhere"}, claim])
    state.commit_snapshots({"run_id": "r-bad", "model": "m", "finished": "2024-01-01"}, state.append({"claims": bad}), state.head())
    result = storywatch("state", "verify", "--state", "state")
    assert result.exit_code == 1
    assert "c-bad is of the article nowhere" in result.output and f"{claim['claim_id']} is there 2 times" in result.output


def test_verify_finds_a_text_that_was_changed(storywatch: Command, three_runs: Path) -> None:
    state = State("state")
    articles = state.read("articles").to_pylist()
    changed = table("articles", [{**articles[0], "text": articles[0]["text"].replace("Norland", "Sudland", 1)}, *articles[1:]])
    snapshots = state.append({"articles": changed}, ("articles",))
    state.commit_snapshots({"run_id": "r-bad", "model": "m", "finished": "2024-01-01"}, snapshots, state.head())
    result = storywatch("state", "verify", "--state", "state")
    assert result.exit_code == 1 and "has not the text that it was read with" in result.output


def test_a_run_that_another_one_overtook_gives_up(storywatch: Command, three_runs: Path) -> None:
    state = State("state")
    base = state.head()
    commit(state, {"run_id": "r-x", "model": base.model, "finished": "2024-01-01"}, {}, base)
    with pytest.raises(StateError, match="committed by another run meanwhile"):
        commit(state, {"run_id": "r-y", "model": base.model, "finished": "2024-01-01"}, {}, base)


def test_a_copied_state_is_a_state_of_its_own(storywatch: Command, three_runs: Path, tmp_path: Path) -> None:
    before = storywatch("export", "claims", "--state", "state").output
    copied = tmp_path / "copied"
    shutil.copytree("state", copied)
    # whatever is done to the copy, the files of the original stay
    assert storywatch("state", "expire", "--older-than", "2024-06-01", "--state", copied).exit_code == 0
    assert storywatch("state", "verify", "--state", "state").exit_code == 0
    assert storywatch("export", "claims", "--state", "state").output == before
    assert "state/warehouse" not in "".join(f.read_text("utf-8") for f in (copied / "warehouse").rglob("*.metadata.json"))


def test_a_moved_state_goes_on(storywatch: Command, three_runs: Path, tmp_path: Path) -> None:
    before = storywatch("export", "claims", "--state", "state").output
    moved = tmp_path / "moved"
    shutil.move("state", moved)
    assert storywatch("export", "claims", "--state", moved).output == before
    more = write(tmp_path / "more.jsonl", [{**ARTICLES[3], "id": "more", "title": "Four more soldiers of Norland die", "published": "2024-07-01",
                                       "text": "Four more soldiers from Norland were killed in Balta on Monday, the army said."}])  # fmt: skip
    assert storywatch("run", "--input", more, "--state", moved).exit_code == 0
    assert storywatch("state", "verify", "--state", moved).exit_code == 0
    assert storywatch("state", "rewind", "--to", "r-000003", "--state", moved).exit_code == 0
    assert storywatch("export", "claims", "--state", moved).output == before


def test_backup_restore_and_move(storywatch: Command, three_runs: Path, tmp_path: Path) -> None:
    kept, away = tmp_path / "backup", tmp_path / "elsewhere" / "state"
    before = storywatch("export", "developments", "--state", "state").output
    assert storywatch("state", "backup", "--to", kept, "--state", "state").exit_code == 0
    shutil.rmtree("state")
    assert storywatch("state", "restore", "--from", kept, "--state", "state").exit_code == 0
    assert storywatch("state", "move", "--to", away, "--state", "state").exit_code == 0
    assert not Path("state").exists()
    for place in (kept, away):
        assert storywatch("export", "developments", "--state", place).output == before
        assert storywatch("state", "verify", "--state", place).exit_code == 0
    full = storywatch("state", "backup", "--to", kept, "--state", away)
    assert full.exit_code == 1 and "not empty" in full.output


def test_a_state_of_many_runs_goes_on_after_it_was_moved_as_one_that_never_was(storywatch: Command, tmp_path: Path) -> None:
    def day(n: int) -> Path:
        told = {"id": f"d{n}", "url": f"https://example.org/d{n}", "source": "Wire", "title": f"{100 + 7 * n} soldiers of Norland in Balta",
                "published": f"2024-{5 + n // 28:02d}-{n % 28 + 1:02d}",
                "text": f"Norland now has {100 + 7 * n} soldiers in the port of Balta, the army said on day {n}."}  # fmt: skip
        return write(tmp_path / f"{n}.jsonl", [told])

    for n in range(RUNS):
        assert storywatch("run", "--input", day(n), "--state", "state", "--quiet").exit_code == 0
    kept, away = tmp_path / "backup", tmp_path / "elsewhere" / "state"
    assert storywatch("state", "backup", "--to", kept, "--state", "state").exit_code == 0
    assert storywatch("state", "restore", "--from", kept, "--state", "restored").exit_code == 0
    assert storywatch("state", "move", "--to", away, "--state", "restored").exit_code == 0
    for place in ("state", away):
        assert storywatch("run", "--input", day(RUNS), "--state", place, "--quiet").exit_code == 0
        assert storywatch("state", "verify", "--state", place).exit_code == 0
    assert len(State(str(away)).runs()) == RUNS + 1
    for what in ("articles", "claims", "stories", "threads", "developments"):
        assert storywatch("export", what, "--state", away).output == storywatch("export", what, "--state", "state").output


def test_a_state_without_its_catalog_says_so(storywatch: Command, three_runs: Path) -> None:
    Path("state/catalog.db").unlink()
    lost = storywatch("run", "--input", "1.jsonl", "--state", "state")
    assert lost.exit_code == 1 and "catalog.db is missing" in lost.output


def test_a_state_is_private(storywatch: Command, three_runs: Path) -> None:
    for path in (Path("state"), *Path("state").rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path


def test_tables_that_name_code_are_refused(storywatch: Command, three_runs: Path) -> None:
    metadata = Path(State("state").table("claims").metadata_location.removeprefix("file://"))
    told = json.loads(metadata.read_text("utf-8"))
    metadata.write_text(json.dumps({**told, "properties": {**told["properties"], "py-io-impl": "os.path"}}), "utf-8")
    result = storywatch("export", "claims", "--state", "state")
    assert result.exit_code == 1 and "names code to be loaded" in result.output


@pytest.mark.parametrize("pattern", ["*.metadata.json", "snap-*.avro", "*-m0.avro", "*.parquet"])
@pytest.mark.parametrize("command", [("export", "claims"), ("digest",), ("state", "verify"), ("site",)])
def test_an_emptied_file_is_named_in_every_command(storywatch: Command, three_runs: Path, pattern: str, command: tuple[str, ...]) -> None:
    for victim in Path("state/warehouse/storywatch/claims").rglob(pattern):
        victim.write_bytes(b"")
    result = storywatch(*command, "--state", "state")
    assert result.exit_code == 1 and "table claims" in result.output and "is damaged or missing" in result.output
    assert "Traceback" not in result.output


def test_a_damaged_file_is_named(storywatch: Command, folder: Path) -> None:
    storywatch("run", "--input", folder, "--state", "state")
    victim = next(Path("state/warehouse").rglob("claims/data/*.parquet"))
    victim.write_bytes(victim.read_bytes()[:100])
    result = storywatch("export", "claims", "--state", "state")
    assert result.exit_code == 1
    assert "table claims" in result.output and str(victim) in result.output.replace("\n", "")
