"""The nearest earlier claims, exactly, by FAISS's brute-force search over blocks of vectors.

The vectors are multiples of 1/2048: float16 holds them, and float32 their products and sums, without rounding. So the
result is the same on every machine and in whatever blocks and batches it is searched. A block is widened to float32
once for all claims of a batch, which is what makes an exact search over a long history cheap; and as blocks are taken
one by one, the history is never in memory as a whole.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import faiss
import numpy as np
from numpy.typing import NDArray

from transforms.embedding_model import Vectors

UNDATED = 0
BLOCK = 32_768
"""Rows that are widened at a time (50 MB at 384 dimensions)."""

_Limits = tuple[int, int]
"""The earliest day (UNDATED for all) and the rank below which rows count; claims that have the same are a group."""


def day_number(published: str | None) -> int:
    """The day of a date as a number that grows by one a day; UNDATED for none."""
    return date.fromisoformat(published[:10]).toordinal() if published else UNDATED


@dataclass(frozen=True)
class Query:
    """The claims of one article: (claims, dimensions) float32, its day, and its place in the order of its run."""

    vectors: NDArray[np.float32]
    day: int
    rank: int = 0


@dataclass(frozen=True)
class Rows:
    """Claims to search in; row i belongs to `names[codes[i]]`, an article or a story.

    Rows of a run have the rank of their article, those of the history none: they come before every run.
    """

    names: Sequence[str]
    codes: NDArray[np.int32]
    days: NDArray[np.int32]
    vectors: Vectors
    ranks: NDArray[np.int32] | None = None

    def blocks(self) -> Iterator["Rows"]:
        """The same, BLOCK rows at a time."""
        for at in range(0, len(self.codes), BLOCK):
            part = slice(at, at + BLOCK)
            ranks = None if self.ranks is None else self.ranks[part]
            yield Rows(self.names, self.codes[part], self.days[part], self.vectors[part], ranks)


class Nearest:
    """For each claim of each query the names of its `k` nearest rows, ties with the last one included.

    Gathered over rows as they come, in whatever order. Only rows of articles of a lower rank count, and of these the undated
    ones and those since `horizon_days` before the query's day (for an undated query all of them), from `least` similarity on.
    """

    def __init__(self, queries: Sequence[Query], k: int, horizon_days: int, least: float = -1.0) -> None:
        self._k = k
        ends = np.cumsum([0, *(len(query.vectors) for query in queries)])
        self._lines = [np.arange(a, b) for a, b in itertools.pairwise(ends)]
        self._vectors = np.concatenate([query.vectors for query in queries]) if queries else np.zeros((0, 0), np.float32)
        self._groups: dict[bool, dict[_Limits, NDArray[np.int64]]] = {}
        for ranked in (True, False):
            alike: dict[_Limits, list[NDArray[np.int64]]] = defaultdict(list)
            for query, lines in zip(queries, self._lines, strict=True):
                low = query.day - horizon_days if query.day else UNDATED
                alike[low, query.rank if ranked else 0].append(lines)
            self._groups[ranked] = {limits: np.concatenate(lines) for limits, lines in alike.items()}
        self._code_of: dict[str, int] = {}
        # per claim the similarities of what was found, the greatest first, -inf where there is no more; and its names' codes
        self._found = np.full((len(self._vectors), k), -np.inf, np.float32)
        self._codes = np.zeros((len(self._vectors), k), np.int32)
        self._least = np.full(len(self._vectors), least, np.float32)

    def take(self, rows: Rows) -> None:
        """Searches more rows."""
        codes = np.array([self._code_of.setdefault(name, len(self._code_of)) for name in rows.names], np.int32)
        groups = self._groups[rows.ranks is not None]
        for block in rows.blocks():
            wide: NDArray[np.float32] | None = None
            for allowed, of in _pieces(groups, block):
                wide = block.vectors.astype(np.float32) if wide is None else wide
                at = np.concatenate([groups[limits] for limits in of])
                if len(at):
                    self._search(at, np.ascontiguousarray(wide[allowed]), codes[block.codes[allowed]])

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


def _pieces(groups: Mapping[_Limits, object], rows: Rows) -> Iterator[tuple[slice | NDArray[np.bool_], list[_Limits]]]:
    """Rows of a block, and the groups that are allowed all of them; together all that each group is allowed."""
    ends: dict[int, list[tuple[int, _Limits]]] = defaultdict(list)
    for low, rank in groups:
        allowed = np.ones(len(rows.days), bool) if rows.ranks is None else rows.ranks < rank
        if low:
            allowed &= (rows.days == UNDATED) | (rows.days >= low)
        if not allowed.any():
            continue
        first, last = int(allowed.argmax()), len(allowed) - int(allowed[::-1].argmax())
        # rows of a run come in its order, so what is earlier is mostly one piece, and most of it is so for many groups
        if allowed[first:last].all():
            ends[first].append((last, (low, rank)))
        else:
            yield allowed, [(low, rank)]
    for first, of in ends.items():
        yield from _shared(first, sorted(of))


def _shared(first: int, ends: Sequence[tuple[int, _Limits]]) -> Iterator[tuple[slice, list[_Limits]]]:
    """The rows from `first` to the end of each group, in pieces of which the long ones are for many groups."""
    last = ends[0][0]
    yield slice(first, last), [group for _, group in ends]
    rest = [end for end in ends if end[0] > last]
    for half in (rest[: len(rest) // 2], rest[len(rest) // 2 :]):
        if half:
            yield from _shared(last, half)
