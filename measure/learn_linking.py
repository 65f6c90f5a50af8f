"""Learn how well an article fits a story (config/linking.json), on the program's own course.

Every article of a labelled set is compared, in order, with the stories as the program itself has made them so far, its
mistakes included; whether it belongs to one is whether most of that story's articles are of its gold story. First the
stories are the gold ones; what is learned from these rows makes the next course, whose rows are added. Sets count the same,
and each is gone through once more with most of its articles cut to their heads, as many feeds give no more, once more with
half of them read as if they were in another language, and in part beside twins of its stories with other names.
Measured is a set that neither the trees nor the comparison of texts has
learned from, in any of these ways.
"""

from __future__ import annotations

import json
import math
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from storywatch.measure.courses import ABROAD, TWIN_WAYS, WHOLE, LabelledStream, courses
from storywatch.transforms.stories.assign import Assignment, candidates, merges
from storywatch.transforms.stories.fit import FEATURES, SIMILAR, UNLIKE, WORDS, fits
from storywatch.transforms.stories.profile import StoryProfile, prepare

FLIPS = 0.05
"""Share of the articles that found a story although they would join one, so that what a wrong beginning looks like is learned too."""
THRESHOLD = 0.6
"""From which probability, before it is scaled, an article joins a story. A lower one takes articles that are made from one template for
one story, a higher one parts the phases of a deployment."""
TREES: dict[str, Any] = {"max_iter": 120, "learning_rate": 0.06, "max_leaf_nodes": 8, "min_samples_leaf": 60, "l2_regularization": 5.0}
DEPLOYMENTS = 2
"""What a set of deployments counts beside one of other events: they are what this is for."""
TWIN = 0.25
"""What a course of stories and their twins counts beside one of a set as it is."""
LEARNED = ("base", "trees", "factor", "addition", "other_language", "left_out", "reliability")
"""What of config/linking.json is written here; the rest are thresholds, chosen on what the left-out courses reached."""


@dataclass
class Pass:
    """How a course went: the story of each article, and how likely its best candidate was and whether it was right."""

    stories: list[str]
    chances: list[tuple[float, bool]]
    """Of every article that had a candidate: the greatest probability, and whether the article belongs there."""
    foreign: list[tuple[float, bool]]
    """The same, where the candidate has no article in the same language."""
    rows: list[list[float]]
    labels: list[bool]
    words_known: list[bool]


def go(course: LabelledStream, model: Mapping[str, Any] | None, flips: float = 0.0, seed: int = 0) -> Pass:
    """One way through a set by `model`; by the gold stories where it is None."""
    assignment = Assignment(model=model or {})
    chance = random.Random(seed)
    members: dict[str, Counter[str]] = {}
    went = Pass([], [], [], [], [], [])
    for i, profile in enumerate(course.profiles):
        article = prepare(profile)
        gold = course.gold[i]
        assignment.note(profile.article_id, course.compared[i])
        near = {assignment.current(assignment.home[course.profiles[j].article_id]) for j in course.near[i]}
        found, _ = candidates(article, near, assignment)
        of = {s: members[s].most_common(1)[0][0] == gold for s in found}
        went.rows += [[values[f] for f in FEATURES] for values in found.values()]
        went.labels += of.values()
        went.words_known += [bool(values["words_known"]) for values in found.values()]
        if model is None:
            story = "s-" + gold
        else:
            scored = sorted(((fits(values, model), s) for s, values in found.items()), key=lambda pair: (-pair[0], pair[1]))
            story = "s-" + profile.article_id
            if scored:
                known = found[scored[0][1]]["words_known"]
                (went.chances if known else went.foreign).append((scored[0][0], of[scored[0][1]]))
                if scored[0][0] >= model["threshold"] and not (flips and chance.random() < flips):
                    story = scored[0][1]
        assignment.home[profile.article_id] = story
        if model is not None and scored and scored[0][0] >= model["unsure"][0]:
            for change in merges(story, scored, profile.article_id, None, assignment):
                members[change.older] += members.pop(change.younger)
            story = assignment.current(story)
        assignment.stories.setdefault(story, StoryProfile(story)).add(article)
        members.setdefault(story, Counter())[gold] += 1
        went.stories.append(story)
    went.stories = [assignment.current(story) for story in went.stories]
    return went


def grow(names: Sequence[str], x: Any, y: Any, weight: Any) -> HistGradientBoostingClassifier:
    """Boosted trees over columns with these names, in which more of what is alike never makes it less likely."""
    signs = [1 if name in SIMILAR else -1 if name in UNLIKE else 0 for name in names]
    model = HistGradientBoostingClassifier(**TREES, monotonic_cst=signs, early_stopping=False, random_state=0)
    return model.fit(x, y, sample_weight=weight * len(y) / weight.sum())


def trees_of(names: Sequence[str], model: HistGradientBoostingClassifier) -> dict[str, Any]:
    """The trees as `boosted` reads them; the library tells them in private names only (a test compares the two)."""

    def told(node: Any) -> list[Any]:
        if node["is_leaf"]:
            return [round(float(node["value"]), 6)]
        return [names[node["feature_idx"]], round(float(node["num_threshold"]), 7), int(node["left"]), int(node["right"])]

    trees = [[told(node) for node in predictor.nodes] for (predictor,) in model._predictors]
    return {"base": round(float(model._baseline_prediction.item()), 6), "trees": trees, "factor": 1.0, "addition": 0.0}


def learn(courses: Sequence[LabelledStream], base: Mapping[str, Any], by_gold: Sequence[Pass]) -> dict[str, Any]:
    """Trees learned from all courses: as they went by the gold stories (`by_gold`), and then by what was learned from that."""

    def of_rows(all_went: Sequence[Sequence[Pass]], words_known: bool, names: Sequence[str]) -> dict[str, Any]:
        columns = [FEATURES.index(name) for name in names]
        xs, ys, weights = [], [], []
        for course, of in zip(courses, all_went, strict=True):
            some = np.array([known == words_known for went in of for known in went.words_known])
            if some.any():
                xs.append(np.array([row for went in of for row in went.rows])[some][:, columns])
                ys.append(np.array([label for went in of for label in went.labels])[some])
                counts = (DEPLOYMENTS if course.name.startswith("deployments") else 1) * (TWIN if course.way in TWIN_WAYS else 1)
                weights.append(np.full(some.sum(), 1e4 * counts / some.sum()))
        return trees_of(names, grow(names, np.concatenate(xs), np.concatenate(ys), np.concatenate(weights)))

    def fitted(all_went: Sequence[Sequence[Pass]]) -> dict[str, Any]:
        otherwise = [name for name in FEATURES if name not in WORDS]
        return {**base, **of_rows(all_went, True, FEATURES), "other_language": of_rows(all_went, False, otherwise)}

    first = fitted([[went] for went in by_gold])
    return fitted([[went, go(course, first, FLIPS, seed=1)] for course, went in zip(courses, by_gold, strict=True)])


def interval(gold: Sequence[str], found: Sequence[str], draws: int = 500) -> tuple[float, float, float]:
    """(B-cubed F1, and between what it lies in 95 of 100 draws of the gold stories with replacement, their clusters as they are)."""
    of_gold, of_found, both = Counter(gold), Counter(found), Counter(zip(gold, found, strict=True))
    told: dict[str, list[float]] = {}
    for (story, cluster), n in both.items():
        sums = told.setdefault(story, [0.0, 0.0, of_gold[story]])
        sums[0] += n * n / of_found[cluster]
        sums[1] += n * n / of_gold[story]
    chance = random.Random(3)
    names = sorted(told)

    def f1(some: Sequence[str]) -> float:
        precision, recall, n = (sum(told[name][i] for name in some) for i in range(3))
        return 2 * precision * recall / (precision + recall) / n

    drawn = sorted(f1(chance.choices(names, k=len(names))) for _ in range(draws))
    return f1(names), drawn[int(0.025 * draws)], drawn[int(0.975 * draws)]


def odds(chance: float) -> float:
    """Log odds of a probability, kept from infinity."""
    kept = min(max(chance, 1e-6), 1 - 1e-6)
    return math.log(kept / (1 - kept))


def scaling(chances: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """(factor, addition) by which log odds become calibrated, as Platt does it. Where a rule said never, nothing is to be scaled."""
    some = [(odds(p), right) for p, right in chances if p]
    model = LogisticRegression(C=1e6).fit(np.array([[z] for z, _ in some]), np.array([right for _, right in some]))
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def scaled(chances: Sequence[tuple[float, bool]], by: tuple[float, float]) -> list[tuple[float, bool]]:
    return [(1 / (1 + math.exp(-(by[0] * odds(p) + by[1]))) if p else 0.0, right) for p, right in chances]


def reliability(chances: Sequence[tuple[float, bool]], parts: int = 5) -> list[dict[str, float]]:
    """What was said of the best candidates, in parts of the scale, and the share of them for which it was so.

    Each half is scaled by what the other half showed.
    """
    halves = [list(chances[::2]), list(chances[1::2])]
    told = [pair for half, other in (halves, halves[::-1]) for pair in scaled(half, scaling(other))]
    out = []
    for part in range(parts):
        of = [(p, right) for p, right in told if part / parts <= p < (part + 1) / parts or (p == 1 and part == parts - 1)]
        if of:
            said, so = sum(p for p, _ in of) / len(of), sum(right for _, right in of) / len(of)
            out.append({"said": round(said, 3), "so": round(so, 3), "articles": len(of)})
    return out


def _without(all_courses: Sequence[LabelledStream], by_gold: Sequence[Pass], base: Mapping[str, Any], name: str) -> dict[str, Pass]:
    """How a course goes by what was learned from all others, as it is and read abroad."""
    rest = [i for i, course in enumerate(all_courses) if course.name != name]
    model = learn([all_courses[i] for i in rest], base, [by_gold[i] for i in rest])
    return {course.way: go(course, model) for course in all_courses if course.name == name and course.way in (WHOLE, ABROAD)}


def as_json(model: Mapping[str, Any]) -> str:
    """The file, with a line for each tree."""
    one_line = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))

    def lines(of: Mapping[str, Any], indent: str) -> str:
        parts = []
        for name, value in of.items():
            if name == "trees":
                shown = "[\n" + ",\n".join(f"{indent} {one_line(tree)}" for tree in value) + f"\n{indent}]"
            else:
                shown = lines(value, indent + " ") if isinstance(value, Mapping) else json.dumps(value, ensure_ascii=False)
            parts.append(f"{indent}{json.dumps(name)}: {shown}")
        return "{\n" + ",\n".join(parts) + f"\n{indent[:-1]}}}"

    return lines(model, " ") + "\n"


def learn_all(data: Path, work: Path) -> None:
    """Learns config/linking.json, and prints what was reached on what was left out."""
    target = Path("config/linking.json")
    known = json.loads(target.read_text("utf-8"))
    base = {**{name: value for name, value in known.items() if name not in LEARNED}, "threshold": THRESHOLD}
    all_courses = courses(data, work)
    measured: dict[str, Any] = {}
    chances: list[tuple[float, bool]] = []
    foreign: list[tuple[float, bool]] = []
    found: dict[str, tuple[list[str], list[str]]] = {}
    whole = [course for course in all_courses if course.way == WHOLE]
    # not by a fork, which would wait for ever for the threads of its parent that learned the comparison
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        by_gold = list(pool.map(partial(go, model=None), all_courses))
        all_went = list(pool.map(partial(_without, all_courses, by_gold, base), [course.name for course in whole]))
    for left, by_way in zip(whole, all_went, strict=True):
        for way, went in by_way.items():
            gold, stories = found.setdefault(left.name.split(",")[0] + (f" {way}" if way != WHOLE else ""), ([], []))
            gold += left.gold
            stories += [f"{left.name} {story}" for story in went.stories]
            if way == WHOLE:
                chances += went.chances
            foreign += went.foreign
    for name, (gold, stories) in found.items():
        f1, low, high = interval(gold, stories)
        measured[name] = {"articles": len(gold), "b3_f1": round(f1, 3), "from": round(low, 3), "to": round(high, 3)}
        print(name, measured[name], flush=True)
    table = reliability(chances)
    print(table)
    model = learn(all_courses, base, by_gold)
    for of, some in ((model, chances), (model["other_language"], foreign)):
        factor, addition = scaling(some)
        of.update(factor=round(factor, 5), addition=round(addition, 5))
    # the courses were gone through before the scaling: the same probability, as it is said after it
    model["threshold"] = round(scaled([(THRESHOLD, True)], scaling(chances))[0][0], 3)
    target.write_text(as_json({**model, "left_out": measured, "reliability": table}), "utf-8")
