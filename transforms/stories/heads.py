"""The head of an article as one vector, near to those of articles that tell of the same event, in whatever language.

The lower layers of multilingual-e5-small read the head as they come; the upper ones are trained for this
(`measure/learn_heads.py`): the vectors of sentences see little between two shootings, these tell them apart.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import torch
from storywatch.transforms import multilingual
from storywatch.transforms.cores import one_at_a_time
from storywatch.transforms.embedding_model import Vectors, pack, round_vectors
from storywatch.transforms.stories.comparison import LOWER, PIECES, WIDTHS
from storywatch.transforms.stories.packed import shipped

UPPER = 12
"""Layers that are learned end: those of the whole model."""
FILE = "heads.npz"


class HeadModel(torch.nn.Module):
    """The upper layers, learned, and the mean of what the last one tells of the pieces."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = multilingual.layers(LOWER, UPPER)

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """`x`: (heads, pieces, width) of `Reading`; `mask`: where pieces are -> (heads, width) unit vectors."""
        for layer in self.layers:
            x = layer(x, mask[:, None, None, :])
        mean = (x * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return torch.nn.functional.normalize(mean.float(), dim=1)


class HeadReader:
    """Reads heads in batches of fixed shapes, so that a vector depends on its text alone."""

    def __init__(self, model: HeadModel) -> None:
        self._reading, self._model = multilingual.Reading(LOWER), model
        for module in (self._reading, self._model):
            pack(module)

    @one_at_a_time
    def vectors(self, heads: Sequence[str]) -> Vectors:
        """(heads, dimensions) unit vectors, rounded as those of claims are."""
        ids = multilingual.tokenizer()(heads, PIECES) if heads else []
        out = np.zeros((len(ids), multilingual.weights().width), np.float32)
        for rows, states, mask in multilingual.read(self._reading, ids, WIDTHS):
            with torch.inference_mode():
                out[rows] = self._model(states, mask)[: len(rows)].numpy()
        return round_vectors(out)


@one_at_a_time
@lru_cache(maxsize=1)
def head_reader() -> HeadReader:
    """The one that comes with the project, once per process."""
    return HeadReader(shipped(HeadModel(), FILE))
