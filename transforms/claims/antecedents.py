"""Who a pronoun or a bare number stands for, within its sentence."""

import re

from storywatch.transforms.claims.arguments import content, group_of, is_designation
from storywatch.transforms.claims.earlier import of_his_own
from storywatch.transforms.claims.governors import SUBJECTS, verbs_of_saying
from storywatch.transforms.claims.lexicon import lexicon_types
from storywatch.transforms.claims.roles import Roles
from storywatch.transforms.vocabulary import vocabulary

NOBODY = frozenset(["nobody", "anybody", "somebody", "everyone", "everybody", "someone", "anyone", "nothing", "one"])
_ONE = ("it", "he", "she", "him", "her")
_DECIDES = ("authorise", "block", "request", "agree", "extend")
"""What states do, not forces."""
_SOME = ("another", "both", "all", "some", "neither")


def antecedent(roles: Roles, i: int | None) -> int | None:
    """Who "they" and "four" are: of a subject the subject that came before it, else the force named last; else itself."""
    if i is None:
        return i
    if (subject := of_his_own(roles.sentence, i)) is not None:
        return subject
    inner = roles.words[content(roles.sentence, i)]
    if inner.lemma in NOBODY:
        return i
    if inner.pos not in ("PRON", "NUM") and not (inner.pos == "DET" and inner.lemma in _SOME):
        return i
    if inner.lemma in _ONE[1:]:
        people = [n for n in roles.names if n.kind == "person" and n.end <= inner.start]
        if people:
            return roles.sentence.top(roles.sentence.at(people[-1].start, people[-1].end))
    above = next((k for k in roles.sentence.ancestors(i) if roles.words[k].pos in ("VERB", "AUX")), i)
    if (says := _who_says(roles, above)) is not None and inner.lemma in ("they", "we", "it"):
        return says
    if inner.lemma == "it" and roles.words[i].dep in SUBJECTS and lexicon_types(roles.words[above].lemma) & set(_DECIDES):
        # "Norland will not take part in the mission, nor will it let weapons pass": the subject before, whoever is named between
        subjects = [k for k in range(i - 1, -1, -1) if roles.words[k].dep in SUBJECTS and "people" in roles.classes(k)]
        if subjects and roles.words[subjects[0]].pos == "PROPN" and "party" in roles.classes(subjects[0]):
            return subjects[0]
    # nobody does it to himself
    own = roles.subject(above) if roles.words[i].dep == "dobj" else None
    before = [k for k in range(i - 1, -1, -1) if k != own and _is_force(roles, k) and (inner.lemma not in _ONE or not _is_plural(roles, k))]
    if inner.lemma in _ONE[1:]:
        # "a task force arrested a man after he was kicked out": nobody calls a unit "he"
        before = [k for k in before if roles.words[k].lemma not in vocabulary("arguments")["units"]]
        if inner.lemma == "she" and (ships := [k for k in before if group_of(roles.words[k].lemma) == "ships"]):
            before = ships
    if roles.words[i].dep in SUBJECTS:
        # who a clause is about is who the one before was about, rather than whoever is named in it
        before.sort(key=lambda k: roles.words[k].dep not in SUBJECTS)
    if inner.pos == "NUM":
        # "killed 17 demonstrators and two were shot": of those who were counted
        before.sort(key=lambda k: not roles.sentence.children(k, "nummod"))
    return next(iter(before), i)


def _who_says(roles: Roles, verb: int) -> int | None:
    """The party that says what a verb tells: "the Houthis, whom aircraft bombed, said that they had fired"."""
    up = roles.words[verb].head
    if roles.words[verb].dep != "ccomp" or roles.words[up].lemma not in verbs_of_saying():
        return None
    subject = roles.sentence.child(up, "nsubj")
    return subject if subject is not None and roles.words[subject].pos == "PROPN" and "party" in roles.classes(subject) else None


def _is_plural(roles: Roles, k: int) -> bool:
    word = roles.words[content(roles.sentence, k)]
    return word.tag in ("NNS", "NNPS") or bool(re.fullmatch(r"[\w-]*\ds", word.text))


def _is_force(roles: Roles, k: int) -> bool:
    """Whether a noun by itself is of people or equipment."""
    word = roles.words[k]
    says_so = word.dep == "pobj" and roles.words[roles.words[word.head].head].lemma == "accord"
    return (
        not says_so
        and
        # "61 Bradleys", "24 F-16s"
        (word.pos == "NOUN" or ((word.tag == "NNPS" or is_designation(word.text)) and "equipment" in roles.classes(k)))
        and word.dep not in ("compound", "nmod", "poss")
        and bool(roles.classes(k) & {"people", "equipment"})
        # "sentenced to death on charges that he": nobody is a death
        and group_of(word.text.lower()) not in ("killed", "wounded")
        and not roles.is_time(k)
    )
