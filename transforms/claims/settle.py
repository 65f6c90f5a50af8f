"""What only the arguments of an event together tell: leaving for a task or for good, deploying to or being deployed in, giving or sending.

Each rule looks at the type that the verb gave, its lemma, and who takes part (classes of config/vocabulary/arguments.yaml).
"""

from storywatch.transforms.claims.antecedents import antecedent
from storywatch.transforms.claims.arguments import content, group_at, name_at
from storywatch.transforms.claims.harm import Classes, harming, launching
from storywatch.transforms.claims.leaving import leaving, withdrawing
from storywatch.transforms.claims.lexicon import BEFALLS, lexicon
from storywatch.transforms.claims.moving import moving
from storywatch.transforms.claims.roles import Found, Roles
from storywatch.transforms.vocabulary import vocabulary


def settle(roles: Roles, event: Found) -> None:
    """Changes the type, the arguments or the modality of an event where they tell something else than its verb alone."""
    lemma = roles.words[event.at].lemma
    theme = roles.classes(event.theme) if event.theme is not None else frozenset()
    for rule in (leaving, withdrawing, harming, launching, _handing, _deciding, moving, _sending, _giving):
        rule(roles, event, lemma, theme)


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
    if event.type == "block" and lemma == "stop" and event.object is not None and roles.words[event.object].tag == "VBG":
        # "stop attacking civilians", "stop forces killing civilians": no decision
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
    stepped_up = roles.words[event.theme].lemma if event.type == "reinforce" and event.theme is not None else ""
    if lexicon()[1].get(stepped_up) in ("attack", "fight") or (lemma == "step" and stepped_up in vocabulary("arguments")["attacks"]):
        # "stepped up their shelling", "stepped up military operations"
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
    sails = event.theme is not None and group_at(roles.sentence, content(roles.sentence, event.theme)) == "ships"
    if sails and roles.words[event.theme or 0].lemma not in ("boat", "vessel", "craft"):
        # who sends a frigate somewhere keeps it
        return False
    if event.to is not None and roles.words[roles.words[event.to].head].lemma in ("toward", "towards"):
        return False
    to = name_at(roles.names, roles.words[event.to].start, roles.words[event.to].end) if event.to is not None else None
    return bool(sender and to and to.kind == "country" and to.name != sender)
