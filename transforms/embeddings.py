"""Claims become vectors: Beam's RunInference with a handler for sentence-transformers."""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
from apache_beam.metrics import Metrics
from apache_beam.ml.inference.base import ModelHandler, RunInference
from storywatch.transforms import embedding_model
from storywatch.transforms.progress import done
from storywatch.transforms.rows import ArticleClaims, Packed, order_of
from storywatch.transforms.stories.comparison import head
from storywatch.transforms.stories.heads import head_reader
from storywatch.transforms.stories.wording import article_words

ARTICLES_PER_BATCH = 128
"""Enough claims to fill the fixed shapes that they are computed in."""


@dataclass(frozen=True)
class EmbeddedArticle:
    """An article with its claims and the vectors of their texts, (claims, dimensions) float16."""

    article_id: str
    published: str | None
    language: str
    found: Packed[ArticleClaims]
    vectors: embedding_model.Vectors
    words: bytes
    """What it is found by beside its vectors, as the state keeps it."""
    head: str
    """What it is compared by as a text."""
    head_vector: bytes
    """Of the head, as the state keeps it: float16."""

    @property
    def order(self) -> tuple[str, str]:
        """As that of the article."""
        return order_of(self.published, self.article_id)


@dataclass
class Embedder:
    """The model of that name, loaded with the first texts: a run in which nothing is new must not wait for it."""

    model: str

    def embed(self, texts: Sequence[str], languages: Sequence[str]) -> embedding_model.Vectors:
        return embedding_model.embed_in(texts, languages, self.model)


class SentenceTransformerHandler(ModelHandler[ArticleClaims, EmbeddedArticle, Embedder]):
    """Embeds all claims of a batch of articles together, and all heads. The models are loaded once per process."""

    def __init__(self, model: str) -> None:
        super().__init__()
        self._model = model

    def load_model(self) -> Embedder:
        return Embedder(self._model)

    def run_inference(
        self, batch: Sequence[ArticleClaims], model: Embedder, inference_args: Mapping[str, Any] | None = None
    ) -> Iterable[EmbeddedArticle]:
        began = time.perf_counter()
        languages = [found.article.language or "en" for found in batch for _ in found.claims]
        vectors = model.embed([claim.text for found in batch for claim in found.claims], languages)
        heads = [head(found.article.title, found.article.text) for found in batch]
        head_vectors = head_reader().vectors(heads)
        Metrics.counter("claims", "embedded").inc(len(vectors))
        Metrics.counter("seconds", "embeddings_ms").inc(int((time.perf_counter() - began) * 1000))
        at = 0
        for found, text, of_head in zip(batch, heads, head_vectors, strict=True):
            a, own = found.article, vectors[at : at + len(found.claims)]
            language = a.language or "en"
            words = article_words(a.title, (claim.text for claim in found.claims), language).tobytes()
            yield EmbeddedArticle(a.article_id, a.published, language, Packed.of(found), own, words, text, of_head.tobytes())
            at += len(own)
        done("embeddings", len(batch))

    def get_num_bytes(self, batch: Sequence[ArticleClaims]) -> int:
        """Characters of the articles: the default would pickle every batch only to tell its size in a metric."""
        return sum(len(found.article.text) for found in batch)

    def batch_elements_kwargs(self) -> Mapping[str, Any]:
        return {"min_batch_size": ARTICLES_PER_BATCH, "max_batch_size": ARTICLES_PER_BATCH}


@dataclass
class EmbedClaims(beam.PTransform):
    """Articles with claims -> the same with vectors. `model` is a name that transforms/embedding_model.py knows."""

    model: str

    def expand(self, found: beam.PCollection[ArticleClaims]) -> beam.PCollection[EmbeddedArticle]:
        return found | "Embed" >> RunInference(SentenceTransformerHandler(self.model))
