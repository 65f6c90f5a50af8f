"""What the numbers of a sentence count, by its syntax: the thing, what is told of so many of it (the measure), whose it is, and where.

A number that counts nothing by the parse is no figure: names with numbers, dates, distances, ages, votes and the like are left out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from storywatch.transforms.claims.analysis import Analysed
from storywatch.transforms.claims.arguments import EQUIPMENT, ESTIMATES, PEOPLE, SUBJECTS, content, group_of, name_at
from storywatch.transforms.claims.counting import MORE, SUFFERED, Counted, counted, singular
from storywatch.transforms.claims.earlier import antecedent, told_before
from storywatch.transforms.claims.events import Reader
from storywatch.transforms.claims.groups import group_counted
from storywatch.transforms.claims.levels import changed_from, is_limit, levelled, verb_of_level
from storywatch.transforms.claims.lexicon import lexicon_types
from storywatch.transforms.claims.measures import LOSSES, event_of, measure
from storywatch.transforms.claims.names import Name
from storywatch.transforms.claims.no_count import is_age, is_age_of_one, is_of_time, is_title, is_type, stands_at_a_force
from storywatch.transforms.claims.numbers import Number, numbers
from storywatch.transforms.claims.roles import Found, place_of
from storywatch.transforms.claims.wholes import OUTCOMES, is_missing, killed_or_wounded, same_part, whole_of
from storywatch.transforms.rows import Figure
from storywatch.transforms.vocabulary import vocabulary

NO_COUNT = ("share", "distance", "mass", "votes", "time", "events")
"""Groups of counted.yaml that are measured or drawn up, not counted."""
HARM = (*OUTCOMES.values(), "missing")
"""Measures of what befell somebody or something."""
HARMFUL = ("kill", "wound", "capture", "destroy", "shoot_down", "attack")
"""Events whose agent is the other side."""
_NOT_COUNTED = ("DATE", "TIME", "PERCENT", "ORDINAL", "LAW")


def figures(
    sentence: Analysed,
    found: Sequence[Name],
    events: Sequence[Found],
    offset: int,
    before: Figure | None,
    speaker: tuple[int, int] | None = None,
) -> list[tuple[Figure, int]]:
    """(figure, the word that it is told at) in order. `before`: the last figure of the article, for a number without a noun;
    `speaker`: where the speaker stands, for "two diplomats said" counts nobody."""
    reader = Reader(sentence, found)
    out: list[tuple[Figure, int]] = []
    last = before
    for number in numbers(sentence.text):
        made = Figure(number.text, offset + number.start, offset + number.end, number.low, number.high, None, None, number.approximate)
        if number.currency:
            out.append((replace(made, unit=number.currency, counted="money"), -1))
            continue
        if out and (country := _of_gap(sentence, found, number)) is not None:
            like, at = out[-1]
            last = replace(
                made, unit=like.unit, counted=like.counted, what=like.what, measure=like.measure, whose=country, place=like.place
            )
            out.append((last, at))
            continue
        told = _counted(sentence, found, number, speaker)
        thing = _thing_of(sentence, found, told, last, last is before, speaker or (0, 0)) if told is not None else None
        if thing is None or thing.group in NO_COUNT or thing.group == "money":
            continue
        told = thing.told
        if told.noun is not None and is_type(sentence, number, told.noun):
            continue
        if is_title(sentence, found, told.noun) or _votes(sentence, told.at) or _is_both(sentence, told):
            continue
        # "the number of people killed since May has risen to 80": what befell them stands with the noun that was found for the number
        near = thing.inferred
        event = next((e for e in events if near is not None and _tells_of(sentence, e, near)), None)
        event = event or event_of(sentence, events, told)
        if told.noun is not None and sentence.text[: number.start].endswith(" not "):
            # "we need 5,000 helmets, not 500 advisers"
            event = None
        kind, what = _sense(sentence, events, thing, event, out, last)
        level = verb_of_level(sentence, told.at) if event is None else None
        changed = next((e for e in events if e.at == level and e.type in ("withdraw", "reinforce")), None)
        whose = _whose(reader, told, event, changed)
        place = _own_place(sentence, found, reader, told) or _place(sentence, found, reader, event or changed, level, near)
        if is_limit(sentence, told):
            made = replace(made, low=None)
        figure = replace(made, unit=thing.unit, counted=what, what=told.what, measure=kind, whose=whose, place=place)
        out.append((figure, -1 if told.what == "inhabitant" else told.at))
        last = figure
    return out


def _whose(reader: Reader, told: Counted, event: Found | None, changed: Found | None) -> str | None:
    """Whose those are that are counted. `changed`: the event by which their number changes."""
    # who kills is not whose the dead are
    doer = event.agent if event is not None and event.type not in HARMFUL else None
    if event is not None and event.type == "rotate" and reader.passive(event.at):
        # who relieves them is not whose they are
        doer = None
    # of "the French forces, 400 men" the forces'
    whole = whole_of(reader.sentence, told.at)[-1] if reader.words[told.at].dep == "appos" else None
    owners = (told.noun, whole, doer, *((changed.theme, changed.agent) if changed is not None else ()))
    return next((w for w in (reader.owner(k) for k in owners if k is not None) if w), None)


def _tells_of(sentence: Analysed, event: Found, noun: int) -> bool:
    """Whether an event stands at a noun, or at a word for so many of it: "the number of soldiers killed"."""
    theme = event.theme
    return theme is not None and sentence.words[event.at].head == theme and noun in (theme, content(sentence, theme))


_GAP = re.compile(r"(?:\s(?:and|while|with)|[,;])\s(?:the\s)?$")


def _of_gap(sentence: Analysed, found: Sequence[Name], number: Number) -> str | None:
    """The country of which a number is told with the words for the one before: "Barbados pledged 40 soldiers and Antigua 15"."""
    country = next((n for n in found if n.kind == "country" and n.end + 1 == number.start), None)
    behind = sentence.at(number.end, len(sentence.text))[:1]
    ends = not behind or sentence.words[behind[0]].text in (*",;.", "and", "while")
    apart = country is not None and _GAP.search(sentence.text[: country.start])
    return country.name if country is not None and apart and ends else None


def _own_place(sentence: Analysed, found: Sequence[Name], reader: Reader, told: Counted) -> str | None:
    """Where those are of whom a number without a noun is told: "13 in Homs"."""
    if told.noun is not None or not sentence.behind(told.at, "in", "at", "near"):
        return None
    there = Found("present", told.at)
    reader.where(there, told.at)
    place = place_of(sentence, found, there.place)
    return place[0] if place else None


def _place(
    sentence: Analysed, found: Sequence[Name], reader: Reader, event: Found | None, level: int | None, noun: int | None
) -> str | None:
    """Where those are that a number counts: by the event, or, where a verb only tells how many there are, by the noun."""
    where = None if event is None else event.place
    if event is not None and where is None and event.to is not None:
        # who gets it is no place
        name = name_at(found, sentence.words[event.to].start, sentence.words[event.to].end)
        where = None if name is not None and name.kind == "person" and not reader.is_place(event.to) else event.to
    if event is None and level is not None and noun is not None:
        # "raise the number of soldiers in Latvia to 2,200"
        there = Found("present", noun)
        for at in (noun, levelled(sentence, level)):
            if at is not None and there.place is None:
                reader.where(there, at)
        where = there.place
    if where is None or sentence.words[where].pos == "PRON" or _is_listed(sentence, where):
        return None
    place = place_of(sentence, found, where)
    return place[0] if place else None


def _is_both(sentence: Analysed, told: Counted) -> bool:
    """Whether a number only says again whom the text named: "clashes between the two forces", "the two sides"."""
    if told.noun is None:
        return False
    word = sentence.words[told.noun]
    the = any(sentence.words[k].lemma in ("the", "both") for k in sentence.children(told.noun, "det"))
    parties = word.lemma in ("side", "country", "nation", "government", "party", "neighbour", "neighbor", "rival", "ally")
    return the and (parties or (word.dep == "pobj" and sentence.words[word.head].lemma == "between"))


def _is_listed(sentence: Analysed, i: int) -> bool:
    """Whether a place is one of several, over which a figure is spread: "in Homs, Hama and in Palmyra"."""
    words = sentence.words
    while words[i].dep == "pobj" and words[words[i].head].lemma == "of":
        # "in the city of Palmyra"
        i = words[words[i].head].head
    prep = words[i].head
    listed = any(words[k].pos == "PROPN" or sentence.children(k, "prep") for k in sentence.children(i, "conj"))
    return listed or words[i].dep == "conj" or (words[prep].dep == "prep" and prep > 0 and words[prep - 1].dep == "cc")


_CLOCK = re.compile(r"\b(?:half|quarter|minutes?) (?:past|to) $", re.IGNORECASE)
"""Before an hour: "at half past five"."""


def _counted(sentence: Analysed, found: Sequence[Name], number: Number, speaker: tuple[int, int] | None) -> Counted | None:
    """What a number counts; None for a time, an age, a way of speaking, or those who speak."""
    if not stands_at_a_force(sentence, number) and any(
        e.label in _NOT_COUNTED and e.start <= number.start and number.end <= e.end and is_of_time(e.text) for e in sentence.entities
    ):
        return None
    if _CLOCK.search(sentence.text[: number.start]):
        return None
    behind = next((w for w in sentence.words if w.start >= number.end), None)
    if behind is not None and behind.tag == "NNS" and behind.lemma in ("third", "quarter", "fifth", "tenth", "half"):
        # "more than two thirds of the tents"
        return None
    if speaker is not None and number.end <= speaker[1] and sentence.text[number.end : speaker[0]].strip() == "":
        return None
    told = counted(sentence, number)
    if told is not None and told.noun is not None and speaker is not None and number.low == 1 == number.high:
        if any(sentence.words[k].start == speaker[0] for k in sentence.subtree(told.noun)):
            # "one fighter, Mahmoud Othman, said"
            return None
    if told is None or told.noun is not None:
        return told
    if re.fullmatch(r"(?:beyond|past|after|before|until|by)?\s*(?:19|20)\d\d", number.text):
        # "beyond 2014"
        return None
    if any(
        group_of(w.text.lower()) == "votes" and sentence.children(k, "nummod")
        for k, w in enumerate(sentence.words)
        if w.end <= number.start
    ):
        # "passed by 133 votes to 12", not a number that a lawmaker tells
        return None
    if is_age_of_one(sentence, told.at):
        return None
    # "one of them" is a way of speaking
    if re.search(r"\d-\d", number.text) or is_age(sentence, found, number) or number.low == 1 == number.high:
        return None
    return told


@dataclass(frozen=True)
class _Thing:
    """What is counted, in words: the unit of the text, the group of counted.yaml, and the noun that was found for a number without."""

    told: Counted
    unit: str | None
    group: str | None
    inferred: int | None = None


def _people(told: Counted) -> _Thing:
    """People of no force that was told of before."""
    return _Thing(replace(told, what="people"), "people", "people")


def _thing_of(
    sentence: Analysed, found: Sequence[Name], told: Counted, last: Figure | None, first: bool, speaker: tuple[int, int]
) -> _Thing | None:
    """The thing that a number counts; of one without a noun that of the sentence before it, or of the last figure."""
    words = sentence.words
    if (
        told.noun is not None
        and words[told.noun].lemma in ("dozen", "hundred", "thousand", "million")
        and any(_befell(sentence, k) for k in (told.noun, words[words[told.noun].head].head))
    ):
        # "killed tens of thousands": the number's own word
        return _people(told)
    if told.noun is not None and words[told.noun].text.lower() == "ones":
        # "three patrol boats relieved the two Maltese ones"
        meant = next((k for k in range(told.at - 1, -1, -1) if words[k].tag == "NNS" and words[k].dep != "compound"), told.noun)
        told = replace(told, noun=meant, what=singular(words[meant]))
    if told.noun is not None:
        noun = words[told.noun]
        people = name_at(found, noun.start, noun.end)
        if people is not None and people.kind == "country" and noun.pos == "PROPN":
            # "10,000 North Koreans"
            told = replace(told, what=people.text.lower().removesuffix("s"))
            return _Thing(told, people.text, group_counted(sentence, found, told))
        return _Thing(told, noun.text.lower(), group_counted(sentence, found, told))
    if any(words[s].text.lower() == "who" for k in sentence.children(told.at, "relcl") for s in sentence.children(k, "nsubj", "nsubjpass")):
        # "dozens who crossed the line"
        return _people(told)
    of_them = any(words[k].pos == "PRON" for k in sentence.behind(told.at, "of"))
    lost = words[words[told.at].head].lemma == "lose" and told_before(sentence, told.at, speaker) is not None
    if (
        _befell(sentence, told.at)
        # "received 31 tanks and lost 20"
        and not lost
        and (of_them or not sentence.children(told.at, "prep"))
        and (first or last is None or last.measure not in LOSSES)
    ):
        # "24 were killed", "killing 70": of no force that was told of before
        return _people(told)
    if sentence.text[: words[told.at].start].lower().endswith("the ") and told.at + 1 < len(words) and words[told.at + 1].text in SUFFERED:
        # "14 women were among the 67 killed"
        return _people(told)
    if first and words[told.at].tag == "NNS" and words[told.at].dep == "nsubj" and not _comes(words[words[told.at].head].lemma):
        # "Hundreds took to the streets": of no force that was told of before
        return _people(told)
    if told.at + 1 < len(words) and words[told.at + 1].text in SUFFERED and told.at and words[told.at - 1].text in _APART:
        # "drones strike a camp, 9 dead"
        return _people(told)
    near = _noun_for(sentence, told.at, first, speaker)
    if near is not None and not (words[near].text.lower() in SUFFERED and words[min(told.at + 1, len(words) - 1)].text in SUFFERED):
        word = words[near]
        told = replace(told, what=singular(word))
        return _Thing(told, word.text.lower(), group_counted(sentence, found, replace(told, noun=near)), near)
    if (first or (last is not None and last.what in SUFFERED)) and told.at + 1 < len(words) and words[told.at + 1].text in SUFFERED:
        # "another 487 wounded", of whom no one knows
        return _people(told)
    if last is not None and last.what is not None and (not first or _takes_part(sentence, told.at)):
        # of a toll before it nobody dies again: "26 bodies were recovered, but hundreds are missing", "as many as 37,000 are in prison"
        return _people(told) if last.what in _TOLLS else _Thing(replace(told, what=last.what), last.unit, _force_of(last))
    return None


_TOLLS = ("body", "life", "death", "fatality", "dead", "toll")
_APART = (",", ";", ":", "-", "–", "—", "(")
"""What stands before a part of a headline that is told by itself."""


def _comes(lemma: str) -> bool:
    """Whether a verb can tell that a force comes, is there, goes or fights."""
    families = {vocabulary("events")[kind].get("family") for kind in lexicon_types(lemma)}
    return bool(families & {"presence", "withdrawal", "combat"})


def _takes_part(sentence: Analysed, at: int) -> bool:
    """Whether a number without a noun may count who was told of before: "about 200 arrived"; not "text us at 61124", "5,000 is a lot"."""
    words = sentence.words
    if any(words[k].lemma in MORE for k in (at - 1, *sentence.children(at)) if k >= 0):
        return True
    up = words[words[at].head]
    if words[at].dep == "pobj":
        return up.lemma in ("of", "by", "between", "from", "over", "than", "with")
    return words[at].dep not in ("appos", "dep", "npadvmod", "ROOT") and not (words[at].dep in SUBJECTS and up.lemma == "be")


def _befell(sentence: Analysed, at: int) -> bool:
    """Whether a number without a noun is of those who are killed or wounded by a verb, or are missing."""
    word = sentence.words[at]
    if is_missing(sentence, at):
        return True
    if word.dep == "conj" and word.text.lower() == "others" and not sentence.children(word.head, "nummod"):
        # "a commander and six others were killed"
        word = sentence.words[word.head]
    died = word.dep == "nsubj" and sentence.words[word.head].lemma in ("die", "perish")
    return died or (word.dep in ("nsubjpass", "dobj") and bool(lexicon_types(sentence.words[word.head].lemma) & {"kill", "wound"}))


def _noun_for(sentence: Analysed, at: int, first: bool, speaker: tuple[int, int]) -> int | None:
    """The noun of the same sentence that a number without one counts. `first`: no figure of the sentence was read yet."""
    if changed_from(sentence, at) and sentence.words[sentence.words[at].head - 1].lemma in ("up", "down"):
        # "flew 70 sorties, up from 60"
        before = (k for k in range(at - 1, -1, -1) if sentence.words[k].pos == "NOUN" and sentence.children(k, "nummod"))
        if (same := next(before, None)) is not None:
            return same
    level = verb_of_level(sentence, at)
    inner = levelled(sentence, level) if level is not None else None
    if level is not None and inner is None and sentence.words[level].dep == "acl":
        # "a hard core of loyalists, estimated at about 150"
        inner = sentence.words[level].head
    if inner is not None and sentence.words[inner].pos != "PRON":
        return content(sentence, inner)
    own = antecedent(sentence, at)
    return own if own is not None or not first else told_before(sentence, at, speaker)


def _is_another_estimate(sentence: Analysed, told: Counted) -> bool:
    """Whether a number is put for one told before: "60 had been abducted, but the army put the number at 24"."""
    level = verb_of_level(sentence, told.at)
    what = levelled(sentence, level) if level is not None else None
    return what is not None and sentence.words[what].lemma in ESTIMATES and not sentence.behind(what, "of")


def _sense(
    sentence: Analysed,
    events: Sequence[Found],
    thing: _Thing,
    event: Found | None,
    before: Sequence[tuple[Figure, int]],
    like: Figure | None,
) -> tuple[str, str | None]:
    """(measure, what is counted: those who were killed as such). `before`: the figures of the sentence so far; `like`: the last figure,
    of the sentence before where it is the first."""
    group = thing.group
    kind = measure(sentence, events, thing.told, event, group)
    if kind == "total" and like is not None and like.measure in HARM and _is_another_estimate(sentence, thing.told):
        kind = like.measure
    if kind == "other" and before and event is None and (same := same_part(sentence, thing.told, before)) is not None:
        # "65 were captured, not 200"; "900 soldiers, ninety of them women"
        kind = same
    if kind == "other" and group in ("captured", "killed", "wounded"):
        # who is freed, or may yet be killed, is no loss
        group = "people"
    if kind == "captured" and group is None and group_of(sentence.words[whole_of(sentence, thing.told.at)[-1]].text.lower()) in EQUIPMENT:
        # "rifles, 12 magazines and 300 rounds were seized"
        return kind, None
    if kind in ("killed", "wounded") and event is not None and killed_or_wounded(sentence, events, event):
        return "other", "casualties"
    return kind, kind if kind in LOSSES and (group in PEOPLE or group is None) else group


def _votes(sentence: Analysed, i: int) -> bool:
    """Whether so many are those who voted: "thirteen members voted in favour", "Twelve members were in favour"."""
    head = sentence.words[sentence.words[i].head]
    if sentence.words[i].dep not in ("nsubj", "nsubjpass"):
        return False
    for_what = [sentence.words[k].lemma for c in sentence.children(sentence.words[i].head, "prep") for k in sentence.children(c, "pobj")]
    return head.lemma in ("vote", "abstain") or (head.lemma == "be" and "favour" in for_what)


def _force_of(figure: Figure) -> str | None:
    """What a figure counts; of the dead or wounded of a force the force."""
    if figure.counted in (*LOSSES, "casualties"):
        return "people" if figure.what and group_of(figure.what.rpartition(" ")[2]) == "people" else "troops"
    return figure.counted
