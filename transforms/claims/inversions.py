"""Who says it, where the parser, which saw few such, takes him for a part of the clause behind him."""

from collections.abc import Sequence
from dataclasses import replace

from storywatch.transforms.claims.analysis import Word
from storywatch.transforms.claims.governors import SUBJECTS, verbs_of_saying


def with_speakers_in_place(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words of a sentence with those who say it at their own verb or office."""
    return tuple(_behind_according_to(_behind_verb(list(words))))


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
