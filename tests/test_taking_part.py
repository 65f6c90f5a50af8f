"""Who takes part in what happens, where the words around him name others too."""

from test_constructions import claim


def test_who_is_pulled_from_the_rubble_is_not_withdrawn() -> None:
    told = claim("Rescuers pulled three men from the rubble of the school.")
    assert not {e.type for e in told.events} & {"withdraw"} and [f.measure for f in told.figures] == ["other"]


def test_who_is_let_in_by_the_way_and_who_storms_into_a_hotel_decides_and_attacks_nothing() -> None:
    assert "authorise" not in {e.type for e in claim("The rebels opened a corridor, allowing fighters to flow in.").events}
    assert "attack" not in {e.type for e in claim("A woman who stormed into a hotel has been released.").events}
    assert "withdraw" not in {e.type for e in claim("The ministry is to hand over the embassy to the council.").events}


def test_a_number_at_the_head_of_a_clause_is_of_those_counted_before() -> None:
    told = claim("Norland's forces killed 17 demonstrators and two were captured in Balta.")
    assert [(e.type, e.object, e.place) for e in told.events] == [("kill", "demonstrators", None), ("capture", "demonstrators", "Balta")]


def test_it_is_who_decides_not_the_mission_named_between() -> None:
    (event,) = (
        e for e in claim("Hungary stays out of the training mission, nor will it let weapons pass.").events if e.type == "authorise"
    )
    assert event.agent == "Hungary"


def test_people_who_flee_are_no_force_that_sets_out() -> None:
    assert "depart" not in {e.type for e in claim("Some 6,000 people fled the town.").events}


def test_whose_leader_it_is_is_not_who_does_it() -> None:
    (event,) = claim("Forces loyal to deposed leader Jan Olsen have destroyed trucks at the oil field.").events
    assert (event.type, event.agent) == ("destroy", "Forces")


def test_who_is_caught_in_a_war_is_not_captured_and_tanks_make_no_threats() -> None:
    assert "capture" not in {e.type for e in claim("People caught in the civil war need aid.").events}
    assert "threaten" not in {e.type for e in claim("We will strike tanks that threaten civilians.").events}


def test_who_is_stopped_from_doing_something_is_not_blocked_and_operations_are_no_reinforcement() -> None:
    assert {e.type for e in claim("They should send troops to stop the militia killing civilians.").events} <= {"depart", "kill"}
    assert "reinforce" not in {e.type for e in claim("The security forces have stepped up military operations.").events}
    (event,) = claim("The truce, which should be marked by troop withdrawals if it holds, is near.").events
    assert (event.type, event.modality) == ("withdraw", "hypothetical")


def test_what_is_bought_goes_to_who_buys_it() -> None:
    (event,) = claim("The four ships were bought by Norway.").events
    assert (event.type, event.to) == ("deliver", "Norway")


def test_where_it_happens_is_not_what_it_happens_to() -> None:
    told = claim("The change was underscored by events in Washington, where the Libyan Embassy reopened on Thursday.")
    assert told.events and "Washington" not in {e.object for e in told.events}
