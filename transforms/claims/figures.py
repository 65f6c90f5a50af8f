"""What the numbers of a sentence count, by its syntax: the thing, what is told of so many of it (the measure), whose it is, and where.

A number that counts nothing by the parse is no figure: names with numbers, dates, distances, ages, votes and the like are left out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from transforms.claims.analysis import Analysed
from transforms.claims.arguments import PEOPLE, QUANTITY, content, group_at, group_of, name_at
from transforms.claims.events import Reader
from transforms.claims.modality import modality
from transforms.claims.names import Name, gazetteer
from transforms.claims.numbers import Number, numbers
from transforms.claims.roles import Found, place_of
from transforms.rows import Figure

NO_COUNT = ("share", "distance", "mass", "votes", "time", "events")
"""Groups of counted.yaml that are measured or drawn up, not counted."""
_NOT_COUNTED = ("DATE", "TIME", "PERCENT", "ORDINAL", "LAW")
_COLLECTIVE = frozenset(
    [
        "crew",
        "team",
        "battalion",
        "unit",
        "group",
        "contingent",
        "force",
        "staff",
        "company",
        "platoon",
        "squad",
        "garrison",
        "brigade",
        "regiment",
        "delegation",
        "column",
        "detachment",
    ]
)
_SUFFERED = frozenset(["dead", "killed", "wounded", "injured", "missing", "captured"])
_OF_A_FORCE = frozenset(["target", "goal", "strength", "ceiling", "quota"])
"""What a number is said of that is none of things."""
_MORE = frozenset(["more", "additional", "further", "another", "extra"])
_STRONG = re.compile(r"^(?:\s(?:men|women|soldiers|people)(?: and (?:men|women))?)?[-\s]strong\b", re.IGNORECASE)
_OUTCOMES = {"kill": "killed", "wound": "wounded", "capture": "captured", "destroy": "destroyed", "shoot_down": "intercepted"}
_REACHED = {"withdraw": "withdrawn", "arrive": "arrived", "deliver": "delivered", "train": "trained", "depart": "en_route", "present": "total",
            "rotate": "total", "reinforce": "increment", "activate": "planned"}  # fmt: skip
_BEFELL = {"injured": "wounded", "wounded": "wounded", "dead": "killed", "killed": "killed", "slain": "killed", "captured": "captured",
           "detained": "captured", "destroyed": "destroyed", "wrecked": "destroyed", "withdrawn": "withdrawn"}  # fmt: skip
"""What an adjective at the noun tells of so many."""
_AHEAD = ("planned", "possible", "hypothetical")
_GOES = ("depart", "move", "arrive", "deliver", "present", "reinforce", "train", "activate", "rotate", "withdraw")
_LINKS = ("conj", "appos")
LOSSES = ("killed", "wounded", "captured", "missing")
"""Measures that are a thing of their own where people are counted."""


@dataclass(frozen=True)
class Counted:
    """What a number counts. `at`: the word whose part in the sentence the number has; `noun`: what is counted, None for one told before."""

    at: int
    noun: int | None
    what: str | None
    whole: bool = False
    """Of "three of the 30" the 30."""


def _core(sentence: Analysed, number: Number) -> int | None:
    """The word of the number that others of it depend on."""
    inside = [
        i
        for i in sentence.at(number.start, number.end)
        if sentence.words[i].pos in ("NUM", "NOUN", "ADJ", "PROPN", "X", "SYM", "ADV", "DET", "VERB")
    ]
    own = [
        i
        for i in inside
        if sentence.words[i].pos == "NUM"
        or sentence.words[i].lemma in _WORDS_OF_NUMBERS
        or any(c.isdigit() for c in sentence.words[i].text)
    ]
    return sentence.top(own) if own else sentence.top(inside) if inside else None


_WORDS_OF_NUMBERS = frozenset(
    [
        "dozen",
        "hundred",
        "thousand",
        "million",
        "billion",
        "couple",
        "pair",
        "handful",
        "number",
        "several",
        "few",
        "score",
        "ten",
        "lakh",
        "group",
    ]
)


def _name_of(sentence: Analysed, i: int) -> str:
    """A noun in the singular, with the nouns and adjectives that say which: "attack helicopter", "leopard 2 tank"."""
    words = sentence.words
    head = words[i]
    parts = [
        k
        for k in sentence.children(i, "compound", "amod", "nmod", "nummod")
        if k < i
        and (words[k].dep != "nummod" or (any(c.isdigit() for c in words[k].text) and any(c.isalpha() for c in words[k].text)))
        and words[k].pos in ("NOUN", "PROPN", "ADJ", "NUM", "X")
        and words[k].lemma not in _DROPPED
    ]
    parts = [k for k in parts if not _of_a_people(sentence, k)]
    if i and any(c.isdigit() for c in words[i - 1].text) and any(c.isalpha() for c in words[i - 1].text):
        # "four or five B-2 bombers", where the parser joins the name to the numbers
        parts.append(i - 1)
    first = min(parts, default=i)
    inside = [
        k
        for k in range(first, i)
        if (words[k].pos in ("NOUN", "PROPN", "ADJ", "NUM") or k in parts)
        and words[k].lemma not in _DROPPED
        and not _of_a_people(sentence, k)
    ]
    last = head.text.lower() if head.text.lower() in _SUFFERED else head.lemma
    if head.pos == "PROPN" and (head.tag == "NNPS" or re.search(r"[\dA-Z]s$|[a-z]{3}s$", head.text)) and not head.text.endswith("ss"):
        last = head.text.lower().removesuffix("s")
    return " ".join([*(words[k].text.lower() for k in inside), last])


def _of_a_people(sentence: Analysed, i: int) -> bool:
    """Whether a word belongs to the name of a country or people: "North" and "Korean"."""
    word = sentence.words[i]
    return any(m.start() <= word.start < m.end() for m in gazetteer().pattern.finditer(sentence.text))


_DROPPED = QUANTITY | {"least", "most", "only"}


def counted(sentence: Analysed, number: Number) -> Counted | None:
    """What a number counts by the parse, or None where it counts nothing."""
    words = sentence.words
    at = _core(sentence, number)
    if at is None:
        return None
    inside = set(sentence.at(number.start, number.end))
    while words[at].head in inside and words[at].head != at and words[words[at].head].pos != "ADP":
        at = words[at].head
    word = words[at]
    strong = _STRONG.match(sentence.text[number.end :])
    if strong:
        near = [k for k in sentence.ancestors(at) if words[k].pos in ("NOUN", "PROPN") and k not in inside]
        noun = near[0] if near else None
        return Counted(noun, noun, f"{words[noun].lemma} member") if noun is not None else None
    if word.lemma == "one" and (sentence.children(at, "neg") or (at and words[at - 1].lemma in ("not", "no"))):
        return None
    if word.lemma == "one" and word.dep != "nummod" and not any(words[p].lemma == "of" for p in sentence.children(at, "prep")):
        return None
    if word.dep == "nsubj" and words[word.head].lemma == "be":
        what = sentence.child(word.head, "attr")
        if what is not None and group_of(words[what].text.lower()) == "people":
            # "of the 2,300 sent, 85 were women"
            return Counted(at, what, _name_of(sentence, what))
    behind = max(inside) + 1
    if behind < len(words) and words[behind].lemma == "of" and word.dep in ("nummod", "quantmod", "compound", "advmod", "amod"):
        # "13 of 14 missiles", where the parser takes both for one number
        noun = next(
            (k for k in range(behind + 1, len(words)) if words[k].pos in ("NOUN", "PROPN") and words[k].dep not in ("compound", "nmod")),
            None,
        )
        if noun is not None and all(words[k].pos in ("NUM", "DET", "ADJ", "NOUN", "PROPN") for k in range(behind + 1, noun)):
            return Counted(noun, noun, _name_of(sentence, noun))
    for prep in sentence.children(at, "prep"):
        inner = sentence.child(prep, "pobj")
        if words[prep].lemma in ("of", "out") and inner is not None:
            noun = content(sentence, inner)
            if words[noun].pos in ("NOUN", "PROPN") or group_of(words[noun].text.lower()):
                return Counted(at, noun, _name_of(sentence, noun))
            return Counted(at, None, None)
    head = word.head
    if (
        word.dep in ("nummod", "compound", "amod", "nmod", "quantmod", "det", "advmod", "npadvmod", "poss")
        and (words[head].pos in ("NOUN", "PROPN", "ADJ") or group_of(words[head].text.lower()))
        and head != at
    ):
        before = words[at - 1] if at else None
        named = before is not None and before.pos in ("PROPN", "NOUN") and before.text[0].isupper() and before.head == head
        if (
            before is not None
            and named
            and before.dep in ("compound", "nmod", "amod")
            and number.text[0].isdigit()
            and not gazetteer().forms.get(before.text)
        ):
            # "Leopard 2 tanks"
            return None
        while (
            words[head].dep in ("compound", "amod", "nmod", "quantmod", "conj")
            and (words[head].pos == "ADJ" or words[head].dep != "conj")
            and words[words[head].head].pos in ("NOUN", "PROPN")
            and words[head].start > word.start
            and words[head].head > head
        ):
            head = words[head].head
        if words[head].end <= number.start:
            # "Tower 22", "Leopard 2", "kilometre 50": the number names what stands before it
            return None
        noun = content(sentence, head)
        if words[noun].lemma in _OF_A_FORCE:
            # "reach its 2,500 target": of the force
            return Counted(head, None, None)
        if gazetteer().forms.get(words[noun].text, ("", "", False))[2] and not words[noun].text.endswith("s"):
            # "75 Guatemalan and eight Salvadoran soldiers"
            noun = next((k for k in range(noun + 1, min(noun + 6, len(words))) if group_of(words[k].text.lower())), noun)
        if words[noun].text.lower() == "others":
            # "three others": of those told before
            return Counted(head, None, None)
        if words[noun].lemma in ("prisoner", "captive", "hostage"):
            # "took two soldiers prisoner", where the parser makes one noun of both
            noun = head = next((k for k in sentence.children(noun, "compound", "nmod") if words[k].tag in ("NNS", "NNPS", "NN")), noun)
        whole = words[head].dep == "pobj" and words[words[head].head].lemma in ("of",) and _is_part(sentence, words[words[head].head].head)
        first = min(inside)
        # "13 of 14 missiles", "1,650 of the 10,000", "of the 2,300 sent, 85 were women"
        whole = whole or bool(
            re.search(r"\d+ of (?:the )?$|^(?:out )?of (?:the |its )?$", sentence.text[: words[first].start], re.IGNORECASE)
        )
        if words[noun].lemma in _MORE and noun + 1 < len(words):
            # "thirty more howitzers", where the parser takes "more" for the noun
            noun = next(
                (
                    k
                    for k in range(noun + 1, min(noun + 4, len(words)))
                    if words[k].pos in ("NOUN", "PROPN") and group_of(words[k].text.lower())
                ),
                noun,
            )
        return Counted(head, noun, _name_of(sentence, noun), whole)
    if word.dep == "pobj" and words[word.head].lemma == "of" and words[words[word.head].head].lemma in _COLLECTIVE:
        group = words[word.head].head
        return Counted(group, group, f"{words[group].lemma} member")
    after = next((k for k in range(max(inside) + 1, min(max(inside) + 4, len(words))) if words[k].pos in ("NOUN", "PROPN")), None)
    if (
        after is not None
        and all(words[k].pos in ("ADJ", "NOUN", "PROPN", "PUNCT", "NUM") for k in range(max(inside) + 1, after))
        and word.dep not in ("appos",)
    ):
        if not re.search(r"[,;:(]", sentence.text[number.end : words[after].start]) and group_of(words[after].text.lower()):
            # the parser lost the noun behind the number
            while (
                after + 1 < len(words)
                and words[after + 1].pos in ("NOUN", "PROPN")
                and words[after].dep == "compound"
                and words[after].head > after
            ):
                after += 1
            return Counted(after, after, _name_of(sentence, after))
    if word.dep in ("nsubj", "nsubjpass", "dobj", "pobj", "attr", "conj", "ROOT", "appos", "npadvmod", "dep", "ccomp", "oprd"):
        return Counted(at, None, None)
    return None


def _is_part(sentence: Analysed, i: int) -> bool:
    word = sentence.words[i]
    return (
        word.pos == "NUM"
        or word.lemma in ("half", "most", "third", "quarter", "none", "all", "rest", "some", "many", "part", "two-thirds", "lost")
        or word.pos in ("DET", "PRON")
    )


def event_of(sentence: Analysed, events: Sequence[Found], told: Counted) -> Found | None:
    """The event that tells of so many: the one whose theme they are, by themselves, in a list or behind "with"."""
    words = sentence.words
    own = [told.at]
    at = told.at
    while words[at].dep in _LINKS and words[at].head != at:
        at = words[at].head
        own.append(at)
    for k in own:
        # the clause that a word is part of before those that hang on it
        found = [
            e
            for e in events
            if (e.modality != "denied" or e.type not in ("request", "authorise"))
            and (e.theme == k or (e.theme is not None and content(sentence, e.theme) == k and k == told.noun))
        ]
        above = [e for e in found if k not in set(sentence.ancestors(e.at))]
        if above or found:
            return (above or found)[0]
        acting = next((e for e in events if e.agent == k and e.type in ("rotate", "reinforce", "arrive")), None)
        if acting is not None:
            return acting
    if words[at].dep in ("pobj", "dobj", "nsubj", "nsubjpass", "attr", "npadvmod"):
        up = words[at].head
        if words[up].dep == "prep" and words[up].lemma in ("with", "carrying", "including"):
            return next((e for e in events if e.at == words[up].head), None)
        return next((e for e in events if e.at == up and e.theme is None), None)
    return None


def _whole_measure(sentence: Analysed, events: Sequence[Found], noun: int) -> str:
    """Of "one of 3 injured", "four given by Rome" what the words at the noun tell; else how many there are, if they are somebody's."""
    own = next((e for e in events if e.theme == noun and e.modality == "fact" and noun in set(sentence.ancestors(e.at))), None)
    if own is not None and (own.type in _OUTCOMES or own.type in ("deliver", "arrive", "train")):
        return _OUTCOMES.get(own.type) or _REACHED[own.type]
    ahead = (e for e in events if e.theme is not None and e.modality in _AHEAD and e.theme in set(sentence.ancestors(e.at)))
    if any(content(sentence, e.theme) == noun for e in ahead if e.theme is not None):
        # "1,650 of the 10,000 promised"
        return "planned"
    return "total" if sentence.children(noun, "poss") or (own is not None and own.type in ("depart", "present")) else "other"


def _level(sentence: Analysed, at: int) -> int | None:
    """The verb of "put the force at 1,500", "bringing it to 1,061", "cut to 600"."""
    word = sentence.words[at]
    prep = sentence.words[word.head]
    verb = sentence.words[prep.head]
    return prep.head if word.dep == "pobj" and (prep.lemma, verb.lemma) in _LEVELS else None


_LEVELS = frozenset(("at", v) for v in ("put", "estimate", "number", "set", "place", "stand")) | frozenset(
    ("to", v)
    for v in (
        "bring",
        "raise",
        "lift",
        "increase",
        "reduce",
        "cut",
        "swell",
        "take",
        "shrink",
        "grow",
        "rise",
        "fall",
        "drop",
        "lower",
        "expand",
    )
)


def _changed_from(sentence: Analysed, at: int) -> bool:
    """Of "down from more than 500", "up from 300": how many there were."""
    prep = sentence.words[at].head
    return (
        sentence.words[at].dep == "pobj"
        and sentence.words[prep].lemma == "from"
        and prep > 0
        and sentence.words[prep - 1].lemma in ("down", "up")
    )


def _has_room(sentence: Analysed, at: int) -> bool:
    """Of "a camp for 8,000 fighters" those that it is for: they are not there by that."""
    prep = sentence.words[at].head
    noun = sentence.words[sentence.words[prep].head]
    return (
        sentence.words[at].dep == "pobj"
        and sentence.words[prep].lemma == "for"
        and noun.pos == "NOUN"
        and (group_of(noun.text.lower()) == "sites" or noun.lemma in ("room", "bed", "barracks", "housing", "quarters", "space", "place"))
    )


def _is_there(sentence: Analysed, event: Found, noun: int) -> bool:
    """Whether what is planned of a force tells how many there are now: "its 900 commandos will come home", "will keep two cutters"."""
    if event.type == "withdraw":
        return bool(sentence.children(noun, "poss"))
    return event.type == "present" and sentence.words[event.at].lemma in ("keep", "stay", "remain", "maintain", "retain")


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
            *(c for c in sentence.children(p) if words[c].dep not in _LINKS),
            *(c for k in sentence.children(p, "nummod", "amod") for c in sentence.children(k)),
        )
    ]
    near += list(range(max(0, min(places) - 3), min(places)))
    return any(words[k].lemma in _MORE and (k + 1 >= len(words) or words[k + 1].lemma != "than") for k in near)


def measure(sentence: Analysed, events: Sequence[Found], told: Counted, event: Found | None, group: str | None) -> str:
    """What is told of so many (MEASURES in transforms/rows.py)."""
    words = sentence.words
    noun = told.noun if told.noun is not None else told.at
    if group in ("killed", "wounded", "captured"):
        return group
    if told.whole and event is not None and event.modality == "denied" and event.type in _REACHED:
        return "total"
    if told.whole and not any(words[k].text.lower() in _BEFELL for k in sentence.children(noun, "amod")):
        return _whole_measure(sentence, events, noun)
    if told.noun is None and told.at + 1 < len(words) and words[told.at + 1].text.lower() in _BEFELL:
        # "some 300 killed and 2,700 wounded"
        return _BEFELL[words[told.at + 1].text.lower()]
    missing = [
        words[k].text.lower()
        for k in (words[told.at].head, *sentence.children(words[told.at].head, "acomp", "attr"), *sentence.children(noun, "amod", "acl"))
    ]
    if "missing" in missing or "unaccounted" in missing:
        return "missing"
    befell = next((_BEFELL[words[k].text.lower()] for k in sentence.children(noun, "amod") if words[k].text.lower() in _BEFELL), None)
    if befell and (told.at == noun or told.whole):
        return befell
    if event is not None and event.type in _OUTCOMES:
        return _OUTCOMES[event.type]
    governing = [e for e in events if e.type in ("authorise", "request") and (e.modality in ("fact", "ended") or e.type == "request")
                 and e.modality != "denied" and (e is event or e.object == told.at or (event is not None and (words[event.at].head == e.at or e.object == event.at)))]  # fmt: skip
    if governing:
        return "authorised" if governing[-1].type == "authorise" else "requested"
    if (told.what or "").endswith(" member") and (event is None or event.type not in ("depart", "deliver", "arrive", "withdraw")):
        return "total"
    if event is None and _has_room(sentence, told.at):
        return "planned"
    if event is not None and event.type == "move" and words[event.at].dep == "acl" and event.modality == "fact":
        # "a destroyer carrying 31 evacuees reached Jeddah": they go where the ship goes
        carrier = words[event.at].head
        event = next((e for e in events if carrier in (e.theme, e.agent) and e.type in ("arrive", "depart", "withdraw")), event)
    more = _is_more(sentence, told)
    if event is not None and event.modality == "denied" and event.type in _REACHED:
        return "total"
    if event is not None and event.modality in _AHEAD:
        return "increment" if more else "total" if _is_there(sentence, event, noun) else "planned"
    level = _level(sentence, told.at)
    if level is not None:
        limit = next(iter(sentence.children(level, "dobj") or sentence.children(level, "nsubjpass", "nsubj")), None)
        return "authorised" if limit is not None and words[limit].lemma in ("ceiling", "limit", "cap", "maximum") else "total"
    if event is not None and event.type in _REACHED:
        reached = _REACHED[event.type]
        return "increment" if more and reached in ("total", "planned") else reached
    if event is not None and event.type == "move":
        return "arrived" if event.to is not None else "other"
    if more:
        return "increment"
    with_ = words[words[told.at].head]
    if words[told.at].dep == "pobj" and with_.lemma == "with" and words[with_.head].pos == "NOUN" and event is None and not more:
        # "a hospital with 75 beds": what it has
        return "total"
    if _changed_from(sentence, told.at):
        return "total"
    above = next((k for k in sentence.ancestors(told.at) if words[k].pos in ("VERB", "AUX")), None)
    if above is not None and modality(sentence, above) in _AHEAD:
        return "planned"
    if above is not None and words[above].lemma == "join" and told.at in sentence.children(above, "nsubjpass"):
        # whom others join is there
        return "total"
    if group in ("troops", "battalions", "aircraft", "ships", "weapons", "vehicles", "sites") or (told.what or "").endswith(" member"):
        up = words[told.at].head
        if words[up].lemma in ("be", "have", "count", "number", "include", "comprise", "total", "consist", "keep", "maintain") or (
            told.what or ""
        ).endswith(" member"):
            return "total"
    return "other"


def figures(
    sentence: Analysed,
    found: Sequence[Name],
    events: Sequence[Found],
    offset: int,
    before: Figure | None,
    speaker: tuple[int, int] | None = None,
) -> list[tuple[Figure, int]]:
    """(figure, the word that it is told at) in order. `before`: the last figure of the article, for a number without a noun;
    `speaker`: where the speaker stands, for "two diplomats said" counts nobody."""
    reader = Reader(sentence, found)
    out: list[tuple[Figure, int]] = []
    last = before
    for number in numbers(sentence.text):
        text = number.text
        made = Figure(text, offset + number.start, offset + number.end, number.low, number.high, None, None, number.approximate)
        if number.currency:
            out.append((replace(made, unit=number.currency, counted="money"), -1))
            continue
        if any(
            e.label in _NOT_COUNTED and e.start <= number.start and number.end <= e.end and _is_of_time(e.text) for e in sentence.entities
        ):
            continue
        if speaker is not None and number.end <= speaker[1] and sentence.text[number.end : speaker[0]].strip() == "":
            continue
        told = counted(sentence, number)
        if told is None or (told.noun is None and re.search(r"\d-\d", text)):
            continue
        if told.noun is None and _is_age(sentence, found, number):
            continue
        if told.noun is None and number.low == 1 == number.high:
            # "one of them" is a way of speaking
            continue
        unit: str | None
        inferred: int | None = None
        if told.noun is None:
            level = _level(sentence, told.at)
            inner = (sentence.child(level, "dobj") or sentence.child(level, "nsubj")) if level is not None else None
            near = (
                content(sentence, inner)
                if inner is not None
                else own
                if (own := _antecedent(sentence, told.at)) is not None
                else _told_before(sentence, told.at)
                if last is None or last.start < offset
                else None
            )
            inferred = near
            if near is not None:
                told = replace(told, what=sentence.words[near].lemma)
                unit, group = sentence.words[near].text.lower(), _group(sentence, found, replace(told, noun=near))
            elif last is not None and last.what is not None:
                told = replace(told, what=last.what)
                unit, group = last.unit, _thing(last)
            else:
                continue
        else:
            noun = sentence.words[told.noun]
            unit = noun.text.lower()
            people = name_at(found, noun.start, noun.end)
            if people is not None and people.kind == "country" and noun.pos == "PROPN":
                # "10,000 North Koreans"
                unit, told = people.text, replace(told, what=people.text.lower().removesuffix("s"))
            group = _group(sentence, found, told)
        if group in NO_COUNT or group == "money" or _is_title(sentence, found, told):
            continue
        # "the number of people killed since May has risen to 80": what befell them stands with the noun that was found for the number
        event = next((e for e in events if inferred is not None and e.theme == inferred and sentence.words[e.at].head == inferred), None)
        event = event or event_of(sentence, events, told)
        kind = measure(sentence, events, told, event, group)
        if kind == "other" and out and event is None and (like := _same_part(sentence, told, out)) is not None:
            # "65 were captured, not 200"; "900 soldiers, ninety of them women"
            kind = like
        whose = next((w for w in (reader.owner(k) for k in (told.noun, event.agent if event else None) if k is not None) if w), None)
        where = event.place if event is not None and event.place is not None else event.to if event is not None else None
        place = place_of(sentence, found, where)
        thing = kind if kind in LOSSES and (group in PEOPLE or group is None) else group
        if kind in ("killed", "wounded") and event is not None and _killed_or_wounded(sentence, events, event):
            kind, thing = "other", "casualties"
        figure = replace(made, unit=unit, counted=thing, what=told.what, measure=kind, whose=whose, place=place[0] if place else None)
        out.append((figure, told.at))
        last = figure
    return out


def _killed_or_wounded(sentence: Analysed, events: Sequence[Found], event: Found) -> bool:
    """Whether so many were killed or wounded together: they are neither the dead nor the wounded."""
    pair = {"kill", "wound"} - {event.type}
    other = next(
        (e for e in events if e.type in pair and e.at != event.at and event.at in (sentence.words[e.at].head, *sentence.children(e.at))),
        None,
    )
    return other is not None and other.theme == event.theme and sentence.words[max(event.at, other.at)].dep == "conj"


def _same_part(sentence: Analysed, told: Counted, before: Sequence[tuple[Figure, int]]) -> str | None:
    """The measure of the figure that a number is set against ("not 200") or is a part of, in the same sentence."""
    words = sentence.words
    figure, at = before[-1]
    up = words[told.at].head
    negated = told.at > 0 and any(words[k].lemma == "not" for k in range(max(0, told.at - 2), told.at))
    part = words[told.at].dep in ("appos", "dep", "npadvmod", "nsubj") and told.at > at >= 0 and at in (up, *sentence.ancestors(told.at))
    if (negated and told.noun is None) or part:
        return figure.measure
    prep = words[up]
    if (
        told.noun is None
        and prep.lemma in ("of", "from")
        and words[prep.head].lemma in ("figure", "number", "toll", "estimate", "count", "total")
    ):
        # "correcting the figure of sixteen"
        return next((f.measure for f, _ in before if f.measure != "other"), None)
    return None


def _antecedent(sentence: Analysed, at: int) -> int | None:
    """Of "warned airlines, and six of them stopped" the airlines: the last noun in the plural before a number "of them"."""
    words = sentence.words
    of = [k for prep in sentence.children(at, "prep") if words[prep].lemma == "of" for k in sentence.children(prep, "pobj")]
    if not any(words[k].pos == "PRON" for k in of):
        return None
    return next(
        (
            k
            for k in range(at - 1, -1, -1)
            if words[k].text.lower() in _SUFFERED
            or (words[k].tag in ("NNS", "NNPS") and words[k].dep not in ("compound", "nmod", "npadvmod"))
        ),
        None,
    )


def _told_before(sentence: Analysed, at: int) -> int | None:
    """The force that a number without a noun counts: the last one named before it in the sentence."""
    for k in range(at - 1, -1, -1):
        word = sentence.words[k]
        if (
            word.pos == "NOUN"
            and word.dep not in ("compound", "nmod")
            and (group_of(word.text.lower()) or "") in (*PEOPLE, "aircraft", "ships", "weapons", "vehicles", "sites")
        ):
            return k
    return None


def _is_age(sentence: Analysed, found: Sequence[Name], number: Number) -> bool:
    """Whether a number stands between commas behind somebody's name: "Samuel Kaetuai, 26, died"."""
    behind = any(n.kind == "person" and re.fullmatch(r"\s*,\s*", sentence.text[n.end : number.start]) for n in found)
    return behind and number.low == number.high and bool(re.match(r"\s*[,.;)]|$", sentence.text[number.end :]))


def _is_of_time(text: str) -> bool:
    """Whether spaCy's entity tells a time, a share or an ordinal by a word of it, not only by mistake."""
    return bool(re.search(r"day|week|month|year|hour|minute|night|morning|noon|evening|decade|centur|spring|summer|autumn|winter|per ?cent|%|\b(?:19|20)\d\d\b|"
                          r"Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|first|second|third|th\b", text))  # fmt: skip


def _thing(figure: Figure) -> str | None:
    return "troops" if figure.counted in (*LOSSES, "casualties") else figure.counted


def _group(sentence: Analysed, found: Sequence[Name], told: Counted) -> str | None:
    """The group of counted.yaml of what is counted; a people's name counts as people, another name in the plural as equipment."""
    noun = sentence.words[told.noun] if told.noun is not None else None
    if noun is None:
        return None
    group = group_at(sentence, told.noun)  # type: ignore[arg-type]
    if (group is None or noun.lemma == "member") and ((told.what or "").endswith(" member") or _of_a_unit(sentence, told.noun)):
        return "troops"
    if group is None and noun.pos == "PROPN":
        name = name_at(found, noun.start, noun.end)
        if name is not None and name.kind == "country":
            # "10,000 North Koreans": soldiers where a force is spoken of
            return (
                "troops"
                if any(group_of(w.text.lower()) in ("troops", "battalions") or w.lemma in _OF_WAR for w in sentence.words)
                else "people"
            )
        # "61 Bradleys", not "parts of the Far East"
        return "weapons" if told.at == told.noun and noun.text.endswith("s") else None
    return group


_OF_WAR = frozenset(
    ["fight", "kill", "capture", "prisoner", "front", "battle", "wound", "deploy", "train", "army", "military", "combat", "casualty"]
)


def _of_a_unit(sentence: Analysed, i: int | None) -> bool:
    """ "members of the brigade" are troops, members of a club are not."""
    inner = (
        [k for prep in sentence.children(i, "prep") if sentence.words[prep].lemma == "of" for k in sentence.children(prep, "pobj")]
        if i is not None
        else []
    )
    return any(
        group_of(sentence.words[k].text.lower()) in ("troops", "battalions")
        or sentence.words[k].lemma in ("battlegroup", "contingent", "garrison", "mission")
        for k in inner
    )


def _is_title(sentence: Analysed, found: Sequence[Name], told: Counted) -> bool:
    """Whether the number is part of a name: "Operation 7 Rivers"."""
    noun = sentence.words[told.noun] if told.noun is not None else None
    name = name_at(found, noun.start, noun.end) if noun is not None else None
    return bool(
        noun
        and name
        and name.kind in ("org", "place", "person")
        and name.start < noun.start
        and re.search(r"\d", name.text.split()[0]) is None
        and re.search(r"\s\d", name.text)
    )
