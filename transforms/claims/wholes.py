"""What is told of the whole of which a number is a part: "three of the 30", "40 people, including four soldiers"."""

from collections.abc import Sequence

from storywatch.transforms.claims.analysis import Analysed
from storywatch.transforms.claims.arguments import ESTIMATES, content
from storywatch.transforms.claims.counting import Counted
from storywatch.transforms.claims.lexicon import lexicon_types
from storywatch.transforms.claims.roles import Found
from storywatch.transforms.rows import Figure

OUTCOMES = {"kill": "killed", "wound": "wounded", "capture": "captured", "destroy": "destroyed", "shoot_down": "intercepted"}
REACHED = {"withdraw": "withdrawn", "arrive": "arrived", "deliver": "delivered", "train": "trained", "depart": "en_route", "present": "total",
            "rotate": "total", "reinforce": "increment", "activate": "planned"}  # fmt: skip
AHEAD = ("planned", "possible", "hypothetical")
LINKS = ("conj", "appos")
MISSING = ("missing", "unaccounted")
_PROMISED = (
    "promise",
    "promised",
    "plan",
    "planned",
    "pledge",
    "pledged",
    "intend",
    "intended",
    "propose",
    "proposed",
    "expected",
    "expect",
)


def whole_of(sentence: Analysed, at: int) -> list[int]:
    """A word and those that head the lists and wholes that it is part of: "40 people, including four soldiers"."""
    words = sentence.words
    found = [at]
    while True:
        word, up = words[at], words[words[at].head]
        if word.dep in LINKS and word.head != at:
            at = word.head
        elif word.dep == "pobj" and up.dep == "prep" and up.text.lower() == "including" and words[up.head].pos in ("NOUN", "PROPN"):
            at = up.head
        else:
            return found
        found.append(at)


def whole_measure(sentence: Analysed, events: Sequence[Found], noun: int) -> str:
    """Of "one of 3 injured", "four given by Rome" what the words at the noun tell; else how many there are, if they are somebody's."""
    own = next((e for e in events if e.theme == noun and e.modality == "fact" and noun in set(sentence.ancestors(e.at))), None)
    if own is not None and (own.type in OUTCOMES or own.type in ("deliver", "arrive", "train")):
        return OUTCOMES.get(own.type) or REACHED[own.type]
    if any(is_missing(sentence, s) for k in sentence.children(noun, "relcl") for s in sentence.children(k, "nsubj")):
        # "one of the two soldiers who were missing"
        return "missing"
    if is_promised(sentence, noun):
        return "planned"
    if own is not None and own.type in ("depart", "present"):
        # "half of the 2,000 soldiers sent to guard the delta"
        return "total"
    ahead = (e for e in events if e.theme is not None and e.modality in AHEAD and e.theme in set(sentence.ancestors(e.at)))
    if any(content(sentence, e.theme) == noun for e in ahead if e.theme is not None):
        # "1,650 of the 10,000 promised"
        return "planned"
    return "total" if sentence.children(noun, "poss") else "other"


def is_promised(sentence: Analysed, noun: int) -> bool:
    """Whether so many were only promised: "2,000 of the 3,500 promised police", "of the 900 soldiers promised"."""
    behind = range(len(sentence.words))[noun + 1 : noun + 2]
    return any(sentence.words[k].lemma in _PROMISED for k in (*sentence.children(noun, "amod"), *behind))


def is_missing(sentence: Analysed, at: int) -> bool:
    """Whether so many "are missing"."""
    words = sentence.words
    up = words[at].head
    # the parser may hang the number on "are"
    verb = words[up].head if words[up].dep == "aux" else up
    return any(words[k].text.lower() in MISSING for k in (verb, up, *sentence.children(up, "acomp", "attr")))


def killed_or_wounded(sentence: Analysed, events: Sequence[Found], event: Found) -> bool:
    """Whether so many were killed or wounded together: they are neither the dead nor the wounded."""
    pair = {"kill", "wound"} - {event.type}
    first = sentence.words[event.at].head
    either = any(sentence.words[k].lemma == "or" for k in sentence.children(first, "cc"))
    if sentence.words[event.at].dep == "conj" and either and lexicon_types(sentence.words[first].lemma) & pair:
        # "killing or wounding dozens", where only the second has an object
        return True
    other = next(
        (e for e in events if e.type in pair and e.at != event.at and event.at in (sentence.words[e.at].head, *sentence.children(e.at))),
        None,
    )
    return other is not None and other.theme == event.theme and sentence.words[max(event.at, other.at)].dep == "conj"


def same_part(sentence: Analysed, told: Counted, before: Sequence[tuple[Figure, int]]) -> str | None:
    """The measure of the figure that a number is set against ("not 200") or is a part of, in the same sentence."""
    words = sentence.words
    figure, at = before[-1]
    up = words[told.at].head
    before_it = [words[k].lemma for k in range(max(0, told.at - 2), told.at)]
    # "not 200", "instead of 14"
    negated = "not" in before_it or before_it == ["instead", "of"]
    part = words[told.at].dep in ("appos", "dep", "npadvmod", "nsubj") and told.at > at >= 0 and at in (up, *sentence.ancestors(told.at))
    # "including 13 in Homs, three in Hama"
    where = at >= 0 and sentence.behind(at, "in", "at", "near") and sentence.behind(told.at, "in", "at", "near")
    part = part or (told.noun is None and bool(where))
    if negated and told.noun is not None:
        return None
    if negated or part:
        return figure.measure
    prep = words[up]
    if told.noun is None and prep.lemma in ("of", "from") and words[prep.head].lemma in ESTIMATES:
        # "correcting the figure of sixteen"
        return next((f.measure for f, _ in before if f.measure != "other"), None)
    return None
