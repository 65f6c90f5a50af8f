"""Which force "it" and "they" are: the one that the sentence before tells of."""

from collections.abc import Iterator
from dataclasses import replace

from storywatch.transforms.claims.arguments import EQUIPMENT, group_of
from storywatch.transforms.rows import Claim, Event, Span
from storywatch.transforms.vocabulary import vocabulary

_SINGULAR, _PLURAL = ("it",), ("they", "them")
_ARGUMENTS = ("agent", "object")
_FORCES = ("troops", "battalions", *EQUIPMENT)
_ONE = frozenset(["contingent", "force", "unit", "group", "battalion", "brigade", "division", "battery", "system", "team", "convoy"])
"""Words of many that are spoken of as one."""


def _forces(claim: Claim) -> Iterator[tuple[str, Span]]:
    """(words, where they stand) of the forces that a claim tells of, in the order of its events."""
    for event in claim.events:
        if not vocabulary("events").get(event.type, {}).get("family"):
            continue
        for name in _ARGUMENTS:
            words = getattr(event, name)
            span = next((s for s in event.spans if s.field == name), None)
            if words and span and group_of(words.split()[-1].lower()) in _FORCES:
                yield words, span


def _is_many(words: str) -> bool:
    last = words.split()[-1].lower()
    return last not in _ONE and (last.endswith("s") or last in ("men", "people", "police", "personnel", "aircraft", "troops"))


def resolved(claim: Claim, before: Claim | None) -> Claim:
    """The claim with the force of the claim before in place of a pronoun that can only be it: the one force there of its number."""
    if before is None:
        return claim
    known = dict(_forces(before))
    events = []
    for event in claim.events:
        for name in _ARGUMENTS:
            word = (getattr(event, name) or "").lower()
            if word in (*_SINGULAR, *_PLURAL) and vocabulary("events").get(event.type, {}).get("family"):
                fit = [(words, span) for words, span in known.items() if _is_many(words) == (word in _PLURAL)]
                if len(fit) == 1:
                    event = _with(event, name, *fit[0])
        events.append(event)
    return claim if tuple(events) == claim.events else replace(claim, events=tuple(events))


def _with(event: Event, name: str, words: str, span: Span) -> Event:
    spans = tuple(Span(name, span.text, span.start, span.end) if s.field == name else s for s in event.spans)
    changed = {name: words}
    return replace(event, spans=spans, **changed)  # type: ignore[arg-type]
