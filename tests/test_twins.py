"""Stories told once more with other names."""

from pathlib import Path

from storywatch.measure.labelled import LabelledSet
from storywatch.measure.twins import MARK, Names, with_twins

ROWS = [
    {"id": "1", "story": "s", "title": "Danish howitzers for Ukraine", "text": "Denmark sends nine howitzers to Ukraine in March. Minister Troels Lund said so in Odense."},
    {"id": "2", "story": "s", "title": "Lund visits Kharkiv", "text": "The Danish minister Lund came to Kharkiv on Monday. The howitzers had come to Kharkiv before."},
    {"id": "3", "story": "t", "title": "Ferry aground", "text": "A ferry ran aground off Marstal. The minister of transport said nothing."},
    {"id": "4", "story": "u", "title": "Bread dearer", "text": "Bakers in Kolding ask more. A minister said that Jessen and Madsen knew."},
]  # fmt: skip


def twins() -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in with_twins(LabelledSet("set", Path("set"), ROWS)).articles}


def test_a_story_of_two_articles_has_a_twin_and_no_other() -> None:
    found = twins()
    assert list(found) == ["1", "1" + MARK, "2", "2" + MARK]
    assert {found["1"]["story"], found["2"]["story"]} == {"s"}
    assert {found["1" + MARK]["story"], found["2" + MARK]["story"]} == {"s" + MARK}


def test_a_twin_differs_in_names_alone() -> None:
    for name in ("1", "2"):
        told, twin = (twins()[i]["text"].split() for i in (name, name + MARK))
        assert [word for word in told if word[0].islower() or word[0].isdigit()] == [w for w in twin if w in told and not w[0].isupper()]
        assert "March" not in told or "March" in twin
        assert "Monday" not in told or "Monday" in twin


def test_it_tells_another_country_where_its_story_is_of_two() -> None:
    text = twins()["1" + MARK]["text"]
    assert "Denmark" not in text or "Ukraine" not in text


def test_names_are_the_same_in_all_articles_of_a_twin() -> None:
    first, second = twins()["1" + MARK], twins()["2" + MARK]
    minister = first["text"].split("Minister ")[1].split()[1]
    assert f"minister {minister} " in second["text"]
    assert second["title"].startswith(minister)


def test_a_name_is_a_word_that_has_a_capital_letter_nearly_always() -> None:
    names = Names.of([row["text"] for row in ROWS]).words
    assert {"lund", "kharkiv", "kolding"} <= names
    assert not {"minister", "march", "monday"} & names
