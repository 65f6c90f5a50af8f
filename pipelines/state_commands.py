"""The commands `storywatch state ...`."""

import json
from typing import Annotated

import typer
from storywatch.pipelines.command import StateOption, WarehouseOption, fail, held_state, opened_state

app = typer.Typer(help="Look after a state.", no_args_is_help=True)


@app.command()
def info(state: StateOption = "state", warehouse: WarehouseOption = None) -> None:
    """Print rows, files and bytes of every table, and the runs that can be gone back to, as JSON."""
    from storywatch.transforms.state.scan import StateError
    from storywatch.transforms.state.upkeep import info as info_of

    opened, _ = opened_state(state, warehouse, None)
    try:
        typer.echo(json.dumps(info_of(opened), indent=1, ensure_ascii=False))
    except StateError as error:
        raise fail(error, 1) from None


@app.command()
def verify(state: StateOption = "state", warehouse: WarehouseOption = None) -> None:
    """Check that every row's references are there, and every claim's words where it says. Exit 1 where something is not."""
    from storywatch.transforms.state.scan import StateError
    from storywatch.transforms.state.upkeep import problems

    opened, _ = opened_state(state, warehouse, None)
    try:
        found = list(problems(opened))
    except StateError as error:
        raise fail(error, 1) from None
    for line in found:
        typer.echo(line)
    typer.echo(f"{len(found)} problems" if found else "sound: every reference is there, every claim stands in its article")
    if found:
        raise typer.Exit(1)


@app.command()
def compact(state: StateOption = "state", warehouse: WarehouseOption = None) -> None:
    """Merge the small files that many runs leave. The rows stay the same, and so does the way back to earlier runs."""
    from storywatch.transforms.state.upkeep import by_table
    from storywatch.transforms.state.upkeep import compact as compact_state

    with held_state(state, warehouse) as held:
        typer.echo(f"files: {by_table(compact_state(held))}")


@app.command()
def expire(
    older_than: Annotated[str, typer.Option("--older-than", help="a day (YYYY-MM-DD), or a number of days (180d)")],
    state: StateOption = "state",
    warehouse: WarehouseOption = None,
) -> None:
    """Drop old claims and every earlier snapshot. Articles, stories, developments and the histories of threads stay."""
    from storywatch.transforms.state.upkeep import day_before
    from storywatch.transforms.state.upkeep import expire as expire_state

    try:
        day = day_before(older_than)
    except ValueError as error:
        raise fail(error, 2) from None
    with held_state(state, warehouse) as held:
        done = expire_state(held, day)
        typer.echo(f"dropped {done['claims']:,} claims published before {day}, and {done['files']:,} files")


@app.command()
def rewind(
    to: Annotated[str, typer.Option("--to", help="the run to go back to, by its name or number (storywatch state info)")],
    state: StateOption = "state",
    warehouse: WarehouseOption = None,
) -> None:
    """Undo every run after the one named. What they delivered was delivered; a later run reads their input again."""
    from storywatch.transforms.state.upkeep import rewind as rewind_state

    with held_state(state, warehouse) as held:
        head = rewind_state(held, to)
        typer.echo(f"the state is that of {to} again ({head.run_id})")


TargetOption = Annotated[str, typer.Option("--to", help="folder that is not there yet, or empty")]


@app.command()
def backup(to: TargetOption, state: StateOption = "state") -> None:
    """Copy a state in a folder, whole, while nobody changes it. The copy is a state of its own."""
    from storywatch.transforms.state.upkeep import copy

    with held_state(state, None):
        typer.echo(f"{state} is copied to {copy(state, to)}")


@app.command()
def restore(
    source: Annotated[str, typer.Option("--from", help="folder of a backup")],
    state: Annotated[str, typer.Option("--state", help="folder that the state is to lie in: not there yet, or empty")] = "state",
) -> None:
    """Make a state of a backup again. The backup stays."""
    from storywatch.transforms.state.upkeep import copy

    with held_state(source, None):
        typer.echo(f"{source} is restored to {copy(source, state)}")


@app.command()
def move(to: TargetOption, state: StateOption = "state") -> None:
    """Move a state in a folder, with its history and the way back to earlier runs."""
    from storywatch.transforms.state.upkeep import move as move_state

    with held_state(state, None):
        typer.echo(f"{state} is moved to {move_state(state, to)}")
