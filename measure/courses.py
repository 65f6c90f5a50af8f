"""Labelled sets as courses to learn linking on: articles in order, whole, cut to their heads or read abroad, compared as texts
by what did not learn from them.
"""

from __future__ import annotations

import pickle
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from storywatch.measure.labelled import FOREIGN, LabelledSet, as_foreign, load_set, profiles
from storywatch.measure.learn_comparison import NO_STORY, comparison, later_stories
from storywatch.measure.learn_heads import heads
from storywatch.measure.twins import MARK, with_twins
from storywatch.pipelines.settings import Settings
from storywatch.transforms.candidates.index import ArticleRows, matrix, nearest
from storywatch.transforms.embedding_model import DEFAULT, Vectors, round_vectors
from storywatch.transforms.stories.assign import linking
from storywatch.transforms.stories.comparison import Comparer, head
from storywatch.transforms.stories.heads import HeadReader
from storywatch.transforms.stories.profile import ArticleProfile
from storywatch.transforms.stories.wording import article_words

STAY_WHOLE = 0.4
"""Share of the articles that stay whole where they are cut to their heads."""
WHOLE, CUT, ABROAD = "whole", "cut", "abroad"
TWIN_WAYS = TWINS, TWINS_ABROAD = "twins", "twins abroad"
"""Some stories of a set and look-alikes of them: see measure/twins.py."""
SUMMARY = 400
"""Characters of a head: about what a feed's summary has."""
STORIES_OF_ALLSIDES = 400


@dataclass
class LabelledStream:
    """A labelled set to go through: articles in order, gold stories, and for each the earlier articles compared with it."""

    name: str
    profiles: Sequence[ArticleProfile]
    gold: Sequence[str]
    near: Sequence[Sequence[int]]
    compared: Sequence[Mapping[str, float]]
    way: str = WHOLE
    """WHOLE, or how its articles are changed to be learned from: CUT, ABROAD or one of TWIN_WAYS."""


def nearest_earlier(profiles: Sequence[ArticleProfile]) -> list[list[int]]:
    """For each article the earlier ones that it is near to, found as the program finds them."""
    rows = ArticleRows(
        [p.article_id for p in profiles], [p.language or "en" for p in profiles],
        matrix([article_words(p.title, (claim.text for claim in p.claims), p.language).tobytes() for p in profiles]),
        np.stack([p.head_vector for p in profiles]),
    )  # fmt: skip
    return nearest(rows, range(len(profiles)), [rows], Settings().neighbours, linking()["least_likeness"])


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


def half_abroad(labelled: LabelledSet, read: Sequence[ArticleProfile]) -> list[ArticleProfile]:
    """The articles of a set, half of them read as if they were in another language."""
    rows = {row["id"]: row for row in labelled.articles}
    chosen = [p for p in read if random.Random("abroad" + p.article_id).random() < 0.5]
    told = {p.article_id: p for p in as_foreign([rows[p.article_id] for p in chosen], str(labelled.path))}
    return [told.get(p.article_id, p) for p in read]


def abroad_of(data: Path, work: Path, name: str) -> list[ArticleProfile]:
    """The articles of a set by `half_abroad`; kept in `work` too."""
    labelled, read = profiles_of(data, work, name)
    kept = work / f"abroad-{name}.pickle"
    if not kept.exists():
        kept.write_bytes(pickle.dumps(half_abroad(labelled, read)))
    found: list[ArticleProfile] = pickle.loads(kept.read_bytes())
    return found


def cut(profile: ArticleProfile) -> ArticleProfile:
    """An article as a feed's summary would give it: its title and first claims; some stay whole."""
    if random.Random("cut" + profile.article_id).random() < STAY_WHOLE:
        return profile
    lengths = np.cumsum([len(profile.title or ""), *(len(claim.text) for claim in profile.claims)])
    kept = int(np.searchsorted(lengths, SUMMARY))
    return replace(profile, claims=profile.claims[:kept], vectors=profile.vectors[:kept])


def twins_of(data: Path, work: Path, name: str) -> tuple[LabelledSet, dict[str, list[ArticleProfile]]]:
    """Some stories of a set with their twins: their articles as TWINS, and half of them read as if they were in another language as
    TWINS_ABROAD; kept in `work` too."""
    kept = work / f"twins-{name}.pickle"
    if not kept.exists():
        labelled = with_twins(profiles_of(data, work, name)[0])
        read = list(profiles(labelled, DEFAULT))
        kept.write_bytes(pickle.dumps((labelled, {TWINS: read, TWINS_ABROAD: half_abroad(labelled, read)})))
    found: tuple[LabelledSet, dict[str, list[ArticleProfile]]] = pickle.loads(kept.read_bytes())
    return found


HEARD = 0.92
"""The cosine of a head's vector with that of the same head in another language: so led, heads of one story are about as much nearer than
others as those in two languages are in tests/data/languages."""


def far(vector: Vectors, article_id: str) -> Vectors:
    """The vector of a head as it might be in another language: led off in a direction that the article's name gives."""
    off = np.random.default_rng(list(article_id.encode())).normal(size=len(vector))
    off -= vector * (vector @ off)
    led: Vectors = round_vectors((HEARD * vector + np.sqrt(1 - HEARD**2) * off / np.linalg.norm(off))[None])[0]
    return led


@dataclass
class Texts:
    """The heads of a set, read by what did not learn from it: article -> what the comparison goes by, and the vector."""

    comparer: Comparer
    states: Mapping[str, Any]
    vectors: Mapping[str, Vectors]
    odds: dict[tuple[str, str], float] = field(default_factory=dict)
    """(earlier article, later one) -> what the comparison said of them"""

    @classmethod
    def of(cls, labelled: LabelledSet, read: Sequence[ArticleProfile], comparer: Comparer, head_reader: HeadReader) -> Texts:
        rows = {row["id"]: row for row in labelled.articles}
        ids = [p.article_id for p in read]
        texts = [head(rows[i]["title"], rows[i]["text"]) for i in ids]
        states, vectors = comparer.read(texts), head_reader.vectors(texts)
        return cls(comparer, dict(zip(ids, states, strict=True)), dict(zip(ids, vectors, strict=True)))

    def compared(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Log odds of pairs, each asked once."""
        new = [pair for pair in dict.fromkeys(pairs) if pair not in self.odds]
        said = self.comparer.compare([(self.states[one], self.states[other]) for one, other in new])
        self.odds.update(zip(new, said, strict=True))
        return [self.odds[pair] for pair in pairs]

    def into(self, profile: ArticleProfile) -> ArticleProfile:
        """An article with the vector of its head."""
        vector = self.vectors[profile.article_id]
        return replace(profile, head_vector=far(vector, profile.article_id) if profile.language == FOREIGN else vector)


def course_of(name: str, labelled: LabelledSet, read: Sequence[ArticleProfile], texts: Texts) -> LabelledStream:
    """The set with its heads read, and its articles compared as texts, by what did not learn from it."""
    read = [texts.into(p) for p in read]
    near = nearest_earlier(read)
    pairs = [(read[j].article_id, p.article_id) for i, p in enumerate(read) for j in near[i][: Settings().compared]]
    compared: dict[str, dict[str, float]] = {p.article_id: {} for p in read}
    for (other, article), odds in zip(pairs, texts.compared(pairs), strict=True):
        compared[article][other] = odds
    gold = [labelled.stories[p.article_id] or "none:" + p.article_id for p in read]
    return LabelledStream(name, read, gold, near, list(compared.values()))


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
        models = Comparer(comparison(data, work, fold)), HeadReader(heads(data, work, fold))
        for name, parts in sets.items():
            labelled, read = profiles_of(data, work, name)
            texts = Texts.of(labelled, read, *models)
            side = {row["id"]: side_of(row, parts) for row in labelled.articles}
            twinned, by_way = twins_of(data, work, name)
            twin_side = {row["id"]: side_of({**row, "story": row["story"].removesuffix(MARK)}, parts) for row in twinned.articles}
            twin_texts = Texts.of(twinned, by_way[TWINS], *models)
            for part in [parts] if parts in ("even", "odd") else sorted(set(side.values())):
                some = [p for p in read if side[p.article_id] == part]
                whole = course_of(f"{name}, {part}", labelled, some, texts)
                out.append(whole)
                abroad = [p for p in abroad_of(data, work, name) if side[p.article_id] == part]
                out.append(replace(course_of(f"{name}, {part}", labelled, abroad, texts), way=ABROAD))
                # of allsides there are only beginnings
                if name != "allsides":
                    out.append(replace(whole, profiles=[cut(p) for p in whole.profiles], way=CUT))
                for way, of in by_way.items():
                    twins = [p for p in of if twin_side[p.article_id] == part]
                    out.append(replace(course_of(f"{name}, {part}", twinned, twins, twin_texts), way=way))
    return out
