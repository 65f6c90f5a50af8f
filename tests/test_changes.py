"""What a story knows after it became one with another, or two."""

import numpy as np
from storywatch.transforms.developments.stage import Part, StoryHistory, apply, compare
from storywatch.transforms.rows import Claim, Packed, StoryChange


def part(name: str, day: str, story: str = "s-one", *changes: StoryChange) -> Part:
    claim = Claim(f"c-{name}", name, f"What {name} says of the soldiers.", 0, 10, day, speaker_party=name)
    return Part((day, name), story, None, (), Packed.of((claim,)), np.eye(1, 8, dtype=np.float16), changes=changes)


def histories(*parts: Part) -> dict[str, StoryHistory]:
    found: dict[str, StoryHistory] = {}
    for one in parts:
        compare(one, found)
    return found


def test_a_merged_story_knows_what_both_said_in_order() -> None:
    found = histories(part("a", "2024-05-01"), part("c", "2024-05-03"), part("b", "2024-05-02", "s-two"))
    apply(StoryChange("merge", "s-one", "s-two", "x", 0.9), found)
    assert set(found) == {"s-one"} and [p.order[1] for p in found["s-one"].parts] == ["a", "b", "c"]
    assert found["s-one"].known.parties == {"a", "b", "c"}


def test_a_parted_story_knows_only_what_its_own_articles_said() -> None:
    change = StoryChange("part", "s-one", "s-new", "c", -2.0, ("b", "c"))
    found = histories(part("a", "2024-05-01"), part("b", "2024-05-02"), part("c", "2024-05-03", "s-one", change))
    assert {name: history.known.parties for name, history in found.items()} == {"s-one": {"a"}, "s-new": {"b", "c"}}
