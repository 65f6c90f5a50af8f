"""What words of any language mean: whether they tell of an event, name a force, or what a number counts.

The lower layers of multilingual-e5-small put a word in its sentence near its translations; small learned layers
(`measure/learn_meanings.py`) say of it what the reader of English says of English words. So what was learned from English holds, less
surely, in the languages that the model knows.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray
from storywatch.transforms.cores import one_at_a_time, one_core
from storywatch.transforms.vocabulary import vocabulary

DEPTH = 7
"""Layers that read a sentence."""
WIDTHS = (24, 40, 64, 96, 160)
"""Pieces that sentences are padded to; what stands behind the last of them is not read."""
FILE = "meanings.npz"
NONE = "none"
EVENTS = (NONE, "request", "authorise", "block", "train", "depart", "arrive", "activate", "reinforce", "deliver", "withdraw", "attack",
          "shoot_down", "fight", "destroy", "kill", "wound", "capture", "agree", "extend", "deny")  # fmt: skip
SAME_EVENT = {"move": "depart", "present": "arrive", "rotate": "reinforce"}
"""Types of events that are told by the same words, and so are one."""
COMES_AND_GOES = ("presence", "withdrawal")
FOR_GOOD = 0.6
"""How likely a withdrawal must be by itself; less surely it is a movement."""
MODALITIES = ("fact", "planned", "denied", "hypothetical")
SAME_MODALITY = {"possible": "hypothetical", "ended": "fact"}
FORCES = (NONE, "troops", "police", "battalions", "aircraft", "ships", "weapons", "vehicles")
COUNTED = (
    NONE,
    "troops",
    "people",
    "killed",
    "wounded",
    "captured",
    "aircraft",
    "ships",
    "weapons",
    "vehicles",
    "battalions",
    "sites",
    "money",
)
MEASURES = (
    "other",
    "total",
    "planned",
    "killed",
    "wounded",
    "captured",
    "arrived",
    "increment",
    "en_route",
    "withdrawn",
    "delivered",
    "missing",
)
HEADS: dict[str, tuple[str, ...]] = {"event": EVENTS, "modality": MODALITIES, "force": FORCES, "counted": COUNTED, "measure": MEASURES}
"""What is told of each word, and the values of it."""
_WORD = re.compile(r"\d+(?:[.,'\u00a0\u202f ]\d{3})+(?!\d)|\d+(?:[.,]\d+)?|[^\W\d_]+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Scripts without spaces between words."""
LONGEST = 4
"""Letters of such a script that may be one word; of more the pieces are taken."""


@dataclass(frozen=True)
class Meaning:
    """Of one word: `event` is the likeliest type of the likeliest family of events, and `sure` how likely that family is; `counted` and
    `measure` are what it counts if it is a number."""

    word: str
    start: int
    end: int
    event: str | None
    sure: float
    modality: str
    force: str | None
    counted: str | None
    measure: str


@dataclass(frozen=True)
class WordStates:
    """The words of a text, (start, end), and what the layers tell of each, (words, width)."""

    words: tuple[tuple[int, int], ...]
    states: NDArray[np.float32]


def words_of(text: str, places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """(start, end) of the words of a text, of a script without spaces those of its pieces (`places`)."""
    out: list[tuple[int, int]] = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        if end - start > LONGEST and _UNSPACED.search(match.group(0)):
            out += [(max(a, start), min(b, end)) for a, b in dict.fromkeys(places) if a < end and b > start]
        else:
            out.append((start, end))
    return out


@lru_cache(maxsize=1)
def _reading() -> Any:
    from storywatch.transforms import multilingual
    from storywatch.transforms.embedding_model import pack

    reading = multilingual.Reading(DEPTH)
    pack(reading)
    return reading


@one_at_a_time
def read(texts: Sequence[str]) -> list[WordStates]:
    """What the layers tell of the words of each text: the mean of that of their pieces."""
    from storywatch.transforms import multilingual

    encoded = [multilingual.tokenizer().with_places(text, WIDTHS[-1]) for text in texts]
    out = []
    found = multilingual.states(_reading(), [ids for ids, _ in encoded], WIDTHS) if encoded else []
    for text, (_, places), told in zip(texts, encoded, found, strict=True):
        states = told.float().numpy()
        words, rows = [], []
        for start, end in words_of(text, places):
            pieces = [i for i, (a, b) in enumerate(places) if a < end and b > start]
            if pieces:
                words.append((start, end))
                rows.append(states[pieces].mean(axis=0))
        out.append(WordStates(tuple(words), np.array(rows, np.float32).reshape(len(rows), states.shape[1])))
    return out


@lru_cache(maxsize=1)
def _learned() -> dict[str, NDArray[np.float32]]:
    with resources.files("storywatch.config").joinpath(FILE).open("rb") as content:
        packed = np.load(content)
        return {name: packed[name].astype(np.float32) for name in packed.files}


def _gelu(x: NDArray[np.float32]) -> NDArray[np.float32]:
    import torch

    out: NDArray[np.float32] = torch.nn.functional.gelu(torch.from_numpy(x)).numpy()
    return out


def chances(states: NDArray[np.float32], weights: Mapping[str, NDArray[np.float32]]) -> dict[str, NDArray[np.float32]]:
    """For each of HEADS how likely each of its values is of each word, (words, values)."""
    centred = states - states.mean(axis=1, keepdims=True)
    plain = centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-5) * weights["norm.weight"] + weights["norm.bias"]
    with one_core():
        inner = _gelu(plain @ weights["inner.weight"].T + weights["inner.bias"])
        odds = {name: inner @ weights[f"{name}.weight"].T + weights[f"{name}.bias"] for name in HEADS}
    out = {}
    for name, values in odds.items():
        raised = np.exp(values - values.max(axis=1, keepdims=True))
        out[name] = raised / raised.sum(axis=1, keepdims=True)
    return out


def family_of(event: str) -> str | None:
    """The family of a type of event in the vocabulary; None for acts of speech."""
    found: str | None = vocabulary("events").get(event, {}).get("family")
    return found


def _event(told: NDArray[np.float32]) -> tuple[str | None, float]:
    """(type, how likely its family is) by the chances of EVENTS for one word.

    Who leaves for a place or for good is told by the same words: how likely coming and going is counts for both.
    """
    families: dict[str, float] = {}
    for name, chance in zip(EVENTS[1:], told[1:], strict=True):
        families[family_of(name) or name] = families.get(family_of(name) or name, 0.0) + float(chance)
    family = max(families, key=lambda name: families[name])
    if family == "withdrawal" and families[family] < FOR_GOOD:
        family = "presence"
    best = max((n for n in EVENTS[1:] if (family_of(n) or n) == family), key=lambda n: float(told[EVENTS.index(n)]))
    sure = sum(families[name] for name in COMES_AND_GOES) if family in COMES_AND_GOES else families[family]
    return best, round(sure, 3)


def meanings(texts: Sequence[str]) -> list[list[Meaning]]:
    """What the words of each text mean."""
    out: list[list[Meaning]] = []
    for text, found in zip(texts, read(texts), strict=True):
        if not len(found.words):
            out.append([])
            continue
        told = chances(found.states, _learned())

        def best(name: str, at: int, told: Mapping[str, NDArray[np.float32]] = told) -> str | None:
            value = HEADS[name][int(told[name][at].argmax())]
            return None if value == NONE else value

        own = []
        for at, (start, end) in enumerate(found.words):
            number = text[start].isdigit()
            event, sure = (None, 0.0) if number else _event(told["event"][at])
            own.append(
                Meaning(
                    text[start:end], start, end, event, sure, best("modality", at) or "fact", None if number else best("force", at),
                    best("counted", at), best("measure", at) or "other",
                )
            )  # fmt: skip
        out.append(own)
    return out
