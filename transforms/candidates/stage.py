"""Which earlier articles a new one is near to, by FAISS over the claims of the history and of the run itself."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import apache_beam as beam
import numpy as np
from apache_beam import pvalue
from apache_beam.metrics import Metrics
from apache_beam.utils.shared import Shared

from transforms.candidates.index import Nearest, Query, Rows, day_number
from transforms.embedding_model import Vectors
from transforms.embeddings import EmbeddedArticle
from transforms.state.store import StateRef


@dataclass(frozen=True)
class Candidates:
    """An article with what has a claim near one of its own: earlier articles of the run, and stories of the history."""

    embedded: EmbeddedArticle
    articles: tuple[str, ...]
    stories: tuple[str, ...]


ARTICLES_PER_BATCH = 2048
"""Articles that are searched together: the history is read once for all of them."""

_ARTICLE, _STORY = "a", "s"


@dataclass
class _Run:
    """The claims of a run in its order, article -> its place in the order, and the first of its days."""

    rows: Rows
    ranks: dict[str, int]
    earliest: str


class _Search(beam.DoFn):
    def __init__(self, state: StateRef, horizon_days: int, neighbours: int, least: float, run: Shared) -> None:
        self.state, self.horizon_days, self.k, self.least, self.run = state, horizon_days, neighbours, least, run
        self.time = Metrics.counter("seconds", "candidates_ms")

    def process(self, batch: list[EmbeddedArticle], everything: Sequence[tuple[str, str, Any]]) -> Iterator[Candidates]:
        began = time.perf_counter()
        run = self.run.acquire(lambda: _run_of(everything), tag=self.state.run_id)
        queries = [Query(e.vectors.astype(np.float32), day_number(e.published), run.ranks[e.article_id]) for e in batch]
        nearest = Nearest(queries, self.k, self.horizon_days, self.least)
        for rows in self.state.vectors(run.earliest, self.horizon_days, batch[0].vectors.shape[1]):
            nearest.take(replace(rows, names=[_STORY + story for story in rows.names]))
        nearest.take(run.rows)
        for embedded, names in zip(batch, nearest.names(), strict=True):
            yield Candidates(
                embedded, tuple(name[1:] for name in names if name[0] == _ARTICLE), tuple(name[1:] for name in names if name[0] == _STORY)
            )
        self.time.inc(int((time.perf_counter() - began) * 1000))


def _run_of(everything: Sequence[tuple[str, str, Vectors]]) -> _Run:
    # once, as the runner decodes a long side input again whenever it is gone through
    articles = sorted(everything, key=lambda of: (of[1], of[0]))
    counts = [len(vectors) for *_, vectors in articles]
    places = np.repeat(np.arange(len(articles), dtype=np.int32), counts)
    days = np.repeat(np.array([day_number(day) for _, day, _ in articles], np.int32), counts)
    vectors = np.concatenate([vectors for *_, vectors in articles])
    rows = Rows([_ARTICLE + article for article, *_ in articles], places, days, vectors, places)
    return _Run(rows, {article: rank for rank, (article, *_) in enumerate(articles)}, next((day for _, day, _ in articles if day), ""))


@dataclass
class FindCandidates(beam.PTransform):
    """Articles with vectors -> the same with their nearest earlier articles.

    Every batch reads the vectors of the history from the state; those of the run go along as a side input.
    """

    state: StateRef
    horizon_days: int
    neighbours: int
    least_similarity: float

    def expand(self, embedded: Any) -> Any:
        everything = embedded | "Vectors of the run" >> beam.Map(lambda e: (e.article_id, e.published or "", e.vectors))
        search = _Search(self.state, self.horizon_days, self.neighbours, self.least_similarity, Shared())
        batches = embedded | "Batch" >> beam.BatchElements(min_batch_size=ARTICLES_PER_BATCH, max_batch_size=ARTICLES_PER_BATCH)
        return batches | "Search" >> beam.ParDo(search, everything=pvalue.AsList(everything))
