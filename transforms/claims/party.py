"""For which country an official speaks who is named without one: by the seat of his office, whose force he tells of, and where it is."""

import re
from collections.abc import Sequence
from dataclasses import replace

from storywatch.transforms.claims.analysis import Analysed
from storywatch.transforms.claims.arguments import name_at
from storywatch.transforms.claims.attribution import Attribution
from storywatch.transforms.claims.events import Reader
from storywatch.transforms.claims.geography import country_of
from storywatch.transforms.claims.names import Name
from storywatch.transforms.claims.roles import Found, place_of
from storywatch.transforms.vocabulary import vocabulary

_OF_A_STATE = re.compile(
    r"ministry|government|military|army|navy|air force|presidential|defen[cs]e|joint|general staff|command|\bunit\b|\bforce\b|brigade", re.I
)
_OFFICES = ("official", "military", "intelligence")
_OWN = ("depart", "move", "arrive", "present", "withdraw", "train", "activate", "reinforce", "rotate", "kill", "wound")
"""Events that those tell of whose force it is."""
_AGAINST = ("attack", "kill", "wound", "capture", "destroy", "block", "fight", "shoot_down")
"""Events whose agent may be the other side."""
_TAKEN = ("capture", "shoot_down")
"""Events that those tell of who did it."""
_UNDER_FIRE = ("attack", "shoot_down", "destroy")


def with_party(sentence: Analysed, found: Sequence[Name], events: Sequence[Found], says: Attribution) -> Attribution:
    """An attribution with the party of an official who is named without a country ("Defence Minister X said"), where it can be told."""
    if says.speaker is None or says.party is not None:
        return says
    if says.source_class not in _OFFICES and not _OF_A_STATE.search(says.speaker):
        return says
    party = _of_body(sentence, found, says)
    if party is None:
        seated, party = _of_seat(sentence, found, says)
        # who sits in a town that nobody knows may be of any country
        party = party if seated else _of_events(sentence, found, events)
        # what he says of a country in his own words does not make it his
        named = {n.name for n in found if n.kind == "country" and not _is_quoted(sentence.text, n.start)}
        if party is None and not seated and len(named) == 1:
            # where one country alone is spoken of, its officials speak
            party = min(named)
    return replace(says, party=party)


def _is_quoted(text: str, at: int) -> bool:
    """Whether a place of a text lies between quotation marks."""
    before = text[:at]
    return before.rfind("“") > before.rfind("”") or before.count('"') % 2 == 1


def _speaker_at(sentence: Analysed, says: Attribution) -> int | None:
    """The head word of the speaker."""
    start, end = says.speaker_span or (0, 0)
    inside = sentence.at(start, end)
    return sentence.top(inside) if inside else None


def _of_body(sentence: Analysed, found: Sequence[Name], says: Attribution) -> str | None:
    """The owner of the body that a speaker's word takes up again: "Spain's Military Emergencies Unit …, the unit said"; "Caricom's envoy"."""
    at = _speaker_at(sentence, says)
    if at is None:
        return None
    words, reader = sentence.words, Reader(sentence, found)
    for k in (at, words[at].head):
        poss = sentence.child(k, "poss")
        name = name_at(found, words[poss].start, words[poss].end) if poss is not None else None
        if name is not None and name.kind in ("org", "place") and words[k].pos in ("NOUN", "PROPN") and words[poss or 0].pos == "PROPN":
            return country_of(name.text) or (name.text if name.kind == "org" else None)
    if words[at].pos != "NOUN":
        return None
    again = [k for k in range(at) if words[k].text.lower() == words[at].text.lower() and words[k].pos == "PROPN"]
    owners = (reader.owner(k) or _owner_of(reader, k) for k in again)
    return next((o for o in owners if o in vocabulary("countries")), None)


def _owner_of(reader: Reader, i: int) -> str | None:
    """The country in whose name's possession a body stands: of "Spain's Military Emergencies Unit" Spain."""
    possessor = reader.possessor(i)
    return reader.owner(possessor) if possessor is not None else None


def _of_seat(sentence: Analysed, found: Sequence[Name], says: Attribution) -> tuple[bool, str | None]:
    """(whether the seat of his office is told, its country): of "a customs officer in Garoua", "the navy in Zeebrugge"."""
    start, end = says.speaker_span or (0, 0)
    near = [n for n in found if n.kind == "place" and start <= n.start < end]
    near += [n for n in found if n.kind == "place" and re.fullmatch(r"\s+(?:in|at|of)\s+", sentence.text[end : max(end, n.start)])]
    return bool(near), next((seat for n in near if (seat := country_of(n.text))), None)


def _of_events(sentence: Analysed, found: Sequence[Name], events: Sequence[Found]) -> str | None:
    """The country that sends, or whose force it is that goes, comes, is lost, or took what was captured; else where it came under fire."""
    reader, countries = Reader(sentence, found), vocabulary("countries")
    parts = [e.agent for e in events if e.agent != e.theme and e.type not in _AGAINST]
    parts += [e.theme if e.type in _OWN else e.agent for e in events if e.type in (*_OWN, *_TAKEN)]
    owners = (reader.owner(part) for part in parts if part is not None)
    owner = next((o for o in owners if o in countries), None)
    if owner is not None:
        return owner
    # not where a ship of somebody's fights abroad
    own = [e for e in events if e.type in _UNDER_FIRE and (e.agent is None or sentence.words[e.agent].pos != "PROPN")]
    places = [place for e in own if (place := place_of(sentence, found, e.place))]
    attacked = {country_of(text) for text, _, _ in places} - {None}
    return min(filter(None, attacked)) if len(attacked) == 1 else None
