"""Which numbers say the same, and which follow one another: figures made by hand."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from by_hand import BALTA, claim, event, figure
from storywatch.transforms.developments.knowledge import Knowledge
from storywatch.transforms.developments.ledger import (
    ONCE,
    SUM,
    WITHIN,
    Entry,
    Ledger,
    agree,
    bounds,
    is_counted,
    only_thought,
    same_span,
    sense,
    span,
    thing,
    where,
)
from storywatch.transforms.rows import Claim, DateMention, Event, Figure


def words(low: float | None, high: float | None, approximate: bool = False) -> Figure:
    return Figure("x", 0, 1, low, high, "soldiers", "troops", approximate, what="soldier")


@pytest.mark.parametrize(
    ("of", "wanted"),
    [
        (words(30, 40), (30, 40)),
        (words(30, None), (30, 30)),
        (words(None, 60), (60, 60)),
        (words(None, None), (0, 0)),
        (words(200, None, True), (200, 999)),
        (words(200, 300, True), (200, 300)),
        (words(None, 60, True), (60, 60)),
    ],
)
def test_an_open_side_is_closed_by_the_other_and_a_vague_word_covers_more(of: Figure, wanted: tuple[float, float]) -> None:
    assert bounds(of) == wanted


def test_equipment_is_told_apart_by_its_noun_or_model_and_people_are_not() -> None:
    assert thing(figure(1, "special soldier")) == thing(figure(1, "officer")) == "troops"
    assert thing(figure(1, "battle tank", "weapons")) == "tank"
    assert thing(figure(1, "leopard-2 tank", "weapons")) == "leopard-2"
    assert thing(replace(figure(1, "tank", "weapons"), what=None)) == "weapons"
    assert thing(replace(figure(1), counted=None)) is None


def test_a_number_without_a_sense_is_a_total_and_those_that_were_delivered_came() -> None:
    assert [sense(figure(1, measure=measure)) for measure in ("", "other", "total", "delivered", "arrived", "planned")] == [
        "total", "total", "total", "arrived", "arrived", "planned"
    ]  # fmt: skip


def dead(text: str = "On that day 12 soldiers were killed.", day: str | None = "2024-05-02", modality: str = "fact", **more: str) -> Claim:
    number = figure(12, counted="killed", measure="killed", **BALTA)
    return claim("x", more.pop("published", "2024-05-03"), text, figures=(number,), events=(event("kill", figure="12", date=day, modality=modality),))  # fmt: skip


def test_of_which_time_a_number_of_losses_is() -> None:
    number = dead().figures[0]
    assert span(number, dead()) == "2024-05-02"
    assert span(number, dead(day=None)) == ONCE + "2024-05-03"
    assert span(number, dead(text="The death toll stands at 12 soldiers.")) == SUM
    assert span(number, dead(modality="possible")) is None
    since, month = (DateMention("x", 0, 1, "2024-01-01", precision, frame) for precision, frame in (("day", "since"), ("month", "event")))
    assert span(number, replace(dead(), dates=(since,))) == SUM
    # of the days of a month, or of the past week, no more is known
    assert span(number, replace(dead(day=None), dates=(month,))) == WITHIN + "month 2024-01-01"
    assert span(number, dead(text="Over the past week 12 soldiers died.")) == WITHIN + "over the past week 2024-05-03"
    assert span(number, dead(text="In a week of clashes 12 soldiers died.")) == WITHIN + "in a week 2024-05-03"
    rally = "On Thursday 12 soldiers were killed, as crowds held the biggest rally since March."
    counted = replace(number, start=rally.index("12"), end=rally.index("12") + 2)
    assert span(counted, dead(text=rally)) == "2024-05-02"
    # what has happened so far on a day is of the day
    assert span(number, dead(text="On Thursday 12 soldiers were killed so far.")) == "2024-05-02"
    both = "They died over the past week, 12 since the war began."
    assert span(replace(number, start=both.index("12"), end=both.index("12") + 2), dead(text=both)) == SUM
    assert span(number, replace(dead(), dates=(replace(since, frame="event"),))) == "2024-05-02"
    # a force has no span; what was destroyed has one
    assert span(figure(12, **BALTA), dead()) is None
    assert span(figure(12, "tank", "weapons", "destroyed"), dead(day=None)) == ONCE + "2024-05-03"


@pytest.mark.parametrize(
    ("one", "two", "wanted", "repeated"),
    [
        (None, SUM, True, True),
        (SUM, SUM, True, True),
        (SUM, "2024-05-02", False, False),
        ("2024-05-02", "2024-05-03", True, True),
        ("2024-05-02", "2024-05-04", False, False),
        (ONCE + "2024-05-02", "2024-05-03", True, True),
        (ONCE + "2024-05-02", "2024-05-09", False, True),
        ("2024-05-02", ONCE + "2024-05-09", False, True),
        (ONCE, "2024-05-09", True, True),
        (WITHIN + "week 2024-05-06", WITHIN + "week 2024-05-06", True, True),
        (WITHIN + "week 2024-05-06", WITHIN + "week 2024-04-29", False, True),
        (WITHIN + "week 2024-05-06", SUM, False, True),
        (WITHIN + "week 2024-05-06", "2024-05-07", False, True),
    ],
)
def test_which_spans_may_be_one(one: str | None, two: str | None, wanted: bool, repeated: bool) -> None:
    assert (same_span(one, two), same_span(one, two, repeated=True)) == (wanted, repeated)
    assert (same_span(two, one), same_span(two, one, repeated=True)) == (wanted, repeated)


def entry(low: float, high: float, approximate: bool = False) -> Entry:
    return Entry(words(low, high, approximate), claim("x", "2024-05-01"), low, high, None)


def test_what_says_the_same_number() -> None:
    assert entry(100, 100).says(102, 102, False) and entry(102, 102).says(100, 100, False)
    assert not entry(100, 100).says(95, 95, False) and not entry(100, 100).says(105, 105, False)
    # a part of a known range, and a number where a vague word was known
    assert entry(90, 120).says(100, 110, False) and not entry(90, 120).says(80, 110, False) and not entry(90, 120).says(100, 130, False)
    assert not entry(200, 999, True).says(300, 300, False) and entry(200, 999, True).says(200, 999, True)
    # a vague word says nothing new of a number in its range
    assert entry(300, 300).says(200, 999, True) and not entry(300, 300).says(200, 999, False) and not entry(1300, 1300).says(200, 999, True)


def test_names_agree_where_one_is_not_told() -> None:
    assert agree(None, "a") and agree("a", None) and agree("a", "a") and not agree("a", "b")


def test_the_place_of_a_figure_is_its_own_or_the_only_one_of_its_claim() -> None:
    one, two = (claim("x", "2024-05-01", places=places) for places in (("Kursk Oblast",), ("Kursk", "Balta")))
    assert where(figure(1), one) == "kursk" and where(figure(1), two) is None and where(figure(1, place="Balta"), two) == "balta"
    assert where(figure(1), claim("x", "2024-05-01")) is None


def told(name: str, day: str, value: float, measure: str = "total", **more: str) -> Claim:
    return claim(name, day, figures=(figure(value, measure=measure, **(more or BALTA)),))


def test_what_is_told_again_is_compared_once_and_looked_up_as_often_as_it_was_told() -> None:
    ledger = Ledger()
    for name in "abc":
        ledger.add(figure(200, **BALTA), told(name, "2024-05-01", 200))
    assert len(ledger.entries["troops", "total"]) == 3 and len(ledger.by_thing["troops"]) == 1
    ledger.add(figure(200, place="Ostia"), told("d", "2024-05-01", 200))
    assert len(ledger.by_thing["troops"]) == 2
    assert [e.claim.claim_id for e in ledger.comparable(figure(300, **BALTA), told("e", "2024-05-02", 300))] == ["a", "b", "c"]


def test_two_numbers_are_compared_where_side_or_place_are_told_by_both() -> None:
    ledger = Ledger()
    ledger.add(figure(200, whose="Norway"), told("a", "2024-05-01", 200))

    def compared(**more: str) -> bool:
        return bool(ledger.comparable(figure(300, **more), claim("x", "2024-05-02")))

    assert compared(whose="Norway") and compared(whose="Norway", place="Balta")
    assert not compared() and not compared(place="Balta") and not compared(whose="Sweden")
    ledger.add(figure(200, place="Ostia"), told("b", "2024-05-01", 200))
    assert compared(place="Ostia") and compared(whose="Sweden", place="Ostia") and not compared(place="Balta")


def test_a_sum_of_all_never_falls() -> None:
    ledger = Ledger()
    total = dead(text="The toll is 12 soldiers.")
    ledger.add(total.figures[0], total)

    def follows(value: float) -> bool:
        number = figure(value, counted="killed", measure="killed", **BALTA)
        return bool(ledger.before(number, replace(total, claim_id="y", figures=(number,))))

    assert follows(20) and follows(12) and not follows(5)
    # a force may shrink
    ledger.add(figure(200, **BALTA), told("a", "2024-05-01", 200))
    assert ledger.before(figure(50, **BALTA), told("b", "2024-05-02", 50))


def test_a_number_is_known_in_whatever_sense_it_was_told() -> None:
    ledger = Ledger()
    ledger.add(figure(200, measure="planned", **BALTA), told("a", "2024-05-01", 200, "planned"))
    ledger.add(figure(12, "tank", "weapons"), claim("b", "2024-05-01"))
    new = claim("x", "2024-05-02")
    assert [e.claim.claim_id for e in ledger.said(figure(200), new)] == ["a"] and ledger.said(figure(300), new) == []
    assert [e.claim.claim_id for e in ledger.said(figure(12, "tank", "weapons"), new)] == ["b"]
    assert ledger.said(figure(12, "jet", "aircraft"), new) == []


def test_what_is_counted() -> None:
    kinds = ("troops", "weapons", "killed", "people", "money", "events")
    assert [is_counted(figure(1, counted=kind)) for kind in kinds] == [True, True, True, False, False, False]
    assert not is_counted(replace(figure(1), counted=None)) and not is_counted(figure(1, counted="days"))


def test_what_nobody_says_to_be_so_is_no_number_to_compare_with() -> None:
    def known(modality: str) -> int:
        found = Knowledge()
        found.add([dead(modality=modality)], np.zeros((1, 8), np.float32), ())
        return len(found.ledger.entries["killed", "killed"]) + len(found.ledger.entries["troops", "killed"])

    assert known("fact") == known("denied") == 1 and known("planned") == known("possible") == known("hypothetical") == 0
    # a force that is planned is a number, one that would be is none
    planned, would = (
        claim("x", "2024-05-01", figures=(figure(300),), events=(event("arrive", modality=m, figure="300"),))
        for m in ("planned", "hypothetical")
    )
    assert only_thought(planned) == frozenset() and only_thought(would) == {"300"}


def test_police_are_not_set_against_soldiers() -> None:
    ledger = Ledger()
    police = figure(200, "police officer", measure="arrived", place="Balta")
    ledger.add(police, claim("first", "2024-05-01"))
    new = claim("second", "2024-05-20")
    assert not ledger.before(figure(83, "soldier", measure="arrived", place="Balta"), new)
    assert ledger.before(figure(400, "police", measure="arrived", place="Balta"), new)
    # of whom nobody says what they are they may be
    assert ledger.before(figure(500, "member", measure="arrived", place="Balta"), new)
    # a corps is told by the words before the last one, too
    guards = figure(300, "forces personnel", "killed", "killed")
    ledger.add(guards, new)
    assert not ledger.before(figure(2493, "civilian", "killed", "killed"), new)


def test_the_dead_of_a_day_are_not_set_against_all_who_were_killed() -> None:
    def killed(name: str, value: float, text: str, **more: Any) -> tuple[Figure, Claim]:
        dead = figure(value, "people", "killed", "killed", place="Balta")
        happened = Event("kill", object="people", figure=dead.text, start=text.index("been"), **more)
        return dead, claim(name, "2024-05-20", text, figures=(dead,), events=(happened,))

    ledger = Ledger()
    ledger.add(*killed("all", 3500, "At least 3500 people have been killed in Balta."))
    assert not ledger.before(*killed("day", 24, "On Monday 24 people had been killed in Balta.", date="2024-05-19"))
    assert ledger.before(*killed("more", 4000, "Now 4000 people have been killed in Balta."))
