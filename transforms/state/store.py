"""The state: Iceberg tables, of which a reader sees what the newest complete run names.

A run appends to each table, then appends one row to `runs` that holds the snapshot of every table. That last append is
the commit: before it, readers go by the row before. What a run left behind that died earlier is rolled back by the next.
"""

import json
import re
import sqlite3
import struct
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import fastavro
import pyarrow as pa
import pyarrow.parquet as pq
from pyiceberg.catalog import Catalog
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.exceptions import NoSuchTableError, ValidationError
from pyiceberg.expressions import AlwaysTrue, BooleanExpression, In
from pyiceberg.io import PY_IO_IMPL, FileIO
from pyiceberg.io.pyarrow import ArrowScan
from pyiceberg.typedef import EMPTY_DICT, Properties
from sqlalchemy.exc import OperationalError, ProgrammingError, SQLAlchemyError
from storywatch.transforms.rows import FeedState, StoryChange, order_of
from storywatch.transforms.state.home import CATALOG, WAREHOUSE, private, rehome
from storywatch.transforms.state.lineage import Lineage
from storywatch.transforms.state.tables import DATA_TABLES, SCHEMAS, table

NAMESPACE = "storywatch"


UNREADABLE = (OSError, EOFError, ValidationError, pa.ArrowException, ValueError, AssertionError, IndexError, KeyError, struct.error)
"""What reading a damaged file of a table raises, from Parquet, Avro and JSON."""


class StateError(RuntimeError):
    """The state cannot be used; the message names the file and the remedy."""


def short(location: str) -> str:
    """The address of a state without user and password, for messages."""
    if "://" not in location:
        return location
    parts = urlsplit(location)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _read_avro(file: Path) -> None:
    with file.open("rb") as source:
        for _ in fastavro.reader(source):
            pass


def now() -> str:
    """UTC, to the second, as every time in the state."""
    return datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="seconds")


class _Catalog(SqlCatalog):
    """A catalog whose tables name no code: a state may come from elsewhere."""

    def _load_file_io(self, properties: Properties = EMPTY_DICT, location: str | None = None) -> FileIO:
        if PY_IO_IMPL in properties:
            raise StateError(f"the table at {location} names code to be loaded ({PY_IO_IMPL}: {properties[PY_IO_IMPL]}); this is refused")
        return super()._load_file_io(properties, location)


def _catalog(location: str, warehouse: str | None, create: bool) -> Catalog:
    if "://" in location and not location.startswith("file://"):
        if not warehouse:
            raise StateError(f"state {short(location)}: a catalog needs `warehouse` in the settings (a folder or an object store)")
        address = warehouse if "://" in warehouse else f"file://{Path(warehouse).absolute()}"
        made = "true" if create else "false"
        catalog = _Catalog("storywatch", uri=location, warehouse=address, init_catalog_tables=made)
        if not create and not _has_namespace(catalog):
            raise StateError(f"{short(location)}: no state here; `storywatch run` makes one")
        return catalog
    folder = folder_of(location)
    there = (folder / CATALOG).exists()
    if not there and (folder / WAREHOUSE).exists():
        raise StateError(f"state {location}: {folder / CATALOG} is missing, its warehouse is there; restore the file from a backup")
    if not there and not create:
        raise StateError(f"{location}: no state here (no {CATALOG}); `storywatch run --state {location}` makes one")
    folder.mkdir(parents=True, exist_ok=True)
    if there:
        try:
            rehome(folder)
        except (OSError, sqlite3.Error, ValueError) as error:
            raise StateError(
                f"state {location}: {folder / CATALOG} or the files that it names cannot be read or made this folder's own "
                f"({' '.join(str(error).split())[:160]}); restore it from a backup"
            ) from error
    return _Catalog("storywatch", uri=f"sqlite:///{folder / CATALOG}", warehouse=f"file://{folder / WAREHOUSE}")


def _has_namespace(catalog: Catalog) -> bool:
    try:
        return bool(catalog.namespace_exists(NAMESPACE))
    except (ProgrammingError, OperationalError) as error:
        if "iceberg_namespace_properties" in str(error) or "iceberg_tables" in str(error):
            return False
        raise


def folder_of(location: str) -> Path:
    """The folder of a state that is none on a server, without links: one state has one name."""
    return Path(location.removeprefix("file://")).resolve()


@dataclass(frozen=True)
class Head:
    """What the newest complete run names: the snapshot of every table (None: still empty), and the run itself."""

    number: int = 0
    run_id: str = ""
    model: str | None = None
    finished: str | None = None
    snapshots: dict[str, int | None] = field(default_factory=dict)


def head_of(run: dict[str, Any]) -> Head:
    """The head that a row of `runs` stands for."""
    return Head(run["number"], run["run_id"], run["model"], run["finished"], json.loads(run["snapshots"]))


@dataclass
class State:
    """An open state. `location` is a folder or the address of a catalog. Only with `create` one is made where there is none.

    Raises StateError where it is not there or cannot be opened.
    """

    location: str
    warehouse: str | None = None
    create: bool = False

    def __post_init__(self) -> None:
        try:
            self.catalog = _catalog(self.location, self.warehouse, self.create)
            if self.create:
                self.catalog.create_namespace_if_not_exists(NAMESPACE)
        except (OSError, SQLAlchemyError, ImportError) as error:
            raise StateError(f"state {short(self.location)} cannot be opened: {' '.join(str(error).split())[:200]}") from error

    def table(self, name: str, create: bool = False) -> Any:
        """The Iceberg table `name`. Raises StateError where its files are gone or belong to another folder."""
        identifier = f"{NAMESPACE}.{name}"
        try:
            if create:
                return self.catalog.create_table_if_not_exists(identifier, schema=SCHEMAS[name])
            return self.catalog.load_table(identifier)
        except (SQLAlchemyError, *UNREADABLE) as error:
            raise self._damaged(name, error) from error

    def runs(self) -> list[dict[str, Any]]:
        """The complete runs, oldest first."""
        try:
            table = self.table("runs")
            rows: list[dict[str, Any]] = table.scan().to_arrow().to_pylist()
        except NoSuchTableError:
            return []
        except UNREADABLE as error:
            raise self._damaged("runs", error) from error
        return sorted(rows, key=lambda row: (row["number"], row["finished"]))

    def head(self, as_of: str | None = None) -> Head:
        """The newest complete run, or the newest that had finished by the end of the day `as_of`."""
        rows = [row for row in self.runs() if as_of is None or (row["finished"] or "")[: len(as_of)] <= as_of]
        return head_of(rows[-1]) if rows else Head()

    def read(
        self, name: str, columns: Sequence[str] | None = None, where: BooleanExpression | None = None, head: Head | None = None
    ) -> pa.Table:
        """Rows of a table as the newest complete run (or `head`) names it; columns that it had not yet are null."""
        snapshot = (head or self.head()).snapshots.get(name)
        schema = SCHEMAS[name]
        wanted = pa.schema([schema.field(c) for c in columns]) if columns else schema
        if snapshot is None:
            return wanted.empty_table()
        table = self.table(name)
        found = table.snapshot_by_id(snapshot)
        if found is None:
            raise StateError(f"state {short(self.location)}: that state of the table {name} was dropped by `storywatch state expire`")
        had = {f.name for f in table.schemas()[found.schema_id if found.schema_id is not None else table.schema().schema_id].fields}
        try:
            rows = table.scan(where or AlwaysTrue(), tuple(c for c in wanted.names if c in had), snapshot_id=snapshot).to_arrow()
        except UNREADABLE as error:
            raise self._damaged(name, error) from error
        for field_ in wanted:
            if field_.name not in had:
                rows = rows.append_column(field_, pa.nulls(rows.num_rows, field_.type))
        return rows.select(wanted.names)

    def batches(
        self, name: str, columns: Sequence[str], where: BooleanExpression | None = None, head: Head | None = None
    ) -> Iterator[pa.RecordBatch]:
        """The same as `read`, a batch of rows at a time, of which no more than a file's are in memory."""
        snapshot = (head or self.head()).snapshots.get(name)
        if snapshot is None:
            return
        try:
            table = self.table(name)
            scan = table.scan(where or AlwaysTrue(), tuple(columns), snapshot_id=snapshot)
            reader = ArrowScan(table.metadata, table.io, scan.projection(), scan.row_filter)
            # one by one: given all files, pyiceberg reads them side by side and keeps what is not taken yet
            for file in scan.plan_files():
                yield from (batch for batch in reader.to_record_batches([file]) if batch.num_rows)
        except UNREADABLE as error:
            raise self._damaged(name, error) from error

    def _damaged(self, name: str, error: Exception) -> StateError:
        said = " ".join(str(error).split())
        file = self._unreadable(name) or next(iter(re.findall(r"(/[^\s'\"]+\.(?:parquet|avro|json|db))", said)), "")
        return StateError(
            f"state {short(self.location)}, table {name}: {file or said[:160]} is damaged or missing; "
            "restore the file from a backup, or go back with `storywatch state rewind`"
        )

    def _unreadable(self, name: str) -> str | None:
        """The first file of a local table that cannot be opened: metadata, manifests, then Parquet."""
        if "://" in self.location:
            return None
        folder = folder_of(self.location) / WAREHOUSE / NAMESPACE / name
        readers = (("*.metadata.json", lambda f: json.loads(f.read_text("utf-8"))), ("*.avro", _read_avro), ("*.parquet", pq.read_metadata))
        for pattern, read in readers:
            for file in sorted(folder.rglob(pattern)):
                try:
                    read(file)
                except UNREADABLE:
                    return str(file)
        return None

    def recover(self) -> list[str]:
        """Makes the state ready for a run: tables and columns that are missing, and nothing of a run that died.

        Returns the tables in which such a run had left something.
        """
        head = self.head()
        back = []
        for name in SCHEMAS:
            table = self.table(name, create=True)
            if {f.name for f in table.schema().fields} < set(SCHEMAS[name].names):
                with table.update_schema() as update:
                    update.union_by_name(SCHEMAS[name])
            if name not in DATA_TABLES:
                continue
            current = table.current_snapshot()
            wanted = head.snapshots.get(name)
            if current is None or current.snapshot_id == wanted:
                continue
            back.append(name)
            if wanted is None:
                # nothing was ever committed to it
                self.catalog.drop_table(f"{NAMESPACE}.{name}")
                self.table(name, create=True)
            else:
                table.manage_snapshots().set_current_snapshot(snapshot_id=wanted).commit()
        return back

    def append(self, rows: Mapping[str, pa.Table], whole: Collection[str] = ()) -> dict[str, int | None]:
        """Appends rows to the tables; of those named by `whole` they take the place of what is there. The snapshots that came of it.

        Nobody sees them before `commit_snapshots`.
        """
        snapshots: dict[str, int | None] = {}
        for name in DATA_TABLES:
            table = self.table(name, create=True)
            if name in whole:
                table.overwrite(rows[name])
            elif name in rows and rows[name].num_rows:
                table.append(rows[name])
            current = table.current_snapshot()
            snapshots[name] = current.snapshot_id if current else None
        return snapshots

    def replace(self, name: str, rows: pa.Table, stories: Collection[str] | None = None) -> int:
        """Puts rows in the place of those of `stories` in the table `name`, or of all; the snapshot that came of it."""
        table = self.table(name)
        if table.current_snapshot() is None:
            table.append(rows)
        else:
            table.overwrite(rows, AlwaysTrue() if stories is None else In("story_id", set(stories)))
        return int(table.current_snapshot().snapshot_id)

    def commit_snapshots(self, run: dict[str, Any], snapshots: dict[str, int | None], base: Head) -> None:
        """Appends a row to `runs` by which the named snapshots become the state."""
        head = self.head()
        if head != base:
            raise StateError(f"state {short(self.location)}: {head.run_id} was committed by another run meanwhile; run this one again")
        row = {**run, "number": head.number + 1, "snapshots": json.dumps(snapshots, sort_keys=True)}
        self.table("runs", create=True).append(pa.Table.from_pylist([row], schema=SCHEMAS["runs"]))

    def mark(self, rows: Sequence[dict[str, Any]]) -> None:
        """Adds to the list of what was sent and written, which is part of no run."""
        with private():
            self.table("deliveries", create=True).append(table("deliveries", rows))

    def feeds(self, head: Head | None = None) -> dict[str, FeedState]:
        """What the runs so far have learned of each feed."""
        names = tuple(FeedState.__dataclass_fields__)
        rows = self.read("feeds", (*names, "run_id"), head=head).to_pylist()
        return {row["feed"]: FeedState(*(row[n] for n in names)) for row in sorted(rows, key=lambda row: row["run_id"])}

    def deliveries(self) -> list[dict[str, Any]]:
        """What was sent to which channel; not part of any run's snapshot."""
        try:
            rows: list[dict[str, Any]] = self.table("deliveries").scan().to_arrow().to_pylist()
        except NoSuchTableError:
            return []
        return rows

    def lineage(self, head: Head | None = None) -> Lineage:
        """How stories became one or two."""
        rows = self.read("merges", head=head).to_pylist()
        # of one article a merge comes before a parting, as the linking does it
        rows.sort(
            key=lambda r: (
                int(r["run_id"].rpartition("-")[2]),
                order_of(r["published"], r["article_id"]),
                r["kind"] or "merge",
                r["younger"],
            )
        )
        return Lineage(
            StoryChange(
                r["kind"] or "merge", r["older"], r["younger"], r["article_id"], r["probability"], tuple(r["moved"] or ()), r["published"]
            )
            for r in rows
        )
