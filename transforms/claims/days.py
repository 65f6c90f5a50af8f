"""When an event happened, as against when somebody spoke: dates are given to the verb or noun that they hang on in the syntax."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from storywatch.transforms.claims.analysis import Analysed
from storywatch.transforms.claims.arguments import is_of_a_number
from storywatch.transforms.claims.dates import RECENT_DAYS
from storywatch.transforms.claims.frames import occasions
from storywatch.transforms.claims.governors import verbs_of_saying
from storywatch.transforms.claims.lexicon import BEFALLS, SPEECH
from storywatch.transforms.claims.modality import modality
from storywatch.transforms.claims.roles import Found
from storywatch.transforms.rows import DateMention
from storywatch.transforms.vocabulary import of_vocabulary, vocabulary

SAID = "said"
"""The frame of a date on which somebody spoke."""
_NO_DAY = re.compile(r"\b(?:by|until|till|since|before|after|from)\s+(?:the\s+|about\s+|early\s+|late\s+)?$", re.IGNORECASE)
_SHARE = ("conj", "advcl", "acl", "ccomp", "dep", "xcomp", "pobj", "prep", "dobj", "nsubj", "nsubjpass", "pcomp")


@of_vocabulary
def sayings() -> frozenset[str]:
    """Lemmas of verbs that say, publish or show something."""
    return verbs_of_saying() | frozenset(vocabulary("attribution")["publishing"])


def _governor(sentence: Analysed, mention: DateMention, triggers: set[int]) -> int | None:
    """The verb, or the noun of an event, that a date hangs on."""
    inside = sentence.at(mention.start, mention.end)
    if not inside:
        return None
    for up in sentence.ancestors(sentence.top(inside)):
        word = sentence.words[up]
        if up in triggers or (word.pos in ("VERB", "AUX") and word.dep not in ("aux", "auxpass", "amod")):
            return up
    return None


_JUDGED = ("sentence", "convict", "charge", "accuse", "indict", "try", "arrest", "suspect", "blame", "acquit")
"""Verbs of what somebody is made to answer for, which he did before."""
_CHRONICLE = re.compile(r"\s*(?:[-–—]\s|:)")


def is_ahead(sentence: Analysed, start: int, end: int) -> bool | None:
    """Whether the verb that a date hangs on is of the future: "will leave on Sunday", "departs on Sunday"; None where it hangs on none."""
    inside = sentence.at(start, end)
    if not inside:
        return None
    if not start and _CHRONICLE.match(sentence.text, end):
        # "Feb. 24 - Rebels take the city": a list of what happened
        return False
    for up in sentence.ancestors(sentence.top(inside)):
        word = sentence.words[up]
        if word.pos in ("VERB", "AUX") and word.dep not in ("aux", "auxpass", "amod"):
            if word.lemma in ("expect", "schedule", "await") and any(
                sentence.words[k].tag in ("VBZ", "VBP") for k in sentence.children(up, "auxpass")
            ):
                # "are expected on the 25th"
                return True
            if word.lemma in sayings() and word.tag in ("VBD", "VBN"):
                return False
            if word.tag in ("VBZ", "VBP") and any(sentence.words[k].lemma == "due" for k in sentence.children(up, "acomp")):
                # "is due in Balta on Saturday"
                return True
            kind = modality(sentence, up)
            if kind in ("planned", "possible", "hypothetical") and word.tag != "VBD":
                return True
            return word.tag in ("VBZ", "VBP") and word.lemma not in sayings() and word.lemma not in ("be", "have")
    return None


def settle(sentence: Analysed, mentions: Sequence[DateMention], events: Sequence[Found], published: str | None) -> list[DateMention]:
    """The mentions (offsets inside the sentence) with the frame `said` where they date a statement. Gives the events their days."""
    triggers = {e.at for e in events}
    out = []
    left: list[tuple[int, str]] = []
    governors = [_governor(sentence, mention, triggers) for mention in mentions]
    for mention, at in zip(mentions, governors, strict=True):
        own = [e for e in events if e.at == at]
        frame = mention.frame
        if at is not None and frame in ("event", "past", "deadline"):
            speech = all(e.type in SPEECH for e in own) and sentence.words[at].lemma in sayings()
            if speech and _is_of_content(sentence, mention, at, [m for m, k in zip(mentions, governors, strict=True) if k == at]):
                # "on Sunday, he said on Monday, rebels had attacked"
                left.append((at, mention.date))
            elif speech:
                frame = SAID
            if mention.precision == "day" and not _NO_DAY.search(sentence.text[: mention.start]):
                for event in own:
                    event.date = event.date or mention.date
                if not own and not speech:
                    left.append((at, mention.date))
        out.append(replace(mention, frame=frame))
    for at, day in left:
        # of a verb that tells no event the first event below it, unless that has a day of its own or came before or after
        below = (e for e in events if e.date is None and at in set(sentence.ancestors(e.at)) and not _is_apart(sentence, e.at, at))
        if (first := next(below, None)) is not None:
            first.date = day
        else:
            # "were hurt when their truck struck a mine on Thursday"
            for event in events:
                if event.date is None and event.type in BEFALLS and at in occasions(sentence, event.at):
                    event.date = day
    _inherit(sentence, events)
    _ahead(sentence, events, published)
    return out


def _is_of_content(sentence: Analysed, mention: DateMention, at: int, all_of_them: Sequence[DateMention]) -> bool:
    """Whether a day at a verb of saying is of what is said: the first of two, before the verb, where the other stands behind it."""
    verb = sentence.words[at].start
    leads = mention.end <= verb and mention is all_of_them[0] and mention.start < len("On the morning of ")
    return leads and mention.precision == "day" and any(m.start > verb for m in all_of_them)


_APART = ("after", "before", "since", "until")
"""Words that begin a clause of another time."""


def _is_apart(sentence: Analysed, low: int, high: int) -> bool:
    """Whether the word `low` is in a clause below `high` that tells what came before or after: "gathered on Sunday after soldiers had fired"."""
    if sentence.words[high].lemma in _JUDGED:
        # "sentenced on Monday on charges that he attacked the post"
        return True
    word = sentence.words[low]
    if word.dep == "acl" and word.tag == "VBN" and word.head < high and sentence.words[word.head].dep != "ROOT":
        # "the bodies of seven soldiers killed at Balta were flown home on Sunday"
        return True
    path = [low, *sentence.ancestors(low)]
    if any(sentence.words[k].dep == "conj" and sentence.children(k, "aux") for k in path[: path.index(high)]):
        # "runs out on Sunday and will not be renewed"
        return True
    clauses = (k for k in path[: path.index(high)] if sentence.words[k].dep == "advcl")
    return any(sentence.words[mark].lemma in _APART for k in clauses for mark in sentence.children(k, "mark"))


def without_asides(sentence: Analysed, mentions: Sequence[DateMention], events: Sequence[Found], published: str | None) -> list[Found]:
    """The events but for those of long ago that only say which thing is meant: "the battery, bought in 2019", "the pact signed in 2014",
    "France, which once had 5,500 soldiers there", "a 2007 bomb that killed 17"."""
    once = {e.at for e in events if any(sentence.words[k].lemma in ("once", "formerly") for k in sentence.children(e.at, "advmod"))}
    triggers = {e.at for e in events}
    past = {_governor(sentence, m, triggers) for m in mentions if m.frame == "past" and not _NO_DAY.search(sentence.text[: m.start])}
    return [
        e
        for e in events
        if (
            not _is_remembered(sentence, e.at)
            and not _is_of_a_year(sentence, e.at, published)
            and (e.at not in past | once or sentence.words[e.at].dep not in ("acl", "relcl"))
        )
        or is_of_a_number(sentence, sentence.words[e.at].head)
    ]


def _is_of_a_year(sentence: Analysed, at: int, published: str | None) -> bool:
    """Whether an event is told of something that has an earlier year for its name: "a 2003 attack on the hotel, which killed 22"."""
    if not published or sentence.words[at].dep not in ("acl", "relcl"):
        return False
    for up in sentence.ancestors(at):
        if sentence.words[up].pos not in ("NOUN", "PROPN", "ADP"):
            return False
        years = (sentence.words[k].text for k in sentence.children(up, "nummod", "compound", "amod"))
        if any(re.fullmatch(r"(?:19|20)\d\d", year) and year < published[:4] for year in years):
            return True
    return False


def _is_remembered(sentence: Analysed, at: int) -> bool:
    """Whether an event says what a day is in memory of: "the anniversary of an incident in which …", "30 years since the massacre"."""
    words = sentence.words

    def remembers(k: int) -> bool:
        since = any(words[c].lemma == "since" for c in sentence.children(k, "prep", "mark"))
        return words[k].lemma == "anniversary" or (words[k].lemma in ("year", "decade") and since)

    return any(remembers(k) for k in sentence.ancestors(at))


def _inherit(sentence: Analysed, events: Sequence[Found]) -> None:
    """An event in a list or clause with a dated one happened on the same day, if no other day is told."""
    for event in events:
        if event.date is not None or event.type in SPEECH:
            continue
        for other in events:
            if (
                other is event
                or other.date is None
                or other.type in SPEECH
                or (other.modality == "planned") != (event.modality == "planned")
            ):
                continue
            if _joined(sentence, event.at, other.at) or _joined(sentence, other.at, event.at) or _follows(sentence, event.at, other.at):
                event.date = other.date
                break


def _joined(sentence: Analysed, low: int, high: int) -> bool:
    """Whether the word `low` depends on `high` within one course of events."""
    at = low
    for up in sentence.ancestors(low):
        word = sentence.words[at]
        if word.dep not in _SHARE or (
            word.pos in ("VERB", "AUX")
            and any(sentence.words[k].tag == "VBD" and sentence.words[k].lemma == "have" for k in sentence.children(at, "aux"))
        ):
            return False
        if word.dep == "advcl" and any(sentence.words[k].lemma in _APART for k in sentence.children(at, "mark")):
            # "seven years after they came"
            return False
        if up == high:
            return True
        if sentence.words[up].lemma in sayings():
            return False
        at = up
    return False


def _follows(sentence: Analysed, low: int, high: int) -> bool:
    """Whether the word `low` goes on behind a semicolon with what `high` tells: "attacked the base on Tuesday; 59 were killed"."""
    tops = [next((k for k in (at, *sentence.ancestors(at)) if sentence.words[k].dep == "ROOT"), at) for at in (low, high)]
    first = min(sentence.subtree(tops[0]))
    if tops[0] == tops[1] or high > first or sentence.words[first - 1].text != ";":
        return False
    told = [tops[0], *sentence.children(tops[0], "aux", "auxpass")]
    past = any(sentence.words[k].tag == "VBD" for k in told)
    return past and all(at == top or _joined(sentence, at, top) for at, top in zip((low, high), tops, strict=True))


def _ahead(sentence: Analysed, events: Sequence[Found], published: str | None) -> None:
    """What is told in the present of a day to come is planned: "departs from Yokosuka on Sunday"."""
    if not published:
        return
    for event in events:
        if event.date and event.date > published[:10] and event.modality == "fact":
            event.modality = "planned"


def happened(mentions: Sequence[DateMention], events: Sequence[Found], published: str | None) -> str | None:
    """The latest recent day of something that happened: of a dated event, or of a verb that is none of the vocabulary's."""
    days = [m.date for m in mentions if m.frame == "event" and m.precision in ("day", "week")]
    try:
        base = date.fromisoformat(published[:10]) if published else None
    except ValueError:
        base = None
    if base:
        earliest = (base - timedelta(days=RECENT_DAYS)).isoformat()
        days += [
            e.date for e in events if e.date and e.modality == "fact" and e.type not in SPEECH and earliest <= e.date <= base.isoformat()
        ]
    return max(days, default=None)
