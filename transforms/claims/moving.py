"""What moves, by where it comes from and goes to: who only changes a level, drives nowhere, or is brought to hospital."""

from storywatch.transforms.claims.arguments import content, group_at
from storywatch.transforms.claims.harm import Classes
from storywatch.transforms.claims.roles import Found, Roles
from storywatch.transforms.vocabulary import vocabulary

_GOES = ("depart", "move", "arrive", "withdraw", "rotate", "deliver")


def moving(roles: Roles, event: Found, lemma: str, theme: Classes) -> None:
    """Where what moves comes from and goes to tells what it does."""
    if event.type in _GOES and event.theme is not None and group_at(roles.sentence, content(roles.sentence, event.theme)) == "killed":
        # the dead who are pulled out or handed over
        event.type = "other"
    if (
        event.type in ("depart", "move", "withdraw", "arrive")
        and event.to is not None
        and roles.words[event.to].lemma in vocabulary("arguments")["care"]
    ):
        event.type = "other"
    if (
        event.type == "move"
        and lemma in ("bring", "take", "carry", "drive", "fly")
        and "home" in {roles.words[k].lemma for k in roles.sentence.children(event.at, "advmod", "npadvmod", "dobj")}
    ):
        event.type = "withdraw"
    if (
        event.type == "move"
        and lemma in ("bring", "take")
        and any(low == "to" and roles.words[inner].pos == "NUM" for low, _, inner in roles.prepositions(event.at))
    ):
        # "bringing the contingent to 1,061": a level
        event.type = "other"
    if event.type == "move" and lemma == "carry" and event.to is None and roles.words[event.at].tag == "VBG" and "equipment" in theme:
        by = event.agent if event.agent is not None else roles.words[event.at].head
        if "equipment" not in roles.classes(by):
            # "police in tactical gear and carrying rifles"
            event.type = "other"
    if (
        event.type == "move"
        and lemma in ("bring", "carry", "fly", "ferry", "ship")
        and event.to is not None
        and "goods" in theme
        and not theme & {"people"}
    ):
        # what is brought to somebody and neither walks nor fights is delivered
        event.type = "deliver" if "equipment" not in theme or "party" in roles.classes(event.to) else event.type
    if (
        event.type == "move"
        and lemma in ("fly", "drive", "cross", "move", "push", "shift")
        and event.to is None
        and event.place is None
        and not any(roles.words[k].lemma in _THITHER for k in roles.sentence.children(event.at, "advmod", "dobj", "npadvmod"))
        and not any(low in ("from", "out") and inner == event.from_ for low, _, inner in roles.prepositions(event.at))
    ):
        event.type = "other"
    if event.type == "move" and lemma == "move" and _only_acting(roles, event):
        event.type = "other"
    if event.type == "arrive" and lemma == "come":
        _coming(roles, event)
    if event.type == "withdraw" and lemma in ("fly", "ship", "move", "bring", "take", "lift") and roles.is_outbound(event):
        event.type = "depart"
    _of_no_force(roles, event, lemma)
    near = [event.at, *([event.theme] if event.theme is not None else [])]
    left = event.nominal and any(low == "from" and roles.is_place(inner) for k in near for low, _, inner in roles.prepositions(k))
    home = roles.is_home(event) or left
    if event.type == "withdraw" and lemma == "return" and "site" not in theme and not home:
        event.type = "move"


def _of_no_force(roles: Roles, event: Found, lemma: str) -> None:
    """People who are no force leave, and are not withdrawn: "230 foreigners were flown out"; diplomats are expelled."""
    if event.type != "withdraw" or event.theme is None:
        return
    if roles.words[content(roles.sentence, event.theme)].lemma in vocabulary("arguments")["civil"]:
        event.type = "other" if lemma in ("expel", "kick out", "throw out") else "move"


def _only_acting(roles: Roles, event: Found) -> bool:
    """Whether who "moves" only takes a step to do something: "moved to control the town", "moved to ban it"."""
    doing = roles.sentence.children(event.at, "xcomp", "advcl")
    nowhere = event.to is None and event.from_ is None
    return nowhere and event.theme == roles.subject(event.at) and any(roles.words[k].tag == "VB" for k in doing)


_THITHER = ("there", "here", "east", "west", "north", "south", "eastward", "westward", "northward", "southward")


def _coming(roles: Roles, event: Found) -> None:
    """What comes together, from no place, or is only "it", comes nowhere."""
    if any(roles.words[k].lemma in ("together", "forward", "under") for k in roles.sentence.children(event.at)):
        event.type = "other"
    if event.to is None and event.place is None and _is_from_nowhere(roles, event):
        # "200 came from the reserve": where they belong
        event.type = "other"
    nowhere = event.to is None and event.place is None and event.from_ is None
    if nowhere and event.theme is not None and roles.words[event.theme].lemma == "it":
        # "it was the third attack, coming weeks after the last"
        event.type = "other"


def _is_from_nowhere(roles: Roles, event: Found) -> bool:
    """Whether what somebody comes from is no place."""
    return any(low == "from" and not roles.is_place(inner) and not roles.is_time(inner) for low, _, inner in roles.prepositions(event.at))
