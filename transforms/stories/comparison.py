"""Two articles compared as texts, together: how likely it is that they tell of the same event.

The lower layers of multilingual-e5-small read the head of each article by itself, once; the upper ones, trained for this
(`measure/learn_comparison.py`), read two heads together, each piece of the one beside each of the other.
"""

from collections.abc import Sequence
from functools import lru_cache

import torch
from storywatch.transforms import multilingual
from storywatch.transforms.cores import one_at_a_time
from storywatch.transforms.embedding_model import pack
from storywatch.transforms.stories.packed import shipped

LOWER, UPPER = 4, 9
"""Layers that read an article by itself end, and those that read two together end."""
PIECES = 112
"""Of a head, its START and END included."""
HEAD = 900
"""Characters of a text that are looked at for its head; 112 pieces are about 450."""


def head(title: str | None, text: str) -> str:
    """What an article says at its head: the title, unless the text begins with it, and the beginning of the text."""
    start = " ".join(text[:HEAD].split())
    said = " ".join((title or "").split())
    return start if start.startswith(said) else f"{said}. {start}"


class Comparison(torch.nn.Module):
    """The upper layers and a last one that says how likely it is; learned."""

    def __init__(self) -> None:
        super().__init__()
        width = multilingual.weights().width
        self.layers = multilingual.layers(LOWER, UPPER)
        self.sides = torch.nn.Parameter(torch.zeros(2, 1, width))
        self.answer = torch.nn.Linear(2 * width, 1)

    def forward(self, one: torch.Tensor, two: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """`one`, `two`: (pairs, PIECES or less, width) of `Reading`; `mask`: of both, one behind the other -> (pairs,) log odds."""
        x = torch.cat([one + self.sides[0], two + self.sides[1]], dim=1)
        *lower, last = self.layers
        for layer in lower:
            x = layer(x, mask[:, None, None, :])
        # of the last layer nothing but the beginnings of both is looked at
        ends = last(x, mask[:, None, None, :], only=(0, one.shape[1]))
        out: torch.Tensor = self.answer(ends.flatten(1))[:, 0]
        return out


WIDTHS = (48, 80, PIECES)
"""Pieces that heads are padded to."""
FILE = "comparison.npz"
DECIMALS = 2
"""Of the log odds, so that the last bits decide nothing."""


class Comparer:
    """Reads heads and compares them, in batches of fixed shapes."""

    def __init__(self, model: Comparison) -> None:
        self._reading, self._model = multilingual.Reading(LOWER), model
        for module in (self._reading, self._model):
            pack(module)

    @one_at_a_time
    def read(self, heads: Sequence[str]) -> list[torch.Tensor]:
        """(pieces, width) of each head."""
        return multilingual.states(self._reading, multilingual.tokenizer()(heads, PIECES), WIDTHS)

    @one_at_a_time
    def compare(self, pairs: Sequence[tuple[torch.Tensor, torch.Tensor]]) -> list[float]:
        """Log odds that the two of each pair, the earlier one first, tell of the same event."""
        out = [0.0] * len(pairs)
        for width, rows in multilingual.batches([max(len(one), len(two)) for one, two in pairs], WIDTHS):
            some = [pairs[i] for i in rows] + [pairs[rows[0]]] * (multilingual.ROWS - len(rows))
            sides, masks = zip(*(_beside([pair[side] for pair in some], width) for side in (0, 1)), strict=True)
            with torch.inference_mode():
                said = self._model(*sides, torch.cat(masks, dim=1))
            for row, i in enumerate(rows):
                out[i] = round(float(said[row]), DECIMALS)
        return out


def _beside(states: Sequence[torch.Tensor], width: int) -> tuple[torch.Tensor, torch.Tensor]:
    out, mask = torch.zeros(len(states), width, states[0].shape[1]), torch.zeros(len(states), width, dtype=torch.bool)
    for row, of in enumerate(states):
        out[row, : len(of)] = of.float()
        mask[row, : len(of)] = True
    return out, mask


@one_at_a_time
@lru_cache(maxsize=1)
def comparer() -> Comparer:
    """The one that comes with the project, once per process."""
    return Comparer(shipped(Comparison(), FILE))
