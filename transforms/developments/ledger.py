"""The ledger of a story: which numbers were told, of what, in which sense (measure), whose, and where.

Two figures are compared only where all of these agree: planned tanks say nothing about tanks that arrived, the dead of one side
nothing about those of the other.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from storywatch.transforms.claims.arguments import group_of
from storywatch.transforms.claims.names import place_name
from storywatch.transforms.rows import Claim, Figure
from storywatch.transforms.vocabulary import of_vocabulary, vocabulary

Bounds = tuple[float, float]
SMALL_CHANGE = 0.02
"""Two figures that differ by less than this share are the same."""
VAGUE_UP_TO = 5
"""A vague word ("hundreds") covers up to so many times its least."""
PERSONNEL = ("troops", "people", "killed", "wounded", "captured", "missing", "casualties", "battalions")
_SENSES = {"total": "total", "other": "total", "arrived": "arrived", "delivered": "arrived"}
"""Measures that say the same of a force: how many there are, and how many came."""


def bounds(figure: Figure) -> Bounds:
    """(low, high), an open side closed by the other one, but for a vague word, which covers more."""
    low = figure.low if figure.low is not None else figure.high
    high = figure.high if figure.high is not None else figure.low
    if figure.approximate and figure.high is None and low:
        high = VAGUE_UP_TO * low - 1
    return (low or 0.0, high or 0.0)


def thing(figure: Figure) -> str | None:
    """What is compared: personnel as such, equipment by its noun ("tank", "howitzer"); None for what the vocabulary does not know."""
    return _thing(figure.counted, figure.what)


@of_vocabulary
def _thing(counted: str | None, what: str | None) -> str | None:
    if counted is None or counted in PERSONNEL or not what:
        return counted
    return next((word for word in what.split() if any(c.isdigit() for c in word)), what.split()[-1])


@of_vocabulary
def _corps() -> dict[str, str]:
    """noun -> the people of a force that it names apart from others"""
    return {noun: name for name, nouns in vocabulary("arguments")["corps"].items() for noun in nouns}


def corps(figure: Figure) -> str | None:
    """Whether a figure counts police, observers or soldiers; None where its noun says neither: "members", "personnel"."""
    words = (figure.what or "").split()
    # from the last word back: "security forces personnel"
    named = (_corps().get(" ".join(words[max(0, end - n) : end]).removesuffix("s")) for end in range(len(words), 0, -1) for n in (2, 1))
    return next((name for name in named if name), None)


def sense(figure: Figure) -> str:
    """The measure, those that say the same under one name."""
    return _SENSES.get(figure.measure or "other", figure.measure or "total")


LOSSES = ("killed", "wounded", "captured", "missing", "casualties")
_LOSES = ("kill", "wound", "capture")


def only_thought(claim: Claim) -> frozenset[str]:
    """The words of the numbers of a claim that nobody says to be so: "if thousands are killed", "200 will be dead"."""
    unreal = {
        e.figure
        for e in claim.events
        if e.figure and (e.modality == "hypothetical" or (e.modality in ("planned", "possible") and e.type in _LOSES))
    }
    losses = [e.modality in ("fact", "ended", "denied") for e in claim.events if e.type in _LOSES]
    if losses and not any(losses):
        unreal |= {f.text for f in claim.figures if f.measure in LOSSES}
    return frozenset(unreal)


SUM = "sum"
"""The span of a number that counts all up to a day."""
ONCE = "once "
"""Before the day of publication: the span of a number of what happened once, on a day that is not told."""
UNTIL = "until now"
"""The span of a number of those who "have been killed": of all, or of one day that has just been."""
WITHIN = "within "
"""Before some days up to that of publication: the span of a number of those days."""
_SUMS = (SUM, UNTIL)
_SPELLS = ("week", "month", "year")
_OF_ALL = re.compile(r"\b(?:toll|total|altogether|in all|overall|bring(?:s|ing)?|brought)\b", re.I)
_SINCE = re.compile(r"\bsince\b", re.I)
_SUM = re.compile(r"\b(?:so far|up to now|ris(?:e|en)|rose)\b", re.I)
_UP_TO_NOW = re.compile(r"\b(?:has|have|had|'ve)\b(?: \w+){0,2} $", re.I)
"""What stands before a verb that tells of all up to now: "have been killed"."""
_WINDOW = re.compile(
    r"\b(?:in|over|during|within|for) (?:(?:the|this) )?(?:past|last|previous|preceding)(?: [\w-]+)? (?:hour|day|week|month|year)s?\b"
    # "in a week of clashes"
    r"|\bin (?:a|one|two|three|four|five|six|\d+) (?:hour|day|week|month)s?\b(?! (?:ago|earlier|later))",
    re.I,
)
"""What bounds a number to a time that is neither a day nor all until now: "over the past week"."""
_OUTCOMES = ("killed", "wounded", "captured", "missing", "destroyed", "intercepted", "casualties")


TIMES = 5
"""Times that a number of those whom something befell follows another one of a day or of no time."""


def is_outcome(figure: Figure) -> bool:
    """Whether a figure counts what befell people or things."""
    return figure.measure in _OUTCOMES or figure.counted in _OUTCOMES


def span(figure: Figure, claim: Claim) -> str | None:
    """Of which time a number counts what befell people or things: the ISO day, ONCE, WITHIN some days, SUM for all up to a day, UNTIL where
    it may be of either; None where that is not told.

    Those killed on one day are not compared with those of another, nor with all who were killed since the war began.
    """
    if not is_outcome(figure):
        return None
    event = next((e for e in claim.events if e.figure == figure.text and e.modality == "fact"), None)
    since = _OF_ALL.search(claim.text) or _is_since(figure, claim)
    window = _WINDOW.search(claim.text)
    if event is not None and event.date is not None and not since and window is None:
        # "33 have been killed on Tuesday so far"
        return event.date
    if since or _SUM.search(claim.text):
        return SUM
    if window is not None:
        return f"{WITHIN}{window.group().lower()} {(claim.published or '')[:10]}"
    if event is not None and event.date is None and _UP_TO_NOW.search(claim.text[: event.start - claim.start]):
        return UNTIL
    if (spell := next((d for d in claim.dates if d.precision in _SPELLS), None)) is not None:
        return f"{WITHIN}{spell.precision} {spell.date}"
    if event is None:
        return None
    return event.date or ONCE + (claim.published or "")[:10]


def _is_since(figure: Figure, claim: Claim) -> bool:
    """Whether a number is of all since something began; not "24 were killed on Friday, as crowds held the biggest rally since March"."""
    ends = [m.start() for m in _SINCE.finditer(claim.text)] + [d.start - claim.start for d in claim.dates if d.frame == "since"]
    return any("," not in claim.text[figure.end - claim.start : max(0, at)] for at in ends)


def same_span(one: str | None, two: str | None, repeated: bool = False) -> bool:
    """Whether two numbers may count the same time. `repeated`: what is told without its day may be of any day, as an old one."""
    if one == two or (repeated and None in (one, two)):
        return True
    if one is None or two is None:
        # a number without its time may be one of all, hardly one of a day
        return SUM in (one, two)
    if UNTIL in (one, two):
        return repeated or SUM in (one, two)
    if one.startswith(WITHIN) or two.startswith(WITHIN):
        # the same number a day later is of the same days
        return repeated
    if SUM in (one, two):
        return False
    if repeated and (one.startswith(ONCE) or two.startswith(ONCE)):
        return True
    first, second = (day.removeprefix(ONCE) for day in (one, two))
    return not first or not second or abs((date.fromisoformat(first) - date.fromisoformat(second)).days) <= 1


@dataclass(frozen=True)
class Entry:
    """A figure that the story knows, and the claim that said it."""

    figure: Figure
    claim: Claim
    low: float
    high: float
    span: str | None

    def says(self, low: float, high: float, vague: bool) -> bool:
        """Whether it says the same number, a range that it is part of, or, where the other is vague, a number in its range."""
        same = self.low <= low * (1 + SMALL_CHANGE) and self.high >= high * (1 - SMALL_CHANGE)
        if self.figure.approximate and self.high > self.low and low == high:
            # a number is more than the vague word that was known
            same = False
        return same or (vague and low <= self.low and self.high <= high)


def agree(one: str | None, two: str | None) -> bool:
    """Whether two names are the same, or one of them is not told."""
    return one is None or two is None or one == two


def where(figure: Figure, claim: Claim) -> str | None:
    """The place of a figure without the word for its kind, or the only place that its claim names."""
    if figure.place:
        return place_name(figure.place)
    return place_name(claim.places[0]) if len(claim.places) == 1 else None


@dataclass
class Ledger:
    """Entries by thing and sense, in the order in which they were told."""

    entries: dict[tuple[str | None, str], list[Entry]] = field(default_factory=lambda: defaultdict(list))
    by_thing: dict[str | None, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    _seen: set[tuple[str | None, str, str | None, str | None, str | None, float, float]] = field(default_factory=set)

    def add(self, figure: Figure, claim: Claim) -> None:
        low, high = bounds(figure)
        entry = Entry(figure, claim, low, high, span(figure, claim))
        key = (thing(figure), sense(figure), figure.whose, where(figure, claim), entry.span, low, high)
        # what is told again and again is kept once for who compares, the latest for who asks for it
        self.entries[key[:2]].append(entry)
        if key not in self._seen:
            self._seen.add(key)
            self.by_thing[key[0]].append(entry)

    def comparable(self, figure: Figure, claim: Claim) -> list[Entry]:
        """What the same thing, in the same sense, was put at before: the side or the place told by both and the same, neither another;
        of losses in the same time."""
        place, time = where(figure, claim), span(figure, claim)

        def of_same(e: Entry) -> bool:
            names = ((e.figure.whose, figure.whose), (where(e.figure, e.claim), place), (corps(e.figure), corps(figure)))
            # "two men" of whom nothing is told may be anybody
            vague = "other" in (e.figure.measure, figure.measure)
            return (
                same_span(e.span, time) and all(agree(one, two) for one, two in names) and not (vague and corps(e.figure) != corps(figure))
            )

        def told_by_both(e: Entry) -> bool:
            if (
                SUM in (time, e.span)
                and time in _SUMS
                and e.span in _SUMS
                and (e.figure.whose, where(e.figure, e.claim)) == (figure.whose, place)
            ):
                # all who died in what the story is about
                return True
            side = figure.whose is not None and e.figure.whose == figure.whose
            return side or (place is not None and where(e.figure, e.claim) == place)

        return [e for e in self.entries.get((thing(figure), sense(figure)), ()) if of_same(e) and told_by_both(e)]

    def before(self, figure: Figure, claim: Claim) -> list[Entry]:
        """The comparable ones that the number can follow: a sum of all never falls, so that a greater one was of another time or place, and
        a number that may be of all or of a day is of a day where one of all was greater."""
        low, high = bounds(figure)
        most, time = high * (1 + SMALL_CHANGE), span(figure, claim)
        found = self.comparable(figure, claim)
        greater = [e for e in found if e.span in _SUMS and time in _SUMS and e.low > most]
        sums = [e for e in found if e not in greater and not (time == UNTIL and greater and e.span in _SUMS)]
        if not is_outcome(figure):
            return sums
        # of what befell people at a time that is not told: so many times more were killed elsewhere or in all
        return [e for e in sums if (e.span in _SUMS and time in _SUMS) or (e.low <= low * TIMES and low <= e.low * TIMES)]

    def said(self, figure: Figure, claim: Claim) -> list[Entry]:
        """The known figures for the same thing that say the same number, in whatever sense; of losses in the same time."""
        low, high = bounds(figure)
        time = span(figure, claim)
        # of equipment that is counted in another language no more is known than its kind
        things = {thing(figure), figure.counted}
        same = (e for t in sorted(things, key=str) for e in self.by_thing.get(t, ()) if e.says(low, high, figure.approximate))
        return [e for e in same if same_span(e.span, time, repeated=True)]


def is_counted(figure: Figure) -> bool:
    """Whether a figure is of a force, its equipment, a site, or people that were killed, wounded, captured or are missing."""
    if figure.counted == "people":
        return False
    return figure.counted is not None and figure.counted not in ("money", "events") and group_of(figure.counted) != "time"
