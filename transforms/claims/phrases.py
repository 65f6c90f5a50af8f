"""Numbers whose place in a phrase the parser, which saw few such, gets wrong; read from the words around them, of which there is one way."""

import re
from calendar import month_name
from collections.abc import Sequence
from dataclasses import replace

from storywatch.transforms.claims.analysis import Word
from storywatch.transforms.claims.governors import SUBJECTS

_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTHS = frozenset(month_name[1:])
_OF_PHRASE = ("compound", "amod", "nmod", "nummod", "quantmod")
_NEAR = 4
"""Words in which the noun of a number is looked for."""


def with_numbers_in_place(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words of a sentence with each number at what it counts."""
    mended = list(words)
    for mend in (_from_one_to_another, _of_group_and_more, _parts_of_wholes, _apart_from_dates, _before_dates):
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
            and words[part].dep not in (*SUBJECTS, "dobj")
            and noun.pos in ("NOUN", "PROPN")
            and noun.text.endswith("s")
            and noun.dep in (*SUBJECTS, "dobj")
            and noun.head == words[part].head
        ):
            words[part] = replace(words[part], dep=noun.dep)
            words[i] = replace(number, dep="nummod", head=i + 1)
            words[i + 1] = replace(noun, dep="pobj", head=of)
    return words


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
