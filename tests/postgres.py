"""A PostgreSQL server of our own, for the tests that want a catalog on a server."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def programs() -> Path | None:
    """The folder with PostgreSQL's programs, or None where it is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    folder = found[-1] if found else Path(shutil.which("initdb") or "/nowhere").parent
    return folder if (folder / "initdb").exists() else None


@contextmanager
def server(tools: Path) -> Iterator[str]:
    """The address of a new server on the loopback address."""
    folder = Path("/tmp") / f"storywatch-pg-{os.getpid()}"
    folder.mkdir()
    # the server refuses to run as root
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if user:
        shutil.chown(folder, "postgres", "postgres")
    port = str(20000 + os.getpid() % 20000)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
    subprocess.run([*user, str(tools / "initdb"), "-D", str(folder / "data"), "-U", "watch", "-A", "trust"], check=True, **quiet)
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    control = [*user, str(tools / "pg_ctl"), "-D", str(folder / "data"), "-w"]
    subprocess.run([*control, "-o", options, "start"], check=True, **quiet)
    try:
        yield f"postgresql+psycopg://watch@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, **quiet)
        shutil.rmtree(folder, ignore_errors=True)
