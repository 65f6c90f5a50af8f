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
