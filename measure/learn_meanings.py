"""Learn config/meanings.npz: what words mean, from the words of English articles as the reader of English takes them.

What is measured are articles that were left out, against the same reader; how well it carries over to other languages only texts
in these languages tell.
"""

import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import torch
from storywatch.measure.labelled import read_jsonl
from storywatch.transforms import cores
from storywatch.transforms.articles.identity import make_article
from storywatch.transforms.claims.extract import claims_of
from storywatch.transforms.claims.meanings import (
    COUNTED,
    EVENTS,
    FILE,
    FORCES,
    HEADS,
    MEASURES,
    MODALITIES,
    SAME_EVENT,
    SAME_MODALITY,
    family_of,
    read,
)
from storywatch.transforms.claims.names import kind_of_force
from storywatch.transforms.rows import Article, Claim
from storywatch.transforms.vocabulary import vocabulary

SETS = {"deployments": 999, "deployments-c": 999, "wikinews": 435, "lookalikes": 250, "ecb": 772, "t17": 800, "allsides": 1000}
"""Set -> articles of it that are read at most."""
CHARACTERS = 3500
SENTENCES = {"told": 15_000, "others": 4_000}
"""Sentences that tell of an event or a number of a force, the rarest first, and such as tell nothing."""
INNER, EPOCHS, BATCH, RATE, SEED = 192, 10, 512, 3e-3, 5
BALANCE = 0.3
"""How much more a rare value counts: the power of how many times rarer it is than the most frequent one."""
WEIGHTS = {"event": 1.0, "modality": 0.5, "force": 1.0, "counted": 0.5, "measure": 0.5}
UNCLEAR = ("company", "unit", "system", "round", "shell", "guard", "transport", "flight", "tonne", "ton", "car", "bus", "lorry", "truck",
           "formation", "division", "gun", "force", "carrier", "contractor", "trainer", "recruit", "adviser", "advisor")  # fmt: skip
"""Words for a force that mostly stand for something else."""
POLICE = ("police", "policeman", "policemen", "policewoman", "officer", "gendarme", "constable")
FRAMES = ("The {0} left the port on Monday.", "Two {0}s were sent to the border.", "It has one more {0} in the region.",
          "The ministry said its {0} had returned.", "A {0} of the army was seen near the coast.", "The {0} Victory arrived.")  # fmt: skip
"""Sentences in which every word for a force stands, as most are rare in the sets."""
UNTOLD = -1
"""Label of what is not to be said of a word."""


def _articles(data: Path) -> Iterator[dict[str, Any]]:
    chance = random.Random(SEED)
    for name, most in SETS.items():
        rows = [row for path in sorted((data / name).glob("*articles.jsonl")) for row in read_jsonl(path)]
        chance.shuffle(rows)
        for row in rows[:most]:
            kept = {key: row.get(key) for key in ("title", "published", "source")}
            yield {**kept, "id": f"{name} {row['id']}", "text": row["text"][:CHARACTERS]}


def _claims(row: dict[str, Any]) -> list[Claim]:
    article, *_ = make_article(row, "learning")
    return [c for c in claims_of(article).claims if 25 < len(c.text) < 400] if article and (article.language or "en") == "en" else []


def _event_of(name: str) -> str:
    kept = SAME_EVENT.get(name, name)
    return kept if kept in EVENTS else EVENTS[0]


def _chosen(claims: Sequence[Claim]) -> list[Claim]:
    """Those that tell something, of each type of event the same at most, and some that tell nothing."""
    chance = random.Random(SEED)
    told: list[Claim] = []
    others: list[Claim] = []
    for claim in claims:
        force = any(f.counted in FORCES[1:] for f in claim.figures)
        (told if force or any(_event_of(e.type) != EVENTS[0] for e in claim.events) else others).append(claim)
    often = {name: sum(any(_event_of(e.type) == name for e in c.events) for c in told) for name in EVENTS}

    def rarest(claim: Claim) -> tuple[float, float]:
        own = [often[_event_of(e.type)] for e in claim.events if _event_of(e.type) != EVENTS[0]]
        return (min(own, default=0) > 1500, chance.random())

    told.sort(key=rarest)
    chance.shuffle(others)
    return told[: SENTENCES["told"]] + others[: SENTENCES["others"]]


def _of_forces() -> list[Claim]:
    """Claims of FRAMES with all words for forces but the unclear ones."""
    lemmas = sorted({lemma for kind, some in vocabulary("forces").items() if kind in FORCES for lemma in some} - set(UNCLEAR))
    texts = " ".join(frame.format(lemma) for lemma in lemmas for frame in FRAMES)
    articles = (Article(f"frames {i}", texts[at : at + 8_000]) for i, at in enumerate(range(0, len(texts), 8_000)))
    return [claim for article in articles for claim in claims_of(article).claims]


def labels(claim: Claim, words: Sequence[tuple[int, int]]) -> list[list[int]]:
    """For each word of a claim the place of its value among those of each of HEADS; UNTOLD where nothing is to be said."""
    out = []
    for start, end in words:
        a, b = claim.start + start, claim.start + end
        word = claim.text[start:end].lower()
        event = next((e for e in claim.events if e.start < b and a < e.end), None)
        kind = "police" if word.removesuffix("s") in POLICE else kind_of_force(word) if word.removesuffix("s") not in UNCLEAR else None
        figure = next((f for f in claim.figures if f.start < b and a < f.end), None)
        name = _event_of(event.type) if event else EVENTS[0]
        row = [EVENTS.index(name), UNTOLD, FORCES.index(kind) if kind in FORCES else 0, UNTOLD, UNTOLD]
        if event and name != EVENTS[0]:
            row[1] = MODALITIES.index(SAME_MODALITY.get(event.modality, event.modality))
        if figure:
            row[3] = COUNTED.index(figure.counted) if figure.counted in COUNTED else 0
            row[4] = MEASURES.index(figure.measure) if figure.measure in MEASURES else 0
        elif word[0].isdigit():
            row[3:] = [0, 0]
        out.append(row)
    return out


class Layers(torch.nn.Module):
    """What is learned: states of words -> log odds of the values of each of HEADS."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = torch.nn.LayerNorm(width)
        self.inner = torch.nn.Linear(width, INNER)
        self.heads = torch.nn.ModuleDict({name: torch.nn.Linear(INNER, len(values)) for name, values in HEADS.items()})

    def forward(self, states: torch.Tensor) -> dict[str, torch.Tensor]:
        x = torch.nn.functional.dropout(self.norm(states), 0.1, self.training)
        x = torch.nn.functional.dropout(torch.nn.functional.gelu(self.inner(x)), 0.2, self.training)
        return {name: head(x) for name, head in self.heads.items()}


def _weights(wanted: torch.Tensor, values: int, balanced_first: bool) -> torch.Tensor:
    """Of each value in the loss: the rarer the more."""
    often = np.bincount(wanted[wanted >= 0].numpy(), minlength=values).clip(20)
    weight = (often.max() / often) ** BALANCE
    if not balanced_first:
        weight[0] = 1.0
    return torch.tensor(weight / (weight * often).sum() * often.sum(), dtype=torch.float32)


def learn(states: torch.Tensor, wanted: torch.Tensor) -> Layers:
    """`states`: (words, width); `wanted`: (words, HEADS), as `labels` gives them."""
    torch.manual_seed(SEED)
    model = Layers(states.shape[1])
    weights = {name: _weights(wanted[:, k], len(values), name not in ("event", "force")) for k, (name, values) in enumerate(HEADS.items())}
    optimiser = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.02)
    batches = len(states) // BATCH
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=EPOCHS * batches)
    for _ in range(EPOCHS):
        order = torch.randperm(len(states))
        for at in range(batches):
            some = order[at * BATCH : (at + 1) * BATCH]
            loss = torch.zeros(())
            for k, (name, told) in enumerate(model(states[some]).items()):
                y = wanted[some, k]
                if (y >= 0).any():
                    loss = loss + WEIGHTS[name] * torch.nn.functional.cross_entropy(told[y >= 0], y[y >= 0], weight=weights[name])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return model.eval()


def _report(model: Layers, states: torch.Tensor, wanted: torch.Tensor) -> None:
    """Precision and recall of each family of events from 0.75 on, and of the forces and what is counted."""
    with torch.inference_mode():
        told = model(states)
    families = [family_of(name) or name for name in EVENTS]
    chance = told["event"].softmax(1).numpy()
    of = {family: sum(chance[:, i] for i, own in enumerate(families) if own == family) for family in dict.fromkeys(families[1:])}
    meant = np.array(families)[wanted[:, 0].numpy()]
    for family, said in of.items():
        both = ((said >= 0.75) & (meant == family)).sum()
        print(f"{family}: precision {both / max(1, (said >= 0.75).sum()):.2f}, recall {both / max(1, (meant == family).sum()):.2f}")
    for k, name in ((2, "force"), (3, "counted"), (1, "modality")):
        asked = wanted[:, k] >= 0
        right = (told[name].argmax(1)[asked] == wanted[asked, k]).float()
        some = right[wanted[asked, k] > 0] if name != "modality" else right
        print(f"{name}: {float(some.mean()):.3f} of {len(some)} right")


def learn_meanings(data: Path) -> None:
    """Learns the layers, prints how they do on articles that were left out, and writes them."""
    with ProcessPoolExecutor(cores.cores(), get_context("spawn")) as pool:
        claims = _chosen([claim for own in pool.map(_claims, list(_articles(data)), chunksize=20) for claim in own])
    claims += _of_forces()
    found = read([claim.text for claim in claims])
    states = torch.from_numpy(np.concatenate([of.states for of in found]))
    wanted = torch.tensor([row for claim, of in zip(claims, found, strict=True) for row in labels(claim, of.words)])
    left = {a for a in {c.article_id for c in claims} if random.Random(a).random() < 0.15}
    out = torch.tensor([claim.article_id in left for claim, of in zip(claims, found, strict=True) for _ in of.words])
    _report(learn(states[~out], wanted[~out]), states[out], wanted[out])
    learned = {
        name.removeprefix("heads."): tensor.numpy().astype(np.float16) for name, tensor in learn(states, wanted).state_dict().items()
    }
    np.savez_compressed(Path("config") / FILE, **learned)
