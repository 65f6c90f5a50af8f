"""What a number counts, by the syntax of its sentence: the thing, or nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from storywatch.transforms.claims.analysis import Analysed
from storywatch.transforms.claims.arguments import PEOPLE, QUANTITY, content, group_at, group_of, name_at
from storywatch.transforms.claims.names import Name, gazetteer
from storywatch.transforms.claims.numbers import Number

COLLECTIVE = frozenset(
    [
        "crew",
        "team",
        "battalion",
        "unit",
        "group",
        "contingent",
        "force",
        "staff",
        "company",
        "platoon",
        "squad",
        "garrison",
        "brigade",
        "regiment",
        "delegation",
        "column",
        "detachment",
    ]
)
_OF_NUMBERS = ("CARDINAL", "QUANTITY", "MONEY", "PERCENT", "DATE", "TIME", "ORDINAL")
SUFFERED = frozenset(["dead", "killed", "wounded", "injured", "missing", "captured"])
_OF_A_FORCE = frozenset(["target", "goal", "strength", "ceiling", "quota"])
"""What a number is said of that is none of things."""
MORE = frozenset(["more", "additional", "further", "another", "extra"])
_STRONG = re.compile(r"^(?:\s(?:men|women|soldiers|people)(?: and (?:men|women))?)?[-\s]strong\b", re.IGNORECASE)


@dataclass(frozen=True)
class Counted:
    """What a number counts. `at`: the word whose part in the sentence the number has; `noun`: what is counted, None for one told before."""

    at: int
    noun: int | None
    what: str | None
    whole: bool = False
    """Of "three of the 30" the 30."""


def _core(sentence: Analysed, number: Number) -> int | None:
    """The word of the number that others of it depend on."""
    inside = [
        i
        for i in sentence.at(number.start, number.end)
        if sentence.words[i].pos in ("NUM", "NOUN", "ADJ", "PROPN", "X", "SYM", "ADV", "DET", "VERB")
    ]
    own = [
        i
        for i in inside
        if sentence.words[i].pos == "NUM"
        or sentence.words[i].lemma in _WORDS_OF_NUMBERS
        or any(c.isdigit() for c in sentence.words[i].text)
    ]
    return sentence.top(own) if own else sentence.top(inside) if inside else None


_WORDS_OF_NUMBERS = frozenset(
    [
        "dozen",
        "hundred",
        "thousand",
        "million",
        "billion",
        "couple",
        "pair",
        "handful",
        "number",
        "several",
        "few",
        "score",
        "ten",
        "lakh",
        "group",
    ]
)


def _name_of(sentence: Analysed, i: int) -> str:
    """A noun in the singular, with the nouns and adjectives that say which: "attack helicopter", "leopard 2 tank"."""
    words = sentence.words
    head = words[i]
    parts = [
        k
        for k in sentence.children(i, "compound", "amod", "nmod", "nummod")
        if k < i
        and (words[k].dep != "nummod" or (any(c.isdigit() for c in words[k].text) and any(c.isalpha() for c in words[k].text)))
        and words[k].pos in ("NOUN", "PROPN", "ADJ", "NUM", "X")
        and words[k].lemma not in _DROPPED
    ]
    parts = [k for k in parts if not _of_a_people(sentence, k)]
    if i and any(c.isdigit() for c in words[i - 1].text) and any(c.isalpha() for c in words[i - 1].text):
        # "four or five B-2 bombers", where the parser joins the name to the numbers
        parts.append(i - 1)
    first = min(parts, default=i)
    inside = [
        k
        for k in range(first, i)
        if (words[k].pos in ("NOUN", "PROPN", "ADJ", "NUM") or k in parts)
        and words[k].lemma not in _DROPPED
        and not _of_a_people(sentence, k)
    ]
    last = head.text.lower() if head.text.lower() in SUFFERED else head.lemma
    if head.pos == "PROPN" and (head.tag == "NNPS" or re.search(r"[\dA-Z]s$|[a-z]{3}s$", head.text)) and not head.text.endswith("ss"):
        last = head.text.lower().removesuffix("s")
    return " ".join([*(words[k].text.lower() for k in inside), last])


def _of_a_people(sentence: Analysed, i: int) -> bool:
    """Whether a word belongs to the name of a country or people: "North" and "Korean"."""
    word = sentence.words[i]
    return any(m.start() <= word.start < m.end() for m in gazetteer().pattern.finditer(sentence.text))


_DROPPED = QUANTITY | {"least", "most", "only"}


def counted(sentence: Analysed, number: Number) -> Counted | None:
    """What a number counts by the parse, or None where it counts nothing."""
    words = sentence.words
    at = _core(sentence, number)
    if at is None:
        return None
    inside = set(sentence.at(number.start, number.end))
    if number.text.isdigit() and any(
        e.start < number.start and e.end == number.end and e.label not in _OF_NUMBERS for e in sentence.entities
    ):
        # "Leopard 2": a name that ends in a number
        return None
    while words[at].head in inside and words[at].head != at and words[words[at].head].pos != "ADP":
        at = words[at].head
    word = words[at]
    strong = _STRONG.match(sentence.text[number.end :])
    if strong:
        near = [k for k in sentence.ancestors(at) if words[k].pos in ("NOUN", "PROPN") and k not in inside]
        noun = near[0] if near else None
        return Counted(noun, noun, f"{words[noun].lemma} member") if noun is not None else None
    if word.lemma == "one" and (sentence.children(at, "neg") or (at and words[at - 1].lemma in ("not", "no"))):
        return None
    if word.lemma == "one" and word.dep != "nummod" and not any(words[p].lemma == "of" for p in sentence.children(at, "prep")):
        return None
    if word.dep == "nsubj" and words[word.head].lemma == "be":
        what = sentence.child(word.head, "attr")
        if what is not None and group_of(words[what].text.lower()) == "people":
            # "of the 2,300 sent, 85 were women"
            return Counted(at, what, _name_of(sentence, what))
    behind = max(inside) + 1
    if behind < len(words) and words[behind].lemma == "of" and word.dep in ("nummod", "quantmod", "compound", "advmod", "amod"):
        # "13 of 14 missiles", where the parser takes both for one number
        noun = next(
            (k for k in range(behind + 1, len(words)) if words[k].pos in ("NOUN", "PROPN") and words[k].dep not in ("compound", "nmod")),
            None,
        )
        if noun is not None and all(words[k].pos in ("NUM", "DET", "ADJ", "NOUN", "PROPN") for k in range(behind + 1, noun)):
            return Counted(noun, noun, _name_of(sentence, noun))
    for prep in sentence.children(at, "prep"):
        inner = sentence.child(prep, "pobj")
        if words[prep].lemma in ("of", "out") and inner is not None:
            noun = content(sentence, inner)
            if words[noun].pos in ("NOUN", "PROPN") or group_of(words[noun].text.lower()):
                return Counted(at, noun, _name_of(sentence, noun))
            return Counted(at, None, None)
    head = word.head
    if (
        word.dep in ("nummod", "compound", "amod", "nmod", "quantmod", "det", "advmod", "npadvmod", "poss")
        and (words[head].pos in ("NOUN", "PROPN", "ADJ") or group_of(words[head].text.lower()))
        and head != at
    ):
        before = words[at - 1] if at else None
        named = before is not None and before.pos in ("PROPN", "NOUN") and before.text[0].isupper() and before.head == head
        if (
            before is not None
            and named
            and before.dep in ("compound", "nmod", "amod")
            and number.text[0].isdigit()
            and not gazetteer().forms.get(before.text)
        ):
            # "Leopard 2 tanks"
            return None
        while (
            words[head].dep in ("compound", "amod", "nmod", "quantmod", "conj")
            and (words[head].pos == "ADJ" or words[head].dep != "conj")
            and words[words[head].head].pos in ("NOUN", "PROPN")
            and words[head].start > word.start
            and words[head].head > head
        ):
            head = words[head].head
        if words[head].end <= number.start:
            # "Tower 22", "Leopard 2", "kilometre 50": the number names what stands before it
            return None
        noun = content(sentence, head)
        if words[noun].lemma in _OF_A_FORCE:
            # "reach its 2,500 target": of the force
            return Counted(head, None, None)
        if gazetteer().forms.get(words[noun].text, ("", "", False))[2] and not words[noun].text.endswith("s"):
            # "75 Guatemalan and eight Salvadoran soldiers"
            noun = next((k for k in range(noun + 1, min(noun + 6, len(words))) if group_of(words[k].text.lower())), noun)
        if words[noun].text.lower() == "others":
            # "three others": of those told before
            return Counted(head, None, None)
        if words[noun].lemma in ("prisoner", "captive", "hostage"):
            # "took two soldiers prisoner", where the parser makes one noun of both
            noun = head = next((k for k in sentence.children(noun, "compound", "nmod") if words[k].tag in ("NNS", "NNPS", "NN")), noun)
        whole = words[head].dep == "pobj" and words[words[head].head].lemma in ("of",) and _is_part(sentence, words[words[head].head].head)
        first = min(inside)
        # "13 of 14 missiles", "1,650 of the 10,000", "of the 2,300 sent, 85 were women"
        whole = whole or bool(
            re.search(r"\d+ of (?:the )?$|^(?:out )?of (?:the |its )?$", sentence.text[: words[first].start], re.IGNORECASE)
        )
        if words[noun].lemma in MORE and noun + 1 < len(words):
            # "thirty more howitzers", where the parser takes "more" for the noun
            noun = next(
                (
                    k
                    for k in range(noun + 1, min(noun + 4, len(words)))
                    if words[k].pos in ("NOUN", "PROPN") and group_of(words[k].text.lower())
                ),
                noun,
            )
        return Counted(head, noun, _name_of(sentence, noun), whole)
    if word.dep == "pobj" and words[word.head].lemma == "of" and words[words[word.head].head].lemma in COLLECTIVE:
        group = words[word.head].head
        return Counted(group, group, f"{words[group].lemma} member")
    after = next((k for k in range(max(inside) + 1, min(max(inside) + 4, len(words))) if words[k].pos in ("NOUN", "PROPN")), None)
    if (
        after is not None
        and all(words[k].pos in ("ADJ", "NOUN", "PROPN", "PUNCT", "NUM") or words[k].dep == "amod" for k in range(max(inside) + 1, after))
        and word.dep not in ("appos",)
    ):
        if not re.search(r"[,;:(]", sentence.text[number.end : words[after].start]) and group_of(words[after].text.lower()):
            # the parser lost the noun behind the number
            while (
                after + 1 < len(words)
                and words[after + 1].pos in ("NOUN", "PROPN")
                and words[after].dep == "compound"
                and words[after].head > after
            ):
                after += 1
            return Counted(after, after, _name_of(sentence, after))
    if word.dep in ("nsubj", "nsubjpass", "dobj", "pobj", "attr", "conj", "ROOT", "appos", "npadvmod", "dep", "ccomp", "oprd"):
        return Counted(at, None, None)
    return None


def _is_part(sentence: Analysed, i: int) -> bool:
    word = sentence.words[i]
    return (
        word.pos == "NUM"
        or word.lemma in ("half", "most", "third", "quarter", "none", "all", "rest", "some", "many", "part", "two-thirds", "lost")
        or word.pos in ("DET", "PRON")
    )


def antecedent(sentence: Analysed, at: int) -> int | None:
    """Of "warned airlines, and six of them stopped" the airlines: the last noun in the plural before a number "of them"."""
    words = sentence.words
    of = [k for prep in sentence.children(at, "prep") if words[prep].lemma == "of" for k in sentence.children(prep, "pobj")]
    if not any(words[k].pos == "PRON" for k in of):
        return None
    return next(
        (
            k
            for k in range(at - 1, -1, -1)
            if words[k].text.lower() in SUFFERED
            or (words[k].tag in ("NNS", "NNPS") and words[k].dep not in ("compound", "nmod", "npadvmod"))
        ),
        None,
    )


def told_before(sentence: Analysed, at: int) -> int | None:
    """The force that a number without a noun counts: the last one named before it in the sentence."""
    for k in range(at - 1, -1, -1):
        word = sentence.words[k]
        if (
            word.pos == "NOUN"
            and word.dep not in ("compound", "nmod")
            and (group_of(word.text.lower()) or "") in (*PEOPLE, "aircraft", "ships", "weapons", "vehicles", "sites")
        ):
            return k
    return None


def group_counted(sentence: Analysed, found: Sequence[Name], told: Counted) -> str | None:
    """The group of counted.yaml of what is counted; a people's name counts as people, another name in the plural as equipment."""
    noun = sentence.words[told.noun] if told.noun is not None else None
    if noun is None:
        return None
    group = group_at(sentence, told.noun)  # type: ignore[arg-type]
    if (group is None or noun.lemma == "member") and ((told.what or "").endswith(" member") or _of_a_unit(sentence, told.noun)):
        return "troops"
    if group is None and noun.pos == "PROPN":
        name = name_at(found, noun.start, noun.end)
        if name is not None and name.kind == "country":
            # "10,000 North Koreans": soldiers where a force is spoken of
            return (
                "troops"
                if any(group_of(w.text.lower()) in ("troops", "battalions") or w.lemma in _OF_WAR for w in sentence.words)
                else "people"
            )
        # "61 Bradleys", not "parts of the Far East"
        return "weapons" if told.at == told.noun and noun.text.endswith("s") else None
    return group


_OF_WAR = frozenset(
    ["fight", "kill", "capture", "prisoner", "front", "battle", "wound", "deploy", "train", "army", "military", "combat", "casualty"]
)


def _of_a_unit(sentence: Analysed, i: int | None) -> bool:
    """ "members of the brigade" are troops, members of a club are not."""
    inner = (
        [k for prep in sentence.children(i, "prep") if sentence.words[prep].lemma == "of" for k in sentence.children(prep, "pobj")]
        if i is not None
        else []
    )
    return any(
        group_of(sentence.words[k].text.lower()) in ("troops", "battalions")
        or sentence.words[k].lemma in ("battlegroup", "contingent", "garrison", "mission")
        for k in inner
    )


def is_title(sentence: Analysed, found: Sequence[Name], told: Counted) -> bool:
    """Whether the number is part of a name: "Operation 7 Rivers"."""
    noun = sentence.words[told.noun] if told.noun is not None else None
    name = name_at(found, noun.start, noun.end) if noun is not None else None
    return bool(
        noun
        and name
        and name.kind in ("org", "place", "person")
        and name.start < noun.start
        and re.search(r"\d", name.text.split()[0]) is None
        and re.search(r"\s\d", name.text)
    )


def is_age(sentence: Analysed, found: Sequence[Name], number: Number) -> bool:
    """Whether a number stands between commas behind somebody's name: "Samuel Kaetuai, 26, died"."""
    between = re.search(r"(\w+)\s*,\s*$", sentence.text[: number.start])
    word = next((w for w in sentence.words if between and w.start == between.start(1)), None)
    behind = any(n.kind == "person" and re.fullmatch(r"\s*,\s*", sentence.text[n.end : number.start]) for n in found)
    behind = behind or (
        word is not None and word.pos == "PROPN" and not any(n.kind == "country" and n.start <= word.start < n.end for n in found)
    )
    return behind and number.low == number.high and bool(re.match(r"\s*[,.;)]|$", sentence.text[number.end :]))
