"""Learned layers in a file: matrices as bytes with a scale for each row, all else as float32."""

from pathlib import Path
from typing import IO, Any

import numpy as np
import torch


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


def unpacked(content: IO[bytes]) -> dict[str, torch.Tensor]:
    """The weights that `save` wrote, by their names."""
    packed = np.load(content)
    return {
        name: torch.from_numpy(packed[name].astype(np.float32) * (packed[name + ".scale"] if name + ".scale" in packed else np.float32(1)))
        for name in packed.files
        if not name.endswith(".scale")
    }
