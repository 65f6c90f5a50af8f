"""FAISS over the vectors of claims, in the order of publication, so that "earlier" is a range of rows.

The vectors are multiples of 1/2048: float16 holds them, and float32 their products, without rounding. A search over the
same rows gives the same result on every machine.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from transforms.embedding_model import Vectors


class ClaimIndex:
    """Searchable vectors; row i belongs to `labels[i]`, an article or a story, published on `days[i]` ("" where undated)."""

    def __init__(self, labels: Sequence[str], days: Sequence[str], vectors: Vectors, dimensions: int) -> None:
        order = sorted(range(len(labels)), key=lambda i: (days[i], labels[i], i))
        self.labels = [labels[i] for i in order]
        self.days = [days[i] for i in order]
        self.index = faiss.IndexScalarQuantizer(dimensions, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
        if order:
            self.index.add(np.ascontiguousarray(vectors[order], dtype=np.float32))
        self._first: dict[str, int] = {}
        for row, label in enumerate(self.labels):
            self._first.setdefault(label, row)

    def __len__(self) -> int:
        return len(self.labels)

    def first_row(self, article_id: str) -> int:
        """The first row of an article that is in the index."""
        return self._first[article_id]

    def _rows(self, day: str, horizon_days: int, before: int) -> Any:
        """Rows of undated articles and of those within the horizon before `day`; none from `before` on."""
        undated = int(np.searchsorted(np.array(self.days, dtype=object), "", side="right")) if self.days else 0
        low = undated
        if day:
            earliest = (date.fromisoformat(day[:10]) - timedelta(days=horizon_days)).isoformat()
            low = int(np.searchsorted(np.array(self.days, dtype=object), earliest, side="left"))
        ranges = [faiss.IDSelectorRange(0, min(undated, before)), faiss.IDSelectorRange(max(low, undated), max(before, undated, low))]
        selector: Any = faiss.IDSelectorOr(*ranges)
        selector.kept = ranges  # the wrapper does not keep its parts alive
        return selector

    def nearest(
        self, vectors: NDArray[np.float32], k: int, day: str, horizon_days: int, before: int | None = None, least: float = -1.0
    ) -> list[list[tuple[float, str]]]:
        """For each vector the (similarity, label) of its `k` nearest rows, ties with the last one included."""
        if not len(self) or not len(vectors):
            return [[] for _ in vectors]
        parameters: Any = faiss.SearchParameters
        selector = self._rows(day, horizon_days, len(self) if before is None else before)
        wanted = k
        while True:
            wanted = min(wanted + 1, len(self))
            found, rows = self.index.search(vectors, wanted, params=parameters(sel=selector))
            tied = wanted < len(self) and bool(np.any((rows[:, -1] >= 0) & (found[:, -1] == found[:, k - 1]))) if wanted > k else False
            if not tied:
                break
            wanted *= 2
        out = []
        for similarities, ids in zip(found, rows, strict=True):
            out.append([(float(s), self.labels[int(i)]) for s, i in zip(similarities, ids, strict=True) if i >= 0 and s >= least])
        return [nearest_of(pairs, k) for pairs in out]


def nearest_of(pairs: Sequence[tuple[float, str]], k: int) -> list[tuple[float, str]]:
    """The `k` most similar of the pairs, ties with the last one included."""
    ordered = sorted(pairs, key=lambda pair: (-pair[0], pair[1]))
    return [pair for pair in ordered if pair[0] >= ordered[min(k, len(ordered)) - 1][0]]
