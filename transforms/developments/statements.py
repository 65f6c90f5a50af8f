"""What is news in who says it: a party that denies or confirms what others, or it itself, told, or speaks for the first time."""

import re
from collections.abc import Iterator

from storywatch.transforms.developments.item import Item
from storywatch.transforms.developments.knowledge import Knowledge
from storywatch.transforms.developments.propositions import COMING, is_anchored, owner, proposition
from storywatch.transforms.developments.wording import label, of_what, tell, who
from storywatch.transforms.rows import Claim, Event
from storywatch.transforms.vocabulary import of_vocabulary, vocabulary

AUTHORITIES = ("official", "military", "intelligence", "international")
"""Classes of sources whose word confirms what others said."""
SPOKESMEN = (*AUTHORITIES, "armed_group")
"""Classes of sources that speak for a party."""
ON_THE_GROUND = ("presence", "combat", "losses", "withdrawal", "activation", "capture")
CONFIRMS_DENIED, DENIES_SAID = "which it denied before", "which it said itself"
REVERSALS = (CONFIRMS_DENIED, DENIES_SAID)
"""Words of the reasons by which a party takes back what it said."""
SPEECH = ("react", "accuse", "threaten")


def denials(claim: Claim, known: Knowledge) -> Iterator[Item]:
    """What a party denies that others, or it itself, said to be so."""
    party = claim.speaker_party
    if party is None:
        return
    for event in claim.events:
        said = proposition(event, claim.speaker_party)
        if said is None or event.modality != "denied" or known.told.said_by(party, said, "denied") or _is_prevented(event, claim):
            continue
        own = known.told.said_by(party, said, "fact", surely=True)
        if own is not None and claim.source_class in SPOKESMEN and own.source_class in SPOKESMEN and _is_denial(claim):
            yield Item(
                "contradiction", f"{party} denies {label(event.type)}{of_what(event)}, {DENIES_SAID} ({who(own)})", own, weighty=True
            )
            continue
        if said.family == "decision" and not _is_denial(claim):
            # "it was not enough to halt it" denies no decision
            continue
        exact = said.family == "presence"
        if said.family == "presence" and said.thing == "people":
            # "people who have not fled the city" are no force that somebody says is not there
            continue
        # what was said of no place is not what is denied of one
        others = known.told.alike(said, "fact", exact, COMING, there=True) or known.told.alike(said, "planned", exact, COMING, there=True)
        if others is not None and claim.source_class in SPOKESMEN and others.claim.speaker_party != party:
            yield Item("denial", f"{party} denies {label(event.type)}{of_what(event)}; so far: {tell(others)}", others.claim, weighty=True)
        elif others is None and claim.source_class in SPOKESMEN and is_anchored(event) and _is_denial(claim):
            # what the party denies was said elsewhere; that "no soldier was hurt" denies nothing
            so = "so of this place" if said.place else "that it is so"
            yield Item("denial", f"{party} denies {label(event.type)}{of_what(event)}; no claim of this story says {so}", None)


@of_vocabulary
def _prevented() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(vocabulary('modality')['prevented']['verbs'])})\w*\b", re.IGNORECASE)


def _is_prevented(event: Event, claim: Claim) -> bool:
    """Whether what is not so was prevented: nobody denies "an action to prevent a massacre"."""
    return _prevented().search(claim.text[: event.start - claim.start]) is not None and not _is_denial(claim)


def _is_denial(claim: Claim) -> bool:
    """Whether a claim is told by a word of denying."""
    return claim.strength == "denied" or any(e.type == "deny" and e.modality == "fact" for e in claim.events)


def confirmations(claim: Claim, known: Knowledge) -> Iterator[Item]:
    """What an authority says for the first time that others said before, or that it denied itself."""
    party = claim.speaker_party
    if party is None or claim.source_class not in AUTHORITIES or claim.background or claim.strength == "unverified":
        return
    for event in claim.events:
        said = proposition(event, claim.speaker_party)
        # what was planned and now is so is no confirmation of the plan, but a step of its own
        how = "planned" if event.modality == "planned" else "fact"
        if (
            said is None
            or event.modality not in ("fact", "ended", "planned")
            or said.family not in ON_THE_GROUND
            or not (is_anchored(event) or claim.strength == "confirmed")
        ):
            continue
        if known.told.said_by(party, said, how):
            continue
        denied = known.told.said_by(party, said, "denied", surely=True) if how == "fact" else None
        if denied is not None:
            yield Item(
                "confirmation",
                f"{party} confirms {label(event.type)}{of_what(event)}, {CONFIRMS_DENIED} ({who(denied)})",
                denied,
                weighty=True,
            )
            continue
        others = known.told.alike(said, how, same_type=True)
        if others is not None and others.claim.speaker_party != party:
            planned = "planned " if how == "planned" else ""
            yield Item(
                "confirmation",
                f"first said by {party} ({claim.source_class}): {planned}{label(event.type)}{of_what(event)}; so far: {tell(others)}",
                others.claim,
            )


def reactions(claim: Claim, known: Knowledge) -> Iterator[Item]:
    """The first word of a party that was not heard before."""
    party = claim.speaker_party
    if party is None or party in known.parties or claim.source_class not in SPOKESMEN:
        return
    if claim.speaker and claim.speaker.split()[-1].lower() not in claim.text.lower():
        # who "it" is, is guessed
        return
    for event in claim.events:
        # "Turkey asks for a vote, which Washington opposes": the word of another
        if event.type in SPEECH and event.modality == "fact" and owner(event.agent) in (None, party):
            yield Item("reaction", f"first {label(event.type)} of {party}, which was not heard in this story so far", None)
