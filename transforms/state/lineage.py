"""Where a story goes on: merges and partings in the order in which they came, and the story that an old id leads to."""

from collections import defaultdict
from collections.abc import Iterable

from storywatch.transforms.rows import StoryChange


class Lineage:
    """The changes of stories, in order. What the state holds under an id is under another one now where a change says so."""

    def __init__(self, changes: Iterable[StoryChange] = ()) -> None:
        self.changes = list(changes)
        self._of: dict[str, list[int]] = defaultdict(list)
        for at, change in enumerate(self.changes):
            self._of[change.younger if change.kind == "merge" else change.older].append(at)
        self._moved = [frozenset(change.moved) for change in self.changes]

    def story(self, story_id: str, article_id: str | None = None) -> str:
        """The story that goes on for `story_id`; for what an article said in it where the article is given."""
        after = -1
        while True:
            for at in self._of.get(story_id, ()):
                change = self.changes[at]
                if at > after and (change.kind == "merge" or article_id in self._moved[at]):
                    story_id, after = (change.older if change.kind == "merge" else change.younger), at
                    break
            else:
                return story_id

    def connected(self, stories: Iterable[str]) -> set[str]:
        """The ids under which the state may hold something of these stories, and of all that were ever one with them."""
        found = set(stories)
        grown = True
        while grown:
            size = len(found)
            for change in self.changes:
                if change.older in found or change.younger in found:
                    found |= {change.older, change.younger}
            grown = len(found) > size
        return found

    def absorbed(self) -> dict[str, list[str]]:
        """story -> the ids that lead to it."""
        out: dict[str, list[str]] = defaultdict(list)
        for younger in sorted({c.younger for c in self.changes if c.kind == "merge"}):
            if (now := self.story(younger)) != younger:
                out[now].append(younger)
        return out

    def parted(self) -> dict[str, list[str]]:
        """story -> the stories that were parted from it, and the one that it was parted from."""
        out: dict[str, list[str]] = defaultdict(list)
        for change in self.changes:
            if change.kind == "part":
                one, two = self.story(change.older), self.story(change.younger)
                if one != two:
                    out[one].append(two)
                    out[two].append(one)
        return {story: sorted(set(others)) for story, others in out.items()}
