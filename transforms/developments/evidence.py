"""What a claim adds to what its story knows: one number, mostly between 0 and 1, for each kind of evidence."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from transforms.claims.extract import is_recap
from transforms.developments.knowledge import Knowledge, pairs, sites
from transforms.developments.ledger import agree, bounds, is_counted, sense, where
from transforms.developments.propositions import proposition
from transforms.rows import Claim, Event, Figure
from transforms.stories.profile import rarity

NEW_THERE = 0.6
"""What a known number counts for where it was known for other places only."""
KNOWN_NUMBER = 0.3
"""What a number counts for that was told of the same thing in another sense (planned, then arrived), or of something else."""
COPIED = 0.88
"""Similarity from which a sentence is a copy."""
HAPPENED = ("fact", "ended")
CLAIM_FEATURES = ("new_words", "new_names", "new_pairs", "new_figure", "new_event", "later_event", "familiar", "central", "background")
"""What tells whether a claim is the first to say something: config/developments.json, `claim`."""
FEATURES = ("most", "lead", "mean", "first_claim", "looks_back", "copied", "recap")
"""What tells whether an article brings news: `article` in the same file."""


def new_figure(figure: Figure, claim: Claim, known: Knowledge) -> float:
    """1 where the figure is outside of what is known for the same thing, 0 where it is known in the same sense or only vaguer.

    A number that was known for other places only is new too: 10,000 in one region are not the 10,000 in the country.
    """
    if not is_counted(figure) or (figure.low is None and figure.high is None):
        return 0.0
    said = known.ledger.said(figure)
    if said:
        same = [e for e in said if sense(e.figure) == sense(figure) and agree(e.figure.whose, figure.whose)]
        if not same:
            return KNOWN_NUMBER
        there = sites(claim)
        place = where(figure, claim)
        elsewhere = there and all(e.claim.places and not there & sites(e.claim) and not agree(where(e.figure, e.claim), place) for e in same)
        return NEW_THERE if elsewhere else 0.0
    return KNOWN_NUMBER if known.has_number(*bounds(figure)) else 1.0


def is_new(event: Event, known: Knowledge) -> bool:
    """Whether the story does not know of such an event as a fact: nothing of the kind, of that force, side and place, or of a later day."""
    said = proposition(event)
    if said is None or event.modality not in HAPPENED:
        return False
    before = known.told.latest(said, event.modality, same_type=True)
    return before is None or is_later(event, known)


def is_later(event: Event, known: Knowledge) -> bool:
    """Whether an event happened on a day after all that the story knows of its family."""
    said = proposition(event)
    return bool(said and event.modality == "fact" and event.date and event.date > known.told.days.get(said.family, ""))


def evidence(claim: Claim, vector: NDArray[np.float32], known: Knowledge) -> dict[str, float]:
    """Every value of CLAIM_FEATURES for one claim, and `distance`, that from the nearest known claim."""
    # in whatever order, as math.fsum is exact
    terms = set(claim.terms)
    weight = math.fsum(rarity(t) for t in terms) or 1.0
    unknown = [t for t in terms if t not in known.terms]
    joined = pairs(claim)
    return {
        "distance": 1 - known.nearest(vector)[0],
        "familiar": known.familiarity(vector),
        "central": known.centrality(vector) - known.typical,
        "new_words": math.fsum(rarity(t) for t in unknown) / weight,
        "new_names": min(4.0, math.fsum(rarity(t) for t in unknown if t[0] in "cogp") / 4),
        "new_pairs": len(joined - known.pairs) / len(joined) if joined else 0.5,
        "new_figure": max((new_figure(f, claim, known) for f in claim.figures), default=0.0),
        "new_event": float(any(is_new(e, known) for e in claim.events)),
        "later_event": float(any(is_later(e, known) for e in claim.events)) or float(bool(claim.event_date) and (claim.event_date or "") > known.latest),
        "background": float(claim.background),
    }


LEAD = 2
"""Claims at the head of an article, which bring what is new in most news."""


def article_features(
    found: Sequence[Mapping[str, float]], news: Sequence[float], claims: Sequence[Claim], title: str | None
) -> dict[str, float]:
    """Every value of FEATURES. `found`: the evidence of an article's claims (at least one), `news`: the probability of each that it is new."""
    characters = sum(len(c.text) for c in claims)
    return {
        "most": max(news),
        "lead": max(news[:LEAD]),
        "mean": math.fsum(news) / len(news),
        "first_claim": news[0],
        "looks_back": math.fsum(e["background"] for e in found) / len(found),
        "copied": sum(len(c.text) for c, e in zip(claims, found, strict=True) if e["distance"] < 1 - COPIED) / characters,
        "recap": float(is_recap(title, "\n".join(c.text for c in claims))),
    }


