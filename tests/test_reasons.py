"""Of which kind what is news is, how weighty, and in which words its reason says so: on claims made by hand, milliseconds each."""

from dataclasses import replace
from typing import Any

import pytest
from by_hand import BALTA, FIRST, claim, event, figure, kinds, knowing
from storywatch.transforms.developments.ledger import span
from storywatch.transforms.developments.news import days_between, described, disputed, items, none_told, of_what, told_figure, turns, who
from storywatch.transforms.developments.propositions import proposition
from storywatch.transforms.developments.told import Told
from storywatch.transforms.developments.wording import label, shortened, tell
from storywatch.transforms.rows import Claim, DateMention, Event, Figure


def test_what_a_figure_counts_in_words() -> None:
    def named(what: str | None, counted: str = "troops", measure: str = "total", **more: Any) -> str:
        return described(replace(figure(3, counted=counted, measure=measure, **more), what=what), claim("x", "2024-05-01"))

    assert named("soldier") == "soldiers" and named(None, "special_forces") == "special forces" and named(None) == "troops"
    assert named("soldier", measure="en_route") == "soldiers en route" and named("soldier", measure="other") == "soldiers"
    assert named("death toll", "killed", "total") == named("dead", "killed", "killed") == named("body", "killed", "other") == "deaths"
    assert named("body", "killed", "missing") == "bodies missing" and named("killed", "killed", "killed") == "deaths"
    assert named("soldier", "casualties", "other") == "soldiers killed or wounded" and named("losses", "casualties", "other") == "losses"
    assert named("soldier", whose="Norway", place="Balta") == "soldiers of Norway (Balta)"


def test_what_a_figure_counts_stands_as_the_sentence_has_it() -> None:
    def named(what: str, text: str, value: float) -> str:
        told = figure(value, what)
        return described(told, replace(claim("x", "2024-05-01"), text=text.replace("N", told.text)))

    assert named("soldier", "A soldier saw N soldiers there", 3) == "soldiers" and named("soldier", "N soldier is there", 1) == "soldier"
    assert named("battery", "N batteries", 3) == "batteries" and named("man", "N men", 3) == "men"
    assert (
        named("police", "N of them", 3) == "police"
        and named("sailor", "N of them", 1) == "sailor"
        and named("wounded", "N", 3) == "wounded"
    )
    assert named("special force soldier", "The soldiers, N of them", 3) == "special force soldiers"


def test_what_an_event_is_of_in_words() -> None:
    assert of_what(Event("arrive")) == "" and of_what(event("arrive", to="Balta")) == " of soldiers to Balta"
    assert of_what(event("arrive", agent="Norway", place="Balta", to="Ostia")) == " of soldiers by Norway at Balta"
    assert of_what(Event("withdraw", agent="Norway")) == " of Norway" and of_what(Event("fight", agent="Norway")) == " by Norway"
    assert of_what(event("attack", "drones")) == " (drones)" and of_what(event("attack", "battle tanks")) == " (battle tanks)"
    assert of_what(event("kill", "They", agent="that")) == ""


def test_who_said_it_and_the_beginning_of_a_sentence() -> None:
    assert who(claim("x", "2024-05-01T10:00", speaker="Ana Kovac")) == "Ana Kovac, 2024-05-01"
    assert who(claim("x", "2024-05-01", speaker_org="NATO")) == "NATO, 2024-05-01"
    assert who(replace(claim("x", "2024-05-01"), published=None)) == "no speaker named, undated"
    whole = "x" * 89 + "y"
    assert shortened(whole) == whole and shortened(f"{'ab ' * 29}abcd") == f"{'ab ' * 29}…".strip()
    assert tell(Told(proposition(event("arrive")), event("arrive", modality="planned"), FIRST)) == (  # type: ignore[arg-type]
        "planned arrival of soldiers (Ana Kovac, 2024-05-01)"
    )
    assert label("shoot_down") == "interception" and label("no_such_type") == "no such type"
    assert none_told("kill", " of it") == "no deaths of it were told in this story so far" and "no attack was" in none_told("attack")


def test_the_greatest_of_the_new_figures_of_people_is_told() -> None:
    def chosen(*figures: Figure) -> str | None:
        found = told_figure(claim("x", "2024-05-03", figures=figures, places=("Balta",)), knowing(FIRST))
        return found.text if found else None

    dead, men, tanks = figure(3, counted="killed", measure="killed"), figure(900, **BALTA), figure(4000, "tank", "weapons")
    assert chosen(tanks, men, dead) == "3" and chosen(tanks, men) == "900" and chosen(tanks) == "4000" and chosen() is None
    assert chosen(figure(900, **BALTA), figure(700, measure="planned", **BALTA)) == "700" and chosen(figure(900), figure(950)) == "950"


def test_a_number_is_disputed_by_another_party_within_three_days_by_a_fifth() -> None:
    def against(value: float, day: str, party: str | None = "Sweden", **more: Any) -> bool:
        number = figure(value, **{**BALTA, **more})
        return disputed(number, claim("x", day, figures=(number,), speaker_party=party), knowing(FIRST)) is not None

    assert (
        against(150, "2024-05-04")
        and not against(150, "2024-05-05")
        and not against(161, "2024-05-04")
        and not against(150, "2024-05-04", None)
    )
    assert not against(150, "2024-05-04", "Norway") and not against(150, "2024-05-04", measure="withdrawn")
    assert days_between(claim("a", "2024-05-01"), claim("b", "2024-05-04T23:00")) == 3
    assert days_between(claim("a", "2024-05-01"), replace(claim("b", "x"), published=None)) == float("inf")


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        ({"events": ("arrive", "fact")}, "movement"),
        ({"events": ("arrive", "planned")}, "figure_change"),
        ({"events": ("withdraw", "planned")}, "withdrawal"),
        ({"events": ("withdraw", "possible")}, "figure_change"),
        ({"events": ("fight", "fact")}, "combat"),
        ({"measure": "delivered"}, "movement"),
        ({"measure": "captured"}, "other"),
        ({"measure": "wounded"}, "casualties"),
        ({"measure": "destroyed"}, "combat"),
        ({"measure": "intercepted"}, "combat"),
        ({"measure": "withdrawn"}, "withdrawal"),
        ({"measure": "planned"}, "figure_change"),
    ],
)
def test_the_kind_of_a_number(what: dict[str, Any], kind: str) -> None:
    number = figure(900, measure=what.get("measure", "total"), **BALTA)
    events = (event(what["events"][0], modality=what["events"][1], figure=number.text),) if "events" in what else ()
    found = [i for i in items(claim("x", "2024-05-03", figures=(number,), events=events), knowing(FIRST)) if i.figure is not None]
    assert [i.kind for i in found] == [kind]


def test_more_than_was_known_at_the_place_is_weighty_and_elsewhere_or_fewer_is_not() -> None:
    def weighty(value: float, first: Figure, **more: Any) -> bool:
        known = knowing(replace(FIRST, figures=(first,)))
        number = figure(value, **{**BALTA, **more})
        return any(i.weighty for i in items(claim("x", "2024-05-03", figures=(number,)), known) if i.figure is not None)

    assert weighty(400, figure(200, **BALTA)) and not weighty(150, figure(200, **BALTA)) and not weighty(400, figure(200, whose="Norway"))
    tanks = figure(200, "tank", "weapons", **BALTA)
    assert not weighty(400, tanks, what="tank", counted="weapons")
    assert not weighty(400, replace(figure(200, **BALTA), high=500.0)) and weighty(600, replace(figure(200, **BALTA), high=500.0))


def test_the_first_of_a_family_is_weighty_where_it_is_a_turn() -> None:
    def weighty(kind: str, *old: Claim, modality: str = "fact") -> bool:
        new = claim("x", "2024-05-03", events=(event(kind, agent="Norway", place="Balta", modality=modality),))
        return any(i.weighty for i in items(new, knowing(FIRST, *old)))

    assert all(weighty(kind) for kind in ("fight", "kill", "withdraw", "capture"))
    assert not weighty("arrive") and not weighty("authorise") and not weighty("withdraw", modality="planned")
    fought = claim("a", "2024-05-02", events=(event("attack", agent="Norway", place="Ostia"),))
    assert not weighty("fight", fought) and weighty("kill", fought)


def test_the_gravest_is_told_first() -> None:
    new = claim("x", "2024-05-03", figures=(figure(900, **BALTA),), places=("Balta",),
                events=(event("authorise", "soldiers", "Norway"), event("arrive", "ships", "Norway", place="Ostia"), event("fight", agent="Norway", place="Balta")))  # fmt: skip
    assert [i.kind for i in items(new, knowing(FIRST))] == ["combat", "figure_change", "movement", "status_change"]
    assert turns([[], items(new, knowing(FIRST))]) and not turns([[i] for i in items(new, knowing(FIRST)) if i.kind != "combat"])


def test_a_planned_day_that_nobody_told_is_news_and_a_known_plan_is_none() -> None:
    def plan(name: str, day: str | None) -> Claim:
        return claim(name, "2024-05-03", events=(event("arrive", "ships", "Norway", "planned", place="Balta", date=day),))

    (item,) = items(plan("x", "2024-06-01"), knowing(FIRST))
    assert item.reason == "planned arrival of ships by Norway at Balta on 2024-06-01; no arrival was told in this story so far"
    assert kinds(plan("x", None), FIRST, plan("a", "2024-06-01")) == []
    assert kinds(plan("x", "2024-06-09"), FIRST, plan("a", "2024-06-01")) == ["movement"]
    dated = replace(plan("a", "2024-06-09"), dates=(DateMention("x", 0, 1, "2024-06-09", "day", "deadline"),))
    assert kinds(plan("x", "2024-06-09"), FIRST, dated) == []


def test_the_end_of_a_deployment_is_news_and_that_of_fighting_only_what_is_to_stop() -> None:
    def ended(kind: str) -> list[str]:
        return [
            i.reason
            for i in items(claim("x", "2024-05-03", events=(event(kind, agent="Norway", modality="ended", place="Balta"),)), knowing(FIRST))
        ]

    assert ended("fight") == [] and ended("present")[0].startswith("end of presence of soldiers by Norway at Balta; so far: ")


def test_how_far_back_is_past() -> None:
    def told(day: str | None, *dates: DateMention, published: str | None = "2024-08-01") -> list[str]:
        what = event("attack", "camp", "Norway", place="Balta", date=day, start=3)
        return kinds(replace(claim("x", "2024-08-01", events=(what,), dates=dates), published=published), FIRST)

    assert told("2024-06-02") == ["combat"] and told("2024-06-01") == []
    month = DateMention("May", 9, 12, "2024-05-01", "month", "event")
    assert told(None, month) == [] or told(None, month) == ["combat"]
    assert told(None, replace(month, date="2024-05-03")) == ["combat"] and told(None, replace(month, date="2024-05-01")) == []
    assert told(None, replace(month, date="2024-01-01", start=1)) == ["combat"]
    led = replace(month, text="May 2023", date="2023-05-01", start=1)
    assert told(None, led) == [] and told(None, led, replace(month, start=2)) == ["combat"]


def test_what_happens_in_a_country_is_in_it() -> None:
    assert of_what(event("present", place="Norway")) == " of soldiers in Norway" and of_what(event("present", place="Balta")).endswith(
        " at Balta"
    )


def test_of_those_who_are_to_leave_is_not_said_that_they_are_planned() -> None:
    told = figure(300, "soldier", measure="planned", place="Balta")
    leaving = claim("x", "2024-05-01", events=(event("withdraw", figure=told.text, modality="planned"),))
    assert (
        described(told, leaving) == "soldiers to be withdrawn (Balta)"
        and described(told, claim("x", "2024-05-01")) == "soldiers planned (Balta)"
    )


def test_more_of_a_force_are_additional() -> None:
    told = figure(300, "soldier", measure="increment", place="Balta")
    assert described(told, claim("x", "2024-05-01")) == "additional soldiers (Balta)"


def test_sums_of_all_are_compared_where_neither_side_nor_place_is_told() -> None:
    def all_dead(name: str, day: str, value: float, **more: Any) -> Claim:
        return claim(name, day, f"In all {value:g} people have died.", figures=(figure(value, "people", "killed", "killed", **more),))

    old = all_dead("old", "2024-05-01", 10_000)
    (item,) = items(all_dead("new", "2024-05-09", 15_800), knowing(old))
    assert "so far: 10000" in item.reason
    # of two that may both be of a day nothing is known
    until = [replace(all_dead(name, day, value), text="They had died.", events=(event("kill", "people", figure=f"{value:g}", start=9),))
             for name, day, value in (("a", "2024-05-01", 4), ("b", "2024-05-09", 76))]  # fmt: skip
    assert [span(one.figures[0], one) for one in until] == ["until now"] * 2
    assert not knowing(until[0]).ledger.before(until[1].figures[0], until[1])
    (item,) = items(all_dead("new", "2024-05-09", 15_800, whose="Norway"), knowing(old))
    assert "no figure for the same" in item.reason


def test_losses_of_a_day_are_not_compared_with_those_of_another_day_or_with_all_so_far() -> None:
    def killed(name: str, day: str, value: float, text: str = "") -> Claim:
        number = figure(value, "soldier", "killed", "killed", **BALTA)
        text = text or f"On that day {value:g} soldiers were killed in Balta."
        death = event("kill", place="Balta", figure=number.text, date=None if "In all" in text else day, start=text.index("killed"))
        return claim(name, day, text, figures=(number,), events=(death,), places=("Balta",))

    def so_far(new: Claim, *old: Claim) -> str:
        return next(item.reason for item in items(new, knowing(*old)) if item.figure is not None)

    first = killed("first", "2024-05-01", 12)
    total = killed("total", "2024-05-03", 900, "In all 900 soldiers have been killed in Balta.")
    assert "so far: 12" in so_far(killed("second", "2024-05-02", 14), first)
    assert "no figure for the same" in so_far(killed("second", "2024-05-09", 14), first)
    assert "no figure for the same" in so_far(total, first) and "no figure for the same" in so_far(killed("next", "2024-05-04", 7), total)
    assert "so far: 900" in so_far(killed("more", "2024-06-03", 990, "In all 990 soldiers have been killed in Balta."), total)
    assert "no figure for the same side, place and time" in so_far(total, first)
    # what "had been killed" may be of all or of a day: of a day where the sum was greater
    until = killed("until", "2024-06-05", 30, "The army said that 30 soldiers had been killed in Balta.")
    until = replace(until, events=(replace(until.events[0], date=None),))
    assert "no figure for the same" in so_far(until, total)
    grown = replace(until, figures=(replace(until.figures[0], low=950, high=950),))
    assert "so far: 900" in so_far(grown, total)
    # nor is what an article looks back on any news
    assert not [i for i in items(replace(first, published="2024-11-01"), knowing(total)) if i.figure]
    # the same number on another day is of other dead
    assert so_far(killed("second", "2024-05-09", 12), first)
