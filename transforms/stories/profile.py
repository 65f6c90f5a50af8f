"""What an article speaks of, and a story: the articles that joined it, as vectors that a newcomer is compared with.

An article is a few unit vectors (its words, what it names, its numbers; the mean of its claims' vectors) and a few sets of names
at its head. A story keeps those of its latest articles side by side. How alike the two are is told by
transforms/stories/fit.py.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from storywatch.transforms.claims.names import kind_of_force
from storywatch.transforms.embedding_model import Vectors, mean_vector
from storywatch.transforms.rows import Claim, Claims, Packed, order_of
from storywatch.transforms.stories.wording import Columns, Unit, article_words, unit
from wordfreq import zipf_frequency

Matrix = NDArray[np.float32]

NAMES = ("c", "o", "p", "g")
LEAD = 2
"""Claims at the head of an article that tell what it is about."""
HEAD = 3
"""Claims among which an undated article may give its date."""
RECENT = 60
"""Articles of a story that an article is compared with, the latest ones."""

UNITS = ("words", "names", "terms", "numbers")
"""Kinds of unit vectors of what an article says: see `_units`."""
NAMED = {"places": "cg", "countries": "c"}
"""Kinds of names at the head of an article, by the first letters of their terms."""
COMMON = 5.0
"""The Zipf frequency from which a word of a force's name ("air", "national") tells no force from another."""


@lru_cache(maxsize=100_000)
def rarity(term: str) -> float:
    """How much a term tells: its distance from everyday words, by the frequency of its rarest word in English."""
    kind, _, word = term.partition(":")
    if kind == "n":
        return 3.0
    parts = re.findall(r"[a-z]+", word.lower()) or ["x"]
    return max(0.3, 6.5 - min(zipf_frequency(part, "en") for part in parts))


def forces_named(terms: Iterable[str]) -> frozenset[str]:
    """Which kinds of force or equipment words are named ("ships", "weapons")."""
    return frozenset(kind for t in terms if t[0] == "w" and (kind := kind_of_force(t[2:])))


@dataclass(frozen=True)
class ArticleProfile:
    """An article as the linking sees it; `vectors` are those of its claims, in the order of the text, `head_vector` that of its head."""

    article_id: str
    published: str | None
    source: str | None
    claims: tuple[Claim, ...]
    vectors: Matrix
    head_vector: Vectors
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
    """What every comparison needs of an article, worked out once."""

    profile: ArticleProfile
    mean: Matrix
    """Of the vectors of its claims."""
    units: Mapping[str, Unit]
    terms: frozenset[str]
    lead: frozenset[str]
    """What the title and the first claims name."""
    named: Mapping[str, frozenset[str]]
    """Kind of NAMED, or "forces" (the words of their names) or "kinds" of force -> what the head names of it."""
    day: date | None
    said: Packed[Claims] | None = None
    """The claims of an article of a story, which are seldom looked at, in place of those of its profile."""

    @property
    def language(self) -> str:
        return self.profile.language or "en"

    @property
    def claims(self) -> tuple[Claim, ...]:
        return self.said.open(Claims) if self.said else self.profile.claims

    def kept(self) -> "Prepared":
        """As a story keeps it: all articles of a run are in memory so, and their claims would take most of it."""
        if self.said:
            return self
        profile = replace(self.profile, claims=(), vectors=self.profile.vectors.astype(np.float16))
        return replace(self, profile=profile, said=Packed.of(self.profile.claims))


def lead_terms(title_terms: Iterable[str], claims: Sequence[Claim]) -> tuple[str, ...]:
    """What the title and the first claims of an article name, each once."""
    return tuple(dict.fromkeys([*title_terms, *(term for claim in claims[:LEAD] for term in claim.terms)]))


def _units(profile: ArticleProfile) -> dict[str, Unit]:
    """Its words; its names; its names with force words and verbs; its numbers."""
    counts = Counter(profile.title_terms)
    for claim in profile.claims:
        counts.update(claim.terms)

    def of(kinds: tuple[str, ...]) -> Unit:
        return unit({term: (1 + math.log(n)) * rarity(term) for term, n in counts.items() if term[0] in kinds})

    return {
        "words": article_words(profile.title, (c.text for c in profile.claims), profile.language),
        "names": of(NAMES),
        "terms": of((*NAMES, "w", "v")),
        "numbers": of(("n",)),
    }


def _words_of_forces(terms: Iterable[str]) -> frozenset[str]:
    """Of the names of forces and equipment, the words that are not common, if there are any: "B-2" and "B-2 Spirit" are no two forces."""
    found: set[str] = set()
    for name in (t[2:] for t in terms if t[0] == "f"):
        # what wordfreq says of "B-2" is what it says of its parts
        found.update([word for word in name.split() if not word.isalpha() or zipf_frequency(word, "en") < COMMON] or [name])
    return frozenset(found)


def prepare(profile: ArticleProfile) -> Prepared:
    lead = frozenset(lead_terms(profile.title_terms, profile.claims))
    named = {kind: frozenset(t for t in lead if t[0] in letters) for kind, letters in NAMED.items()}
    return Prepared(
        profile, mean_vector(profile.vectors).astype(np.float32), _units(profile),
        frozenset([*profile.title_terms, *(term for claim in profile.claims for term in claim.terms)]), lead,
        {**named, "forces": _words_of_forces(lead), "kinds": forces_named(lead)}, profile.day,
    )  # fmt: skip


@dataclass
class StoryProfile:
    """The articles of one story so far, the latest `RECENT` of them."""

    story_id: str
    members: list[Prepared] = field(default_factory=list)
    articles_with: Counter[str] = field(default_factory=Counter)
    leads_with: Counter[str] = field(default_factory=Counter)
    size: int = 0
    units: dict[str, Columns] = field(default_factory=lambda: {kind: Columns() for kind in UNITS})
    """Kind of UNITS -> a column for each member, the next one in place of the oldest."""
    _known: dict[Any, Any] = field(default_factory=dict)
    """What is worked out from the members, until the next one."""

    def add(self, member: Prepared) -> None:
        self.members.append(member.kept())
        self.size += 1
        if len(self.members) > RECENT:
            dropped = self.members.pop(0)
            self.articles_with.subtract(dropped.terms)
            self.leads_with.subtract(dropped.lead)
        for kind, columns in self.units.items():
            columns.put((self.size - 1) % RECENT, member.units[kind])
        self.articles_with.update(member.terms)
        self.leads_with.update(member.lead)
        self._known = {}

    def _once(self, key: Any, make: Callable[[], Any]) -> Any:
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]

    def cosines(self, kind: str, of: Unit) -> NDArray[np.float64]:
        """Of an article's unit vector with those of the members, in their order."""
        found = self.units[kind].cosines(of)[: len(self.members)].astype(np.float64)
        return np.roll(found, -(self.size % RECENT)) if self.size > RECENT else found

    def same_language(self, language: str) -> NDArray[np.bool_]:
        """Which members are in a language."""
        found: NDArray[np.bool_] = self._once(("language", language), lambda: np.array([m.language == language for m in self.members]))
        return found

    def vectors(self) -> Matrix:
        """Of all claims, a column for each, (dimensions, claims): the way in which products with few claims take least."""
        found: Matrix = self._once(
            "vectors", lambda: np.concatenate([m.profile.vectors.T.astype(np.float32) for m in self.members], axis=1)
        )
        return found

    def means(self) -> Matrix:
        """The mean vectors of the members, (members, dimensions)."""
        found: Matrix = self._once("means", lambda: np.stack([m.mean for m in self.members]))
        return found

    def heads(self) -> Matrix:
        """The vectors of the members' heads, (members, dimensions)."""
        found: Matrix = self._once("heads", lambda: np.stack([m.profile.head_vector for m in self.members]).astype(np.float32))
        return found

    def named(self, kind: str) -> frozenset[str]:
        """What the heads of its articles name of a kind, as `Prepared.named` has it."""
        found: frozenset[str] = self._once(("named", kind), lambda: frozenset[str]().union(*(m.named[kind] for m in self.members)))
        return found

    def core(self, kinds: tuple[str, ...], leads: bool = False) -> frozenset[str]:
        """What more than half of the articles name."""
        seen = self.leads_with if leads else self.articles_with
        found: frozenset[str] = self._once(
            (kinds, leads), lambda: frozenset(t for t, k in seen.items() if 2 * k > len(self.members) and t[0] in kinds)
        )
        return found


def apart(own: Set[str], others: Set[str]) -> bool:
    """Whether both name something, and nothing is the same."""
    return bool(own) and bool(others) and own.isdisjoint(others)
