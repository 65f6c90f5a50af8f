"""Learn the vectors of heads (config/heads.npz): articles of one story near each other, the most similar ones of other stories apart.

Of each batch every two heads count: those of one story belong together, all others do not. It is made of some articles of one
set with what `learn_comparison` pairs them with, so that it is hard to tell: siblings, the nearest articles of other stories,
and copies in which a country is another.
"""

import random
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from storywatch.measure.learn_comparison import FOLDS, SEED, Pairs, all_pairs
from storywatch.transforms.stories.heads import HeadModel

HEADS = 32
"""Of a batch."""
NOT_SAME = 2
"""Heads of other stories for each article of a batch that has a sibling in it."""
STEPS = 400
RATE = 5e-5
WARMING = 0.1
"""Share of the steps in which the rate rises."""
TEMPERATURE = 0.05
LEARNED = 0.5
"""What the learned weights count beside those that the model comes with. Learned alone they tell look-alikes apart better still, but
lose of what the model knew of events that are reported for long."""
EVENNESS = 0.7
"""How often a set is drawn from: by its articles to this power."""


def padded(states: list[torch.Tensor]) -> tuple[torch.Tensor, torch.Tensor]:
    """(heads, pieces, width), and where pieces are."""
    sizes = [len(of) for of in states]
    out = torch.nn.utils.rnn.pad_sequence([of.float() for of in states], batch_first=True)
    return out, torch.arange(max(sizes))[None] < torch.tensor(sizes)[:, None]


def vectors(model: HeadModel, states: list[torch.Tensor]) -> Any:
    """(heads, width) unit vectors."""
    order = sorted(range(len(states)), key=lambda i: len(states[i]))
    out = np.zeros((len(states), states[0].shape[1]), np.float32)
    model.eval()
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for at in range(0, len(order), 64):
            rows = order[at : at + 64]
            out[rows] = model(*padded([states[i] for i in rows])).numpy()
    return out


class Batches:
    """Heads of some sets, drawn batch by batch."""

    def __init__(self, pairs: Pairs, groups: list[str]) -> None:
        self.pairs, self.chance = pairs, random.Random(SEED)
        self.anchors: list[list[tuple[int, list[int], list[int]]]] = []
        for group in groups:
            of: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
            for a, b, same in pairs.learned(group):
                of[a][0 if same else 1].append(b)
            self.anchors.append([(a, same, other) for a, (same, other) in of.items() if same])
        self.weights = [len(of) ** EVENNESS for of in self.anchors]

    def next(self) -> tuple[list[int], torch.Tensor]:
        """(heads, which two are of one story)"""
        (anchors,) = self.chance.choices(self.anchors, self.weights)
        heads: dict[int, None] = {}
        while len(heads) < HEADS:
            article, same, other = self.chance.choice(anchors)
            heads.update(dict.fromkeys([article, self.chance.choice(same), *self.chance.sample(other, min(NOT_SAME, len(other)))]))
        chosen = list(heads)[:HEADS]
        # a head behind the articles is a copy that tells of no event
        of = [self.pairs.articles[i].story if i < len(self.pairs.articles) else f"copy {i}" for i in chosen]
        return chosen, torch.tensor([[a == b for b in of] for a in of]) & ~torch.eye(len(of), dtype=torch.bool)


def loss_of(found: torch.Tensor, same: torch.Tensor) -> torch.Tensor:
    """How far heads of one story are from being nearer to each other than to all others (supervised contrastive loss)."""
    alike = (found @ found.T / TEMPERATURE).masked_fill(torch.eye(len(found), dtype=torch.bool), -1e4)
    log_share = alike - alike.logsumexp(1, keepdim=True)
    some = same.any(1)
    return -((log_share * same).sum(1)[some] / same.sum(1)[some]).mean()


def learn(batches: Batches, note: str) -> HeadModel:
    torch.manual_seed(SEED)
    model = HeadModel()
    model.requires_grad_(True)
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.01)
    rising, falling = WARMING * STEPS, (1 - WARMING) * STEPS
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda n: min((n + 1) / rising, (STEPS - n) / falling))
    began = time.time()
    for step in range(STEPS):
        heads, same = batches.next()
        with torch.autocast("cpu", torch.bfloat16):
            found = model(*padded([batches.pairs.states[i] for i in heads]))
        loss = loss_of(found, same)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if step % 50 == 0:
            print(f"heads, {note} step {step}/{STEPS} loss {loss.item():.3f} {time.time() - began:.0f} s", flush=True)
    with torch.no_grad():
        for own, before in zip(model.parameters(), HeadModel().parameters(), strict=True):
            own.mul_(LEARNED).add_(before, alpha=1 - LEARNED)
    return model


def heads(data: Path, work: Path, fold: str) -> HeadModel:
    """What was learned one way (of FOLDS, or `all`), or is learned now and kept in `work`."""
    kept = work / f"heads-{fold}.pt"
    if not kept.exists():
        pairs = all_pairs(data, work)
        learned = list(FOLDS.get(fold, tuple(pairs.groups)))
        fitted = learn(Batches(pairs, learned), fold)
        torch.save(fitted.state_dict(), kept)
        for group in sorted(set(pairs.groups) - set(learned)):
            print(f"heads, {fold}, left out {group}: {measured(fitted, pairs, group)}", flush=True)
    model = HeadModel()
    model.load_state_dict(torch.load(kept))
    return model.eval().requires_grad_(False)


def measured(model: HeadModel, pairs: Pairs, group: str) -> str:
    """How well pairs of articles are told apart by the cosine of these vectors, beside those of the model as it comes and MiniLM's."""
    test = pairs.tested(group)
    rows = sorted({i for a, b, _ in test for i in (a, b)})
    place = {i: at for at, i in enumerate(rows)}
    gold = [same for *_, same in test]

    def auc(of: Any) -> str:
        return f"{roc_auc_score(gold, [float(of[place[a]] @ of[place[b]]) for a, b, _ in test]):.3f}"

    states = [pairs.states[i] for i in rows]
    return f"AUC {auc(vectors(model, states))}, before {auc(vectors(HeadModel(), states))}, MiniLM {auc(pairs.vectors[rows])}"
