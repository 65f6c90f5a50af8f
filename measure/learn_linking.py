"""Learn how well an article fits a story (config/linking.json), on the program's own course.

Every article of a labelled set is compared, in order, with the stories as the program itself has made them so far, its
mistakes included; whether it belongs to one is whether most of that story's articles are of its gold story. First the
stories are the gold ones; what is learned from these rows makes the next course, whose rows are added. Sets count the same,
and each is gone through once more with most of its articles cut to their heads, as many feeds give no more, and once more with
half of them read as if they were in another language. Measured is a set that neither the trees nor the comparison of texts has
learned from, in any of these ways.
"""

from __future__ import annotations

import json
import math
import pickle
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from storywatch.measure.labelled import LabelledSet, as_foreign, load_set, profiles
from storywatch.measure.learn_comparison import NO_STORY, comparison, later_stories
from storywatch.pipelines.settings import Settings
from storywatch.transforms.candidates.index import ArticleRows, matrix, nearest
from storywatch.transforms.embedding_model import DEFAULT, mean_vector
from storywatch.transforms.stories.assign import Assignment, candidates, linking, merges
from storywatch.transforms.stories.comparison import Comparer, head
from storywatch.transforms.stories.fit import FEATURES, SIMILAR, UNLIKE, WORDS, fits
from storywatch.transforms.stories.profile import ArticleProfile, StoryProfile, prepare
from storywatch.transforms.stories.wording import article_words

FLIPS = 0.05
"""Share of the articles that found a story although they would join one, so that what a wrong beginning looks like is learned too."""
STAY_WHOLE = 0.4
"""Share of the articles that stay whole where they are cut to their heads."""
WHOLE, CUT, ABROAD = "whole", "cut", "abroad"
SUMMARY = 400
"""Characters of a head: about what a feed's summary has."""
THRESHOLD = 0.65
"""From which probability, before it is scaled, an article joins a story on these courses."""
JOINS = 0.6
"""From which it joins in the program. What is left out is the same from 0.5 to 0.7, within 0.01; a lower one takes articles that are made
from one template for one story, a higher one parts the phases of a deployment."""
TREES: dict[str, Any] = {"max_iter": 120, "learning_rate": 0.06, "max_leaf_nodes": 8, "min_samples_leaf": 60, "l2_regularization": 5.0}
DEPLOYMENTS = 2
"""What a set of deployments counts beside one of other events: they are what this is for."""
STORIES_OF_ALLSIDES = 400
LEARNED = ("base", "trees", "factor", "addition", "other_language", "left_out", "reliability")
"""What of config/linking.json is written here; the rest are thresholds, chosen on what the left-out courses reached."""


@dataclass
class LabelledStream:
    """A labelled set to go through: articles in order, gold stories, and for each the earlier articles compared with it."""

    name: str
    profiles: Sequence[ArticleProfile]
    gold: Sequence[str]
    near: Sequence[Sequence[int]]
    compared: Sequence[Mapping[str, float]]
    way: str = WHOLE
    """WHOLE, or how its articles are changed to be learned from: CUT or ABROAD."""


def nearest_earlier(profiles: Sequence[ArticleProfile]) -> list[list[int]]:
    """For each article the earlier ones that it is near to, found as the program finds them."""
    rows = ArticleRows(
        [p.article_id for p in profiles], [p.language or "en" for p in profiles],
        matrix([article_words(p.title, (claim.text for claim in p.claims), p.language).tobytes() for p in profiles]),
        np.stack([mean_vector(p.vectors.astype(np.float16)) for p in profiles]),
    )  # fmt: skip
    return nearest(rows, range(len(profiles)), [rows], Settings().neighbours, linking()["least_likeness"])


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
                share = (DEPLOYMENTS if course.name.startswith("deployments") else 1) / some.sum()
                weights.append(np.full(some.sum(), 1e4 * share))
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


def abroad_of(data: Path, work: Path, name: str) -> list[ArticleProfile]:
    """The articles of a set, half of them read as if they were in another language; kept in `work` too."""
    labelled, read = profiles_of(data, work, name)
    kept = work / f"abroad-{name}.pickle"
    if not kept.exists():
        rows = {row["id"]: row for row in labelled.articles}
        chosen = [p for p in read if random.Random("abroad" + p.article_id).random() < 0.5]
        told = {p.article_id: p for p in as_foreign([rows[p.article_id] for p in chosen], str(labelled.path))}
        kept.write_bytes(pickle.dumps([told.get(p.article_id, p) for p in read]))
    found: list[ArticleProfile] = pickle.loads(kept.read_bytes())
    return found


def cut(profile: ArticleProfile) -> ArticleProfile:
    """An article as a feed's summary would give it: its title and first claims; some stay whole."""
    if random.Random("cut" + profile.article_id).random() < STAY_WHOLE:
        return profile
    lengths = np.cumsum([len(profile.title or ""), *(len(claim.text) for claim in profile.claims)])
    kept = int(np.searchsorted(lengths, SUMMARY))
    return replace(profile, claims=profile.claims[:kept], vectors=profile.vectors[:kept])


def course_of(name: str, labelled: LabelledSet, read: Sequence[ArticleProfile], comparer: Comparer) -> LabelledStream:
    """The set with its articles compared as texts by a comparison that did not learn from it."""
    near = nearest_earlier(read)
    rows = {row["id"]: row for row in labelled.articles}
    states = comparer.read([head(rows[p.article_id]["title"], rows[p.article_id]["text"]) for p in read])
    pairs = [(i, j) for i in range(len(read)) for j in near[i][: Settings().compared]]
    compared: list[dict[str, float]] = [{} for _ in read]
    for (i, j), odds in zip(pairs, comparer.compare([(states[j], states[i]) for i, j in pairs]), strict=True):
        compared[i][read[j].article_id] = odds
    return LabelledStream(name, read, [labelled.stories[p.article_id] or "none:" + p.article_id for p in read], near, compared)


LEFT_OUT = {
    "one": {"deployments": "halves", "ecb": "even", "allsides": "whole", "lookalikes": "halves"},
    "two": {"deployments-c": "halves", "ecb": "odd", "wikinews": "whole"},
}
"""Way of learning the comparison -> sets that it did not learn from, and in which parts they are left out: as a whole, halves of
their stories in turn, or (ECB+) even and odd topics in turn."""


def side_of(row: Mapping[str, Any], parts: str) -> str:
    """The part of its set that an article belongs to."""
    if parts == "halves":
        return f"half {int(random.Random('h' + str(row['story'] or row['id'])).random() < 0.5)}"
    return "whole" if parts == "whole" else "odd" if int(row["topic"]) % 2 else "even"


def courses(data: Path, work: Path) -> list[LabelledStream]:
    """All sets in their parts, each compared by what did not learn from it."""
    out = []
    for fold, sets in LEFT_OUT.items():
        comparer = Comparer(comparison(data, work, fold))
        for name, parts in sets.items():
            labelled, read = profiles_of(data, work, name)
            side = {row["id"]: side_of(row, parts) for row in labelled.articles}
            for part in [parts] if parts in ("even", "odd") else sorted(set(side.values())):
                some = [p for p in read if side[p.article_id] == part]
                whole = course_of(f"{name}, {part}", labelled, some, comparer)
                out.append(whole)
                abroad = [p for p in abroad_of(data, work, name) if side[p.article_id] == part]
                out.append(replace(course_of(f"{name}, {part}", labelled, abroad, comparer), way=ABROAD))
                # of allsides there are only beginnings
                if name != "allsides":
                    out.append(replace(whole, profiles=[cut(p) for p in whole.profiles], way=CUT))
    return out


def _without(all_courses: Sequence[LabelledStream], by_gold: Sequence[Pass], base: Mapping[str, Any], name: str) -> dict[str, Pass]:
    """How a course goes by what was learned from all others, as it is and read abroad."""
    rest = [i for i, course in enumerate(all_courses) if course.name != name]
    model = learn([all_courses[i] for i in rest], base, [by_gold[i] for i in rest])
    return {course.way: go(course, model) for course in all_courses if course.name == name and course.way != CUT}


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
    model["threshold"] = round(scaled([(JOINS, True)], scaling(chances))[0][0], 3)
    target.write_text(as_json({**model, "left_out": measured, "reliability": table}), "utf-8")
