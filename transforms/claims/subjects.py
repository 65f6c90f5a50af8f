"""Who does it or says it, where the parser, which saw few such, gives him to the verb of another clause."""

from collections.abc import Sequence
from dataclasses import replace

from storywatch.transforms.claims.analysis import Word
from storywatch.transforms.claims.governors import SUBJECTS, verbs_of_saying

_BEFORE_CLAUSES = ("after", "before", "since", "until")


def with_subjects_in_place(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words of a sentence with subjects at their own verbs, and those who say it at their verb or office."""
    mended = list(words)
    for mend in (_lists_of_subjects, _two_clauses, _loyal_to, _behind_verb, _behind_according_to):
        mended = mend(mended)
    return tuple(mended)


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


def _behind_verb(words: list[Word]) -> list[Word]:
    """ "…, said General Mika, and not a single soldier is left": the general says it, and is not left."""
    for i, says in enumerate(words):
        if says.lemma not in verbs_of_saying() or says.tag not in ("VBD", "VBZ") or any(w.head == i and w.dep in SUBJECTS for w in words):
            continue
        at = next((k for k in range(i + 1, len(words)) if words[k].dep != "compound"), None)
        if at is None or words[at].pos != "PROPN" or words[at].dep not in SUBJECTS or words[at].head <= at or i == 0:
            continue
        other = next((k for k, w in enumerate(words) if w.dep == "conj" and w.head == at and k > at), None)
        joined = [w.text.lower() for w in words[at + 1 : at + 3]] in ([",", "and"], [",", "but"])
        if words[i - 1].text not in (",", "”", '"') or not joined or other is None:
            continue
        words[other] = replace(words[other], dep=words[at].dep, head=words[at].head)
        words[at] = replace(words[at], dep="nsubj", head=i)
    return words


def _behind_according_to(words: list[Word]) -> list[Word]:
    """ "According to Norway's chief of defence, Eirik Olsen, allied troops will train them": the troops will, and he says so."""
    if len(words) < 8 or [w.text.lower() for w in words[:2]] != ["according", "to"]:
        return words
    office = next((k for k, w in enumerate(words) if w.dep == "pobj" and w.head == 1), None)
    at = next((k for k, w in enumerate(words) if w.dep in SUBJECTS and w.pos == "PROPN" and office is not None and k > office), None)
    if office is None or at is None or at + 1 >= len(words) or words[at + 1].text != ",":
        return words
    first = min(k for k in range(office, at + 1) if k == at or (words[k].head == at and words[k].dep == "compound"))
    who = next((k for k, w in enumerate(words) if w.dep == "appos" and w.head == at and at + 1 < k < words[at].head), None)
    if words[first - 1].text != "," or who is None:
        return words
    words[who] = replace(words[who], dep=words[at].dep, head=words[at].head)
    words[at] = replace(words[at], dep="appos", head=office)
    return words
