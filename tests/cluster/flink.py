"""A Flink cluster of one JobManager and two TaskManagers on this machine, each TaskManager with a worker pool of its own.

What it needs comes from the registries, once, into a folder that stays: Flink's libraries as a package, and Beam's job server put
together by Maven. Each TaskManager and its pool are in a network namespace with an address of its own, joined by a bridge, where root
may make them.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import time
import urllib.request
import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FLINK = "apache-flink-libraries==1.19.3"
SLOTS = 2
FETCH, UP = 900, 180
"""Seconds that a part may take to come, and the cluster to be up."""
POOL = 50000
"""Port at which a TaskManager finds its worker pool, on its own loopback address."""
BRIDGE, NET = "sw-bridge", "10.77.19"

_OPEN = ("util", "lang", "net", "io", "nio", "lang.reflect", "text", "time", "util.concurrent", "util.concurrent.atomic",
         "util.concurrent.locks")  # fmt: skip
_JAVA = (
    "java", *(f"--add-opens=java.base/java.{name}=ALL-UNNAMED" for name in _OPEN), "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-exports=java.base/sun.net.util=ALL-UNNAMED", "--add-exports=java.rmi/sun.rmi.registry=ALL-UNNAMED",
    "-Xmx512m", "-XX:MaxDirectMemorySize=512m",
)  # fmt: skip
_SETTINGS = {
    "jobmanager.memory.process.size": "1024m",
    "taskmanager.cpu.cores": 1,
    "taskmanager.memory.framework.heap.size": "128m", "taskmanager.memory.framework.off-heap.size": "128m",
    "taskmanager.memory.task.heap.size": "384m", "taskmanager.memory.task.off-heap.size": "0m",
    "taskmanager.memory.managed.size": "256m", "taskmanager.memory.jvm-metaspace.size": "384m",
    "taskmanager.memory.jvm-overhead.min": "128m", "taskmanager.memory.jvm-overhead.max": "128m",
    # the pipeline has some 180 tasks, each with buffers of its own
    "taskmanager.memory.network.min": "256m", "taskmanager.memory.network.max": "256m",
    "taskmanager.network.sort-shuffle.min-buffers": 16, "taskmanager.memory.framework.off-heap.batch-shuffle.size": "16m",
    # a lost TaskManager is told in seconds, not in a minute
    "heartbeat.interval": 2000, "heartbeat.timeout": 10000, "classloader.check-leaked-classloader": "false",
}  # fmt: skip


class Unavailable(RuntimeError):
    """What a cluster needs is not to be had here; the message says what."""


@dataclass(frozen=True)
class Parts:
    """Flink's libraries (a folder of jars) and the job server (a jar)."""

    libraries: Path
    job_server: Path


def fetched(folder: Path) -> Parts:
    """What a cluster is made of, below `folder`; fetched where it is not there yet. Raises Unavailable."""
    for program in ("java", "mvn"):
        if not shutil.which(program):
            raise Unavailable(f"{program} is not installed")
    libraries, jar = folder / "flink" / "lib", folder / "job-server" / "job-server.jar"
    if not libraries.is_dir():
        down, unpacked = folder / "download", folder / "unpacked"
        _call(
            [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-build-isolation", FLINK, "-d", str(down)],
            f"the package {FLINK}",
        )
        with tarfile.open(next(down.glob("*.tar.gz"))) as archive:
            archive.extractall(unpacked, filter="data")
        libraries.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(next(unpacked.glob("*/deps/lib")), libraries)
        shutil.rmtree(down)
        shutil.rmtree(unpacked)
    if not jar.exists():
        jar.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(HERE / "job-server.xml", jar.parent / "pom.xml")
        _call(["mvn", "-B", "-q", "-f", str(jar.parent / "pom.xml"), "package"], "Beam's Flink job server")
        shutil.move(jar.parent / "target" / "job-server-1.jar", jar)
    return Parts(libraries, jar)


def _call(words: Sequence[str], what: str) -> None:
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=FETCH)
    except subprocess.TimeoutExpired:
        raise Unavailable(f"{what} did not come within {FETCH} seconds") from None
    if done.returncode:
        said = " ".join((done.stderr + done.stdout).split())
        raise Unavailable(f"{what} is not to be had: {said[:300]}")


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@contextmanager
def _namespaces(names: Sequence[str]) -> Iterator[dict[str, str]]:
    """Name -> address of network namespaces on a bridge, of which this side has the address 1; none where the machine
    does not let them be made, or not all that they need: that is said."""
    _take_down(names)
    try:
        yield _made(names)
    finally:
        _take_down(names)


def _made(names: Sequence[str]) -> dict[str, str]:
    if os.geteuid() or not shutil.which("ip"):
        return {}
    try:
        _ip("link", "add", BRIDGE, "type", "bridge")
        _ip("addr", "add", f"{NET}.1/24", "dev", BRIDGE)
        _ip("link", "set", BRIDGE, "up")
        for at, name in enumerate(names, 2):
            _ip("netns", "add", name)
            _ip("link", "add", f"{name}-a", "type", "veth", "peer", "name", f"{name}-b")
            _ip("link", "set", f"{name}-a", "master", BRIDGE, "up")
            _ip("link", "set", f"{name}-b", "netns", name)
            _ip("-n", name, "addr", "add", f"{NET}.{at}/24", "dev", f"{name}-b")
            _ip("-n", name, "link", "set", f"{name}-b", "up")
            _ip("-n", name, "link", "set", "lo", "up")
    except subprocess.CalledProcessError as why:
        warnings.warn(f"no network namespaces here: {' '.join(why.cmd)}: {why.stderr.decode().strip()}", stacklevel=1)
        _take_down(names)
        return {}
    return {name: f"{NET}.{at}" for at, name in enumerate(names, 2)}


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("", 0))
        return int(found.getsockname()[1])


def _take_down(names: Sequence[str]) -> None:
    # a namespace lives on for as long as a process in it does, and its link with it: the link is taken down by itself
    gone = (words for name in names for words in (("netns", "del", name), ("link", "del", f"{name}-a")))
    for words in (*gone, ("link", "del", BRIDGE)):
        subprocess.run(["ip", *words], check=False, capture_output=True)


@contextmanager
def _process(words: Sequence[str], folder: Path, name: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process with a working folder, a temporary folder and a log of its own; it and its children end with the block."""
    (folder / "tmp").mkdir(parents=True, exist_ok=True)
    # a worker pool starts `python`, which is to be this one
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            words, cwd=folder, stdout=log, stderr=log, start_new_session=True,
            env={**os.environ, "PATH": path, "TMPDIR": str(folder / "tmp")},
        )  # fmt: skip
        try:
            yield process
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@dataclass
class Cluster:
    """A cluster that runs. `managers`: the TaskManagers; `options`: what Beam is given to run on it; `rest`: Flink's REST interface."""

    managers: list[subprocess.Popen[bytes]]
    options: tuple[str, ...]
    rest: str

    def asked(self, path: str) -> dict[str, Any]:
        """What Flink's REST interface says."""
        with urllib.request.urlopen(f"{self.rest}/{path}", timeout=10) as answer:
            found: dict[str, Any] = json.load(answer)
            return found

    def jobs(self) -> list[dict[str, str]]:
        """The jobs that there were, each with its `status`."""
        found: list[dict[str, str]] = self.asked("jobs")["jobs"]
        return found

    def kill_one(self) -> None:
        """Kills a TaskManager, as a machine that is lost."""
        _end(self.managers.pop())


@contextmanager
def cluster(parts: Parts, folder: Path, managers: int = 2, slots: int = SLOTS, pinned: bool = False) -> Iterator[Cluster]:
    """A cluster below `folder`, in namespaces where they can be made. Without them all share one worker pool.

    `pinned`: each TaskManager and its workers on a core of their own; raises Unavailable without namespaces.
    """
    names = [f"sw-{n}" for n in range(1, managers + 1)]
    with ExitStack() as stack:
        apart = stack.enter_context(_namespaces(names))
        if pinned and not apart:
            # one worker pool for all would be on one core
            raise Unavailable("TaskManagers on cores of their own need network namespaces")
        places = apart or dict.fromkeys(names, "127.0.0.1")
        host = f"{NET}.1" if apart else "127.0.0.1"
        settings = {
            **_SETTINGS,
            "jobmanager.rpc.address": host,
            "jobmanager.bind-host": "0.0.0.0" if apart else host,
            "rest.address": host,
            "rest.bind-address": host,
            "taskmanager.numberOfTaskSlots": slots,
        }
        if pinned:
            # all articles of a group of 2,000 are one record of a sort
            settings["taskmanager.memory.managed.size"] = "1024m"
        settings |= {f"{name}.port": _free_port() for name in ("jobmanager.rpc", "blob.server", "rest")}
        java = (*_JAVA, "-cp", f"{parts.libraries}/*")

        def begin(main: str, name: str, more: dict[str, object], within: Sequence[str] = ()) -> subprocess.Popen[bytes]:
            own = folder / name
            (own / "conf").mkdir(parents=True)
            told = {**settings, **more, "io.tmp.dirs": own / "tmp"}
            (own / "conf" / "flink-conf.yaml").write_text("".join(f"{key}: {value}\n" for key, value in told.items()), "utf-8")
            words = [*within, *java, f"org.apache.flink.runtime.{main}", "--configDir", str(own / "conf")]
            return stack.enter_context(_process(words, own, "flink"))

        begin("entrypoint.StandaloneSessionClusterEntrypoint", "job-manager", {})
        started = []
        for at, (name, address) in enumerate(places.items()):
            within = (*(("taskset", "-c", str(at)) if pinned else ()), *(("ip", "netns", "exec", name) if apart else ()))
            if apart or not at:
                pool = (*within, sys.executable, "-m", "apache_beam.runners.worker.worker_pool_main", f"--service_port={POOL}")
                stack.enter_context(_process(pool, folder / f"{name}-pool", "pool"))
            more = {"taskmanager.host": address, "taskmanager.bind-host": address, "taskmanager.resource-id": name}
            started.append(begin("taskexecutor.TaskManagerRunner", name, more, within))
        options = (
            "--runner=FlinkRunner", f"--flink_master={host}:{settings['rest.port']}", f"--flink_job_server_jar={parts.job_server}",
            "--environment_type=EXTERNAL", f"--environment_config=localhost:{POOL}",
        )  # fmt: skip
        made = Cluster(started, options, f"http://{host}:{settings['rest.port']}")
        _wait_for(made, managers, folder)
        yield made


def _wait_for(made: Cluster, managers: int, folder: Path) -> None:
    """Raises RuntimeError where the cluster is not up in time."""
    for _ in range(2 * UP):
        try:
            if made.asked("overview").get("taskmanagers") == managers:
                return
        except OSError:
            pass
        time.sleep(0.5)
    logs = "\n".join(log.read_text("utf-8")[-500:] for log in sorted(folder.glob("*/*.log")))
    raise RuntimeError(f"the cluster did not come up:\n{logs}")
