"""Which changes come first: the order of gravity, as the README tells it.

1. reversals: a party confirms what it denied, or denies what it said   2. fighting   3. losses   4. withdrawal
5. denials, contradictions and confirmations   6. first reports   7. movement   8. decisions   9. numbers   10. all else
"""

from collections.abc import Sequence
from itertools import groupby

from storywatch.transforms.developments.statements import REVERSALS
from storywatch.transforms.digest.lines import Line

_RANKS = {"combat": 1, "casualties": 2, "withdrawal": 3, "denial": 4, "contradiction": 4, "confirmation": 4, "first_report": 5,
          "movement": 6, "status_change": 7, "figure_change": 8}  # fmt: skip
_LEAST = 9
_GROUPS = ("reversals", "fighting", "losses", "withdrawal", "confirmed and denied", "first report", "movement", "decisions", "numbers",
           "other news")  # fmt: skip
"""What the ranks are called."""
HEADLINES = 5
"""Lines at the top of a digest, and of these of one story."""
OF_ONE_STORY = 3


def rank_of(kind: str, reason: str) -> int:
    """The place of a change in the order of gravity, 0 the gravest."""
    return 0 if any(mark in reason for mark in REVERSALS) else _RANKS.get(kind, _LEAST)


def rank(line: Line) -> int:
    """The same of a line of a digest."""
    return rank_of(line.kind, line.reason)


def by_gravity(lines: Sequence[Line]) -> list[Line]:
    """The gravest first, of those as grave the newest."""
    return sorted(sorted(lines, key=lambda line: (line.published or "", line.development_id), reverse=True), key=rank)


def groups(lines: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    """(what the changes are called, the changes, newest first), the gravest first."""
    return [(_GROUPS[of], list(some)) for of, some in groupby(by_gravity(lines), key=rank)]
