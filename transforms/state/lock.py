"""One run at a time on a state: the second gives up at once with a clear message."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError
from storywatch.transforms.state.home import private
from storywatch.transforms.state.scan import StateError, short


@contextmanager
def exclusive(location: str) -> Iterator[bool]:
    """Holds the state's lock: a file in its folder, or an advisory lock of its PostgreSQL server. Gives whether there is one.

    The operating system, or the server, lets it go when the process ends, however it ends. Any other catalog has no
    lock; there the commit itself refuses when another run came first.
    """
    location = location.removeprefix("file://")
    if location.startswith("postgresql"):
        with _advisory(location):
            yield True
    elif "://" in location:
        yield False
    else:
        with _file(Path(location)):
            yield True


def _busy(location: str, what: str) -> StateError:
    return StateError(f"another run is using the state {location} (it holds {what}); try again when it has ended")


@contextmanager
def _file(folder: Path) -> Iterator[None]:
    with private():
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StateError(f"state {folder}: {error.strerror or error}") from error
        lock = FileLock(folder / "run.lock", timeout=0, mode=0o600)
        try:
            lock.acquire()
        except Timeout as error:
            raise _busy(str(folder), str(folder / "run.lock")) from error
        try:
            yield
        finally:
            lock.release()


@contextmanager
def _advisory(location: str) -> Iterator[None]:
    key = int.from_bytes(hashlib.blake2b(b"storywatch run", digest_size=8).digest(), "big", signed=True)
    try:
        engine = create_engine(location)
        connection = engine.connect()
    except (SQLAlchemyError, ImportError) as error:
        raise StateError(f"state {short(location)} cannot be opened: {' '.join(str(error).split())[:200]}") from error
    try:
        if not connection.execute(text("select pg_try_advisory_lock(:key)"), {"key": key}).scalar():
            raise _busy(short(location), "an advisory lock of the server")
        # the lock belongs to the session, not to the transaction
        connection.commit()
        yield
    finally:
        connection.close()
        engine.dispose()
