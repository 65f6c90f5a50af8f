"""What a claim adds to what its story knows: one number, mostly between 0 and 1, for each kind of evidence."""

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from transforms.claims.extract import is_recap
from transforms.developments.knowledge import Knowledge, bounds, family_name, pairs, sites
from transforms.learned import learned
from transforms.rows import Claim, Figure
from transforms.stories.profile import rarity
from transforms.vocabulary import vocabulary, words_regex

RECENT = 3
"""Days: an event of so long ago may still be today's news."""
NEW_THERE = 0.6
"""What a known number counts for where it was known for other places only."""
COPIED = 0.88
"""Similarity from which a sentence is a copy."""

WEAK_SOURCES = frozenset((None, "media", "unnamed", "person"))

LOOK_BACK = ("background", "past_date", "past_perfect", "retrospect", "old_date", "known_date")
NEW = (
    "later_event", "fresh_event", "new_date", "new_figure", "new_state", "new_place", "new_party", "new_speaker", "new_denial",
    "new_confirmation", "new_words", "new_names", "new_pairs", "distance", "reversal", "party_state", "first_time",
)  # fmt: skip
_FOR_REASONS = ("fresh_event", "new_place", "new_confirmation")
"""Evidence that chooses and explains claims, but told nothing more about whole articles on stories left out of the learning."""
_WEIGHED = tuple(name for name in NEW if name not in _FOR_REASONS)
FEATURES = (
    *(f"most_{name}" for name in _WEIGHED), *(f"lead_{name}" for name in _WEIGHED),
    "mean_new_words", "mean_distance", "mean_new_pairs", "mean_new_names",
    *(f"mean_{name}" for name in LOOK_BACK), *(f"lead_{name}" for name in LOOK_BACK), "recap", "first", "copied",
)  # fmt: skip

_FIRST_TIME = re.compile(r"for the first time|\bfirst\b", re.I)


@lru_cache(maxsize=4)
def _retrospect() -> re.Pattern[str]:
    return words_regex(vocabulary("background")["retrospect"])


def new_figure(figure: Figure, claim: Claim, known: Knowledge) -> float:
    """1 where the figure is outside of what is known for the same counted thing, 0 where it is known or only vaguer.

    A number that was known for other places only is new too: 10,000 in one region are not the 10,000 in the country.
    """
    if figure.counted not in learned("developments")["counted"] or (figure.low is None and figure.high is None):
        return 0.0
    low, high = bounds(figure)
    said = known.said(figure)
    if said:
        there = sites(claim)
        elsewhere = there and figure.counted == "troops" and all(old.claim.places and not there & sites(old.claim) for old in said)
        return NEW_THERE if elsewhere else 0.0
    # the same number counted something else before: "3,000" casualties, said of 300 killed and 2,700 wounded
    return 0.3 if known.has_number(low, high) else 1.0


def evidence(claim: Claim, vector: NDArray[np.float32], known: Knowledge) -> dict[str, float]:
    """Every value of NEW and LOOK_BACK for one claim."""
    day = date.fromisoformat(claim.published[:10]) if claim.published else None

    def age(iso: str) -> int:
        return (day - date.fromisoformat(iso)).days if day else 0

    # in whatever order, as math.fsum is exact
    terms = set(claim.terms)
    weight = math.fsum(rarity(t) for t in terms) or 1.0
    unknown = [t for t in terms if t not in known.terms]
    joined = pairs(claim)
    party, states = claim.speaker_party, claim.states
    fresh = 0.0
    if claim.event_date and day:
        fresh = 1.0 if age(claim.event_date) <= RECENT else 0.5 if age(claim.event_date) <= 7 else 0.0
    known_days = [age(d.date) for d in claim.dates if d.precision == "day" and d.date in known.dates]
    return {
        "later_event": float(bool(claim.event_date) and (claim.event_date or "") > known.latest),
        "fresh_event": fresh,
        "new_date": float(bool(claim.event_date) and claim.event_date not in known.dates),
        "new_figure": max((new_figure(f, claim, known) for f in claim.figures), default=0.0),
        "new_state": float(any(s not in known.states for s in states)),
        "new_place": float(any(p not in known.places for p in claim.places)),
        "new_party": float(bool(party) and party not in known.parties),
        "new_speaker": float(bool(claim.speaker) and family_name(claim.speaker or "") not in known.speakers),
        "new_denial": float(claim.polarity == "denied" and bool(party) and party not in known.denied_by),
        "new_confirmation": float(claim.strength == "confirmed" and party not in known.confirmed_by),
        "new_words": math.fsum(rarity(t) for t in unknown) / weight,
        "new_names": math.fsum(rarity(t) for t in unknown if t[0] in "cogp"),
        "new_pairs": len(joined - known.pairs) / len(joined) if joined else 0.5,
        "distance": 1 - known.nearest(vector)[0],
        "reversal": float(party in known.denied_by and claim.polarity == "asserted" and claim.strength == "confirmed"),
        "party_state": float(
            bool(party) and claim.source_class not in WEAK_SOURCES and any((party, s) not in known.party_states for s in states)
        ),
        "first_time": float(bool(_FIRST_TIME.search(claim.text)) and not claim.background),
        "background": float(claim.background),
        "past_date": float(any(d.frame == "past" for d in claim.dates)),
        "past_perfect": float(claim.background),
        "retrospect": float(bool(_retrospect().search(claim.text))),
        "old_date": float(any(n > RECENT for n in known_days)),
        "known_date": float(any(n <= RECENT for n in known_days)),
    }


LEAD = 2
"""Claims at the head of an article, which bring what is new in most news."""
BACKGROUND_COUNTS = 0.3
"""What evidence in a claim that only looks back counts for."""


def article_features(
    found: Sequence[Mapping[str, float]], claims: Sequence[Claim], title: str | None, known: Knowledge
) -> dict[str, float]:
    """Every value of FEATURES: the evidence of an article's claims (`found`, one per claim, at least one) put together."""

    def most(name: str, part: Sequence[Mapping[str, float]]) -> float:
        return max(e[name] * (1 - (1 - BACKGROUND_COUNTS) * e["background"]) for e in part)

    def mean(name: str) -> float:
        return math.fsum(e[name] for e in found) / len(found)

    lead = found[:LEAD]
    characters = sum(len(c.text) for c in claims)
    values = {f"most_{name}": most(name, found) for name in _WEIGHED}
    values.update({f"lead_{name}": most(name, lead) for name in _WEIGHED})
    values.update({f"mean_{name}": mean(name) for name in ("new_words", "distance", "new_pairs", "new_names", *LOOK_BACK)})
    values.update({f"lead_{name}": max(e[name] for e in lead) for name in LOOK_BACK})
    values["recap"] = float(is_recap(title, "\n".join(c.text for c in claims)))
    values["first"] = float(known.dated == 0)
    values["copied"] = sum(len(c.text) for c, e in zip(claims, found, strict=True) if e["distance"] < 1 - COPIED) / characters
    return values
