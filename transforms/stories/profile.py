"""What an article and a story speak of, and how well the one fits the other.

The profile of a story is made of the articles that joined it, in order. `features` compares an article with it: by
vectors (claims against claims, means against means) and by what is named, where what is rare weighs more. How much
each feature counts is learned (`pipelines/tune.py`) and stored in config/linking.json.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from wordfreq import zipf_frequency

from transforms.rows import Claim, order_of
from transforms.stories.wording import Columns, Unit, unit, words_of
from transforms.vocabulary import of_vocabulary, vocabulary

Matrix = NDArray[np.float32]

NAMES = ("c", "o", "p", "g")
TERMS = (*NAMES, "w", "v", "n")
LEAD = 2
"""Claims at the head of an article that tell what it is about."""
HEAD = 3
"""Claims among which an undated article may give its date."""
SAME_DAYS = 7
"""Articles so many days apart are of one time."""
RECENT = 60
"""Articles of a story that an article is compared with, the latest ones."""

FEATURES = (
    "mean", "best_claims", "terms", "names_nearest", "core_names", "core_lead_names", "core_words", "lead_names_known", "numbers",
    "short", "same_days",
    "places_apart", "countries_apart", "forces_shared", "forces_apart", "kinds_apart",
    "countries_shared", "countries_differ", "kinds_shared", "deployment",
    "compared", "same_event", "same_event_mean", "rival",
    "lift", "lift_terms",
    "words", "words_nearest", "lift_words",
)  # fmt: skip
"""The line of `compared` is about the comparison of texts (transforms/stories/comparison.py), the next about other candidates (`lifts`)."""
WORDS = ("words", "words_nearest", "lift_words")
"""What is known only where a story has an article in the same language."""
OTHERS = 5
"""Other candidates, the nearest ones, above which a story must stand out."""


@lru_cache(maxsize=100_000)
def rarity(term: str) -> float:
    """How much a term tells: its distance from everyday words, by the frequency of its rarest word in English."""
    kind, _, word = term.partition(":")
    if kind == "n":
        return 3.0
    parts = re.findall(r"[a-z]+", word.lower()) or ["x"]
    return max(0.3, 6.5 - min(zipf_frequency(part, "en") for part in parts))


class Weights(dict[str, float]):
    """term -> weight, with what a comparison of some kinds of terms needs, worked out once."""

    def __init__(self, counts: Counter[str]) -> None:
        super().__init__()
        self.put(counts, counts)

    def put(self, counts: Counter[str], terms: Iterable[str]) -> None:
        """Sets the weights of `terms` by how often they are counted; what is counted no longer has none."""
        self._parts: dict[tuple[str, ...], tuple[dict[str, float], float]] = {}
        for term in terms:
            n = counts[term]
            if n > 0:
                self[term] = (1 + math.log(n)) * rarity(term)
            else:
                self.pop(term, None)

    def of(self, kinds: tuple[str, ...]) -> tuple[dict[str, float], float]:
        """The terms of these kinds, and the sum of their squared weights."""
        if kinds not in self._parts:
            part = {term: weight for term, weight in self.items() if term[0] in kinds}
            self._parts[kinds] = (part, math.fsum(x * x for x in part.values()))
        return self._parts[kinds]


def _cosine(a: Weights, b: Weights, kinds: tuple[str, ...]) -> float:
    (left, of_left), (right, of_right) = a.of(kinds), b.of(kinds)
    norm = of_left * of_right
    # math.fsum is exact, so the order of the terms does not matter
    return math.fsum(left[t] * right[t] for t in left.keys() & right.keys()) / math.sqrt(norm) if norm else 0.0


@dataclass(frozen=True)
class Wanted:
    """Terms with their weights, of which a share may be present elsewhere."""

    weights: dict[str, float]
    total: float

    @classmethod
    def of(cls, weights: dict[str, float]) -> "Wanted":
        return cls(weights, math.fsum(weights.values()))

    def share(self, present: Set[str], otherwise: float) -> float:
        """The share that is present, by weight; `otherwise` where nothing is wanted."""
        return math.fsum(self.weights[t] for t in self.weights.keys() & present) / self.total if self.total else otherwise


def _unit(vector: Matrix) -> Matrix:
    return vector / max(float(np.linalg.norm(vector)), 1e-9)


@dataclass(frozen=True)
class ArticleProfile:
    """An article as the linking sees it; `vectors` are those of its claims, in the order of the text."""

    article_id: str
    published: str | None
    source: str | None
    claims: tuple[Claim, ...]
    vectors: Matrix
    title_terms: tuple[str, ...]
    title: str | None = None
    version_of: str | None = None
    language: str | None = None

    @property
    def day(self) -> date | None:
        """The day of publication; for an undated article the first full date that the head of its text gives."""
        told = self.published or next((d.date for c in self.claims[:HEAD] for d in c.dates if d.precision == "day"), None)
        return date.fromisoformat(told[:10]) if told else None

    @property
    def order(self) -> tuple[str, str]:
        return order_of(self.published, self.article_id)


@dataclass
class Prepared:
    """Sums over an article that every comparison needs."""

    profile: ArticleProfile
    mean: Matrix
    counts: Counter[str]
    weights: Weights
    lead: Counter[str]
    lead_names: Wanted
    day: date | None
    names: Unit
    words: Unit

    @property
    def language(self) -> str:
        return self.profile.language or "en"

    def of_lead(self, kinds: str) -> frozenset[str]:
        """What the title and the first claims name, of some kinds of terms."""
        return frozenset(t for t in self.lead if t[0] in kinds)


def lead_terms(title_terms: Iterable[str], claims: Sequence[Claim]) -> tuple[str, ...]:
    """What the title and the first claims of an article name, each once."""
    return tuple(dict.fromkeys([*title_terms, *(term for claim in claims[:LEAD] for term in claim.terms)]))


def prepare(profile: ArticleProfile) -> Prepared:
    counts = Counter(profile.title_terms)
    for claim in profile.claims:
        counts.update(claim.terms)
    lead = Counter(profile.title_terms)
    for claim in profile.claims[:LEAD]:
        lead.update(claim.terms)
    vectors = profile.vectors
    # float64 sums in one order, so that the last bit does not depend on the machine's threads
    mean = _unit(np.add.reduce(vectors.astype(np.float64), axis=0)) if len(vectors) else np.zeros(vectors.shape[1])
    weights = Weights(counts)
    lead_names = Wanted.of({t: weights[t] for t in lead if t[0] in NAMES})
    words = words_of([profile.title or "", *(c.text for c in profile.claims)], profile.language or "en")
    return Prepared(profile, mean.astype(np.float32), counts, weights, lead, lead_names, profile.day, unit(weights.of(NAMES)[0]), words)


@dataclass
class StoryProfile:
    """The articles of one story so far, the latest `RECENT` of them."""

    story_id: str
    members: list[Prepared] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    articles_with: Counter[str] = field(default_factory=Counter)
    leads_with: Counter[str] = field(default_factory=Counter)
    size: int = 0
    names: Columns = field(default_factory=Columns)
    words: Columns = field(default_factory=Columns)
    languages: list[str] = field(default_factory=list)
    """Of each column of `words`."""
    weights: Weights = field(default_factory=lambda: Weights(Counter()))
    _known: dict[Any, Any] = field(default_factory=dict)
    """What is worked out from the members, until the next one."""

    def add(self, member: Prepared) -> None:
        self.members.append(member)
        self.size += 1
        changed = [member.counts]
        if len(self.members) > RECENT:
            dropped = self.members.pop(0)
            self.counts.subtract(dropped.counts)
            self.articles_with.subtract(dropped.counts.keys())
            self.leads_with.subtract(dropped.lead.keys())
            changed.append(dropped.counts)
        column = (self.size - 1) % RECENT
        self.names.put(column, member.names)
        self.words.put(column, member.words)
        self.languages[column : column + 1] = [member.language]
        self.counts.update(member.counts)
        self.articles_with.update(member.counts.keys())
        self.leads_with.update(member.lead.keys())
        for counts in changed:
            self.weights.put(self.counts, counts)
        self._known = {}

    def _once(self, key: Any, make: Callable[[], Any]) -> Any:
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]

    def vectors(self) -> Matrix:
        """Of all claims, a column for each, (dimensions, claims): the way in which products with few claims take least."""
        found: Matrix = self._once("vectors", lambda: np.concatenate([m.profile.vectors.T for m in self.members], axis=1))
        return found

    def centre(self) -> Matrix:
        """The mean of the articles' mean vectors."""

        def make() -> Matrix:
            return _unit(np.add.reduce(np.stack([m.mean for m in self.members]).astype(np.float64), axis=0)).astype(np.float32)

        found: Matrix = self._once("centre", make)
        return found

    def days(self) -> frozenset[date]:
        """The days of its articles."""
        found: frozenset[date] = self._once("days", lambda: frozenset(m.day for m in self.members if m.day))
        return found

    def leads(self, kinds: str) -> frozenset[str]:
        """What the heads of its articles name, of one kind of terms."""
        found: frozenset[str] = self._once(kinds, lambda: frozenset(t for t, n in self.leads_with.items() if n > 0 and t[0] in kinds))
        return found

    def core(self, kinds: tuple[str, ...], leads: bool = False) -> Wanted:
        """What more than half of the articles name."""

        def make() -> Wanted:
            n = len(self.members)
            seen = self.leads_with if leads else self.articles_with
            return Wanted.of({t: self.weights[t] * k / n for t, k in seen.items() if 2 * k > n and t[0] in kinds and t in self.weights})

        found: Wanted = self._once((kinds, leads), make)
        return found


def similarities(article: Prepared, story: StoryProfile) -> Matrix:
    """Of each claim of the article with each of the story, (claims, claims of the story)."""
    return article.profile.vectors @ story.vectors()


def _mean(values: Matrix) -> float:
    """As `values.mean()`, which takes longer than the sum."""
    return float(np.add.reduce(values) / np.float32(len(values)))


def apart(own: Set[str], others: Set[str]) -> float:
    """1 where both name something, and nothing is the same."""
    return float(bool(own) and bool(others) and own.isdisjoint(others))


@of_vocabulary
def _kinds_of_force() -> dict[str, str]:
    """word -> the kind of force or equipment that it is a word for."""
    return {unit.replace("?", "").replace("\\", "").lower(): kind for kind, units in vocabulary("forces").items() for unit in units}


def kinds_of_force(terms: Iterable[str]) -> frozenset[str]:
    """Which kinds of force or equipment words are named ("ships", "weapons")."""
    kinds = _kinds_of_force()
    return frozenset(kind for t in terms if t[0] == "w" and (kind := kinds.get(t[2:]) or kinds.get(t[2:] + "s")))


LIMIT = 4.0
"""Log odds beyond which a comparison of texts tells no more."""


def compared(told: Mapping[str, Iterable[float]], story_id: str) -> dict[str, float]:
    """What the comparison of texts tells of a story. `told`: story -> the log odds of its articles that were compared."""
    own = [max(-LIMIT, min(LIMIT, x)) / LIMIT for x in told.get(story_id, ())]
    others = [max(-LIMIT, min(LIMIT, x)) / LIMIT for s, scores in told.items() if s != story_id for x in scores]
    return {
        "compared": float(bool(own)),
        "same_event": max(own, default=0.0),
        "same_event_mean": math.fsum(own) / len(own) if own else 0.0,
        "rival": max(others, default=-1.0),
    }


def _words(article: Prepared, story: StoryProfile) -> dict[str, float]:
    """How alike the words are, on average and at best, of an article and those of a story that are in its language."""
    found = story.words.cosines(article.words)
    alike = [float(found[i]) for i, language in enumerate(story.languages) if language == article.language]
    return {
        "words_known": float(bool(alike)),
        "words": math.fsum(alike) / len(alike) if alike else 0.0,
        "words_nearest": max(alike, default=0.0),
    }


def features(
    article: Prepared, story: StoryProfile, grid: Matrix | None = None, told: Mapping[str, Iterable[float]] | None = None
) -> dict[str, float]:
    """How well `article` fits `story`; every value of FEATURES, most of them between 0 and 1.

    `grid`: their `similarities`; `told`: story -> log odds of the comparisons of texts with articles of it.
    """
    if len(article.profile.vectors):
        grid = similarities(article, story) if grid is None else grid
        best_claims = _mean(np.sort(grid.max(axis=1))[-2:])
    else:
        best_claims = 0.0
    counts = article.counts.keys()
    days = story.days()
    core = story.core(("c",), leads=True).weights
    countries = min(2, len(article.of_lead("c") & core.keys())) / 2
    kinds = float(bool(kinds_of_force(article.of_lead("w")) & kinds_of_force(story.core(("w",), leads=True).weights)))
    return {
        "mean": float(article.mean @ story.centre()),
        "best_claims": best_claims,
        "terms": _cosine(article.weights, story.weights, TERMS),
        "names_nearest": float(story.names.cosines(article.names).max()),
        "core_names": story.core(NAMES).share(counts, 0.3),
        "core_lead_names": story.core(NAMES, leads=True).share(counts, 0.3),
        "core_words": story.core(("w", "v")).share(counts, 0.3),
        "lead_names_known": article.lead_names.share(story.weights.keys(), 0.5),
        "numbers": _cosine(article.weights, story.weights, ("n",)),
        "short": 1 / (1 + len(article.profile.vectors)),
        **compared(told or {}, story.story_id),
        **_words(article, story),
        "countries_shared": countries,
        "countries_differ": float(bool(article.of_lead("c") - story.leads("c")) and bool(core.keys() - article.of_lead("c"))),
        "kinds_shared": kinds,
        "deployment": countries * kinds,
        "places_apart": apart(article.of_lead("cg"), story.leads("cg")),
        "countries_apart": apart(article.of_lead("c"), story.leads("c")),
        "forces_shared": float(bool(article.of_lead("f") & story.leads("f"))),
        "forces_apart": apart(article.of_lead("f"), story.leads("f")),
        "kinds_apart": apart(kinds_of_force(article.of_lead("w")), kinds_of_force(story.leads("w"))),
        "same_days": float(any(article.day + timedelta(days=n) in days for n in range(-SAME_DAYS, SAME_DAYS + 1))) if article.day else 0.0,
    }


def lifts(story_id: str, found: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """How far a candidate stands out: its `mean` and `terms` above those of the nearest other candidates.

    Where all articles are alike that says more than the similarity itself. `found`: story -> its other features.
    """
    others = sorted((values["mean"], values["terms"], values["words"]) for s, values in found.items() if s != story_id)[-OTHERS:]

    def lift(at: int, name: str, alone: float) -> float:
        level = math.fsum(of[at] for of in others) / len(others) if others else alone
        return found[story_id][name] - level

    return {"lift": lift(0, "mean", 0.3), "lift_terms": lift(1, "terms", 0.3), "lift_words": lift(2, "words", 0.1)}
