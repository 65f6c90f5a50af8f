"""The words and names of articles as unit vectors, in which what is rare weighs more, and those of a story's latest articles."""

import math
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from storywatch.transforms.claims.foreign_names import is_counted
from wordfreq import zipf_frequency
from wordfreq.tokens import simple_tokenize

EVERYDAY = 7.0
"""The Zipf frequency (log10 of occurrences in 10^9 words) from which a word tells nothing."""
FINE = 4096
"""Weights are multiples of 1/FINE: products and sums of them are exact in float32, so that no order of summing matters."""

BUCKETS = 2**20
"""Words are known by their hash: of two articles with 200 words each, one word in 25 pairs is taken for another."""
TERM = np.dtype([("bucket", "<u4"), ("weight", "<u2")])

Unit = NDArray[Any]
"""A unit vector: its terms by their buckets, in order, with their weights as multiples of 1/FINE (rows of TERM)."""


@lru_cache(maxsize=100_000)
def rareness(word: str, language: str) -> float:
    """How far a word is from the everyday ones of its language; of a language whose words nobody counted here, from those of English."""
    return max(0.0, EVERYDAY - zipf_frequency(word, language if is_counted(language) else "en"))


def unit(weights: Mapping[str, float]) -> Unit:
    """Weights made as long as one."""
    length = math.sqrt(math.fsum(x * x for x in weights.values()))
    found: dict[int, int] = {}
    for term, x in weights.items():
        weight = round(x / length * FINE) if length else 0
        if weight:
            bucket = zlib.crc32(term.encode("utf-8", "replace")) % BUCKETS
            found[bucket] = max(found.get(bucket, 0), weight)
    return np.array(sorted(found.items()), dtype=TERM)


def words_of(texts: Iterable[str], language: str) -> Unit:
    """The words of texts."""
    counts = Counter(word for text in texts for word in simple_tokenize(text))
    return unit({word: (1 + math.log(n)) * rareness(word, language) for word, n in counts.items()})


def article_words(title: str | None, claims: Iterable[str], language: str | None) -> Unit:
    """The words of an article by its title and the texts of its claims: what it is found and compared by."""
    return words_of([title or "", *claims], language or "en")


class Columns:
    """Unit vectors of the latest articles of a story: a row for each term, a column for each article."""

    def __init__(self) -> None:
        self._rows: dict[int, int] = {}
        self._weights = np.zeros((0, 0), np.float32)

    def put(self, column: int, of: Unit) -> None:
        """Sets the column of an article, in place of what it had."""
        places = [self._rows.setdefault(term, len(self._rows)) for term in of["bucket"].tolist()]
        rows, columns = self._weights.shape
        if column >= columns or len(self._rows) > rows:
            # the double of what is needed, as stories grow by one article at a time
            grown = np.zeros((max(rows, 2 * len(self._rows) if columns else len(self._rows)), max(columns, 2 * column, 1)), np.float32)
            grown[:rows, :columns] = self._weights
            self._weights = grown
        self._weights[:, column] = 0
        self._weights[places, column] = np.divide(of["weight"], FINE, dtype=np.float32)

    def cosines(self, of: Unit) -> NDArray[np.float32]:
        """Of an article with each column."""
        known = [self._rows.get(term, -1) for term in of["bucket"].tolist()]
        shared = np.array(known, dtype=np.int64) >= 0
        weights = np.divide(of["weight"][shared], FINE, dtype=np.float32)
        found: NDArray[np.float32] = weights @ self._weights[[row for row in known if row >= 0]]
        return found
