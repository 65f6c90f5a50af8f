"""Which earlier articles a new one is near to, and how it compares with the nearest of them as texts."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import apache_beam as beam
import numpy as np
from apache_beam import pvalue
from apache_beam.metrics import Metrics
from apache_beam.utils.shared import Shared
from numpy.typing import NDArray
from storywatch.transforms.candidates.index import Nearest, Query, Rows
from storywatch.transforms.embedding_model import Vectors, mean_vector
from storywatch.transforms.embeddings import EmbeddedArticle
from storywatch.transforms.progress import done
from storywatch.transforms.rows import order_of
from storywatch.transforms.state.reference import StateRef
from storywatch.transforms.stories.comparison import comparer, head


@dataclass(frozen=True)
class Compared:
    """An earlier article that an article was compared with as texts: the log odds that they tell of the same event.

    `story_id` is its story where the article is of the history.
    """

    article_id: str
    log_odds: float
    story_id: str | None = None


@dataclass(frozen=True)
class Candidates:
    """An article with what has a claim near one of its own: earlier articles of the run, and stories of the history."""

    embedded: EmbeddedArticle
    articles: tuple[str, ...]
    stories: tuple[str, ...]
    compared: tuple[Compared, ...] = ()


ARTICLES_PER_BATCH = 2048
"""Articles that are searched together: the history is read once for all of them."""
TEXTS_PER_BATCH = 256
"""Articles whose heads are in memory at once, with those that they are compared with."""

_ARTICLE, _STORY = "a", "s"

_OfRun = Sequence[tuple[str, str | None, Vectors, str]]
"""(article_id, published, vectors of the claims, head) of every article of a run"""


@dataclass
class _Run:
    """The articles of a run in their order: their claims, the mean vector and the head of each."""

    rows: Rows
    ids: list[str]
    ranks: dict[str, int]
    means: Vectors
    heads: list[str]


def _run_of(everything: _OfRun) -> _Run:
    # once, as the runner decodes a long side input again whenever it is gone through
    articles = sorted(everything, key=lambda of: order_of(of[1], of[0]))
    ids = [article for article, *_ in articles]
    places = np.repeat(np.arange(len(articles), dtype=np.int32), [len(vectors) for *_, vectors, _ in articles])
    rows = Rows([_ARTICLE + article for article in ids], places, np.concatenate([vectors for *_, vectors, _ in articles]), places)
    means = np.stack([mean_vector(vectors) for *_, vectors, _ in articles])
    return _Run(rows, ids, {article: rank for rank, article in enumerate(ids)}, means, [text for *_, text in articles])


class _Search(beam.DoFn):
    def __init__(self, state: StateRef, neighbours: int, least: float, run: Shared) -> None:
        self.state, self.k, self.least, self.run = state, neighbours, least, run
        self.time = Metrics.counter("seconds", "candidates_ms")

    def process(self, batch: list[EmbeddedArticle], everything: _OfRun) -> Iterator[Candidates]:
        began = time.perf_counter()
        run = self.run.acquire(lambda: _run_of(everything), tag=self.state.run_id)
        nearest = Nearest([Query(e.vectors.astype(np.float32), run.ranks[e.article_id]) for e in batch], self.k, self.least)
        for rows in self.state.vectors(batch[0].vectors.shape[1]):
            nearest.take(replace(rows, names=[_STORY + story for story in rows.names]))
        nearest.take(run.rows)
        for embedded, names in zip(batch, nearest.names(), strict=True):
            yield Candidates(
                embedded, tuple(name[1:] for name in names if name[0] == _ARTICLE), tuple(name[1:] for name in names if name[0] == _STORY)
            )
        self.time.inc(int((time.perf_counter() - began) * 1000))


def nearest_articles(mean: NDArray[np.float32], run: Vectors, history: Vectors, most: int, least: float) -> list[tuple[bool, int]]:
    """(whether of the run, row) of the `most` articles whose mean vectors are nearest to `mean`, of equals the latest."""
    near = np.concatenate([history.astype(np.float32) @ mean, run.astype(np.float32) @ mean])
    # the vectors are multiples of 1/2048, so equals are equal to the bit
    order = np.lexsort((-np.arange(len(near)), -near))[:most]
    return [(at >= len(history), int(at) - len(history) if at >= len(history) else int(at)) for at in order if near[at] >= least]


class _CompareTexts(beam.DoFn):
    """Compares each article with the `most` earlier ones that are nearest to it, each head being read once."""

    def __init__(self, state: StateRef, most: int, least: float, run: Shared) -> None:
        self.state, self.most, self.least, self.run, self.known = state, most, least, run, Shared()
        self.pairs = Metrics.counter("articles", "compared_as_texts")
        self.time = Metrics.counter("seconds", "comparisons_ms")

    def process(self, batch: list[Candidates], everything: _OfRun) -> Iterator[Candidates]:
        began = time.perf_counter()
        run = self.run.acquire(lambda: _run_of(everything), tag=self.state.run_id)
        known = self.known.acquire(lambda: self.state.means(run.means.shape[1]), tag=self.state.run_id)
        ranks = [run.ranks[c.embedded.article_id] for c in batch]
        near = [
            nearest_articles(run.means[rank].astype(np.float32), run.means[:rank], known.means, self.most, self.least)
            if len(c.embedded.vectors)
            else []
            for c, rank in zip(batch, ranks, strict=True)
        ]
        of_history = sorted({row for of in near for of_run, row in of if not of_run})
        texts = self.state.texts([known.ids[row] for row in of_history])
        heads = {(False, row): head(*text) for row, text in zip(of_history, texts, strict=True)}
        heads |= {(True, row): run.heads[row] for row in {*ranks, *(row for of in near for of_run, row in of if of_run)}}
        wanted = sorted(heads) if any(near) else []
        states = dict(zip(wanted, comparer().read([heads[key] for key in wanted]), strict=True)) if wanted else {}
        pairs = [(states[other], states[True, rank]) for of, rank in zip(near, ranks, strict=True) for other in of]
        said = iter(comparer().compare(pairs) if pairs else ())
        for candidates, of in zip(batch, near, strict=True):
            compared = tuple(
                Compared(run.ids[row], next(said)) if of_run else Compared(known.ids[row], next(said), known.stories[row])
                for of_run, row in of
            )
            self.pairs.inc(len(compared))
            yield replace(candidates, compared=compared)
        done("candidates", len(batch))
        self.time.inc(int((time.perf_counter() - began) * 1000))


@dataclass
class FindCandidates(beam.PTransform):
    """Articles with vectors -> the same with their nearest earlier articles, the few nearest compared with them as texts.

    Every batch reads the vectors of the history from the state; those of the run go along as a side input.
    """

    state: StateRef
    neighbours: int
    texts: int
    least_similarity: float

    def expand(self, embedded: beam.PCollection[EmbeddedArticle]) -> beam.PCollection[Candidates]:
        everything = pvalue.AsList(embedded | "Of the run" >> beam.Map(lambda e: (e.article_id, e.published, e.vectors, e.head)))
        run = Shared()
        search = _Search(self.state, self.neighbours, self.least_similarity, run)
        compare = _CompareTexts(self.state, self.texts, self.least_similarity, run)
        return (
            embedded
            | "Batch" >> beam.BatchElements(min_batch_size=ARTICLES_PER_BATCH, max_batch_size=ARTICLES_PER_BATCH)
            | "Search" >> beam.ParDo(search, everything=everything)
            | "Batch texts" >> beam.BatchElements(min_batch_size=TEXTS_PER_BATCH, max_batch_size=TEXTS_PER_BATCH)
            | "Compare texts" >> beam.ParDo(compare, everything=everything)
        )
