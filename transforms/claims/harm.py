"""What is an attack by what takes part in it: who can hit somebody, what is launched at nobody, what nature does."""

from storywatch.transforms.claims.antecedents import antecedent
from storywatch.transforms.claims.arguments import ESTIMATES, content, group_at
from storywatch.transforms.claims.levels import level_verb
from storywatch.transforms.claims.lexicon import lexicon
from storywatch.transforms.claims.roles import Found, Roles
from storywatch.transforms.vocabulary import vocabulary

Classes = frozenset[str]
_FLYING = ("missile", "rocket", "projectile")


def harming(roles: Roles, event: Found, lemma: str, theme: Classes) -> None:
    """Who can harm whom: what nature does and what is taken by nobody is no attack."""
    group = group_at(roles.sentence, content(roles.sentence, event.theme)) if event.theme is not None else None
    if event.type == "attack" and lemma in ("expel", "drive", "push", "dislodge") and group not in ("troops", "battalions"):
        # diplomats who are expelled
        event.type = "other"
    if (
        event.type == "attack"
        and event.agent is not None
        and lemma in vocabulary("arguments")["also_of_others"]
        and not roles.classes(event.agent) & _DOERS[lemma == "board"]
        and not roles.strikes(event.agent)
    ):
        # a minister who boards a plane, costs that hit an airline, a plane that hits the ground
        event.type = "other"
    if event.type == "arrive" and lemma in ("land", "reach") and event.theme is not None and event.theme == roles.subject(event.at):
        if roles.words[content(roles.sentence, event.theme)].lemma in (*_FLYING, "shell", "bomb", "mortar"):
            # "ten missiles landed in the port"
            event.type = "attack"
    threatens = roles.classes(event.agent) if event.type == "threaten" and event.agent is not None else frozenset()
    if threatens & {"equipment", "site"} and "party" not in threatens:
        # "tanks that threaten civilians": nobody says so
        event.type = "other"
    if event.type == "attack" and lemma == "storm" and event.agent is not None:
        storms = content(roles.sentence, event.agent)
        if roles.words[storms].tag == "NN" and group_at(roles.sentence, storms) == "people":
            # a woman who storms into a hotel
            event.type = "other"
    if event.type == "attack" and lemma in ("strike", "hit") and event.theme is not None and roles.words[event.theme].lemma == "mine":
        # a ship that strikes a mine
        event.type = "other"
    counted = roles.subject(event.at) if event.type in ("attack", "arrive", "move") and not event.nominal else None
    reached = roles.object(event.at) if counted is not None else None
    if reached is not None and level_verb(roles.sentence, reached) == event.at:
        # "the brigade reaches 1,800 soldiers"
        event.type = "other"
    if counted is not None and roles.words[counted].lemma in ESTIMATES:
        # "the toll hits 3,000", "the number of soldiers reaches 3,000"
        event.type = "other"
    if event.type in ("attack", "destroy", "kill", "wound") and event.agent is not None and "nature" in roles.classes(event.agent):
        event.type = "other"
    caught_in = lemma == "catch" and any(low in ("in", "between", "off", "up", "by") for low, _, _ in roles.prepositions(event.at))
    if event.type == "capture" and lemma == "catch" and (caught_in or "people" not in theme or "party" in theme):
        # "caught the country off guard", "people caught in the war"
        event.type = "other"
    if (
        event.type == "capture"
        and lemma == "take"
        and ("site" not in theme or roles.sentence.children(event.at, "prt", "advmod"))
        and not any(roles.words[k].lemma in ("prisoner", "captive", "hostage", "ashore") for k in roles.sentence.children(event.at))
    ):
        event.type = "other"


def _is_attack(roles: Roles, i: int) -> bool:
    """Whether a noun tells of an attack by itself, or of what is one once it is launched."""
    word = roles.words[i]
    told = {lexicon()[1].get(word.lemma), lexicon()[1].get(word.text.lower())}
    return bool(told & {"attack", "fight"}) or word.lemma in vocabulary("arguments")["attacks"]


def launching(roles: Roles, event: Found, lemma: str, theme: Classes) -> None:
    """What is launched, fired or opened, and at whom."""
    if event.type == "activate" and "pronoun" in theme:
        # "it was only created for their own benefit"
        event.type = "other"
    if event.type == "activate" and event.theme is not None and roles.words[event.theme].lemma in vocabulary("arguments")["proposed"]:
        # "launched the first court bid"
        event.type = "other"
    if event.type == "activate" and lemma == "launch" and "equipment" in theme:
        event.type = "attack"
    if event.type == "attack" and any(
        low in ("towards", "toward", "into", "in") and roles.words[inner].lemma in vocabulary("arguments")["waters"]
        for low, _, inner in roles.prepositions(event.at)
    ):
        # "launched a missile towards the sea", "fired guns in the air": nobody is hit
        event.type = "other"
    if event.type == "activate" and lemma == "launch" and event.theme is not None and _is_attack(roles, event.theme):
        # "launched attacks": the attacks are told by their noun
        event.type = "other"
    if event.type == "react" and event.agent is not None and group_at(roles.sentence, content(roles.sentence, event.agent)) == "weapons":
        # "a shell slammed into the third floor"
        event.type = "attack"
    if event.type == "attack" and lemma in ("launch", "fire") and _is_of_a_test(roles, event):
        event.type = "other"
    if event.type == "shoot_down" and lemma == "intercept" and event.theme is not None:
        if group_at(roles.sentence, content(roles.sentence, event.theme)) in ("ships", "vehicles"):
            # a ship that is intercepted is stopped
            event.type = "other"
    if event.type == "shoot_down" and lemma == "intercept" and "pronoun" in theme:
        meant = antecedent(roles, event.theme)
        if meant is None or "equipment" not in roles.classes(meant):
            # who intercepts "them" stops people
            event.type = "other"
    if event.type == "attack" and lemma == "launch" and event.object == event.theme and event.theme is not None and event.agent is not None:
        if group_at(roles.sentence, event.theme) == "aircraft" and "party" not in roles.classes(event.agent):
            # scientists who launch drones attack nobody
            event.type = "other"
    if event.type == "attack" and lemma in ("fire", "launch") and _is_target(roles, event):
        # "fired two missiles at drones"
        event.type, event.theme = "shoot_down", event.object


def _is_of_a_test(roles: Roles, event: Found) -> bool:
    """Whether one rocket or missile is launched and nobody is hit: "launched a long-range rocket"."""
    if event.theme is None or event.theme not in (roles.object(event.at), *roles.sentence.children(event.at, "nsubjpass")):
        return False
    one = roles.words[event.theme].lemma in ("rocket", "missile", "satellite") and roles.words[event.theme].tag == "NN"
    hits = any(w.lemma in ("kill", "wound", "injure", "hit", "strike", "destroy", "damage", "attack") for w in roles.words)
    aimed = (
        event.place is not None
        or event.to is not None
        or any(low in ("at", "against") and not roles.is_time(inner) for low, _, inner in roles.prepositions(event.at))
    )
    return one and not hits and not aimed and (event.from_ is None or roles.words[event.at].lemma == "launch")


_DOERS = (frozenset(["people", "party", "pronoun", "plan"]), frozenset(["people", "party", "pronoun"]))
"""Classes of those that do it: in general, and of boarding."""


def _is_target(roles: Roles, event: Found) -> bool:
    """Whether what is fired at flies itself: aircraft, drones, missiles."""
    if event.object is None or event.object == roles.object(event.at) or roles.passive(event.at):
        return False
    inner = content(roles.sentence, event.object)
    return group_at(roles.sentence, inner) == "aircraft" or roles.words[inner].lemma in _FLYING
