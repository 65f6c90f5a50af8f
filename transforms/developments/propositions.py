"""What a claim says to be so or not, as far as two claims can be compared: a family of events, of which force, whose, and where."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from storywatch.transforms.claims.arguments import group_of, is_designation
from storywatch.transforms.claims.geography import country_of, is_place
from storywatch.transforms.claims.names import fold, gazetteer, is_everyday, is_military, kind_of_force, place_name
from storywatch.transforms.developments.ledger import PERSONNEL
from storywatch.transforms.rows import Claim, Event
from storywatch.transforms.vocabulary import of_vocabulary, vocabulary


@dataclass(frozen=True)
class Proposition:
    """None stands for what is not told."""

    family: str
    type: str
    thing: str | None
    whose: str | None
    place: str | None

    @property
    def kind(self) -> str:
        """What days are compared of: the family; of decisions the type, as a request says nothing of a block."""
        return self.type if self.family == "decision" else self.family


@of_vocabulary
def _thing(phrase: str | None) -> str | None:
    """The group of a force, or the noun where the vocabulary has no group."""
    if not phrase:
        return None
    words = re.findall(r"[\w-]+", fold(phrase))
    groups = [g for g in (group_of(word) for word in words) if g]
    models: list[str] = [word for word in words if is_designation(word)]
    if models and not set(groups) & set(PERSONNEL):
        # B-52s are not B-2s
        return models[0].removesuffix("s")
    if words and words[-1].removesuffix("s") in vocabulary("arguments")["corps"]["observers"]:
        # who watches is no force
        return "observers"
    if groups:
        return PEOPLE.get(groups[-1], "people" if groups[-1] in PERSONNEL else groups[-1])
    return None


def read_force(event: Event) -> str | None:
    """The kind of force of an event that is read by what its words mean (`transforms/claims/foreign.py`); None for others."""
    return next((span.field.removeprefix(OF_FORCE) for span in event.spans if span.field.startswith(OF_FORCE)), None)


OF_FORCE = "force:"
PEOPLE = {"troops": "troops", "battalions": "troops", "police": "troops"}
"""What a force of people is called."""


@of_vocabulary
def _head(phrase: str | None) -> str | None:
    """What a decision is about: the noun before "of", "for" and the like."""
    words = re.findall(r"[\w-]+", re.split(r"\b(?:of|for|to|on|with|in)\b", fold(phrase or "").removeprefix("to "))[0])
    return words[-1] if words else None


@of_vocabulary
def owner(phrase: str | None) -> str | None:
    """The country or body that a phrase names first."""
    match = gazetteer().pattern.search(phrase) if phrase else None
    if match is None:
        return None
    name = gazetteer().forms[match.group(0)][1]
    return gazetteer().of.get(name, name)


_ITSELF = frozenset(["country", "nation", "government", "army", "military", "navy", "it", "we", "they", "ministry", "state", "leadership"])
"""Agents that are the party of the speaker: "the country sent soldiers", said by its agency."""


def proposition(event: Event, party: str | None = None) -> Proposition | None:
    """What an event says to be so; None for acts of speech, which say nothing of a deployment by themselves. `party`: the speaker's."""
    family = vocabulary("events").get(event.type, {}).get("family")
    if family is None:
        return None
    told = read_force(event)
    thing = PEOPLE.get(told, told) if told else _head(event.object) if family == "decision" else _thing(event.object or event.agent)
    site = event.place or event.from_ if family == "withdrawal" else event.to or event.place
    if site is None and event.object is not None and owner(event.object) is None and is_place(event.object):
        # "shelled Misrata"
        site = event.object
    sides = [s for s in (owner(event.object), owner(event.agent)) if s]
    own = party if event.agent is not None and event.agent.lower() in _ITSELF else None
    return Proposition(
        family,
        event.type,
        thing,
        (min(sides) if event.type == "fight" and sides else next(iter(sides), own)),
        place_name(site) if site else None,
    )


def sides_of(event: Event) -> frozenset[str]:
    """The countries and bodies that an event is about: who acts, who is acted on, and the country in which it is told to happen."""
    places = (place for place in (event.place, event.to, event.from_) if place)
    named = [owner(event.agent), owner(event.object), *(owner(place) or country_of(place) for place in places)]
    return frozenset(fold(side) for side in named if side)


def sides_told(claims: Sequence[Claim], title_terms: Sequence[str]) -> frozenset[str]:
    """Whom an article is about: the sides of its title, of what its first claims tell, and of the forces that it tells of."""
    own = {t[2:] for t in title_terms if t[:2] in ("c:", "o:")}
    for i, claim in enumerate(claims):
        for event in claim.events:
            if i < LEAD or vocabulary("events").get(event.type, {}).get("family") in COMES_AND_GOES:
                own |= sides_of(event)
    return frozenset(own)


LEAD = 2
"""Claims at the head of an article, which bring what is new in most news."""
COMES_AND_GOES = ("presence", "withdrawal", "activation")
"""Families of events that a force goes through one after the other."""
DEPLOYMENT = ("presence", "withdrawal", "activation", "combat", "losses", "capture", "decision")
FORCES = ("troops", "aircraft", "ships", "weapons", "vehicles")


@of_vocabulary
def _force(phrase: str | None, family: str | None) -> bool:
    """Whether a phrase names a force or its equipment, in an event of a family."""
    if not phrase:
        return False
    words = re.findall(r"[\w-]+", fold(phrase))
    known = gazetteer().classes
    # "an overcrowded boat" that arrives is no force, as "Libyan boats" and one that is attacked are
    own = [word for word in words if not is_everyday(word)] if family in COMES_AND_GOES and owner(phrase) is None else words
    if any(group_of(word) in (*FORCES, "battalions") or is_designation(word) for word in own):
        return True
    match = gazetteer().pattern.search(phrase)
    return match is not None and known.get(gazetteer().forms[match.group(0)][1]) in ("military", "armed_group")


def is_anchored(event: Event) -> bool:
    """Whether an event is told of somebody or something named: not of "he" and "we", but of a force, of its plans, or at a place."""
    names = [n for n in (event.object, event.agent) if n]
    if any(n.lower() in _NOBODY for n in names):
        return False
    family = vocabulary("events").get(event.type, {}).get("family")
    force = any(_force(n, family) for n in names)
    if family == "decision":
        # of whom alone "agreed" is said, they are countries or bodies: not a senator who agreed that it was wrong
        return (
            _force(event.object, family)
            or _head(event.object) in _plans()
            or (
                # nor of countries that agree on something else: "agreed to import beef"
                event.type == "agree" and event.object is None and owner(event.agent) is not None
            )
        )
    if family == "presence":
        return force and bool(
            event.place or event.to or event.from_ or event.figure or event.date or event.type in ("reinforce", "rotate", "train")
        )
    if family in ("combat", "losses", "capture"):
        return force or bool(event.place and (names or event.date)) or bool(names and owner(" ".join(names)))
    return force or bool(names and owner(" ".join(names)))


THERE = frozenset(("arrive", "present"))
"""Types of events that tell the same of a force: that it is there."""
COMING = THERE | {"depart", "move", "deliver", "reinforce"}
"""Types of which who denies one denies the others: of a force that did not set out nobody came."""
_NOBODY = frozenset(
    [
        "i",
        "you",
        "he",
        "she",
        "it",
        "we",
        "they",
        "him",
        "her",
        "them",
        "us",
        "me",
        "who",
        "what",
        "that",
        "this",
        "those",
        "these",
        "whoever",
        "whomever",
        "one",
        "someone",
        "anyone",
        "nobody",
        "everybody",
        "people",
    ]
)


@of_vocabulary
def _plans() -> frozenset[str]:
    return _of_missions() | frozenset(vocabulary("arguments")["agreed"])


@of_vocabulary
def _of_missions() -> frozenset[str]:
    arguments = vocabulary("arguments")
    return frozenset(arguments["mission"]) | frozenset(arguments["decided"])


@of_vocabulary
def _surely_force(phrase: str | None) -> bool:
    """Whether a phrase names a force that cannot be anything else: soldiers, rebels, F-16s, Hamas; not police, planes or men."""
    words = re.findall(r"[\w-]+", fold(phrase or ""))
    if any(is_military(word) or ("-" in word and is_designation(word)) for word in words):
        return True
    match = gazetteer().pattern.search(phrase or "")
    return match is not None and gazetteer().classes.get(gazetteer().forms[match.group(0)][1]) in ("military", "armed_group")


@of_vocabulary
def _maybe_force(phrase: str | None) -> bool:
    """Whether a phrase names what may be a force: police, planes; boats and cars only of somebody."""
    own = owner(phrase) is not None
    return any(kind_of_force(word) and (own or not is_everyday(word)) for word in re.findall(r"[\w-]+", fold(phrase or "")))


def of_deployment(claim: Claim) -> bool:
    """Whether a claim tells of a force: that it comes, is there, goes, fights, is decided on, loses people."""
    return any(map(_is_of_force, claim.events))


def _is_of_force(event: Event) -> bool:
    family = vocabulary("events").get(event.type, {}).get("family")
    if family == "decision" and _head(event.object) in _plans():
        # "approved changing the mission"
        return True
    return family in DEPLOYMENT and (_force(event.object, family) or _force(event.agent, family))


def _is_surely_of_force(event: Event) -> bool:
    # police and planes count where it is said whose they are, or how many
    family = vocabulary("events").get(event.type, {}).get("family")
    who = (event.object, event.agent)
    if family not in DEPLOYMENT or event.modality == "hypothetical":
        return False
    if family == "decision":
        # "extended the mandate", not "signed an agreement"
        return _head(event.object) in _of_missions() or _surely_force(event.object)
    if any(map(_surely_force, who)) or (family == "combat" and event.modality == "fact" and owner(event.agent) is not None):
        return True
    told = event.figure is not None or any(owner(words) for words in who)
    return family in ("presence", "withdrawal", "activation") and any(map(_maybe_force, who)) and told


def _houses_a_force(event: Event, claim: Claim) -> bool:
    """Whether a camp or base is put up for a force that the sentence names behind it: "has begun to build camps for fighters"."""
    site = event.type == "activate" and event.modality in ("fact", "planned") and group_of(_head(event.object) or "") == "sites"
    return site and _surely_force(claim.text[max(0, event.start - claim.start) :])


PEOPLE_OF_A_FORCE = ("troops", "battalions")
"""What figures count that are people of a force."""
HEAD = 8
"""Claims at the head of an article that tell what it is about."""


def surely_of_force(claim: Claim) -> bool:
    """Whether a claim tells of a deployment and of nothing else, by its events or by whom its figures count."""
    events = () if claim.background else claim.events
    if any(_is_surely_of_force(event) or _houses_a_force(event, claim) for event in events):
        return True
    return any(f.counted in PEOPLE_OF_A_FORCE and is_military((f.what or "").split(" ")[-1]) for f in claim.figures)
