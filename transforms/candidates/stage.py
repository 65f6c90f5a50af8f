"""Which earlier articles a new one is near to, and how it compares with the nearest of them as texts."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import apache_beam as beam
import numpy as np
from apache_beam import pvalue
from apache_beam.metrics import Metrics
from apache_beam.utils.shared import Shared
from storywatch.transforms.candidates.index import ArticleRows, matrix, nearest
from storywatch.transforms.embeddings import EmbeddedArticle
from storywatch.transforms.progress import done
from storywatch.transforms.rows import order_of
from storywatch.transforms.state.reference import KnownArticles, StateRef
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
    """An article with what it is near to: earlier articles of the run, and stories of the history."""

    embedded: EmbeddedArticle
    articles: tuple[str, ...]
    stories: tuple[str, ...]
    compared: tuple[Compared, ...] = ()


BATCH = 256
"""Articles that are searched for together, and whose heads are in memory at once with those that they are compared with."""

_ArticleOfRun = tuple[str, str | None, str, bytes, bytes, str]
"""article_id, published, language, words, vector of its head and the head of an article that has claims"""


@dataclass
class _Run:
    """The articles of a run in their order."""

    rows: ArticleRows
    ranks: dict[str, int]
    heads: list[str]


def _of_run(embedded: EmbeddedArticle) -> Iterator[_ArticleOfRun]:
    if len(embedded.vectors):
        yield embedded.article_id, embedded.published, embedded.language, embedded.words, embedded.head_vector, embedded.head


def _run_of(everything: Sequence[_ArticleOfRun]) -> _Run:
    # once, as the runner decodes a long side input again whenever it is gone through
    articles = sorted(everything, key=lambda of: order_of(of[1], of[0]))
    ids, _, languages, words, of_heads, heads = (list(column) for column in zip(*articles, strict=True))
    vectors = np.frombuffer(b"".join(of_heads), np.float16).reshape(len(ids), -1)
    return _Run(ArticleRows(ids, languages, matrix(words), vectors), {article: rank for rank, article in enumerate(ids)}, heads)


class _Find(beam.DoFn):
    """The nearest earlier articles of each article; with the first few it is compared as texts, each head being read once."""

    def __init__(self, state: StateRef, most: int, compared: int, least: float) -> None:
        self.state, self.most, self.compared, self.least = state, most, compared, least
        self.run, self.known = Shared(), Shared()
        self.pairs = Metrics.counter("articles", "compared_as_texts")
        self.time = Metrics.counter("seconds", "candidates_ms")

    def process(self, batch: list[EmbeddedArticle], everything: Sequence[_ArticleOfRun]) -> Iterator[Candidates]:
        began = time.perf_counter()
        found: dict[str, tuple[list[str], list[str], list[Compared]]] = {}
        if asked := [embedded.article_id for embedded in batch if len(embedded.vectors)]:
            run: _Run = self.run.acquire(lambda: _run_of(everything), tag=self.state.run_id)
            known: KnownArticles = self.known.acquire(lambda: self.state.profiles(), tag=self.state.run_id)
            found = self._find(asked, run, known)
        for embedded in batch:
            articles, stories, compared = found.get(embedded.article_id, ([], [], []))
            self.pairs.inc(len(compared))
            yield Candidates(embedded, tuple(sorted(articles)), tuple(sorted(set(stories))), tuple(compared))
        done("candidates", len(batch))
        self.time.inc(int((time.perf_counter() - began) * 1000))

    def _find(self, asked: Sequence[str], run: _Run, known: KnownArticles) -> dict[str, tuple[list[str], list[str], list[Compared]]]:
        """article -> articles of the run and stories of the history that are near, and how it compares with the nearest articles."""
        ranks, history = [run.ranks[article] for article in asked], len(known.rows)
        near = nearest(run.rows.of(ranks), [history + rank for rank in ranks], (known.rows, run.rows), self.most, self.least)
        compared = [places[: self.compared] for places in near]
        said = iter(self._log_odds([(other, history + rank) for rank, of in zip(ranks, compared, strict=True) for other in of], run, known))
        found = {}
        for article, places, of in zip(asked, near, compared, strict=True):
            articles = [run.rows.ids[place - history] for place in places if place >= history]
            stories = [known.stories[place] for place in places if place < history]
            texts = [
                Compared(run.rows.ids[place - history], next(said))
                if place >= history
                else Compared(known.rows.ids[place], next(said), known.stories[place])
                for place in of
            ]
            found[article] = (articles, stories, texts)
        return found

    def _log_odds(self, pairs: Sequence[tuple[int, int]], run: _Run, known: KnownArticles) -> list[float]:
        """Of pairs of places, the earlier one first."""
        if not pairs:
            return []
        places, history = sorted({place for pair in pairs for place in pair}), len(known.rows)
        texts = self.state.texts([known.rows.ids[place] for place in places if place < history])
        heads = [head(*text) for text in texts] + [run.heads[place - history] for place in places if place >= history]
        states = dict(zip(places, comparer().read(heads), strict=True))
        return comparer().compare([(states[one], states[other]) for one, other in pairs])


@dataclass
class FindCandidates(beam.PTransform):
    """Articles with vectors -> the same with the `neighbours` nearest earlier articles, the first `texts` compared with them as texts.

    The words, heads and their vectors of the run's articles go along as a side input; those of the history are read once in a run by
    each worker.
    """

    state: StateRef
    neighbours: int
    texts: int
    least_likeness: float

    def expand(self, embedded: beam.PCollection[EmbeddedArticle]) -> beam.PCollection[Candidates]:
        everything = pvalue.AsList(embedded | "Of the run" >> beam.FlatMap(_of_run))
        find = _Find(self.state, self.neighbours, self.texts, self.least_likeness)
        return (
            embedded
            | "Batch" >> beam.BatchElements(min_batch_size=BATCH, max_batch_size=BATCH)
            | "Find" >> beam.ParDo(find, everything=everything)
        )
