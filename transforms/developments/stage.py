"""Claims that joined their stories become developments: every story's articles, in order, against what it knows."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import apache_beam as beam
import numpy as np
from apache_beam import pvalue
from apache_beam.metrics import Metrics
from apache_beam.pvalue import TaggedOutput
from storywatch.transforms.claims.difference import exchanged
from storywatch.transforms.cores import one_core
from storywatch.transforms.developments.compare import developments_of, rules
from storywatch.transforms.developments.knowledge import Knowledge
from storywatch.transforms.embedding_model import Vectors
from storywatch.transforms.progress import done
from storywatch.transforms.rows import Claim, Claims, Development, Packed, StoryChange, order_of
from storywatch.transforms.state.reference import StateRef
from storywatch.transforms.state.tables import claim_of, vectors_of
from storywatch.transforms.stories.stage import JoinedArticle, connected
from storywatch.transforms.vocabulary import Vocabulary

DEVELOPMENTS = "developments"
Order = tuple[str, str]


@dataclass(frozen=True)
class ComparedClaims:
    """The claims of an article in one story with what they repeat, and their vectors."""

    article_id: str
    claims: Claims
    vectors: Vectors


@dataclass
class Part:
    """What one article says about one story."""

    order: Order
    story_id: str
    title: str | None
    title_terms: tuple[str, ...]
    claims: Packed[Claims]
    vectors: Vectors
    duplicate: bool = False
    version: bool = False
    """A later text of an article: only what it says otherwise is compared."""
    changes: tuple[StoryChange, ...] = ()
    """Stories that this article made one or two."""
    language: str = "en"


class StoryHistory:
    """A story as it comes along: its parts so far and what is known from them."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.known = Knowledge()

    def add(self, part: Part, claims: Sequence[Claim]) -> None:
        self.parts.append(part)
        self.known.add(claims, part.vectors.astype(np.float32), part.title_terms)

    @classmethod
    def of(cls, parts: Iterable[Part]) -> "StoryHistory":
        """A story with these parts, taken in the order of publication."""
        history = cls()
        for part in sorted(parts, key=lambda p: p.order):
            history.add(part, part.claims.open(Claims))
        return history


def apply(change: StoryChange, histories: dict[str, StoryHistory]) -> None:
    """Merges two stories, or parts one."""
    parts = histories.get(change.older, StoryHistory()).parts
    if change.kind == "merge":
        if change.younger in histories:
            histories[change.older] = StoryHistory.of([*parts, *histories.pop(change.younger).parts])
        return
    for story, moved in ((change.older, False), (change.younger, True)):
        histories[story] = StoryHistory.of(part for part in parts if (part.order[1] in change.moved) == moved)


def parts_of(joined: JoinedArticle) -> list[Part]:
    """One part for each story that the article's claims are in; the article's own story comes with the title."""
    article, claims = joined.article, joined.claims.open(Claims)
    out = []
    for story in dict.fromkeys([joined.story_id, *(c.story_id or joined.story_id for c in claims)]):
        rows = [i for i, c in enumerate(claims) if c.story_id == story]
        main = story == joined.story_id
        out.append(
            Part(
                article.order,
                story,
                article.title if main else None,
                joined.title_terms if main else (),
                joined.claims if len(rows) == len(claims) else Packed.of(tuple(claims[i] for i in rows)),
                joined.vectors[rows],
                article.duplicate_of is not None,
                article.version_of is not None,
                joined.changes if main else (),
                article.language or "en",
            )
        )
    return out


def compare(part: Part, histories: dict[str, StoryHistory]) -> tuple[list[Development], list[Claim]]:
    """(developments that the part brings, its claims with `repeats` set), after which the story knows it."""
    history = histories.setdefault(part.story_id, StoryHistory())
    known = history.known
    told_claims, vectors = part.claims.open(Claims), part.vectors.astype(np.float32)
    known.look_up(vectors)
    claims, changed = [], []
    for i, (claim, vector) in enumerate(zip(told_claims, vectors, strict=True)):
        similarity, nearest = known.nearest(vector)
        again = nearest is not None and similarity > 1 - rules()["repeat_distance"] and exchanged(claim, nearest) is None
        claims.append(replace(claim, repeats=nearest.claim_id) if again and nearest else claim)
        if not again:
            changed.append(i)
    told = changed if part.version else range(len(told_claims))
    found = (
        []
        if part.duplicate
        else developments_of(
            [told_claims[i] for i in told], vectors[list(told)], part.title, part.title_terms, known, part.story_id, part.language
        )
    )
    history.add(part, told_claims)
    for change in part.changes:
        apply(change, histories)
    return found, claims


def known_histories(state: StateRef, stories: Iterable[str]) -> dict[str, StoryHistory]:
    """What the state knows of the named stories."""
    articles, lineage = state.history(stories)
    histories: dict[str, StoryHistory] = {}
    for a, of_article in articles:
        now = [lineage.story(row["story_id"], row["article_id"]) for row in of_article]
        for story in sorted(set(now)):
            own = [row for row, of in zip(of_article, now, strict=True) if of == story]
            main = lineage.story(a["story_id"], a["article_id"]) == story
            claims = tuple(claim_of(row) for row in own)
            part = Part(
                order_of(a["published"], a["article_id"]),
                story,
                a["title"] if main else None,
                tuple(a["title_terms"] or ()) if main else (),
                Packed.of(claims),
                vectors_of(row["vector"] for row in own),
            )
            histories.setdefault(story, StoryHistory()).add(part, claims)
    return histories


class _Compare(beam.DoFn):
    def __init__(self, state: StateRef, vocabulary: Vocabulary) -> None:
        self.state, self.vocabulary = state, vocabulary
        self.count = Metrics.counter("developments", "found")
        self.alerts = Metrics.counter("developments", "alerts")
        self.time = Metrics.counter("seconds", "developments_ms")

    def setup(self) -> None:
        self.vocabulary.use()

    def process(self, story: tuple[str, Iterable[Part]]) -> Iterator[ComparedClaims | TaggedOutput[Literal["developments"], Development]]:
        began = time.perf_counter()
        parts = sorted(story[1], key=lambda p: (p.order, p.story_id))
        stories = {p.story_id for p in parts} | {s for p in parts for change in p.changes for s in (change.older, change.younger)}
        histories = known_histories(self.state, stories)
        for part in parts:
            with one_core():
                found, claims = compare(part, histories)
            for development in found:
                self.count.inc()
                self.alerts.inc(int(development.severity != "low"))
                yield TaggedOutput(DEVELOPMENTS, development)
            done("developments")
            yield ComparedClaims(part.order[1], tuple(claims), part.vectors)
        self.time.inc(int((time.perf_counter() - began) * 1000))


def _changes(joined: JoinedArticle) -> Iterator[tuple[str, list[str]]]:
    """Stories that became one or two, each with the other."""
    for change in joined.changes:
        yield change.older, [change.younger]
        yield change.younger, [change.older]


def _by_stories(joined: JoinedArticle, changes: Sequence[tuple[str, Sequence[str]]]) -> Iterator[tuple[str, Part]]:
    """Each part under the stories that are worked on together, as some of them became one or two."""
    together = connected(changes)
    for part in parts_of(joined):
        yield together.get(part.story_id, part.story_id), part


@dataclass
class FindDevelopments(beam.PTransform):
    """Articles in their stories -> (developments, their claims with what repeats an earlier one marked)."""

    state: StateRef
    vocabulary: Vocabulary

    def expand(self, joined: beam.PCollection[JoinedArticle]) -> tuple[beam.PCollection[Development], beam.PCollection[ComparedClaims]]:
        changes = joined | "Changes" >> beam.FlatMap(_changes)
        compared = (
            joined
            | "By story" >> beam.FlatMap(_by_stories, changes=pvalue.AsList(changes))
            | "Stories" >> beam.GroupByKey()
            | "Compare in order" >> beam.ParDo(_Compare(self.state, self.vocabulary)).with_outputs(DEVELOPMENTS, main="claims")
        )
        return compared[DEVELOPMENTS], compared.claims
