"""Runs on a real Flink cluster: the same bytes as on the DirectRunner, and nothing lost with a machine. `make cluster-test` runs these."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import postgres
import psycopg
import pytest
from cluster.flink import Cluster, Unavailable, cluster, fetched
from test_run import EXPORTS, SEEDS

CACHE = os.environ.get("STORYWATCH_CLUSTER")
"""Folder that the parts of a cluster are kept in."""
PARALLELISM = os.environ.get("STORYWATCH_PARALLELISM", "1,2,4").split(",")
pytestmark = pytest.mark.skipif(not CACHE, reason="brings up a Flink cluster: `make cluster-test`")


def command(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "storywatch.pipelines.cli", *map(str, words)], capture_output=True, text=True, check=False, timeout=900
    )


@pytest.fixture(scope="module")
def flink(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    try:
        parts = fetched(Path(CACHE or ""))
    except Unavailable as why:
        pytest.skip(f"no Flink cluster here: {why}")
    with cluster(parts, tmp_path_factory.mktemp("cluster")) as made:
        yield made


@pytest.fixture(scope="module")
def server(flink: Cluster) -> Iterator[str]:
    """PostgreSQL where the launcher is: workers are not told of it."""
    tools = postgres.programs()
    if tools is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with postgres.server(tools) as address:
        yield address


@pytest.fixture(scope="module")
def halves(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two folders of articles, of which the second goes on with the stories of the first."""
    files = sorted(SEEDS.glob("*/*.md"), key=lambda file: file.name)[::2]
    out = []
    for n, part in enumerate((files[: len(files) // 2], files[len(files) // 2 :])):
        folder = tmp_path_factory.mktemp(f"half-{n}")
        for file in part:
            shutil.copy(file, folder)
        out.append(folder)
    return out


class Place:
    """A state on the server, in a database of its own, with a warehouse in a folder that all workers see."""

    def __init__(self, server: str, folder: Path, name: str) -> None:
        with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(f'create database "{name}"')
        address, warehouse = f"{server.rpartition('/')[0]}/{name}", str(folder / f"warehouse-{name}")
        settings = folder / f"{name}.yaml"
        settings.write_text(f"state: {address}\nwarehouse: {warehouse}\ndigest: {folder / f'digest-{name}'}\n", "utf-8")
        self.words = ("run", "--config", str(settings), "--input")
        self._read = ("--state", address, "--warehouse", warehouse)

    def run(self, articles: Path, options: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
        return command(*self.words, articles, "--", *options)

    def exports(self) -> dict[str, str]:
        return {name: command("export", name, *self._read).stdout for name in EXPORTS}


@pytest.fixture(scope="module")
def right(server: str, halves: list[Path], tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    """The exports of the DirectRunner after each half."""
    place, out = Place(server, tmp_path_factory.mktemp("direct"), "direct"), []
    for half in halves:
        done = place.run(half)
        assert done.returncode == 0, done.stderr
        out.append(place.exports())
    assert all(out[0].values()) and out[0] != out[1]
    return out


@pytest.mark.parametrize("parallelism", PARALLELISM)
def test_the_same_bytes_as_on_the_direct_runner(
    flink: Cluster, server: str, halves: list[Path], right: list[dict[str, str]], tmp_path: Path, parallelism: str
) -> None:
    """On an empty state, and with history."""
    place = Place(server, tmp_path, f"flink-{parallelism}")
    for half, wanted in zip(halves, right, strict=True):
        done = place.run(half, (*flink.options, f"--parallelism={parallelism}"))
        assert done.returncode == 0, done.stderr
        assert place.exports() == wanted


def test_a_machine_that_is_lost_loses_nothing(
    flink: Cluster, server: str, halves: list[Path], right: list[dict[str, str]], tmp_path: Path
) -> None:
    """A TaskManager is killed while it works: the run ends right, or fails as a whole; the next run is right. The last test: one is gone."""
    place, options = Place(server, tmp_path, "killed"), (*flink.options, "--parallelism=2")
    words = [*place.words, str(halves[0]), "--", *options]
    running = subprocess.Popen(
        [sys.executable, "-m", "storywatch.pipelines.cli", *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and not any(job["status"] == "RUNNING" for job in flink.jobs()):
        time.sleep(0.2)
    time.sleep(5)
    flink.kill_one()
    said, _ = running.communicate(timeout=600)
    assert running.returncode in (0, 1), said
    if running.returncode:
        assert "the run failed, the state is as before" in said
        assert place.run(halves[0], options).returncode == 0
    assert place.exports() == right[0]
