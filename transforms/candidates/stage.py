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

from transforms.candidates.index import ClaimIndex, nearest_of
from transforms.embeddings import EmbeddedArticle
from transforms.state.store import StateRef


@dataclass(frozen=True)
class Candidates:
    """An article with what has a claim near one of its own: earlier articles of the run, and stories of the history."""

    embedded: EmbeddedArticle
    articles: tuple[str, ...]
    stories: tuple[str, ...]


_ARTICLE, _STORY = "a", "s"


class _Held:
    """An index that Beam's Shared may hold (it needs an object that can be weakly referenced)."""

    def __init__(self, index: ClaimIndex) -> None:
        self.index = index


class _Search(beam.DoFn):
    def __init__(self, state: StateRef, horizon_days: int, neighbours: int, least: float, run: Shared, history: Shared) -> None:
        self.state, self.horizon_days, self.k, self.least = state, horizon_days, neighbours, least
        self.run, self.history = run, history
        self.time = Metrics.counter("seconds", "candidates_ms")

    def process(self, embedded: EmbeddedArticle, everything: Sequence[tuple[str, str, Any]]) -> Iterator[Candidates]:
        began = time.perf_counter()
        article = embedded.found.article
        dimensions = embedded.vectors.shape[1]
        run = self.run.acquire(lambda: _Held(_run_index(everything, dimensions)), tag=self.state.run_id).index
        earliest = min((day for _, day, _ in everything if day), default="")
        history = self.history.acquire(
            lambda: _Held(self.state.index(earliest, self.horizon_days, dimensions)), tag=self.state.run_id
        ).index
        vectors = embedded.vectors.astype(np.float32)
        near: list[tuple[float, str]] = []
        if len(vectors):
            day = article.published or ""
            old = history.nearest(vectors, self.k, day, self.horizon_days, None, self.least)
            new = run.nearest(vectors, self.k, day, self.horizon_days, run.first_row(article.article_id), self.least)
            # the nearest of both together, as if history and run had been searched as one
            for a, b in zip(old, new, strict=True):
                near += nearest_of([(s, _STORY + label) for s, label in a] + [(s, _ARTICLE + label) for s, label in b], self.k)
        self.time.inc(int((time.perf_counter() - began) * 1000))
        labels = sorted({label for _, label in near})
        yield Candidates(
            embedded,
            tuple(label[1:] for label in labels if label[0] == _ARTICLE),
            tuple(label[1:] for label in labels if label[0] == _STORY),
        )


def _run_index(everything: Sequence[tuple[str, str, Any]], dimensions: int) -> ClaimIndex:
    articles = [article for article, _, vectors in everything for _ in range(len(vectors))]
    days = [day for _, day, vectors in everything for _ in range(len(vectors))]
    stacked = [vectors for _, _, vectors in everything if len(vectors)]
    return ClaimIndex(articles, days, np.concatenate(stacked) if stacked else np.zeros((0, dimensions), np.float16), dimensions)


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
        everything = embedded | "Vectors of the run" >> beam.Map(
            lambda e: (e.found.article.article_id, e.found.article.published or "", e.vectors)
        )
        search = _Search(self.state, self.horizon_days, self.neighbours, self.least_similarity, Shared(), Shared())
        return embedded | "Search" >> beam.ParDo(search, everything=pvalue.AsList(everything))
