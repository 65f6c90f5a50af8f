"""The state: Iceberg tables, of which a reader sees what the newest complete run names.

A run appends to each table, then appends one row to `runs` that holds the snapshot of every table. That last append is
the commit: before it, readers go by the row before. What a run left behind that died earlier is rolled back by the next.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyiceberg.catalog import Catalog
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.exceptions import NoSuchTableError
from pyiceberg.expressions import AlwaysTrue, BooleanExpression, GreaterThanOrEqual, In, IsNull, Or
from sqlalchemy.exc import SQLAlchemyError

from transforms.candidates.index import ClaimIndex
from transforms.state.tables import DATA_TABLES, SCHEMAS, vectors_of

NAMESPACE = "storywatch"


class StateError(RuntimeError):
    """The state cannot be used; the message names the file and the remedy."""


def _catalog(location: str, warehouse: str | None) -> Catalog:
    if "://" in location and not location.startswith("file://"):
        if not warehouse:
            raise StateError(f"state {location}: a catalog needs `warehouse` in the settings (a folder or an object store)")
        return SqlCatalog("storywatch", uri=location, warehouse=warehouse)
    folder = Path(location.removeprefix("file://")).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    return SqlCatalog("storywatch", uri=f"sqlite:///{folder / 'catalog.db'}", warehouse=f"file://{folder / 'warehouse'}")


@dataclass(frozen=True)
class Head:
    """What the newest complete run names: the snapshot of every table (None: still empty), and the run itself."""

    number: int = 0
    run_id: str = ""
    model: str | None = None
    finished: str | None = None
    snapshots: dict[str, int | None] = field(default_factory=dict)


@dataclass
class State:
    """An open state. `location` is a folder or the address of a catalog."""

    location: str
    warehouse: str | None = None

    def __post_init__(self) -> None:
        try:
            self.catalog = _catalog(self.location, self.warehouse)
            self.catalog.create_namespace_if_not_exists(NAMESPACE)
        except (OSError, SQLAlchemyError) as error:
            raise StateError(f"state {self.location} cannot be opened: {' '.join(str(error).split())[:200]}") from error

    @classmethod
    def existing(cls, location: str, warehouse: str | None = None) -> "State":
        """The state at `location`; StateError where there is none yet."""
        if "://" not in location and not (Path(location) / "catalog.db").exists():
            raise StateError(f"{location}: no state here (no catalog.db); `storywatch run --state {location}` makes one")
        return cls(location, warehouse)

    def _table(self, name: str, create: bool = False) -> Any:
        identifier = f"{NAMESPACE}.{name}"
        if create:
            return self.catalog.create_table_if_not_exists(identifier, schema=SCHEMAS[name])
        return self.catalog.load_table(identifier)

    def runs(self) -> list[dict[str, Any]]:
        """The complete runs, oldest first."""
        try:
            rows: list[dict[str, Any]] = self._table("runs").scan().to_arrow().to_pylist()
        except NoSuchTableError:
            return []
        except (OSError, pa.ArrowException) as error:
            raise self._damaged("runs", error) from error
        return sorted(rows, key=lambda row: (row["number"], row["finished"]))

    def head(self, as_of: str | None = None) -> Head:
        """The newest complete run, or the newest that had finished by the end of the day `as_of`."""
        rows = [row for row in self.runs() if as_of is None or (row["finished"] or "")[: len(as_of)] <= as_of]
        if not rows:
            return Head()
        last = rows[-1]
        return Head(last["number"], last["run_id"], last["model"], last["finished"], json.loads(last["snapshots"]))

    def read(
        self, name: str, columns: Sequence[str] | None = None, where: BooleanExpression | None = None, head: Head | None = None
    ) -> pa.Table:
        """Rows of a table as the newest complete run (or `head`) names it."""
        snapshot = (head or self.head()).snapshots.get(name)
        if snapshot is None:
            schema = SCHEMAS[name]
            return (pa.schema([schema.field(c) for c in columns]) if columns else schema).empty_table()
        try:
            return self._table(name).scan(where or AlwaysTrue(), tuple(columns or ("*",)), snapshot_id=snapshot).to_arrow()
        except (OSError, pa.ArrowException, ValueError) as error:
            raise self._damaged(name, error) from error

    def _damaged(self, name: str, error: Exception) -> StateError:
        found = re.search(r"(/[^\s'\"]+\.(?:parquet|avro|json|db))", str(error))
        return StateError(
            f"state {self.location}, table {name}: {found.group(1) if found else ''} {' '.join(str(error).split())[:160]}; "
            "restore the file from a backup, or go back with `storywatch state rewind`"
        )

    def recover(self) -> list[str]:
        """Rolls back what a run that died left in the tables; returns their names."""
        head = self.head()
        back = []
        for name in DATA_TABLES:
            table = self._table(name, create=True)
            current = table.current_snapshot()
            wanted = head.snapshots.get(name)
            if current is None or current.snapshot_id == wanted:
                continue
            back.append(name)
            if wanted is None:
                # nothing was ever committed to it
                self.catalog.drop_table(f"{NAMESPACE}.{name}")
                self._table(name, create=True)
            else:
                table.manage_snapshots().set_current_snapshot(snapshot_id=wanted).commit()
        self._table("runs", create=True)
        return back

    def commit(self, run: dict[str, Any], rows: dict[str, pa.Table]) -> None:
        """Appends the rows of a run and, last, the run itself, which makes them visible."""
        head = self.head()
        snapshots: dict[str, int | None] = {}
        for name in DATA_TABLES:
            table = self._table(name, create=True)
            if name in rows and rows[name].num_rows:
                table.append(rows[name])
            current = table.current_snapshot()
            snapshots[name] = current.snapshot_id if current else None
        row = {**run, "number": head.number + 1, "snapshots": json.dumps(snapshots, sort_keys=True)}
        self._table("runs", create=True).append(pa.Table.from_pylist([row], schema=SCHEMAS["runs"]))

    def merged(self, head: Head | None = None) -> dict[str, str]:
        """younger story -> the story that it went on as."""
        return {r["younger"]: r["older"] for r in self.read("merges", ("younger", "older"), head=head).to_pylist()}


def resolve(story_id: str, merged: dict[str, str]) -> str:
    """The story that goes on for `story_id`."""
    while story_id in merged:
        story_id = merged[story_id]
    return story_id


@dataclass(frozen=True)
class StateRef:
    """A state by its address, as it was when the run began: what a worker opens and reads from."""

    location: str
    warehouse: str | None
    run_id: str
    head: Head

    def open(self) -> State:
        return State(self.location, self.warehouse)

    def index(self, earliest: str, horizon_days: int, dimensions: int) -> ClaimIndex:
        """The history's claims within the horizon before `earliest`, and undated ones; labelled by their story."""
        where: BooleanExpression | None = None
        if earliest:
            since = (date.fromisoformat(earliest[:10]) - timedelta(days=horizon_days)).isoformat()
            where = Or(GreaterThanOrEqual("published", since), IsNull("published"))
        state = self.open()
        rows = state.read("claims", ("story_id", "published", "vector"), where, self.head)
        merged = state.merged(self.head)
        stories = [resolve(s, merged) for s in rows["story_id"].to_pylist()]
        vectors = vectors_of(rows["vector"].to_pylist(), dimensions)
        if len(vectors) and vectors.shape[1] != dimensions:
            raise StateError(
                f"state {self.location}: its vectors have {vectors.shape[1]} dimensions, this model's {dimensions}; "
                "use the model that the state was made with, or a new state"
            )
        return ClaimIndex(stories, [p or "" for p in rows["published"].to_pylist()], vectors, dimensions)

    def history(self, stories: Iterable[str]) -> tuple[list[tuple[dict[str, Any], list[dict[str, Any]]]], dict[str, str]]:
        """What the state holds of the named stories and of those merged into them, and all merges.

        A pair for each article, in order: its row, and the rows of its claims (with vectors) in the order of the text.
        """
        wanted = set(stories)
        if not wanted:
            return [], {}
        state = self.open()
        merged = state.merged(self.head)
        names = wanted | {young for young in merged if resolve(young, merged) in wanted}
        columns = ("article_id", "published", "source", "title", "story_id", "title_terms")
        # all claims of the stories' own articles, also those that are in another story, and claims of other articles in them
        own = set(state.read("articles", ("article_id",), In("story_id", names), self.head)["article_id"].to_pylist())
        where = Or(In("story_id", names), In("article_id", own)) if own else In("story_id", names)
        claims: dict[str, list[dict[str, Any]]] = {}
        for row in state.read("claims", None, where, self.head).to_pylist():
            claims.setdefault(row["article_id"], []).append(row)
        articles = state.read("articles", columns, In("article_id", set(claims)), self.head).to_pylist() if claims else []
        articles.sort(key=lambda a: (a["published"] or "", a["article_id"]))
        return [(a, sorted(claims[a["article_id"]], key=lambda row: row["start"])) for a in articles], merged
