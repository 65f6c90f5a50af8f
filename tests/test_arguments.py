"""Who takes part in an event, where the verb alone does not say it."""

import pytest
from storywatch.transforms.claims.extract import claims_of
from storywatch.transforms.rows import Article, Claim, Event


def claim(text: str) -> Claim:
    (found,) = claims_of(Article("a", text, published="2024-10-31", language="en")).claims
    return found


def events(text: str) -> dict[str, Event]:
    return {event.type: event for event in claim(text).events}


def test_a_visitor_arrives_and_not_those_whom_he_visits() -> None:
    assert "arrive" not in events("President Ana Kovac visited Norland's troops in Sundria for the first time.")


def test_who_goes_on_behind_what_somebody_added_is_not_he_who_added_it() -> None:
    found = events("The observers would be free, Mr Berg added, but would not be allowed to visit the base.")
    assert found["arrive"].agent == "observers" and found["arrive"].modality == "denied"


def test_a_mission_of_so_many_is_brought_with_them() -> None:
    (figure,) = claim("A small monitoring mission of some 200 observers could be brought into Sundria.").figures
    assert figure.measure == "planned"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("He withdrew Norland from the trade agreement.", "withdraw"),
        ("The family posted on the page that strength is needed.", "present"),
        ("We will keep our citizens safe.", "present"),
        ("Why do you not quit giving credence to him?", "withdraw"),
        ("He does not believe that such a course is necessary.", "train"),
        ("There were two injuries in Balta.", "present"),
    ],
)
def test_what_only_sounds_like_an_event(text: str, kind: str) -> None:
    assert kind not in events(text)


def test_there_were_none_and_there_were_two() -> None:
    assert events("There were no reported injuries in Balta.")["wound"].modality == "denied"
    told = claim("There were two injuries in Balta.")
    assert [(f.measure, f.place) for f in told.figures] == [("wounded", "Balta")]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The ship has seized 14 rifles during the operations it carried out there.", "move"),
        ("They carry on for the sake of the child.", "move"),
        ("He was nine years old when the general came to power.", "arrive"),
        ("The soldiers had sighted pirates carrying grenade launchers.", "move"),
        ("Output was stopped by a workers' strike.", "attack"),
    ],
)
def test_idioms_and_strikes_of_workers_are_no_events(text: str, kind: str) -> None:
    assert kind not in events(text)


def test_a_commander_can_be_killed_and_a_computer_cannot_be_sent_as_a_force() -> None:
    assert events("A top commander and six others have been killed in Balta.")["kill"].object == "top commander"
    assert [(f.what, f.measure) for f in claim("A top commander and six others have been killed in Balta.").figures] == [
        ("people", "killed")
    ]
    assert "kill" not in events("The proposal was killed in the committee.")


def test_what_a_deal_is_to_help_with_is_planned() -> None:
    text = "The minister announced a deal to help Sundria deploy submarines, and it has strained the alliance."
    assert events(text)["depart"].modality == "planned"


def test_an_age_and_one_of_the_last_are_no_figures() -> None:
    assert not claim("His mother had left Balta when he was five.").figures
    assert not claim("Forces seized the airport in Balta, one of the last strongholds of the rebels.").figures


def test_who_is_included_far_from_the_whole_is_of_it() -> None:
    text = "On Thursday, nearly 40 people were killed across the country, including five soldiers and a girl, activists said."
    assert [f.measure for f in claim(text).figures] == ["killed", "killed"]


def test_troops_deploy_by_themselves_and_observers_are_despatched() -> None:
    assert events("Norland's troops have deployed to Balta.")["depart"].to == "Balta"
    assert events("The league despatched 165 observers to Sundria.")["depart"].figure == "165"


def test_what_is_seized_beside_rifles_is_nobody() -> None:
    told = claim("Six rifles, 12 magazines and 300 rounds were seized from the boats.").figures
    assert [(f.counted, f.measure) for f in told] == [("weapons", "captured"), (None, "captured"), (None, "captured")]


def test_who_is_put_out_of_business_and_tax_returns_go_nowhere() -> None:
    assert "depart" not in events("We put them out of business.")
    assert "move" not in events("They have sought to link his personal tax returns to the policies.")
    assert "kill" not in events("Losing Balta would be a blow to the government.")


def test_what_an_opposed_law_would_be_used_for_has_not_happened() -> None:
    assert events("He said he opposed using the act to deploy active-duty forces.")["depart"].modality == "possible"


def test_the_name_of_a_thing_has_its_hyphen_and_no_number() -> None:
    assert [f.what for f in claim("Norland has as few as 40 fixed-wing aircraft.").figures] == ["fixed-wing aircraft"]
    assert [f.what for f in claim("Its estimated 5,000 residents had been moved to Balta.").figures] == ["resident"]


def test_of_a_group_that_went_missing_the_part_did_too() -> None:
    (figure,) = claim("A group of men, including four guards, went missing on July 14.").figures
    assert figure.measure == "missing"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Norland engages in panda diplomacy.", "fight"),
        ("The troops built on recent advances into the town.", "activate"),
        ("An inmate on Tuesday launched the first court bid.", "activate"),
        ("Rebels have downed a warplane flying over the town.", "move"),
        ("He was sentenced to death on charges that he participated in the attack on a post.", "present"),
        ("The worst attack was a 2007 bomb in Balta that killed 17 people.", "kill"),
    ],
)
def test_what_is_no_event_of_its_own(text: str, kind: str) -> None:
    assert kind not in events(text)


def test_a_year_is_no_number_and_an_age_needs_no_second_comma() -> None:
    (figure,) = claim("They want to keep up to 10,000 Norland troops in the country beyond 2014.").figures
    assert figure.high == 10_000


def test_what_is_done_rather_than_something_else_is_denied() -> None:
    assert events("It is likely to focus on providing security rather than training Norland forces.")["train"].modality == "denied"


def test_the_day_of_a_sentence_is_not_that_of_the_deed() -> None:
    assert events("He was sentenced to death on Monday on charges that he took part in the attack on a post.")["attack"].date is None


def test_hundreds_in_the_streets_are_people_and_the_killed_are() -> None:
    text = "Norland killed five soldiers on Monday. Hundreds took to the streets of Balta to celebrate the truce."
    told = [f.what for c in claims_of(Article("a", text, published="2024-10-31", language="en")).claims for f in c.figures]
    assert told == ["soldier", "people"]
    assert claim("At least 17 children and 14 women were among the 67 killed in the assault.").figures[-1].what == "people"


def test_a_purpose_is_no_fact_and_who_speaks_for_himself_has_no_party() -> None:
    assert events("Norland has become a magnet for training talented fighters.")["train"].modality == "hypothetical"
    assert claim("“They never killed anyone,” a former U.N. employee in Norway told reporters.").speaker_party is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("They might leave the party looking soft.", "depart"),
        ("The members are likely to stay loyal.", "present"),
        ("Five of his advisers have quit since Monday.", "withdraw"),
        ("The officers came to the house to serve a warrant.", "present"),
        ("3,000 sailors go to work there each day.", "depart"),
    ],
)
def test_who_is_left_or_stays_somehow_goes_nowhere(text: str, kind: str) -> None:
    assert kind not in events(text)


def test_who_is_caught_is_captured_and_he_is_no_unit() -> None:
    assert events("The commandos boarded the ship and caught 12 rebels.")["capture"].figure == "12"
    found = events("A task force has arrested a robber who shot four people after he was kicked out.")
    assert "withdraw" not in found or found["withdraw"].object != "task force"


def test_who_is_supplied_with_something_gets_it() -> None:
    found = events("Norland supplied Sundria with 40 tanks in May.")["deliver"]
    assert found.object == "tanks" and found.to == "Sundria" and found.figure == "40"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The announcements caught Norway off guard.", "capture"),
        ("The opposition said it would set up a National Council on Sunday.", "activate"),
        ("There was blood everywhere from where people had been cut.", "withdraw"),
        ("The bodies of eight people had been pulled out earlier in the day.", "withdraw"),
        ("She pulled out her weapon.", "withdraw"),
        ("Students abandon the most promising career track.", "withdraw"),
    ],
)
def test_what_is_caught_set_up_cut_or_pulled_out_and_is_no_force(text: str, kind: str) -> None:
    assert kind not in events(text)


def test_who_is_blamed_or_punished_for_it_did_it() -> None:
    assert events("Norway criticised Sweden for sending troops to Balta.")["depart"].agent == "Sweden"
    assert (
        events("Norway imposed further sanctions on Sweden for continuing to provide weapons to the rebels.")["deliver"].agent == "Sweden"
    )


def test_who_takes_over_buildings_captures_them_and_who_takes_over_a_camp_relieves_somebody() -> None:
    assert events("Rebels have taken over government buildings in Balta.")["capture"].object == "government buildings"
    assert "rotate" in events("Norland's battalion took over Camp Ostia from its predecessors.")
