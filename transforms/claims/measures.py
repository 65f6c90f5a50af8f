"""What is told of so many (MEASURES in transforms/rows.py): by the event that they take part in, else by the words around them."""

from collections.abc import Sequence
from dataclasses import replace

from storywatch.transforms.claims.analysis import Analysed
from storywatch.transforms.claims.arguments import EQUIPMENT, PEOPLE, content, group_of
from storywatch.transforms.claims.counting import COLLECTIVE, MORE, Counted
from storywatch.transforms.claims.levels import by_level, by_noun_of, by_step, changed_from, first_of_list, is_limit, level_verb, levelled
from storywatch.transforms.claims.lexicon import lexicon_types
from storywatch.transforms.claims.modality import modality
from storywatch.transforms.claims.roles import Found
from storywatch.transforms.claims.standing import (
    STAYS,
    are_all,
    denied_above,
    has_room,
    is_capacity,
    is_definite,
    is_known,
    is_on_its_way,
    is_there,
    may_have_been,
)
from storywatch.transforms.claims.wholes import AHEAD, LINKS, MISSING, OUTCOMES, REACHED, is_missing, is_promised, whole_measure, whole_of
from storywatch.transforms.vocabulary import vocabulary

_BEFELL = {"injured": "wounded", "hurt": "wounded", "wounded": "wounded", "dead": "killed", "killed": "killed", "slain": "killed", "captured": "captured",
           "detained": "captured", "destroyed": "destroyed", "wrecked": "destroyed", "withdrawn": "withdrawn"}  # fmt: skip
"""What an adjective at the noun tells of so many."""
_DEAD = ("body", "corpse", "death", "killing", "burial", "funeral")
_FREED = ("free", "release", "exchange", "swap", "return", "hand", "pardon", "visit")
"""Verbs of which prisoners are the object, and by which nobody is captured."""
_CARRIED = ("depart", "arrive", "move", "withdraw")
LOSSES = ("killed", "wounded", "captured", "missing")
"""Measures that are a thing of their own where people are counted."""


def _gone_before(sentence: Analysed, events: Sequence[Found], at: int) -> Found | None:
    """The event that an auxiliary alone takes up: of "six were to arrive, but only two have" the arrival, as a fact."""
    words = sentence.words
    up = words[at].head
    bare = (
        words[at].dep in ("nsubj", "nsubjpass")
        and words[up].lemma in ("have", "do")
        and not sentence.children(up, "dobj", "ccomp", "xcomp")
    )
    before = [e for e in events if e.at < at and e.theme is not None]
    return replace(before[-1], modality="fact") if bare and before else None


def event_of(sentence: Analysed, events: Sequence[Found], told: Counted) -> Found | None:
    """The event that tells of so many: the one whose theme they are, by themselves, in a list or behind "with"."""
    words = sentence.words
    if (again := _gone_before(sentence, events, told.at)) is not None:
        return again
    own = whole_of(sentence, told.at)
    at = own[-1]
    if words[at].dep == "pobj" and words[words[at].head].lemma == "of" and words[words[words[at].head].head].lemma in COLLECTIVE:
        # "a battalion of 400 soldiers is deployed"
        at = words[words[at].head].head
        own.append(at)
    if told.noun is not None and told.noun not in own:
        own.append(told.noun)
    for k in own:
        # the clause that a word is part of before those that hang on it
        found = [
            e
            for e in events
            if (e.modality != "denied" or e.type not in ("request", "authorise"))
            and (e.theme == k or (e.theme is not None and content(sentence, e.theme) == k and k == told.noun) or (e.nominal and e.at == k))
        ]
        above = [e for e in found if k not in set(sentence.ancestors(e.at))]
        if found and not above and (fate := _of_list(sentence, events, own)) is not None:
            # "shot down three drones and two missiles fired by rebels"
            return fate
        if above or found:
            # "four men were shot and wounded": what came of it rather than how
            among = above or found
            return next((e for e in among if e.type in OUTCOMES and e.modality == "fact"), among[0])
        acting = next((e for e in events if e.agent == k and e.type in ("rotate", "reinforce", "arrive", "fight")), None)
        if acting is not None:
            return acting
    if words[at].dep in ("pobj", "dobj", "nsubj", "nsubjpass", "attr", "npadvmod"):
        up = words[at].head
        if words[up].dep == "prep" and words[up].lemma == "with":
            # "a ship with 700 sailors left"
            carriers = whole_of(sentence, words[up].head)
            return next((e for e in events if e.at == words[up].head or (e.type in _CARRIED and e.theme in carriers)), None)
        if words[up].dep == "prep" and words[up].text.lower() == "including":
            # "40 were killed across the country, including five soldiers", where the parser gives them to the country
            clause = next((k for k in sentence.ancestors(up) if words[k].pos in ("VERB", "AUX")), None)
            return next((e for e in events if e.at == clause), None)
        # "nine policemen, 89 fighters were killed", where the parser gives the verb two subjects
        listed = words[at].dep == "nsubjpass"
        return next((e for e in events if e.at == up and (e.theme is None or (listed and words[e.theme].dep == "nsubjpass"))), None)
    return None


def _is_more(sentence: Analysed, told: Counted) -> bool:
    """ "600 more officers", "another 150", "a further 340", for all members of a list; not "more than 500"."""
    words = sentence.words
    places = [told.at, told.noun if told.noun is not None else told.at]
    at = told.at
    while words[at].dep == "conj" and words[at].head != at:
        at = words[at].head
        places.append(at)
    near = [
        k
        for p in places
        for k in (
            p,
            *(c for c in sentence.children(p) if words[c].dep not in LINKS),
            *(c for k in sentence.children(p, "nummod", "amod") for c in sentence.children(k)),
        )
    ]
    near += list(range(max(0, min(places) - 3), min(places)))
    return any(words[k].lemma in MORE and (k + 1 >= len(words) or words[k + 1].lemma != "than") for k in near)


def _of_list(sentence: Analysed, events: Sequence[Found], own: Sequence[int]) -> Found | None:
    """What befell all of a list of which a word is a member."""
    return next(
        (e for e in events for k in own[1:] if e.theme == k and e.type in OUTCOMES and k not in set(sentence.ancestors(e.at))), None
    )


def measure(sentence: Analysed, events: Sequence[Found], told: Counted, event: Found | None, group: str | None) -> str:
    """What is told of so many (MEASURES in transforms/rows.py)."""
    noun = told.noun if told.noun is not None else told.at
    if told.what == "inhabitant":
        # "seized the town of 20,000"
        return "other"
    numbering = sentence.words[told.at].lemma == "number" and sentence.words[told.at].pos == "VERB"
    if changed_from(sentence, told.at) or numbering:
        if not numbering and is_limit(sentence, told):
            # "cut the ceiling from 17,000"
            return "authorised"
        # how many there were; "who number 400", "would number 4,800 by spring"
        return "planned" if numbering and modality(sentence, told.at) == "planned" else "total"
    if group in _FORCES and (step := by_step(sentence, told)) is not None:
        return step
    if told.noun is None and any(sentence.words[k].lemma in ("now", "currently") for k in sentence.children(told.at, "advmod")):
        # "the number of instructors, now 150"
        return "total"
    stays = any(e.type == "present" and e.theme == noun and sentence.words[e.at].lemma in STAYS for e in events)
    if stays and event is not None and event.modality in AHEAD and is_definite(sentence, noun):
        # "wants to let its 350 soldiers stay"
        return "total"
    said = _by_the_words(sentence, events, told, event, group) or _by_decision(sentence, events, told, event)
    if said is not None:
        return said
    if (event is None or event.type in ("other", "present") or event.modality in ("possible", "hypothetical")) and is_known(sentence, noun):
        return "total"
    up = sentence.words[told.at].head
    if sentence.words[up].lemma == "join" and told.at in sentence.children(up, "nsubjpass"):
        # whom others join, or will, is there
        return "total"
    if sentence.words[told.at].lemma in ("target", "goal"):
        # "the force can reach its 2,500 target"
        return "planned"
    of_a_unit = (told.what or "").endswith(" member")
    if of_a_unit and _becomes(sentence, told.at):
        return "planned"
    if of_a_unit and _is_more(sentence, told):
        return "increment"
    if of_a_unit and (event is None or event.type not in ("depart", "deliver", "arrive", "withdraw")):
        return "total"
    if event is None and has_room(sentence, told.at):
        return "planned"
    more = _is_more(sentence, told)
    if event is not None and event.modality == "denied" and event.type in REACHED:
        denied = denied_above(sentence, events, event)
        if denied != "fact":
            return denied or "total"
    if event is not None and is_capacity(sentence, event):
        return "other"
    if event is not None and event.modality in AHEAD and not (event.modality == "possible" and may_have_been(sentence, event)):
        if more and event.type != "withdraw":
            return "increment"
        return "total" if not more and is_there(sentence, event, noun, are_all(sentence, told)) else "planned"
    return by_level(sentence, told) or _by_event(sentence, told, event, group, more) or _by_place(sentence, told, event, group, more)


def _becomes(sentence: Analysed, at: int) -> bool:
    """Whether it is to be a unit of so many: "will become a brigade of 5,000", "the force of 2,500 should be in place by May"."""
    word = sentence.words[at]
    up = word.head
    becomes = word.dep in ("attr", "dobj") and sentence.words[up].lemma in ("become", "form")
    is_one = word.dep in ("attr", "nsubj") and sentence.words[up].lemma == "be"
    return (becomes or is_one) and modality(sentence, up) == "planned"


def _by_the_words(sentence: Analysed, events: Sequence[Found], told: Counted, event: Found | None, group: str | None) -> str | None:
    """What befell so many, where the words at the number or the event tell it; of the whole of a part how many there are."""
    words = sentence.words
    noun = told.noun if told.noun is not None else told.at
    freed = words[words[told.at].head].lemma in _FREED
    if freed and (group == "captured" or (event is not None and event.type == "capture" and told.at != told.noun)):
        # "released 12 of the 40 that they had seized"
        return "other"
    if group in ("killed", "wounded") or (group == "captured" and (event is None or event.type not in OUTCOMES)):
        verb = next((k for k in sentence.ancestors(told.at) if words[k].pos in ("VERB", "AUX")), None)
        # "the toll could rise to 20"
        return group if verb is None or modality(sentence, verb) not in ("possible", "hypothetical") else "other"
    if told.whole and event is not None and event.modality == "denied" and event.type in REACHED and not is_promised(sentence, noun):
        return "total"
    if told.whole and not any(words[k].text.lower() in _BEFELL for k in sentence.children(noun, "amod")):
        return whole_measure(sentence, events, noun)
    if told.what in _BEFELL and told.noun == told.at:
        # "…, eight hurt"
        return _BEFELL[told.what]
    above = words[words[words[told.at].head].head]
    if words[told.at].dep == "pobj" and words[words[told.at].head].lemma == "of" and above.lemma in _DEAD and group in PEOPLE:
        # "the bodies of three men"
        return "killed"
    if told.noun is None and told.at + 1 < len(words) and words[told.at + 1].text.lower() in _BEFELL:
        # "some 300 killed and 2,700 wounded"
        return _BEFELL[words[told.at + 1].text.lower()]
    if group in _FORCES and is_on_its_way(sentence, noun):
        # "with 2,400 more soldiers on the way"
        return "en_route"
    # "a group of men, including four women, went missing"
    if (
        is_missing(sentence, told.at)
        or is_missing(sentence, whole_of(sentence, told.at)[-1])
        or any(words[k].text.lower() in MISSING for k in sentence.children(noun, "amod", "acl"))
    ):
        return "missing"
    befell = next((_BEFELL[words[k].text.lower()] for k in sentence.children(noun, "amod") if words[k].text.lower() in _BEFELL), None)
    if befell and (told.at == noun or told.whole):
        return befell
    behind = words[noun + 1].text.lower() if noun + 1 < len(words) else ""
    if behind in _BEFELL and words[words[noun].head].lemma == "leave":
        # "left five people wounded"
        return _BEFELL[behind]
    level = level_verb(sentence, first_of_list(sentence, told.at))
    what = levelled(sentence, level) if level is not None else None
    if what is not None and group in (None, *PEOPLE) and group_of(words[what].lemma) == "killed":
        # "put the toll at 1,297 civilians and 340 police"
        return "killed"
    return _by_fate(sentence, told, event, group)


def _by_fate(sentence: Analysed, told: Counted, event: Found | None, group: str | None) -> str | None:
    """What befell so many, by the event or the verb that tells it."""
    words = sentence.words
    up = words[words[told.at].head]
    nothing = event is None or event.type == "other"
    if nothing and group in PEOPLE and words[told.at].dep == "dobj" and (fate := lexicon_types(up.lemma) & {"kill", "wound"}):
        # "the quake is thought to have killed 1,000 people": no event of a war
        return OUTCOMES[min(fate)]
    if event is not None and event.type in OUTCOMES:
        # "lost 35 people and three vehicles": the vehicles were not killed
        if event.type in ("destroy", "shoot_down") and group in PEOPLE:
            # "lost 23 tanks and 300 men"; not "sank with 44 crew on board"
            lost = words[event.at].lemma == "lose" and event.theme in whole_of(sentence, told.at)[1:]
            return "killed" if lost else None
        return "destroyed" if event.type in ("kill", "wound") and group in EQUIPMENT else OUTCOMES[event.type]
    return None


def _decider(sentence: Analysed, at: int) -> int:
    """The verb by which something is decided on: of "voted to allow soldiers to be sent" the vote."""
    up = sentence.words[at].head
    if sentence.words[at].dep == "conj" or (sentence.words[at].dep == "ccomp" and up > at):
        # "asked for 30 buses and got three"
        return at
    while sentence.words[up].dep == "xcomp" and "authorise" in lexicon_types(sentence.words[up].lemma):
        up = sentence.words[up].head
    return up


def _by_decision(sentence: Analysed, events: Sequence[Found], told: Counted, event: Found | None) -> str | None:
    """Whether so many were authorised or requested: "voted for 500 soldiers", "voted to turn it into a force of 500"."""
    named = by_noun_of(sentence, told.at)
    if named == "planned" and _is_more(sentence, told):
        # "an offer of 400 more soldiers"
        return "increment"
    if named is not None and (event is None or event.type not in REACHED):
        return named
    verbs = (k for k in sentence.ancestors(told.at) if sentence.words[k].pos in ("VERB", "AUX"))
    above = next(verbs, None) if event is None else event.at
    within = sentence.words[above].head if above is not None and sentence.words[above].dep == "xcomp" else None

    def governs(e: Found) -> bool:
        if e.type == "authorise":
            holds = e.modality in ("fact", "ended")
        else:
            holds = e.type == "request" and e.modality != "denied"
        of_event = event is not None and (_decider(sentence, event.at) == e.at or e.object == event.at)
        return holds and (e is event or e.object == told.at or of_event or e.at == within)

    governing = [e for e in events if governs(e)]
    return ("authorised" if governing[-1].type == "authorise" else "requested") if governing else None


def _by_event(sentence: Analysed, told: Counted, event: Found | None, group: str | None, more: bool) -> str | None:
    """What a force does of which so many are told. `more`: beside those who were there."""
    if event is not None and event.type == "train" and sentence.words[event.at].lemma in ("take", "participate"):
        # who takes part in an exercise is there
        return "total"
    if event is not None and event.type == "activate" and group == "sites":
        # tents that were set up; a force that was formed has its strength to come
        return "increment" if more else "total"
    if event is not None and event.type == "fight" and event.agent == told.at and event.modality in ("fact", "denied"):
        # "4,000 soldiers are fighting there"
        return "total"
    if event is not None and event.nominal and sentence.words[event.at].lemma == "deployment" and event.modality == "fact" and not more:
        # "despite the deployment of 250 observers"
        return "total"
    if event is not None and event.type == "extend" and not more:
        # "the mission of 28 monitors was extended"
        return "total"
    if event is not None and event.type == "activate" and group not in PEOPLE:
        return "increment" if more else "other"
    if event is not None and event.type in _CARRIED and event.modality == "ended":
        # "stopped the dispatch of 1,000 police"
        return "planned"
    if event is not None and event.type in REACHED:
        reached = REACHED[event.type]
        return "increment" if more and reached in ("total", "planned") else reached
    if event is not None and event.type == "move":
        return "arrived" if event.to is not None else "other"
    return "increment" if more else None


def _by_place(sentence: Analysed, told: Counted, event: Found | None, group: str | None, more: bool) -> str:
    """What is told of so many by where the number stands, where no event tells it."""
    words = sentence.words
    up = words[words[told.at].head]
    behind_noun = words[words[told.at].head - 1].pos == "NOUN" and words[words[told.at].head - 1].head == up.head
    if (
        group in PEOPLE
        and words[told.at].dep in ("pobj", "conj")
        and "consist" in (words[k].lemma for k in list(sentence.ancestors(told.at))[:3])
    ):
        # "consists of 1,000 Kenyans and a handful of Jamaicans"
        return "total"
    if words[told.at].dep == "pobj" and up.lemma == "with" and (words[up.head].pos == "NOUN" or behind_noun) and not more:
        if event is None or event.type in ("other", "present", "train"):
            # "a hospital with 75 beds": what it has; "joined the drill with 300 soldiers"
            return "total"
    above = next((k for k in sentence.ancestors(told.at) if words[k].pos in ("VERB", "AUX")), None)
    if (
        above is not None
        and words[above].lemma in ("number", "total")
        and first_of_list(sentence, told.at) in sentence.children(above, "dobj", "attr")
    ):
        # "thought to number about 11,000"
        return "total"
    place = up.lemma in ("to", "in", "at", "across") and words[told.at].lemma in vocabulary("arguments")["site"]
    known = told.noun is not None and any(words[k].lemma == "the" for k in sentence.children(told.noun, "det"))
    if above is not None and not place and not known and modality(sentence, above) == "planned":
        return "planned"
    if above is not None and any(low in ("peak", "height") for low in (words[k].lemma for k in sentence.behind(above, "at"))):
        # "at its peak the mission had 13,000 troops"
        return "other"
    if any(words[k].lemma in _SET_DOWN for k in sentence.children(told.at, "relcl")):
        # "744 of the 1,000 it pledged"
        return "planned"
    if above is not None and words[above].lemma in _SET_DOWN and _is_set_down(sentence, told.at, above):
        return "planned"
    if above is not None and any(words[k].lemma in _ONCE for k in sentence.children(above, "advmod")):
        # "France, which once had 5,500 soldiers there"
        return "other"
    of_a_unit = (told.what or "").endswith(" member")
    whose = told.noun is not None and told.at == told.noun and bool(sentence.children(told.noun, "poss"))
    if (
        of_a_unit
        or (group in _FORCES and up.lemma in _HOLDS)
        or (whose and words[told.at].dep == "nsubj" and (group == "troops" or told.what == "man"))
    ):
        # "his 14,000 men can hold the town"
        return "total"
    return "other"


def _is_set_down(sentence: Analysed, at: int, verb: int) -> bool:
    """Whether a verb of planning tells of so many: "600 are planned", "strength of 5,000 is planned", "full strength, 5,000, is expected",
    "foresees a contingent of 4,800"."""
    words = sentence.words
    listed = {"appos", "conj"} if any(words[k].text == "," for k in range(max(0, at - 3), at)) else {"appos"}
    while words[at].dep in ("pobj", "nummod", *listed) or (words[at].dep == "prep" and words[at].lemma == "of"):
        at = words[at].head
    return at in sentence.children(verb, "nsubjpass") or (
        words[verb].lemma in ("foresee", "expect") and at in sentence.children(verb, "dobj")
    )


_SET_DOWN = ("plan", "schedule", "expect", "promise", "pledge", "intend", "foresee")
_ONCE = frozenset(["once", "formerly", "previously", "originally"])
_FORCES = ("troops", "battalions", "aircraft", "ships", "weapons", "vehicles", "sites")
_HOLDS = ("be", "have", "count", "number", "include", "comprise", "total", "consist", "keep", "maintain", "involve")
"""Verbs by which a number tells how many there are."""
