"""Numbers whose place in a phrase the parser, which saw few such, gets wrong; read from the words around them, of which there is one way."""

import re
from calendar import month_name
from collections.abc import Sequence
from dataclasses import replace

from storywatch.transforms.claims.analysis import Word
from storywatch.transforms.claims.governors import SUBJECTS, verbs_of_saying

_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTHS = frozenset(month_name[1:])
_OF_PHRASE = ("compound", "amod", "nmod", "nummod", "quantmod")
_BEFORE_CLAUSES = ("after", "before", "since", "until")
_NEAR = 4
"""Words in which the noun of a number is looked for."""


def with_numbers_in_place(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words of a sentence with each number at what it counts."""
    mended = list(words)
    for mend in (
        _from_one_to_another,
        _of_group_and_more,
        _parts_of_wholes,
        _lists_of_subjects,
        _two_clauses,
        _loyal_to,
        _apart_from_dates,
        _before_dates,
    ):
        mended = mend(mended)
    return tuple(mended)


def _noun_behind(words: Sequence[Word], i: int) -> int | None:
    """The noun of the phrase that begins behind the word `i`, only nouns and adjectives being between."""
    for k in range(i + 1, min(i + 1 + _NEAR, len(words))):
        if words[k].pos in ("NOUN", "PROPN") and not (words[k].dep in _OF_PHRASE and words[k].head > k):
            return k
        if words[k].pos not in ("NOUN", "PROPN", "ADJ"):
            return None
    return None


def _from_one_to_another(words: list[Word]) -> list[Word]:
    """ "cut from 5,200 to 3,000": each number behind its own preposition, both of them at the verb."""
    for i in range(len(words) - 3):
        start, first, to, second = words[i : i + 4]
        if (start.text.lower(), to.text.lower()) != ("from", "to") or not (_is_number(first) and _is_number(second)):
            continue
        if start.head in range(i, i + 4):
            continue
        last = second.head if second.dep in _OF_PHRASE and second.head > i + 3 and words[second.head].pos in ("NOUN", "PROPN") else i + 3
        words[i + 1] = replace(first, dep="pobj", head=i)
        words[i + 2] = replace(to, pos="ADP", tag="IN", dep="prep", head=start.head)
        words[last] = replace(words[last], dep="pobj", head=i + 2)
    return words


def _of_group_and_more(words: list[Word]) -> list[Word]:
    """ "a crew of 190 and two helicopters": not 190 helicopters."""
    for i in range(2, len(words) - 2):
        number, joint, other = words[i : i + 3]
        noun = number.head
        if (
            _is_number(number)
            and words[i - 1].lemma == "of"
            and words[i - 2].tag == "NN"
            and joint.lemma == "and"
            and other.pos == "NUM"
            and noun > i + 2
            and words[noun].head == i - 1
        ):
            words[i] = replace(number, dep="pobj", head=i - 1)
            words[i + 1] = replace(joint, dep="cc", head=i - 2)
            words[i + 2] = replace(other, dep="nummod", head=noun)
            words[noun] = replace(words[noun], dep="conj", head=i - 2)
    return words


def _parts_of_wholes(words: list[Word]) -> list[Word]:
    """ "Six of the eight MiG-29s took off", where the parser leaves the eight to themselves: six of so many, who took off."""
    for i in range(1, len(words) - 1):
        number, noun = words[i], words[i + 1]
        of = number.head
        part = words[of].head
        if (
            number.pos == "NUM"
            and number.dep == "pobj"
            and words[of].lemma == "of"
            and words[part].pos == "NUM"
            and words[part].dep not in ("nsubj", "nsubjpass", "dobj")
            and noun.pos in ("NOUN", "PROPN")
            and noun.text.endswith("s")
            and noun.dep in ("nsubj", "nsubjpass", "dobj")
            and noun.head == words[part].head
        ):
            words[part] = replace(words[part], dep=noun.dep)
            words[i] = replace(number, dep="nummod", head=i + 1)
            words[i + 1] = replace(noun, dep="pobj", head=of)
    return words


def _lists_of_subjects(words: list[Word]) -> list[Word]:
    """ "after 60 Palestinians and 13 soldiers were killed", where the parser gives the first to "after": both were."""
    for k, first in enumerate(words):
        after = first.head
        joint = next((i for i, w in enumerate(words) if w.dep == "cc" and w.head == k), None)
        if (
            first.dep != "pobj"
            or words[after].lemma not in _BEFORE_CLAUSES
            or joint is None
            or any(w.dep == "conj" and w.head == k for w in words)
        ):
            continue
        other = next((i for i, w in enumerate(words) if i > joint and w.dep in SUBJECTS), None)
        if other is None or words[other].head < other or any(w.pos in ("VERB", "AUX") or w.text == "," for w in words[joint:other]):
            continue
        verb = words[other].head
        if not _is_counted(words, k) or not _is_counted(words, other):
            continue
        words[k] = replace(first, dep=words[other].dep, head=verb)
        words[other] = replace(words[other], dep="conj", head=k)
        words[after] = replace(words[after], pos="SCONJ", dep="mark", head=verb)
    return words


def _two_clauses(words: list[Word]) -> list[Word]:
    """ "killed 17 demonstrators and two were shot", where the parser makes one list of them: the two were shot, the 17 killed."""
    for k in range(2, len(words) - 2):
        number, be = words[k], words[k + 1]
        first = number.head
        if number.pos != "NUM" or number.dep != "conj" or be.pos != "AUX" or words[k - 1].dep != "cc":
            continue
        verb = be.head if be.dep in ("aux", "auxpass") else k + 1
        before = words[first].head if words[first].dep == "dobj" else words[verb].head
        if (
            words[before].pos != "VERB"
            or before > first
            or words[before].lemma in verbs_of_saying()
            or any(w.pos == "VERB" for w in words[before + 1 : k])
        ):
            continue
        if words[first].dep != "dobj" and not (words[first].dep in SUBJECTS and words[first].head == verb and words[verb].dep == "ccomp"):
            continue
        words[k] = replace(number, dep="nsubjpass" if be.dep == "auxpass" else "nsubj", head=verb)
        words[k - 1] = replace(words[k - 1], head=before)
        words[first] = replace(words[first], dep="dobj", head=before)
        if words[verb].head == before:
            words[verb] = replace(words[verb], dep="conj")
    return words


def _loyal_to(words: list[Word]) -> list[Word]:
    """ "Forces loyal to deposed leader Olsen have destroyed trucks", where the parser makes "deposed" the verb: the forces have."""
    for i in range(2, len(words) - 2):
        to, made = words[i], words[i + 1]
        if to.lemma != "to" or to.dep != "aux" or to.head != i + 1 or made.tag != "VBN" or words[i - 1].pos != "ADJ":
            continue
        who = next((k for k, w in enumerate(words) if w.dep in SUBJECTS and w.head == i + 1 and k < i), None)
        whom = next((k for k, w in enumerate(words) if w.dep in SUBJECTS and k > i + 1 and words[w.head].head == i + 1), None)
        if who is None or whom is None:
            continue
        verb = words[whom].head
        for k, word in enumerate(words):
            if word.head == i + 1 and k not in (i, i + 1, verb):
                words[k] = replace(word, head=verb)
        words[who] = replace(words[who], dep=words[whom].dep)
        words[i] = replace(to, pos="ADP", dep="prep", head=i - 1)
        words[verb] = replace(words[verb], dep=made.dep, head=verb if made.head == i + 1 else made.head)
        words[i + 1] = replace(made, pos="ADJ", dep="amod", head=whom)
        words[whom] = replace(words[whom], dep="pobj", head=i)
    return words


def _is_counted(words: Sequence[Word], i: int) -> bool:
    return any(w.dep == "nummod" and w.head == i for w in words)


def _apart_from_dates(words: list[Word]) -> list[Word]:
    """ "By June 400 soldiers had arrived", "In 2023 1,200 police left": a number that is no day or year counts what stands behind it."""
    for i in range(1, len(words) - 1):
        number, before = words[i], words[i - 1]
        if len(number.text) < 3 or not _is_number(number) or _YEAR.fullmatch(number.text):
            continue
        if before.text not in _MONTHS and not _YEAR.fullmatch(before.text):
            continue
        noun = _noun_behind(words, i)
        if noun is not None and words[noun].tag == "NNS" and words[noun].head != i:
            words[i] = replace(number, dep="nummod", head=noun)
    return words


def _before_dates(words: list[Word]) -> list[Word]:
    """ "cut its contingent by 300 last year": no 300 years."""
    for i in range(1, len(words) - 2):
        prep, number, which = words[i - 1 : i + 2]
        time = number.head
        if (
            prep.pos == "ADP"
            and _is_number(number)
            and which.lemma in ("last", "next", "this")
            and which.head == time == _object_of(words, i - 1)
        ):
            words[i] = replace(number, dep="pobj", head=i - 1)
            words[time] = replace(words[time], dep="npadvmod", head=prep.head)
    return words


def _object_of(words: Sequence[Word], i: int) -> int | None:
    """What stands behind the preposition `i`."""
    return next((k for k, word in enumerate(words) if word.head == i and word.dep == "pobj"), None)


def _is_number(word: Word) -> bool:
    return word.text[0].isdigit() and _NUMBER.fullmatch(word.text) is not None
