"""Verbs of saying in a sentence, and whose they are, by its syntax."""

import re
from dataclasses import dataclass

from storywatch.transforms.claims.analysis import Analysed
from storywatch.transforms.vocabulary import of_vocabulary, vocabulary


@of_vocabulary
def strengths() -> dict[str, str]:
    return {verb: strength for strength, verbs in vocabulary("attribution")["verbs"].items() for verb in verbs}


def _verb_of_saying(sentence: Analysed, i: int) -> bool:
    """Whether a verb says something: one of the vocabulary with a speaker, that is no mere participle, and stands outside of a quotation."""
    words, word = vocabulary("attribution"), sentence.words[i]
    if word.lemma not in strengths() or word.dep in ("amod", "compound"):
        return False
    if word.pos not in ("VERB", "AUX") and not _ends_in(sentence, i):
        return False
    if _inside_quote(sentence.text, word.start):
        return False
    if word.lemma in words["seldom_participle"] and word.tag == "VBG":
        return False
    if sentence.children(i, "auxpass", "nsubjpass") and not sentence.children(i, "agent"):
        return False
    if word.lemma in words["only_with_clause"] and not _ends_in(sentence, i):
        return bool(sentence.children(i, "ccomp")) or _holds(sentence, i)
    return word.dep not in ("relcl",) or bool(sentence.children(i, "ccomp"))


def _ends_in(sentence: Analysed, i: int) -> bool:
    """Whether a sentence ends in ", HUR estimates.", where the tagger took the verb for a noun."""
    word = sentence.words[i]
    rest = sentence.text[word.end :].strip(" .”\"'’")
    return word.tag == "NNS" and not rest and _beside(sentence, i) is not None


def _holds(sentence: Analysed, i: int) -> bool:
    """Whether the clause in front of a verb is what it says ("…, satellite pictures show")."""
    return sentence.words[i].dep == "ROOT" and any(sentence.words[k].dep == "ccomp" for k in sentence.children(i))


def _spoken_by(sentence: Analysed, i: int) -> int | None:
    """The subject of a verb of saying, behind "by" in the passive."""
    agent = next((k for prep in sentence.children(i, "agent") for k in sentence.children(prep, "pobj")), None)
    if agent is not None:
        return agent
    subject = sentence.child(i, "nsubj")
    if subject is not None:
        if sentence.words[subject].tag in ("WP", "WDT") and sentence.words[i].dep == "relcl":
            return sentence.words[i].head
        return subject
    word = sentence.words[i]
    if word.dep in ("conj", "xcomp", "advcl") and sentence.words[word.head].pos in ("VERB", "AUX"):
        return _spoken_by(sentence, word.head) if word.head != i else None
    return None


_REPORTING = re.compile(r"(?:^|[,;”\"]\s+)((?:the|a|an|its|his|her|their|[A-ZÀ-Ž])[^,;“”\"]{1,90}?)(?:,\s+([^,;“”\"]{2,60}),)?\s*$")
_WHO = re.compile(r",\s+who\s[^,]+,\s*$")


def _beside(sentence: Analysed, i: int) -> tuple[list[int], tuple[int, int] | None] | None:
    """(words of the speaker's phrase, [start, end) of a name in apposition) right before a verb of saying: "…, the regional head, Olha Verbytska, wrote"."""
    before = _WHO.sub(" ", sentence.text[: sentence.words[i].start])
    match = _REPORTING.search(before)
    if match is None:
        return None
    near = sentence.at(*match.span(1))
    if not near or len(near) > 12 or any(sentence.words[k].tag in ("VBD", "VBZ", "VBP", "MD") for k in near):
        return None
    if match.group(2) and sentence.text[match.start(2)].isupper():
        return near + sentence.at(*match.span(2)), match.span(2)
    return (near, None) if not match.group(2) else None


def phrase_of(sentence: Analysed, i: int) -> list[int]:
    """The words of a speaker's noun phrase, without clauses about him."""
    return sentence.subtree(i, "relcl", "advcl", "ccomp", "conj", "cc")


@dataclass(frozen=True)
class Saying:
    """A verb of saying and its speaker: the head of his phrase, its words, and a name in apposition where the parser did not find it."""

    depth: int
    verb: int
    head: int
    near: tuple[int, ...]
    name: tuple[int, int] | None = None


def sayings(sentence: Analysed) -> list[Saying]:
    """The verbs of saying with their speakers, the outermost first."""
    words = sentence.words
    out = []
    for i in range(len(words)):
        if not _verb_of_saying(sentence, i):
            continue
        depth = len(list(sentence.ancestors(i)))
        subject = _spoken_by(sentence, i)
        beside = None if sentence.children(i, "agent") else _beside(sentence, i)
        if beside is not None and (subject is None or subject not in beside[0]):
            # a reporting clause at the end, whose subject the parser gave to what stands before it
            near, name = beside
            inner = [k for k in near if name is None or words[k].end <= name[0]]
            head = sentence.top(inner)
            if words[head].pos in ("NOUN", "PROPN", "PRON"):
                out.append(Saying(0, i, head, tuple(near), name))
                continue
        if subject is not None and (words[subject].pos in ("NOUN", "PROPN", "PRON", "ADJ") or words[subject].text[0].isupper()):
            name = beside[1] if beside is not None else None
            near = sorted({*phrase_of(sentence, subject), *(beside[0] if beside is not None else ())})
            out.append(Saying(depth, i, subject, tuple(near), name))
    return sorted(out, key=lambda o: (o.depth, o.verb))


def _inside_quote(text: str, at: int) -> bool:
    opened = max(text.rfind("“", 0, at), text.rfind("«", 0, at))
    closed = max(text.rfind("”", 0, at), text.rfind("»", 0, at))
    return opened > closed or text[:at].count('"') % 2 == 1
