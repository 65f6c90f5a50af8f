from hypothesis import given
from hypothesis import strategies as st
from storywatch.transforms.claims.sentences import sentences


def cut(text: str) -> list[str]:
    return [text[a:b] for a, b in sentences(text)]


def test_ranks_and_months_do_not_end_a_sentence() -> None:
    text = "Maj. Gen. Pat Ryder spoke on Nov. 4 in St. Petersburg. Sgt. Smith of the 3rd Bn. was hurt."
    assert cut(text) == ["Maj. Gen. Pat Ryder spoke on Nov. 4 in St. Petersburg.", "Sgt. Smith of the 3rd Bn. was hurt."]


def test_a_quotation_ends_before_the_next_begins() -> None:
    assert cut("“They are there.” “We see them,” he said.") == ["“They are there.”", "“We see them,” he said."]


def test_a_heading_is_a_sentence_and_a_wrapped_line_is_not() -> None:
    assert cut("What came before\n\nThe troops left.") == ["What came before", "The troops left."]
    assert cut("The troops left the\ncamp on Monday and went\nhome.") == ["The troops left the\ncamp on Monday and went\nhome."]


@given(st.text(max_size=400))
def test_offsets_are_in_order_and_inside_the_text(text: str) -> None:
    at = 0
    for start, end in sentences(text):
        assert at <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        at = end


def test_a_lost_space_between_sentences_is_made_good() -> None:
    text = "Rebels shelled the harbour.Soldiers of the U.S. left.They went to example.org, St.Peter and Node.Js."
    assert [text[a:b] for a, b in sentences(text)] == [
        "Rebels shelled the harbour.",
        "Soldiers of the U.S. left.",
        "They went to example.org, St.Peter and Node.Js.",
    ]


def test_a_heading_that_runs_into_a_sentence_ends_where_it_begins() -> None:
    heading = "Norland: Rebels hold the port Wife of a captain speaks"
    assert cut(f"{heading} The army left Balta on Monday.") == [heading, "The army left Balta on Monday."]
    assert cut("Photo: Jon Berg) A soldier stands guard.") == ["Photo: Jon Berg)", "A soldier stands guard."]
    for whole in (
        "Norland's Troops Leave As the Junta Turns to Others.",
        "He was charged over Class A drugs.",
        "Prime Minister Liu He signed the order in The Hague.",
        "They read it in The Ostia Times on Monday.",
    ):
        assert cut(whole) == [whole]


def test_items_of_a_list_without_stops_are_cut_where_one_begins_with_a_number() -> None:
    text = "Troops shot dead six people in the town Some 4,000 people mourned a man killed on Friday Six civilians died in the villages."
    assert [text[a:b] for a, b in sentences(text)] == [
        "Troops shot dead six people in the town", "Some 4,000 people mourned a man killed on Friday", "Six civilians died in the villages.",
    ]  # fmt: skip
    for one in ("They watched Channel Four news in the town hall.", "The Group of Seven nations met.", "She read Eleven Days in Balta."):
        assert [one[a:b] for a, b in sentences(one)] == [one]
