"""Learned weights: the JSON files of config/, and the logistic regressions in them."""

import json
import math
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any


@lru_cache(maxsize=4)
def learned(name: str) -> dict[str, Any]:
    """The file config/`name`.json: weights, thresholds, and a note of how they came about."""
    data: dict[str, Any] = json.loads(resources.files("config").joinpath(f"{name}.json").read_text("utf-8"))
    return data


def probability(values: Mapping[str, float], model: Mapping[str, Any]) -> float:
    """What the logistic regression of `model` (features, weights, means, scales, intercept) makes of `values`, 0 to 1."""
    z = model["intercept"] + math.fsum(
        weight * (values[name] - mean) / scale
        for name, weight, mean, scale in zip(model["features"], model["weights"], model["means"], model["scales"], strict=True)
    )
    return float(1 / (1 + math.exp(-max(-50.0, min(50.0, z)))))
