"""Learned layers in a file: matrices as bytes with a scale for each row, all else as float32."""

from importlib import resources
from pathlib import Path
from typing import IO, Any, TypeVar

import numpy as np
import torch

Model = TypeVar("Model", bound=torch.nn.Module)


def save(model: torch.nn.Module, path: Path) -> None:
    """Writes the weights of a model whose layers lie under `layers`."""
    packed: dict[str, Any] = {}
    for name, tensor in model.state_dict().items():
        values = tensor.float().numpy()
        if values.ndim == 2 and name.startswith("layers"):
            scale = np.maximum(np.abs(values).max(axis=1, keepdims=True), 1e-9) / 127
            packed[name + ".scale"] = scale.astype(np.float32)
            packed[name] = np.rint(values / scale).astype(np.int8)
        else:
            packed[name] = values.astype(np.float32)
    np.savez_compressed(path, **packed)


def restored(model: Model, content: IO[bytes]) -> Model:
    """The model with the weights that `save` wrote, to be asked and not to be learned."""
    packed = np.load(content)
    state = {
        name: torch.from_numpy(packed[name].astype(np.float32) * (packed[name + ".scale"] if name + ".scale" in packed else np.float32(1)))
        for name in packed.files
        if not name.endswith(".scale")
    }
    model.load_state_dict(state)
    return model.eval().requires_grad_(False)


def shipped(model: Model, file: str) -> Model:
    """The model with the weights in a file of the project's `config`."""
    with resources.files("storywatch.config").joinpath(file).open("rb") as content:
        return restored(model, content)
