"""Articles join stories: groups of connected articles, each taken in order by one worker."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import apache_beam as beam
import numpy as np
from apache_beam import pvalue
from apache_beam.metrics import Metrics
from storywatch.transforms.candidates.stage import Candidates, Compared
from storywatch.transforms.cores import one_core
from storywatch.transforms.embedding_model import Vectors
from storywatch.transforms.progress import done
from storywatch.transforms.rows import Article, ArticleClaims, Claims, Packed, StoryChange
from storywatch.transforms.state.marks import Marks, marks_of
from storywatch.transforms.state.reference import StateRef
from storywatch.transforms.state.tables import claim_of, vectors_of
from storywatch.transforms.stories.assign import Assignment, link
from storywatch.transforms.stories.profile import ArticleProfile, lead_terms, prepare
from storywatch.transforms.vocabulary import Vocabulary


def connected(edges: Iterable[tuple[str, Sequence[str]]]) -> dict[str, str]:
    """article id -> the name of its group; articles that share a neighbour, an article or a story, are in one group."""
    parent: dict[str, str] = {}

    def root(x: str) -> str:
        parent.setdefault(x, x)
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = parent[x]
        return x

    articles = []
    for article, near in edges:
        articles.append(article)
        for other in near:
            a, b = sorted((root(article), root(other)))
            parent[b] = a
        root(article)
    return {article: root(article) for article in articles}


@dataclass(frozen=True)
class JoinedArticle:
    """An article in its story, and its claims, each with its story and thread; `vectors` are theirs."""

    article: Article
    story_id: str
    probability: float
    outcome: str
    nearest: str | None
    compared: tuple[Compared, ...]
    also: Mapping[str, float]
    title_terms: tuple[str, ...]
    lead_terms: tuple[str, ...]
    """What the title and the first claims name, each once."""
    changes: tuple[StoryChange, ...]
    claims: Packed[Claims]
    vectors: Vectors
    words: bytes
    """What later articles find it by beside the vectors."""
    head_vector: bytes


def join(candidates: Candidates, assignment: Assignment) -> JoinedArticle:
    """Gives the next article of the assignment its story."""
    found, vectors = candidates.embedded.found.open(ArticleClaims), candidates.embedded.vectors
    a, of_head = found.article, np.frombuffer(candidates.embedded.head_vector, np.float16)
    profile = ArticleProfile(
        a.article_id, a.published, a.source, found.claims, vectors.astype(np.float32), of_head, found.title_terms, a.title, a.version_of,
        a.language,
    )  # fmt: skip
    compared = {c.article_id: c.log_odds for c in candidates.compared}
    linked = link(profile, candidates.articles, assignment, candidates.stories, compared)
    article = replace(a, duplicate_of=linked.duplicate_of)
    return JoinedArticle(
        article, linked.story_id, linked.probability, linked.outcome, linked.nearest, candidates.compared, linked.also, found.title_terms,
        lead_terms(found.title_terms, found.claims), linked.changes, Packed.of(linked.claims), vectors, candidates.embedded.words,
        candidates.embedded.head_vector,
    )  # fmt: skip


def history_assignment(state: StateRef, stories: Iterable[str]) -> Assignment:
    """The named stories of the history, as a assignment to go on with."""
    articles, lineage = state.history(stories)
    marks = marks_of(state.open(), state.head) if articles else Marks()
    assignment = Assignment(whole=marks.whole, apart=marks.apart)
    changes: dict[str, list[StoryChange]] = {}
    for change in lineage.changes:
        changes.setdefault(change.article_id, []).append(change)
    for a, of_article in articles:
        claims = tuple(claim_of(row) for row in of_article)
        vectors = vectors_of(row["vector"] for row in of_article).astype(np.float32)
        of_head = np.frombuffer(a["head_vector"], np.float16)
        profile = ArticleProfile(
            a["article_id"], a["published"], a["source"], claims, vectors, of_head, tuple(a["title_terms"] or ()),
            a["title"], None, a["language"],
        )  # fmt: skip
        assignment.note(a["article_id"], {c["article_id"]: c["log_odds"] for c in a["compared"] or ()})
        if a["also_fits"]:
            assignment.also[a["article_id"]] = {f["story_id"]: f["probability"] for f in a["also_fits"]}
        assignment.learn(prepare(profile), claims, assignment.current(a["story_id"]))
        # as the stories were when the next article came
        for change in changes.get(a["article_id"], ()):
            assignment.apply(change)
    return assignment


def _stories(candidates: Candidates) -> set[str]:
    """The stories of the history that an article is compared with."""
    return {*candidates.stories, *(c.story_id for c in candidates.compared if c.story_id)}


def _edges(candidates: Candidates) -> tuple[str, list[str]]:
    """An article with all that it is compared with: articles of the run, and stories of the history."""
    of_run = (c.article_id for c in candidates.compared if not c.story_id)
    return candidates.embedded.article_id, [*candidates.articles, *of_run, *_stories(candidates)]


class _Assign(beam.DoFn):
    def __init__(self, state: StateRef, vocabulary: Vocabulary) -> None:
        self.state, self.vocabulary = state, vocabulary
        self.groups = Metrics.counter("stories", "groups")
        self.founded = Metrics.counter("stories", "new")
        self.merged = Metrics.counter("stories", "merged")
        self.copies = Metrics.counter("articles", "duplicates")
        self.time = Metrics.counter("seconds", "stories_ms")

    def setup(self) -> None:
        self.vocabulary.use()

    def process(self, group: tuple[str, Iterable[Candidates]]) -> Iterator[JoinedArticle]:
        began = time.perf_counter()
        self.groups.inc()
        members = sorted(group[1], key=lambda c: c.embedded.order)
        assignment = history_assignment(self.state, {s for c in members for s in _stories(c)})
        known = set(assignment.stories)
        for candidates in members:
            with one_core():
                joined = join(candidates, assignment)
            if joined.story_id not in known:
                known.add(joined.story_id)
                self.founded.inc()
            if joined.article.duplicate_of:
                self.copies.inc()
            self.merged.inc(len(joined.changes))
            done("stories")
            yield joined
        self.time.inc(int((time.perf_counter() - began) * 1000))


@dataclass
class JoinStories(beam.PTransform):
    """Articles with candidates -> articles in their stories."""

    state: StateRef
    vocabulary: Vocabulary

    def expand(self, candidates: beam.PCollection[Candidates]) -> beam.PCollection[JoinedArticle]:
        groups = (
            candidates
            | "Edges" >> beam.Map(_edges)
            | "All edges" >> beam.combiners.ToList()
            | "Connected" >> beam.FlatMap(lambda edges: list(connected(sorted(edges)).items())).with_output_types(tuple[str, str])
        )
        return (
            candidates
            | "By group"
            >> beam.Map(lambda c, names: (names[c.embedded.article_id], c), names=pvalue.AsDict(groups)).with_output_types(
                tuple[str, Candidates]
            )
            | "Groups" >> beam.GroupByKey()
            | "Join in order" >> beam.ParDo(_Assign(self.state, self.vocabulary))
        )
