"""For which country an official speaks who is named without one: by the seat of his office, whose force he tells of, and where it is."""

import re
from collections.abc import Sequence, Set
from dataclasses import replace

from storywatch.transforms.claims.analysis import Analysed
from storywatch.transforms.claims.arguments import name_at
from storywatch.transforms.claims.attribution import BODIES, OF_SEVERAL, PRIVATE, Attribution
from storywatch.transforms.claims.events import Reader
from storywatch.transforms.claims.geography import country_of
from storywatch.transforms.claims.governors import SUBJECTS
from storywatch.transforms.claims.names import Name, gazetteer
from storywatch.transforms.claims.roles import LEAVING, Found, place_of
from storywatch.transforms.claims.saying import phrase_of
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
    at = _speaker_at(sentence, says)
    if at is not None and sentence.words[at].lemma in PRIVATE:
        return says
    office = f"{says.speaker} {_words_of(sentence, says, at)}"
    if says.source_class not in _OFFICES and not _OF_A_STATE.search(office):
        return says
    if OF_SEVERAL.search(office) and not re.search(r"foreign (?:min|secretary|aff|office)", office, re.I):
        return says
    party = _of_body(sentence, found, says)
    if party is None:
        seated, party = _of_seat(sentence, found, says)
        if seated:
            # who sits in a town that nobody knows may be of any country
            return replace(says, party=party)
        if _ABROAD.search(office):
            party = _of_events(sentence, found, events) or _only_country(sentence, found, events, of_people=True)
        elif _LOCAL.search(office):
            # who has a port speaks for where it is, whoever's ship called there
            party = _of_places(sentence, found, events) or _only_country(sentence, found, events)
        else:
            party = _of_places(sentence, found, events) if _REGIONAL.search(office) else None
            party = party or _of_events(sentence, found, events) or _only_country(sentence, found, events)
        if party is None and (_LOCAL.search(office) or _REGIONAL.search(office)):
            party = _of_towns(found)
    return replace(says, party=party)


_LOCAL = re.compile(r"\b(?:port|customs|harbou?r|airport|hospital|mayor|municipal|city|town|local|county)\b", re.I)
_ABROAD = re.compile(r"\b(?:embass(?:y|ies)|ambassador|consulate|consul|military attach[eé])\b", re.I)
"""Offices in the country of others."""
_REGIONAL = re.compile(r"\b(?:regional|provincial|district|governor|interior)\b", re.I)


def _words_of(sentence: Analysed, says: Attribution, at: int | None) -> str:
    """The phrase of a speaker whose head is the word `at`, with his office."""
    if at is None:
        return says.speaker or ""
    up = sentence.words[at].head if sentence.words[at].dep == "appos" else at
    prep = sentence.words[up].head
    if up != at and sentence.words[up].dep == "pobj" and sentence.words[prep].lemma == "of":
        # "the mayor of Kharkiv, Ihor Terekhov", whom the parser gives to the town
        up = sentence.words[prep].head
    return " ".join(sentence.words[k].text for k in phrase_of(sentence, up))


_BESIDE = re.compile(r"\b(?:with|against|alongside) (?:the )?$", re.I)
"""Before a country that is another one than that which speaks: "the border with Norland", "a treaty with Norland"."""
_OF_ANOTHER = re.compile(r"\s+(?:ambassador|embassy|envoy|counterpart|attach[eé])", re.I)
"""Behind the country of somebody else: "told the Norland ambassador"."""
_BY_OTHERS = ("capture", "destroy", "shoot_down")


def _only_country(sentence: Analysed, found: Sequence[Name], events: Sequence[Found], of_people: bool = False) -> str | None:
    """The one country that is spoken of by its name or capital, not by its people's ("Norland's", not "a Norlandish uniform"), or
    with `of_people` by that: its officials speak. Not in a quotation, nor where a force only comes from or goes to."""
    # who tells of a capture or a plane shot down is not whose they were
    taken = [k for e in events if e.type in _BY_OTHERS and e.theme is not None for k in sentence.subtree(e.theme)]
    ways = [sentence.words[k].start for k in taken]
    # "a unit of 2,200 marines would leave Iraq"
    # "have arrived in Norland, the minister said": whose minister?
    left = [(e.from_, e.to if e.type in LEAVING else None, e.place if e.type in ("withdraw", "arrive") else None) for e in events]
    ways += [sentence.words[k].start for places in left for k in places if k is not None]
    named = {
        n.name
        for n in found
        if n.kind == "country"
        and not _is_quoted(sentence.text, n.start)
        and not any(n.start <= at < n.end for at in ways)
        and not _BESIDE.search(sentence.text[: n.start])
        and not _OF_ANOTHER.match(sentence.text, n.end)
        and gazetteer().forms.get(n.text, ("", "", False))[2] == of_people
    }
    return _only(named)


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
        if name is not None and name.kind == "country" and words[k].pos == "NOUN" and k != at:
            # "according to Norway's chief of defence, Eirik Olsen"
            return name.name
        if name is not None and name.kind in ("org", "place") and words[k].pos in ("NOUN", "PROPN") and words[poss or 0].pos == "PROPN":
            return country_of(name.text) or (name.text if name.kind == "org" else None)
    again_party = _of_its(sentence, found, at)
    if again_party is not None or words[at].pos != "NOUN":
        return again_party
    again = [k for k in range(at) if words[k].text.lower() == words[at].text.lower() and words[k].pos == "PROPN"]
    owners = (reader.owner(k) or _owner_of(reader, k) for k in again)
    return next((o for o in owners if o in vocabulary("countries")), None)


def _of_its(sentence: Analysed, found: Sequence[Name], at: int) -> str | None:
    """Whose officer "its spokeswoman" is: of the body or country that was the subject last."""
    words = sentence.words
    office = words[at].head if words[at].dep == "appos" else at
    poss = sentence.child(office, "poss")
    if poss is None or words[poss].lemma not in ("its", "their"):
        return None
    owner = next((k for k in range(poss - 1, -1, -1) if words[k].dep in SUBJECTS and words[k].pos in ("NOUN", "PROPN")), None)
    if owner is None:
        return None
    body = BODIES.get(words[owner].lemma)
    if body is not None and any(n.name == body for n in found):
        return body
    party = Reader(sentence, found).owner(owner)
    return party if party in vocabulary("countries") else None


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
    # who tells whom somebody killed may be on the other side
    of_own = [e for e in events if e.type not in ("kill", "wound") or e.agent is None or reader.owner(e.agent) is None]
    parts += [e.theme if e.type in _OWN else e.agent for e in of_own if e.type in (*_OWN, *_TAKEN)]
    owners = (reader.owner(part) for part in parts if part is not None)
    owner = next((o for o in owners if o in countries), None)
    if owner is not None:
        return owner
    # not where a ship of somebody's fights abroad
    own = [e for e in events if e.type in _UNDER_FIRE and (e.agent is None or sentence.words[e.agent].pos != "PROPN")]
    return _of_places(sentence, found, own)


def _of_towns(found: Sequence[Name]) -> str | None:
    """The one country in which the towns are that a sentence names."""
    return _only({seat for n in found if n.kind == "place" and (seat := country_of(n.text))})


def _of_places(sentence: Analysed, found: Sequence[Name], events: Sequence[Found]) -> str | None:
    """The one country in which events take place."""
    places = [place for e in events if (place := place_of(sentence, found, e.place))]
    return _only({seat for text, _, _ in places if (seat := country_of(text))})


def _only(countries: Set[str]) -> str | None:
    """The country, where it is one."""
    return min(countries) if len(countries) == 1 else None
