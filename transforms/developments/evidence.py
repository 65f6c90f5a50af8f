"""What a claim adds to what its story knows: one number, mostly between 0 and 1, for each kind of evidence."""

import math
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray
from storywatch.transforms.claims.roles import ANOTHER
from storywatch.transforms.developments.knowledge import Knowledge, family_name, pairs, sites
from storywatch.transforms.developments.ledger import agree, bounds, is_counted, sense, where
from storywatch.transforms.developments.propositions import LEAD, Proposition, proposition
from storywatch.transforms.rows import Claim, Event, Figure
from storywatch.transforms.stories.profile import rarity

RECENT = 3
"""Days: what happened on a known day so short ago is what the story told already."""
NEW_THERE = 0.6
"""What a known number counts for where it was known for other places only."""
KNOWN_NUMBER = 0.3
"""What a number counts for that was told of the same thing in another sense (planned, then arrived), or of something else."""
HAPPENED = ("fact", "ended")
CLAIM_FEATURES = (
    "new_words", "new_names", "new_pairs", "new_figure", "new_event", "later_event", "familiar", "central", "background", "known_day", "new_speaker",
)  # fmt: skip
"""What tells whether a claim is the first to say something: config/developments.json, `claim`."""
FEATURES = ("new_words", "new_figure", "new_speaker", "later_event", "distance", "known_day", "known_day_at_head", "turn")
"""What tells whether an article brings news: `article` in the same file."""


def new_figure(figure: Figure, claim: Claim, known: Knowledge) -> float:
    """1 where the figure is outside of what is known for the same thing, 0 where it is known in the same sense or only vaguer.

    A number that was known for other places only is new too: 10,000 in one region are not the 10,000 in the country.
    """
    if not is_counted(figure) or (figure.low is None and figure.high is None):
        return 0.0
    said = known.ledger.said(figure, claim)
    if said:
        same = [e for e in said if sense(e.figure) == sense(figure) and agree(e.figure.whose, figure.whose)]
        if not same:
            # another number was told in this sense at this place: so many there are new
            return NEW_THERE if known.ledger.comparable(figure, claim) else KNOWN_NUMBER
        there = sites(claim)
        place = where(figure, claim)
        elsewhere = there and all(
            e.claim.places and not there & sites(e.claim) and not agree(where(e.figure, e.claim), place) for e in same
        )
        return NEW_THERE if elsewhere else 0.0
    return KNOWN_NUMBER if known.has_number(*bounds(figure)) else 1.0


def is_new_number(figure: Figure, claim: Claim, known: Knowledge) -> bool:
    """Whether no figure for the same thing, in the same sense and place, says the number: that something else was counted with it says nothing."""
    found = new_figure(figure, claim, known)
    return found >= NEW_THERE or (found > 0 and not known.ledger.said(figure, claim))


def is_new(event: Event, claim: Claim, known: Knowledge) -> bool:
    """Whether the story does not know of such an event as a fact: nothing of the kind, of that force, side and place, or of a later day."""
    said = proposition(event, claim.speaker_party)
    if said is None or event.modality not in HAPPENED:
        return False
    if event.figure is not None and event.figure.lower() in ANOTHER:
        return True
    if said.family in ("combat", "losses", "capture") and known.told.has(said, event.modality):
        # of what goes on all the time another place or side, or a later day, is news
        elsewhere = (
            said.place is not None and known.told.latest(Proposition(said.family, "", None, None, said.place), event.modality) is None
        )
        others = (
            said.whose is not None and known.told.latest(Proposition(said.family, "", said.thing, said.whose, None), event.modality) is None
        )
        return elsewhere or others or is_later(event, claim, known)
    before = known.told.latest(said, event.modality, same_type=True)
    return before is None or is_later(event, claim, known)


def is_later(event: Event, claim: Claim, known: Knowledge) -> bool:
    """Whether an event happened on a day after all that the story knows of its family."""
    said = proposition(event, claim.speaker_party)
    return bool(said and event.modality == "fact" and event.date and event.date > known.told.days.get(said.kind, ""))


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
        "new_event": float(any(is_new(e, claim, known) for e in claim.events)),
        "later_event": float(any(is_later(e, claim, known) for e in claim.events))
        or float(bool(claim.event_date) and (claim.event_date or "") > known.latest),
        "background": float(claim.background),
        "known_day": float(
            any(d.precision == "day" and d.date in known.dates and days_ago(d.date, claim.published) <= RECENT for d in claim.dates)
        ),
        "new_speaker": float(bool(claim.speaker) and family_name(claim.speaker or "") not in known.speakers),
    }


BACKGROUND_COUNTS = 0.3
"""What evidence in a claim that only looks back counts for."""


def article_features(found: Sequence[Mapping[str, float]], turn: bool) -> dict[str, float]:
    """Every value of FEATURES: the evidence of an article's claims (`found`, one per claim, at least one) put together.

    `turn`: whether a claim tells of a turn of the story (`transforms/developments/news.py`).
    """

    def most(name: str, part: Sequence[Mapping[str, float]]) -> float:
        return max(e[name] * (1 - (1 - BACKGROUND_COUNTS) * e["background"]) for e in part)

    def mean(name: str) -> float:
        return math.fsum(e[name] for e in found) / len(found)

    return {
        "new_words": mean("new_words"),
        "new_figure": most("new_figure", found),
        "new_speaker": mean("new_speaker"),
        "later_event": most("later_event", found),
        "distance": most("distance", found),
        "known_day": max(e["known_day"] for e in found),
        "known_day_at_head": max(e["known_day"] for e in found[:LEAD]),
        "turn": float(turn),
    }


def days_ago(iso: str, published: str | None) -> int:
    """Days from an ISO day to the day of publication; 0 where there is none."""
    return (date.fromisoformat(published[:10]) - date.fromisoformat(iso)).days if published else 0
