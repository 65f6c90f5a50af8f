"""Which earlier articles a new one is near to, by FAISS over the claims of the history and of the run itself."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
import numpy as np
from apache_beam import pvalue
from apache_beam.metrics import Metrics
from apache_beam.utils.shared import Shared

from transforms.candidates.index import ClaimIndex, Query, day_number, nearest_of
from transforms.embeddings import EmbeddedArticle
from transforms.state.store import StateRef


@dataclass(frozen=True)
class Candidates:
    """An article with what has a claim near one of its own: earlier articles of the run, and stories of the history."""

    embedded: EmbeddedArticle
    articles: tuple[str, ...]
    stories: tuple[str, ...]


ARTICLES_PER_BATCH = 256
"""Articles that are searched together: a block of the history is widened once for all of them."""

_ARTICLE, _STORY = "a", "s"


class _Held:
    """An index that Beam's Shared may hold (it needs an object that can be weakly referenced)."""

    def __init__(self, index: ClaimIndex, ranks: dict[str, int] | None = None, earliest: str = "") -> None:
        self.index = index
        self.ranks = ranks or {}
        self.earliest = earliest


class _Search(beam.DoFn):
    def __init__(self, state: StateRef, horizon_days: int, neighbours: int, least: float, run: Shared, history: Shared) -> None:
        self.state, self.horizon_days, self.k, self.least = state, horizon_days, neighbours, least
        self.run, self.history = run, history
        self.time = Metrics.counter("seconds", "candidates_ms")

    def process(self, batch: list[EmbeddedArticle], everything: Sequence[tuple[str, str, Any]]) -> Iterator[Candidates]:
        began = time.perf_counter()
        run = self.run.acquire(lambda: _run_index(everything), tag=self.state.run_id)
        dimensions = batch[0].vectors.shape[1]
        history = self.history.acquire(
            lambda: _Held(self.state.index(run.earliest, self.horizon_days, dimensions)), tag=self.state.run_id
        ).index
        queries = [Query(e.vectors.astype(np.float32), day_number(e.published), run.ranks[e.article_id]) for e in batch]
        old = history.nearest(queries, self.k, self.horizon_days, self.least)
        new = run.index.nearest(queries, self.k, self.horizon_days, self.least)
        for embedded, in_history, in_run in zip(batch, old, new, strict=True):
            near: list[tuple[float, str]] = []
            # the nearest of both together, as if history and run had been searched as one
            for a, b in zip(in_history, in_run, strict=True):
                near += nearest_of([(s, _STORY + label) for s, label in a] + [(s, _ARTICLE + label) for s, label in b], self.k)
            labels = sorted({label for _, label in near})
            yield Candidates(
                embedded,
                tuple(label[1:] for label in labels if label[0] == _ARTICLE),
                tuple(label[1:] for label in labels if label[0] == _STORY),
            )
        self.time.inc(int((time.perf_counter() - began) * 1000))


def _run_index(everything: Sequence[tuple[str, str, Any]]) -> _Held:
    """The index of the run, article -> its place in the order of the run, and the first of its days."""
    # once, as the runner decodes a long side input again whenever it is gone through
    rows = list(everything)
    ranks = {article: rank for rank, (_, article) in enumerate(sorted((day, article) for article, day, _ in rows))}
    index = ClaimIndex()
    told = [(article, day_number(day), vectors) for article, day, vectors in rows if len(vectors)]
    told.sort(key=lambda of: ranks[of[0]])
    if told:
        index.add(
            [article for article, _, vectors in told for _ in vectors],
            [day for _, day, vectors in told for _ in vectors],
            np.concatenate([vectors for _, _, vectors in told]),
            [ranks[article] for article, _, vectors in told for _ in vectors],
        )
    return _Held(index, ranks, min((day for _, day, _ in rows if day), default=""))


@dataclass
class FindCandidates(beam.PTransform):
    """Articles with vectors -> the same with their nearest earlier articles.

    The history's index is loaded once per process (transforms/state keeps it); the run's own is small and goes along.
    """

    state: StateRef
    horizon_days: int
    neighbours: int
    least_similarity: float

    def expand(self, embedded: Any) -> Any:
        everything = embedded | "Vectors of the run" >> beam.Map(lambda e: (e.article_id, e.published or "", e.vectors))
        search = _Search(self.state, self.horizon_days, self.neighbours, self.least_similarity, Shared(), Shared())
        batches = embedded | "Batch" >> beam.BatchElements(min_batch_size=ARTICLES_PER_BATCH, max_batch_size=ARTICLES_PER_BATCH)
        return batches | "Search" >> beam.ParDo(search, everything=pvalue.AsList(everything))
