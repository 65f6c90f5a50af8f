"""What of an article that is not in English is news: on claims made by hand, milliseconds each."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from by_hand import FIRST, claim, event, figure, knowing, vector
from storywatch.transforms.developments import foreign
from storywatch.transforms.developments.compare import developments_of
from storywatch.transforms.developments.knowledge import Knowledge
from storywatch.transforms.rows import Claim, Event, Span


def read(kind: str, force: str = "troops", what: str = "Soldaten", **more: Any) -> Event:
    """An event as it is read by what its words mean."""
    return event(kind, what, spans=(Span(f"force:{force}", what, 0, 1),), start=4, end=10, **more)


def said(name: str, *events: Event, day: str = "2024-05-10", **more: Any) -> Claim:
    return claim(name, day, f"Die kamen {name} nach Balta.", events=events, **more)


def told(new: Claim, *old: Claim) -> list[tuple[str, str]]:
    return [(item.kind, item.reason) for item in foreign.items(new, knowing(*old), "de")]


def test_a_number_that_was_not_told_is_news_but_no_year_and_no_single_thing() -> None:
    def of(value: float, counted: str = "troops", **more: Any) -> list[tuple[str, str]]:
        return told(said("x", figures=(replace(figure(value, counted=counted, **more), unit="Soldaten"),)), FIRST)

    assert of(300) == [("figure_change", "a number that was not told so far: 300 “Soldaten” (read in German)")]
    assert of(200) == of(1) == of(1900) == of(2024) == of(2100) == of(300, "money") == []
    assert len(of(2)) == len(of(1899)) == len(of(2101)) == 1
    assert [of(300, measure=measure)[0][0] for measure in ("arrived", "en_route", "withdrawn", "killed")] == [
        "movement", "movement", "withdrawal", "casualties"
    ]  # fmt: skip
    assert of(300, "wounded")[0][0] == "casualties"
    bare = said("x", figures=(replace(figure(300), unit=None),))
    assert told(bare, FIRST) == [("figure_change", "a number that was not told so far: 300 (read in German)")]


def test_an_event_is_news_where_none_of_the_family_was_told_of_the_force() -> None:
    first = knowing(FIRST)
    (item,) = foreign.items(said("x", read("kill")), first, "de")
    assert item.kind == "casualties" and item.before is None
    assert item.reason == "deaths (“kamen ” of “Soldaten”, read in German); no deaths were told in this story so far"
    # soldiers were there: that they come is known, that ships come is not
    assert told(said("x", read("arrive")), FIRST) == []
    assert [kind for kind, _ in told(said("x", read("arrive", "ships")), FIRST)] == ["movement"]
    # no event of a force, no event of a deployment, none that only may be
    assert told(said("x", event("kill", "Soldaten")), FIRST) == told(said("x", read("react")), FIRST) == []
    assert told(said("x", read("kill", modality="possible")), FIRST) == told(said("x", read("kill", modality="denied")), FIRST) == []


def test_of_plans_only_that_a_force_is_to_leave_is_told_and_once() -> None:
    leave = said("x", read("withdraw", modality="planned"))
    ((kind, reason),) = told(leave, FIRST)
    assert kind == "withdrawal" and reason.startswith("planned withdrawal (“")
    assert told(said("x", read("kill", modality="planned")), FIRST) == []
    assert told(leave, FIRST, said("a", read("withdraw", modality="planned"), day="2024-05-01")) == []
    assert told(leave, FIRST, said("a", read("withdraw"), day="2024-05-01")) == []


def test_what_was_planned_days_ago_is_the_plan_once_more() -> None:
    def left(day: str) -> list[tuple[str, str]]:
        plan = said("a", read("withdraw", modality="planned"), day=day)
        return told(said("x", read("withdraw")), FIRST, plan)

    assert left("2024-05-07") == [] and len(left("2024-05-06")) == 1
    assert "so far: planned" not in left("2024-05-06")[0][1]


def test_a_plan_of_another_kind_is_not_what_happened_and_words_are_quoted_where_they_stand() -> None:
    plan = said("a", read("depart", "ships", modality="planned"), day="2024-05-09")
    assert [kind for kind, _ in told(said("x", read("arrive", "ships")), FIRST, plan)] == ["movement"]
    later = replace(said("x", replace(read("kill"), start=104, end=109)), start=100, end=130)
    assert told(later, FIRST)[0][1].startswith("deaths (“kamen” of")


def test_the_reason_names_what_was_told_of_another_force() -> None:
    other = said("a", event("withdraw", "ships", agent="Norway"), day="2024-05-01")
    (item,) = foreign.items(said("x", read("withdraw")), knowing(FIRST, other), "fr")
    assert item.before == other and item.reason.endswith(
        "read in French); so far: withdrawal of ships by Norway (no speaker named, 2024-05-01)"
    )
    # a language that nobody knows is called by its code
    (item,) = foreign.items(said("x", read("withdraw")), knowing(FIRST), "zz-top-of")
    assert "read in zz-top-of" in item.reason


@pytest.mark.parametrize(
    ("told_of", "actors", "wanted"),
    [
        (read("arrive"), (), True),
        (read("kill", "police"), (), False),
        (read("kill", "police"), ("Kenya",), False),
        (read("kill", "police"), ("Kenya", "Haiti"), True),
        (read("arrive", "police"), ("Kenya",), True),
        (read("arrive", "police"), (), False),
        (read("arrive", modality="hypothetical"), (), False),
        (read("react"), (), False),
        (event("arrive", "Soldaten"), (), False),
    ],
)
def test_what_is_surely_of_a_force(told_of: Event, actors: tuple[str, ...], wanted: bool) -> None:
    assert foreign.is_of_force(said("x", told_of, actors=actors)) == wanted


def test_a_count_of_a_force_is_of_one_where_its_word_was_read() -> None:
    def counted(kind: str, unit: str | None) -> bool:
        return foreign.is_of_force(said("x", figures=(replace(figure(300, counted=kind), unit=unit),)))

    assert (
        counted("troops", "Soldaten")
        and counted("battalions", "Bataillone")
        and not counted("troops", None)
        and not counted("people", "Leute")
    )


def test_an_article_is_in_scope_by_its_head_or_by_its_story() -> None:
    of_force, plain = said("x", read("arrive")), said("y")
    assert foreign.in_scope([*[plain] * 7, of_force], Knowledge()) and not foreign.in_scope([*[plain] * 8, of_force], Knowledge())
    police = said("x", read("kill", "police"))
    assert foreign.in_scope([police], knowing(FIRST)) and not foreign.in_scope([police], Knowledge())
    assert not foreign.in_scope([plain], knowing(FIRST))


def brought(*claims: Claim, known: Knowledge | None = None, at: int = 50) -> list[tuple[str, str, str]]:
    vectors = np.array([vector(at + i) for i in range(len(claims))])
    found = developments_of(claims, vectors, None, (), knowing(FIRST) if known is None else known, "s", "de")
    return [(d.kind, d.severity, d.claim_id) for d in found]


def test_one_development_of_a_kind_two_of_an_article_the_gravest_first() -> None:
    many = [said("a", read("arrive", "ships")), said("b", read("kill")), said("c", read("kill", "ships")), said("d", read("withdraw"))]
    assert brought(*many) == [("casualties", "high", "b"), ("withdrawal", "high", "d")]
    assert brought(replace(many[1], published=None)) == [("casualties", "low", "b")]
    # two of a kind in one sentence
    assert brought(said("a", read("kill"), read("kill", "ships"))) == [("casualties", "high", "a")]


def test_what_is_nearly_a_known_sentence_is_no_news_in_another_language() -> None:
    assert brought(said("b", read("kill")), at=0) == [] and len(brought(said("b", read("kill")), at=1)) == 1


def test_the_first_report_is_of_the_sentence_that_surely_tells_of_a_force() -> None:
    plain, named, of_force = said("a"), said("b", actors=("Kenya",)), said("c", read("arrive"))
    assert brought(plain, named, of_force, known=Knowledge()) == [("first_report", "high", "c")]
    assert brought(plain, named, known=Knowledge()) == [("first_report", "low", "b")]
    assert brought(plain, known=Knowledge()) == [("first_report", "low", "a")]
    assert brought(plain, said("b"), said("c"), known=Knowledge()) == [("first_report", "low", "a")]
    assert brought(replace(of_force, published=None), known=Knowledge()) == [("first_report", "low", "c")]
