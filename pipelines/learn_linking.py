"""Learn how well an article fits a story (config/linking.json), on the program's own course.

Every article of a labelled set is compared, in order, with the stories as the program itself has made them so far, its
mistakes included; whether it belongs to one is whether most of that story's articles are of its gold story. What is
learned from these rows makes the next course, whose rows are added. Sets count the same. Measured is a set that neither
the weights nor the comparison of texts has learned from.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from pipelines.scores import b_cubed
from transforms.stories.assign import Book, candidates, fits
from transforms.stories.profile import FEATURES, ArticleProfile, StoryProfile, prepare

ROUNDS = 3
NEIGHBOURS = 12
"""Earlier articles whose stories an article is compared with here."""
TEXTS = 3
"""Earlier articles that an article is compared with as texts."""
LEAST = 0.25
STRENGTH = 0.3


@dataclass
class Course:
    """A labelled set to go through: articles in order, gold stories, and for each the earlier articles compared with it."""

    name: str
    profiles: Sequence[ArticleProfile]
    gold: Sequence[str]
    near: Sequence[Sequence[int]]
    compared: Sequence[Mapping[str, float]]
    rows: list[list[float]] = field(default_factory=list)
    labels: list[bool] = field(default_factory=list)


def nearest(profiles: Sequence[ArticleProfile], most: int) -> list[list[int]]:
    """For each article the earlier ones whose means are nearest to its own."""
    means = np.stack([prepare(p).mean for p in profiles])
    out: list[list[int]] = []
    for i in range(len(means)):
        near = np.round(means[:i] @ means[i], 6)
        best = np.argsort(-near, kind="stable")[:most]
        out.append([int(j) for j in best if near[j] >= LEAST])
    return out


@dataclass
class Went:
    """How a course went: the story of each article, and how likely its best candidate was and whether it was right."""

    stories: list[str]
    chances: list[tuple[float, bool]]
    """Of every article that had a candidate: the greatest probability, and whether the article belongs there."""
    rows: list[list[float]]
    labels: list[bool]


def go(course: Course, model: Mapping[str, Any] | None, flips: float = 0.0, seed: int = 0) -> Went:
    """One way through a set by `model`; by the gold stories where it is None."""
    book = Book(model=model or {})
    chance = random.Random(seed)
    members: dict[str, Counter[str]] = {}
    went = Went([], [], [], [])
    for i, profile in enumerate(course.profiles):
        article = prepare(profile)
        gold = course.gold[i]
        book.note(profile.article_id, course.compared[i])
        near = {book.home[course.profiles[j].article_id] for j in course.near[i]}
        found, _ = candidates(article, near, book)
        of = {s: members[s].most_common(1)[0][0] == gold for s in found}
        for story in sorted(found):
            went.rows.append([found[story][f] for f in FEATURES])
            went.labels.append(of[story])
        if model is None:
            story = "s-" + gold
        else:
            scored = sorted(((fits(values, model), s) for s, values in found.items()), key=lambda pair: (-pair[0], pair[1]))
            story = "s-" + profile.article_id
            if scored:
                went.chances.append((scored[0][0], of[scored[0][1]]))
                if scored[0][0] >= model["threshold"] and not (flips and chance.random() < flips):
                    story = scored[0][1]
        book.stories.setdefault(story, StoryProfile(story)).add(article)
        book.home[profile.article_id] = story
        members.setdefault(story, Counter())[gold] += 1
        went.stories.append(story)
    return went


def fit(x: Any, y: Any, weight: Any) -> dict[str, Any]:
    """A logistic regression as config/linking.json holds it."""
    scaler = StandardScaler().fit(x)
    scale = np.where(scaler.scale_ > 1e-6, scaler.scale_, 1.0)
    model = LogisticRegression(C=STRENGTH, max_iter=5000).fit((x - scaler.mean_) / scale, y, sample_weight=weight)
    return {
        "features": list(FEATURES),
        "weights": [round(float(v), 5) for v in model.coef_[0]],
        "means": [round(float(v), 5) for v in scaler.mean_],
        "scales": [round(float(v), 5) for v in scale],
        "intercept": round(float(model.intercept_[0]), 5),
    }


def learn(courses: Sequence[Course], base: Mapping[str, Any]) -> dict[str, Any]:
    """Weights learned from all courses, over ROUNDS rounds."""
    rows: list[list[Any]] = [[] for _ in courses]
    labels: list[list[bool]] = [[] for _ in courses]
    model: dict[str, Any] | None = None
    for n in range(ROUNDS):
        for at, course in enumerate(courses):
            went = go(course, model, flips=0.05 if n else 0.0, seed=n)
            rows[at] += went.rows
            labels[at] += went.labels
        x, y = np.array([r for of in rows for r in of]), np.array([v for of in labels for v in of])
        weight = np.concatenate([np.full(len(of), 1e4 / len(of)) for of in rows])
        model = {**base, **fit(x, y, weight)}
    assert model is not None
    return model


def score(course: Course, went: Went) -> float:
    return b_cubed(course.gold, went.stories)["b3_f1"]
