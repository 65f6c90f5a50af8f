"""What a claim says to be so, and what is of a deployment: events made by hand."""

import pytest
from by_hand import claim, event, figure
from storywatch.transforms.developments.propositions import (
    Proposition,
    is_anchored,
    of_deployment,
    owner,
    proposition,
    sides_of,
    sides_told,
    surely_of_force,
)
from storywatch.transforms.rows import Claim, Event, Span


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        (event("arrive", "200 soldiers", "Norway", to="Balta"), ("presence", "troops", "Norway", "balta")),
        (event("arrive", "soldiers", "Norway", to="Balta", place="Ostia"), ("presence", "troops", "Norway", "balta")),
        (event("withdraw", "soldiers", "Norway", to="Oslo", from_="Kursk Oblast"), ("withdrawal", "troops", "Norway", "kursk")),
        (event("withdraw", "soldiers", "Norway", to="Oslo"), ("withdrawal", "troops", "Norway", None)),
        (event("deliver", "B-52 bombers", "Norway"), ("presence", "b-52", "Norway", None)),
        (event("deliver", "B-52 and F-16 jets", "Norway"), ("presence", "b-52", "Norway", None)),
        (event("deliver", "tanks", "Norway"), ("presence", "weapons", "Norway", None)),
        (event("arrive", "French soldiers", "Norway"), ("presence", "troops", "France", None)),
        (event("depart", "200 monitors", "Norway"), ("presence", "observers", "Norway", None)),
        (event("depart", "…", None), ("presence", None, None, None)),
        (event("attack", "Homs", "rebels"), ("combat", None, None, "homs")),
        (event("fight", "Ukraine", "Norway"), ("combat", None, "Norway", None)),
        (event("fight", "Norway", "Ukraine"), ("combat", None, "Norway", None)),
        (event("attack", "Ukraine", "Norway"), ("combat", None, "Ukraine", None)),
        (event("authorise", "extension of the mission", "Norway"), ("decision", "extension", "Norway", None)),
        (event("authorise", "to send a battalion", "Norway"), ("decision", "battalion", "Norway", None)),
        (event("arrive", "cheese", None), ("presence", None, None, None)),
        (Event("arrive", agent="soldiers of Norway"), ("presence", "troops", "Norway", None)),
    ],
)
def test_what_an_event_says_to_be_so(told: Event, wanted: tuple[str | None, ...]) -> None:
    said = proposition(told)
    assert said is not None and (said.family, said.thing, said.whose, said.place) == wanted and said.type == told.type


def test_acts_of_speech_say_nothing_of_a_deployment() -> None:
    assert proposition(Event("announce", agent="Norway")) is None and proposition(Event("other")) is None


def test_the_country_that_its_own_agency_speaks_of_is_the_speakers() -> None:
    own, other = (proposition(event("move", agent=agent), "Norway") for agent in ("Country", "rebels"))
    assert own is not None and own.whose == "Norway" and other is not None and other.whose is None


def test_decisions_are_of_a_kind_by_their_type_and_all_else_by_the_family() -> None:
    assert Proposition("decision", "block", None, None, None).kind == "block"
    assert Proposition("presence", "arrive", None, None, None).kind == "presence"


def test_an_event_read_by_what_its_words_mean_tells_its_force_so() -> None:
    told = proposition(event("arrive", "солдаты", spans=(Span("force:police", "x", 0, 1),)))
    assert told is not None and told.thing == "troops"


def test_whom_an_event_is_about() -> None:
    assert sides_of(event("attack", "Ukrainian camp", "Norway", place="Moscow")) == {"ukraine", "norway", "russia"}
    assert sides_of(event("attack", "camp", "gunmen")) == frozenset()


def test_whom_an_article_is_about_is_told_by_its_title_its_head_and_the_forces_that_come_and_go() -> None:
    def of(kind: str, country: str) -> Claim:
        return claim(country, "2024-05-01", events=(event(kind, "soldiers", country),))

    head, later, far = (of("attack", "Norway"), of("attack", "Sweden")), of("arrive", "France"), of("attack", "Italy")
    assert sides_told([*head, later, far], ["c:iran", "o:nato", "g:balta"]) == {"norway", "sweden", "france", "iran", "nato"}
    assert sides_told([far, *head], []) == {"italy", "norway"}


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        (event("arrive", "soldiers", place="Balta"), True),
        (event("arrive", "soldiers", to="Balta"), True),
        (event("arrive", "soldiers", figure="30"), True),
        (event("arrive", "soldiers", date="2024-05-01"), True),
        (event("arrive", "soldiers"), False),
        (event("train", "soldiers"), True),
        (event("rotate", "soldiers"), True),
        (event("arrive", "guests", place="Balta"), False),
        (event("arrive", "he", "soldiers", place="Balta"), False),
        (event("arrive", "soldiers", "We", place="Balta"), False),
        (event("attack", "soldiers"), True),
        (event("attack", "camp", place="Balta"), True),
        (event("attack", "camp", "Norway"), True),
        (event("attack", "camp"), False),
        (Event("attack", place="Balta", date="2024-05-01"), True),
        (Event("attack", place="Balta"), False),
        (event("authorise", "soldiers"), True),
        (event("authorise", "mandate of the force"), True),
        (event("authorise", "budget"), False),
        (event("agree", "budget", "Norway"), False),
        (event("agree", "ceasefire", "Norway"), True),
        (event("agree", None, "Norway"), True),
        (Event("agree", object="budget"), False),
        (event("withdraw", "soldiers"), True),
        (event("withdraw", "tents", "Norway"), True),
        (event("withdraw", "tents"), False),
        (event("withdraw", "Hezbollah"), True),
        (event("withdraw", "B-52s"), True),
    ],
)
def test_which_events_are_told_of_somebody_or_something(told: Event, wanted: bool) -> None:
    assert is_anchored(told) == wanted


@pytest.mark.parametrize(
    ("told", "of_one", "surely"),
    [
        (event("arrive", "soldiers"), True, True),
        (event("arrive", "ship"), True, False),
        (event("arrive", "overcrowded boats", figure="5"), False, False),
        (event("attack", "boat", place="Balta"), True, False),
        (event("arrive", "Libyan boats"), True, True),
        (event("move", "people", "A350 planes"), True, False),
        (event("move", "people", "B-52 bombers"), True, True),
        (event("agree", "agreement", "Norway"), True, False),
        (event("authorise", "mandate"), True, True),
        (event("arrive", "ship", "Norway"), True, True),
        (event("arrive", "ship", figure="3"), True, True),
        (event("arrive", "ship", figure="3", modality="hypothetical"), True, False),
        (event("attack", "ship", figure="3"), True, False),
        (event("attack", "camp", "Norway"), False, True),
        (event("attack", "camp", "Norway", "planned"), False, False),
        (event("attack", "Norway", "rebels"), True, True),
        # a gunman may be a robber
        (event("attack", "Norway", "gunmen"), True, False),
        (event("attack", "Norway", "guests"), False, False),
        (event("authorise", "mission"), True, True),
        (event("authorise", "soldiers"), True, True),
        (event("authorise", "ship", "Norway"), True, False),
        (event("deny", "soldiers"), False, False),
        (event("arrive", "guests", "Norway"), False, False),
    ],
)
def test_which_events_are_of_a_deployment_and_of_nothing_else(told: Event, of_one: bool, surely: bool) -> None:
    said = claim("x", "2024-05-01", events=(told,))
    assert (of_deployment(said), surely_of_force(said)) == (of_one, surely)


def test_a_count_of_soldiers_is_surely_of_a_force_and_one_of_men_is_not() -> None:
    def counted(what: str, counted: str = "troops") -> bool:
        return surely_of_force(claim("x", "2024-05-01", figures=(figure(3, what, counted),)))

    assert counted("soldier") and counted("army soldier") and not counted("man") and not counted("soldier", "killed")
    assert not surely_of_force(claim("x", "2024-05-01", events=(event("arrive"),), background=True))


def test_who_owns_a_phrase() -> None:
    assert owner("French and Italian soldiers") == "France" and owner("soldiers") is None and owner(None) is None


def test_who_agrees_is_a_country_or_body() -> None:
    def anchored(agent: str, what: str | None = None) -> bool:
        return is_anchored(Event("agree", agent=agent, object=what))

    assert anchored("Norway") and not anchored("Senator Jim Hale", "argument") and anchored("the two sides", "the deployment of troops")


def test_a_camp_for_fighters_is_of_a_deployment() -> None:
    def told(text: str, what: str) -> bool:
        return surely_of_force(
            claim("x", "2024-05-01", text, events=(Event("activate", object=what, start=text.index("put"), modality="fact"),))
        )

    assert told("Norland has put up camps for fighters of a militia.", "camps") and not told(
        "Norland has put up camps for pupils.", "camps"
    )
    assert not told("Fighters saw how Norland put up camps for pupils.", "camps") and not told("They put up a shop for soldiers.", "shop")
