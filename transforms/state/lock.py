"""One run at a time on a state: the second gives up at once with a clear message."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from transforms.state.store import StateError


@contextmanager
def exclusive(location: str) -> Iterator[None]:
    """Holds the state's lock file. The operating system lets it go when the process ends, however it ends."""
    if "://" in location:
        # a catalog on a server: Iceberg's own check refuses the second of two commits
        yield
        return
    folder = Path(location)
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "run.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise StateError(
            f"another run is using the state {location} (it holds {folder / 'run.lock'}); try again when it has ended"
        ) from error
    try:
        yield
    finally:
        lock.release()
