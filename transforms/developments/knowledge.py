"""What a story knows so far: everything that its claims have said, to compare the next claim with."""

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from storywatch.transforms.claims.names import place_name
from storywatch.transforms.developments.ledger import SMALL_CHANGE, Bounds, Ledger, bounds, only_thought
from storywatch.transforms.developments.propositions import HEAD, sides_told, surely_of_force
from storywatch.transforms.developments.told import Propositions
from storywatch.transforms.rows import Claim
from storywatch.transforms.vocabulary import of_vocabulary, vocabulary

SEVERAL = 10
"""Known claims by which it is told how much of a claim is familiar."""


def family_name(speaker: str) -> str:
    return speaker.split()[-1].lower()


def sites(claim: Claim) -> frozenset[str]:
    """The places below countries that a claim names, without the word for their kind ("Kursk Oblast" is "kursk")."""
    return _sites(claim.places)


@of_vocabulary
def _sites(places: tuple[str, ...]) -> frozenset[str]:
    countries = vocabulary("countries")
    return frozenset(place_name(place) for place in places if place not in countries)


def pairs(claim: Claim) -> set[tuple[str, str]]:
    """A verb with each of the names and nouns that stand in its sentence."""
    verbs = [t for t in claim.terms if t[0] == "v"]
    others = [t for t in claim.terms if t[0] in "cgopw"]
    return {(verb, other) for verb in verbs for other in others}


@dataclass
class Knowledge:
    """Grows by whole articles, in order: what an article says is compared with the articles before it."""

    articles: int = 0
    dated: int = 0
    """Of these the dated ones: an undated article is the first report of nothing."""
    latest: str = ""
    """The latest day on which something is known to have happened."""
    dates: set[str] = field(default_factory=set)
    ledger: Ledger = field(default_factory=Ledger)
    told: Propositions = field(default_factory=Propositions)
    numbers: set[Bounds] = field(default_factory=set)
    _lows: "array[float]" = field(default_factory=lambda: array("d"))
    _highs: "array[float]" = field(default_factory=lambda: array("d"))
    """Those of `numbers`."""
    states: Counter[str] = field(default_factory=Counter)
    places: set[str] = field(default_factory=set)
    of_force: bool = False
    """Whether an article of the story surely told of a force at its head."""
    sides: set[str] = field(default_factory=set)
    """Countries and bodies that the story is about, folded."""
    parties: set[str] = field(default_factory=set)
    speakers: set[str] = field(default_factory=set)
    terms: Counter[str] = field(default_factory=Counter)
    pairs: set[tuple[str, str]] = field(default_factory=set)
    claims: list[Claim] = field(default_factory=list)
    _vectors: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    """Those of `claims`, and room for more."""
    _total: NDArray[np.float32] | None = None
    """Their sum."""
    _central: float = 0.0
    """The sum of how near each was to what was known when it came."""
    _near: dict[bytes, tuple[float, int]] = field(default_factory=dict)

    def add(self, claims: Sequence[Claim], vectors: NDArray[np.float32], title_terms: Sequence[str]) -> None:
        """Takes in an article."""
        self._take(vectors)
        self.of_force = self.of_force or any(map(surely_of_force, claims[:HEAD]))
        for claim in claims:
            if claim.event_date:
                self.latest = max(self.latest, claim.event_date)
            self.dates.update(d.date for d in claim.dates if d.precision == "day")
            unreal = only_thought(claim)
            for figure in claim.figures:
                if figure.text not in unreal:
                    self.ledger.add(figure, claim)
                if (both := bounds(figure)) not in self.numbers:
                    self.numbers.add(both)
                    self._lows.append(both[0])
                    self._highs.append(both[1])
            self.told.add(claim)
            self.states.update(claim.states)
            self.places.update(claim.places)
            if claim.speaker_party:
                self.parties.add(claim.speaker_party)
            if claim.speaker:
                self.speakers.add(family_name(claim.speaker))
            self.terms.update(claim.terms)
            self.pairs |= pairs(claim)
            self.claims.append(claim)
        self.sides |= sides_told(claims, title_terms)
        self.terms.update(title_terms)
        self.articles += 1
        self.dated += any(claim.published for claim in claims)

    def has_number(self, low: float, high: float) -> bool:
        """Whether anything was counted with that number."""
        if not self.numbers:
            return False
        lows, highs = np.frombuffer(self._lows), np.frombuffer(self._highs)
        return bool(((abs(lows - low) <= SMALL_CHANGE * low) & (abs(highs - high) <= SMALL_CHANGE * high)).any())

    def _take(self, vectors: NDArray[np.float32]) -> None:
        self._near = {}
        if not len(vectors):
            return
        n = len(self.claims)
        if n + len(vectors) > len(self._vectors):
            grown = np.zeros((max(64, 2 * (n + len(vectors))), vectors.shape[1]), np.float32)
            if n:
                grown[:n] = self._vectors[:n]
            self._vectors = grown
        self._vectors[n : n + len(vectors)] = vectors
        self._central += float(sum(self.centrality(vector) for vector in vectors))
        total = vectors.sum(axis=0)
        self._total = total if self._total is None else self._total + total

    def centrality(self, vector: NDArray[np.float32]) -> float:
        """How near a claim is to what the story tells on the whole: the cosine with the mean of its claims; 0 where nothing is known."""
        if self._total is None:
            return 0.0
        return float(vector @ self._total / max(float(np.linalg.norm(self._total)), 1e-9))

    @property
    def typical(self) -> float:
        """The mean of `centrality` over the story's claims."""
        return self._central / len(self.claims) if self.claims else 0.0

    def familiarity(self, vector: NDArray[np.float32]) -> float:
        """The mean similarity of the nearest claims (SEVERAL at most); 0 where nothing is known."""
        n = len(self.claims)
        if not n:
            return 0.0
        similarities = self._vectors[:n] @ vector
        return float(np.mean(np.sort(similarities)[-SEVERAL:]))

    def look_up(self, vectors: NDArray[np.float32]) -> None:
        """Finds what is nearest to each of the vectors in one product, which is cheaper than one by one."""
        if self.claims and len(vectors):
            similarities = vectors @ self._vectors[: len(self.claims)].T
            best = similarities.argmax(axis=1)
            for vector, row, at in zip(vectors, similarities, best, strict=True):
                self._near[vector.tobytes()] = (float(row[at]), int(at))

    def nearest(self, vector: NDArray[np.float32]) -> tuple[float, Claim | None]:
        """(similarity, claim) of the known claim that is nearest, the first of equals; (0, None) where nothing is known."""
        if not self.claims:
            return 0.0, None
        if vector.tobytes() not in self._near:
            self.look_up(vector[None])
        similarity, at = self._near[vector.tobytes()]
        return similarity, self.claims[at]
