"""Articles become claims."""

import time
from collections.abc import Iterator
from typing import Any

import apache_beam as beam
from apache_beam import pvalue
from apache_beam.metrics import Metrics

from transforms.claims.extract import claims_of
from transforms.rows import Article, DeadLetter

DEAD = "dead"


class _Extract(beam.DoFn):
    def __init__(self) -> None:
        self.claims = Metrics.counter("claims", "extracted")
        self.empty = Metrics.counter("claims", "articles_without")
        self.time = Metrics.counter("seconds", "claims_ms")

    def process(self, article: Article) -> Iterator[Any]:
        began = time.perf_counter()
        try:
            found = claims_of(article)
        except OSError:
            raise
        except Exception as error:  # a text that no rule foresaw must not end the run
            reason = f"no claims: {type(error).__name__}: {error}"[:300]
            yield pvalue.TaggedOutput(DEAD, DeadLetter(article.input, reason, article_id=article.article_id, excerpt=article.text[:200]))
            return
        self.time.inc(int((time.perf_counter() - began) * 1000))
        self.claims.inc(len(found.claims))
        if not found.claims:
            self.empty.inc()
        yield found


class ExtractClaims(beam.PTransform):
    """Articles -> (articles with their claims, dead letters)."""

    def expand(self, articles: Any) -> tuple[Any, Any]:
        found = (
            articles | "Spread articles" >> beam.Reshuffle() | "Cut into claims" >> beam.ParDo(_Extract()).with_outputs(DEAD, main="claims")
        )
        return found.claims, found[DEAD]
