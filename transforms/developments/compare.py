"""Which claims of an article are developments of its story, of which kind, how severe, and why.

The evidence of all claims together says whether the article brings anything (learned weights, config/developments.json);
which claims do, and what, is decided by what they say (rules below, constants in the same file). Nothing that repeats a
known claim, and nothing from a copy, becomes a development.
"""

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transforms.claims.difference import exchanged
from transforms.developments.evidence import NEW_THERE, WEAK_SOURCES, article_features, evidence, new_figure
from transforms.developments.knowledge import Knowledge, Known, bounds, sites
from transforms.learned import learned, probability
from transforms.rows import Claim, Development, Figure, content_id
from transforms.stories.profile import rarity
from transforms.vocabulary import vocabulary

FLASH = 2
"""Claims of an article that is only a headline or a flash."""
SAME_WORDS = 0.75
"""Similarity from which a claim may be a known one with something exchanged."""
SAME_POINT = 0.6
"""Similarity from which two claims of two parties are about the same point."""
SAME_DAYS = 3
"""Days within which two numbers can contradict each other."""
CLEARLY_BELOW = 0.8
"""Share of another party's number below which a number contradicts it."""
AUTHORITIES = ("official", "military", "intelligence", "international")
"""Classes of sources whose word confirms what others said."""
CONFIRMED = ("training", "in_transit", "arrived", "present", "activated", "combat", "losses", "withdrawn")
"""States of a deployment that a party can confirm."""
FIRST = "first report of this story"
NOTHING_ELSE = "not said before in this story"
LEAST_NUMBER, YEARS = 2, (1900, 2100)
"""Numbers in articles of other languages that may be news: neither a single thing nor a year."""
LEAST_WORDS = 5
"""Words of a sentence that can tell something."""
NEAR = 0.45
"""Distance below which a claim says much the same as a known one, so that another party's word for it confirms it."""


def rules() -> dict[str, Any]:
    """Learned weights, thresholds and severities: config/developments.json."""
    return learned("developments")


def told_in_title(claim: Claim, title_terms: Sequence[str]) -> float:
    """How much of what the title says the claim says, between 0 and 1."""
    wanted = {t.partition(":")[2]: rarity(t) for t in title_terms}
    own = {t.partition(":")[2] for t in claim.terms}
    total = math.fsum(wanted.values())
    return math.fsum(w for t, w in sorted(wanted.items()) if t in own) / total if total else 0.0


def claim_score(found: Mapping[str, float], title: float, position: int) -> float:
    """How much one claim adds, by the points of config/developments.json."""
    points = rules()["points"]
    score = math.fsum(points[name] * found[name] for name in sorted(points) if name in found)
    return float(score + points["title"] * title + points["position"] * min(position, 6))


def _newest_figure(claim: Claim, known: Knowledge) -> Figure | None:
    new = [f for f in claim.figures if new_figure(f, claim, known) >= NEW_THERE]
    return max(new, key=lambda f: (f.counted != "events", bounds(f)[1])) if new else None


_HYPOTHETICAL = re.compile(r"\b(?:could|may|might|would|if|expects?|expected|intends?|threat\w*|risk|in case|lawful|legitimate)\b", re.I)
_WITH_FIGURES = ("figure_change", "contradiction", "casualties", "movement", "withdrawal", "combat", "other", "confirmation")
_PEOPLE = ("killed", "wounded", "casualties", "missing")


def _told_figure(claim: Claim, known: Knowledge, title: str | None) -> Figure | None:
    """The figure that a claim brings: a new one, else one that stands in the headline, for what the headline counts is news."""
    new = _newest_figure(claim, known)
    if new is not None:
        return new
    numbers = set(re.findall(r"\d[\d,.]*\d|\d", title or ""))
    told = [f for f in claim.figures if f.counted in rules()["counted"] and numbers & set(re.findall(r"\d[\d,.]*\d|\d", f.text))]
    return told[0] if told else None


def _disputed(figure: Figure, claim: Claim, vector: NDArray[np.float32], known: Knowledge) -> Known | None:
    """The figure of another party, a few days old at most, that a claim on the same point stays clearly below.

    Only a lower number contradicts: a force, and its losses, grow from one report to the next.
    """
    if claim.speaker_party is None or figure.counted not in ("troops", *_PEOPLE) or "withdrawn" in claim.states:
        return None
    _, high = bounds(figure)
    for old in reversed(known.figures.get(figure.counted, ())):
        if (
            old.claim.speaker_party not in (None, claim.speaker_party)
            and high < old.low * CLEARLY_BELOW
            and (not sites(claim) or not sites(old.claim) or sites(claim) & sites(old.claim))
            and _days_between(old.claim, claim) <= SAME_DAYS
            and known.similarity(vector, [old.row]) >= SAME_POINT
        ):
            return old
    return None


def _days_between(one: Claim, two: Claim) -> float:
    if not one.published or not two.published:
        return math.inf
    return abs((date.fromisoformat(one.published[:10]) - date.fromisoformat(two.published[:10])).days)


def _first_word(claim: Claim, known: Knowledge) -> bool:
    """Whether an official or military party says for the first time that something of the deployment is so, as others did."""
    party = claim.speaker_party
    if not party or claim.source_class not in AUTHORITIES or claim.polarity != "asserted" or claim.background:
        return False
    ranks = vocabulary("states")
    real = [s for s in claim.states if ranks[s]["rank"] and s in CONFIRMED]
    return any(s in known.states for s in real) and not known.asserted_by(party)


def _known_figure(figure: Figure, claim: Claim, known: Knowledge) -> tuple[Known | None, bool]:
    """(the last known figure for the same counted thing, of the same place where there is one; whether it is)."""
    old: Sequence[Known] = known.figures.get(figure.counted, ())
    there = [o for o in old if sites(claim) & sites(o.claim)]
    last = max(there or old, key=lambda o: (o.claim.published or "", o.claim.article_id, o.claim.start), default=None)
    return last, bool(there)


def kinds(claim: Claim, vector: NDArray[np.float32], found: Mapping[str, float], known: Knowledge, title: str | None) -> list[str]:
    """The kinds that a claim could be a development of, the most telling first."""
    states = set(claim.states)
    denies = "denied" in states or claim.strength == "denied"
    figure = _told_figure(claim, known, title)
    out: list[str] = []
    if known.dated == 0:
        out.append("first_report")
    if denies and found["new_denial"]:
        # the same party said otherwise before, of the same point
        otherwise = known.similarity(vector, known.asserted_by(claim.speaker_party)) >= SAME_POINT
        out.append("contradiction" if otherwise else "denial")
    elif figure is not None and _disputed(figure, claim, vector, known):
        out.append("contradiction")
    if found["reversal"] or (claim.strength == "confirmed" and found["new_confirmation"] and not denies):
        out.append("confirmation")
    people = any(f.counted in _PEOPLE for f in claim.figures)
    if "losses" in states and (people or "withdrawn" not in states) and not _HYPOTHETICAL.search(claim.text):
        out.append("casualties")
    if "withdrawn" in states and not _HYPOTHETICAL.search(claim.text.split(" after ")[0]):
        out.append("withdrawal")
    if "combat" in states and not _HYPOTHETICAL.search(claim.text) and (found["new_state"] or found["first_time"]):
        out.append("combat")
    # a death or a battle is worse than who says so
    if _first_word(claim, known) and not denies:
        out.append("confirmation")
    moving = states & {"arrived", "in_transit", "training", "reinforced"}
    if moving and not figure:
        out.append("movement")
    if figure is not None and figure.counted not in ("events", "sites"):
        out += ["movement", "figure_change"] if moving and found["later_event"] else ["figure_change"]
    if "reacted" in states and not states & {"authorised", "activated"} and found["new_party"]:
        out.append("reaction")
    if states & {"authorised", "activated", "blocked", "terms"}:
        out.append("status_change")
    if "reacted" in states or (denies and not found["new_denial"]):
        out.append("reaction")
    if "present" in states:
        out.append("movement")
    if moving:
        out.append("movement")
    if "captured" in states:
        out.append("other")
    if found["party_state"] and found["distance"] < NEAR and claim.source_class not in WEAK_SOURCES:
        out.append("confirmation")
    if "withdrawn" in states:
        out.append("withdrawal")
    if "combat" in states and not _HYPOTHETICAL.search(claim.text):
        out.append("combat")
    out.append("other")
    return list(dict.fromkeys(out))


def severity(kind: str, newsworthy: float) -> str:
    """low where the article as a whole brings too little; else what config/developments.json gives the kind."""
    model = rules()
    if newsworthy < model["threshold"]:
        return "low"
    return str(model["severities"][kind])


def _who(claim: Claim) -> str:
    day = (claim.published or "undated")[:10]
    return f"{claim.speaker or claim.speaker_org or 'no speaker named'}, {day}"


def _shown(figure: Figure | Known) -> str:
    """The figure as its source puts it; an article that stands for one ("a soldier was killed") as the number too."""
    return f"1 (“{figure.text}”)" if figure.text.lower() in ("a", "an", "another", "the", "its") else figure.text


def reason(claim: Claim, vector: NDArray[np.float32], kind: str, found: Mapping[str, float], known: Knowledge) -> tuple[str, Claim | None]:
    """(why the claim is new, in words that a reader can check; the earlier claim that it is new against)."""
    if known.dated == 0:
        return FIRST, None
    nearest = known.nearest(vector)[1]
    figure = _newest_figure(claim, known)
    if figure is not None and kind in _WITH_FIGURES:
        what = (figure.counted or figure.unit or "").replace("_", " ")
        last, there = _known_figure(figure, claim, known)
        if kind == "contradiction":
            last = _disputed(figure, claim, vector, known) or last
        # the place belongs to the number where the number is known for other places
        at = ", ".join(p for p in claim.places if p not in vocabulary("countries"))
        where = f" ({at})" if there or known.said(figure) else ""
        if last:
            so_far = "so far there" if there else "elsewhere" if where else "so far"
            return f"{what}{where}: {_shown(figure)}; {so_far}: {_shown(last)} ({_who(last.claim)})", last.claim
        return f"{what}: {_shown(figure)}; no figure so far", nearest
    if kind == "denial":
        return f"first denial by {claim.speaker_party}", nearest
    if found["reversal"] and claim.speaker_party in known.denied_by:
        before = known.denied_by[claim.speaker_party]
        return f"{claim.speaker_party} confirms what it denied before ({_who(before)})", before
    if kind == "confirmation" and claim.speaker_party:
        return f"first said by {claim.speaker_party} ({claim.source_class})", nearest
    new = [s for s in claim.states if s not in known.states]
    if new:
        labels = ", ".join(s.replace("_", " ") for s in new)
        return f"first in this story: {labels}", nearest
    if found["later_event"]:
        so_far = f"; the latest so far was {known.latest}" if known.latest else ""
        return f"happened on {claim.event_date}{so_far}", nearest
    if found["new_party"]:
        return f"first statement by {claim.speaker_party}", nearest
    if found["new_speaker"] and claim.speaker:
        return f"first statement by {claim.speaker}", nearest
    if found["new_place"]:
        places = ", ".join(p for p in claim.places if p not in known.places)
        return f"first mention of {places}", nearest
    return NOTHING_ELSE, nearest


def _counts_people(claim: Claim, known: Knowledge) -> bool:
    """Whether a claim brings a new number of soldiers or of losses, which is worth a line of its own."""
    figure = _newest_figure(claim, known)
    return figure is not None and figure.counted in ("troops", *_PEOPLE) and not claim.background


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
        severity(kind, newsworthy) if dated else "low",
        claim.published,
        claim.text,
        before.claim_id if before else None,
        why,
        newsworthy,
    )


def _foreign_developments(claims: Sequence[Claim], vectors: NDArray[np.float32], known: Knowledge, story_id: str) -> list[Development]:
    """Of an article that is not in English: the first report of a story, or a number at its head that the story does not know.

    Its sentences are read for names and numbers only, so that nothing else of it can be called new with a reason.
    """
    dated = claims[0].published is not None
    if known.dated == 0:
        first = next((c for c in claims if c.actors), claims[0])
        return [_development(first, story_id, "first_report", 1.0, FIRST, None, dated)]
    for claim, vector in zip(claims[:FLASH], vectors, strict=False):
        for figure in claim.figures:
            low, high = bounds(figure)
            if low >= LEAST_NUMBER and not (YEARS[0] <= low <= YEARS[1]) and known.numbers and not known.has_number(low, high):
                why = f"a number that was not told so far: {figure.text}"
                return [_development(claim, story_id, "figure_change", rules()["threshold"], why, known.nearest(vector)[1], dated)]
    return []


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
        return _foreign_developments(claims, vectors, known, story_id)
    model = rules()
    dated = claims[0].published is not None
    found = [evidence(claim, vector, known) for claim, vector in zip(claims, vectors, strict=True)]
    newsworthy = round(probability(article_features(found, claims, title, known), model), 6)
    if known.dated == 0:
        newsworthy = 1.0
    changes = [_exchanged(c, v, known) for c, v in zip(claims, vectors, strict=True)]
    if any(e["reversal"] and e["new_confirmation"] and not c.background for c, e in zip(claims, found, strict=True)):
        # a party that confirms for the first time what it denied is news, whatever else the article repeats
        newsworthy = max(newsworthy, model["threshold"])
    if len(claims) <= FLASH and any(changes):
        # a headline is too short for the weights; the same words with another number or name in them are news
        newsworthy = max(newsworthy, model["threshold"])
    scored = sorted(
        (
            (round(claim_score(e, told_in_title(claims[i], title_terms), i), 6), i)
            for i, e in enumerate(found)
            if e["distance"] >= model["repeat_distance"] or changes[i]
        ),
        key=lambda pair: (-pair[0], pair[1]),
    )
    out: list[Development] = []
    taken: set[str] = set()
    figures: set[tuple[str | None, tuple[float, float]]] = set()
    most = model["most_per_article"]
    for score, i in scored:
        claim = claims[i]
        people = _counts_people(claim, known)
        if len(out) >= most + people or (out and score < model["least_points_of_people" if people else "least_points"]):
            continue
        if (claim.background and out) or len(claim.text.split()) < LEAST_WORDS:
            # a dateline or a heading tells nothing by itself
            continue
        figure = _newest_figure(claim, known)
        own = (figure.counted, bounds(figure)) if figure else None
        options = [k for k in kinds(claim, vectors[i], found[i], known, title) if k not in taken]
        kind = options[0] if options else ""
        # one development, told by several claims of the article, is one
        if not kind or (kind == "other" and out) or (own is not None and own in figures):
            continue
        taken.add(kind)
        if own:
            figures.add(own)
        why, before = reason(claim, vectors[i], kind, found[i], known)
        if changes[i] and (why == NOTHING_ELSE or found[i]["new_place"]):
            why = f"“{changes[i]}” in place of what was said before"
        out.append(_development(claim, story_id, kind, newsworthy, why, before, dated))
    return out
