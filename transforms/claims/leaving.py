"""What leaving is, by what takes part in it: setting out, coming home, being sent away, and what stays behind."""

from storywatch.transforms.claims.antecedents import antecedent
from storywatch.transforms.claims.arguments import PEOPLE, content, group_at
from storywatch.transforms.claims.harm import Classes
from storywatch.transforms.claims.lexicon import lexicon
from storywatch.transforms.claims.roles import LEAVING, Found, Roles
from storywatch.transforms.vocabulary import vocabulary


def leaving(roles: Roles, event: Found, lemma: str, theme: Classes) -> None:
    """Leaving for a task or for good, and what stays behind."""
    if event.type in LEAVING and lemma in ("leave", "depart", "sail", "fly", "departure", "head", "take"):
        # a plane that takes off comes back
        if (roles.is_home(event) and (lemma != "take" or "people" in theme)) or (
            lemma in ("leave", "depart")
            and (_from_where_it_is(roles, event) or _is_told_to_leave(roles, event) or roles.given_time(event.at) is not None)
        ):
            event.type = "withdraw"
    if (
        event.type == "depart"
        and lemma in ("leave", "depart")
        and theme & {"people", "equipment"}
        and event.to is None
        and _are_the_last(roles, event)
    ):
        # "the last 14 soldiers left": none will be there
        event.type = "withdraw"
    if (
        event.type == "depart"
        and lemma == "flee"
        and (event.theme is None or group_at(roles.sentence, content(roles.sentence, event.theme)) not in ("troops", "battalions"))
    ):
        # people who flee are no force that sets out
        event.type = "other"
    if event.type == "attack" and lemma == "expel" and event.agent is not None and "party" in roles.classes(event.agent):
        # a country that expels soldiers sends them home
        event.type = "withdraw"
    if event.nominal and lemma == "departure" and any(roles.words[k].lemma in _FOR_GOOD for k in roles.sentence.children(event.at, "amod")):
        event.type = "withdraw"
    if (
        lemma in ("deploy", "post", "commit", "deployment")
        and event.type == "depart"
        and event.to is None
        and (event.place is not None or (lemma == "deploy" and roles.passive(event.at) and event.from_ is None))
        and event.modality in ("fact", "denied")
    ):
        event.type = "present"
    _staying_behind(roles, event, lemma, theme)
    meant = antecedent(roles, event.theme) if "pronoun" in theme else None
    if event.type == "deliver" and meant is not None and group_at(roles.sentence, content(roles.sentence, meant)) in PEOPLE:
        # "we got three of them"
        event.type = "other"
    if event.type == "arrive" and lemma == "join" and _enlists(roles, event):
        event.type = "other"
    if event.type == "arrive" and lemma in _LIES and roles.passive(event.at):
        # "is still moored in Tartus"
        event.type, event.object = "present", event.theme
    taken = roles.object(event.at) if event.type == "arrive" and lemma == "take" else None
    if taken is not None and roles.words[taken].lemma not in _TAKEN_UP:
        # who takes up arms comes nowhere
        event.type = "other"
    if event.type == "deliver" and event.object is not None and theme & {"people"} and "equipment" not in theme:
        event.type = "depart" if event.to is None or event.to != roles.subject(event.at) else "other"


def _staying_behind(roles: Roles, event: Found, lemma: str, theme: Classes) -> None:
    """What is left somewhere: it stays there, or is dead or wounded."""
    if (
        event.type == "depart"
        and lemma == "leave"
        and event.object is not None
        and event.object == roles.object(event.at)
        and theme & {"people", "equipment", "pronoun"}
    ):
        # "leaving 492 in Marjayoun", "left two tanks behind"; not "left 100 dead"
        event.type, event.agent = "other" if roles.sentence.children(event.at, "oprd") else "present", None
        behind = roles.words[event.object + 1].text.lower() if event.object + 1 < len(roles.words) else ""
        if (harm := lexicon()[2].get(behind)) in ("kill", "wound"):
            # "left five people wounded"
            event.type = harm or event.type


def _enlists(roles: Roles, event: Found) -> bool:
    """Whether one becomes a member of something: "he joined the army in 1979"."""
    joined = roles.object(event.at)
    one = event.theme is not None and roles.words[event.theme].tag in ("PRP", "NN")
    bodies = ("army", "navy", "military", "police", "rank", "party", "union", "service")
    return joined is not None and one and roles.words[joined].lemma in bodies


def withdrawing(roles: Roles, event: Found, lemma: str, theme: Classes) -> None:
    """Who or what leaves, and what is only called so."""
    group = group_at(roles.sentence, content(roles.sentence, event.theme)) if event.theme is not None else None
    if event.type == "withdraw" and lemma == "remove" and event.theme is not None and group not in _FORCES:
        # who is removed from office, what is removed from a list
        event.type = "other"
    if event.type == "block" and lemma in ("close", "shut", "vacate") and _is_own_base(roles, event):
        # "France closed its last base in Senegal"
        event.type = "withdraw"
    if event.type == "withdraw" and lemma in _EXPELLING:
        event.modality = "planned" if event.modality == "fact" else event.modality
    itself = event.theme is not None and event.theme == roles.subject(event.at) and not roles.passive(event.at)
    near = (event.at,) if event.theme is None else (event.at, event.theme)
    if event.type == "withdraw" and any(low == "against" for k in near for low, _, _ in roles.prepositions(k)):
        # "end operations against demonstrators": a fight ends, and nobody leaves
        event.type = "other"
    if event.type == "withdraw" and any(
        low == "from" and roles.words[inner].lemma in vocabulary("arguments")["joined"] for low, _, inner in roles.prepositions(event.at)
    ):
        # "withdrew the country from the treaty"
        event.type = "other"
    if event.type == "withdraw" and lemma in _FEWER and group == "people":
        # "people had been cut"
        event.type = "other"
    if event.type == "withdraw" and lemma == "pull" and group == "weapons" and event.theme is not None:
        if roles.words[event.theme].tag == "NN" and roles.sentence.children(event.theme, "poss"):
            # "she pulled out her weapon"
            event.type = "other"
    if event.type == "withdraw" and lemma == "pull" and not _has_particle(roles, event.at):
        # "pull 10,000 troops from Europe"; not people from the rubble
        out_of = [k for at in (event.at, event.theme) if at is not None for low, _, k in roles.prepositions(at) if low == "from"]
        event.from_ = next((k for k in out_of if roles.words[k].pos == "PROPN" and roles.is_place(k)), None)
        event.type = "withdraw" if event.from_ is not None and group in _FORCES else "other"
    left = roles.object(event.at) if lemma in ("abandon", "quit") else None
    if event.type == "withdraw" and lemma == "abandon" and left is not None and not roles.classes(left) & {"site", "mission", "force"}:
        # students who abandon a career
        event.type = "other"
    if event.type == "withdraw" and lemma == "quit" and left is None:
        # advisers who quit their posts
        event.type = "other"
    if event.type == "withdraw" and left is not None and roles.classes(left) & {"people", "pronoun"} and not roles.is_place(left):
        # advisers who abandon him
        event.type = "other"
    if event.type == "withdraw" and lemma in _FEWER and (itself or not theme & {"people", "mission"}):
        # fewer weapons, a town in ruins: nobody leaves; nor do members who want to cut what they pay
        event.type = "other"


def _has_particle(roles: Roles, i: int) -> bool:
    """Whether a verb has a particle, or an adverb that may be one: "pulled out", "pulled back"."""
    return any(roles.words[k].lemma in ("out", "back", "off") for k in roles.sentence.children(i, "prt", "advmod", "prep"))


def _are_the_last(roles: Roles, event: Found) -> bool:
    """Whether none are left behind those who leave: "the last 14 soldiers", "the last of them"."""
    if event.theme is None:
        return False
    near = (event.theme, *roles.sentence.children(event.theme, "nummod"))
    return any(roles.words[k].lemma in ("last", "final") for n in near for k in (n, *roles.sentence.children(n, "amod")))


_FOR_GOOD = ("final", "last", "complete", "full", "total", "definitive")
_EXPELLING = ("order", "want")
"""Verbs by which somebody is to leave, not yet does."""


def _is_own_base(roles: Roles, event: Found) -> bool:
    """Whether a base or camp is of who closes it."""
    if event.theme is None or roles.words[event.theme].lemma not in ("base", "camp", "garrison", "outpost", "barrack"):
        return False
    return any(roles.words[k].pos == "PRON" for k in roles.sentence.children(event.theme, "poss"))


def _from_where_it_is(roles: Roles, event: Found) -> bool:
    """Whether who leaves for nowhere was deployed: "soldiers of the force in the eastern Congo began to leave"."""
    if event.theme is None or event.to is not None or roles.object(event.at) is not None or event.theme != roles.subject(event.at):
        return False
    inside = roles.sentence.subtree(event.theme, "relcl", "acl")
    near = (inner for k in inside for low, _, inner in roles.prepositions(k) if low in ("in", "at"))
    return any(inner in inside and roles.is_place(inner) for inner in near)


def _is_told_to_leave(roles: Roles, event: Found) -> bool:
    """Whether somebody asks or orders foreign soldiers to leave: "asked the 1,000 soldiers to leave"; not "asked Paris to leave"."""
    word = roles.words[event.at]
    asks = roles.words[word.head].lemma in ("ask", "order", "tell", "urge")
    whom = event.theme is not None and event.theme in roles.sentence.children(word.head, "dobj")
    return asks and word.dep == "xcomp" and whom and event.to is None and roles.object(event.at) is None


_FORCES = ("troops", "battalions", "aircraft", "ships", "weapons")
_LIES = ("moor", "dock", "berth", "anchor")
_TAKEN_UP = ("position", "post", "station", "place", "duty", "quarter", "residence", "residency")
_FEWER = ("reduce", "cut", "halve", "trim", "slash", "downsize", "reduction")
