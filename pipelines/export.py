"""The commands `storywatch export` and `storywatch timeline`: what the state knows, for other programs and for a reader."""

import csv
import io
import json
import os
import sys
from collections.abc import Iterable
from enum import StrEnum
from importlib import import_module
from typing import Annotated, Any

import typer
from storywatch.pipelines.command import AsOf, StateOption, WarehouseOption, fail, opened_state, period


class What(StrEnum):
    articles = "articles"
    claims = "claims"
    stories = "stories"
    threads = "threads"
    developments = "developments"
    deadletters = "deadletters"
    figures = "figures"
    events = "events"
    timeline = "timeline"
    marks = "marks"
    geojson = "geojson"
    ical = "ical"
    stix = "stix"
    misp = "misp"


FILES = {What.geojson: "geojson", What.ical: "ical", What.stix: "stix", What.misp: "misp"}
"""What is a file for another tool, and no rows: the module of transforms/exchange that writes it."""


class Table(StrEnum):
    jsonl = "jsonl"
    csv = "csv"
    parquet = "parquet"


def export(
    what: What,
    state: StateOption = "state",
    warehouse: WarehouseOption = None,
    format: Annotated[Table | None, typer.Option("--format", help="of rows; jsonl if not given")] = None,
    as_of: AsOf = None,
) -> None:
    """Write the rows of the state to standard output, in a stable order; or a file for another tool."""
    from storywatch.transforms.state.scan import StateError
    from storywatch.transforms.state.views import EXPORTS

    if what in FILES and format is not None:
        raise fail(f"export {what} is a file of its own; it takes no --format", 2)
    opened, head = opened_state(state, warehouse, as_of)
    try:
        if what in FILES:
            text = _file(FILES[what], opened, head)
        else:
            rows = EXPORTS[what](opened, head)
    except StateError as error:
        raise fail(error, 1) from None
    try:
        if what in FILES:
            sys.stdout.write(text)
            sys.stdout.flush()
        else:
            _write(rows, format or Table.jsonl)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _file(name: str, state: Any, head: Any) -> str:
    """A file for another tool, by the module of that name."""
    from storywatch.transforms.exchange.content import Content

    try:
        module = import_module(f"storywatch.transforms.exchange.{name}")
    except ModuleNotFoundError as error:
        raise fail(f"export {name} needs the package {error.name}: pip install 'storywatch[exchange]'", 2) from None
    return str(getattr(module, name)(Content(state, head)))


def _write(rows: list[dict[str, Any]], format: Table) -> None:
    if format is Table.jsonl:
        for row in rows:
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    elif format is Table.csv:
        sys.stdout.write(_csv(rows))
    else:
        import pyarrow as pa
        import pyarrow.parquet as pq

        pq.write_table(pa.Table.from_pylist(rows), pa.PythonFile(sys.stdout.buffer, mode="w"))
    sys.stdout.flush()


def _csv(rows: Iterable[dict[str, Any]]) -> str:
    """Comma-separated; a cell that a spreadsheet would take for a formula gets an apostrophe before it."""
    rows = list(rows)
    out = io.StringIO()
    writer = csv.writer(out)
    if rows:
        writer.writerow(rows[0])
    for row in rows:
        cells = [json.dumps(v, ensure_ascii=False) if isinstance(v, list | dict) else "" if v is None else str(v) for v in row.values()]
        writer.writerow(["'" + c if c.lstrip()[:1] in ("=", "+", "-", "@") and not _is_number(c) else c for c in cells])
    return out.getvalue()


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


class CoursePage(StrEnum):
    md = "md"
    html = "html"
    json = "json"


def timeline(
    state: StateOption = "state",
    warehouse: WarehouseOption = None,
    story: Annotated[list[str] | None, typer.Option("--story", help="id of a story; may be repeated; all if not given")] = None,
    dates: Annotated[int, typer.Option("--dates", min=1, help="how many dates, the most important ones")] = 20,
    since: Annotated[str | None, typer.Option("--since", help="first day (YYYY-MM-DD)")] = None,
    until: Annotated[str | None, typer.Option("--until", help="last day (YYYY-MM-DD)")] = None,
    format: Annotated[CoursePage, typer.Option("--format")] = CoursePage.md,
    as_of: AsOf = None,
) -> None:
    """Tell the course of a story, or of all stories, in so many dates."""
    from storywatch.transforms.digest.course import RENDERERS, course
    from storywatch.transforms.state.scan import StateError

    period(since, until)
    opened, head = opened_state(state, warehouse, as_of)
    try:
        lineage = opened.lineage(head)
        known = set(opened.read("articles", ("story_id",), head=head)["story_id"].to_pylist())
        unknown = [name for name in story or () if lineage.story(name) not in known and name not in known]
        if unknown:
            raise fail(f"--story {unknown[0]}: the state has no such story (storywatch export stories)", 2)
        found = course(opened, head, story or (), dates, since, until)
    except StateError as error:
        raise fail(error, 1) from None
    typer.echo(RENDERERS[format](found), nl=False)
