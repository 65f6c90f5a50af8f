"""What a number counts, by the syntax of its sentence: the thing, or nothing."""

import re
from dataclasses import dataclass

from storywatch.transforms.claims.analysis import Analysed, Word
from storywatch.transforms.claims.arguments import PEOPLE, QUANTITY, SUBJECTS, content, group_of, is_his_own, names_model
from storywatch.transforms.claims.names import gazetteer
from storywatch.transforms.claims.no_count import AGE, WEEKDAYS, begins_a_name, ends_a_name, is_difference, is_model, is_nobody
from storywatch.transforms.claims.numbers import Number
from storywatch.transforms.vocabulary import vocabulary

CROWDS = frozenset(["crowd", "audience", "gathering"])
COLLECTIVE = CROWDS | frozenset(
    [
    "crew", "team", "battalion", "unit", "group", "contingent", "force", "staff", "company", "platoon", "squad",
    "garrison", "brigade", "regiment", "delegation", "column", "detachment", "mission",
    ]
)  # fmt: skip
SUFFERED = frozenset(["dead", "killed", "wounded", "injured", "hurt", "missing", "captured"])
_OF_A_FORCE = frozenset(["target", "goal", "strength", "ceiling", "quota"])
"""What a number is said of that is none of things."""
MORE = frozenset(["more", "additional", "further", "another", "extra"])
_PEOPLED = frozenset(["nation", "country", "city", "town", "state", "population", "village", "community", "region"])
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
    "dozen", "hundred", "thousand", "million", "billion", "couple", "pair", "handful", "number", "several", "few",
    "score", "ten", "lakh", "group",
    ]
)  # fmt: skip


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
        # "30 dead civilians" are civilians
        and words[k].text.lower() not in SUFFERED
    ]
    # "the south and three major towns": what stands before the number is another thing
    plain = (k for k in sentence.children(i, "nummod") if words[k].text.isalpha() or re.fullmatch(r"[\d.,]+", words[k].text))
    number = max(plain, default=-1)
    parts = [k for k in parts if not _of_a_people(sentence, k) and k > number]
    if i and any(c.isdigit() for c in words[i - 1].text) and any(c.isalpha() for c in words[i - 1].text):
        # "four or five B-2 bombers", where the parser joins the name to the numbers
        parts.append(i - 1)
    first = min(parts, default=i)
    while first > 1 and words[first - 1].text == "-" and words[first - 2].head == first:
        # "short-range missiles"
        first -= 2
    inside = [
        k
        for k in range(first, i)
        if (words[k].pos in ("NOUN", "PROPN", "ADJ", "NUM") or k in parts or (words[k].head == k + 2 and words[k + 1].text == "-"))
        and words[k].lemma not in _DROPPED
        and words[k].text != "-"
        and not _of_a_people(sentence, k)
    ]
    last = singular(head)
    glued = (f"{'-' if k - 2 in inside and words[k - 1].text == '-' else ' '}{words[k].text.lower()}" for k in inside)
    return f"{''.join(glued)} {last}".strip()


def singular(word: Word) -> str:
    """What one of many is called: "f-16" of "F-16s"; who suffered something as the text has it."""
    low = word.text.lower()
    if low in SUFFERED or low in vocabulary("arguments")["one_in_s"]:
        return low
    named = word.pos == "PROPN" and (word.tag == "NNPS" or re.search(r"[\dA-Z]s$|[a-z]{3}s$", word.text)) and not low.endswith("ss")
    return low.removesuffix("s") if named or re.search(r"\d[a-z]?s$", low) else word.lemma


def _of_a_people(sentence: Analysed, i: int) -> bool:
    """Whether a word belongs to the name of a country or people: "North" and "Korean"."""
    word = sentence.words[i]
    return any(m.start() <= word.start < m.end() for m in gazetteer().pattern.finditer(sentence.text))


_DROPPED = QUANTITY | {"least", "most", "only"}


_BESIDE = ("nummod", "compound", "amod", "nmod", "quantmod", "det", "advmod", "npadvmod", "poss")
"""How a number stands at the noun that it counts."""
_ALONE = ("nsubj", "nsubjpass", "dobj", "pobj", "attr", "conj", "ROOT", "appos", "npadvmod", "dep", "ccomp", "oprd")
"""Parts of a sentence in which a number may stand for what was told before."""


def counted(sentence: Analysed, number: Number) -> Counted | None:
    """What a number counts by the parse, or None where it counts nothing."""
    words = sentence.words
    at = _core(sentence, number)
    behind = sentence.at(number.end + 1, number.end + 2) if sentence.text.startswith("-", number.end) else []
    of_people = ("strong", "man", "woman", "person", "member")
    if behind and sentence.words[behind[0]].lemma not in of_people and group_of(sentence.words[behind[0]].text.lower()) not in PEOPLE:
        # "500-pound bombs", "a two-hour speech": how large, not how many
        return None
    if at is None or AGE.search(sentence.text[: number.start]) or ends_a_name(sentence, number) or begins_a_name(sentence, number):
        return None
    inside = set(sentence.at(number.start, number.end))
    while words[at].head in inside and words[at].head != at and words[words[at].head].pos != "ADP":
        at = words[at].head
    if _STRONG.match(sentence.text[number.end :]):
        above = [k for k in sentence.ancestors(at) if k not in inside]
        # "a brigade 5,000 strong", "the brigade is to be 5,000 strong"
        around = (k for up in above for k in (up, *(sentence.children(up, *SUBJECTS) if words[up].lemma == "be" else ())))
        noun = next((k for k in around if words[k].pos in ("NOUN", "PROPN")), None)
        return Counted(noun, noun, f"{words[noun].lemma} member") if noun is not None else None
    if behind and (unit := _unit_of_members(sentence, behind[0])) is not None:
        return Counted(unit, unit, f"{words[unit].lemma} member")
    if is_nobody(sentence, at) or _is_of_each(sentence, at) or is_difference(sentence, at):
        return None
    told = _said_of_people(sentence, at) or _of_two_numbers(sentence, at, max(inside) + 1) or _part_of(sentence, at)
    if told is not None:
        return told
    head = words[at].head
    if words[head].lemma == "number" and words[head].pos == "VERB" and (many := _numbering(sentence, head)) is not None:
        # "the Kenyans, who number 400"
        return Counted(head, many, _name_of(sentence, many))
    named = words[head].pos in ("NOUN", "PROPN", "ADJ") or names_model(words[head].text)
    if any(words[k].lemma == "every" for k in sentence.children(head, "det")) or (at and words[at - 1].lemma == "every"):
        # "two out of every three soldiers"
        return None
    if head < at and words[head].text in WEEKDAYS:
        # "On Saturday 28 more officers will fly"
        return _behind(sentence, number, at, max(inside) + 1)
    if _names_one(sentence, number, head if words[at].dep == "conj" else at):
        return None
    if words[at].dep == "conj" and words[head].pos == "NUM" and words[head].dep == "nummod" and words[head].head > at:
        # "not 200 but 340 Bulgarians"
        return Counted(words[head].head, words[head].head, _name_of(sentence, words[head].head))
    if words[at].dep in _BESIDE and head != at and (named or group_of(words[head].text.lower())):
        return _beside(sentence, number, at, min(inside))
    if head in inside and words[head].pos == "ADP" and (noun := _next_noun(sentence, max(inside) + 1)) is not None:
        # "At most 1,000 Wagner fighters are left", where the parser gives the number to its own "at"
        return Counted(noun, noun, _name_of(sentence, noun))
    told = _of_a_group(sentence, at) or _behind(sentence, number, at, max(inside) + 1)
    return told or (Counted(at, None, None) if words[at].dep in _ALONE else None)


def _names_one(sentence: Analysed, number: Number, at: int) -> bool:
    """Of "ships 5901 and 3105" the two: a number right behind a noun names it."""
    word = sentence.words[at]
    bare = word.pos == "NUM" and word.text.isdigit() and word.dep in ("appos", "nummod") and word.head == at - 1
    return bare and number.text.isdigit() and sentence.words[at - 1].pos in ("NOUN", "PROPN")


def _unit_of_members(sentence: Analysed, i: int) -> int | None:
    """The unit of "a 150-member force", "the 12-man team"."""
    word = sentence.words[i]
    if word.lemma not in ("member", "man", "woman", "person") or word.dep not in ("compound", "amod", "nmod"):
        return None
    unit = word.head
    while sentence.words[unit].dep in ("compound", "nmod") and sentence.words[unit].head > unit:
        unit = sentence.words[unit].head
    return unit if unit > i and sentence.words[unit].pos in ("NOUN", "PROPN") else None


def _numbering(sentence: Analysed, verb: int) -> int | None:
    """Who or what numbers so many."""
    subject = sentence.child(verb, *SUBJECTS)
    if subject is not None and sentence.words[subject].tag in ("WP", "WDT"):
        return sentence.words[verb].head if sentence.words[verb].dep == "relcl" else None
    if subject is None and sentence.words[verb].dep in ("acl", "advcl") and sentence.words[verb].tag == "VBG":
        # "the legionnaires, numbering 170, are there"
        up = sentence.words[verb].head
        return up if sentence.words[up].pos == "NOUN" else sentence.child(up, *SUBJECTS)
    if subject is None and sentence.words[verb].dep == "xcomp":
        # "the force is to number 2,500"
        return sentence.child(sentence.words[verb].head, *SUBJECTS)
    return subject


def _next_noun(sentence: Analysed, i: int) -> int | None:
    """The noun of the phrase that begins at a place."""
    if i >= len(sentence.words):
        return None
    word = sentence.words[i]
    noun = word.head if word.dep in ("compound", "amod", "nmod") and word.head > i else i
    return noun if sentence.words[noun].pos == "NOUN" else None


def _is_of_each(sentence: Analysed, at: int) -> bool:
    """Of "soldiers in groups of five": so many in each."""
    words = sentence.words
    group = words[words[words[at].head].head]
    return words[at].dep == "pobj" and words[words[at].head].lemma == "of" and group.lemma in COLLECTIVE and group.tag == "NNS"


def _said_of_people(sentence: Analysed, at: int) -> Counted | None:
    """ "of the 2,300 sent, 85 were women"."""
    words = sentence.words
    if words[at].dep != "nsubj" or words[words[at].head].lemma != "be":
        return None
    what = sentence.child(words[at].head, "attr")
    people = what is not None and group_of(words[what].text.lower()) in ("people", "casualties", "killed", "wounded")
    return Counted(at, what, _name_of(sentence, what)) if what is not None and people else None


def _of_two_numbers(sentence: Analysed, at: int, behind: int) -> Counted | None:
    """ "13 of 14 missiles", where the parser takes both for one number."""
    words = sentence.words
    if not (behind < len(words) and words[behind].lemma == "of" and words[at].dep in ("nummod", "quantmod", "compound", "advmod", "amod")):
        return None
    noun = next(
        (k for k in range(behind + 1, len(words)) if words[k].pos in ("NOUN", "PROPN") and words[k].dep not in ("compound", "nmod")), None
    )
    if noun is None or not all(
        words[k].pos in ("NUM", "DET", "ADJ", "NOUN", "PROPN") or words[k].dep == "amod" for k in range(behind + 1, noun)
    ):
        return None
    return Counted(noun, noun, _name_of(sentence, noun))


def _part_of(sentence: Analysed, at: int) -> Counted | None:
    """ "three of the soldiers", "two out of them"."""
    words = sentence.words
    for prep in sentence.children(at, "prep"):
        inner = sentence.child(prep, "pobj")
        if words[prep].lemma in ("of", "out") and inner is not None:
            noun = content(sentence, inner)
            if words[noun].tag in ("WP", "WDT"):
                noun = _of_which(sentence, at, noun)
            thing = words[noun].pos in ("NOUN", "PROPN") or group_of(words[noun].text.lower())
            return Counted(at, noun, _name_of(sentence, noun)) if thing and not is_his_own(sentence, noun) else Counted(at, None, None)
    return None


def _of_which(sentence: Analysed, at: int, pronoun: int) -> int:
    """The noun that a relative pronoun stands for: of "sent tanks and soldiers, dozens of whom were wounded" the soldiers."""
    verb = next((k for k in sentence.ancestors(at) if sentence.words[k].dep == "relcl"), None)
    if verb is None:
        return pronoun
    head = sentence.words[verb].head
    return max((k for k in sentence.children(head, "conj") if k < at), default=head)


def _beside(sentence: Analysed, number: Number, at: int, first: int) -> Counted | None:
    """What a number counts that stands at a noun. `first`: the first word of the number."""
    words = sentence.words
    head = words[at].head
    if is_model(sentence, number, at):
        return None
    while (
        words[head].dep in ("compound", "amod", "nmod", "quantmod", "conj")
        and (words[head].pos == "ADJ" or words[head].dep != "conj")
        and words[words[head].head].pos in ("NOUN", "PROPN")
        and words[head].start > words[at].start
        and words[head].head > head
    ):
        head = words[head].head
    if words[head].end <= number.start:
        # "Tower 22", "Leopard 2", "kilometre 50": the number names what stands before it
        return None
    noun = content(sentence, head) if words[head].lemma != "part" else head
    verb = words[words[noun].head]
    one = any(
        words[k].tag in ("VBZ", "VBD") and words[k].text in ("is", "was", "has")
        for k in (words[noun].head, *sentence.children(words[noun].head, "aux", "auxpass"))
    )
    if words[noun].tag == "NN" and words[noun].dep in SUBJECTS and verb.pos in ("VERB", "AUX") and one and (number.low or 0) > 1:
        # "the 777 aircraft was flying": a number that names one
        return None
    a_thing = (
        words[noun].tag == "NN" and group_of(words[noun].text.lower()) not in (*PEOPLE, "aircraft") and words[noun].lemma not in COLLECTIVE
    )
    if a_thing and number.text.isdigit() and any(words[k].lemma in ("a", "an") and k < at for k in sentence.children(noun, "det")):
        # "a 911 call"
        return None
    if words[noun].lemma in _OF_A_FORCE and words[noun].tag != "NNS":
        # "reach its 2,500 target": of the force; not "struck 85 targets"
        return Counted(head, None, None)
    if gazetteer().forms.get(words[noun].text, ("", "", False))[2] and not words[noun].text.endswith("s"):
        # "75 Guatemalan and eight Salvadoran soldiers"
        noun = next((k for k in range(noun + 1, min(noun + 6, len(words))) if group_of(words[k].text.lower())), noun)
    if words[noun].lemma == "military" and [w.pos for w in words[noun + 1 : noun + 3]] == ["PUNCT", "ADJ"]:
        # "several military, economic and political reasons"
        return None
    if words[noun].lemma in MORE:
        # "would send 230 more"; "thirty more howitzers", where the parser takes "more" for the noun
        near = range(noun + 1, min(noun + 4, len(words)))
        behind = next((k for k in near if words[k].pos in ("NOUN", "PROPN") and group_of(words[k].text.lower())), None)
        return Counted(head, behind, _name_of(sentence, behind) if behind is not None else None)
    if words[noun].text.lower() == "others":
        # "three others": of those told before
        return Counted(head, None, None)
    if words[noun].lemma in ("prisoner", "captive", "hostage"):
        # "took two soldiers prisoner", where the parser makes one noun of both
        noun = head = next((k for k in sentence.children(noun, "compound", "nmod") if words[k].tag in ("NNS", "NNPS", "NN")), noun)
    return Counted(head, noun, _name_of(sentence, noun), _is_whole(sentence, head, first))


def _is_whole(sentence: Analysed, head: int, first: int) -> bool:
    """Whether a part of so many is told: "13 of 14 missiles", "1,650 of the 10,000", "of the 2,300 sent, 85 were women"."""
    words = sentence.words
    up = words[words[head].head]
    before = [w.lemma for w in words[max(0, first - 2) : first] if w.lemma != "the"]
    of_so_many = bool(before) and before[-1] == "of" and words[first - len(before)].pos == "NUM" and len(before) > 1
    return (
        (words[head].dep == "pobj" and up.lemma == "of" and _is_part(sentence, up.head))
        or of_so_many
        or bool(re.search(r"^(?:out )?of (?:the |its )?$", sentence.text[: words[first].start], re.IGNORECASE))
    )


def _of_a_group(sentence: Analysed, at: int) -> Counted | None:
    """ "a crew of 120"."""
    words = sentence.words
    group = words[words[at].head].head
    if words[at].dep == "pobj" and words[words[at].head].lemma == "of" and words[group].lemma in _PEOPLED:
        # "a nation of 6 million": of nobody who comes or goes
        return Counted(group, group, "inhabitant")
    if words[at].dep != "pobj" or words[words[at].head].lemma != "of" or words[group].lemma not in COLLECTIVE:
        return None
    return Counted(group, group, f"{words[group].lemma} member")


def _behind(sentence: Analysed, number: Number, at: int, behind: int) -> Counted | None:
    """The noun shortly behind a number, where the parser lost it."""
    words = sentence.words
    after = next((k for k in range(behind, min(behind + 3, len(words))) if words[k].pos in ("NOUN", "PROPN")), None)
    if after is None or words[at].dep == "appos" or re.search(r"[,;:(]", sentence.text[number.end : words[after].start]):
        return None
    between = [words[k] for k in range(behind, after)]
    if any(w.lemma in ("last", "next", "this") for w in between):
        # "by 300 last year"
        return None
    if not group_of(words[after].text.lower()) or not all(
        w.pos in ("ADJ", "NOUN", "PROPN", "PUNCT", "NUM") or w.dep == "amod" for w in between
    ):
        return None
    while (
        after + 1 < len(words)
        and words[after + 1].pos in ("NOUN", "PROPN")
        and words[after].dep == "compound"
        and words[after].head > after
    ):
        after += 1
    return Counted(after, after, _name_of(sentence, after))


_PARTS = frozenset(
    ["half", "most", "third", "quarter", "none", "all", "rest", "some", "many", "part", "two-thirds", "lost", "dozen", "hundred", "thousand", "handful", "few", "first", "last"]
)  # fmt: skip


def _is_part(sentence: Analysed, i: int) -> bool:
    word = sentence.words[i]
    return word.pos in ("NUM", "DET", "PRON") or word.lemma in _PARTS
