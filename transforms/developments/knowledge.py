"""What a story knows so far: everything that its claims have said, to compare the next claim with."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from transforms.claims.names import place_name
from transforms.rows import Claim, Figure
from transforms.vocabulary import vocabulary

Bounds = tuple[float, float]
SMALL_CHANGE = 0.02
"""Two figures that differ by less than this share are the same."""


def bounds(figure: Figure) -> Bounds:
    """(low, high), an open side closed by the other one."""
    low = figure.low if figure.low is not None else figure.high
    high = figure.high if figure.high is not None else figure.low
    return (low or 0.0, high or 0.0)


@dataclass(frozen=True)
class Known:
    """A figure that the story knows, and the claim that said it first."""

    low: float
    high: float
    text: str
    claim: Claim
    row: int
    """Where the claim stands in `Knowledge.claims`."""


class Figures(list[Known]):
    """The known figures for one counted thing, in order."""

    def __init__(self) -> None:
        super().__init__()
        self._lows, self._highs = array("d"), array("d")

    def append(self, known: Known) -> None:
        super().append(known)
        self._lows.append(known.low)
        self._highs.append(known.high)

    def saying(self, figure: Figure) -> list[Known]:
        """Those that say the same number, a range that it is part of, or, where the figure is vague, a number in its range."""
        low, high = bounds(figure)
        lows, highs = np.frombuffer(self._lows), np.frombuffer(self._highs)
        same = (lows <= low * (1 + SMALL_CHANGE)) & (highs >= high * (1 - SMALL_CHANGE))
        if figure.approximate:
            same |= (low <= lows) & (highs <= high)
        return [self[i] for i in np.flatnonzero(same)]


def family_name(speaker: str) -> str:
    return speaker.split()[-1].lower()


def sites(claim: Claim) -> frozenset[str]:
    """The places below countries that a claim names, without the word for their kind ("Kursk Oblast" is "kursk")."""
    return _sites(claim.places)


@lru_cache(maxsize=100_000)
def _sites(places: tuple[str, ...]) -> frozenset[str]:
    countries = vocabulary("countries")
    return frozenset(place_name(place) for place in places if place not in countries)


def pairs(claim: Claim) -> set[tuple[str, str]]:
    """A verb with each of the names and nouns that stand in its sentence."""
    verbs = [t for t in claim.terms if t[0] == "v"]
    others = [t for t in claim.terms if t[0] in "cgopw"]
    return {(verb, other) for verb in verbs for other in others}


def _real(claim: Claim) -> bool:
    """Whether a claim tells a state of the deployment, not only what somebody thinks of it."""
    ranks = vocabulary("states")
    return any(ranks[s]["rank"] for s in claim.states)


@dataclass
class Knowledge:
    """Grows by whole articles, in order: what an article says is compared with the articles before it."""

    articles: int = 0
    dated: int = 0
    """Of these the dated ones: an undated article is the first report of nothing."""
    latest: str = ""
    """The latest day on which something is known to have happened."""
    dates: set[str] = field(default_factory=set)
    figures: dict[str | None, Figures] = field(default_factory=lambda: defaultdict(Figures))
    numbers: set[Bounds] = field(default_factory=set)
    _lows: "array[float]" = field(default_factory=lambda: array("d"))
    _highs: "array[float]" = field(default_factory=lambda: array("d"))
    """Those of `numbers`."""
    states: Counter[str] = field(default_factory=Counter)
    states_of: dict[str, Claim] = field(default_factory=dict)
    """state -> the claim that brought it first"""
    places: set[str] = field(default_factory=set)
    parties: set[str] = field(default_factory=set)
    speakers: set[str] = field(default_factory=set)
    classes: set[str] = field(default_factory=set)
    denied_by: dict[str, Claim] = field(default_factory=dict)
    confirmed_by: set[str] = field(default_factory=set)
    party_states: set[tuple[str, str]] = field(default_factory=set)
    terms: Counter[str] = field(default_factory=Counter)
    pairs: set[tuple[str, str]] = field(default_factory=set)
    claims: list[Claim] = field(default_factory=list)
    _vectors: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    """Those of `claims`, and room for more."""
    _near: dict[bytes, tuple[float, int]] = field(default_factory=dict)
    _said: dict[tuple[str | None, float, float, bool], list[Known]] = field(default_factory=dict)
    _asserted: dict[str | None, list[int]] = field(default_factory=lambda: defaultdict(list))
    """party -> the rows of the claims in which it has said that something of the deployment is so"""

    def add(self, claims: Sequence[Claim], vectors: NDArray[np.float32], title_terms: Sequence[str]) -> None:
        """Takes in an article."""
        self._take(vectors)
        for claim in claims:
            if claim.event_date:
                self.latest = max(self.latest, claim.event_date)
            self.dates.update(d.date for d in claim.dates if d.precision == "day")
            for figure in claim.figures:
                low, high = bounds(figure)
                self.figures[figure.counted].append(Known(low, high, figure.text, claim, len(self.claims)))
                if (low, high) not in self.numbers:
                    self.numbers.add((low, high))
                    self._lows.append(low)
                    self._highs.append(high)
            for state in claim.states:
                self.states[state] += 1
                self.states_of.setdefault(state, claim)
            self.places.update(claim.places)
            party = claim.speaker_party
            if party:
                self.parties.add(party)
                if claim.polarity == "denied":
                    self.denied_by.setdefault(party, claim)
                if claim.strength == "confirmed":
                    self.confirmed_by.add(party)
                if not claim.background:
                    self.party_states.update((party, state) for state in claim.states)
            if claim.speaker:
                self.speakers.add(family_name(claim.speaker))
            if claim.source_class:
                self.classes.add(claim.source_class)
            self.terms.update(claim.terms)
            self.pairs |= pairs(claim)
            if claim.polarity == "asserted" and _real(claim):
                self._asserted[party].append(len(self.claims))
            self.claims.append(claim)
        self.terms.update(title_terms)
        self.articles += 1
        self.dated += any(claim.published for claim in claims)

    def asserted_by(self, party: str | None) -> Sequence[int]:
        """The rows of the claims in which the party has said that something of the deployment is so."""
        return self._asserted.get(party, [])

    def said(self, figure: Figure) -> list[Known]:
        """The known figures for the same counted thing that say the same number."""
        key = (figure.counted, *bounds(figure), figure.approximate)
        if key not in self._said:
            self._said[key] = self.figures[figure.counted].saying(figure) if figure.counted in self.figures else []
        return self._said[key]

    def has_number(self, low: float, high: float) -> bool:
        """Whether anything was counted with that number."""
        if not self.numbers:
            return False
        lows, highs = np.frombuffer(self._lows), np.frombuffer(self._highs)
        return bool(((abs(lows - low) <= SMALL_CHANGE * low) & (abs(highs - high) <= SMALL_CHANGE * high)).any())

    def _take(self, vectors: NDArray[np.float32]) -> None:
        self._near, self._said = {}, {}
        if not len(vectors):
            return
        n = len(self.claims)
        if n + len(vectors) > len(self._vectors):
            grown = np.zeros((max(64, 2 * (n + len(vectors))), vectors.shape[1]), np.float32)
            if n:
                grown[:n] = self._vectors[:n]
            self._vectors = grown
        self._vectors[n : n + len(vectors)] = vectors

    def similarity(self, vector: NDArray[np.float32], rows: Sequence[int]) -> float:
        """Of the claims in the rows the greatest similarity; 0 where there are none."""
        return max((float(self._vectors[i] @ vector) for i in rows), default=0.0)

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
