"""Claims that joined their stories become developments: every story's articles, in order, against what it knows."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import apache_beam as beam
import numpy as np
from apache_beam import pvalue
from apache_beam.metrics import Metrics

from transforms.claims.difference import exchanged
from transforms.cores import one_core
from transforms.developments.compare import developments_of, rules
from transforms.developments.knowledge import Knowledge
from transforms.embedding_model import Vectors
from transforms.rows import Claim, Packed
from transforms.state.store import StateRef, resolve
from transforms.state.tables import claim_of, vectors_of
from transforms.stories.stage import JoinedArticle

DEVELOPMENTS = "developments"
Order = tuple[str, str]


@dataclass
class Part:
    """What one article says about one story."""

    order: Order
    story_id: str
    title: str | None
    title_terms: tuple[str, ...]
    claims: Packed[tuple[Claim, ...]]
    vectors: Vectors
    duplicate: bool = False
    version: bool = False
    """A later text of an article: only what it says otherwise is compared."""
    merges: tuple[tuple[str, str], ...] = ()
    """(older, younger) stories that this article made one."""


class Course:
    """A story as it comes along: its parts so far and what is known from them."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.known = Knowledge()

    def add(self, part: Part, claims: Sequence[Claim]) -> None:
        self.parts.append(part)
        self.known.add(claims, part.vectors.astype(np.float32), part.title_terms)

    def absorb(self, other: "Course") -> None:
        """Takes in another story's parts, in the order of publication."""
        parts = sorted([*self.parts, *other.parts], key=lambda p: p.order)
        self.parts, self.known = [], Knowledge()
        for part in parts:
            self.add(part, part.claims.open())


def parts_of(joined: JoinedArticle) -> list[Part]:
    """One part for each story that the article's claims are in; the article's own story comes with the title."""
    article, claims = joined.article, joined.claims.open()
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
                tuple((m.older, m.younger) for m in joined.merges) if main else (),
            )
        )
    return out


def compare(part: Part, courses: dict[str, Course]) -> tuple[list[Any], list[Claim]]:
    """(developments that the part brings, its claims with `repeats` set), after which the story knows it."""
    course = courses.setdefault(part.story_id, Course())
    known = course.known
    told_claims, vectors = part.claims.open(), part.vectors.astype(np.float32)
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
        else developments_of([told_claims[i] for i in told], vectors[list(told)], part.title, part.title_terms, known, part.story_id)
    )
    course.add(part, told_claims)
    for older, younger in part.merges:
        if younger in courses:
            courses.setdefault(older, Course()).absorb(courses.pop(younger))
    return found, claims


def history_courses(state: StateRef, stories: Iterable[str]) -> dict[str, Course]:
    """What the state knows of the named stories."""
    articles, merged = state.history(stories)
    courses: dict[str, Course] = {}
    for a, of_article in articles:
        for story in sorted({resolve(row["story_id"], merged) for row in of_article}):
            own = [row for row in of_article if resolve(row["story_id"], merged) == story]
            main = resolve(a["story_id"], merged) == story
            claims = tuple(claim_of(row) for row in own)
            part = Part(
                (a["published"] or "", a["article_id"]),
                story,
                a["title"] if main else None,
                tuple(a["title_terms"] or ()) if main else (),
                Packed.of(claims),
                vectors_of(row["vector"] for row in own),
            )
            courses.setdefault(story, Course()).add(part, claims)
    return courses


class _Compare(beam.DoFn):
    def __init__(self, state: StateRef) -> None:
        self.state = state
        self.count = Metrics.counter("developments", "found")
        self.alerts = Metrics.counter("developments", "alerts")
        self.time = Metrics.counter("seconds", "developments_ms")

    def process(self, story: tuple[str, Iterable[Part]]) -> Iterator[Any]:
        began = time.perf_counter()
        parts = sorted(story[1], key=lambda p: (p.order, p.story_id))
        courses = history_courses(self.state, {p.story_id for p in parts} | {s for p in parts for pair in p.merges for s in pair})
        for part in parts:
            with one_core():
                found, claims = compare(part, courses)
            for development in found:
                self.count.inc()
                self.alerts.inc(int(development.severity != "low"))
                yield pvalue.TaggedOutput(DEVELOPMENTS, development)
            yield part.order[1], (claims, part.vectors)
        self.time.inc(int((time.perf_counter() - began) * 1000))


def _by_root(joined: JoinedArticle, merges: Sequence[tuple[str, str]]) -> Iterator[tuple[str, Part]]:
    merged = {younger: older for older, younger in merges}
    for part in parts_of(joined):
        yield resolve(part.story_id, merged), part


@dataclass
class FindDevelopments(beam.PTransform):
    """Articles in their stories -> (developments, (article id, (claims, vectors)) with what repeats an earlier claim marked)."""

    state: StateRef

    def expand(self, joined: Any) -> tuple[Any, Any]:
        merges = joined | "Merges" >> beam.FlatMap(lambda j: [(m.older, m.younger) for m in j.merges])
        compared = (
            joined
            | "By story" >> beam.FlatMap(_by_root, merges=pvalue.AsList(merges))
            | "Stories" >> beam.GroupByKey()
            | "Compare in order" >> beam.ParDo(_Compare(self.state)).with_outputs(DEVELOPMENTS, main="claims")
        )
        return compared[DEVELOPMENTS], compared.claims
