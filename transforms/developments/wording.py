"""How claims, events and figures are named in a reason."""

import re

from storywatch.transforms.claims.arguments import group_of
from storywatch.transforms.claims.counting import SUFFERED
from storywatch.transforms.claims.names import gazetteer
from storywatch.transforms.developments.propositions import owner
from storywatch.transforms.developments.told import Told
from storywatch.transforms.rows import Claim, Event, Figure
from storywatch.transforms.vocabulary import vocabulary


def label(event_type: str) -> str:
    """What a reason calls a type of event."""
    return str(vocabulary("events").get(event_type, {}).get("label", event_type.replace("_", " ")))


def none_told(event_type: str, more: str = "") -> str:
    """That a story knows of no event of a type; `more` says of what."""
    name = label(event_type)
    return f"no {name}{more} {'were' if name.endswith('s') else 'was'} told in this story so far"


SHOWN = 90
"""Characters of a known claim that a reason shows."""


def shortened(text: str) -> str:
    """The beginning of a sentence, whole words."""
    told = " ".join(text.split())
    return told if len(told) <= SHOWN else told[:SHOWN].rsplit(" ", 1)[0] + " …"


def who(claim: Claim) -> str:
    """Who said a claim, and when it was published."""
    return f"{claim.speaker or claim.speaker_org or 'no speaker named'}, {(claim.published or 'undated')[:10]}"


def _named(phrase: str | None) -> str | None:
    """What a reason calls somebody or something by; None for a pronoun, which says nothing away from its sentence."""
    return phrase if phrase and phrase.lower() not in vocabulary("arguments")["pronoun"] else None


def _object(event: Event, what: str, weapon: bool) -> str:
    if weapon:
        return f" ({what})"
    # "approval to send 400 soldiers"
    return f" {what}" if what.startswith("to ") else f" on {what}" if event.type == "attack" else f" of {what}"


def of_what(event: Event) -> str:
    """ " of drones by militia at Odesa": object, agent and place of an event, as far as the claim names them."""
    family = vocabulary("events").get(event.type, {}).get("family")
    what, agent = _named(event.object), _named(event.agent)
    weapon = (
        event.type == "attack"
        and what is not None
        and (group_of(what.split()[-1].lower()) == "weapons" or what.lower().endswith(("drone", "drones")))
    )
    # of a weapon the words do not tell whether it was fired or hit
    parts = [_object(event, what, weapon) if what else ""]
    if agent:
        parts.append(f" of {agent}" if not what and family in ("presence", "withdrawal", "losses") else f" by {agent}")
    # "attack on palace", not "at palace" once more
    place = event.place if event.place != event.object else None
    if place or event.to:
        within = "in" if place in gazetteer().forms else "at"
        parts.append(f" {within} {place}" if place else f" to {event.to}")
    return "".join(parts)


def tell(told: Told) -> str:
    """What was told before, and by whom: "planned arrival of soldiers at Kursk (Kyrylo Budanov, 2024-10-22)"."""
    planned = {"planned": "planned ", "possible": "possible "}.get(told.event.modality, "")
    return f"{planned}{label(told.event.type)}{of_what(told.event)} ({who(told.claim)})"


_DEAD = ("dead", "toll", "death", "fatality", "life", "body", "coffin", "killed")


_PART = re.compile(r"\b(?:majority|most|half|many|some|several)\b(?: of (?:them|those))?[^.;]{0,20} in (?:the )?$", re.IGNORECASE)


def _of_a_part(claim: Claim) -> bool:
    """Whether the place of a claim is that of a part of those whom it counts: "84, the majority in Idlib"."""
    return any(_PART.search(claim.text[: span.start - claim.start]) for span in claim.spans if span.field == "place")


def as_written(what: str, figure: Figure, claim: Claim) -> str | None:
    """The noun that a figure counts as the sentence has it: "soldiers" of `soldier`; None where the sentence has another word."""
    stem = re.escape(what[:-1] if what.endswith("y") else what)
    found = re.compile(rf"\b(?:\w+-)*{stem}\w{{0,3}}\b", re.IGNORECASE)
    return next((m[0] for text in (claim.text.partition(figure.text)[2], claim.text) if (m := found.search(text))), None)


_ONE_AND_MANY = SUFFERED | frozenset(
    ["people", "police", "personnel", "aircraft", "staff", "infantry", "crew", "artillery", "ammunition", "equipment"]
)
"""Nouns that are one and many."""


def _many(what: str) -> str:
    """The plural of a noun that the sentence does not have: "soldiers" of "about 4,000 of those sent"."""
    last = what.rpartition(" ")[2]
    if last in _ONE_AND_MANY or last.endswith("s") or not last.isalpha():
        return what
    return what[:-2] + "en" if last.endswith("man") else what[:-1] + "ies" if re.search(r"[^aeiou]y$", last) else what + "s"


_TO_BE = {"withdraw": "to be withdrawn", "train": "to be trained"}
"""What is planned of so many who are there already."""


def described(figure: Figure, claim: Claim) -> str:
    """ "troops of North Korea killed (Kursk)": what a figure counts, in words."""
    what = (figure.what or figure.counted or "").replace("_", " ").replace(" - ", "-")
    if what.rpartition(" ")[2] in _DEAD and figure.measure in ("killed", "other", "total"):
        # "dead killed"
        what = "deaths"
    told = what if what == "deaths" else as_written(what, figure, claim) or (what if figure.high == 1 else _many(what))
    told = f"additional {told}" if figure.measure == "increment" else told
    measure = "" if what == "deaths" or figure.measure in ("total", "other", "increment", what) else " " + figure.measure.replace("_", " ")
    event = next((e for e in claim.events if e.figure == figure.text), None)
    if figure.measure == "planned" and event is not None and event.type in _TO_BE:
        measure = " " + _TO_BE[event.type]
    if figure.counted == "casualties" and "casualt" not in what and "loss" not in what:
        measure = " killed or wounded"
    # of "33 were killed, 21 of them in Homs" a place may be another figure's; where another country is named nobody knows
    alone = (
        len(claim.places) == 1
        and len(claim.figures) == 1
        and not _of_a_part(claim)
        and {*claim.actors} <= {*claim.places, figure.whose, claim.speaker_party}
    )
    place = figure.place or (claim.places[0] if alone else None)
    # "the region", "six hospitals"
    place = None if place and place.islower() else place
    # "North Koreans", not "of North Korea" once more
    whose = f" of {figure.whose}" if figure.whose and owner(told) != figure.whose else ""
    return f"{told}{whose}{measure}{f' ({place})' if place else ''}"
