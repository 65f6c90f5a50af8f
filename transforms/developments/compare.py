"""Which claims of an article are developments of its story, of which kind, how severe, and why.

The evidence of all claims together says whether the article brings anything (learned weights, config/developments.json); which
claims do, and what, is decided by what they say against what is known of the same (`transforms/developments/news.py`). Nothing
that repeats a known claim, and nothing from a copy, becomes a development; nothing without a reason becomes an alert.
"""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from storywatch.transforms.claims.difference import exchanged
from storywatch.transforms.developments import foreign
from storywatch.transforms.developments.evidence import article_features, evidence
from storywatch.transforms.developments.item import Item
from storywatch.transforms.developments.knowledge import Knowledge
from storywatch.transforms.developments.ledger import LOSSES, bounds
from storywatch.transforms.developments.news import FIRST, ORDER, items, turns
from storywatch.transforms.developments.propositions import HEAD, PEOPLE_OF_A_FORCE, of_deployment, sides_told, surely_of_force
from storywatch.transforms.developments.statements import REVERSALS
from storywatch.transforms.developments.wording import as_written, shortened, who
from storywatch.transforms.learned import learned, probability
from storywatch.transforms.rows import Claim, Development, Figure, content_id
from storywatch.transforms.stories.profile import rarity

FLASH = 2
"""Claims of an article that is only a headline or a flash."""
SAME_WORDS = 0.75
"""Similarity from which a claim may be a known one with something exchanged."""
LEAST_WORDS = 5
"""Words of a sentence that can tell something."""
MORE = "more on what was known"
"""The reason of a development that nothing known can be set against: kept, never an alert."""


def rules() -> dict[str, Any]:
    """Learned weights, thresholds and severities: config/developments.json."""
    return learned("developments")


def told_in_title(claim: Claim, title_terms: Sequence[str]) -> float:
    """How much of what the title says the claim says, between 0 and 1."""
    wanted = {t.partition(":")[2]: rarity(t) for t in title_terms}
    own = {t.partition(":")[2] for t in claim.terms}
    total = math.fsum(wanted.values())
    return math.fsum(w for t, w in sorted(wanted.items()) if t in own) / total if total else 0.0


def claim_score(found: Mapping[str, float], news: float, title: float, position: int, item: Item | None) -> float:
    """How much one claim adds, by the points of config/developments.json."""
    points = rules()["points"]
    score = (
        points["news"] * news + points["title"] * title + points["position"] * min(position, 6) + points["background"] * found["background"]
    )
    if item is not None:
        score += points["item"] + points["kinds"].get(item.kind, 0.0)
    return float(score)


REVERSAL = "high"
"""The severity of what a party confirms that it denied, or denies that it said."""


def severity(kind: str, newsworthy: float, reason: str = "") -> str:
    """low where the article as a whole brings too little, or nothing can be set against it; else what its kind gives."""
    model = rules()
    if newsworthy < model["threshold"] or reason == MORE:
        return "low"
    if any(mark in reason for mark in REVERSALS):
        return REVERSAL
    return str(model["severities"][kind])


def _exchanged(claim: Claim, vector: NDArray[np.float32], known: Knowledge) -> str | None:
    """What the claim says in place of what the nearest known claim says, where both are else the same."""
    similarity, nearest = known.nearest(vector)
    if nearest is None or similarity < SAME_WORDS or claim.background:
        return None
    return exchanged(claim, nearest)


def _development(
    claim: Claim, story_id: str, kind: str, newsworthy: float, why: str, before: Claim | None, dated: bool = True
) -> Development:
    return Development(
        content_id("d", claim.claim_id, kind),
        story_id,
        claim.thread_id or "",
        claim.claim_id,
        claim.article_id,
        kind,
        # nobody knows whether what an undated page tells is new
        severity(kind, newsworthy, why) if dated else "low",
        claim.published,
        claim.text,
        before.claim_id if before else None,
        why,
        newsworthy,
    )


def is_in_scope(claims: Sequence[Claim], known: Knowledge) -> bool:
    """Whether an article tells of a deployment: only such articles raise alerts.

    Of a story that surely is of one any article that speaks of a force; of another only what surely is of one itself.
    """
    if any(map(surely_of_force, claims[:HEAD])):
        return True
    return known.of_force and any(
        (of_deployment(claim) and not claim.background) or any(figure.counted in PEOPLE_OF_A_FORCE for figure in claim.figures)
        for claim in claims
    )


def _foreign_developments(
    claims: Sequence[Claim], vectors: NDArray[np.float32], known: Knowledge, story_id: str, language: str
) -> list[Development]:
    """Of an article that is not in English: the first report of a story, and what its sentences tell that the story does not know."""
    dated = claims[0].published is not None and foreign.in_scope(claims, known)
    if known.dated == 0:
        first = next((c for c in claims if foreign.is_of_force(c)), next((c for c in claims if c.actors), claims[0]))
        return [_development(first, story_id, "first_report", 1.0, FIRST, None, dated)]
    told = [
        (ORDER.index(item.kind), i, item)
        for i, (claim, vector) in enumerate(zip(claims, vectors, strict=True))
        if 1 - known.nearest(vector)[0] >= rules()["repeat_distance"]
        for item in foreign.items(claim, known, language)
    ]
    out: dict[str, Development] = {}
    for _, i, item in sorted(told, key=lambda of: of[:2]):
        if len(out) < rules()["most_per_article"] and item.kind not in out:
            out[item.kind] = _development(claims[i], story_id, item.kind, rules()["threshold"], item.reason, item.before, dated)
    return list(out.values())


def newsworthiness(found: Sequence[Mapping[str, float]], told: Sequence[Sequence[Item]]) -> tuple[float, list[float]]:
    """(how probably an article brings news, how probably each of its claims is the first to say something).

    `found`, `told`: the evidence of each claim, and what is news in it.
    """
    model = rules()
    news = [probability(e, model["claim"]) for e in found]
    return round(probability(article_features(found, turns(told)), model["article"]), 6), news


def told_by(claims: Sequence[Claim], vectors: NDArray[np.float32], known: Knowledge, title_terms: Sequence[str] = ()) -> list[list[Item]]:
    """What is news in each claim. The first report of a story is news whatever it says."""
    out = []
    sides = sides_told(claims, title_terms)
    for claim, vector in zip(claims, vectors, strict=True):
        # what only looks back brings nothing
        own = [] if claim.background else items(claim, known, sides)
        change = _exchanged(claim, vector, known)
        # another day in the same words is the day of another page, and another speaker or outlet tells the same once more
        beside = " ".join([*(d.text for d in claim.dates), claim.speaker or "", claim.speaker_org or ""])
        if change and set(re.findall(r"\w+", change.lower())) & set(re.findall(r"\w+", beside.lower())):
            change = None
        nearest = known.nearest(vector)[1]
        if not own and change and nearest is not None:
            own = [Item("other", f"“{change}”, where before: “{shortened(nearest.text)}” ({who(nearest)})", nearest)]
        out.append(own)
    return out


def developments_of(
    claims: Sequence[Claim],
    vectors: NDArray[np.float32],
    title: str | None,
    title_terms: Sequence[str],
    known: Knowledge,
    story_id: str,
    language: str = "en",
) -> list[Development]:
    """The developments that one article brings to a story, the most telling first; none for an article without claims."""
    if not claims:
        return []
    if language != "en":
        return _foreign_developments(claims, vectors, known, story_id, language)
    model = rules()
    dated = claims[0].published is not None
    found = [evidence(claim, vector, known) for claim, vector in zip(claims, vectors, strict=True)]
    told = told_by(claims, vectors, known, title_terms)
    newsworthy, news = newsworthiness(found, told)
    in_scope = is_in_scope(claims, known)
    if known.dated == 0:
        newsworthy = 1.0
    elif len(claims) <= FLASH and any(told):
        # a headline is too short for the weights; the same words with another number or name in them are news
        newsworthy = max(newsworthy, model["threshold"])
    if any(item.weighty for own, c in zip(told, claims, strict=True) for item in own if not c.background):
        # what a party denies, or confirms after it denied it, for the first time is news, whatever else the article repeats
        newsworthy = max(newsworthy, model["threshold"])
    scored = sorted(
        (
            (round(claim_score(e, news[i], told_in_title(claims[i], title_terms), i, told[i][0] if told[i] else None), 6), i)
            for i, e in enumerate(found)
            if e["distance"] >= model["repeat_distance"] or told[i]
        ),
        key=lambda pair: (-pair[0], pair[1]),
    )
    # what is no news of a deployment is kept, and raises no alert
    return _chosen(scored, claims, told, known, story_id, newsworthy, dated and in_scope)


class _Told:
    """What the chosen claims of an article tell so far: kinds of news, and figures."""

    def __init__(self) -> None:
        self.kinds: set[str] = set()
        self.with_figure: set[str] = set()
        self.senses: set[tuple[str | None, ...]] = set()
        self.figures: set[tuple[str | None, tuple[float, float]]] = set()

    def _adds(self, item: Item) -> bool:
        """Whether an item is of another kind, or brings a figure that the first of its kind did not have, or other people."""
        if item.figure is not None and (item.figure.counted, bounds(item.figure)) in self.figures:
            return False
        if item.kind not in self.kinds:
            return True
        other = _of_people(item) and item.figure is not None and _sense(item.figure) not in self.senses
        return item.figure is not None and (item.kind not in self.with_figure or other)

    def first_new(self, own: Sequence[Item]) -> Item | None:
        """The first item that adds something, one of another kind before others."""
        return min(filter(self._adds, own), key=lambda item: item.kind in self.kinds, default=None)

    def add(self, item: Item) -> None:
        self.kinds.add(item.kind)
        if item.figure is not None:
            self.with_figure.add(item.kind)
            self.senses.add(_sense(item.figure))
            self.figures.add((item.figure.counted, bounds(item.figure)))


def _chosen(
    scored: Sequence[tuple[float, int]],
    claims: Sequence[Claim],
    told: Sequence[Sequence[Item]],
    known: Knowledge,
    story_id: str,
    newsworthy: float,
    dated: bool,
) -> list[Development]:
    """The developments of the claims with most points, one of a kind, and one for a figure that several of them tell."""
    model = rules()
    out: list[Development] = []
    told_so_far = _Told()
    # a story begins with what its first article tells of a force, or else with what shows that it is of one
    tests = (of_deployment, surely_of_force) if known.dated == 0 else ()
    opens = next((test for test in tests if any(test(c) and not c.background for c in claims)), None)
    # what can be set against something known comes before what cannot, which is kept where there is nothing else
    named = {i for _, i in scored if told[i]} if known.dated else set()
    for score, i in sorted(scored, key=lambda pair: pair[1] not in named):
        claim, own = claims[i], told[i]
        people = any(_of_people(item) for item in own) and not claim.background
        least = model["least_points_of_people" if people and any(_says_where(item, claim) for item in own) else "least_points"]
        if len(out) >= model["most_per_article"] + people or (out and score < least):
            continue
        if (claim.background and out) or len(claim.text.split()) < LEAST_WORDS:
            # a dateline or a heading tells nothing by itself
            continue
        if known.dated == 0 and "first_report" not in told_so_far.kinds and (opens is None or (opens(claim) and not claim.background)):
            own = [Item("first_report", FIRST, None), *own]
        item = told_so_far.first_new(own)
        if item is None or (opens and not told_so_far.kinds and item.kind != "first_report"):
            if out or own or opens:
                continue
            item = Item("other", MORE, None)
        told_so_far.add(item)
        out.append(_development(claim, story_id, item.kind, newsworthy, item.reason, item.before, dated))
    return out


def _of_people(item: Item) -> bool:
    """Whether an item brings a number of soldiers, or of those whom something befell."""
    return item.figure is not None and item.figure.counted in ("troops", *LOSSES)


def _says_where(item: Item, claim: Claim) -> bool:
    """Whether an item's number says of what it is, in the sentence's own noun, in which sense, and where: news however late it stands."""
    figure = item.figure
    if figure is None or not figure.place or not figure.what or figure.measure == "other":
        return False
    return as_written(figure.what, figure, claim) is not None


def _sense(figure: Figure) -> tuple[str | None, ...]:
    """Of whom, in which sense and where a figure is."""
    return figure.counted, figure.measure, figure.place
