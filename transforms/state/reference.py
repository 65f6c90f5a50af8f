"""A state as stages read it: by the addresses of its tables, as it was when the run began."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyiceberg.expressions import In, Or
from storywatch.transforms.candidates.index import ArticleRows, matrix
from storywatch.transforms.rows import FeedState, order_of
from storywatch.transforms.state.lineage import Lineage
from storywatch.transforms.state.scan import Head, TablesAt, short
from storywatch.transforms.state.store import State
from storywatch.transforms.state.tables import vectors_of
from storywatch.transforms.stories.comparison import head
from storywatch.transforms.stories.heads import head_reader
from storywatch.transforms.stories.wording import article_words


@dataclass(frozen=True)
class KnownArticles:
    """Articles of the history that have claims, in their order, and the story of each."""

    rows: ArticleRows
    stories: list[str]


@dataclass(frozen=True)
class StateRef:
    """The tables of a state as they were when the run began: what a worker opens and reads from.

    It names no catalog: a worker needs none, can write nothing to the state, and learns no password. `name`: the state, for messages;
    `metadata`: table -> the address of its metadata.
    """

    name: str
    metadata: Mapping[str, str]
    run_id: str
    head: Head

    @classmethod
    def of(cls, state: State, run_id: str, head: Head) -> "StateRef":
        """The tables of an open state under `head`."""
        names = [name for name, snapshot in head.snapshots.items() if snapshot is not None]
        return cls(short(state.location), {name: str(state.table(name).metadata_location) for name in sorted(names)}, run_id, head)

    def open(self) -> TablesAt:
        return TablesAt(self.name, self.metadata, self.head)

    def hashes(self, articles: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Of these article_ids (of first versions) those that are known -> the hashes of all their texts and of the feed entries
        that they came from."""
        asked = set(articles)
        if not asked:
            return {}
        found: dict[str, set[str]] = defaultdict(set)
        columns = ("article_id", "content_hash", "entry_hash", "version_of")
        rows = self.open().read("articles", columns, Or(In("article_id", asked), In("version_of", asked)), self.head)
        for article_id, text, entry, version_of in zip(*(rows[name].to_pylist() for name in columns), strict=True):
            found[version_of or article_id].update({text, entry or text})
        return {name: tuple(sorted(hashes)) for name, hashes in found.items()}

    def feeds(self, addresses: Collection[str]) -> dict[str, FeedState]:
        """What the runs so far have learned of these feeds."""
        return self.open().feeds(self.head, addresses) if addresses else {}

    def profiles(self) -> KnownArticles:
        """The history's articles as new ones are compared with them."""
        state = self.open()
        lineage = state.lineage(self.head)
        columns = ("article_id", "published", "language", "title", "story_id", "words", "head_vector")
        rows = state.read("articles", columns, head=self.head).to_pylist()
        self._complete(state, [row for row in rows if row["words"] is None])
        self._read_heads([row for row in rows if row["head_vector"] is None])
        rows = [row for row in rows if row["head_vector"]]
        rows.sort(key=lambda row: order_of(row["published"], row["article_id"]))
        found = ArticleRows(
            [row["article_id"] for row in rows], [row["language"] or "en" for row in rows],
            matrix([row["words"] or b"" for row in rows]), vectors_of(row["head_vector"] for row in rows),
        )  # fmt: skip
        return KnownArticles(found, [lineage.story(row["story_id"], row["article_id"]) for row in rows])

    def _complete(self, state: TablesAt, rows: Sequence[dict[str, Any]]) -> None:
        """Gives rows of articles that an earlier version wrote their words, which it did not write."""
        claims: dict[str, list[dict[str, Any]]] = defaultdict(list)
        where = In("article_id", {row["article_id"] for row in rows})
        for claim in state.read("claims", ("article_id", "text"), where, self.head).to_pylist() if rows else ():
            claims[claim["article_id"]].append(claim)
        for row in rows:
            if own := claims[row["article_id"]]:
                row["words"] = article_words(row["title"], (claim["text"] for claim in own), row["language"]).tobytes()

    def _read_heads(self, rows: Sequence[dict[str, Any]]) -> None:
        """Gives rows of articles that an earlier version wrote the vectors of their heads."""
        texts = self.texts([row["article_id"] for row in rows])
        for row, vector in zip(rows, head_reader().vectors([head(*text) for text in texts]) if rows else (), strict=True):
            row["head_vector"] = vector.tobytes()

    def texts(self, articles: Sequence[str]) -> list[tuple[str | None, str]]:
        """(title, text) of articles of the history."""
        if not articles:
            return []
        rows = self.open().read("articles", ("article_id", "title", "text"), In("article_id", set(articles)), self.head).to_pylist()
        found = {row["article_id"]: (row["title"], row["text"]) for row in rows}
        return [found[article] for article in articles]

    def history(self, stories: Iterable[str]) -> tuple[list[tuple[dict[str, Any], list[dict[str, Any]]]], Lineage]:
        """What the state holds of the named stories and of those that were ever one with them, and all changes.

        A pair for each article, in order: its row, and the rows of its claims (with vectors) in the order of the text.
        """
        wanted = set(stories)
        if not wanted:
            return [], Lineage()
        state = self.open()
        lineage = state.lineage(self.head)
        names = lineage.connected(wanted)
        columns = ("article_id", "published", "source", "title", "language", "story_id", "title_terms", "compared", "also_fits",
                   "head_vector")  # fmt: skip
        # all claims of the stories' own articles, also those that are in another story, and claims of other articles in them
        own = set(state.read("articles", ("article_id",), In("story_id", names), self.head)["article_id"].to_pylist())
        where = Or(In("story_id", names), In("article_id", own)) if own else In("story_id", names)
        claims: dict[str, list[dict[str, Any]]] = {}
        for row in state.read("claims", None, where, self.head).to_pylist():
            claims.setdefault(row["article_id"], []).append(row)
        articles = state.read("articles", columns, In("article_id", set(claims)), self.head).to_pylist() if claims else []
        articles.sort(key=lambda a: order_of(a["published"], a["article_id"]))
        self._read_heads([a for a in articles if a["head_vector"] is None])
        return [(a, sorted(claims[a["article_id"]], key=lambda row: row["start"])) for a in articles], lineage


NOTHING = StateRef("no state", {}, "", Head())
"""To which everything is new."""
