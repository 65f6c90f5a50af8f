"""What only the arguments of an event together tell: leaving for a task or for good, deploying to or being deployed in, giving or sending.

Each rule looks at the type that the verb gave, its lemma, and who takes part (classes of config/vocabulary/arguments.yaml).
"""

from storywatch.transforms.claims.antecedents import antecedent
from storywatch.transforms.claims.arguments import PEOPLE, content, group_at, name_at
from storywatch.transforms.claims.harm import Classes, harming, launching
from storywatch.transforms.claims.lexicon import BEFALLS, lexicon
from storywatch.transforms.claims.moving import moving
from storywatch.transforms.claims.roles import LEAVING, Found, Roles
from storywatch.transforms.vocabulary import vocabulary


def settle(roles: Roles, event: Found) -> None:
    """Changes the type, the arguments or the modality of an event where they tell something else than its verb alone."""
    lemma = roles.words[event.at].lemma
    theme = roles.classes(event.theme) if event.theme is not None else frozenset()
    for rule in (_leaving, _withdrawing, harming, launching, _handing, _deciding, moving, _sending, _giving):
        rule(roles, event, lemma, theme)


def _leaving(roles: Roles, event: Found, lemma: str, theme: Classes) -> None:
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


def _enlists(roles: Roles, event: Found) -> bool:
    """Whether one becomes a member of something: "he joined the army in 1979"."""
    joined = roles.object(event.at)
    one = event.theme is not None and roles.words[event.theme].tag in ("PRP", "NN")
    bodies = ("army", "navy", "military", "police", "rank", "party", "union", "service")
    return joined is not None and one and roles.words[joined].lemma in bodies


def _withdrawing(roles: Roles, event: Found, lemma: str, theme: Classes) -> None:
    """Who or what leaves, and what is only called so."""
    if event.type == "withdraw" and lemma == "remove" and event.theme is not None:
        # who is removed from office, what is removed from a list
        group = group_at(roles.sentence, content(roles.sentence, event.theme))
        event.type = "withdraw" if group in ("troops", "battalions", "aircraft", "ships", "weapons") else "other"
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
    group = group_at(roles.sentence, content(roles.sentence, event.theme)) if event.theme is not None else None
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
        group = group_at(roles.sentence, content(roles.sentence, event.theme)) if event.theme is not None else None
        event.from_ = next((k for k in out_of if roles.words[k].pos == "PROPN" and roles.is_place(k)), None)
        force = group in ("troops", "battalions", "aircraft", "ships", "weapons")
        event.type = "withdraw" if event.from_ is not None and force else "other"
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


_LIES = ("moor", "dock", "berth", "anchor")
_TAKEN_UP = ("position", "post", "station", "place", "duty", "quarter", "residence", "residency")
_FEWER = ("reduce", "cut", "halve", "trim", "slash", "downsize", "reduction")


def _handing(roles: Roles, event: Found, lemma: str, theme: Classes) -> None:
    """What is handed over, taken out, or only meant."""
    given = roles.object(event.at) if not event.nominal else None
    handed = theme | (roles.classes(given) if given is not None else frozenset())
    if event.type == "deliver" and lemma == "bring" and event.to is None:
        # what is brought to nobody: charges, changes
        event.type = "other"
    if event.type == "withdraw" and lemma in ("hand", "give") and "site" not in handed:
        event.type = "other"
    if event.type == "depart" and lemma == "take" and roles.passive(event.at):
        # "were taken off the front line"
        event.type = "withdraw"
    if event.type == "withdraw" and "site" in theme and not theme & {"people", "equipment"} and event.place is None:
        event.place = event.theme
    if (
        event.nominal
        and roles.words[event.at].dep == "pobj"
        and roles.words[roles.words[event.at].head].lemma in ("for", "to", "on")
        and event.modality == "fact"
        # "referred to attacks on the base", "responsibility for the attack"
        and event.type not in (*BEFALLS, "attack", "fight", "shoot_down")
    ):
        event.modality = "planned"
    if (
        event.type == "withdraw"
        and lemma == "take"
        and any(roles.words[k].lemma == "out" for k in roles.sentence.children(event.at))
        and event.theme is not None
        and not _takes_his_own(roles, event)
    ):
        # "took out the air defences"; "take its servicemen out" is a withdrawal
        event.type = "destroy" if theme & {"equipment", "site"} else "other"


def _takes_his_own(roles: Roles, event: Found) -> bool:
    """Whether what is taken out belongs to who does it, or may do so: "its servicemen", "the crew's families"."""
    theme = content(roles.sentence, event.theme) if event.theme is not None else None
    owners = roles.sentence.children(theme, "poss") if theme is not None else []
    if theme is not None and "people" in roles.classes(theme):
        return bool(owners)
    agent = roles.owner(event.agent) if event.agent is not None else None
    return any(roles.words[k].pos == "PRON" or (agent is not None and roles.owner(k) == agent) for k in owners)


def _deciding(roles: Roles, event: Found, lemma: str, theme: Classes) -> None:
    """Requests, heads of missions, who takes over from whom."""
    if event.type == "request" and lemma == "need":
        asks = roles.classes(event.agent) if event.agent is not None else frozenset()
        if roles.passive(event.at) or ("equipment" in asks and not asks & {"party", "people"}):
            # what a battery needs is asked of nobody
            event.type = "other"
    allows = roles.classes(event.agent) if event.agent is not None else frozenset()
    if (
        event.type == "authorise"
        and lemma in ("allow", "permit", "let", "clear")
        and allows & {"site", "equipment"}
        and "party" not in allows
    ):
        # a bridge that lets tanks cross, a ship that clears a strait decides nothing
        event.type = "other"
    word = roles.words[event.at]
    if event.type == "authorise" and lemma in ("allow", "permit", "let") and word.dep == "advcl" and word.tag == "VBG":
        # "opened a corridor, allowing fighters to flow in": what comes of it
        event.type = "other"
    if event.type in ("depart", "withdraw") and lemma == "head" and roles.object(event.at) is not None:
        # who heads a mission goes nowhere
        event.type = "other"
    of_a_site = event.type == "rotate" and "site" in theme and not _from_another(roles, event)
    if of_a_site and lemma == "take" and not _is_handed_over(roles, event):
        # "rebels took over government buildings": no force relieves another there
        event.type = "capture"
    if of_a_site and event.type == "rotate" and event.theme is not None and not theme & {"people", "equipment"}:
        # who takes over a camp, not the camp
        event.place, event.theme = event.theme, event.agent
        event.object, event.agent = event.theme, None
        if lemma == "hand" and roles.words[event.place].lemma in ("embassy", "consulate", "hospital", "school"):
            # no force is there
            event.type = "other"
        elif lemma == "hand" and not _to_a_force(roles, event):
            # who hands a camp over leaves it
            event.type = "withdraw"
    if event.type == "rotate" and event.theme is not None and "plan" in theme and event.agent is not None and roles.passive(event.at):
        event.theme = event.object = event.agent
        event.agent = None
    if event.type == "reinforce" and event.theme is not None and lexicon()[1].get(roles.words[event.theme].lemma) in ("attack", "fight"):
        # "stepped up their shelling"
        event.type = "other"
    if event.type == "reinforce" and event.to is None and lemma not in vocabulary("arguments")["rises"]:
        event.to, event.object = event.object, None


def _from_another(roles: Roles, event: Found) -> bool:
    """Whether somebody takes over from somebody, with nothing for an object: "the hospital took over from the first"."""
    return roles.object(event.at) is None and any(low == "from" for low, _, _ in roles.prepositions(event.at))


def _is_handed_over(roles: Roles, event: Found) -> bool:
    """Whether it is what one force takes over from another: a base, "Camp Shamrock"."""
    inner = content(roles.sentence, event.theme) if event.theme is not None else event.at
    words = {roles.words[k].lemma.lower() for k in (inner, *roles.sentence.children(inner, "compound", "nmod"))}
    return not words.isdisjoint(vocabulary("arguments")["handed_over"])


def _to_a_force(roles: Roles, event: Found) -> bool:
    """Whether soldiers or a unit come after those who leave: "would hand its camp over to a Rwandan unit"."""
    heirs = [inner for low, _, inner in roles.prepositions(event.at) if low == "to"]
    return any(roles.owner(k) and roles.words[k].pos == "NOUN" and "people" in roles.classes(k) for k in heirs)


def _sending(roles: Roles, event: Found, lemma: str, theme: Classes) -> None:
    """Who is where, and what is sent to others."""
    if event.type == "present" and lemma in ("take", "participate") and _in_exercise(roles, event):
        event.type = "train"
    if event.type == "present" and lemma in ("help", "assist", "support") and not _is_of_somebody(roles, event):
        event.type = "other"
    if (
        event.type == "present"
        and lemma in ("stay", "remain")
        and any(roles.words[k].pos == "ADJ" for k in roles.sentence.children(event.at, "acomp", "oprd"))
    ):
        # "stay loyal"
        event.type = "other"
    if event.type == "present" and lemma in ("see", "spot", "sight"):
        # who is seen somewhere is there, whoever sees him; what he is seen doing is told by its own verb
        itself = event.theme == roles.subject(event.at) and not roles.passive(event.at)
        doing = roles.sentence.children(event.at, "xcomp", "ccomp")
        event.type, event.agent = ("other", None) if itself or doing or event.place is None else ("present", None)
    served = roles.object(event.at) if event.type == "present" and lemma == "serve" else None
    if served is not None and not roles.is_place(served):
        # "serve a warrant"
        event.type = "other"
    if event.type == "present" and lemma == "post" and not roles.passive(event.at) and roles.object(event.at) is None:
        # who posts on a page
        event.type = "other"
    if (
        event.type == "present"
        and lemma == "keep"
        and any(roles.words[k].pos == "ADJ" or roles.words[k].tag == "VBG" for k in roles.sentence.children(event.at) if k > event.at)
    ):
        # "keep our citizens safe", "keep vehicles running"
        event.type = "other"
    if event.type == "present" and event.place is None and lemma == "host" and event.agent is not None:
        event.place = event.agent
    if (
        event.type == "present"
        and event.place is None
        and event.to is None
        and not theme & {"equipment"}
        and not (event.theme is not None and roles.passive(event.at) and roles.sentence.children(event.theme, "nummod"))
        and (event.theme is None or roles.words[content(roles.sentence, event.theme)].pos in ("PROPN", "PRON"))
    ):
        # who "remains defiant" is nowhere
        event.type = "other"
    if event.type == "depart" and lemma == "put" and roles.object(event.at) is not None:
        # "we put them out of business"
        event.type = "other"
    if event.type == "depart" and lemma == "go" and event.to is None and event.place is None and event.from_ is None:
        event.type = "other"
    if event.type in ("depart", "deliver") and roles.words[event.at].tag == "VBG" and event.modality == "fact" and event.agent is not None:
        if any(roles.words[k].lemma == "be" and roles.words[k].tag in ("VBZ", "VBP") for k in roles.sentence.children(event.at, "aux")):
            # "is sending": on its way at best
            event.modality = "planned"


def _giving(roles: Roles, event: Found, lemma: str, theme: Classes) -> None:
    """Equipment that is sent or handed to others is delivered."""
    if (
        event.type in ("depart", "move")
        and theme & {"equipment"}
        and event.to is not None
        and lemma in ("send", "dispatch", "ship", "transfer", "bring", "carry")
        and event.agent is not None
    ):
        if "party" in roles.classes(event.to) and not theme & {"people"} and _is_given(roles, event):
            event.type = "deliver"
    if event.type == "rotate" and lemma == "hand" and event.object is not None:
        # "of 24 F-16s 18 have been handed over"
        meant = antecedent(roles, event.theme) if "pronoun" in theme else None
        handed = roles.classes(meant) if meant is not None else theme
        if "equipment" in handed and "people" not in handed:
            event.type = "deliver"


def _is_of_somebody(roles: Roles, event: Found) -> bool:
    """Whether those who help are soldiers of whom it is said whose they are: they are there."""
    theme = content(roles.sentence, event.theme) if event.theme is not None else None
    return theme is not None and group_at(roles.sentence, theme) in ("troops", "battalions") and bool(roles.owner(theme))


def _in_exercise(roles: Roles, event: Found) -> bool:
    """Whether what somebody takes part in is an exercise, which the sentence may name before."""
    own = [inner for low, _, inner in roles.prepositions(event.at) if low == "in" and not roles.is_place(inner)]
    return any(roles.words[k].lemma in vocabulary("arguments")["exercises"] for k in own or range(event.at))


def _is_given(roles: Roles, event: Found) -> bool:
    """Equipment that goes to another party, not with the sender's own force."""
    sender = roles.owner(event.agent) if event.agent is not None else None
    to = name_at(roles.names, roles.words[event.to].start, roles.words[event.to].end) if event.to is not None else None
    return bool(sender and to and to.kind == "country" and to.name != sender)
