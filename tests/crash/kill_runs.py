"""Kills a run with its delivery at many points and says how the state came out: `python kill_runs.py FOLDER SHARD SHARDS POINTS`.

A process of its own, as it forks: it makes the first runs itself, so that everything is imported and loaded once, and each other run is a child.

- a fifth of the points are spread over the whole run, by the clock.
- the others are spread over the commit and what comes after it, where the state changes, the digest is written and alerts are
  sent: a run stops before the commit, and from there a child for each point goes on and is killed (SIGKILL, by itself) at its n-th
  call into the state, pyiceberg, SQLAlchemy or the outbox.

After each, the state must show what it showed before, or all of the run; then the run is repeated, and the exports must
be those of a run that nothing disturbed, its digest must lie there, and every alert must have come to the channel. Prints a JSON
object with the points and the failures.
"""

import json
import logging
import os
import re
import shutil
import signal
import sys
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import FrameType
from typing import Any

import torch
from storywatch.pipelines import monitor
from storywatch.pipelines.monitor import run
from storywatch.pipelines.publish import publish
from storywatch.pipelines.settings import Settings
from storywatch.transforms.digest.watch import WatchList
from storywatch.transforms.state.store import State
from storywatch.transforms.state.tables import DERIVED
from storywatch.transforms.state.upkeep import problems
from storywatch.transforms.state.views import EXPORTS

WRITES = ("pyiceberg", "transforms/state", "sqlalchemy/engine", "pipelines/outbox", "pipelines/publish")
COMMIT = monitor.commit


def child(work: Callable[[], object]) -> int:
    """Runs `work` in a forked process; what waitpid says of it."""
    pid = os.fork()
    if not pid:
        code = 1
        try:
            torch.set_num_threads(1)
            work()
            code = 0
        except Exception as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
        finally:
            os._exit(code)
    return os.waitpid(pid, 0)[1]


def exports(state: Path) -> str:
    """Every export, and the tables that follow from the others, without what names the run."""
    opened = State(str(state))
    head = opened.head()
    rows = {what: [{k: v for k, v in row.items() if k != "run_id"} for row in find(opened, head)] for what, find in EXPORTS.items()}
    tables = {name: sorted(map(repr, opened.read(name, head=head).to_pylist())) for name in DERIVED}
    return json.dumps([rows, tables])


def watched(work: Callable[[], None], at: int | None) -> int:
    """Does `work`; its calls into what writes. Kills the process at the call number `at`."""
    calls = 0

    def watch(frame: FrameType, event: str, _: Any) -> None:
        nonlocal calls
        if event == "call" and any(part in frame.f_code.co_filename for part in WRITES):
            calls += 1
            if calls == at:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(watch)
    work()
    sys.setprofile(None)
    return calls


class Trial:
    """A folder with a history, what the exports are before and after the run, and what went wrong."""

    def __init__(self, folder: Path, points: int) -> None:
        self.over_time, self.in_the_commit = points // 5, points - points // 5
        """Points by the clock, and points in the commit."""
        self.folder, self.state, self.base, self.out = folder, folder / "state", folder / "base", folder / "out"
        self.killed = self.points = 0
        self.failures: list[str] = []
        self.digest = folder / "digest" / "digest-r-000003.json"
        self.got = folder / "got"
        """What was sent to the channel; a file, as the children ask for it too."""
        self.listen()
        # in this process, so that every child has all models and tables that a run reads; what sends is for children
        for name in ("history-1", "history-2"):
            made = run(self.settings(name)).run_id
            assert child(lambda name=name, made=made: publish(self.settings(name), made)) == 0
        shutil.copytree(self.state, self.base)
        self.before = self.read()
        began = time.monotonic()
        self.got.unlink()
        assert child(lambda: self.run_and_publish("new")) == 0
        self.alerts = self.received()
        assert self.alerts and self.digest.exists()
        self.seconds = time.monotonic() - began
        self.wanted = self.read()

    def listen(self) -> None:
        """A webhook on this machine, in a thread of this process: runs are others."""
        got = self.got
        got.touch()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                with got.open("a", encoding="utf-8") as file:
                    file.write(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["message"] + "\n")
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=server.serve_forever, daemon=True).start()
        os.environ["STORYWATCH_CHANNEL_HOOK"] = f"json://127.0.0.1:{server.server_address[1]}/"

    def received(self) -> set[str]:
        """The alerts that came to the channel."""
        return set(re.findall(r"^id: (\S+)$", self.got.read_text("utf-8"), re.M)) if self.got.exists() else set()

    def settings(self, name: str) -> Settings:
        watch = WatchList(name="all", words=("soldiers",), severity="low", deliver=("hook",), most_per_day=1000)
        return Settings(
            input=[str(self.folder / f"{name}.jsonl")], state=str(self.state), digest=str(self.folder / "digest"), watch=[watch]
        )

    def run_and_publish(self, name: str) -> None:
        settings = self.settings(name)
        publish(settings, run(settings).run_id)

    def read(self) -> str:
        assert child(lambda: self.out.write_text(exports(self.state))) == 0
        return self.out.read_text()

    def restore(self) -> None:
        shutil.rmtree(self.state, ignore_errors=True)
        shutil.copytree(self.base, self.state)
        self.digest.unlink(missing_ok=True)
        self.got.unlink(missing_ok=True)

    def point(self, name: str, work: Callable[[], object]) -> None:
        """One kill and what comes of it."""
        self.restore()
        self.points += 1
        self.killed += os.WIFSIGNALED(child(work))
        if self.read() not in (self.before, self.wanted):
            self.failures.append(f"{name}: neither the state before nor the state after")
        if child(lambda: self.run_and_publish("new")) != 0:
            self.failures.append(f"{name}: the next run failed")
        elif self.read() != self.wanted:
            self.failures.append(f"{name}: the next run did not end as an undisturbed one")
        elif not self.digest.exists() or self.received() != self.alerts:
            self.failures.append(f"{name}: no digest, or not the alerts of an undisturbed run: {sorted(self.received() ^ self.alerts)}")
        if child(lambda: self.out.write_text("\n".join(problems(State(str(self.state)))))) != 0 or self.out.read_text():
            self.failures.append(f"{name}: not sound: {self.out.read_text()[:200]}")

    def after(self, seconds: float) -> None:
        signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        signal.setitimer(signal.ITIMER_REAL, seconds)
        self.run_and_publish("new")

    def in_commit(self, shard: int, shards: int) -> None:
        """To be run in a child: stops at the commit, and tries every point from there."""

        def stopped(state: State, *given: Any, **more: Any) -> None:
            # with the files that the workers laid out
            self.base = self.folder / "at-commit"
            shutil.copytree(self.state, self.base)

            def again(at: int | None) -> int:
                state.catalog = State(state.location).catalog  # connections do not live through a fork

                def rest() -> None:
                    COMMIT(state, *given, **more)
                    publish(self.settings("new"), given[0]["run_id"])

                return watched(rest, at)

            monitor.commit = COMMIT
            self.restore()
            assert child(lambda: self.out.write_text(str(again(None)))) == 0
            calls = int(self.out.read_text())
            for i in range(shard, self.in_the_commit, shards):
                at = 1 + i * (calls - 1) // (self.in_the_commit - 1)
                self.point(f"call {at} of {calls}", lambda at=at: again(at))
            self.report()
            os._exit(0)

        monitor.commit = stopped
        self.restore()
        run(self.settings("new"))

    def report(self) -> None:
        print(json.dumps({"points": self.points, "killed": self.killed, "failures": self.failures, "seconds": self.seconds}), flush=True)


def main(folder: Path, shard: int, shards: int, points: int) -> None:
    logging.disable(logging.WARNING)
    # a child that is forked from a process with threads of a matrix product would wait for them for ever
    torch.set_num_threads(1)
    trial = Trial(folder, points)
    for i in range(shard, trial.over_time, shards):
        seconds = trial.seconds * (i + 0.5) / trial.over_time
        trial.point(f"after {seconds:.2f} s", lambda seconds=seconds: trial.after(seconds))
    child(lambda: trial.in_commit(shard, shards))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
