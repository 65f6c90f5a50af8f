"""How those counted stand to what is told of them: whether they are there already, are known ones, may have come, are on their way."""

from collections.abc import Sequence

from storywatch.transforms.claims.analysis import Analysed
from storywatch.transforms.claims.arguments import group_of
from storywatch.transforms.claims.counting import Counted
from storywatch.transforms.claims.governors import SUBJECTS, sure_by_noun
from storywatch.transforms.claims.roles import Found
from storywatch.transforms.vocabulary import vocabulary

_NO_PLAN = ("attack", "shoot_down", "destroy", "kill", "wound", "capture", "other")
"""What may have happened to so many is no plan."""
STAYS = ("keep", "stay", "remain", "maintain", "retain")
"""Verbs of which those who do it are there already."""


def has_room(sentence: Analysed, at: int) -> bool:
    """Of "a camp for 8,000 fighters" those that it is for: they are not there by that."""
    prep = sentence.words[at].head
    noun = sentence.words[sentence.words[prep].head]
    return (
        sentence.words[at].dep == "pobj"
        and sentence.words[prep].lemma == "for"
        and noun.pos == "NOUN"
        and (group_of(noun.text.lower()) == "sites" or noun.lemma in ("room", "bed", "barracks", "housing", "quarters", "space", "place"))
    )


def is_there(sentence: Analysed, event: Found, noun: int, all_of_them: bool) -> bool:
    """Whether what is planned of a force tells how many there are now: "its 900 commandos will come home", "will keep two cutters"; not
    where only some of them are counted: "will pull out 700 of its soldiers"."""
    if event.type == "rotate":
        # "the contingent, 762 men, will be relieved"
        top = sentence.words[noun].head if sentence.words[noun].dep == "appos" else noun
        return top in sentence.children(event.at, "nsubjpass")
    if event.type == "withdraw":
        last = any(sentence.words[k].lemma == "last" for k in sentence.children(noun, "amod"))
        return all_of_them and (last or bool(sentence.children(noun, "poss")))
    return event.type == "present" and sentence.words[event.at].lemma in STAYS


def are_all(sentence: Analysed, told: Counted) -> bool:
    """Whether a number is of all there are: "its 900 commandos", "all 1,500 of its soldiers"."""
    return told.at == told.noun or told.noun is None or (told.at > 0 and sentence.words[told.at - 1].lemma == "all")


def is_definite(sentence: Analysed, noun: int) -> bool:
    """Whether those counted are known ones: "the 120 Danes", "its 30 soldiers"."""
    return any(sentence.words[k].lemma == "the" for k in sentence.children(noun, "det")) or bool(sentence.children(noun, "poss"))


def is_known(sentence: Analysed, noun: int) -> bool:
    """Whether those counted are told of as they stand somewhere: "the 120 Danes at Camp Balta", "its 30 soldiers in Kabul"."""
    words = sentence.words
    places = (k for c in sentence.children(noun, "prep") if words[c].lemma in ("in", "at", "on") for k in sentence.children(c, "pobj"))
    return (
        is_definite(sentence, noun)
        and bool(sentence.children(noun, "nummod"))
        and any(words[k].pos == "PROPN" or words[k].lemma in vocabulary("arguments")["site"] for k in places)
    )


def may_have_been(sentence: Analysed, event: Found) -> bool:
    """Whether what is only possible is of the past: "is said to have moved 400", "the claim that 300 had landed"; or can be no plan."""
    words = sentence.words
    done = words[event.at].tag == "VBD" or any(
        words[k].lemma == "have"
        or (words[k].dep == "auxpass" and words[k].tag in ("VBD", "VBN"))
        or (words[event.at].tag == "VBG" and words[k].lemma == "be")
        for k in sentence.children(event.at, "aux", "auxpass")
    )
    return event.type in _NO_PLAN or (done and words[event.at].pos == "VERB")


def denied_above(sentence: Analysed, events: Sequence[Found], event: Found) -> str | None:
    """What is denied of an event by the noun or verb above it: "fact" of "dismissed a report that 200 had landed", "planned" of "denies
    plans to send 200", "refused to sign off on the delivery of 100 tanks"; None where the event itself is."""
    verb = event.at
    if event.nominal and any(e.type == "authorise" and e.object == verb for e in events):
        return "planned"
    noun = sentence.words[sentence.words[verb].head].lemma
    if sentence.words[verb].dep != "acl":
        return None
    if sentence.words[verb].tag == "VB":
        return "planned" if sure_by_noun(noun) == "planned" else None
    return "fact" if sentence.children(verb, "mark", *SUBJECTS) and noun in vocabulary("arguments")["report"] else None


def is_capacity(sentence: Analysed, event: Found) -> bool:
    """Whether so many are what something can hold: "which can carry 2,000 marines"."""
    can = any(sentence.words[k].lemma in ("can", "could") for k in sentence.children(event.at, "aux"))
    return can and sentence.words[event.at].lemma in ("carry", "hold", "take", "accommodate", "house", "transport")


def is_on_its_way(sentence: Analysed, noun: int) -> bool:
    """Of "with 2,400 more soldiers on the way" the soldiers; not where it is the way home."""
    words = sentence.words
    home = any(words[k].lemma in ("home", "back") for k in sentence.subtree(noun))
    return any(words[k].lemma == "way" for k in sentence.behind(noun, "on")) and not home
