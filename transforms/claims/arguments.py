"""What takes part in an event: the classes of noun phrases (config/vocabulary/arguments.yaml, counted.yaml), their words and names."""

import re
from collections.abc import Sequence

from storywatch.transforms.claims.analysis import Analysed, Word
from storywatch.transforms.claims.names import Name
from storywatch.transforms.vocabulary import of_vocabulary, vocabulary, words_regex

PEOPLE = ("troops", "people", "battalions", "casualties", "killed", "wounded", "captured")
EQUIPMENT = ("aircraft", "ships", "weapons", "vehicles")
SUBJECTS = ("nsubj", "nsubjpass", "expl")
_DROPPED = ("det", "nummod", "punct", "relcl", "acl", "appos", "prep", "cc", "conj", "poss", "advmod", "predet", "quantmod", "neg", "case", "mark", "preconj",
            "aux", "auxpass", "nsubj", "cop", "dobj", "advcl", "ccomp")  # fmt: skip
ESTIMATES = ("figure", "number", "toll", "estimate", "count", "total")
"""Nouns of a number that somebody named."""
QUANTITY = frozenset(
    [
        "more",
        "additional",
        "further",
        "other",
        "another",
        "new",
        "last",
        "first",
        "second",
        "third",
        "many",
        "few",
        "several",
        "next",
        "own",
        "such",
        "same",
        "total",
        "fewer",
        "extra",
    ]
)
"""Words of a noun phrase that say how many or which one, not what."""


@of_vocabulary
def _groups() -> list[tuple[str, re.Pattern[str]]]:
    return [(name, re.compile("(?:" + "|".join(units) + ")", re.IGNORECASE)) for name, units in vocabulary("counted").items()]


@of_vocabulary
def group_of(word: str) -> str | None:
    """The group of counted.yaml that knows the word."""
    return next((name for name, pattern in _groups() if pattern.fullmatch(word)), None)


def group_at(sentence: Analysed, i: int) -> str | None:
    """The group of the noun `i`, by two words where the vocabulary knows these: "personnel carriers" are no ships."""
    word = sentence.words[i]
    for before in [sentence.words[i - 1].text.lower()] if i and sentence.words[i - 1].dep in ("compound", "amod") else []:
        both = group_of(f"{before} {word.text.lower()}")
        if both:
            return both
    return group_of(word.text.lower()) or group_of(word.lemma)


# "S-400", "F-16s", "AH-64E"; not "G20", "Q3", "mid-2011"
_DESIGNATION = re.compile(r"(?!(?:g|q|h|eu|covid|cop|mid|pre|post)-?\d)(?:[a-z]{1,8}-\d+\w*|[a-z]{1,3}\d{1,3}[a-z]{0,3})", re.IGNORECASE)


def is_designation(word: str) -> bool:
    """Whether a word is the designation of a type of equipment: "S-400", "F-16s"."""
    return _DESIGNATION.fullmatch(word) is not None


def names_model(word: str) -> bool:
    """Whether a word names a model by its digits and capitals: "2A6"."""
    return any(c.isdigit() for c in word) and any(c.isupper() for c in word)


@of_vocabulary
def _words() -> dict[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in vocabulary("arguments").items()}


@of_vocabulary
def _event_nouns() -> frozenset[str]:
    return frozenset(noun for entry in vocabulary("events").values() for noun in entry.get("nouns", ()))


def name_at(found: Sequence[Name], start: int, end: int) -> Name | None:
    """The name that [start, end) touches."""
    return next((n for n in found if n.start < end and start < n.end), None)


def content(sentence: Analysed, i: int) -> int:
    """The noun that a phrase is about: of "three of the soldiers", "a group of 47 medics" the soldiers, the medics."""
    word = sentence.words[i]
    lemma = word.lemma
    if lemma == "all" and any(sentence.words[k].lemma == "but" for k in sentence.children(i, "cc", "prep")):
        # "all but twelve of the 99 missiles"
        few = next((k for k in sentence.children(i, "conj") if sentence.words[k].pos == "NUM"), None)
        return i if few is None else content(sentence, few)
    if lemma in _FIGURATIVE:
        # "an army of executives" is none
        civil = next(
            (
                k
                for k in sentence.behind(i, "of")
                if sentence.words[k].tag == "NNS" and group_of(sentence.words[k].text.lower()) in (None, "people")
            ),
            None,
        )
        return i if civil is None else civil
    if lemma == "level":
        # "troop levels"
        return next((k for k in sentence.children(i, "compound") if group_of(sentence.words[k].text.lower()) in PEOPLE), i)
    if lemma == "party":
        # "an advance party of 35 engineers", not "the ruling party"
        return next((k for k in sentence.behind(i, "of") if group_of(sentence.words[k].text.lower()) in PEOPLE), i)
    if word.pos == "NUM" or lemma in _PARTS or (word.pos in ("DET", "PRON", "ADJ") and lemma in _words()["pronoun"]):
        for prep in sentence.children(i, "prep"):
            inner = sentence.child(prep, "pobj")
            if inner is not None and is_his_own(sentence, inner):
                return i
            if sentence.words[prep].lemma == "of" and inner is not None and (word.pos != "NOUN" or sentence.words[inner].pos != "NUM"):
                # not of "the contingent of 35"
                return content(sentence, inner)
    told = next((k for k in sentence.children(i, "appos") if sentence.children(k, "nummod")), None)
    if told is not None and lemma in _PARTS and word.pos == "NOUN":
        # "the first batch, 24 Bradleys"
        return told
    return i


_FIGURATIVE = ("army", "battalion", "legion", "brigade", "platoon", "convoy")
"""Forces that a crowd is likened to, or that may be of others: "a convoy of journalists"."""
_PARTS = frozenset(
    [
        "group",
        "troop",
        "number",
        "dozen",
        "couple",
        "handful",
        "pair",
        "batch",
        "rest",
        "majority",
        "half",
        "total",
        "hundred",
        "thousand",
        "ten",
        "score",
        "part",
        "third",
        "last",
        "first",
        "bulk",
        "remainder",
        "quarter",
        "wave",
        "contingent",
        "rotation",
        "tranche",
        "set",
        "lot",
        "most",
        "shipment",
        "consignment",
    ]
)


def is_his_own(sentence: Analysed, i: int) -> bool:
    """Of "two of their own", "four of their number"."""
    lemma = sentence.words[i].lemma
    return lemma == "own" or (lemma == "number" and bool(sentence.children(i, "poss")))


def classes(sentence: Analysed, found: Sequence[Name], i: int) -> frozenset[str]:
    """The classes of the phrase with the head `i`: people, equipment, force, site, plan, words, party, pronoun, thing."""
    i = content(sentence, i)
    word, known = sentence.words[i], _words()
    out = {"thing"}
    phrase = [i, *sentence.children(i, "compound", "amod", "nmod", "appos")]
    groups = {group_at(sentence, k) for k in (phrase if word.pos == "PROPN" else [i])}
    if groups & set(PEOPLE) or (word.lemma in known["units"] and word.pos != "PROPN"):
        out |= {"people", "force"}
    if groups & set(EQUIPMENT) or any(
        is_designation(sentence.words[k].text) for k in phrase if sentence.words[k].pos in ("PROPN", "NOUN", "NUM")
    ):
        out |= {"equipment", "force"}
    if word.lemma in known["mission"]:
        out.add("mission")
    if word.lemma in known["nature"] or any(sentence.words[k].lemma in known["nature"] for k in phrase if word.text[0].isupper()):
        out.add("nature")
    if sentence.children(i, "nummod"):
        out.add("goods")
    if "sites" in groups or word.lemma in known["site"]:
        out.add("site")
    if word.lemma in known["plan"] or word.lemma in _event_nouns() or _is_done_to(sentence, i):
        out.add("plan")
    if word.lemma in known["report"]:
        return frozenset(("words", "report"))
    if word.lemma in known["words"] and not out & {"people", "equipment", "site"}:
        return frozenset(("words",)) | ({"plan"} if "plan" in out else frozenset())
    if _stands_for_others(word):
        out |= {"pronoun", "force"}
    name = name_at(found, word.start, word.end)
    if name is not None and name.kind == "person" and word.tag == "NNPS" and sentence.children(i, "nummod"):
        # "61 Bradleys", whom spaCy takes for a family
        return frozenset(out | {"equipment", "force"})
    named = word.pos == "PROPN" or (word.tag == "NNS" and word.text[0].isupper() and i > 0)
    models = named and word.text.endswith("s") and bool(sentence.children(i, "nummod"))
    if name is not None and name.kind in ("country", "actor", "org") and not (models and name.kind == "org"):
        out |= {"party", "force", "people"} if name.kind != "org" or not out & {"equipment", "site"} else set()
        if name.kind == "country":
            out.add("site")
    if name is not None and name.kind == "person" and not out & {"equipment"} and not _office(sentence, i):
        out |= {"people", "force"}
    if name is not None and name.kind == "place":
        out.add("site")
        if word.dep == "nsubj" and word.pos == "PROPN":
            # "Minsk has agreed": those who govern there
            out |= {"party", "force", "people"}
    if word.pos == "PROPN" and name is None:
        out.add("force")
    if (models and (name is None or name.kind != "country")) or (
        word.pos == "PROPN" and (name is None or name.kind == "org") and sentence.children(i, "nummod")
    ):
        # "two Black Hawks", "31 Abrams"
        out |= {"equipment", "force"}
    return frozenset(out)


def _stands_for_others(word: Word) -> bool:
    """Whether a word is a pronoun, or a number, of those told before."""
    pronouns = _words()["pronoun"]
    return (
        word.pos in ("PRON", "NUM")
        or word.lemma in ("hundred", "thousand", "dozen", "score", "ten")
        or (word.pos == "DET" and word.lemma in pronouns)
        or (word.pos == "ADJ" and word.lemma in pronouns and word.dep in (*SUBJECTS, "dobj"))
        or (word.lemma == "other" and word.dep in SUBJECTS)
        or (word.pos == "NOUN" and (word.lemma in ("one", "nobody", "none") or word.text.lower() == "others"))
        # "would send 230 more"
        or (word.lemma == "more" and word.dep in (*SUBJECTS, "dobj"))
    )


_DONE = ("ment", "tion", "sion", "al", "ance")


def _is_done_to(sentence: Analysed, i: int) -> bool:
    """Whether a noun tells what is done to a mission, whatever it is: "the enlargement of the mission"."""
    word = sentence.words[i]
    of = sentence.behind(i, "of")
    return word.pos == "NOUN" and word.lemma.endswith(_DONE) and any(sentence.words[k].lemma in _words()["mission"] for k in of)


def _office(sentence: Analysed, i: int) -> bool:
    """Whether a person is named with an office: ministers who travel are no force that moves."""
    start = min(sentence.subtree(i, "relcl", "acl", "prep"), default=i)
    return bool(_roles().search(sentence.text[sentence.words[start].start : sentence.words[i].start]))


@of_vocabulary
def _roles() -> re.Pattern[str]:
    return words_regex(vocabulary("attribution")["roles"])


def phrase(sentence: Analysed, i: int) -> tuple[int, int]:
    """[start, end) of a noun phrase without determiners, numbers and what hangs on it: "Canadian soldiers"."""
    words = sentence.words
    # "reservists due on Monday": an adjective behind its noun begins a phrase of its own
    behind = {k for c in sentence.children(i, "amod") if c > i for k in sentence.subtree(c)}
    inside = [k for k in sentence.subtree(i, *_DROPPED) if (words[k].lemma not in QUANTITY or k == i) and k not in behind]
    # what is not next to the head is another phrase
    at = inside.index(i)
    first = at
    while first and inside[first - 1] == inside[first] - 1:
        first -= 1
    last = at
    while last + 1 < len(inside) and inside[last + 1] == inside[last] + 1:
        last += 1
    if words[i].pos in ("PROPN", "NOUN"):
        while inside[last] + 1 < len(words) and words[inside[last] + 1].pos == "NUM" and words[inside[last] + 1].head == i and last == at:
            # "Tower 22", "Article 4"
            return _hyphened(sentence, inside[first]), words[inside[last] + 1].end
        named = inside[last] + 1
        while named < len(words) and words[named].pos in ("PROPN", "X") and _names(sentence, named, i):
            # "the frigate Torvald Lund", "the carrier Charles de Gaulle"
            named += 1
        return _hyphened(sentence, inside[first]), words[named - 1].end
    return _hyphened(sentence, inside[first]), words[inside[last]].end


def _names(sentence: Analysed, k: int, i: int) -> bool:
    """Whether the word `k` belongs to a name that stands behind the noun `i` without a comma."""
    while sentence.words[k].dep in ("compound", "nmod", "flat") and sentence.words[k].head > k:
        k = sentence.words[k].head
    return sentence.words[k].dep == "appos" and sentence.words[k].head == i


def _hyphened(sentence: Analysed, i: int) -> int:
    """Where a word begins with those that hyphens join to it: "around-the-clock flights"."""
    words = sentence.words
    while i > 1 and words[i - 1].text in ("-", "‑", "–") and words[i - 2].end == words[i - 1].start and words[i - 1].end == words[i].start:
        i -= 2
    return words[i].start


def is_of_a_number(sentence: Analysed, i: int) -> bool:
    """Whether a word is what somebody named a number of: "the number of conscripts", "the figure of sixteen"."""
    words = sentence.words
    prep = words[words[i].head]
    return prep.lemma == "of" and words[prep.head].lemma in ESTIMATES


def fits(wanted: Sequence[str], own: frozenset[str]) -> bool:
    """Whether a phrase of the classes `own` can take the part of a type of event."""
    return any(w in own for w in wanted)
