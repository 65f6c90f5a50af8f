"""Which force a pronoun means, forces that the parser hides, and what is no force at all."""

import pytest
from storywatch.transforms.claims.extract import claims_of
from storywatch.transforms.rows import Article, Event


def events(text: str) -> list[tuple[str, str | None, str | None]]:
    return [(e.type, e.agent, e.object) for c in claims_of(Article("a", text, published="2025-05-01")).claims for e in c.events]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Some 300 soldiers left Goma on Monday. They crossed into Rwanda by night.", ("move", "soldiers", None)),
        ("The frigate is in the Caribbean Sea. It arrived on November 16.", ("arrive", "frigate", None)),
        # two forces of the number of the pronoun: nobody knows which
        ("Soldiers left Goma as tanks entered Bukavu. They crossed into Rwanda by night.", ("move", "They", None)),
        # one soldier is not they
        ("The frigate is in the Caribbean Sea. They arrived on November 16.", ("arrive", "They", None)),
    ],
)
def test_a_pronoun_is_the_one_force_of_its_number_in_the_sentence_before(text: str, told: tuple[str, str, None]) -> None:
    assert told in events(text)


def test_the_words_of_a_pronoun_s_force_are_those_of_the_text() -> None:
    article = Article("a", "Some 300 soldiers left Goma on Monday. They crossed into Rwanda by night.", published="2025-05-01")
    event: Event = claims_of(article).claims[1].events[0]
    span = next(s for s in event.spans if s.field == "agent")
    assert article.text[span.start : span.end] == span.text == "soldiers"


def test_forces_that_share_a_noun_and_participles_taken_for_past_tenses() -> None:
    article = Article(
        "a", "A US military plane brought 75 Guatemalan and eight Salvadoran soldiers to Port-au-Prince.", published="2025-01-04"
    )
    (claim,) = claims_of(article).claims
    assert [(f.low, f.measure, f.counted) for f in claim.figures] == [(75, "arrived", "troops"), (8, "arrived", "troops")]
    assert ("depart", None, "Colombian police") in events("Of the 2,300 Colombian police sent to Buenaventura, 85 were women.")


def test_those_who_vote_are_no_force() -> None:
    for text in ("Thirteen members voted in favour; Russia and China abstained.", "Twelve members were in favour of the text."):
        assert claims_of(Article("a", text, published="2025-05-01")).claims[0].figures == ()


def test_who_is_taken_to_hospital_moves_no_force_and_a_missile_into_the_sea_attacks_nobody() -> None:
    assert ("move", "officer", None) not in events("The officer had been flown to hospital but died of his wounds.")
    told = events("North Korea launched an intercontinental ballistic missile towards the sea off its east coast on Thursday.")
    assert not any(kind == "attack" for kind, *_ in told)
    assert any(kind == "attack" for kind, *_ in events("North Korea fired two missiles at a ship off its east coast on Thursday."))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Prague is thinking of sending soldiers to Ukraine.", ("depart", "possible")),
        ("Prague sent soldiers to Ukraine.", ("depart", "fact")),
        ("Only 220 paratroopers took part in the exercise.", ("train", "fact")),
        ("The unit fired 1,800 shells in a week and received 2,400 from Prague.", ("deliver", "fact")),
    ],
)
def test_what_is_thought_of_and_who_takes_part(text: str, told: tuple[str, str]) -> None:
    (claim,) = claims_of(Article("a", text, published="2025-05-01")).claims
    assert told in [(e.type, e.modality) for e in claim.events]


def test_what_was_fired_is_told_where_nobody_fired_it() -> None:
    assert ("attack", None, "missiles") in events("Qatar's air defences intercepted 13 of 14 missiles fired at Al Udeid.")
