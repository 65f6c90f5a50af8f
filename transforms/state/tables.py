"""The tables of the state: their columns, and rows to and from Arrow."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import pyarrow as pa
from storywatch.transforms.embedding_model import Vectors
from storywatch.transforms.rows import Article, Claim, DateMention, Event, Figure, Span

_TEXT, _NUMBER, _BOOL, _LONG = pa.string(), pa.float64(), pa.bool_(), pa.int64()
_LIST = pa.list_(_TEXT)

FIGURE = pa.struct(
    [("text", _TEXT), ("start", _LONG), ("end", _LONG), ("low", _NUMBER), ("high", _NUMBER), ("unit", _TEXT), ("counted", _TEXT),
     ("approximate", _BOOL), ("what", _TEXT), ("measure", _TEXT), ("whose", _TEXT), ("place", _TEXT)]
)  # fmt: skip
DATE = pa.struct([("text", _TEXT), ("start", _LONG), ("end", _LONG), ("date", _TEXT), ("precision", _TEXT), ("frame", _TEXT)])
SPAN = pa.struct([("field", _TEXT), ("text", _TEXT), ("start", _LONG), ("end", _LONG)])
EVENT = pa.struct(
    [("type", _TEXT), ("agent", _TEXT), ("object", _TEXT), ("figure", _TEXT), ("from", _TEXT), ("to", _TEXT), ("place", _TEXT),
     ("date", _TEXT), ("modality", _TEXT), ("start", _LONG), ("end", _LONG), ("spans", pa.list_(SPAN))]
)  # fmt: skip

COMPARED = pa.struct([("article_id", _TEXT), ("log_odds", _NUMBER)])
FITS = pa.struct([("story_id", _TEXT), ("probability", _NUMBER)])

SCHEMAS: dict[str, pa.Schema] = {
    "articles": pa.schema(
        [("article_id", _TEXT), ("url", _TEXT), ("source", _TEXT), ("title", _TEXT), ("published", _TEXT), ("date_basis", _TEXT),
         ("language", _TEXT), ("text", _TEXT), ("duplicate_of", _TEXT), ("content_hash", _TEXT), ("input", _TEXT),
         ("story_id", _TEXT), ("probability", _NUMBER), ("title_terms", _LIST), ("run_id", _TEXT),
         ("entry_hash", _TEXT), ("version_of", _TEXT), ("author", _TEXT), ("outcome", _TEXT), ("nearest_story", _TEXT),
         ("compared", pa.list_(COMPARED)), ("also_fits", pa.list_(FITS)),
         ("lead_terms", _LIST), ("words", pa.binary()), ("head_vector", pa.binary())]
    ),
    "claims": pa.schema(
        [("claim_id", _TEXT), ("article_id", _TEXT), ("text", _TEXT), ("start", _LONG), ("end", _LONG), ("published", _TEXT),
         ("speaker", _TEXT), ("speaker_role", _TEXT), ("speaker_org", _TEXT), ("speaker_party", _TEXT), ("source_class", _TEXT),
         ("attribution", _TEXT), ("strength", _TEXT), ("quote", _BOOL), ("figures", pa.list_(FIGURE)), ("places", _LIST),
         ("actors", _LIST), ("dates", pa.list_(DATE)), ("event_date", _TEXT), ("polarity", _TEXT),
         ("events", pa.list_(EVENT)), ("states", _LIST),
         ("background", _BOOL), ("spans", pa.list_(SPAN)), ("terms", _LIST), ("story_id", _TEXT), ("thread_id", _TEXT),
         ("repeats", _TEXT), ("vector", pa.binary()), ("run_id", _TEXT)]
    ),
    "developments": pa.schema(
        [("development_id", _TEXT), ("story_id", _TEXT), ("thread_id", _TEXT), ("claim_id", _TEXT), ("article_id", _TEXT),
         ("kind", _TEXT), ("severity", _TEXT), ("published", _TEXT), ("text", _TEXT), ("previous_claim_id", _TEXT),
         ("reason", _TEXT), ("score", _NUMBER), ("run_id", _TEXT)]
    ),
    "merges": pa.schema(
        [("older", _TEXT), ("younger", _TEXT), ("article_id", _TEXT), ("probability", _NUMBER), ("run_id", _TEXT), ("kind", _TEXT),
         ("moved", _LIST), ("published", _TEXT)]
    ),
    "deadletters": pa.schema(
        [("input", _TEXT), ("reason", _TEXT), ("level", _TEXT), ("article_id", _TEXT), ("excerpt", _TEXT), ("run_id", _TEXT)]
    ),
    "past_threads": pa.schema(
        [("thread_id", _TEXT), ("story_id", _TEXT), ("title", _TEXT), ("first_seen", _TEXT), ("last_seen", _TEXT), ("claims", _LONG),
         ("sources", _LIST), ("independent", _LIST), ("states", _TEXT), ("values", _TEXT), ("status_day", _TEXT), ("status", _TEXT),
         ("run_id", _TEXT)]
    ),
    "feeds": pa.schema(
        [("feed", _TEXT), ("etag", _TEXT), ("modified", _TEXT), ("failures", _LONG), ("problem", _TEXT), ("checked", _TEXT),
         ("run_id", _TEXT)]
    ),
    "marks": pa.schema(
        [("mark", _TEXT), ("subject", _TEXT), ("other", _TEXT), ("articles", _LIST), ("note", _TEXT), ("undone", _BOOL), ("made", _TEXT),
         ("number", _LONG), ("run_id", _TEXT)]
    ),
    "deliveries": pa.schema(
        [("development_id", _TEXT), ("channel", _TEXT), ("sent", _TEXT), ("how", _TEXT), ("run_id", _TEXT)]
    ),
    "stories": pa.schema(
        [("story_id", _TEXT), ("title", _TEXT), ("first_seen", _TEXT), ("last_seen", _TEXT), ("articles", _LONG), ("sources", _LONG),
         ("status", _TEXT), ("merged", _LIST), ("parted", _LIST)]
    ),
    "threads": pa.schema(
        [("thread_id", _TEXT), ("story_id", _TEXT), ("title", _TEXT), ("first_seen", _TEXT), ("last_seen", _TEXT), ("claims", _LONG),
         ("sources", _LIST), ("independent_sources", _LONG), ("states", _LIST)]
    ),
    "figures": pa.schema(
        [("story_id", _TEXT), ("thing", _TEXT), ("counted", _TEXT), ("measure", _TEXT), ("whose", _TEXT), ("place", _TEXT),
         ("low", _NUMBER), ("high", _NUMBER), ("text", _TEXT), ("speaker", _TEXT), ("party", _TEXT), ("event_date", _TEXT),
         ("published", _TEXT), ("claim_id", _TEXT), ("article_id", _TEXT)]
    ),
    "events": pa.schema(
        [("story_id", _TEXT), ("claim_id", _TEXT), ("article_id", _TEXT), ("published", _TEXT), ("background", _BOOL), ("text", _TEXT),
         ("type", _TEXT), ("agent", _TEXT), ("object", _TEXT), ("figure", _TEXT), ("from", _TEXT), ("to", _TEXT), ("place", _TEXT),
         ("date", _TEXT), ("modality", _TEXT), ("start", _LONG), ("end", _LONG), ("country", _TEXT), ("latitude", _NUMBER),
         ("longitude", _NUMBER), ("precision", _TEXT)]
    ),
    "runs": pa.schema(
        [("run_id", _TEXT), ("number", _LONG), ("started", _TEXT), ("finished", _TEXT), ("model", _TEXT), ("snapshots", _TEXT),
         ("report", _TEXT), ("kind", _TEXT)]
    ),
}  # fmt: skip
"""Column types of every table.

`runs.snapshots` is a JSON object: the snapshot of every data table that the run made; `runs.kind` is run, compact, expire,
rewind or mark. `past_threads` keeps of dropped claims what the history of a thread needs (`states` and `values` are JSON).
`feeds` gains a row for each feed and run, of which the last counts. `deliveries` is the outbox's list of what was sent.
"""

DERIVED = ("stories", "threads", "figures", "events")
"""What follows from the other tables, written out for who asks the state by SQL: under the story ids of now."""

DATA_TABLES = tuple(name for name in SCHEMAS if name not in ("runs", "deliveries"))
"""What a run's snapshots name. Deliveries are marked after the run, one by one."""


def table(name: str, rows: Iterable[dict[str, Any]]) -> pa.Table:
    """Rows as an Arrow table of that name's schema; fields that it does not know are left out."""
    return pa.Table.from_pylist(list(rows), schema=SCHEMAS[name])


def claim_row(claim: Claim, vector: Vectors, run_id: str) -> dict[str, Any]:
    # as `asdict`, which takes ten times as long to copy what is never changed
    nested = {name: [vars(item) for item in getattr(claim, name)] for name in ("figures", "dates", "spans")}
    events = [{**{k.rstrip("_"): v for k, v in vars(e).items()}, "spans": [vars(s) for s in e.spans]} for e in claim.events]
    return {**vars(claim), **nested, "events": events, "vector": np.ascontiguousarray(vector, dtype=np.float16).tobytes(), "run_id": run_id}


def article_row(article: Article, story_id: str, probability: float, title_terms: Sequence[str], run_id: str) -> dict[str, Any]:
    return {**asdict(article), "story_id": story_id, "probability": probability, "title_terms": list(title_terms), "run_id": run_id}


def claim_of(row: dict[str, Any]) -> Claim:
    """The claim of a row of the table `claims` (read without the columns that it does not need: they are empty)."""

    def words(name: str) -> tuple[str, ...]:
        return tuple(row.get(name) or ())

    fields = {name: row.get(name) for name in Claim.__dataclass_fields__}
    fields.update(
        figures=tuple(Figure(**f) for f in row.get("figures") or ()),
        events=tuple(_event(e) for e in row.get("events") or ()),
        dates=tuple(DateMention(**d) for d in row.get("dates") or ()),
        spans=tuple(Span(**s) for s in row.get("spans") or ()),
        places=words("places"), actors=words("actors"), states=words("states"), terms=words("terms"),
    )  # fmt: skip
    return Claim(**fields)  # type: ignore[arg-type]


def _event(row: dict[str, Any]) -> Event:
    own = {("from_" if name == "from" else name): value for name, value in row.items()}
    return Event(**{**own, "spans": tuple(Span(**s) for s in row["spans"] or ())})


def vectors_of(column: Iterable[bytes], dimensions: int | None = None) -> Vectors:
    """(rows, dimensions) float16 from the column `vector`."""
    blobs = list(column)
    if not blobs:
        return np.zeros((0, dimensions or 0), np.float16)
    return np.frombuffer(b"".join(blobs), dtype=np.float16).reshape(len(blobs), -1)
