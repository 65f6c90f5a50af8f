"""The comparison of a claim with what its story knows, on claims made by hand: milliseconds each."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from by_hand import BALTA, FIRST, article, claim, event, figure, kinds, knowing, vector
from storywatch.transforms.developments.compare import developments_of, is_in_scope, told_by
from storywatch.transforms.developments.evidence import NEW_THERE, new_figure
from storywatch.transforms.developments.knowledge import Knowledge
from storywatch.transforms.developments.ledger import thing
from storywatch.transforms.developments.news import described, items, of_what
from storywatch.transforms.developments.propositions import HEAD, of_deployment, proposition, surely_of_force
from storywatch.transforms.developments.told import same
from storywatch.transforms.rows import Claim, DateMention, Event, Figure


@pytest.mark.parametrize(
    ("other", "new"),
    [
        (figure(200, **BALTA), False),
        (figure(202, **BALTA), False),
        (figure(240, **BALTA), True),
        (figure(160, **BALTA), True),
        (replace(figure(200, **BALTA), low=150.0, high=250.0, approximate=True), False),
        (figure(200, "tank", "weapons", **BALTA), False),
        (figure(500, "tank", "weapons", **BALTA), True),
        (figure(500, measure="planned", **BALTA), True),
    ],
)
def test_which_figures_are_new(other: Figure, new: bool) -> None:
    told = claim("second", "2024-05-03", figures=(other,), places=("Balta",))
    assert (new_figure(other, told, knowing(FIRST)) >= NEW_THERE) == new


def test_figures_are_compared_in_one_sense_of_one_side_at_one_place_only() -> None:
    ledger = knowing(FIRST).ledger
    for other, compared in (
        (figure(900, **BALTA), True),
        (figure(900, measure="planned", **BALTA), False),
        (figure(900, measure="killed", counted="killed", **BALTA), False),
        (figure(900, whose="Sweden", place="Balta"), False),
        (figure(900, whose="Norway", place="Kursk"), False),
        (figure(900, "tank", "weapons", **BALTA), False),
    ):
        told = claim("second", "2024-05-03", figures=(other,))
        assert bool(ledger.comparable(other, told)) == compared, other
    assert thing(figure(3, "leopard 2 tank", "weapons")) != thing(figure(3, "howitzer", "weapons"))


def test_a_reason_names_both_numbers_and_who_said_the_other() -> None:
    new = claim("second", "2024-05-03", figures=(figure(500, **BALTA),), places=("Balta",))
    (item,) = items(new, knowing(FIRST))
    assert (item.kind, item.reason, item.before) == (
        "figure_change",
        "soldiers of Norway (Balta): 500; so far: 200 (Ana Kovac, 2024-05-01)",
        FIRST,
    )


def test_a_figure_of_another_sense_is_set_against_nothing() -> None:
    new = claim("second", "2024-05-03", figures=(figure(900, measure="planned", **BALTA),), places=("Balta",))
    (item,) = items(new, knowing(FIRST))
    assert item.before is None and item.reason.endswith("no figure for the same so far")


def test_only_a_clearly_lower_number_of_another_party_within_days_contradicts() -> None:
    def told(party: str, value: float, day: str = "2024-05-03") -> list[str]:
        return kinds(
            claim("second", day, figures=(figure(value, **BALTA),), places=("Balta",), speaker_party=party, source_class="official"), FIRST
        )

    assert told("Sweden", 50) == ["contradiction"]
    assert told("Norway", 50) == told("Sweden", 190) == told("Sweden", 500) == ["figure_change"]
    assert told("Sweden", 50, "2024-06-03") == ["figure_change"]
    nobody = claim("second", "2024-05-03", figures=(figure(50, **BALTA),), places=("Balta",))
    assert kinds(nobody, FIRST) == ["figure_change"]


@pytest.mark.parametrize(
    ("kind", "modality", "told"),
    [
        ("fight", "fact", ["combat"]),
        ("fight", "hypothetical", []),
        ("fight", "planned", []),
        ("fight", "possible", []),
        ("kill", "fact", ["casualties"]),
        ("withdraw", "fact", ["withdrawal"]),
        ("withdraw", "planned", ["withdrawal"]),
        ("arrive", "fact", ["movement"]),
        ("authorise", "fact", ["status_change"]),
        ("capture", "fact", ["other"]),
    ],
)
def test_the_kind_comes_from_the_event_and_its_modality(kind: str, modality: str, told: list[str]) -> None:
    assert kinds(claim("second", "2024-05-03", events=(event(kind, agent="Norway", modality=modality, place="Balta"),)), FIRST) == told


def test_a_known_event_is_no_news_and_one_of_a_later_day_is() -> None:
    def fight(name: str, day: str) -> Claim:
        return claim(name, day, events=(event("fight", agent="Norway", place="Balta", date=day),))

    assert kinds(fight("third", "2024-05-03"), FIRST, fight("second", "2024-05-03")) == []
    (item,) = items(fight("third", "2024-05-04"), knowing(FIRST, fight("second", "2024-05-03")))
    assert item.kind == "combat" and "the latest known of the kind was on 2024-05-03" in item.reason


def test_a_later_arrival_is_news_and_one_without_a_day_is_known() -> None:
    def come(name: str, day: str | None) -> Claim:
        return claim(name, "2024-05-09", events=(event("arrive", agent="Norway", place="Balta", date=day),))

    assert kinds(come("third", "2024-05-08"), come("second", "2024-05-07")) == ["movement"]
    assert kinds(come("third", None), come("second", "2024-05-07")) == []


def test_an_event_of_long_ago_is_what_an_article_looks_back_on() -> None:
    told = {"agent": "Norway", "place": "Balta"}
    assert "combat" in kinds(claim("new", "2024-06-20", events=(event("attack", **told, date="2024-06-01"),)), FIRST)
    assert "combat" not in kinds(claim("new", "2024-12-20", events=(event("attack", **told, date="2024-06-01"),)), FIRST)


def test_one_of_something_is_no_figure_that_moves_unless_it_died() -> None:
    assert kinds(claim("new", "2024-05-02", figures=(figure(1, "post", "sites", **BALTA),)), FIRST) == []
    assert kinds(claim("new", "2024-05-02", figures=(figure(1, counted="killed", measure="killed", **BALTA),)), FIRST) == ["casualties"]


def test_the_first_number_of_those_that_came_is_movement_and_another_number_a_change() -> None:
    came = claim("came", "2024-05-02", figures=(figure(40, "tank", "weapons", measure="arrived", **BALTA),))
    more = claim("more", "2024-05-09", figures=(figure(90, "tank", "weapons", measure="arrived", **BALTA),))
    assert kinds(came, FIRST) == ["movement"]
    assert kinds(more, FIRST, came) == ["figure_change"]


def test_a_reason_names_no_pronoun() -> None:
    assert of_what(event("move", agent="That", place="Balta")) == " of soldiers at Balta"
    assert of_what(event("move", "it", agent="Norway", to="Balta")) == " of Norway to Balta"


def test_what_he_and_we_do_is_no_news() -> None:
    assert kinds(claim("second", "2024-05-03", events=(event("fight", "soldiers", agent="we", place="Balta"),))) == []
    assert kinds(claim("second", "2024-05-03", events=(event("fight", "soldiers", agent="rebels", place="Balta"),))) == ["combat"]


def test_propositions_of_other_things_are_others() -> None:
    one, two = (proposition(event("present", what, agent="Norway", place="Balta")) for what in ("soldiers", "tanks"))
    assert one is not None and two is not None and not same(one, two)
    assert proposition(Event("announce", agent="Norway")) is None
    b2, b52 = (proposition(event("arrive", what, place="Balta")) for what in ("B-2 bombers", "B-52 bombers"))
    assert b2 is not None and b52 is not None and b2.thing != b52.thing


def test_what_is_no_deployment_is_out_of_scope() -> None:
    assert of_deployment(claim("a", "2024-05-01", events=(event("arrive"),)))
    assert not of_deployment(claim("a", "2024-05-01", events=(event("arrive", "guests"),)))
    assert not of_deployment(claim("a", "2024-05-01"))


def test_a_number_that_only_something_else_was_counted_with_is_new() -> None:
    told = claim("second", "2024-05-03", figures=(figure(20, "tank", "weapons", **BALTA),))
    other = claim("third", "2024-05-04", figures=(figure(20, measure="planned", **BALTA),))
    assert kinds(other, FIRST, told) == ["figure_change"]
    assert kinds(claim("again", "2024-05-05", figures=(figure(20, measure="planned", **BALTA),)), FIRST, told, other) == []


def test_an_event_of_a_year_long_ago_is_no_news() -> None:
    invasion = event("attack", "Balta", place="Balta", start=30, end=38)
    ago = DateMention("1989", 50, 54, "1989-01-01", "year", "past")
    assert kinds(claim("new", "2024-05-03", events=(invasion,)), FIRST) == ["combat"]
    assert kinds(claim("old", "2024-05-03", events=(invasion,), dates=(ago,)), FIRST) == []
    # the year of another event says nothing of this one
    later = event("present", "soldiers", place="Ostia", start=40, end=44)
    assert "combat" in kinds(claim("new", "2024-05-03", events=(invasion, later), dates=(ago,)), FIRST)


def test_of_a_weapon_is_not_said_whether_it_was_fired_or_hit() -> None:
    assert of_what(event("attack", "missiles", agent="Norway")) == " (missiles) by Norway"
    assert of_what(event("attack", "camp", agent="Norway")) == " on camp by Norway"
    assert of_what(event("authorise", "to send a battalion", agent="Norway")) == " to send a battalion by Norway"


def test_what_can_be_set_against_something_known_comes_before_what_cannot() -> None:
    lead = claim("lead", "2024-05-03", "A long lead about quite other words and names that nobody in the story knows so far.",
                 terms=("w:lead", "w:quite", "g:ostia"), events=(event("present", agent="Norway", place="Balta"),))  # fmt: skip
    number = claim(
        "number",
        "2024-05-03",
        "There are 900 soldiers in Balta by now, says the ministry.",
        figures=(figure(900, **BALTA),),
        places=("Balta",),
    )
    found = developments_of([lead, number], np.stack([vector(7), vector(8)]), "A long lead", lead.terms, knowing(FIRST), "s")
    assert found[0].claim_id == "number" and found[0].kind == "figure_change"


def test_ships_of_trade_are_no_deployment() -> None:
    def severities(counted: str, what: str) -> set[str]:
        told = claim(
            "new", "2024-05-03", "Two of them were ordered by the line this year, the firm said.", figures=(figure(2, what, counted),)
        )
        return {d.severity for d in developments_of([told], vector(3)[None], "Two ordered", told.terms, Knowledge(), "s")}

    assert severities("ships", "ship") == severities("troops", "man") == severities("troops", "crew member") == {"low"}
    assert severities("troops", "soldier") == {"high"}


def test_a_story_begins_only_with_what_can_be_nothing_but_a_deployment() -> None:
    def surely(kind: str, what: str, agent: str | None = None, **more: Any) -> bool:
        return surely_of_force(claim("new", "2024-05-03", events=(event(kind, what, agent, **more),)))

    assert surely("kill", "soldiers") and surely("attack", "camp", "rebels") and surely("attack", "depots", "Israel")
    assert surely("depart", "police officers", "Kenya") and surely("arrive", "police officers", figure="400")
    # an arrest, a crash, a plane of a holiday, what would be if
    assert not surely("capture", "man", "police") and not surely("kill", "men") and not surely("arrive", "plane")
    assert not surely("kill", "soldiers", modality="hypothetical")
    police = claim("new", "2024-05-03", events=(event("arrive", "police"),))
    assert not is_in_scope([police], Knowledge()) and not is_in_scope([police], knowing(claim("x", "2024-05-01")))
    # in a story that is of a deployment, they may be those that it is about
    assert is_in_scope([police], knowing(FIRST))
    # what a long page says of soldiers in passing makes a storm no deployment
    passing = [*(claim("x", "2024-05-01") for _ in range(HEAD)), FIRST]
    assert is_in_scope(passing[1:], knowing(claim("x", "2024-05-01"))) and not is_in_scope(passing, knowing(claim("x", "2024-05-01")))


def test_the_killed_or_wounded_are_called_so() -> None:
    told = figure(4000, "soldier", "casualties", "other", **BALTA)
    assert described(told, FIRST) == "soldiers of Norway killed or wounded (Balta)"


def test_a_number_that_only_might_be_is_no_news() -> None:
    might = event("kill", "soldiers", modality="hypothetical", figure="900")
    told = claim("second", "2024-05-03", figures=(figure(900, counted="killed", measure="killed", **BALTA),))
    assert kinds(told, FIRST) == ["casualties"]
    assert kinds(replace(told, events=(might,)), FIRST) == []


def test_captured_soldiers_are_no_casualties_and_weapons_that_are_fired_are_combat() -> None:
    taken = claim("taken", "2024-05-05", figures=(figure(2, counted="captured", measure="captured", **BALTA),), places=("Balta",))
    assert kinds(taken, FIRST) == ["other"]
    missiles = figure(100, "interceptor", "weapons", measure="other")
    fired = claim("fired", "2024-05-05", figures=(missiles,), events=(event("attack", "interceptors", agent="Norway", figure="100"),))
    assert kinds(fired, FIRST)[0] == "combat"


def test_a_decision_on_a_mission_is_of_a_deployment() -> None:
    def about(what: str) -> bool:
        return of_deployment(claim("x", "2024-05-01", events=(event("authorise", what, agent="UN Security Council"),)))

    assert about("changing the Kenyan-led mission") and about("extension of the mandate") and not about("budget")


def test_losses_that_are_only_foreseen_are_no_losses() -> None:
    def told(modality: str) -> set[str]:
        dead = figure(200, what="people", counted="killed", measure="killed")
        return kinds(
            claim("new", "2024-05-03", figures=(dead,), events=(event("kill", "people", modality=modality, figure=dead.text),)), FIRST
        )

    assert "casualties" in told("fact") and "casualties" not in told("planned")


def test_the_place_of_one_figure_is_not_that_of_another() -> None:
    town = figure(26, what="people", counted="killed", measure="killed", place="Balta")
    country = figure(130, what="people", counted="killed", measure="killed")
    both = claim("new", "2024-05-03", figures=(town, country), places=("Balta",))
    assert described(country, both) == "people killed" and described(town, both) == "people killed (Balta)"
    assert described(country, replace(both, figures=(country,))) == "people killed (Balta)"


def test_where_another_country_is_named_the_only_place_may_not_be_that_of_the_figure() -> None:
    hurt = figure(6, what="peacekeeper", counted="wounded", measure="wounded", whose="UN")
    told = claim("new", "2024-05-03", figures=(hurt,), places=("Syria",), actors=("Syria", "UN"))
    assert described(hurt, told) == "peacekeepers of UN wounded (Syria)"
    assert described(hurt, replace(told, actors=("Syria", "Lebanon", "UN"))) == "peacekeepers of UN wounded"


def test_sites_and_things_of_every_day_are_no_figures_of_a_force() -> None:
    def told(value: float, what: str, counted: str, **more: Any) -> list[str]:
        return kinds(claim("new", "2024-05-03", figures=(figure(value, what, counted, **more),)), FIRST)

    assert told(2, "site", "sites") == told(5, "car", "vehicles") == told(9, "ferry", "ships") == []
    assert told(2, "site", "sites", measure="withdrawn") == ["withdrawal"]
    assert told(5, "army car", "vehicles") == told(5, "car", "vehicles", whose="Norway") == told(5, "tank", "weapons") == ["figure_change"]


def test_a_decision_that_a_sentence_tells_beside_a_fact_is_of_no_force() -> None:
    def told(modality: str) -> list[str]:
        plan = event("depart", agent="Norway", place="Ostia", modality=modality, start=30)
        return kinds(claim("new", "2024-05-03", events=(Event("request", agent="Norway", object="fun", start=5), plan)), FIRST)

    assert "status_change" in told("planned") and "status_change" not in told("fact")


def test_a_war_of_others_told_in_passing_is_no_news() -> None:
    passing = claim("third", "2024-05-03", events=(event("attack", "Ostia", agent="Russia"),))
    told = (claim("second", "2024-05-03"), claim("again", "2024-05-03"), passing)
    assert [found.kind for found in article(*told) if found.claim_id == "third"] == []
    # of the story's own force, and where the article leads with it, it is
    own = replace(
        passing, events=(event("attack", "soldiers", agent="Russia", place="Balta", from_=None), event("present", agent="Russia"))
    )
    assert "combat" in [found.kind for found in article(*told[:2], own)]
    assert "combat" in [found.kind for found in article(passing, *told[:2])]


def test_a_second_item_of_a_kind_is_told_for_its_figure() -> None:
    came = claim("second", "2024-05-03", events=(event("arrive", "jets", agent="Norway", place="Ostia"),))
    counted = claim("third", "2024-05-03", figures=(figure(6, "jet", "aircraft", "arrived", whose="Norway", place="Ostia"),))
    assert [found.claim_id for found in article(came, counted)] == ["second", "third"]


def test_what_may_have_happened_gives_no_number_of_dead() -> None:
    number = figure(3000, "soldier", "killed", "killed", **BALTA)
    dead = event("kill", place="Balta", figure=number.text, modality="possible")
    assert not [i for i in items(claim("n", "2024-05-09", figures=(number,), events=(dead,)), knowing(FIRST)) if i.figure is not None]


def test_a_reason_says_so_where_others_did_the_like() -> None:
    other = claim("other", "2024-05-02", events=(event("attack", "convoy", agent="Sweden", place="Ostia"),))
    (item,) = items(claim("n", "2024-05-09", events=(event("attack", "port", agent="Norway", place="Balta"),)), knowing(FIRST, other))
    assert item.reason.endswith("; no attack of this force, side or place was told in this story so far")
    (item,) = items(claim("n", "2024-05-09", events=(event("kill", "soldier", place="Balta"),)), knowing(FIRST, other))
    assert item.reason.endswith("; no deaths were told in this story so far")


def test_the_same_words_with_another_name_in_them_are_told() -> None:
    one, two = (
        replace(claim(name, day), text=f"The frigate is to sail for {name} with all her crew.", terms=(f"g:{name.lower()}", "w:frigate"))
        for name, day in (("Ostia", "2024-05-01"), ("Tamar", "2024-05-03"))
    )
    known, vectors = Knowledge(), np.eye(2, 8, dtype=np.float32)
    known.add([one], vectors[:1], ())
    ((item,),) = told_by([two], vectors[:1], known)
    assert item.reason.startswith("“Tamar”, where before: “The frigate is to sail for Ostia") and item.before == one
    # sentences that are not alike, and what only looks back
    assert told_by([two], vectors[1:], known) == told_by([replace(two, background=True)], vectors[:1], known) == [[]]


@pytest.mark.parametrize(("modality", "told"), [("planned", "withdrawal"), ("fact", "withdrawal"), ("possible", "figure_change")])
def test_a_number_of_those_who_leave_is_a_withdrawal_where_it_is_sure(modality: str, told: str) -> None:
    leaving = event("withdraw", agent="Norway", modality=modality, figure="150")
    new = claim("leaving", "2024-05-05", figures=(figure(150, measure="other", place="Kursk", whose="Norway"),), events=(leaving,))
    assert [item.kind for item in items(new, knowing(FIRST)) if item.figure is not None] == [told]


def test_an_attack_by_others_on_others_is_nothing_to_compare_with() -> None:
    def attack(day: str, what: str, agent: str, place: str | None = None) -> Claim:
        return claim(day, day, events=(event("attack", what, agent=agent, place=place, date=day),))

    fleet = attack("2024-05-01", "airfield", "frigates")
    (other,) = items(attack("2024-05-09", "harbour", "rebel gunmen", "Balta"), knowing(fleet))
    assert other.before is None and "of this force, side or place" in other.reason
    for new in (attack("2024-05-09", "harbour", "two frigates", "Balta"), attack("2024-05-09", "airfield", "rebel gunmen", "Balta")):
        assert items(new, knowing(fleet))[0].before == fleet


def test_what_befell_somebody_somewhere_is_nothing_to_set_losses_against() -> None:
    def dead(day: str, who: str, place: str | None) -> Claim:
        return claim(day, day, events=(event("kill", who, agent=None, place=place, date=day),))

    new = dead("2024-05-09", "Norwegian soldiers", "Balta")
    for known, alike in (("people", False), ("Norwegian officers", True), ("soldiers", False)):
        assert [item.before is not None for item in items(new, knowing(dead("2024-05-01", known, None)))] == [alike]


def test_a_people_is_not_called_that_of_its_country_once_more() -> None:
    told = figure(13, "syrian", "killed", "killed", whose="Syria")
    assert described(told, claim("x", "2024-05-01", "It said 13 Syrians died there.")) == "Syrians killed"
