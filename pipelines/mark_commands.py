"""The commands `storywatch mark ...`: what an analyst says of stories and developments."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from storywatch.pipelines.command import StateOption, WarehouseOption, fail, held_state, opened_state

app = typer.Typer(help="Say what you know better: later runs, digests and pages obey it.", no_args_is_help=True)

NoteOption = Annotated[str, typer.Option("--note", help="why, in your words; kept with the mark")]
UndoOption = Annotated[bool, typer.Option("--undo", help="take the mark back")]


def _mark(state: str, warehouse: str | None, what: str, subject: str, others: Sequence[str], note: str, undone: bool = False) -> None:
    with held_state(state, warehouse) as opened:
        from storywatch.transforms.state.marking import mark

        typer.echo(mark(opened, what, subject, others, note, undone))


@app.command()
def merge(
    story: Annotated[str, typer.Argument(help="id of a story")],
    other: Annotated[str, typer.Argument(help="id of the story that is the same")],
    note: NoteOption = "",
    state: StateOption = "state",
    warehouse: WarehouseOption = None,
) -> None:
    """Two stories are one: the older id goes on, and no run parts them."""
    _mark(state, warehouse, "merge", story, [other], note)


@app.command()
def split(
    story: Annotated[str, typer.Argument(help="id of a story")],
    articles: Annotated[list[str], typer.Argument(help="ids of its articles that are a story of their own")],
    note: NoteOption = "",
    state: StateOption = "state",
    warehouse: WarehouseOption = None,
) -> None:
    """A story is two: these articles are one of their own, and no run makes them one again."""
    _mark(state, warehouse, "split", story, articles, note)


def _command(what: str, of: str, told: str) -> None:
    """Adds a command that marks one story or development, and can take that back."""

    def command(
        subject: Annotated[str, typer.Argument(metavar=of.upper(), help=f"id of a {of}")],
        note: NoteOption = "",
        undo: UndoOption = False,
        state: StateOption = "state",
        warehouse: WarehouseOption = None,
    ) -> None:
        _mark(state, warehouse, what, subject, [], note, undo)

    app.command(what, help=told)(command)


_command("mute", "story", "A story raises no alerts any more; it is kept, and goes on.")
_command("wrong", "development", "A development is none: it is shown below the alerts, as marked wrong.")
_command("confirm", "development", "A development holds: it is shown as confirmed.")


@app.command()
def labels(
    out: Annotated[Path, typer.Argument(help="folder for the labelled set, not there yet or empty")],
    state: StateOption = "state",
    warehouse: WarehouseOption = None,
) -> None:
    """Write the stories with marks as a labelled set, as `evaluate` and the learning read it."""
    from storywatch.transforms.state.labels import labelled
    from storywatch.transforms.state.scan import StateError

    if out.exists() and any(out.iterdir()):
        raise fail(f"{out} is there and not empty", 2)
    opened, head = opened_state(state, warehouse, None)
    try:
        counts = labelled(opened, head, out)
    except StateError as error:
        raise fail(error, 1) from None
    typer.echo(f"{counts['articles']} articles of {counts['stories']} stories, {counts['developments']} developments: {out}")
