"""Who does what in clauses without a subject or a tense of their own."""

import pytest
from storywatch.transforms.claims.extract import claims_of
from storywatch.transforms.developments.wording import described
from storywatch.transforms.rows import Article, Claim, Event


def claims(text: str) -> tuple[Claim, ...]:
    return claims_of(Article("a", text, published="2024-10-31", language="en")).claims


def events(text: str) -> tuple[Event, ...]:
    return claims(text)[0].events


def told(text: str) -> list[tuple[str, str, str | None, str | None]]:
    """(type, modality, agent, object) of each event."""
    return [(e.type, e.modality, e.agent, e.object) for e in claims(text)[0].events]


@pytest.mark.parametrize(
    "text", ["The convoy was ambushed on Monday, killing two soldiers.", "The convoy came under fire on Monday, killing two soldiers."]
)
def test_whom_it_is_done_to_does_not_do_what_follows_from_it(text: str) -> None:
    assert ("kill", "fact", None, "soldiers") in told(text)


def test_who_comes_under_fire_is_attacked_and_who_is_criticised_is_not() -> None:
    assert told("U.N. peacekeepers have come under fire in Balta.") == [("attack", "fact", None, "U.N. peacekeepers")]
    assert "attack" not in [kind for kind, *_ in told("President Norman came under fire for his remarks.")]


def test_what_somebody_is_called_on_to_do_goes_on_behind_the_comma() -> None:
    text = "Norland hosted envoys on Tuesday and called on Sudland to stop using force, comply with the truce and withdraw armed groups from cities."
    assert ("withdraw", "planned", "Sudland", "armed groups") in told(text)


def test_what_somebody_is_to_have_done_has_not_happened() -> None:
    assert told("I told him that he will have thousands of people killed if he does that.")[0][:2] == ("kill", "hypothetical")


def test_the_things_that_one_needs_are_not_asked_for() -> None:
    assert "request" not in [kind for kind, *_ in told("The council has no problem finding the weapons they need.")]
    assert ("request", "fact", "council", "weapons") in told("The council asked for weapons.")


def test_two_that_fight_are_named_and_not_counted() -> None:
    assert not claims("A soldier died in clashes between the two forces in Balta.")[0].figures


def test_a_figure_over_several_places_is_of_none_of_them() -> None:
    assert claims("At least 60 soldiers were killed in Balta, Kerma and Ostia on Friday.")[0].figures[0].place is None
    assert claims("At least 60 soldiers were killed in Kursk on Friday.")[0].figures[0].place == "Kursk"


def test_a_sentence_that_names_nothing_goes_on_with_the_past() -> None:
    past = "Norland's army razed the town of Balta in 1982. "
    assert [c.background for c in claims(past + "Up to 30,000 people were killed.")] == [True, True]
    assert [c.background for c in claims(past + "Up to 300 people were killed on Tuesday.")] == [True, False]
    assert [c.background for c in claims("The army stormed the town of Balta on Tuesday. Up to 300 people were killed.")] == [False, False]


def test_a_day_of_one_clause_is_not_that_of_the_next() -> None:
    (claim,) = claims("Crowds marched again on Tuesday in Balta after soldiers fired on demonstrators on Monday.")
    assert [(e.type, e.date) for e in claim.events] == [("attack", "2024-10-28")]


def test_what_was_counted_over_decades_is_no_news() -> None:
    assert claims("Mines have caused the deaths of 861 soldiers over the past two decades.")[0].background
    assert not claims("Mines have caused the deaths of 861 soldiers over the past two days.")[0].background


def test_who_says_something_else_in_a_clause_beside_is_not_the_speaker() -> None:
    text = "State television said four soldiers were killed in Balta, though an activist, Ana Kovac, said rebels had shot nine."
    assert claims(text)[0].speaker == "State television"
    assert claims("State television said an officer, Ana Kovac, said that four soldiers were killed.")[0].speaker != "State television"


def test_who_is_ordered_somewhere_is_not_there_yet_and_who_is_unable_has_not() -> None:
    (claim,) = claims("President Norman ordered nearly 30,000 additional troops to Balta on Tuesday.")
    assert [(e.type, e.to) for e in claim.events] == [("authorise", "Balta")]
    assert claim.figures[0].measure == "authorised"
    assert told("The rebels were unable to capture the town.")[0][:2] == ("capture", "denied")
    assert told("The rebels are capable of attacking Balta.")[0][1] == "possible"


def test_money_that_is_sent_is_no_force() -> None:
    text = "Norland is delivering 10 helicopters and told of its intention to send $650 million in aid."
    assert "depart" not in [kind for kind, *_ in told(text)]


def test_the_course_of_a_day_is_no_training() -> None:
    assert "train" not in [kind for kind, *_ in told("During the course of Sunday 13 soldiers were killed.")]
    assert ("train", "fact", None, "Soldiers") in told("Soldiers completed a course in Balta.")


def test_the_outskirts_of_a_town_are_the_town() -> None:
    assert claims("Gunmen fired on a car on the outskirts of the ancient town of Maaloula.")[0].events[0].place == "Maaloula"


def test_carriers_of_troops_are_no_ships() -> None:
    assert claims("Three troop carriers were in the street.")[0].figures[0].counted == "vehicles"


@pytest.mark.parametrize(
    "text",
    [
        "The rebels fought two wars, leaving the region in ruins.",
        "The soldiers would be left on their own.",
        "That would leave Norland with 400 soldiers in Balta.",
    ],
)
def test_who_leaves_something_as_it_is_does_not_go(text: str) -> None:
    assert "depart" not in [kind for kind, *_ in told(text)] and "withdraw" not in [kind for kind, *_ in told(text)]


def test_who_leaves_with_something_goes() -> None:
    assert told("The soldiers left Balta with their weapons in trucks.")[0][0] == "depart"


def test_what_follows_behind_a_clause_is_of_the_main_one() -> None:
    assert ("kill", "fact", "Militants", "people") in told("Militants attacked a base as soldiers cast their votes, killing 21 people.")


def test_more_that_are_to_leave_are_no_increment() -> None:
    assert claims("Another four brigades would be withdrawn from Balta by July, he said.")[0].figures[0].measure == "planned"
    assert claims("Another four brigades would be sent to Balta by July, he said.")[0].figures[0].measure == "increment"


def test_who_suffers_reports_or_sees_an_attack_does_not_attack() -> None:
    assert ("attack", "fact", None, "base") in told("The base suffered an attack on Sunday.")
    assert ("attack", "fact", "army", None) in told("The army launched an attack on Sunday.")
    assert all(agent is None for _, _, agent, _ in told("Balta saw heavy fighting on Sunday."))


def test_the_inhabitants_of_a_town_are_not_captured_with_it() -> None:
    (claim,) = claims("Militants seized the town of 20,000 people on Sunday.")
    assert all(f.measure != "captured" for f in claim.figures)
    (claim,) = claims("Militants seized the town of 20,000 at the weekend.")
    assert [(f.what, f.measure) for f in claim.figures] == [("inhabitant", "other")]


def test_the_day_before_something_is_not_yesterday() -> None:
    assert claims("Two soldiers died the day before the vote.")[0].events[0].date is None
    assert claims("Two soldiers had died the day before, the army said.")[0].events[0].date == "2024-10-30"


def test_a_war_of_long_ago_is_background() -> None:
    assert claims("A gunner in World War Two, he survived the destruction of his tank by a shell.")[0].background


def test_what_a_dialogue_is_to_agree_on_is_not_planned() -> None:
    text = "Others insist that without dialogue with the authorities to agree on reforms the country faces a dark future."
    assert ("agree", "hypothetical") in [of[:2] for of in told(text)]


def test_who_does_not_say_how_many_denies_nothing() -> None:
    assert told("He did not say how many jets had been deployed.")[0][1] == "fact"
    assert told("He did not say that jets had been deployed.")[0][1] != "fact"


def test_tens_of_thousands_who_were_killed_are_people() -> None:
    assert [(f.what, f.measure) for f in claims("The army has killed tens of thousands.")[0].figures] == [("people", "killed")]


def test_the_place_of_a_part_is_not_that_of_all_and_veterans_are_no_troops() -> None:
    (claim,) = claims("Two activist groups put Tuesday's toll at 84 - the majority in Idlib province in the north-west.")
    assert described(claim.figures[0], claim) == "deaths"
    (claim,) = claims("Two activist groups put Tuesday's toll at 84 in Idlib province in the north-west.")
    assert described(claim.figures[0], claim) == "deaths (Idlib)"
    assert claims("Some 800,000 veterans gained access to care.")[0].figures[0].counted == "people"


def test_a_rocket_that_is_launched_at_nobody_is_no_attack() -> None:
    assert [e.type for e in events("Norway launched a long-range rocket on Thursday.")] == ["other"]
    assert [e.type for e in events("Two tanks were hit when Norway launched a missile.")][-1] == "attack"
    assert [e.type for e in events("Norway launched dozens of missiles at the base.")] == ["attack"]


def test_a_shell_that_slams_into_a_house_is_no_critic_and_who_leaves_somebody_does_not_withdraw() -> None:
    assert "attack" in [e.type for e in events("Four people were killed when a tank shell slammed into the third floor.")]
    assert [e.type for e in events("Four of his advisers have abandoned him.")] == ["other"]
    assert [e.type for e in events("The soldiers abandoned the base on Monday.")] == ["withdraw"]


def test_the_day_of_remembrance_is_not_that_of_the_event_and_what_is_called_for_is_planned() -> None:
    assert not events("It is the five-year anniversary of an incident in which security forces killed at least a dozen protesters.")
    found = events("The November scheme called for an end to violence from whatever source, the withdrawal of armed forces.")
    assert [(e.type, e.modality) for e in found if e.type == "withdraw"] == [("withdraw", "planned")]


def test_what_hyphens_join_is_one_name() -> None:
    (launch,) = events("NATO has launched around-the-clock surveillance flights over Libya.")
    assert launch.object == "around-the-clock surveillance flights"


def test_who_ends_operations_against_somebody_does_not_leave() -> None:
    assert "withdraw" not in [e.type for e in events("He urged Syria to end military operations against civilian demonstrators.")]
    assert "withdraw" in [e.type for e in events("The United States ended combat operations in Iraq.")]


def test_a_name_with_its_abbreviation_is_the_name() -> None:
    (arrival,) = events("Convoys with weapons have arrived in the Islamic Maghreb (AQIM) this week.")
    assert arrival.place and "(" not in arrival.place


def test_a_crowd_that_is_likened_to_an_army_is_none() -> None:
    assert told("Putin will bring an army of executives to Beijing.")[0][3] == "executives"
    assert told("A battalion of tanks arrived in Balta.")[0][2] == "battalion"


def test_what_weapons_hit_is_attacked_whatever_it_is_and_a_plane_that_hits_the_ground_attacks_nobody() -> None:
    hits = ("Norland's warplanes hit the television office in Balta.", "Shells hit a mosque.", "Two helicopters were hit by ground fire.")
    assert [[e.type for e in events(text)] for text in hits] == [["attack"]] * 3
    assert [e.type for e in events("He saw the plane hit the ground.")] == ["other"]
    assert [e.type for e in events("The costs hit the television office.")] == ["other"]


def test_what_came_of_an_attempt_is_a_fact() -> None:
    assert told("Norland sent in troops to try to dislodge the rebels, killing up to five.")[-1][:2] == ("kill", "fact")
    assert told("Norland plans to storm the town, killing all.")[-1][:2] != ("kill", "fact")


def test_there_will_be_nobody_left() -> None:
    assert told("There will not be any rebels left in Balta.")[0][:2] == ("present", "denied")
    assert told("There are 20 rebels left in Balta.")[0][:2] == ("present", "fact")


def test_who_takes_up_or_carries_arms_goes_nowhere() -> None:
    assert [e.type for e in events("He offered amnesty to those who have taken up arms against Sundria.")] == ["other"]
    assert [e.type for e in events("The soldiers took up positions near Balta.")] == ["arrive"]
    assert "move" not in [e.type for e in events("Police in helmets and carrying rifles surrounded the temple.")]
    assert ("move", "tanks") in [(e.type, e.object) for e in events("Trucks carrying 40 tanks crossed the border.")]


def test_whom_somebody_gets_is_no_delivery_and_what_is_sent_may_be_no_force() -> None:
    assert "deliver" not in [e.type for e in events("Their group was made up of seven people, we got three of them.")]
    assert "depart" not in [e.type for e in events("The rebels plan to find the recorders and send them to Balta.")]
    assert "depart" in [e.type for e in events("Norland will train the officers and send them to Balta.")]


def test_the_past_is_background_where_somebody_only_judged_it() -> None:
    text = "In 1988, a warship of Norland shot down an airliner, killing all 290 passengers, in what Norland said was an accident."
    assert claims(text)[0].background


@pytest.mark.parametrize(
    ("text", "kind", "day"),
    [
        ("On Sunday, the spokesman said on Monday, rebels had attacked the base.", "attack", "2024-10-27"),
        ("The frigate left Toulon on 3 October and reached Djibouti nine days later.", "arrive", "2024-10-12"),
        ("The statement of 12 October says the unit left that day.", "depart", "2024-10-12"),
        ("Two days later the rebels attacked the base.", "attack", None),
        ("The soldiers are expected on the 5th.", "arrive", "2024-11-05"),
    ],
)
def test_a_day_that_is_told_from_another_one(text: str, kind: str, day: str | None) -> None:
    assert next(e.date for e in claims(text)[0].events if e.type == kind) == day
