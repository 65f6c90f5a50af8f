"""Whether two sentences that look alike say different things: another number, actor, place or object in the same words.

Similarity cannot tell "sends 400 officers" from "sends 600 officers"; the words that differ can.
"""

import re
from difflib import SequenceMatcher

from storywatch.transforms.claims.legible import visible
from storywatch.transforms.claims.names import fold, kind_of_force
from storywatch.transforms.claims.numbers import numbers
from storywatch.transforms.rows import Claim

ALIKE = 0.6
"""Share of words in the same order from which two sentences are one sentence with something exchanged."""
_WORD = re.compile(r"\w+(?:[.,]\d+)*")
_MORE = frozenset(["second", "third", "fourth", "fifth", "sixth", "another", "further", "additional", "again"])
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*(?:st|nd|rd|th)?$")
_SMALL = frozenset(
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "twenty", "thirty", "forty", "fifty", "hundred", "thousand", "first"]
) | _MORE  # fmt: skip


def _kinds(claim: Claim) -> dict[str, str]:
    """word -> class of the term that it is part of."""
    found = {word: term[0] for term in claim.terms for word in _WORD.findall(term[2:])}
    # "Kyiv" stands for Ukraine among the terms, but is what the sentence says
    found.update({fold(word): "c" for span in claim.spans if span.field in ("actor", "place") for word in _WORD.findall(span.text)})
    return found


def _kind(word: str, kinds: dict[str, str]) -> str:
    """The class of a word; terms hold lemmas, so the ending of a plural is tried without."""
    return next((kinds[form] for form in (word, word[:-1], word[:-2]) if form in kinds), "")


def _words(claim: Claim) -> list[str]:
    return [fold(word) or word.lower() for word in _WORD.findall(claim.text)]


def exchanged(new: Claim, old: Claim) -> str | None:
    """What `new` says instead of what `old` says ("600" for "400"), or None where it only words it differently."""
    if new.text == old.text:
        return None
    if new.polarity == "denied" and None not in (new.speaker_party, old.speaker_party) and new.speaker_party != old.speaker_party:
        return f"{new.speaker_party} denies"
    happened = _happened(new, old)
    if happened is not None:
        return happened
    now, before = _words(new), _words(old)
    matcher = SequenceMatcher(None, before, now, autojunk=False)
    # the quick ones are never less than the ratio
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE or matcher.ratio() < ALIKE:
        return None
    kinds_now, kinds_before = _kinds(new), _kinds(old)
    spoken = " ".join(before)
    known = set(old.terms)
    at = [match.span() for match in _WORD.finditer(new.text)]
    for step, i1, i2, j1, j2 in matcher.get_opcodes():
        came = now[j1:j2]
        # as they stand in the text
        quoted = new.text[at[j1][0] : at[j2 - 1][1]] if came else ""
        if step == "insert" and any(word in _MORE for word in came):
            return quoted
        if step != "replace":
            continue
        told = [w for w in came if _NUMBER.match(w) or w in _SMALL]
        if told and not any(w in before for w in told) and any(_NUMBER.match(w) or w in _SMALL for w in before[i1:i2]):
            if _values(new) and _values(new) <= _values(old) and not any(w[-2:] in ("st", "nd", "rd", "th") for w in told):
                # "10,000", "10.000" and "ten thousand" are one number
                continue
            return quoted
        if i2 - i1 > 3 or j2 - j1 > 3:
            continue
        names = [w for w in came if _kind(w, kinds_now) in tuple("cgop") and w not in spoken]
        gone = [w for w in before[i1:i2] if _kind(w, kinds_before) in tuple("cgop")]
        if (names and gone) or _other_country(new, known, came):
            return quoted
        # another force or equipment; other nouns may only word it differently ("visit", "arrival")
        forces = [w for w in came if kind_of_force(w) and w not in spoken]
        if forces and any(kind_of_force(w) for w in before[i1:i2]):
            return quoted
    return None


def _values(claim: Claim) -> set[tuple[float | None, float | None]]:
    return {(n.low, n.high) for n in numbers(visible(claim.text)[0])}


def _happened(new: Claim, old: Claim) -> str | None:
    """The word for an event that the old claim only planned, and the new one tells as a fact: "has sent" for "will send"."""
    ahead = {e.type for e in old.events if e.modality in ("planned", "possible")} - {e.type for e in old.events if e.modality == "fact"}
    # two events of which nobody knows what they are may be two things
    ahead -= {"other"}
    return next((new.text[e.start - new.start : e.end - new.start] for e in new.events if e.modality == "fact" and e.type in ahead), None)


def _other_country(new: Claim, known: set[str], came: list[str]) -> bool:
    """Whether the exchanged words are part of naming a country or body that the old sentence does not name."""
    added = [s for s in new.spans if s.field == "actor" and any(w in fold(s.text) for w in came)]
    return bool(added) and any(t not in known for t in new.terms if t[0] in "co") and any(t[0] == "c" for t in known)
