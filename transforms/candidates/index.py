"""The nearest earlier articles of an article: those that share most words with it, and are nearest by the vectors of their heads.

Words tell apart what vectors see as one (two shootings, two ships that sail); vectors find what is told in other words or in
another language. Both likenesses are exact: the weights of words are multiples of 1/4096 and vectors of 1/2048, so that
float32 holds their products and sums. The result is the same on every machine, and in whatever blocks and batches it is searched.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import faiss
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from storywatch.transforms.embedding_model import Vectors
from storywatch.transforms.stories.wording import BUCKETS, FINE, TERM

BLOCK = 16_384
"""Articles that are compared with a batch at a time."""
UNRELATED = 0.5
"""The cosine of two heads that have nothing to do with each other; what a cosine is above it tells something."""
NEARNESS = 0.5
"""What the nearness of two heads counts beside the cosine of their words."""
ACROSS = 0.4
"""What it counts in place of the words' where the languages differ: in one language, articles of one story have words alike by 0.4
to 0.5 of what their heads are."""


@dataclass(frozen=True)
class ArticleRows:
    """Articles to search in or for, row by row: names, languages, words (articles, BUCKETS) and vectors of heads (articles, dimensions)."""

    ids: Sequence[str]
    languages: Sequence[str]
    words: csr_array
    heads: Vectors

    def __len__(self) -> int:
        return len(self.ids)

    def part(self, first: int, last: int) -> "ArticleRows":
        """The rows from `first` up to `last`."""
        return ArticleRows(self.ids[first:last], self.languages[first:last], self.words[first:last], self.heads[first:last])

    def of(self, rows: Sequence[int]) -> "ArticleRows":
        """The named rows."""
        return ArticleRows([self.ids[i] for i in rows], [self.languages[i] for i in rows], self.words[list(rows)], self.heads[list(rows)])


def matrix(words: Sequence[bytes]) -> csr_array:
    """(articles, BUCKETS) weights of words as the state keeps them: the bytes of a `Unit`, none where they are not known."""
    found = np.frombuffer(b"".join(words), dtype=TERM)
    ends = np.cumsum([0, *(len(of) // TERM.itemsize for of in words)])
    return csr_array((found["weight"].astype(np.float32) / FINE, found["bucket"].astype(np.int32), ends), shape=(len(words), BUCKETS))


def likeness(ones: ArticleRows, others: ArticleRows) -> NDArray[np.float32]:
    """(ones, others): how alike they are, 1 + NEARNESS for the same text."""
    cosines = faiss.pairwise_distances(ones.heads.astype(np.float32), others.heads.astype(np.float32), faiss.METRIC_INNER_PRODUCT)
    near = (cosines - np.float32(UNRELATED)) / np.float32(1 - UNRELATED)
    shared = (ones.words @ others.words.T).toarray()
    known = [np.array([language if size else "" for language, size in zip(rows.languages, np.diff(rows.words.indptr), strict=True)])
             for rows in (ones, others)]  # fmt: skip
    found: NDArray[np.float32] = np.where(known[0][:, None] == known[1], shared, np.float32(ACROSS) * near) + np.float32(NEARNESS) * near
    return found


def nearest(queries: ArticleRows, ends: Sequence[int], parts: Iterable[ArticleRows], most: int, least: float) -> list[list[int]]:
    """For each query the places of the `most` articles that are most like it, the nearest first, of equals the latest.

    Places count through all `parts`; of each query only those before its end count, and no likeness below `least`.
    """
    before = np.asarray(ends)[:, None]
    # likeness and place in one number, so that no two are equal
    best = np.full((len(queries), most), -1, np.int64)
    for at, rows in _blocks(parts):
        places = np.arange(at, at + len(rows))
        alike = np.rint(likeness(queries, rows).astype(np.float64) * 2**24).astype(np.int64)
        keys = np.where((places < before) & (alike >= least * 2**24), (alike << 32) + places, -1)
        both = np.concatenate([best, keys], axis=1)
        best = np.partition(both, -most, axis=1)[:, -most:]
    return [[int(key & 0xFFFFFFFF) for key in np.sort(row)[::-1] if key >= 0] for row in best]


def _blocks(parts: Iterable[ArticleRows]) -> Iterator[tuple[int, ArticleRows]]:
    """(place of the first, at most BLOCK rows), one behind the other."""
    at = 0
    for rows in parts:
        for first, last in itertools.pairwise([*range(0, len(rows), BLOCK), len(rows)]):
            yield at + first, rows.part(first, last)
        at += len(rows)
