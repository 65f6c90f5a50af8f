"""What the numbers of a sentence count, by its syntax: the thing, what is told of so many of it (the measure), whose it is, and where.

A number that counts nothing by the parse is no figure: names with numbers, dates, distances, ages, votes and the like are left out.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from storywatch.transforms.claims.analysis import Analysed
from storywatch.transforms.claims.arguments import PEOPLE, content, name_at
from storywatch.transforms.claims.counting import SUFFERED, antecedent, counted, group_counted, is_age, is_title, told_before
from storywatch.transforms.claims.events import Reader
from storywatch.transforms.claims.measures import LOSSES, event_of, killed_or_wounded, level_verb, measure, same_part
from storywatch.transforms.claims.names import Name
from storywatch.transforms.claims.numbers import numbers
from storywatch.transforms.claims.roles import Found, place_of
from storywatch.transforms.rows import Figure

NO_COUNT = ("share", "distance", "mass", "votes", "time", "events")
"""Groups of counted.yaml that are measured or drawn up, not counted."""
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
        text = number.text
        made = Figure(text, offset + number.start, offset + number.end, number.low, number.high, None, None, number.approximate)
        if number.currency:
            out.append((replace(made, unit=number.currency, counted="money"), -1))
            continue
        if any(
            e.label in _NOT_COUNTED and e.start <= number.start and number.end <= e.end and _is_of_time(e.text) for e in sentence.entities
        ):
            continue
        if speaker is not None and number.end <= speaker[1] and sentence.text[number.end : speaker[0]].strip() == "":
            continue
        told = counted(sentence, number)
        if told is None or (told.noun is None and re.search(r"\d-\d", text)):
            continue
        if told.noun is None and is_age(sentence, found, number):
            continue
        if told.noun is None and number.low == 1 == number.high:
            # "one of them" is a way of speaking
            continue
        unit: str | None
        inferred: int | None = None
        if told.noun is None:
            level = level_verb(sentence, told.at)
            inner = (sentence.child(level, "dobj") or sentence.child(level, "nsubj")) if level is not None else None
            near = (
                content(sentence, inner)
                if inner is not None
                else own
                if (own := antecedent(sentence, told.at)) is not None
                else told_before(sentence, told.at)
                if last is before
                else None
            )
            inferred = near
            if near is not None:
                word = sentence.words[near]
                told = replace(told, what=word.text.lower() if word.text.lower() in SUFFERED else word.lemma)
                unit, group = sentence.words[near].text.lower(), group_counted(sentence, found, replace(told, noun=near))
            elif (last is before) and told.at + 1 < len(sentence.words) and sentence.words[told.at + 1].text in SUFFERED:
                # "another 487 wounded", of whom no one knows
                told, unit, group = replace(told, what="people"), "people", "people"
            elif last is not None and last.what is not None:
                told = replace(told, what=last.what)
                unit, group = last.unit, _thing(last)
            else:
                continue
        else:
            noun = sentence.words[told.noun]
            unit = noun.text.lower()
            people = name_at(found, noun.start, noun.end)
            if people is not None and people.kind == "country" and noun.pos == "PROPN":
                # "10,000 North Koreans"
                unit, told = people.text, replace(told, what=people.text.lower().removesuffix("s"))
            group = group_counted(sentence, found, told)
        if group in NO_COUNT or group == "money" or is_title(sentence, found, told) or _votes(sentence, told.at):
            continue
        # "the number of people killed since May has risen to 80": what befell them stands with the noun that was found for the number
        event = next((e for e in events if inferred is not None and e.theme == inferred and sentence.words[e.at].head == inferred), None)
        event = event or event_of(sentence, events, told)
        kind = measure(sentence, events, told, event, group)
        if kind == "other" and out and event is None and (like := same_part(sentence, told, out)) is not None:
            # "65 were captured, not 200"; "900 soldiers, ninety of them women"
            kind = like
        whose = next((w for w in (reader.owner(k) for k in (told.noun, event.agent if event else None) if k is not None) if w), None)
        where = event.place if event is not None and event.place is not None else event.to if event is not None else None
        place = place_of(sentence, found, where)
        if kind == "other" and group == "captured":
            # who is freed is no loss
            group = "people"
        thing = kind if kind in LOSSES and (group in PEOPLE or group is None) else group
        if kind in ("killed", "wounded") and event is not None and killed_or_wounded(sentence, events, event):
            kind, thing = "other", "casualties"
        figure = replace(made, unit=unit, counted=thing, what=told.what, measure=kind, whose=whose, place=place[0] if place else None)
        out.append((figure, told.at))
        last = figure
    return out


def _votes(sentence: Analysed, i: int) -> bool:
    """Whether so many are those who voted: "thirteen members voted in favour", "Twelve members were in favour"."""
    head = sentence.words[sentence.words[i].head]
    if sentence.words[i].dep not in ("nsubj", "nsubjpass"):
        return False
    for_what = [sentence.words[k].lemma for c in sentence.children(sentence.words[i].head, "prep") for k in sentence.children(c, "pobj")]
    return head.lemma in ("vote", "abstain") or (head.lemma == "be" and "favour" in for_what)


def _is_of_time(text: str) -> bool:
    """Whether spaCy's entity tells a time, a share or an ordinal by a word of it, not only by mistake."""
    return bool(re.search(r"day|week|month|year|hour|minute|night|morning|noon|evening|decade|centur|spring|summer|autumn|winter|per ?cent|%|\b(?:19|20)\d\d\b|"
                          r"Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|first|second|third|th\b", text))  # fmt: skip


def _thing(figure: Figure) -> str | None:
    return "troops" if figure.counted in (*LOSSES, "casualties") else figure.counted
