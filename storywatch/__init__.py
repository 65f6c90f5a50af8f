"""Watch how deployments develop in the news.

`storywatch.open("state").developments(since="2024-10-01")` gives what a state holds as a data
frame; the command `storywatch` does the rest.
"""

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storywatch.transforms.state.reader import Reader


def open(state: str | os.PathLike[str], warehouse: str | None = None, as_of: str | None = None) -> "Reader":
    """A state to read from: a folder, or the address of a catalog with its `warehouse`; as it is, or as it was on the day `as_of`.

    Raises StateError where there is no state.
    """
    # not above: the command must start fast, and needs it in few of its uses
    from storywatch.transforms.state.reader import reader

    return reader(os.fspath(state), warehouse, as_of)
