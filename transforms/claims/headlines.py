"""Headlines: what the parser, which learned from sentences, misses of how their words hang together."""

from collections.abc import Sequence
from dataclasses import replace

from storywatch.transforms.claims.analysis import Word
from storywatch.transforms.claims.arguments import group_of
from storywatch.transforms.claims.lexicon import lexicon
from storywatch.transforms.vocabulary import of_vocabulary, vocabulary

FINITE = ("VBZ", "VBP", "VBD")
_NAMES = ("PROPN", "NOUN")
_OF_OBJECT = ("DET", "NUM", "ADJ", "NOUN", "PROPN", "PRON")
_OF_VERB = ("TO", "RP", "RB", "VBG")


def hidden_verb(words: Sequence[Word]) -> int | None:
    """Where a headline without any finite verb has a word that can be one: "US halts shipment of bombs".

    It stands behind who does it, and before what it is done to or a particle.
    """
    if len(words) < 3 or words[-1].text in ".?!" or any(word.tag in (*FINITE, "MD") or _is_all_that_is_told(word) for word in words):
        return None
    for i, word in enumerate(words[1:-1], 1):
        if word.tag == "NNS" and word.text.islower() and word.text.endswith("s") and word.lemma in _verbs():
            behind = words[i + 1]
            if words[i - 1].pos in _NAMES and (behind.pos in _OF_OBJECT or behind.tag in _OF_VERB):
                return i
    return None


def _is_all_that_is_told(word: Word) -> bool:
    """Whether a headline hangs on a participle or an infinitive: "Two soldiers killed in Mali"."""
    return word.dep == "ROOT" and word.tag in ("VB", "VBN", "VBG")


def is_told(words: Sequence[Word], at: int) -> bool:
    """Whether a word is the finite verb of somebody."""
    return words[at].tag in FINITE and any(word.head == at and word.dep == "nsubj" for word in words)


@of_vocabulary
def _verbs() -> frozenset[str]:
    return frozenset(lexicon()[0]) | frozenset(verb for verbs in vocabulary("attribution")["verbs"].values() for verb in verbs)


def mended(words: list[Word]) -> tuple[Word, ...]:
    """The words with what a participle is told of, and with the verbs that were taken for subjects."""
    return tuple(_without_verbs_as_subjects(_planned(_told_of_all(words))))


def _planned(words: list[Word]) -> list[Word]:
    """The words of a headline that tells what is planned, whose verb was taken for no verb: "Poland to double troops"."""
    for i, to in enumerate(words[:-1]):
        verb = words[i + 1]
        if to.tag != "TO" or to.dep != "ROOT" or to.head != i or verb.tag.startswith("VB") or verb.text.lower() not in _verbs():
            continue
        for k, word in enumerate(words):
            if word.head in (i, i + 1) and k not in (i, i + 1):
                dep = "dobj" if word.dep == "pobj" else word.dep
                words[k] = replace(word, dep=dep, head=i + 1)
        what = words[verb.head] if verb.head > i + 1 else None
        if what is not None:
            words[verb.head] = replace(what, dep="dobj", head=i + 1)
        words[i] = replace(to, dep="aux", head=i + 1)
        words[i + 1] = replace(verb, lemma=verb.text.lower(), pos="VERB", tag="VB", dep="ROOT", head=i + 1)
    return words


def _told_of_all(words: list[Word]) -> list[Word]:
    """Of "Eight peacekeepers, including six Americans, killed" all are killed."""
    told_by_none = not any(word.tag in (*FINITE, "MD") for word in words)
    for i, word in enumerate(words[1:], 1):
        among = words[words[word.head].head]
        apart = words[i - 1].text == "," or told_by_none
        if word.dep == "acl" and word.tag == "VBN" and apart and among.lemma == "include" and among.dep == "prep":
            words[i] = replace(word, head=among.head)
    return words


def _is_verb_before_plan(words: Sequence[Word], i: int) -> bool:
    """Whether a headline's verb was taken for those who plan: "Denmark scraps plan to send frigate"."""
    word, what = words[i], words[i + 1]
    read_so = word.tag == "NNS" and word.dep == "nsubj" and what.tag == "VBP" and what.dep == "ROOT" and word.head == i + 1
    one = what.lemma in ("plan", "bid", "offer", "call", "deal", "request", "move") and word.text.islower()
    return read_so and one and word.lemma in _verbs() and group_of(word.text) is None and words[i - 1].pos == "PROPN"


def _without_verbs_as_subjects(words: list[Word]) -> list[Word]:
    """The words of a headline in which a finite verb was taken for the subject of its own object: "Rwanda rejects claim its soldiers …"."""
    for i, word in enumerate(words[1:-1], 1):
        what = words[i + 1]
        if _is_verb_before_plan(words, i):
            # "Denmark scraps plan to send frigate"
            word = replace(word, tag="VBZ")
        if word.dep == "dobj" and word.tag == "VBP":
            # "slams claim troops crossed the border"
            words[i] = replace(word, pos="NOUN", tag="NN")
        if (
            word.text[0].isupper()
            or word.tag not in FINITE
            or word.dep != "nsubj"
            or word.head != i + 1
            or what.dep != "ROOT"
            or what.tag not in FINITE
        ):
            continue
        if words[i - 1].pos not in ("PROPN", "NOUN"):
            continue
        for k in range(i - 1):
            if words[k].head in (i, i + 1):
                words[k] = replace(words[k], head=i - 1)
        words[i - 1] = replace(words[i - 1], dep="nsubj", head=i)
        words[i] = replace(word, pos="VERB", dep="ROOT", head=i)
        words[i + 1] = replace(what, pos="NOUN", tag="NN", dep="dobj", head=i)
    return words
