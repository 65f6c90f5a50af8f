"""What every command of `storywatch` shares: options, and errors that are one line."""

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Any

import typer
from storywatch.transforms.shown import harmless, without_secrets

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")

StateOption = Annotated[str, typer.Option("--state", help="folder of the state, or the address of a catalog")]
WarehouseOption = Annotated[str | None, typer.Option("--warehouse", help="where a catalog on a server keeps its files")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="the state as it was at the end of this day (YYYY-MM-DD)")]


def fail(message: object, code: int) -> typer.Exit:
    """Says what went wrong in one line; gives what the command raises to end with that exit code."""
    typer.echo(f"storywatch: {harmless(without_secrets(str(message)))}", err=True)
    return typer.Exit(code)


def quiet() -> None:
    """Only what a user can act on goes to the terminal."""
    warnings.filterwarnings("ignore")
    logging.getLogger().setLevel(logging.ERROR)
    for name in ("apache_beam", "pyiceberg", "sentence_transformers", "transformers", "trafilatura"):
        # what goes wrong is said in one line at the end
        logging.getLogger(name).setLevel(logging.CRITICAL)


def day_of(option: str, value: str | None) -> str | None:
    """The value of an option that is a day, or None; one line and exit 2 where it is none."""
    try:
        return date.fromisoformat(value).isoformat() if value else None
    except ValueError:
        raise fail(f"{option} {value}: not a day (YYYY-MM-DD)", 2) from None


def period(since: str | None, until: str | None) -> None:
    """One line and exit 2 where the days of a period are none, or in the wrong order."""
    day_of("--since", since)
    day_of("--until", until)
    if since and until and since > until:
        raise fail(f"--since {since} is after --until {until}", 2)


def opened_state(location: str, warehouse: str | None, as_of: str | None) -> tuple[Any, Any]:
    """An existing state and its head; where there is none, one line and exit 1."""
    quiet()
    from storywatch.transforms.state.scan import StateError
    from storywatch.transforms.state.store import State

    day_of("--as-of", as_of)
    try:
        state = State(location, warehouse)
        return state, state.head(as_of)
    except StateError as error:
        raise fail(error, 1) from None


@contextmanager
def held_state(location: str, warehouse: str | None) -> Iterator[Any]:
    """An existing state that nobody else changes meanwhile; what goes wrong with it is one line and exit 1."""
    quiet()
    from storywatch.transforms.state.lock import exclusive
    from storywatch.transforms.state.scan import StateError
    from storywatch.transforms.state.store import State

    try:
        State(location, warehouse)
        with exclusive(location):
            yield State(location, warehouse)
    except (StateError, OSError) as error:
        raise fail(error, 1) from None
