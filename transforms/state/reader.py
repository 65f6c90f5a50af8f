"""A state as data frames and Arrow tables, for who works in Python: what `storywatch export` gives, with times as times."""

from datetime import date
from functools import partialmethod
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
from storywatch.transforms.state.scan import Head
from storywatch.transforms.state.store import State
from storywatch.transforms.state.tables import SCHEMAS
from storywatch.transforms.state.views import EXPORTS

if TYPE_CHECKING:
    import pandas

TABLES = ("articles", "claims", "stories", "threads", "developments", "figures", "events")
TIMES = {"published", "first_seen", "last_seen", "event_date", "date", "finished"}
"""Columns of ISO dates, with or without a time (UTC)."""


def _day(name: str, given: str | date | None) -> str | None:
    if given is None:
        return None
    try:
        return date.fromisoformat(str(given)).isoformat()
    except ValueError:
        raise ValueError(f"{name}={given!r}: expected a day (YYYY-MM-DD)") from None


class Reader:
    """What a state held at the end of a run; it stays the same while later runs come."""

    def __init__(self, state: State, head: Head) -> None:
        self.state, self.head = state, head

    def arrow(self, name: str, since: str | date | None = None, until: str | date | None = None) -> pa.Table:
        """The rows of one of TABLES as an Arrow table, dates as timestamps.

        `since`, `until`: the first and the last day (YYYY-MM-DD) of what is told; stories and threads are those with a report in
        between, undated rows are left out where either is given. Raises ValueError for another name or no day, StateError for a
        damaged state.
        """
        if name not in TABLES:
            raise ValueError(f"no table {name!r}: one of {', '.join(TABLES)}")
        first, last = _day("since", since), _day("until", until)
        begin, end = ("first_seen", "last_seen") if name in ("stories", "threads") else ("published", "published")
        rows = [
            row for row in EXPORTS[name](self.state, self.head)
            if (first is None or (row[end] or "")[:10] >= first) and (last is None or (row[begin] or "9999")[:10] <= last)
        ]  # fmt: skip
        shown = [
            f for f in SCHEMAS[name] if f.name not in ("run_id", "content_hash", "entry_hash", "vector", "head_vector", "words", "terms")
        ]
        if rows:
            shown = [f for f in shown if f.name in rows[0]]
        found = pa.Table.from_pylist(rows, schema=pa.schema(shown))
        for at, column in enumerate(found.column_names):
            if column in TIMES:
                found = found.set_column(at, column, pc.cast(found[column], pa.timestamp("s")))
        return found

    def _frame(self, name: str, since: str | date | None = None, until: str | date | None = None) -> "pandas.DataFrame":
        """The same as a pandas DataFrame. Raises ImportError where pandas is not there."""
        try:
            import pandas  # noqa: F401
        except ImportError:
            raise ImportError("data frames need pandas: pip install 'storywatch[pandas]' (or take `arrow`)") from None
        return self.arrow(name, since, until).to_pandas()

    articles = partialmethod(_frame, "articles")
    claims = partialmethod(_frame, "claims")
    stories = partialmethod(_frame, "stories")
    threads = partialmethod(_frame, "threads")
    developments = partialmethod(_frame, "developments")
    figures = partialmethod(_frame, "figures")
    events = partialmethod(_frame, "events")


def reader(location: str, warehouse: str | None = None, as_of: str | None = None) -> Reader:
    """The state at `location`, as it is now or was at the end of the day `as_of`. Raises StateError where there is none."""
    state = State(location, warehouse)
    return Reader(state, state.head(as_of))
