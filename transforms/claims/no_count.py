"""Numbers that count nothing: parts of names, ages, ways of speaking, so many in each group."""

import re
from collections.abc import Sequence

from storywatch.transforms.claims.analysis import Analysed
from storywatch.transforms.claims.arguments import EQUIPMENT, PEOPLE, group_of, name_at
from storywatch.transforms.claims.governors import SUBJECTS
from storywatch.transforms.claims.names import Name, gazetteer
from storywatch.transforms.claims.numbers import Number

_OF_NUMBERS = ("CARDINAL", "QUANTITY", "MONEY", "PERCENT", "DATE", "TIME", "ORDINAL")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
AGE = re.compile(r"\bage[sd]?(?: of| between)? (?:\d+(?:,? and |, ))*$", re.IGNORECASE)


def ends_a_name(sentence: Analysed, number: Number) -> bool:
    """ "Leopard 2": a name that ends in a number."""
    return number.text.isdigit() and any(
        e.start < number.start and e.end == number.end and e.label not in _OF_NUMBERS for e in sentence.entities
    )


def begins_a_name(sentence: Analysed, number: Number) -> bool:
    """ "Thousand Swords": a word with a capital before a name, not at the beginning of what somebody says."""
    behind = next((w for w in sentence.words if w.start >= number.end), None)
    return (
        number.start > 0
        and number.text[0].isupper()
        and number.text.isalpha()
        and behind is not None
        and behind.pos == "PROPN"
        and sentence.text[number.end : behind.start].isspace()
        and group_of(behind.text.lower()) is None
        and not gazetteer().pattern.match(sentence.text, behind.start)
    )


def is_nobody(sentence: Analysed, at: int) -> bool:
    """Of "not one", "one says": a way of speaking."""
    words = sentence.words
    if at and words[at - 1].lemma in ("those", "these") and words[at].dep in SUBJECTS:
        # "when those two agree"
        return True
    if words[at].lemma == "few" and any(words[k].lemma == "name" and words[k].pos == "VERB" for k in list(sentence.ancestors(at))[:2]):
        # "to name just a few"
        return True
    if words[at].lemma != "one":
        return False
    if words[at].dep != "nummod" and any(words[k].lemma in ("which", "every", "any", "this", "that") for k in sentence.children(at, "det")):
        # "did not say which one"
        return True
    if words[at].dep in ("attr", "appos", "npadvmod") and any(words[p].lemma == "of" for p in sentence.children(at, "prep")):
        # "was one of 13 men killed", "Balta, one of the last towns of the rebels"
        return True
    if any(words[c].tag == "JJS" for k in sentence.behind(at, "of") for c in sentence.children(k, "amod")):
        # "one of the largest forces"
        return True
    if any(words[k].tag == "NN" and group_of(words[k].text.lower()) is None for k in sentence.behind(at, "of")):
        # "one of the same size"
        return True
    if sentence.children(at, "neg") or (at and words[at - 1].lemma in ("not", "no")):
        return True
    return words[at].dep != "nummod" and not any(words[p].lemma == "of" for p in sentence.children(at, "prep"))


def is_difference(sentence: Analysed, at: int) -> bool:
    """Of "three fewer than in May" the three: nobody's number."""
    behind = [w.lemma for w in sentence.words[at + 1 : at + 3]]
    return len(behind) == 2 and behind[0] in ("few", "fewer", "less", "more", "many") and behind[1] == "than"


def is_model(sentence: Analysed, number: Number, at: int) -> bool:
    """ "Leopard 2 tanks"."""
    before = sentence.words[at - 1] if at else None
    return (
        before is not None
        and before.pos in ("PROPN", "NOUN")
        and before.text[0].isupper()
        and before.head == sentence.words[at].head
        and before.dep in ("compound", "nmod", "amod")
        and number.text[0].isdigit()
        and not gazetteer().forms.get(before.text)
    )


def is_type(sentence: Analysed, number: Number, noun: int) -> bool:
    """ "its 737 Max 8 jet": a number of many before one thing is the name of its type."""
    word = sentence.words[noun]
    one = word.tag == "NN" and word.text == word.lemma and not word.text.endswith("craft") and group_of(word.text + "s") in EQUIPMENT
    between = sentence.text[number.end : word.start].split()
    return one and (number.low or 0) > 1 and any(w[0].isupper() for w in between)


YOUNGEST, OLDEST = 12, 110
"""Years that somebody may have lived; of those who are named by what they do."""


def is_age(sentence: Analysed, found: Sequence[Name], number: Number) -> bool:
    """Whether a number stands between commas behind somebody's name: "Samuel Kaetuai, 26, died"."""
    between = re.search(r"(\w+)\s*,\s*$", sentence.text[: number.start])
    word = next((w for w in sentence.words if between and w.start == between.start(1)), None)
    behind = any(n.kind == "person" and re.fullmatch(r"\s*,\s*", sentence.text[n.end : number.start]) for n in found)
    # "Turk, 81, has moral authority": a family name like a people's
    country = word is not None and any(n.kind == "country" and n.start <= word.start < n.end for n in found) and word.tag == "NNPS"
    behind = behind or (word is not None and word.pos == "PROPN" and not country and (number.high or 0) <= OLDEST)
    # "a soldier, 26, was killed"
    one = word is not None and word.tag == "NN" and group_of(word.text.lower()) in PEOPLE
    behind = behind or (one and YOUNGEST <= (number.high or 0) <= OLDEST and number.text.isdigit())
    after = next((w for w in sentence.words if w.start >= number.end), None)
    # "Turk, 81 became": a comma may be missing
    ends = after is None or after.text in ",.;)" or (after.tag in ("VBD", "VBZ") and after.text != "were" and number.text.isdigit())
    return behind and number.low == number.high and ends


def is_age_of_one(sentence: Analysed, at: int) -> bool:
    """Whether a number is what one person "is": "when he was five", "Olsen, who is now 69"."""
    be = sentence.words[at].head
    return sentence.words[be].lemma == "be" and any(_is_one_person(sentence, k) for k in sentence.children(be, "nsubj"))


def _is_one_person(sentence: Analysed, i: int) -> bool:
    """Whether a subject is one person: "he", "who" behind a name."""
    word = sentence.words[i]
    if word.tag == "WP":
        verb = sentence.words[word.head]
        return verb.dep == "relcl" and verb.tag == "VBZ" and sentence.words[verb.head].tag == "NNP"
    return word.lemma in ("he", "she", "i")


def is_title(sentence: Analysed, found: Sequence[Name], i: int | None) -> bool:
    """Whether the number at the noun `i` is part of a name: "Operation 7 Rivers"."""
    noun = sentence.words[i] if i is not None else None
    name = name_at(found, noun.start, noun.end) if noun is not None else None
    return bool(
        noun
        and name
        and name.kind in ("org", "place", "person")
        and name.start < noun.start
        and re.search(r"\d", name.text.split()[0]) is None
        and re.search(r"\s\d", name.text)
    )


_DAY_BEHIND = re.compile(r"\s+(?:today|yesterday|tonight|tomorrow|now|last|this|next)\b", re.IGNORECASE)


def stands_at_a_force(sentence: Analysed, number: Number) -> bool:
    """Whether a number is no day although spaCy takes it for one: "By mid-June 8,000 recruits will", "On Saturday 28 more officers will"."""
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+", number.text) or _DAY_BEHIND.match(sentence.text, number.end):
        # "up from 400 today"
        return True
    words = sentence.words
    whole = next((w for w in words if (w.start, w.end) == (number.start, number.end)), None)
    if (
        whole is not None
        and whole.dep == "nummod"
        and words[whole.head].start >= number.end
        and group_of(words[whole.head].text.lower()) in (*PEOPLE, *EQUIPMENT)
    ):
        # "last week 12 soldiers", "in March 300 soldiers"
        return True
    before = next((w for w in reversed(words) if w.end <= number.start), None)
    if before is not None and before.text in WEEKDAYS and re.match(r" of (?:the )?\d", sentence.text[number.end :]):
        # "on Sunday 45 of 51 drones"
        return True
    noun = next((w for w in words if w.start >= number.end and w.pos in ("NOUN", "PROPN", "PUNCT", "VERB", "AUX", "ADP")), None)
    return before is not None and before.text in WEEKDAYS and noun is not None and group_of(noun.text.lower()) in (*PEOPLE, *EQUIPMENT)


def is_of_time(text: str) -> bool:
    """Whether spaCy's entity tells a time, a share or an ordinal by a word of it, not only by mistake."""
    return bool(re.search(r"day|week|month|year|hour|minute|night|morning|noon|evening|decade|centur|spring|summer|autumn|winter|per ?cent|%|\b(?:19|20)\d\d\b|"
                          r"Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|(?:first|second|third)$|th\b", text))  # fmt: skip
