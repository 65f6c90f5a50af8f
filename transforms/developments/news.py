"""What of a claim is news to its story: of which kind, and the reason, each against what was known of the same thing.

An item is only made where both sides can be named: a number against numbers of the same thing, sense, side and place; an event
against the events of its family; a denial or confirmation against the claim that said the same proposition.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from storywatch.transforms.claims.names import is_everyday
from storywatch.transforms.developments.evidence import days_ago, is_new, is_new_number
from storywatch.transforms.developments.item import Item
from storywatch.transforms.developments.knowledge import Knowledge
from storywatch.transforms.developments.ledger import LOSSES, Entry, bounds, only_thought, sense, thing
from storywatch.transforms.developments.propositions import COMES_AND_GOES, Proposition, is_anchored, proposition, sides_of
from storywatch.transforms.developments.statements import ON_THE_GROUND, confirmations, denials, reactions
from storywatch.transforms.developments.told import REAL, Told, is_other_side
from storywatch.transforms.developments.wording import described, label, none_told, of_what, tell, who
from storywatch.transforms.rows import Claim, Event, Figure
from storywatch.transforms.vocabulary import vocabulary

SAME_DAYS = 3
"""Days within which two numbers can contradict each other."""
LOOKS_BACK = 60
"""Days after which an event is what an article looks back on."""
CLEARLY_BELOW = 0.8
"""Share of another party's number below which a number contradicts it."""
OTHERS = 0.1
"""Share of another party's number of losses below which those of something else are counted: one raid, not the war."""
_SPANS = {"month": 31, "year": 366}
"""Days that a date covers which tells no day."""
KIND_OF_FAMILY = {"combat": "combat", "losses": "casualties", "capture": "other", "withdrawal": "withdrawal", "presence": "movement",
                   "decision": "status_change", "activation": "status_change"}  # fmt: skip
"""The kind of news that an event of a family is."""
_CAME = ("arrived", "delivered", "en_route")
_GOING = ("depart", "move", "arrive", "deliver", "reinforce", "train")
TURNS = ("casualties", "withdrawal", "combat", "confirmation", "denial", "contradiction")
"""Kinds of news by which a story takes a turn, more than by another number or movement."""
FIRST = "first report of this story"


def _latest(entries: list[Entry]) -> Entry | None:
    return max(entries, key=lambda e: (e.claim.published or "", e.claim.article_id, e.claim.start), default=None)


def told_figure(claim: Claim, known: Knowledge) -> Figure | None:
    """The figure that a claim brings, the greatest of those that are new."""
    unreal = only_thought(claim)
    # "one post", "a single ship": no figure that moves, unless somebody died
    past = {e.figure for e in claim.events if e.figure is not None and _is_past(e, claim)}
    told = [
        f for f in claim.figures
        if f.text not in unreal and f.text not in past and not _of_no_force(f) and (f.counted in LOSSES or bounds(f)[1] > 1)
    ]  # fmt: skip
    new = [f for f in told if is_new_number(f, claim, known)]
    return (
        max(new, key=lambda f: (f.counted in LOSSES, f.counted == "troops", f.measure not in ("total", "other"), bounds(f)[1]))
        if new
        else None
    )


def _of_no_force(figure: Figure) -> bool:
    """Whether a figure counts places or things of every day of which nothing says that they are a force's: "two sites", "five cars"."""
    told = figure.whose is not None or figure.measure not in ("total", "other", "increment")
    return not told and is_everyday(figure.what or "")


def disputed(figure: Figure, claim: Claim, known: Knowledge) -> Entry | None:
    """The figure of another party for the same, a few days old at most, that a claim stays clearly below.

    Only a lower number contradicts: a force, and its losses, grow from one report to the next.
    """
    if claim.speaker_party is None or figure.measure == "withdrawn":
        return None
    _, high = bounds(figure)
    old = [
        e for e in known.ledger.comparable(figure, claim)
        if e.claim.speaker_party not in (None, claim.speaker_party) and high < e.low * CLEARLY_BELOW
        and days_between(e.claim, claim) <= SAME_DAYS and (e.span is None or high >= e.low * OTHERS)
    ]  # fmt: skip
    return _latest(old)


def days_between(one: Claim, two: Claim) -> float:
    """Days between the publications of two claims; infinity where one is undated."""
    if not one.published or not two.published:
        return float("inf")
    return abs((date.fromisoformat(one.published[:10]) - date.fromisoformat(two.published[:10])).days)


def _none_counted(figure: Figure, known: Knowledge) -> str:
    """That nothing of the kind was counted, or, where something was, none of this side, place and time."""
    others = known.ledger.entries.get((thing(figure), sense(figure)))
    return "no figure for the same side, place and time so far" if others else "no figure for the same so far"


def _number(figure: Figure, claim: Claim, known: Knowledge) -> Item:
    """The item of a new number."""
    what = described(figure, claim)
    against = disputed(figure, claim, known)
    if against is not None:
        return Item(
            "contradiction",
            f"{what}: {figure.text}; {against.claim.speaker_party} says {against.figure.text} ({who(against.claim)})",
            against.claim,
            figure,
        )
    last = _latest(known.ledger.before(figure, claim))
    so_far = f"; so far: {last.figure.text} ({who(last.claim)})" if last else f"; {_none_counted(figure, known)}"
    event = next((e for e in claim.events if e.figure == figure.text), None)
    family = (vocabulary("events").get(event.type, {}).get("family") if event else None) or ""
    kind = "figure_change"
    if event is not None and event.modality == "fact" and event.type in _GOING:
        kind = "movement"
    elif last is None and figure.measure in _CAME:
        # the first number of those that came tells that they came: nothing that was known changes
        kind = "movement"
    elif event is not None and event.modality in ("fact", "planned") and family == "withdrawal":
        kind = "withdrawal"
    elif event is not None and event.modality == "fact" and family == "combat":
        # "fired 100 interceptors"
        kind = "combat"
    if "captured" in (figure.counted, figure.measure):
        kind = "other"
    elif figure.counted in LOSSES or figure.measure in LOSSES:
        kind = "casualties"
    elif figure.measure == "destroyed":
        kind = "combat"
    elif figure.measure == "withdrawn":
        kind = "withdrawal"
    elif figure.measure == "intercepted":
        kind = "combat"
    # more that are there, or are dead, than there were at the same place: news, whatever else the article repeats
    grave = (
        last is not None
        and None not in (figure.place, last.figure.place)
        and figure.measure in ("total", *LOSSES)
        and figure.counted in ("troops", *LOSSES)
        and bounds(figure)[0] > bounds(last.figure)[1]
    )
    return Item(kind, f"{what}: {figure.text}{so_far}", last.claim if last else None, figure, weighty=grave)


def _none_like(said: Proposition, known: Knowledge) -> str:
    """That no withdrawal was told, or, where others were, none of this force, side or place."""
    others = any(known.told.of_type(said.family, said.type, how) for how in REAL)
    return none_told(said.type, " of this force, side or place" if others else "")


def _until_now(said: Proposition, known: Knowledge) -> Told | None:
    """The latest that was told of where the same force of the same side is, of whatever family; its losses do not tell that."""
    if said.thing is None and said.whose is None:
        return None
    found = [
        known.told.alike(Proposition(family, "", said.thing, said.whose, None), how)
        for family in ON_THE_GROUND
        if family not in ("losses", "capture")
        for how in ("fact", "planned")
    ]
    return max(
        (t for t in found if t is not None), key=lambda t: (t.claim.published or "", t.claim.article_id, t.claim.start), default=None
    )


def _known_day(told: Told) -> str:
    return f"the latest known of the kind was on {told.event.date}: " if told.event.date else "so far: "


def _is_past(event: Event, claim: Claim) -> bool:
    """Whether an event is of a day so long before the article that the article looks back on it."""
    if not claim.published or event.modality != "fact":
        return False
    day = event.date
    if day is None:
        # "the invasion of Panama in 1989": a month or a year that stands behind the event, before the next one
        behind = [e.start for e in claim.events if e.start > event.start]
        near = (d for d in claim.dates if d.precision in _SPANS and event.start < d.start < min(behind, default=d.start + 1))
        span = next(near, None)
        if span is None:
            # "In June 2011 the government announced that 120 had been killed": a year before all that is told, and no other day
            first = min(e.start for e in claim.events)
            led = [d for d in claim.dates if d.start < first and d.precision in _SPANS and re.search(r"\d{4}", d.text)]
            return claim.dates == tuple(led) != () and all(
                days_ago(d.date, claim.published) > LOOKS_BACK + _SPANS[d.precision] for d in led
            )
        return days_ago(span.date, claim.published) > LOOKS_BACK + _SPANS[span.precision]
    return days_ago(day, claim.published) > LOOKS_BACK


def _is_of_others(event: Event, sides: frozenset[str]) -> bool:
    """Whether those fight or die whom neither the article nor the story is about: a war elsewhere, told in passing."""
    own = sides_of(event)
    return bool(own and sides) and own.isdisjoint(sides)


def _events(claim: Claim, known: Knowledge, sides: frozenset[str]) -> Iterator[Item]:
    """Events that the story does not know of, or of a later day. `sides`: whom story and article are about."""
    for event in claim.events:
        said = proposition(event, claim.speaker_party)
        if said is None or not (is_anchored(event) or _of_a_force(event, said, claim)):
            continue
        if _is_past(event, claim) or (said.family in ("combat", "losses", "capture") and _is_of_others(event, sides)):
            continue
        if event.modality == "ended" and said.family in ("combat", "losses", "capture"):
            # what is to be stopped
            continue
        kind = KIND_OF_FAMILY[said.family]
        if event.modality == "planned":
            if said.family in ("combat", "losses", "capture"):
                continue
            fresh_day = event.date is not None and event.date not in known.dates
            if not fresh_day and (known.told.latest(said, "planned", same_type=True) or known.told.latest(said, "fact", same_type=True)):
                continue
            what = f"planned {label(event.type)}{of_what(event)}{f' on {event.date}' if event.date else ''}"
        elif is_new(event, claim, known):
            over = "end of " if event.modality == "ended" else ""
            what = f"{over}{label(event.type)}{of_what(event)}{f' on {event.date}' if event.date else ''}"
        else:
            continue
        before = known.told.beside(said, event)
        if before is None and said.family in COMES_AND_GOES:
            before = _until_now(said, known)
            if before is not None and not is_other_side(said, event, before):
                before = None
        so_far = f"; {_known_day(before)}{tell(before)}" if before else f"; {_none_like(said, known)}"
        # the first fighting, the first losses, the first that leave: news whatever else the article repeats
        of_force = Proposition(said.family, "", said.thing, said.whose, None)
        grave = (
            said.family in ("combat", "losses", "withdrawal", "capture")
            and event.modality == "fact"
            and known.told.latest(of_force, "fact") is None
        )
        yield Item(kind, what + so_far, before.claim if before else None, weighty=grave)


def _of_a_force(event: Event, said: Proposition, claim: Claim) -> bool:
    """Whether a decision is on what the same sentence tells of a force, which is no fact yet: "blocked the plan to send police"."""
    return (
        said.family == "decision"
        and event.object is not None
        and any(
            other is not event
            and other.modality != "fact"
            and other.start > event.start
            and is_anchored(other)
            and (of := proposition(other))
            and of.family != "decision"
            for other in claim.events
        )
    )


def items(claim: Claim, known: Knowledge, sides: frozenset[str] = frozenset()) -> list[Item]:
    """What is news in a claim, the most telling first: losses, denials and contradictions, fighting, withdrawal, confirmations, numbers,
    movement, decisions, reactions. `sides`: whom the claim's article is about."""
    out: list[Item] = []
    figure = told_figure(claim, known)
    if figure is not None:
        out.append(_number(figure, claim, known))
    out += denials(claim, known)
    out += confirmations(claim, known)
    out += _events(claim, known, sides | known.sides)
    out += reactions(claim, known)
    order = {kind: i for i, kind in enumerate(ORDER)}
    return sorted(out, key=lambda item: order[item.kind])


def turns(told: Sequence[Sequence[Item]]) -> bool:
    """Whether anything of what is news in the claims of an article is a turn of the story."""
    return any(item.kind in TURNS for own in told for item in own)


ORDER = (
    "casualties",
    "contradiction",
    "denial",
    "combat",
    "withdrawal",
    "confirmation",
    "figure_change",
    "movement",
    "status_change",
    "other",
    "reaction",
)
"""Kinds, the most telling first."""
