"""Articles become claims."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
from apache_beam import pvalue
from apache_beam.metrics import Metrics
from storywatch.transforms import cores, progress
from storywatch.transforms.bundles import at_the_end
from storywatch.transforms.claims.processes import Cut, Cutters
from storywatch.transforms.rows import Article, ArticleClaims, DeadLetter
from storywatch.transforms.vocabulary import Vocabulary

DEAD = "dead"


class _Extract(beam.DoFn):
    def __init__(self, vocabulary: Vocabulary, processes: int, meanwhile: Callable[[], object] | None) -> None:
        self.vocabulary, self.processes, self.meanwhile = vocabulary, processes, meanwhile
        self.claims = Metrics.counter("claims", "extracted")
        self.empty = Metrics.counter("claims", "articles_without")
        self.time = Metrics.counter("seconds", "claims_ms")

    def setup(self) -> None:
        self.vocabulary.use()

    def start_bundle(self) -> None:
        self.cutters = Cutters(self.vocabulary, self.processes, self.meanwhile)
        cores.taken_by(self.cutters.busy)

    def process(self, article: Article) -> Iterator[Any]:
        for done in self.cutters.put(article):
            yield self._told(done)

    def finish_bundle(self) -> Iterator[Any]:
        for done in self.cutters.rest():
            told = self._told(done)
            if isinstance(told, pvalue.TaggedOutput):
                yield pvalue.TaggedOutput(told.tag, at_the_end(told.value))
            else:
                yield at_the_end(told)
        self.cutters.close()

    def teardown(self) -> None:
        self.cutters.close()

    def _told(self, cut: Cut) -> ArticleClaims | pvalue.TaggedOutput:
        article, found, seconds = cut
        progress.done("claims")
        self.time.inc(int(seconds * 1000))
        if isinstance(found, Exception):
            reason = f"no claims: {type(found).__name__}: {found}"[:300]
            return pvalue.TaggedOutput(DEAD, DeadLetter(article.input, reason, article_id=article.article_id, excerpt=article.text[:200]))
        self.claims.inc(len(found.claims))
        if not found.claims:
            self.empty.inc()
        return found


@dataclass
class ExtractClaims(beam.PTransform):
    """Articles -> (articles with their claims, dead letters).

    `processes` cut them beside the worker, which does `meanwhile` while they start; 0 for none.
    """

    vocabulary: Vocabulary
    processes: int = 0
    meanwhile: Callable[[], object] | None = None

    def expand(self, articles: beam.PCollection[Article]) -> tuple[beam.PCollection[ArticleClaims], beam.PCollection[DeadLetter]]:
        cut = (
            beam.ParDo(_Extract(self.vocabulary, self.processes, self.meanwhile))
            .with_output_types(ArticleClaims)
            .with_outputs(DEAD, main="claims")
        )
        found = articles | "Spread articles" >> beam.Reshuffle() | "Cut into claims" >> cut
        return found.claims, found[DEAD]
