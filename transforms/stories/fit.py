"""How well an article fits a story: what is alike between it and the story's articles, and what learned trees make of that.

Every value is taken between the article and each article of the story, and averaged: so it does not change by itself while a
story grows, and what was learned on stories of one size holds for others. Comparing more articles than a few by all of it would
take too long: `nearest_stories` tells which stories are asked.
"""

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from storywatch.transforms.learned import boosted
from storywatch.transforms.stories.profile import NAMED, UNITS, Matrix, Prepared, StoryProfile, apart

SAME_DAYS = 7
"""Articles so many days apart are of one time."""
NO_DAY = 9.0
"""Log of the days between an article and a story of which one is undated: as if it were twenty years."""
NEAREST = 8
"""Candidates of an article, beside those whose texts it was compared with."""
BY_HEADS = 0.5
"""What the likeness of the vectors of heads counts beside that of the words, when these are chosen."""
OTHERS = 5
"""Other candidates, the nearest ones, above which a story must stand out."""
LIMIT = 4.0
"""Log odds beyond which a comparison of texts tells no more."""
DIGITS = 6
"""To which probabilities are rounded, so that the last bits decide nothing."""

SETS = ("forces", *NAMED, "kinds")
ALIKE = (*UNITS, "mean", "best_claims", "heads")
RAISED = ("words", "names", "terms", "mean", "best_claims", "heads")
"""Of which it counts how far a candidate stands out above the others."""
SIMILAR = (*ALIKE, *(f"{kind}_shared" for kind in SETS), "same_days", "deployment", *(f"lift_{kind}" for kind in RAISED),
           "same_event", "same_event_mean")  # fmt: skip
UNLIKE = (*(f"{kind}_apart" for kind in SETS), "other_country", "another", "days")
FEATURES = (*SIMILAR, *UNLIKE, "short", "compared")
"""What is learned from: the more of SIMILAR, and the less of UNLIKE, the likelier it is that article and story belong together."""
WORDS = ("words", "terms", "lift_words", "lift_terms")
"""What is known only where a story has an article in the same language."""


def similarities(article: Prepared, story: StoryProfile) -> Matrix:
    """Of each claim of the article with each of the story, (claims, claims of the story)."""
    return article.profile.vectors @ story.vectors()


def _average(values: Any) -> float:
    """The sum is exact, as the values are multiples of a power of two."""
    return float(np.add.reduce(values, dtype=np.float64)) / len(values) if len(values) else 0.0


def _share(holds: Iterable[bool]) -> float:
    """Of how many it holds."""
    found = list(holds)
    return sum(found) / len(found)


def _heads(article: Prepared, story: StoryProfile) -> float:
    return _average(story.heads() @ article.profile.head_vector.astype(np.float32))


def _best_claims(grid: Matrix, story: StoryProfile) -> float:
    """Of each member the two claims of the article that are most like some claim of it, on average."""
    lengths = np.array([len(m.profile.vectors) for m in story.members])
    told = np.flatnonzero(lengths)
    if not len(grid) or not len(told):
        return 0.0
    best = np.maximum.reduceat(grid, np.cumsum([0, *lengths[told][:-1]]), axis=1)
    return _average(np.sort(best, axis=0)[-2:].mean(axis=0, dtype=np.float64)) * len(told) / len(lengths)


def _days(article: Prepared, story: StoryProfile) -> tuple[float, float]:
    """(share of the members that are of one time with it, log of the days to the nearest one)"""
    apart_by = [abs((article.day - m.day).days) for m in story.members if m.day] if article.day else []
    near = sum(days <= SAME_DAYS for days in apart_by) / len(story.members)
    return near, min((math.log1p(days) for days in apart_by), default=NO_DAY)


def compared(told: Mapping[str, Iterable[float]], story_id: str) -> dict[str, float]:
    """What the comparison of texts tells of a story. `told`: story -> the log odds of its articles that were compared."""
    own = [max(-LIMIT, min(LIMIT, x)) / LIMIT for x in told.get(story_id, ())]
    return {"compared": float(bool(own)), "same_event": max(own, default=0.0), "same_event_mean": math.fsum(own) / len(own) if own else 0.0}


def features(
    article: Prepared, story: StoryProfile, grid: Matrix | None = None, told: Mapping[str, Iterable[float]] | None = None
) -> dict[str, float]:
    """How alike `article` and `story` are: every value of FEATURES but the lifts, whether words could be compared (`words_known`),
    and whether the names are those of another deployment.

    `grid`: their `similarities`; `told`: story -> log odds of the comparisons of texts with articles of it.
    """
    same = story.same_language(article.language)
    found: dict[str, float] = {"words_known": float(same.any())}
    for kind in UNITS:
        cosines = story.cosines(kind, article.units[kind])
        found[kind] = _average(cosines[same] if kind in WORDS else cosines)
    found["mean"] = _average(story.means() @ article.mean)
    found["heads"] = _heads(article, story)
    found["best_claims"] = _best_claims(similarities(article, story) if grid is None else grid, story)
    pairs = [(article.named, m.named) for m in story.members]
    for kind in SETS:
        found[f"{kind}_shared"] = _share(not own[kind].isdisjoint(other[kind]) for own, other in pairs)
        found[f"{kind}_apart"] = _share(apart(own[kind], other[kind]) for own, other in pairs)
    found["other_country"] = float(_other_country(article, story))
    found["deployment"] = _share(not any(own[kind].isdisjoint(other[kind]) for kind in ("countries", "kinds")) for own, other in pairs)
    found["another"] = _share(all(apart(own[kind], other[kind]) for kind in ("forces", "places")) for own, other in pairs)
    found["same_days"], found["days"] = _days(article, story)
    found["short"] = 1 / (1 + len(article.profile.vectors))
    found["other_deployment"] = float(_other_deployment(article, story))
    return {**found, **compared(told or {}, story.story_id)}


def _other_deployment(article: Prepared, story: StoryProfile) -> bool:
    """Whether the head of the article names another force than any of the story, and another place, or other countries."""
    elsewhere = apart(article.named["places"], story.named("places")) or _other_country(article, story)
    return apart(article.named["forces"], story.named("forces")) and elsewhere


def _other_country(article: Prepared, story: StoryProfile) -> bool:
    """Whether the head of the article names a country that no head of the story does, and not all that most of them do: the troops of
    the same sender with another host."""
    own = article.named["countries"]
    return bool(own - story.named("countries")) and bool(story.core(("c",), leads=True) - own)


def lifts(story_id: str, found: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """How far a candidate stands out: what is alike, less what it is on average for the nearest other candidates.

    Where all articles are alike that says more than the likeness itself. `found`: story -> its `features`, the nearest first.
    """
    others = [values for story, values in found.items() if story != story_id][:OTHERS]
    return {f"lift_{kind}": found[story_id][kind] - math.fsum(values[kind] for values in others) / max(1, len(others)) for kind in RAISED}


def nearest_stories(article: Prepared, stories: Mapping[str, StoryProfile], always: Iterable[str] = ()) -> list[str]:
    """The stories that are asked: those nearest by words and the vectors of heads, then those of `always`."""

    def near(story: StoryProfile) -> float:
        words = story.cosines("words", article.units["words"])
        return _average(words) + BY_HEADS * _heads(article, story)

    kept = frozenset(always)
    ranked = sorted(stories, key=lambda s: (-near(stories[s]), s))
    return [*ranked[:NEAREST], *(s for s in ranked[NEAREST:] if s in kept)]


def fits(values: Mapping[str, float], model: Mapping[str, Any]) -> float:
    """How likely it is that an article belongs to a story; never where the force and the place or the country are others.

    Unless the texts, read together, clearly tell of the same event: a name may be read wrongly.
    """
    if values["other_deployment"] and values["same_event_mean"] * LIMIT < model["same_texts"]:
        return 0.0
    return round(boosted(values, model if values["words_known"] else model["other_language"]), DIGITS)
