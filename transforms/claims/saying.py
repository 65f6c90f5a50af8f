"""Verbs of saying in a sentence, and whose they are, by its syntax."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from storywatch.transforms.claims.analysis import Analysed
from storywatch.transforms.claims.arguments import ESTIMATES
from storywatch.transforms.claims.parsing import analyse
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
    if word.lemma == "tell" and not sentence.children(i, "dobj", "dative", "ccomp") and sentence.children(i, "xcomp"):
        # "Kyiv told to wait": who is told says nothing
        return False
    if word.lemma == "put" and any(
        sentence.words[k].lemma in ESTIMATES or sentence.words[k].text == "dead" for k in sentence.children(i, "dobj")
    ):
        # "puts the number of conscripts at 1,150"
        return True
    if word.lemma == "claim" and any(sentence.words[k].lemma == "life" for k in sentence.children(i, "dobj")):
        # "the unrest has claimed 600 lives"
        return False
    if word.lemma == "dismiss" and not sentence.children(i, "dobj", "ccomp", "agent", "nsubjpass"):
        # "captain dismissed after complaint"
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
    # "not one got through, claimed the army", where the parser may take what is said for a circumstance
    clauses = (k for k in sentence.children(i, "advcl") if k < i and sentence.words[k].tag in _FINITE and not sentence.children(k, "mark"))
    return sentence.words[i].dep == "ROOT" and bool(sentence.children(i, "ccomp") or any(clauses))


def _spoken_by(sentence: Analysed, i: int) -> int | None:
    """The subject of a verb of saying, behind "by" in the passive."""
    agent = next((k for prep in sentence.children(i, "agent") for k in sentence.children(prep, "pobj")), None)
    if agent is not None:
        return agent
    if sentence.words[i].lemma == "say" and i and sentence.words[i - 1].text == ",":
        # "troops now in Kursk, says Kyiv", where the parser has the troops say it
        last = [k for k in sentence.children(i, "npadvmod", "dobj", "attr", "oprd") if k > i and sentence.words[k].pos == "PROPN"]
        if last and not any(sentence.text[sentence.words[k].end :].strip(' ."”') for k in last[-1:]):
            return last[-1]
    # "no soldiers are there, says the Kremlin": of two the one behind the verb
    subjects = sentence.children(i, "nsubj")
    # nor one that does something itself: "an official said the rebels aimed to take the town", where the parser takes "aimed" for a participle
    behind_itself = [k for k in subjects if k > i and k + 1 in sentence.children(k, "acl")]
    subject = next((k for k in reversed(subjects) if len(subjects) == 1 or k not in behind_itself), None)
    if subject is not None:
        if sentence.words[subject].tag in ("WP", "WDT") and sentence.words[i].dep == "relcl":
            return sentence.words[i].head
        return subject
    word = sentence.words[i]
    behind = next((k for k in sentence.children(i, "dobj") if k > i), None)
    if behind is not None and says_before(sentence, i):
        return behind
    if word.dep in ("conj", "xcomp", "advcl") and sentence.words[word.head].pos in ("VERB", "AUX"):
        return _spoken_by(sentence, word.head) if word.head != i else None
    return None


def says_before(sentence: Analysed, i: int) -> bool:
    """Whether what a verb says stands right before it: "“…,” insisted the mayor", whom the parser takes for what is said."""
    word = sentence.words[i]
    behind = i > 0 and sentence.words[i - 1].text in (",", '"', "”") and not sentence.children(i, "nsubj", "nsubjpass")
    return behind and word.lemma in strengths() and _holds(sentence, i)


_REPORTING = re.compile(
    r"(?:^|[,;”\"]\s+)((?:the|a|an|its|his|her|their|[A-ZÀ-Ž]|[a-z]+s\b)[^,;“”\"]{1,90}?)(?:,\s+([^,;“”\"]{2,60}),)?\s*$"
)
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


def parsed_apart(sentences: Sequence[Analysed]) -> list[Analysed]:
    """Sentences whose reporting clause at the end ("…, the ministry said on Tuesday") the parser mixed with what is said are parsed
    again, each part by itself; the others as they are."""
    found = [
        (i, *clause) for i, sentence in enumerate(sentences) if (clause := _reporting_clause(sentence)) and _is_mixed(sentence, *clause)
    ]
    starts = [sentences[i].words[first].start for i, first, _ in found]
    parts = analyse([part for (i, *_), at in zip(found, starts, strict=True) for part in (sentences[i].text[:at], sentences[i].text[at:])])
    out = list(sentences)
    for k, ((i, _, verb), at) in enumerate(zip(found, starts, strict=True)):
        out[i] = _joined(sentences[i], parts[2 * k], parts[2 * k + 1], at, verb)
    return out


def _reporting_clause(sentence: Analysed) -> tuple[int, int] | None:
    """(first word, verb of saying) of a reporting clause that ends a sentence and says what stands before it."""
    words = sentence.words
    for i in range(len(words) - 1, -1, -1):
        if words[i].lemma not in strengths() or words[i].tag not in _FINITE or _inside_quote(sentence.text, words[i].start):
            continue
        beside = _beside(sentence, i)
        first = min(beside[0], default=0) if beside else 0
        if (
            first
            # "Kyiv told to wait" reports nothing, nor does what stands behind a semicolon
            and not sentence.children(i, "xcomp")
            and words[first - 1].text != ";"
            and words[first].tag not in ("CC", "IN", "WP", "WRB")
            and not any(words[k].tag in ("WP", "WDT") for k in range(first, i))
            and not any(k > i for k in sentence.children(i, "ccomp"))
            # a headline has participles instead
            and any(w.tag in (*_FINITE, "MD") or (w.tag == "VBN" and words[-1].text not in ".?!”") for w in words[:first])
        ):
            return first, i
    return None


_FINITE = ("VBD", "VBZ", "VBP")


def _is_mixed(sentence: Analysed, first: int, verb: int) -> bool:
    """Whether more joins a reporting clause and what stands before it than the one clause that its verb says."""
    words = sentence.words
    said = [i for i in range(first) if words[i].head >= first and words[i].dep != "punct"]
    into = any(words[i].head < first and words[i].head != i and words[i].dep != "punct" for i in range(first, len(words)))
    return into or [(words[i].head, words[i].dep) for i in said] != [(verb, "ccomp")]


def _joined(whole: Analysed, told: Analysed, clause: Analysed, at: int, verb: int) -> Analysed:
    """One sentence of what is told and, from the place `at` on, the reporting clause; `whole` itself where the parts do not fit."""
    n = len(told.words)
    says = next((k for k, w in enumerate(clause.words) if w.start + at == whole.words[verb].start), None)
    roots = [k for k, w in enumerate(told.words) if w.head == k]
    if says is None or len(roots) != 1:
        return whole
    words = [replace(w, head=n + says, dep="ccomp") if k == roots[0] else w for k, w in enumerate(told.words)]
    words += [replace(w, start=w.start + at, head=w.head + n) for w in clause.words]
    entities = (*told.entities, *(replace(e, start=e.start + at, end=e.end + at) for e in clause.entities))
    return Analysed(whole.text, tuple(words), entities)


def _inside_quote(text: str, at: int) -> bool:
    opened = max(text.rfind("“", 0, at), text.rfind("«", 0, at))
    closed = max(text.rfind("”", 0, at), text.rfind("»", 0, at))
    return opened > closed or text[:at].count('"') % 2 == 1
