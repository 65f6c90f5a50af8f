"""Learn what compares two articles as texts: pairs of articles of one event, and of events that only look alike.

A pair that belongs together is an article with the nearest and with another one of its story; one that does not is an
article with the most similar ones of other stories, or a copy of an article of its story in which a country that both
name is another. Groups of stories are kept whole, so that what is measured is what carries over.
"""

import random
import re
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from storywatch.measure.labelled import load_set
from storywatch.transforms.claims.names import gazetteer
from storywatch.transforms.embedding_model import DEFAULT, embed, load
from storywatch.transforms.multilingual import Reading, padded, tokenizer
from storywatch.transforms.stories.comparison import LOWER, PIECES, Comparison, head

SEED = 11
BATCH = 16
STEPS = 1008
"""Batches that are learned from, whatever the sets: all sets together give so many once."""
TESTED = 2500
COPY = 0.97
"""Similarity from which a pair of two stories is more likely a copy that was labelled twice."""


@dataclass(frozen=True)
class Labelled:
    """An article of a labelled set: `group` is what is learned from or left out as a whole."""

    set: str
    id: str
    story: str
    group: str
    head: str


NO_STORY = "On the campaign trail"
"""Digests of many events, which wikinews has as events."""
LATER = "2015"


def later_stories(rows: Iterable[Mapping[str, Any]]) -> set[str]:
    """The stories whose first article is of LATER or after it."""
    began: dict[str, str] = {}
    for row in rows:
        story = row["story"] or "none:" + row["id"]
        began[story] = min(began.get(story, "9"), row["published"] or "9")
    return {story for story, day in began.items() if day >= LATER}


def articles_of(data: Path) -> list[Labelled]:
    """All articles that have a story."""
    out = []
    for name in ("lookalikes", "ecb", "wikinews", "allsides", "deployments", "deployments-c"):
        rows = [row for row in load_set(data / name).articles if not str(row["story"]).startswith(NO_STORY)]
        later = later_stories(rows)
        for row in rows:
            story = row["story"] or "none:" + row["id"]
            group = {"lookalikes": "later" if story in later else "earlier", "ecb": "odd" if int(row.get("topic") or 0) % 2 else "even"}
            out.append(Labelled(name, row["id"], story, f"{name}/{group.get(name, 'all')}", head(row["title"], row["text"])))
    return out


FOLDS = {
    "one": ("lookalikes/earlier", "wikinews/all", "deployments-c/all", "ecb/odd"),
    "two": ("lookalikes/earlier", "allsides/all", "deployments/all", "ecb/even"),
}
"""Two ways to learn that leave out what the other learned from (and both the later look-alikes)."""
SAMPLED = {"allsides": 0.2}
"""Share of the stories of a set that is learned from, as it is larger than all others."""


def exchanged(text: str, other: str, chance: random.Random) -> str | None:
    """`text` with a country that `other` names too replaced by another one wherever it is named; None where they share none."""
    known = gazetteer()
    forms: dict[str, dict[bool, list[str]]] = defaultdict(lambda: {True: [], False: []})
    for form, (kind, name, adjective) in known.forms.items():
        if kind == "country":
            forms[name][adjective].append(form)

    def named(of: str) -> set[str]:
        return {known.forms[m.group(0)][1] for m in known.pattern.finditer(of) if known.forms[m.group(0)][0] == "country"}

    shared = sorted(named(text) & named(other))
    if not shared:
        return None
    country = chance.choice(shared)
    instead = chance.choice(sorted(set(forms) - named(text) - named(other)))
    if not forms[instead][True]:
        return None

    def replace(match: re.Match[str]) -> str:
        _, name, adjective = known.forms[match.group(0)]
        return forms[instead][adjective][0] if name == country else match.group(0)

    return known.pattern.sub(replace, text)


def pairs_of(articles: list[Labelled], vectors: Any, chance: random.Random) -> list[tuple[int, int | str, int]]:
    """(article, article or text, whether they tell of the same event) of one set."""
    out: list[tuple[int, int | str, int]] = []
    near = vectors @ vectors.T
    stories = np.array([a.story for a in articles])
    for i, article in enumerate(articles):
        same = np.flatnonzero((stories == article.story) & (np.arange(len(articles)) != i))
        other = np.flatnonzero(stories != article.story)
        if len(same):
            best = int(same[near[i, same].argmax()])
            chosen = {best, int(chance.choice(same.tolist()))}
            out += [(i, j, 1) for j in sorted(chosen)]
            swapped = exchanged(articles[best].head, article.head, chance) if chance.random() < 0.4 else None
            if swapped:
                out.append((i, swapped, 0))
        ranked = other[np.argsort(-near[i, other], kind="stable")]
        ranked = ranked[near[i, ranked] < COPY]
        out += [(i, int(j), 0) for j in ranked[: 2 if len(same) else 1]]
        if len(ranked) > 8 and chance.random() < 0.3:
            out.append((i, int(ranked[chance.randrange(3, 8)]), 0))
    return out


@dataclass
class Read:
    """Heads as the lower layers read them."""

    states: list[torch.Tensor]

    @classmethod
    def of(cls, heads: list[str], reading: Reading) -> "Read":
        ids = tokenizer()(heads, PIECES)
        states: list[Any] = [None] * len(ids)
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            for at in range(0, len(order), 64):
                rows = order[at : at + 64]
                found = reading(*padded([ids[i] for i in rows], len(ids[rows[-1]]))).to(torch.bfloat16)
                for row, i in enumerate(rows):
                    states[i] = found[row, : len(ids[i])].clone()
        return cls(states)


def batch(of: list[tuple[torch.Tensor, torch.Tensor]]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    widths = [max(len(pair[side]) for pair in of) for side in (0, 1)]
    sides, masks = [], []
    for side, width in enumerate(widths):
        states, mask = torch.zeros(len(of), width, of[0][0].shape[1]), torch.zeros(len(of), width, dtype=torch.bool)
        for row, pair in enumerate(of):
            states[row, : len(pair[side])] = pair[side].float()
            mask[row, : len(pair[side])] = True
        sides.append(states)
        masks.append(mask)
    return sides[0], sides[1], torch.cat(masks, dim=1)


def scores(model: Comparison, of: list[tuple[torch.Tensor, torch.Tensor]]) -> Any:
    """Log odds of pairs."""
    order = sorted(range(len(of)), key=lambda i: len(of[i][0]) + len(of[i][1]))
    out = np.zeros(len(of))
    model.eval()
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for at in range(0, len(order), 32):
            rows = order[at : at + 32]
            out[rows] = model(*batch([of[i] for i in rows])).float().numpy()
    return out


def learn(of: list[tuple[torch.Tensor, torch.Tensor, int]], note: str) -> Comparison:
    torch.manual_seed(SEED)
    model = Comparison()
    model.requires_grad_(True)
    last = [p for n, p in model.named_parameters() if n.startswith(("answer", "sides"))]
    rest = [p for n, p in model.named_parameters() if not n.startswith(("answer", "sides"))]
    optimizer = torch.optim.AdamW([{"params": rest, "lr": 1e-4}, {"params": last, "lr": 5e-4}], weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda n: min(n / (0.1 * STEPS), (STEPS - n) / (0.9 * STEPS)))
    chance = random.Random(SEED)
    model.train()
    order: list[int] = []
    began, mean = time.time(), 0.7
    for step in range(STEPS):
        if len(order) < BATCH:
            order = list(range(len(of)))
            chance.shuffle(order)
        rows = [of[order.pop()] for _ in range(BATCH)]
        pairs = [(a, b) if chance.random() < 0.5 else (b, a) for a, b, _ in rows]
        with torch.autocast("cpu", torch.bfloat16):
            said = model(*batch(pairs)).float()
        loss = torch.nn.functional.binary_cross_entropy_with_logits(said, torch.tensor([float(y) for *_, y in rows]))
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        mean = 0.98 * mean + 0.02 * float(loss)
        if step % 50 == 0:
            print(f"{note} step {step}/{STEPS} loss {mean:.3f} {time.time() - began:.0f} s", flush=True)
    return model


@dataclass
class Pairs:
    """All pairs of all groups, with what the lower layers read of each head."""

    articles: list[Labelled]
    groups: dict[str, list[tuple[int, int, int]]]
    """group -> (article, article or head behind the articles, whether they tell of the same event)"""
    states: list[torch.Tensor]
    vectors: Any

    def learned(self, group: str) -> list[tuple[int, int, int]]:
        """What is learned from of a group: its pairs, or those of a share of its stories."""
        share = SAMPLED.get(group.split("/")[0], 1.0)
        return [pair for pair in self.groups[group] if random.Random(self.articles[pair[0]].story).random() < share]

    def of(self, group: str) -> list[tuple[torch.Tensor, torch.Tensor, int]]:
        """The states of what is learned from of a group."""
        return [(self.states[a], self.states[b], same) for a, b, same in self.learned(group)]

    def tested(self, group: str) -> list[tuple[int, int, int]]:
        """What is measured on of a group: pairs of articles, TESTED of them at most."""
        found = [pair for pair in self.groups[group] if pair[1] < len(self.articles)]
        return random.Random(SEED).sample(found, min(TESTED, len(found)))


@lru_cache(maxsize=1)
def all_pairs(data: Path, work: Path) -> Pairs:
    """The pairs of all sets; what takes long is kept in `work`."""
    chance = random.Random(SEED)
    articles = articles_of(data)
    vectors_file, states_file = work / "vectors.npy", work / "states.pt"
    if not vectors_file.exists():
        np.save(vectors_file, embed([a.head for a in articles], load(DEFAULT)))
    vectors = np.load(vectors_file).astype(np.float32)
    sets: dict[str, list[int]] = defaultdict(list)
    for i, article in enumerate(articles):
        sets[article.group].append(i)
    heads = [a.head for a in articles]
    groups: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for group, rows in sets.items():
        for a, b, y in pairs_of([articles[i] for i in rows], vectors[rows], chance):
            if isinstance(b, str):
                heads.append(b)
                groups[group].append((rows[a], len(heads) - 1, y))
            else:
                groups[group].append((rows[a], rows[b], y))
    if not states_file.exists():
        torch.save(Read.of(heads, Reading(LOWER)).states, states_file)
    return Pairs(articles, dict(groups), torch.load(states_file), vectors)


def comparison(data: Path, work: Path, fold: str) -> Comparison:
    """What was learned one way (of FOLDS, or `all`), or is learned now and kept in `work`."""
    kept = work / f"{fold}.pt"
    if not kept.exists():
        pairs = all_pairs(data, work)
        learned = FOLDS.get(fold, tuple(pairs.groups))
        train = [pair for group in learned for pair in pairs.of(group)]
        fitted = learn(train, fold)
        torch.save(fitted.state_dict(), kept)
        for group in set(pairs.groups) - set(learned):
            print(f"{fold}, left out {group}: {measured(fitted, pairs, group)}", flush=True)
    model = Comparison()
    model.load_state_dict(torch.load(kept))
    return model.eval()


def measured(model: Comparison, pairs: Pairs, group: str) -> str:
    """How well pairs of articles are told apart, beside the cosine of their heads."""
    test = pairs.tested(group)
    said = scores(model, [(pairs.states[a], pairs.states[b]) for a, b, _ in test])
    gold = [y for *_, y in test]
    cosines = [float(pairs.vectors[a] @ pairs.vectors[b]) for a, b, _ in test]
    return f"AUC {roc_auc_score(gold, said):.3f}, of the cosine {roc_auc_score(gold, cosines):.3f}, {len(test)} pairs"
