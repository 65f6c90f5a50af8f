"""Articles become claims."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import apache_beam as beam
from apache_beam.metrics import Metrics
from apache_beam.pvalue import TaggedOutput
from storywatch.transforms import progress
from storywatch.transforms.claims.extract import claims_of
from storywatch.transforms.rows import Article, ArticleClaims, DeadLetter
from storywatch.transforms.vocabulary import Vocabulary

DEAD = "dead"


class _Extract(beam.DoFn):
    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.claims = Metrics.counter("claims", "extracted")
        self.empty = Metrics.counter("claims", "articles_without")
        self.time = Metrics.counter("seconds", "claims_ms")

    def setup(self) -> None:
        self.vocabulary.use()

    def process(self, article: Article) -> Iterator[ArticleClaims | TaggedOutput[Literal["dead"], DeadLetter]]:
        began = time.perf_counter()
        try:
            found = claims_of(article)
        except OSError:  # a full disk is the machine's fault, not the text's: the run fails and is made again
            raise
        except Exception as error:  # a text that no rule foresaw must not end the run
            reason = f"no claims: {type(error).__name__}: {error}"[:300]
            yield TaggedOutput(DEAD, DeadLetter(article.input, reason, article_id=article.article_id, excerpt=article.text[:200]))
        else:
            self.claims.inc(len(found.claims))
            self.empty.inc(int(not found.claims))
            yield found
        progress.done("claims")
        self.time.inc(int((time.perf_counter() - began) * 1000))


@dataclass
class ExtractClaims(beam.PTransform):
    """Articles -> (articles with their claims, dead letters)."""

    vocabulary: Vocabulary

    def expand(self, articles: beam.PCollection[Article]) -> tuple[beam.PCollection[ArticleClaims], beam.PCollection[DeadLetter]]:
        cut = beam.ParDo(_Extract(self.vocabulary)).with_outputs(DEAD, main="claims")
        found = articles | "Spread articles" >> beam.Reshuffle() | "Cut into claims" >> cut
        return found.claims, found[DEAD]
