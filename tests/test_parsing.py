"""What the parser hardly knows is shown to it as a common word of the same kind; what is read stays as it is written."""

import pytest
from storywatch.transforms.claims.parsing import analyse, familiar


@pytest.mark.parametrize(
    ("word", "common"),
    [
        ("frigate", "ship"),
        ("frigates", "ships"),
        ("gendarmes", "soldiers"),
        ("infantrymen", "soldiers"),
        ("howitzer", "tank"),
        # seen often enough
        ("soldiers", None),
        ("ship", None),
        # no thing
        ("reconnoitre", None),
        # a town that the model never saw, and a name of which nothing is known
        ("Bakhmut", "washington"),
        ("Tinzaouaten", "ali"),
        ("London", None),
        ("MINUSMA", None),
        # a type of tank or somebody's name
        ("Bradleys", None),
    ],
)
def test_rare_words_are_shown_as_common_ones_of_their_kind(word: str, common: str | None) -> None:
    assert familiar(word) == common


def test_a_rare_word_keeps_its_text_and_the_sentence_its_subject() -> None:
    (sentence,) = analyse(["France keeps one frigate and 350 gendarmes in Djibouti."])
    frigate = next(w for w in sentence.words if w.text == "frigate")
    assert (frigate.tag, frigate.dep, sentence.words[frigate.head].text) == ("NN", "dobj", "keeps")


def test_a_town_of_two_words_is_one_name() -> None:
    (sentence,) = analyse(["The sailors were brought to Bandar Abbas on Friday."])
    assert [e.text for e in sentence.entities if e.label == "GPE"] == ["Bandar Abbas"]


def test_what_was_read_before_changes_nothing() -> None:
    text = "Verbytska and Sarmento left Mocímboa for Tolegen."
    before = analyse([text])
    analyse(["Verbytska, Sarmento, Mocímboa and Tolegen are names.", "Tolegen fell."])
    assert analyse([text]) == before


def test_what_a_subject_hangs_on_is_a_verb() -> None:
    (sentence,) = analyse(["Feb. 24 - Soldiers of Kenya arrive in Goma."])
    arrive = next(w for w in sentence.words if w.text == "arrive")
    assert (arrive.pos, arrive.dep) == ("VERB", "ROOT")


def test_a_name_with_hyphens_is_one_word_where_it_is_a_place_or_begins_with_an_article() -> None:
    (sentence,) = analyse(["The convoy left Faya-Largeau for al-Tanf, not for al-Qaeda."])
    words = [w.text for w in sentence.words]
    assert "Faya-Largeau" in words and "al-Tanf" in words and "Qaeda" in words


def test_a_finite_verb_is_no_subject() -> None:
    (headline,) = analyse(["Rwanda rejects claim its soldiers are in Goma"])
    told = [(w.text, w.pos, w.dep, headline.words[w.head].text) for w in headline.words[:3]]
    assert told == [("Rwanda", "PROPN", "nsubj", "rejects"), ("rejects", "VERB", "ROOT", "rejects"), ("claim", "NOUN", "dobj", "rejects")]
