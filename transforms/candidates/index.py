"""The nearest earlier claims, exactly, by FAISS's brute-force search over blocks of vectors.

The vectors are multiples of 1/2048: float16 holds them, and float32 their products and sums, without rounding. So the
result is the same on every machine and in whatever blocks and batches it is searched. A block is widened to float32
once for all claims of a batch, which is what makes an exact search over a long history cheap; and as blocks are taken
one by one, the history is never in memory as a whole.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import faiss
import numpy as np
from numpy.typing import NDArray
from storywatch.transforms.embedding_model import Vectors

BLOCK = 32_768
"""Rows that are widened at a time (50 MB at 384 dimensions)."""


@dataclass(frozen=True)
class Query:
    """The claims of one article: (claims, dimensions) float32, and its place in the order of its run."""

    vectors: NDArray[np.float32]
    rank: int = 0


@dataclass(frozen=True)
class Rows:
    """Claims to search in; row i belongs to `names[codes[i]]`, an article or a story.

    Rows of a run have the rank of their article and come in its order, those of the history none: they come before every run.
    """

    names: Sequence[str]
    codes: NDArray[np.int32]
    vectors: Vectors
    ranks: NDArray[np.int32] | None = None

    def blocks(self) -> Iterator["Rows"]:
        """The same, BLOCK rows at a time."""
        for at in range(0, len(self.codes), BLOCK):
            part = slice(at, at + BLOCK)
            ranks = None if self.ranks is None else self.ranks[part]
            yield Rows(self.names, self.codes[part], self.vectors[part], ranks)


class Nearest:
    """For each claim of each query the names of its `k` nearest rows, ties with the last one included.

    Gathered over rows as they come, in whatever order. Only rows of articles of a lower rank count, from `least` similarity on.
    """

    def __init__(self, queries: Sequence[Query], k: int, least: float = -1.0) -> None:
        self._k = k
        ends = np.cumsum([0, *(len(query.vectors) for query in queries)])
        self._lines = [np.arange(a, b) for a, b in itertools.pairwise(ends)]
        self._vectors = np.concatenate([query.vectors for query in queries]) if queries else np.zeros((0, 0), np.float32)
        self._ranks = [query.rank for query in queries]
        self._code_of: dict[str, int] = {}
        # per claim the similarities of what was found, the greatest first, -inf where there is no more; and its names' codes
        self._found = np.full((len(self._vectors), k), -np.inf, np.float32)
        self._codes = np.zeros((len(self._vectors), k), np.int32)
        self._least = np.full(len(self._vectors), least, np.float32)

    def take(self, rows: Rows) -> None:
        """Searches more rows."""
        codes = np.array([self._code_of.setdefault(name, len(self._code_of)) for name in rows.names], np.int32)
        for block in rows.blocks():
            wide = block.vectors.astype(np.float32)
            for first, last, queries in _pieces(self._ranks, block):
                at = np.concatenate([self._lines[query] for query in queries])
                if len(at):
                    self._search(at, np.ascontiguousarray(wide[first:last]), codes[block.codes[first:last]])

    def names(self) -> list[list[str]]:
        """What was found, for each query the names of all its claims together, sorted."""
        told, name_of = self._found > -np.inf, list(self._code_of)
        return [sorted({name_of[code] for code in np.unique(self._codes[lines][told[lines]])}) for lines in self._lines]

    def _search(self, at: NDArray[np.int64], rows: NDArray[np.float32], codes: NDArray[np.int32]) -> None:
        """Takes up the nearest of the rows for the claims `at`."""
        wanted = self._k + 1
        while len(at):
            wanted = min(wanted, len(rows))
            near, ids = faiss.knn(self._vectors[at], rows, wanted, metric=faiss.METRIC_INNER_PRODUCT)
            # where the last row is as near as the k-th, and near enough, more of them may be
            tied = (near[:, -1] == near[:, min(self._k, wanted) - 1]) & (near[:, -1] >= self._least[at]) & (wanted < len(rows))
            self._keep(at[~tied], near[~tied], codes[ids[~tied]])
            at, wanted = at[tied], 2 * wanted

    def _keep(self, at: NDArray[np.int64], near: NDArray[np.float32], codes: NDArray[np.int32]) -> None:
        """Of what the claims `at` have and what is new, keeps the `k` nearest and their ties."""
        near = np.where(near >= self._least[at, None], near, np.float32(-np.inf))
        near, codes = np.concatenate([self._found[at], near], axis=1), np.concatenate([self._codes[at], codes], axis=1)
        order = np.argsort(-near, axis=1, kind="stable")
        near, codes = np.take_along_axis(near, order, 1), np.take_along_axis(codes, order, 1)
        self._least[at] = np.maximum(self._least[at], near[:, self._k - 1])
        near[near < self._least[at, None]] = -np.inf
        for line in np.flatnonzero(near[:, self._k] > -np.inf):
            # of ties behind the k-th each name counts once, or a sentence that is everywhere would fill the memory
            tied = np.flatnonzero(near[line, self._k :] > -np.inf) + self._k
            again = np.concatenate([codes[line, : self._k], codes[line, tied]])
            first = np.sort(np.unique(again, return_index=True)[1])
            new = again[first[first >= self._k]]
            near[line, self._k + len(new) :] = -np.inf
            codes[line, self._k : self._k + len(new)] = new
        width = int((near > -np.inf).sum(axis=1).max(initial=0))
        if width > self._found.shape[1]:
            more = ((0, 0), (0, width - self._found.shape[1]))
            self._found = np.pad(self._found, more, constant_values=-np.inf)
            self._codes = np.pad(self._codes, more)
        width = self._found.shape[1]
        self._found[at], self._codes[at] = near[:, :width], codes[:, :width]


def _pieces(ranks: Sequence[int], rows: Rows) -> Iterator[tuple[int, int, list[int]]]:
    """(first row, row behind the last, the queries by their number for which they count); together all that count for each query."""
    if rows.ranks is None:
        yield 0, len(rows.codes), list(range(len(ranks)))
        return
    ends = [(int(np.searchsorted(rows.ranks, rank)), query) for query, rank in enumerate(ranks)]
    yield from _shared(0, sorted(end for end in ends if end[0]))


def _shared(first: int, ends: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, list[int]]]:
    """The rows from `first` to the end of each query, in pieces of which the long ones are for many queries."""
    if not ends:
        return
    last = ends[0][0]
    yield first, last, [query for _, query in ends]
    rest = [end for end in ends if end[0] > last]
    for half in (rest[: len(rest) // 2], rest[len(rest) // 2 :]):
        yield from _shared(last, half)
