"""The words and names of articles as unit vectors, in which what is rare weighs more, and those of a story's latest articles."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from wordfreq import available_languages, zipf_frequency
from wordfreq.language_info import get_language_info
from wordfreq.tokens import simple_tokenize

EVERYDAY = 7.0
"""The Zipf frequency (log10 of occurrences in 10^9 words) from which a word tells nothing."""
FINE = 4096
"""Weights are multiples of 1/FINE: products and sums of them are exact in float32, so that no order of summing matters."""

Unit = Mapping[str, float]


@lru_cache(maxsize=100_000)
def rareness(word: str, language: str) -> float:
    """How far a word is from the everyday ones of its language; of a language whose words nobody counted here, from those of English."""
    return max(0.0, EVERYDAY - zipf_frequency(word, language if _counted(language) else "en"))


@lru_cache(maxsize=1000)
def _counted(language: str) -> bool:
    """Whether wordfreq knows the language, without the tokenizers that it wants for Chinese, Japanese and Korean."""
    return language in available_languages() and get_language_info(language)["tokenizer"] == "regex"


def unit(weights: Mapping[str, float]) -> Unit:
    """Weights made as long as one."""
    length = math.sqrt(math.fsum(x * x for x in weights.values()))
    found = {term: round(x / length * FINE) / FINE for term, x in weights.items()} if length else {}
    return {term: x for term, x in found.items() if x}


def words_of(texts: Iterable[str], language: str) -> Unit:
    """The words of an article."""
    counts = Counter(word for text in texts for word in simple_tokenize(text))
    return unit({word: (1 + math.log(n)) * rareness(word, language) for word, n in counts.items()})


class Columns:
    """Unit vectors of the latest articles of a story: a row for each term, a column for each article."""

    def __init__(self) -> None:
        self._rows: dict[str, int] = {}
        self._weights = np.zeros((0, 0), np.float32)

    def put(self, column: int, of: Unit) -> None:
        """Sets the column of an article, in place of what it had."""
        for term in of:
            self._rows.setdefault(term, len(self._rows))
        rows, columns = self._weights.shape
        if column >= columns or len(self._rows) > rows:
            # the double of what is needed, as stories grow by one article at a time
            grown = np.zeros((max(rows, 2 * len(self._rows) if columns else len(self._rows)), max(columns, 2 * column, 1)), np.float32)
            grown[:rows, :columns] = self._weights
            self._weights = grown
        self._weights[:, column] = 0
        self._weights[[self._rows[term] for term in of], column] = list(of.values())

    def cosines(self, of: Unit) -> NDArray[np.float32]:
        """Of an article with each column."""
        shared = [(self._rows[term], weight) for term, weight in of.items() if term in self._rows]
        found: NDArray[np.float32] = np.array([weight for _, weight in shared], np.float32) @ self._weights[[row for row, _ in shared]]
        return found
