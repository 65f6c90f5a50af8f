import pytest
from storywatch.transforms.claims.dates import dates

PUBLISHED = "2024-10-29"  # a Tuesday


@pytest.mark.parametrize(
    ("text", "date", "frame"),
    [
        ("he said on Tuesday", "2024-10-29", "event"),
        ("he said on Monday", "2024-10-28", "event"),
        ("the day before", "2024-10-28", "event"),
        ("they came on October 24", "2024-10-24", "event"),
        ("signed in June", "2024-06-01", "past"),
        ("they left last month", "2024-09-01", "past"),
        ("there since March", "2024-03-01", "since"),
        ("will leave by 15 January", "2025-01-15", "deadline"),
        ("ready by the end of 2027", "2027-01-01", "deadline"),
        ("will come on 8 April 2025", "2025-04-08", "deadline"),
        ("three weeks ago", "2024-10-08", "past"),
        ("on 2024-10-27", "2024-10-27", "event"),
        ("the violence of the 2007-2008 election", "2007-01-01", "past"),
        ("in the winter of 2022/23", "2022-01-01", "past"),
        ("left on 3 October and arrived nine days later", "2024-10-12", "past"),
        ("attacked on Saturday and left the following day", "2024-10-27", "event"),
        ("signed on 24 October and sailed that night", "2024-10-24", "event"),
        ("left late last night", "2024-10-28", "event"),
    ],
)
def test_resolves_against_publication(text: str, date: str, frame: str) -> None:
    found = dates(text, PUBLISHED)[-1]
    assert (found.date, found.frame) == (date, frame)
    assert text[found.start : found.end] == found.text


def test_without_publication_only_full_dates_are_resolved() -> None:
    assert dates("on Monday and in June", None) == ()
    assert dates("on 8 April 2025", None)[0].date == "2025-04-08"


def test_may_the_verb_is_no_month() -> None:
    assert dates("They may go home.", PUBLISHED) == ()


def test_what_came_later_than_another_sentence_tells_has_no_day() -> None:
    assert dates("Two days later the rebels attacked.", PUBLISHED) == ()
