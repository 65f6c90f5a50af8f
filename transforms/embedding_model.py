"""The sentence-transformers model and how texts become vectors whose bits do not depend on their neighbours.

Two measures make a vector a function of its text, the model and the kind of processor alone:

- texts are computed in batches of one shape, `ROWS` rows padded to one of `WIDTHS` tokens, so that the matrix
  kernels take the same way whatever else is in the batch;
- a vector is rounded to multiples of 1/2048, which float16 holds exactly and whose products float32 sums exactly, so
  that a similarity has the same bits in whatever order it is added up.
"""

import importlib
import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transforms import cores

ROWS = 16
WIDTHS = (8, 12, 16, 20, 24, 28, 32, 40, 48, 56, 64, 80, 96, 128, 192, 256)
GRAIN = 2048

Vectors = NDArray[np.float16]


def model_path(name: str) -> str:
    """Where the model `name` lies: the package that carries it, else a path or a name that sentence-transformers knows.

    Raises ValueError where a package of that name exists but carries no model.
    """
    module = name.replace("-", "_")
    if Path(name).exists() or not module.isidentifier():
        return name
    try:
        package = importlib.import_module(module)
    except ModuleNotFoundError:
        return name
    if not hasattr(package, "get_model_path"):
        raise ValueError(f"model {name}: the package {module} carries no model (no get_model_path)")
    return str(package.get_model_path())


@lru_cache(maxsize=2)
def load(name: str) -> Any:
    """The model, once per process. Nothing is fetched: a model that is not on this machine is a ValueError."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from sentence_transformers import SentenceTransformer

    try:
        model = SentenceTransformer(model_path(name), device="cpu")
    except (OSError, ValueError) as error:
        raise ValueError(f"model {name} cannot be loaded: {str(error).splitlines()[0]}") from error
    model.eval()
    _pack(model)
    return model


@lru_cache(maxsize=1)
def _own_threads() -> int:
    import torch

    return torch.get_num_threads()


def _share_cores() -> None:
    """Leaves to other processes of the run the cores that they work on: two products that share a core wait for each other."""
    import torch

    wanted = min(_own_threads(), cores.free())
    if torch.get_num_threads() != wanted:
        torch.set_num_threads(wanted)


def _pack(model: Any) -> None:
    """Puts the weights of all linear layers into the order that oneDNN multiplies with, as bfloat16 where the processor has it.

    torch otherwise leaves these products to MKL, which on processors that Intel did not make may take half the width of
    their registers; and bfloat16 (products summed in float32) takes half the time of float32. All else stays in float32.
    Where torch has no oneDNN the layers stay.
    """
    import torch

    if not torch.backends.mkldnn.is_available():
        return
    kind = torch.bfloat16 if torch.cpu.get_capabilities().get("avx512_bf16") else torch.float32

    class Layer(torch.nn.Module):
        """A linear layer; with `gelu` also the function behind it, whose result the next layer takes as it is."""

        def __init__(self, layer: torch.nn.Linear, gelu: bool) -> None:
            super().__init__()
            self.weight = torch.ops.mkldnn._reorder_linear_weight(layer.weight.detach().to(kind), ROWS * 32)
            self.bias = None if layer.bias is None else layer.bias.detach().to(kind)
            self.after: tuple[str, list[float], str] = ("gelu", [], "none") if gelu else ("none", [], "")
            self.gives = kind if gelu else torch.float32

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            product: torch.Tensor = torch.ops.mkldnn._linear_pointwise(x.to(kind), self.weight, self.bias, *self.after)
            return product.to(self.gives)

    for module in list(model.modules()):
        # how the models of the BERT family name the function between the two layers that are most of their work
        gelu = type(getattr(module, "intermediate_act_fn", None)).__name__ == "GELUActivation"
        for name, child in list(module.named_children()):
            if type(child) is torch.nn.Linear:
                setattr(module, name, Layer(child, gelu))
        if gelu:
            module.intermediate_act_fn = torch.nn.Identity()


def round_vectors(vectors: NDArray[Any]) -> Vectors:
    """Unit vectors, rounded to multiples of 1/2048 as float16 (exact: 11 bits)."""
    wide = np.asarray(vectors, dtype=np.float32)
    wide = wide / np.maximum(np.linalg.norm(wide, axis=1, keepdims=True), 1e-12)
    rounded: Vectors = (np.rint(wide * GRAIN) / GRAIN).astype(np.float16)
    return rounded


def embed(texts: Sequence[str], model: Any) -> Vectors:
    """(len(texts), dimensions) vectors as float16, by a model that `load` gave.

    Each vector depends on its text alone, to the last bit.
    """
    import torch

    limit = min(model.get_max_seq_length() or WIDTHS[-1], WIDTHS[-1])
    tokenizer = model.tokenizer
    encoded = tokenizer(list(texts), truncation=True, max_length=limit)["input_ids"] if texts else []
    order = sorted(range(len(texts)), key=lambda i: (len(encoded[i]), i))
    out = np.zeros((len(texts), model.get_embedding_dimension()), dtype=np.float16)
    pad = tokenizer.pad_token_id or 0
    at = 0
    while at < len(order):
        _share_cores()
        width = next(w for w in WIDTHS if w >= len(encoded[order[at]]))
        rows = [i for i in order[at : at + ROWS] if len(encoded[i]) <= width]
        ids = torch.full((ROWS, width), pad, dtype=torch.long)
        mask = torch.zeros((ROWS, width), dtype=torch.long)
        mask[:, 0] = 1
        for row, i in enumerate(rows):
            ids[row, : len(encoded[i])] = torch.tensor(encoded[i])
            mask[row, : len(encoded[i])] = 1
        with torch.inference_mode():
            vectors = model({"input_ids": ids, "attention_mask": mask})["sentence_embedding"]
        out[rows] = round_vectors(vectors[: len(rows)].numpy())
        at += len(rows)
    return out
