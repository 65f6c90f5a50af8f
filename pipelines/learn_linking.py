"""Learn how well an article fits a story (config/linking.json), on the program's own course.

Every article of a labelled set is compared, in order, with the stories as the program itself has made them so far, its
mistakes included; whether it belongs to one is whether most of that story's articles are of its gold story. What is
learned from these rows makes the next course, whose rows are added. Sets count the same. Measured is a set that neither
the weights nor the comparison of texts has learned from.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from pipelines.labelled import LabelledSet, load_set, profiles
from pipelines.learn_comparison import NO_STORY, comparison, later_stories
from pipelines.scores import b_cubed
from transforms.embedding_model import DEFAULT
from transforms.stories.assign import Book, candidates, fits, merges
from transforms.stories.comparison import Comparer, head
from transforms.stories.profile import FEATURES, ArticleProfile, StoryProfile, prepare

ROUNDS = 2
NEIGHBOURS = 8
"""Earlier articles whose stories an article is compared with here."""
TEXTS = 3
"""Earlier articles that an article is compared with as texts."""
LEAST = 0.25
STRENGTH = 0.3
DEPLOYMENTS = 2
"""What a set of deployments counts beside one of other events: they are what this is for."""
HARD = 8
"""Candidates of an article that are learned from."""
STORIES_OF_ALLSIDES = 400


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
        near = {book.current(book.home[course.profiles[j].article_id]) for j in course.near[i]}
        found, _ = candidates(article, near, book)
        of = {s: members[s].most_common(1)[0][0] == gold for s in found}
        # the nearest candidates only: that the others are none is easily told, and would decide what the weights are
        for story in sorted(found, key=lambda s: (-found[s]["mean"], s))[:HARD]:
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
        book.home[profile.article_id] = story
        if model is not None and story in book.stories:
            for change in merges(story, scored, profile.article_id, None, book):
                members[change.older] += members.pop(change.younger)
            story = book.current(story)
        book.stories.setdefault(story, StoryProfile(story)).add(article)
        members.setdefault(story, Counter())[gold] += 1
        went.stories.append(story)
    went.stories = [book.current(story) for story in went.stories]
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
        shares = [(DEPLOYMENTS if c.name.startswith("deployments") else 1) / len(of) for c, of in zip(courses, rows, strict=True)]
        weight = np.concatenate([np.full(len(of), 1e4 * share) for of, share in zip(rows, shares, strict=True)])
        model = {**base, **fit(x, y, weight)}
    assert model is not None
    return model


def interval(gold: Sequence[str], found: Sequence[str], draws: int = 300) -> tuple[float, float, float]:
    """(B-cubed F1, and between what it lies in 95 of 100 draws of the gold stories with replacement)."""
    of_story: dict[str, list[int]] = {}
    for i, story in enumerate(gold):
        of_story.setdefault(story, []).append(i)
    chance = random.Random(3)
    names = sorted(of_story)
    drawn = []
    for _ in range(draws):
        rows = [i for name in chance.choices(names, k=len(names)) for i in of_story[name]]
        drawn.append(b_cubed([gold[i] for i in rows], [found[i] for i in rows])["b3_f1"])
    drawn.sort()
    return b_cubed(gold, found)["b3_f1"], drawn[int(0.025 * draws)], drawn[int(0.975 * draws)]


def reliability(chances: Sequence[tuple[float, bool]], parts: int = 5) -> list[tuple[float, float, int]]:
    """(mean probability that was said, share that was so, how many) of the best candidates, in parts of the scale."""
    out = []
    for part in range(parts):
        of = [(p, right) for p, right in chances if part / parts <= p < (part + 1) / parts or (p == 1 and part == parts - 1)]
        if of:
            out.append((round(sum(p for p, _ in of) / len(of), 3), round(sum(right for _, right in of) / len(of), 3), len(of)))
    return out


def profiles_of(data: Path, work: Path, name: str) -> tuple[LabelledSet, list[ArticleProfile]]:
    """A labelled set (of allsides a part) with its articles read; kept in `work`, as reading takes minutes."""
    kept = work / f"profiles-{name}.pickle"
    if kept.exists():
        found: tuple[LabelledSet, list[ArticleProfile]] = pickle.loads(kept.read_bytes())
        return found
    labelled = load_set(data / name).where(lambda row: not str(row["story"]).startswith(NO_STORY))
    if name == "allsides":
        some = set(sorted({row["story"] for row in labelled.articles})[:STORIES_OF_ALLSIDES])
        labelled = labelled.where(lambda row: row["story"] in some)
    if name == "lookalikes":
        later = later_stories(labelled.articles)
        labelled = labelled.where(lambda row: row["story"] in later)
    found = (labelled, list(profiles(labelled, DEFAULT)))
    kept.write_bytes(pickle.dumps(found))
    return found


def course_of(name: str, labelled: LabelledSet, read: Sequence[ArticleProfile], comparer: Comparer) -> Course:
    """The set with its articles compared as texts by a comparison that did not learn from it."""
    near = nearest(read, NEIGHBOURS)
    rows = {row["id"]: row for row in labelled.articles}
    states = comparer.read([head(rows[p.article_id]["title"], rows[p.article_id]["text"]) for p in read])
    pairs = [(i, j) for i in range(len(read)) for j in near[i][:TEXTS]]
    compared: list[dict[str, float]] = [{} for _ in read]
    for (i, j), odds in zip(pairs, comparer.compare([(states[j], states[i]) for i, j in pairs]), strict=True):
        compared[i][read[j].article_id] = odds
    return Course(name, read, [labelled.stories[p.article_id] or "none:" + p.article_id for p in read], near, compared)


LEFT_OUT = {
    "one": {"deployments": None, "ecb": 0, "allsides": None, "lookalikes": None},
    "two": {"deployments-c": None, "ecb": 1, "wikinews": None},
}
"""Way of learning the comparison -> sets that it did not learn from, and of ECB+ the topics by their remainder by two."""


def courses(data: Path, work: Path) -> list[Course]:
    """All sets, each compared by what did not learn from it."""
    out = []
    for fold, sets in LEFT_OUT.items():
        comparer = Comparer(comparison(data, work, fold))
        for name, remainder in sets.items():
            labelled, read = profiles_of(data, work, name)
            if remainder is not None:
                labelled = labelled.where(lambda row, wanted=remainder: int(row["topic"]) % 2 == wanted)  # type: ignore[misc]
                read = [p for p in read if p.article_id in labelled.stories]
            out.append(
                course_of(name if remainder is None else f"{name}, topics {'odd' if remainder else 'even'}", labelled, read, comparer)
            )
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled sets")
    parser.add_argument("--work", type=Path, required=True, help="folder for what takes long and is used again")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    target = Path("config/linking.json")
    known = json.loads(target.read_text("utf-8"))
    base = {name: value for name, value in known.items() if name not in ("features", "weights", "means", "scales", "intercept")}
    all_courses = courses(args.data, args.work)
    measured: dict[str, Any] = {}
    chances: list[tuple[float, bool]] = []
    for left in all_courses:
        # both halves of ECB+ are left out together
        rest = [c for c in all_courses if c.name.split(",")[0] != left.name.split(",")[0]]
        went = go(left, learn(rest, base))
        f1, low, high = interval(left.gold, went.stories)
        measured[left.name] = {"articles": len(left.gold), "b3_f1": round(f1, 3), "from": round(low, 3), "to": round(high, 3)}
        chances += went.chances
        print(left.name, measured[left.name], flush=True)
    table = [{"said": said, "so": so, "articles": n} for said, so, n in reliability(chances)]
    print(table)
    target.write_text(
        json.dumps({**learn(all_courses, base), "left_out": measured, "reliability": table}, indent=1, ensure_ascii=False) + "\n", "utf-8"
    )


if __name__ == "__main__":
    main()
