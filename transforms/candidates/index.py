"""The nearest earlier claims, exactly, by FAISS's brute-force search over blocks of vectors.

The vectors are multiples of 1/2048: float16 holds them, and float32 their products and sums, without rounding. So the
result is the same on every machine and in whatever blocks and batches it is searched. A block is widened to float32
once for all queries of a batch, which is what makes an exact search over a long history cheap.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import faiss
import numpy as np
from numpy.typing import NDArray

from transforms.embedding_model import Vectors

UNDATED = 0
BLOCK = 65_536
"""Rows that are widened at a time (100 MB at 384 dimensions)."""

Near = list[list[tuple[float, str]]]
_Limits = tuple[int, int]
"""The earliest day (UNDATED for all) and the rank below which rows count; claims that have the same are a group."""
_Found = tuple[NDArray[np.float32], NDArray[np.int64]]
"""Similarities, and codes of names or -1 where there are no more, both (claims, wanted)."""


def day_number(published: str | None) -> int:
    """The day of a date as a number that grows by one a day; UNDATED for none."""
    return date.fromisoformat(published[:10]).toordinal() if published else UNDATED


@dataclass(frozen=True)
class Query:
    """The claims of one article: (claims, dimensions) float32, its day, and its place in the order of its run."""

    vectors: NDArray[np.float32]
    day: int
    rank: int = 0


class ClaimIndex:
    """Searchable vectors; row i of a block belongs to `names[codes[i]]`, an article or a story.

    Rows of a run have the rank of their article; rows of the history (-1) come before every run.
    """

    def __init__(self) -> None:
        self.names: list[str] = []
        self._code_of: dict[str, int] = {}
        self._blocks: list[tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32], Vectors]] = []

    def add(self, names: Sequence[str], days: Sequence[int], vectors: Vectors, ranks: Sequence[int] | None = None) -> None:
        """Adds rows: their names, days (`day_number`), vectors, (rows, dimensions) float16, and ranks."""
        for name in names:
            if name not in self._code_of:
                self._code_of[name] = len(self.names)
                self.names.append(name)
        codes = np.fromiter((self._code_of[name] for name in names), np.int32, len(names))
        placed = np.full(len(names), -1, np.int32) if ranks is None else np.array(ranks, np.int32)
        numbers = np.array(days, np.int32)
        for at in range(0, len(names), BLOCK):
            part = slice(at, at + BLOCK)
            self._blocks.append((codes[part], numbers[part], placed[part], vectors[part]))

    def __len__(self) -> int:
        return sum(len(block[0]) for block in self._blocks)

    def nearest(self, queries: Sequence[Query], k: int, horizon_days: int, least: float = -1.0) -> list[Near]:
        """For each claim of each query the (similarity, name) of its `k` nearest rows, ties with the last one included.

        Only rows of articles of a lower rank count, and of these the undated ones and those since `horizon_days` before
        the query's day; for an undated query all of them.
        """
        # what the same rows are allowed to is searched together
        alike: dict[_Limits, list[int]] = defaultdict(list)
        ranked = any(bool((block[2] >= 0).any()) for block in self._blocks)
        for i, query in enumerate(queries):
            low = query.day - horizon_days if query.day else UNDATED
            alike[low, query.rank if ranked else 0].append(i)
        out: list[Near] = [[] for _ in queries]
        pending = {key: np.concatenate([queries[i].vectors for i in members]) for key, members in alike.items()}
        found = self._search(pending, k + 1)
        for key, members in alike.items():
            rows = self._with_ties(key, pending[key], found[key], k)
            near = iter(rows)
            for i in members:
                out[i] = [nearest_of([p for p in next(near) if p[0] >= least], k) for _ in range(len(queries[i].vectors))]
        return out

    def _with_ties(self, key: _Limits, vectors: NDArray[np.float32], found: _Found, k: int) -> Near:
        similarities, names = found
        wanted = similarities.shape[1]
        # a query whose last result is as near as its k-th may have more of them
        while wanted > k and bool(np.any((names[:, -1] >= 0) & (similarities[:, -1] == similarities[:, k - 1]))) and wanted < len(self):
            wanted *= 2
            similarities, names = self._search({key: vectors}, wanted)[key]
        return [
            [(float(s), self.names[int(n)]) for s, n in zip(row, of, strict=True) if n >= 0]
            for row, of in zip(similarities, names, strict=True)
        ]

    def _search(self, pending: Mapping[_Limits, NDArray[np.float32]], wanted: int) -> dict[_Limits, _Found]:
        """For each group of claims the `wanted` nearest rows that it is allowed, the nearest first."""
        groups = list(pending)
        ends = np.cumsum([0, *(len(vectors) for vectors in pending.values())])
        lines = {group: np.arange(ends[i], ends[i + 1]) for i, group in enumerate(groups)}
        queries = np.concatenate([*pending.values()]) if groups else np.zeros((0, 0), np.float32)
        similarities = np.full((len(queries), wanted), -np.inf, np.float32)
        names = np.full((len(queries), wanted), -1, np.int64)
        for codes, days, ranks, vectors in self._blocks:
            wide: NDArray[np.float32] | None = None
            for allowed, of in _pieces(groups, days, ranks):
                wide = vectors.astype(np.float32) if wide is None else wide
                at = np.concatenate([lines[group] for group in of])
                if not len(at):
                    continue
                rows, labels = np.ascontiguousarray(wide[allowed]), codes[allowed]
                near, ids = faiss.knn(queries[at], rows, min(wanted, len(rows)), metric=faiss.METRIC_INNER_PRODUCT)
                near, told = np.concatenate([similarities[at], near], axis=1), np.concatenate([names[at], labels[ids]], axis=1)
                order = np.argsort(-near, axis=1, kind="stable")[:, :wanted]
                similarities[at], names[at] = np.take_along_axis(near, order, 1), np.take_along_axis(told, order, 1)
        return {group: (similarities[at], names[at]) for group, at in lines.items()}


def _pieces(
    groups: Sequence[_Limits], days: NDArray[np.int32], ranks: NDArray[np.int32]
) -> Iterator[tuple[slice | NDArray[np.bool_], list[_Limits]]]:
    """Rows of a block, and the groups that are allowed all of them; together all that each group is allowed."""
    ends: dict[int, list[tuple[int, _Limits]]] = defaultdict(list)
    for low, rank in groups:
        allowed = (ranks < rank) | (ranks < 0)
        if low:
            allowed &= (days == UNDATED) | (days >= low)
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


def nearest_of(pairs: Sequence[tuple[float, str]], k: int) -> list[tuple[float, str]]:
    """The `k` most similar of the pairs, ties with the last one included."""
    ordered = sorted(pairs, key=lambda pair: (-pair[0], pair[1]))
    return [pair for pair in ordered if pair[0] >= ordered[min(k, len(ordered)) - 1][0]]
