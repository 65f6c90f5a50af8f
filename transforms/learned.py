"""Learned weights: the JSON files of config/, and the logistic regressions and boosted trees in them."""

import json
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources
from typing import Any


@lru_cache(maxsize=4)
def learned(name: str) -> dict[str, Any]:
    """The file config/`name`.json: weights, thresholds, and a note of how they came about."""
    data: dict[str, Any] = json.loads(resources.files("storywatch.config").joinpath(f"{name}.json").read_text("utf-8"))
    return data


def probability(values: Mapping[str, float], model: Mapping[str, Any]) -> float:
    """What the logistic regression of `model` (features, weights, means, scales, intercept) makes of `values`, 0 to 1."""
    z = model["intercept"] + math.fsum(
        weight * (values[name] - mean) / scale
        for name, weight, mean, scale in zip(model["features"], model["weights"], model["means"], model["scales"], strict=True)
    )
    return float(1 / (1 + math.exp(-max(-50.0, min(50.0, z)))))


def _leaf(tree: Sequence[Sequence[Any]], values: Mapping[str, float]) -> float:
    """A tree is a list of nodes, the first one its root: [feature, limit, node up to the limit, node above it] or [value]."""
    node = tree[0]
    while len(node) > 1:
        feature, limit, below, above = node
        node = tree[below if values[feature] <= limit else above]
    value: float = node[0]
    return value


def boosted(values: Mapping[str, float], model: Mapping[str, Any]) -> float:
    """What the boosted trees of `model` (trees, base, and the factor and addition that calibrate their sum) make of `values`, 0 to 1."""
    z = model["base"] + math.fsum(_leaf(tree, values) for tree in model["trees"])
    return float(1 / (1 + math.exp(-max(-50.0, min(50.0, model["factor"] * z + model["addition"])))))
