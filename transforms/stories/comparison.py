"""Two articles compared as texts, together: how likely it is that they tell of the same event.

The lower layers of multilingual-e5-small read the head of each article by itself, once; the upper ones, trained for this
(`pipelines/learn_comparison.py`), read two heads together, each piece of the one beside each of the other.
"""

from collections.abc import Sequence
from typing import Any

import torch

from transforms import multilingual

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


class Reading(torch.nn.Module):
    """The lower layers, as they come with the package: heads -> what is told of each piece."""

    def __init__(self) -> None:
        super().__init__()
        self.embeddings = multilingual.Embeddings().requires_grad_(False)
        self.layers = multilingual.layers(0, LOWER)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """`ids`, `mask`: (articles, pieces) -> (articles, pieces, width)."""
        x = self.embeddings(ids)
        for layer in self.layers:
            x = layer(x, mask[:, None, None, :])
        out: torch.Tensor = x
        return out


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
        for layer in self.layers:
            x = layer(x, mask[:, None, None, :])
        ends = torch.cat([x[:, 0], x[:, one.shape[1]]], dim=1)
        out: torch.Tensor = self.answer(ends)[:, 0]
        return out


def padded(ids: Sequence[Sequence[int]], width: int) -> tuple[torch.Tensor, torch.Tensor]:
    """(rows, width) numbers of pieces, and where they are."""
    out = torch.full((len(ids), width), multilingual.PAD, dtype=torch.long)
    mask = torch.zeros((len(ids), width), dtype=torch.bool)
    for row, of in enumerate(ids):
        out[row, : len(of)] = torch.tensor(of)
        mask[row, : len(of)] = True
    return out, mask
