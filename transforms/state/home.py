"""A state that was copied or moved becomes one of its own: the paths in its metadata are made those of the folder that it lies in.

Iceberg names its files by absolute paths: in the catalog, the metadata of tables (JSON), manifest lists and manifests (Avro). Each
file is written anew beside itself and then takes its own place, the catalog last, so that what was interrupted is done again.
"""

import io
import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import fastavro
from filelock import FileLock

CATALOG, WAREHOUSE = "catalog.db", "warehouse"


@contextmanager
def private() -> Iterator[None]:
    """What is made meanwhile is the user's alone (0600, folders 0700)."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def address(folder: Path) -> str:
    """What the paths of a state in `folder` begin with."""
    return f"file://{folder}/{WAREHOUSE}/"


def written_in(folder: Path) -> str | None:
    """The beginning of the paths that the catalog names (see `address`); None where it has no tables yet.

    Raises sqlite3.Error for a file that is no catalog.
    """
    with closing(sqlite3.connect(f"file:{folder / CATALOG}?mode=ro", uri=True)) as catalog:
        try:
            row = catalog.execute("select metadata_location from iceberg_tables order by table_name limit 1").fetchone()
        except sqlite3.OperationalError as error:
            if "no such table" in str(error):
                return None
            raise
    return str(row[0]).partition(f"/{WAREHOUSE}/")[0] + f"/{WAREHOUSE}/" if row else None


def rehome(folder: Path) -> bool:
    """Makes the state in `folder` (absolute, without links) name its own files. Returns whether anything was to be done.

    Raises OSError or sqlite3.Error where it cannot be written.
    """
    new = address(folder)
    if written_in(folder) in (None, new):
        return False
    with private(), FileLock(folder / "home.lock"):
        old = written_in(folder)
        if old is None or old == new:
            return False

        def own(text: str) -> str:
            return new + text[len(old) :] if text.startswith(old) else text

        sizes: dict[str, int] = {}
        files = sorted((folder / WAREHOUSE).rglob("*"))
        for file in files:
            if file.suffix == ".avro" and not file.name.startswith("snap-"):
                sizes[f"file://{file}"] = _rewrite_avro(file, own, {})
        for file in files:
            if file.suffix == ".avro" and file.name.startswith("snap-"):
                _rewrite_avro(file, own, sizes)
            elif file.name.endswith(".metadata.json"):
                _replace(file, json.dumps(_mapped(json.loads(file.read_text("utf-8")), own)).encode())
        with closing(sqlite3.connect(folder / CATALOG)) as catalog, catalog:
            for name in ("metadata_location", "previous_metadata_location"):
                where = f"where substr({name}, 1, ?) = ?"
                catalog.execute(f"update iceberg_tables set {name} = ? || substr({name}, ?) {where}", (new, len(old) + 1, len(old), old))
    return True


def _mapped(value: Any, own: Callable[[str], str]) -> Any:
    """A value with `own` put over every text in it."""
    if isinstance(value, str):
        return own(value + "/").removesuffix("/")
    if isinstance(value, dict):
        return {key: _mapped(inner, own) for key, inner in value.items()}
    if isinstance(value, list):
        return [_mapped(inner, own) for inner in value]
    return value


def _rewrite_avro(file: Path, own: Callable[[str], str], sizes: dict[str, int]) -> int:
    """Rewrites a manifest, or a list of manifests, of which `sizes` holds the new bytes; its own new size."""
    with file.open("rb") as source:
        reader = fastavro.reader(source)
        metadata = {k: v for k, v in reader.metadata.items() if not k.startswith("avro.")}
        schema, codec = json.loads(reader.metadata["avro.schema"]), reader.codec
        rows = [_mapped(row, own) for row in reader]
    for row in rows:
        if "manifest_path" in row:
            row["manifest_length"] = sizes.get(row["manifest_path"], row["manifest_length"])
    target = io.BytesIO()
    fastavro.writer(target, schema, rows, codec=codec, metadata=metadata)
    _replace(file, target.getvalue())
    return target.tell()


def _replace(file: Path, content: bytes) -> None:
    beside = file.with_name(file.name + ".new")
    beside.write_bytes(content)
    beside.replace(file)
