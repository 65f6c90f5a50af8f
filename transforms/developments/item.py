"""An item of news: what a claim brings to its story, and why."""

from dataclasses import dataclass

from storywatch.transforms.rows import Claim, Figure


@dataclass(frozen=True)
class Item:
    """`reason` is what a reader can check; `before` the claim that it is new against, where there is one."""

    kind: str
    reason: str
    before: Claim | None
    figure: Figure | None = None
    weighty: bool = False
    """Whether it alone makes news of an article."""
