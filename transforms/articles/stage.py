"""Inputs become articles: read, made plain, named, and only those that the state does not know yet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import apache_beam as beam
from apache_beam import pvalue
from apache_beam.metrics import Metrics

from transforms.articles.files import read_rows
from transforms.articles.identity import make_article
from transforms.rows import Article, DeadLetter

DEAD = "dead"


class _Read(beam.DoFn):
    """A path becomes its articles; what cannot be read goes to the dead letters."""

    def __init__(self) -> None:
        self.articles = Metrics.counter("articles", "read")
        self.dead = Metrics.counter("articles", "dead_letters")

    def process(self, path: str) -> Iterator[Any]:
        for row in read_rows(path):
            if isinstance(row, DeadLetter):
                article, letters = None, [row]
            else:
                try:
                    article, letters = make_article(row, path)
                except OSError:  # a full disk is the machine's fault, not the row's: the run fails and is made again
                    raise
                except Exception as error:  # one hostile row must not end the run
                    article, letters = None, [DeadLetter(path, f"{type(error).__name__}: {error}"[:300], excerpt=str(row)[:200])]
            for letter in letters:
                self.dead.inc()
                yield pvalue.TaggedOutput(DEAD, letter)
            if article:
                self.articles.inc()
                yield article


def _first(keyed: tuple[str, Iterable[Article]], known: dict[str, str]) -> Iterator[Article]:
    """Of the articles with one id the earliest; none where the state has that text under that id.

    The same id with another text is a new version of the article, and gets an id of its own.
    """
    article_id, articles = keyed
    skipped = Metrics.counter("articles", "known")
    versions: dict[str, Article] = {}
    for article in sorted(articles, key=lambda a: (a.published or "", a.content_hash, a.input)):
        if article.content_hash in versions:
            skipped.inc()
        else:
            versions[article.content_hash] = article
    for number, article in enumerate(versions.values()):
        name = article_id
        if number or (article_id in known and known[article_id] != article.content_hash):
            name = f"{article_id}#{article.content_hash[:8]}"
        if known.get(name) == article.content_hash:
            skipped.inc()
            continue
        yield article if name == article_id else replace(article, article_id=name)


@dataclass
class ReadArticles(beam.PTransform):
    """Paths -> (articles that the state does not know, dead letters).

    `known` maps the ids of the articles in the state to the hashes of their texts.
    """

    known: pvalue.AsDict

    def expand(self, paths: Any) -> tuple[Any, Any]:
        read = paths | "Spread files" >> beam.Reshuffle() | "Read files" >> beam.ParDo(_Read()).with_outputs(DEAD, main="articles")
        fresh = (
            read.articles
            | "By id" >> beam.WithKeys(lambda article: article.article_id)
            | "Group versions" >> beam.GroupByKey()
            | "Only new" >> beam.FlatMap(_first, known=self.known)
        )
        return fresh, read[DEAD]
