"""The state: Iceberg tables, of which a reader sees what the newest complete run names.

A run appends to each table, then appends one row to `runs` that holds the snapshot of every table. That last append is
the commit: before it, readers go by the row before. What a run left behind that died earlier is rolled back by the next.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyiceberg.catalog import Catalog
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.exceptions import NoSuchTableError
from pyiceberg.expressions import AlwaysTrue, In
from pyiceberg.io import FileIO
from pyiceberg.typedef import EMPTY_DICT, Properties
from sqlalchemy.exc import OperationalError, ProgrammingError, SQLAlchemyError
from storywatch.transforms.state.home import CATALOG, WAREHOUSE, private, rehome
from storywatch.transforms.state.scan import NAMESPACE, UNREADABLE, Head, StateError, Tables, folder_of, head_of, no_code, short
from storywatch.transforms.state.tables import DATA_TABLES, SCHEMAS, table


def now() -> str:
    """UTC, to the second, as every time in the state."""
    return datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="seconds")


class _Catalog(SqlCatalog):
    """A catalog whose tables name no code: a state may come from elsewhere."""

    def _load_file_io(self, properties: Properties = EMPTY_DICT, location: str | None = None) -> FileIO:
        no_code(properties, location)
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


@dataclass
class State(Tables):
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
            return self.catalog.load_table(identifier)
        except NoSuchTableError:
            if not create:
                raise
            return self.catalog.create_table_if_not_exists(identifier, schema=SCHEMAS[name])
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

    def recover(self) -> list[str]:
        """Makes the state ready for a run: tables and columns that are missing, and nothing of a run that died.

        Returns the tables in which such a run had left something.
        """
        head = self.head()
        back = []
        for name in SCHEMAS:
            table = self.table(name, create=True)
            # an earlier version may have had columns that are no more
            if not set(SCHEMAS[name].names) <= {f.name for f in table.schema().fields}:
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

    def folders(self, names: Iterable[str]) -> dict[str, str]:
        """Table -> the address of the folder that its files lie in."""
        return {name: f"{self.table(name).location()}/data" for name in names}

    def laid_out(self, name: str, files: Sequence[str], columns: Sequence[str] | None = None) -> pa.Table:
        """Rows in files that are not yet part of the table `name`."""
        schema = SCHEMAS[name]
        wanted = pa.schema([schema.field(column) for column in columns or schema.names])
        parts = [wanted.empty_table()]
        files_of = self.table(name).io
        for address in files:
            with files_of.new_input(address).open() as file:
                parts.append(pq.read_table(file, columns=wanted.names).cast(wanted))
        return pa.concat_tables(parts)

    def append(
        self, rows: Mapping[str, pa.Table], whole: Collection[str] = (), files: Mapping[str, Sequence[str]] = MappingProxyType({})
    ) -> dict[str, int | None]:
        """Appends rows and files to the tables; of those named by `whole` the rows take the place of what is there.

        The snapshots that came of it, which nobody sees before `commit_snapshots`.
        """
        snapshots: dict[str, int | None] = {}
        for name in DATA_TABLES:
            table = self.table(name, create=True)
            if name in whole:
                table.overwrite(rows[name])
            elif name in rows and rows[name].num_rows:
                table.append(rows[name])
            if files.get(name):
                table.add_files(list(files[name]), check_duplicate_files=False)
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

    def deliveries(self) -> list[dict[str, Any]]:
        """What was sent to which channel; not part of any run's snapshot."""
        try:
            rows: list[dict[str, Any]] = self.table("deliveries").scan().to_arrow().to_pylist()
        except NoSuchTableError:
            return []
        return rows
