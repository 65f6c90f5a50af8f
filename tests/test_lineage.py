"""Where old ids of stories lead after merges and partings."""

from storywatch.transforms.rows import StoryChange
from storywatch.transforms.state.lineage import Lineage

MERGE = StoryChange("merge", "s-old", "s-young", "a3", 0.9)
PART = StoryChange("part", "s-old", "s-new", "a5", -2.0, ("a4", "a5"))


def test_what_was_merged_leads_to_the_older_story() -> None:
    lineage = Lineage([MERGE])
    assert lineage.story("s-young") == lineage.story("s-young", "a9") == "s-old"
    assert lineage.absorbed() == {"s-old": ["s-young"]}


def test_a_parted_story_keeps_its_id_and_what_moved_has_the_new_one() -> None:
    lineage = Lineage([PART])
    assert (lineage.story("s-old", "a4"), lineage.story("s-old", "a1"), lineage.story("s-old")) == ("s-new", "s-old", "s-old")
    assert lineage.parted() == {"s-old": ["s-new"], "s-new": ["s-old"]}


def test_changes_count_in_their_order() -> None:
    back = StoryChange("part", "s-old", "s-young", "a6", -2.0, ("a3",))
    assert Lineage([MERGE, back]).story("s-young", "a3") == "s-young"
    assert Lineage([MERGE, back]).story("s-young", "a2") == "s-old"
    # what is merged after it was parted is one again
    again = StoryChange("merge", "s-old", "s-young", "a7", 0.9)
    assert Lineage([MERGE, back, again]).story("s-young", "a3") == "s-old"


def test_the_ids_under_which_a_story_may_be_held() -> None:
    other = StoryChange("merge", "s-x", "s-y", "a1", 0.9)
    assert Lineage([MERGE, PART, other]).connected({"s-new"}) == {"s-old", "s-young", "s-new"}
