"""Reading the tables of a state, each as a complete run names it."""

import json
import re
import struct
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import fastavro
import pyarrow as pa
import pyarrow.parquet as pq
from pyiceberg.catalog.noop import NoopCatalog
from pyiceberg.exceptions import ValidationError
from pyiceberg.expressions import AlwaysTrue, BooleanExpression, In
from pyiceberg.io import PY_IO_IMPL, load_file_io
from pyiceberg.serializers import FromInputFile
from pyiceberg.table import StaticTable
from storywatch.transforms.rows import FeedState, StoryChange, order_of
from storywatch.transforms.state.home import WAREHOUSE
from storywatch.transforms.state.lineage import Lineage
from storywatch.transforms.state.tables import SCHEMAS

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


def no_code(properties: Mapping[str, str], location: str | None) -> None:
    """Raises StateError where a table names code to be loaded: a state may come from elsewhere."""
    if PY_IO_IMPL in properties:
        raise StateError(f"the table at {location} names code to be loaded ({PY_IO_IMPL}: {properties[PY_IO_IMPL]}); this is refused")


class Tables:
    """The tables of a state, to be read. `location`: its folder or address, for messages."""

    location: str

    def table(self, name: str) -> Any:
        """The Iceberg table `name`. Raises StateError where its files are gone or belong to another folder."""
        raise NotImplementedError

    def head(self) -> Head:
        """What is read where no other head is asked for."""
        raise NotImplementedError

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

    def feeds(self, head: Head | None = None, addresses: Collection[str] | None = None) -> dict[str, FeedState]:
        """What the runs so far have learned of each feed, or of the named ones."""
        names = tuple(FeedState.__dataclass_fields__)
        where = None if addresses is None else In("feed", set(addresses))
        rows = self.read("feeds", (*names, "run_id"), where, head).to_pylist()
        return {row["feed"]: FeedState(*(row[n] for n in names)) for row in sorted(rows, key=lambda row: row["run_id"])}

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


@dataclass(frozen=True)
class TablesAt(Tables):
    """Tables by the addresses of their metadata (Iceberg's JSON), as a run names them: no catalog is asked, nothing can be written."""

    location: str
    metadata: Mapping[str, str]
    fixed: Head

    def head(self) -> Head:
        return self.fixed

    def table(self, name: str) -> Any:
        """As of `Tables`."""
        address = self.metadata[name]
        try:
            io = load_file_io({}, address)
            found = FromInputFile.table_metadata(io.new_input(address))
            no_code(found.properties, address)
            return StaticTable((NAMESPACE, name), found, address, load_file_io(found.properties, address), NoopCatalog(NAMESPACE))
        except UNREADABLE as error:
            raise self._damaged(name, error) from error
