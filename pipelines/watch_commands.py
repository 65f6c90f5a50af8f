"""The commands `storywatch watch ...`."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Annotated, Any

import typer
from storywatch.pipelines.command import AsOf, StateOption, WarehouseOption, fail, opened_state
from storywatch.transforms.shown import harmless

app = typer.Typer(help="Look after watch lists.", no_args_is_help=True)

FIELDS = {
    "actors": "none of its actors",
    "places": "none of its places",
    "words": "none of its words",
    "exclude": "a word that it excludes",
}
"""Field of a list -> what is said of an article that does not meet it."""


@app.callback()
def _main() -> None:
    pass


@app.command()
def test(
    name: Annotated[str, typer.Argument(help="name of the watch list")],
    config: Annotated[str, typer.Option("--config", help="settings file with the watch list")] = "storywatch.yaml",
    days: Annotated[int, typer.Option("--days", min=1, help="days up to the latest that the state knows")] = 30,
    state: StateOption = "state",
    warehouse: WarehouseOption = None,
    as_of: AsOf = None,
) -> None:
    """Show which alerts a watch list would have brought, which ones it would have missed, and why."""
    from storywatch.pipelines.settings import SettingsError, load_settings
    from storywatch.transforms.digest.watch import unknown_names
    from storywatch.transforms.state.scan import StateError

    try:
        lists = {w.name: w for w in load_settings(config).watch}
    except SettingsError as error:
        raise fail(error, 2) from None
    if name not in lists:
        raise fail(f"{config} has no watch list {name}; it has: {', '.join(sorted(lists)) or 'none'}", 2)
    for unknown in unknown_names(lists[name]):
        typer.echo(f"not known by name: {harmless(unknown)}; it is found only as it is written here")
    opened, head = opened_state(state, warehouse, as_of)
    try:
        lines = _lines(opened, head, lists[name], days)
    except StateError as error:
        raise fail(error, 1) from None
    for line in lines:
        typer.echo(line)


def _lines(state: Any, head: Any, watch: Any, days: int) -> list[str]:
    from storywatch.transforms.digest.watch import on_lists
    from storywatch.transforms.state.marks import marks_of
    from storywatch.transforms.state.views import developments, stories

    marks = marks_of(state, head)
    told = [d for d in developments(state, head) if d["published"] and d["severity"] != "low"]
    told = [d for d in told if marks.allows(d["development_id"], d["story_id"])]
    last = max((d["published"][:10] for d in told), default=None)
    if last is None:
        return ["the state has no alert"]
    first = (date.fromisoformat(last) - timedelta(days=days - 1)).isoformat()
    of_story: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for d in told:
        if first <= d["published"][:10]:
            of_story[d["story_id"]].append(d)
    titles = {s["story_id"]: s["title"] for s in stories(state, head, of_story)}
    met: dict[str, list[dict[str, bool]]] = defaultdict(list)
    for story, _, fields in on_lists(state, head, of_story, [watch]):
        met[story].append(fields[watch.name])
    on = {story for story, articles in met.items() if any(all(fields.values()) for fields in articles)}
    caught = {story: [d for d in of_story[story] if watch.wants(d["severity"])] for story in of_story if story in on}
    total = sum(map(len, of_story.values()))
    got = _many(sum(map(len, caught.values())))
    out = [f"{harmless(watch.name)}, {first} to {last}: {got} of {total} caught, in {len(caught)} of {len(of_story)} stories"]
    for story in sorted(caught, key=lambda s: (-len(caught[s]), s)):
        below = len(of_story[story]) - len(caught[story])
        rest = f", {below} below {watch.severity}" if below else ""
        out.append(f"  caught  {harmless(titles[story])}: {_many(len(caught[story]))}{rest}")
    for story in sorted(set(of_story) - on, key=lambda s: (-len(of_story[s]), s)):
        # the article that comes nearest to the list says what keeps its story off it
        nearest = max(met[story] or [{}], key=lambda fields: sum(fields.values()))
        lacks = [FIELDS[field] for field, holds in nearest.items() if not holds]
        out.append(f"  missed  {harmless(titles[story])}: {_many(len(of_story[story]))}; {', '.join(lacks) or 'no claims any more'}")
        out.append(f"          {of_story[story][0]['published'][:10]} {harmless(of_story[story][0]['text'])}")
    return out


def _many(n: int) -> str:
    return f"{n} alert{'s' if n != 1 else ''}"
