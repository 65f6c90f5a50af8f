"""Numbers that a force, a toll or a ceiling is put at, raised to or cut from: how many there are, not how many come or go."""

from storywatch.transforms.claims.analysis import Analysed
from storywatch.transforms.claims.arguments import ESTIMATES
from storywatch.transforms.claims.counting import COLLECTIVE, Counted
from storywatch.transforms.claims.modality import modality
from storywatch.transforms.vocabulary import vocabulary


def level_verb(sentence: Analysed, at: int) -> int | None:
    """The verb of "put the force at 1,500", "bringing it to 1,061", "cut to 600", "the toll hits 3,000"."""
    word = sentence.words[at]
    subjects = [sentence.words[k].lemma for k in sentence.children(word.head, "nsubj")]
    # "the brigade reaches 1,800 soldiers"
    of_a_number = any(lemma in ESTIMATES or (lemma in COLLECTIVE and sentence.children(at, "nummod")) for lemma in subjects)
    if word.dep == "dobj" and of_a_number and sentence.words[word.head].lemma in vocabulary("arguments")["reached"]:
        return word.head
    prep = sentence.words[word.head]
    to = prep.lemma
    if to == "to" and prep.dep == "prep" and sentence.words[prep.head].lemma == "from":
        # "from 5,200 to 3,000", where the parser hangs the one on the other
        prep = sentence.words[prep.head]
    # "bringing casualties above 3,000": the parser has the word at the noun
    at = sentence.words[prep.head].head if prep.lemma in _PASSED and sentence.words[prep.head].dep == "dobj" else prep.head
    if to == "to" and word.dep == "pobj" and sentence.words[at].text.lower() in ("down", "up") and sentence.words[at].dep == "advmod":
        # "the garrison is down to 350"
        at = sentence.words[at].head
        return at if sentence.words[at].lemma == "be" else None
    verb = sentence.words[at].lemma
    reached = _reaches(to, verb)
    passed = prep.lemma in _PASSED and (verb in _PUSHED or _reaches("to", verb))
    return at if word.dep == "pobj" and (reached or passed) else None


_PASSED = ("above", "over", "past", "beyond")
_CAPS = ("cap", "limit")
_PUSHED = ("push", "send", "climb", "go")


_CUT = ("cut", "reduce", "lower", "slash", "trim", "pare")
_LEVELS = frozenset(("at", v) for v in ("put", "estimate", "number", "set", "place", "stand", *_CAPS)) | frozenset(
    ("to", v)
    for v in (
    "bring", "raise", "lift", "increase", "take", "expand", "halve", "double", "triple", "quadruple", "boost", "draw", "scale", "amount", "come", "add", *_CUT,
    )
)  # fmt: skip


def _reaches(preposition: str, verb: str) -> bool:
    """Whether a number behind the preposition is what something comes to or is put at: "put at", "cut to", "falls to"."""
    by_itself = (*vocabulary("arguments")["falls"], *vocabulary("arguments")["rises"])
    return (preposition, verb) in _LEVELS or (preposition == "to" and verb in by_itself)


def is_limit(sentence: Analysed, told: Counted) -> bool:
    """Whether so many are a ceiling, below which it may be fewer: "set the ceiling at 14,400 soldiers and 3,020 police"."""
    level = verb_of_level(sentence, told.at)
    limit = levelled(sentence, level) if level is not None else None
    if level is not None and sentence.words[level].lemma in _CAPS:
        return True
    return limit is not None and sentence.words[limit].lemma in vocabulary("arguments")["limit"]


def levelled(sentence: Analysed, verb: int) -> int | None:
    """What is put at a number."""
    what = (
        sentence.children(verb, "nsubj")
        if sentence.words[verb].lemma in vocabulary("arguments")["reached"]
        # "halved, to 250, the number of soldiers", where the parser knows no object so late
        else sentence.children(verb, "dobj") or [k for k in sentence.children(verb, "dep") if k > verb]
    )
    # "was meant to grow to 3,000"
    above = sentence.words[verb].head if sentence.words[verb].dep == "xcomp" and not sentence.children(verb, "nsubj", "nsubjpass") else verb
    return next(iter(what or sentence.children(above, "nsubjpass", "nsubj")), None)


def first_of_list(sentence: Analysed, at: int) -> int:
    """The first member of a list that a word is part of; the parser may have "1,300 troops, eight jets" as one and the other's name."""
    words = sentence.words

    def counts(i: int) -> bool:
        return bool(sentence.children(i, "nummod"))

    while words[at].head != at and (words[at].dep == "conj" or (words[at].dep == "appos" and counts(at) and counts(words[at].head))):
        at = words[at].head
    return at


def verb_of_level(sentence: Analysed, at: int) -> int | None:
    """The verb of a force that is brought to, or comes down from, so many."""
    level = level_verb(sentence, first_of_list(sentence, at))
    if level is None and changed_from(sentence, at):
        level = sentence.words[sentence.words[at].head].head
    return level


def changed_from(sentence: Analysed, at: int) -> bool:
    """Of "down from more than 500", "will fall from 350 to 100": how many there were."""
    prep = sentence.words[at].head
    if sentence.words[at].dep != "pobj" or sentence.words[prep].lemma != "from" or not prep:
        return False
    verb = sentence.words[prep].head
    to = (k for at in (verb, prep) for k in sentence.children(at, "prep") if sentence.words[k].lemma == "to")
    return sentence.words[prep - 1].lemma in ("down", "up") or (_reaches("to", sentence.words[verb].lemma) and any(to))


def change_of_level(sentence: Analysed, verb: int) -> str | None:
    """The type of event by which a force becomes smaller or greater by itself: "fell from 350 to 100", "has grown by 200"."""
    named = vocabulary("arguments")
    lemma = sentence.words[verb].lemma
    name = "withdraw" if lemma in named["falls"] else "reinforce" if lemma in named["rises"] else None
    if name is None or sentence.children(verb, "dobj"):
        return None
    behind = sentence.behind(verb, "from", "to", "by")
    counted = any(sentence.words[k].pos == "NUM" or sentence.children(k, "nummod") for k in behind)
    return name if counted else None


def by_step(sentence: Analysed, told: Counted) -> str | None:
    """Of "cut its force by 300", "will raise it by 200": how many go, or come."""
    words = sentence.words
    prep = words[told.at].head
    if words[told.at].dep != "pobj" or words[prep].lemma != "by":
        return None
    verb, named = words[prep].head, vocabulary("arguments")
    lemma, ahead = words[verb].lemma, modality(sentence, verb) == "planned"
    if lemma in named["falls"] or lemma in _CUT:
        return "planned" if ahead else "withdrawn"
    return "increment" if lemma in named["rises"] or lemma in _RAISED else None


_RAISED = ("raise", "increase", "boost", "expand", "lift", "reinforce", "strengthen")


def by_level(sentence: Analysed, told: Counted) -> str | None:
    """Of "put the ceiling at 14,400", "brings the force to 1,061"."""
    level = level_verb(sentence, first_of_list(sentence, told.at))
    if level is None:
        return None
    if is_limit(sentence, told):
        return "authorised"
    # "is cutting its force to 3,000": it will be
    goes_on = sentence.words[level].tag == "VBG" and any(
        sentence.words[k].lemma == "be" and sentence.words[k].tag in ("VBZ", "VBP") for k in sentence.children(level, "aux")
    )
    return "planned" if goes_on or modality(sentence, level) == "planned" else "total"


def by_noun_of(sentence: Analysed, at: int) -> str | None:
    """What the noun tells in whose "of" or "for" so many stand: "the request for 20 tanks", "an offer of 100 soldiers"."""
    words = sentence.words
    kinds = vocabulary("arguments")["measured"]
    first = first_of_list(sentence, at)
    prep = words[first].head
    if words[first].dep in ("dobj", "attr") and words[prep].lemma in ("comprise", "include", "be", "cover"):
        # "the offer comprises 1,300 troops"
        subjects = [words[k].lemma for k in sentence.children(prep, "nsubj")]
        return next((name for name, nouns in kinds.items() if name != "total" and any(s in nouns for s in subjects)), None)
    if words[first].dep != "pobj" or words[prep].lemma not in ("of", "for"):
        return None
    noun = words[words[prep].head].lemma
    return next((name for name, nouns in kinds.items() if noun in nouns), None)
