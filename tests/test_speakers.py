"""Who speaks, and for whom, in the constructions by which news says so."""

import pytest
from test_constructions import claim


def test_who_may_be_of_any_country_speaks_for_none_and_an_interior_ministry_for_where_it_is() -> None:
    assert claim("Armed men attacked the Burundian base, a Western diplomat said.").speaker_party is None
    assert claim("The interior ministry denied that 300 Cuban advisers were in Caracas.").speaker_party == "Venezuela"


def test_who_promised_a_tank_says_nothing_by_that_and_nobody_is_no_speaker() -> None:
    assert claim("The first F-16s promised by Denmark flew over Kyiv.").speaker is None
    assert claim("Seventy nations attended the conference; none pledged troops.").speaker is None


def test_who_speaks_behind_a_semicolon_says_nothing_of_what_stands_before_it() -> None:
    assert claim("The rebels claim to have shot down a helicopter at Anéfis; Bamako admits to a landing.").speaker == "rebels"


def test_neither_side_is_no_speaker_and_a_ship_is_she() -> None:
    assert claim("Neither side disclosed how many soldiers had been killed at Shusha.").speaker is None
    (event,) = (e for e in claim("The frigate fired at two boats before she returned to Souda.").events if e.to == "Souda")
    assert event.agent == "frigate"


def test_who_says_it_may_stand_last_in_a_headline() -> None:
    assert claim("North Korean troops now in Kursk, says Kyiv").speaker_party == "Ukraine"
    assert claim("Berlin shelves Patriot pledge, Kyiv told to wait").speaker is None


@pytest.mark.parametrize(
    ("text", "speaker", "party"),
    [
        # the one that a border is shared with does not speak
        ("Minister Jon Berg said 5,000 soldiers were guarding the border with Belarus.", "Jon Berg", None),
        # nor does the one whose clothes somebody wears
        ("Two lawmakers briefed by the ministry said the soldiers wore Russian uniforms.", "Two lawmakers", None),
        ('"There are no Russian units here," insisted the mayor of Bamako.', "mayor of Bamako", "Mali"),
        ("Israel's Channel 12 reported that a third battery would arrive within days.", "Israel's Channel 12", None),
        ("Le Monde reports that France will keep 300 soldiers in Gabon.", "Le Monde", None),
        ("Nato said 40 jets had taken part in the drill.", "NATO", "NATO"),
        ("Belgian peacekeepers held the post at Naqoura, a Unifil spokesman said.", "Unifil spokesman", "UN"),
        ("The provincial governor said RSF fighters had shelled the airport near Omdurman.", "provincial governor", "Sudan"),
    ],
)
def test_who_speaks_and_for_whom(text: str, speaker: str, party: str | None) -> None:
    found = claim(text)
    assert (found.speaker, found.speaker_party) == (speaker, party)


def test_who_is_said_to_recall_something_is_not_called_back() -> None:
    assert [e.type for e in claim('"They came at night," recalled a nurse at the clinic in Bunia.').events] == ["arrive"]
    assert [e.type for e in claim("Tokyo lodged a protest over the carrier.").events] == ["react"]


def test_an_embassy_speaks_for_those_whose_it_is() -> None:
    assert claim("For the first time since 2011 a British carrier will put into Tripoli, the embassy said.").speaker_party == "Britain"
    found = claim("Not one of the 48 missiles got through, claimed the air force, which put the wreckage on display.")
    assert found.speaker == "air force"


def test_he_is_nobody_who_is_named_only_within_what_he_says() -> None:
    assert claim("“If they killed Ali Hassan, there would be others,” he said.").speaker == "he"
    assert claim("The mayor counted 90 of them on the Mall, she told reporters.").speaker == "mayor"


def test_of_two_subjects_of_a_verb_of_saying_one_does_something_else() -> None:
    text = "A senior official with the council, based in Benghazi, said the rebels aimed to capture the capital."
    assert claim(text).speaker == "senior official"


def test_what_only_adds_or_underlines_something_says_nothing() -> None:
    assert claim("A rare show of force underlined the promise to resist.").speaker is None
    assert claim("The army added 300 soldiers.").speaker is None and claim("He added that 300 soldiers had come.").speaker == "He"


def test_who_tells_whom_others_killed_is_not_of_those() -> None:
    told = claim("President Ana Kovac claimed that Russians and North Koreans kill their wounded.")
    assert told.speaker_party is None


def test_nobody_speaks_for_the_country_to_which_he_was_sent_or_which_his_force_leaves() -> None:
    assert claim("The mission chief to Iceland said that the soldiers left.").speaker_party != "Iceland"
    assert claim("A unit of 2,200 marines would leave Iraq this month, the general said.").speaker_party is None


def test_who_says_it_stands_at_his_own_verb_and_office_whatever_comes_behind_him() -> None:
    told = claim("Poland has ended its mission in Balta, said General Jan Mika, and not a single soldier is left there.")
    assert (told.speaker, told.speaker_party) == ("Jan Mika", "Poland")
    assert "General Jan Mika" not in {e.object for e in told.events} | {e.agent for e in told.events}
    told = claim("According to Norway's chief of defence, Eirik Olsen, allied troops will train 2,600 Ukrainians in Poland.")
    assert (told.speaker, told.speaker_party, told.events[0].agent) == ("Eirik Olsen", "Norway", "allied troops")


def test_what_claims_lives_says_nothing() -> None:
    assert claim("The unrest has claimed the lives of 600 civilians.").speaker is None


def test_a_country_behind_according_to_is_that_of_the_speaker_and_that_where_he_is_may_not_be() -> None:
    assert claim("According to the Polish general staff, 30 drones crossed the border.").speaker_party == "Poland"
    assert claim("A Western diplomat in Bamako put the number of soldiers at 2,000.").speaker_party is None
    told = claim("The tanks will be struck, a NATO official in Naples, Italy, said.")
    assert (told.speaker, told.speaker_party) == ("NATO official", "NATO")
