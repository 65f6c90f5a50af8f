"""What a story knows, and what a claim or an article adds to it: on claims made by hand."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from by_hand import BALTA, FIRST, claim, event, figure, knowing, vector
from storywatch.transforms.developments.evidence import (
    BACKGROUND_COUNTS,
    FEATURES,
    KNOWN_NUMBER,
    NEW_THERE,
    article_features,
    evidence,
    is_later,
    is_new,
    is_new_number,
    new_figure,
)
from storywatch.transforms.developments.knowledge import SEVERAL, Knowledge, family_name, pairs, sites
from storywatch.transforms.rows import Claim, DateMention, Event
from storywatch.transforms.stories.profile import rarity


def new(**more: Any) -> Claim:
    return claim("new", "2024-05-10", **more)


def test_the_evidence_of_a_claim() -> None:
    terms = ("c:norway", "o:frigate", "v:say", "v:sail", "w:first")
    told = new(
        terms=terms, figures=(figure(500, **BALTA),), speaker="Lars Holm", events=(event("attack", place="Ostia", date="2024-05-09"),)
    )
    found = evidence(told, vector(0), knowing(FIRST))
    unknown = rarity("o:frigate") + rarity("v:sail")
    assert found == pytest.approx({
        "distance": 0.0, "familiar": 1.0, "central": 1.0, "new_words": unknown / sum(map(rarity, terms)),
        "new_names": rarity("o:frigate") / 4, "new_pairs": 4 / 6, "new_figure": 1.0, "new_event": 1.0, "later_event": 1.0, "background": 0.0,
        "known_day": 0.0, "new_speaker": 1.0,
    }, abs=1e-6)  # fmt: skip


def test_what_is_known_is_no_evidence() -> None:
    found = evidence(replace(FIRST, claim_id="again"), vector(0), knowing(FIRST))
    assert {name for name, value in found.items() if value > 0.001} == {"familiar", "central"}
    # a sentence without a word tells nothing, and one without a verb is half new
    empty = evidence(new(terms=()), vector(3), Knowledge())
    assert (empty["new_words"], empty["new_pairs"], empty["distance"], empty["familiar"], empty["central"]) == (0, 0.5, 1, 0, 0)
    assert evidence(new(terms=tuple(f"o:xx{i}" for i in range(9))), vector(3), Knowledge())["new_names"] == 4


def test_a_day_that_the_story_told_is_known_for_some_days() -> None:
    known = knowing(replace(FIRST, dates=(DateMention("x", 0, 1, "2024-05-09", "day", "event"),)))

    def of(day: str, published: str, precision: str = "day") -> float:
        told = replace(new(dates=(DateMention("x", 0, 1, day, precision, "event"),)), published=published)
        return evidence(told, vector(3), known)["known_day"]

    assert of("2024-05-09", "2024-05-12") == 1 and of("2024-05-09", "2024-05-13") == of("2024-05-08", "2024-05-10") == 0
    assert of("2024-05-09", "2024-05-10", "month") == 0


def test_a_later_day_is_told_by_an_event_or_by_the_claim() -> None:
    known = knowing(replace(FIRST, event_date="2024-05-01"))
    assert evidence(new(event_date="2024-05-02"), vector(3), known)["later_event"] == 1
    assert evidence(new(event_date="2024-05-01"), vector(3), known)["later_event"] == evidence(new(), vector(3), known)["later_event"] == 0


def of_article(*claims: dict[str, float]) -> dict[str, float]:
    nothing = dict.fromkeys((*FEATURES, "background"), 0.0)
    return article_features([{**nothing, **own} for own in claims], turn=False)


def test_the_evidence_of_an_article() -> None:
    told = of_article(
        {"new_words": 0.2, "new_figure": 1.0, "distance": 0.4, "new_speaker": 1.0},
        {"new_words": 0.6, "distance": 0.1},
        {},
        {"known_day": 1.0},
    )
    assert told == {"new_words": 0.2, "new_figure": 1.0, "new_speaker": 0.25, "later_event": 0.0, "distance": 0.4, "known_day": 1.0,
                    "known_day_at_head": 0.0, "turn": 0.0}  # fmt: skip
    # what looks back counts for less; the head of an article is two claims
    assert of_article({"new_figure": 1.0, "later_event": 1.0, "background": 1.0})["new_figure"] == pytest.approx(BACKGROUND_COUNTS)
    assert of_article({}, {"known_day": 1.0})["known_day_at_head"] == 1
    assert article_features([dict.fromkeys((*FEATURES, "background"), 0.0)], turn=True)["turn"] == 1


def test_how_new_a_number_is() -> None:
    known = knowing(FIRST, claim("planned", "2024-05-02", figures=(figure(900, measure="planned", **BALTA),)))

    def of(value: float, **more: Any) -> float:
        number = figure(value, **{**BALTA, **more})
        return new_figure(number, new(figures=(number,), places=(number.place,)), known)

    assert (of(200), of(900, measure="planned"), of(300)) == (0, 0, 1)
    # known in another sense: told of so many at this place, or of nobody there
    assert of(900) == NEW_THERE and of(900, place="Ostia") == KNOWN_NUMBER and of(900, counted="killed", measure="killed") == KNOWN_NUMBER
    # the same at another place, or of another country
    assert of(200, place="Ostia") == NEW_THERE and of(200, whose="Sweden") == KNOWN_NUMBER
    assert of(200, counted="money") == 0 and new_figure(replace(figure(300), low=None, high=None), new(), known) == 0


def test_a_number_is_new_where_nothing_of_the_thing_says_it() -> None:
    known = knowing(FIRST, claim("tanks", "2024-05-02", figures=(figure(900, "tank", "weapons", **BALTA),)))

    def of(value: float, **more: Any) -> bool:
        number = figure(value, **BALTA, **more)
        return is_new_number(number, new(figures=(number,), places=("Balta",)), known)

    assert of(300) and of(900) and not of(200) and not of(200, measure="withdrawn", counted="troops") and not of(50, counted="money")


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        (event("present", agent="Norway", place="Balta"), False),
        (event("present", agent="Norway", place="Balta", figure="another"), True),
        (event("present", "ships", "Norway", place="Balta"), True),
        (event("present", agent="Norway", place="Ostia"), True),
        (event("present", agent="Norway", place="Balta", modality="planned"), False),
        (event("present", agent="Norway", place="Balta", modality="ended"), True),
        (event("present", agent="Norway", place="Balta", date="2024-05-09"), True),
        (event("arrive", agent="Norway", place="Balta"), True),
        (event("fight", agent="Norway", place="Balta"), False),
        (event("attack", agent="Norway", place="Balta"), True),
        (event("fight", agent="Norway", place="Ostia"), True),
        (event("fight", agent="Norway"), False),
        (event("fight", "rebels", place="Balta"), False),
        (event("fight", agent="Sweden", place="Balta"), True),
        (event("fight", agent="Norway", place="Balta", date="2024-05-09"), True),
        (event("fight", agent="Norway", place="Balta", date="2024-05-02"), False),
        (Event("announce", agent="Norway"), False),
    ],
)
def test_which_events_a_story_does_not_know(told: Event, wanted: bool) -> None:
    known = knowing(FIRST, claim("fight", "2024-05-03", events=(event("fight", agent="Norway", place="Balta", date="2024-05-02"),)))
    assert is_new(told, new(), known) == wanted


def test_an_event_is_later_than_what_is_known_of_its_family() -> None:
    known = knowing(claim("fight", "2024-05-03", events=(event("fight", agent="Norway", place="Balta", date="2024-05-02"),)))
    assert is_later(event("kill", date="2024-05-01"), new(), known) and is_later(event("attack", date="2024-05-03"), new(), known)
    assert not is_later(event("attack", date="2024-05-02"), new(), known) and not is_later(event("attack"), new(), known)
    assert not is_later(event("attack", date="2024-05-03", modality="planned"), new(), known)


def test_what_a_story_takes_in() -> None:
    told = new(places=("Kursk Oblast", "Norway"), states=("transit",), speaker="Ana Kovac", speaker_party="Norway", event_date="2024-05-09",
               figures=(figure(300, **BALTA),), dates=(DateMention("x", 0, 1, "2024-05-09", "day", "event"), DateMention("y", 0, 1, "2024-05-01", "month", "event")))  # fmt: skip
    known = knowing(told, replace(FIRST, published=None))
    assert (known.articles, known.dated, known.latest, known.dates) == (2, 1, "2024-05-09", {"2024-05-09"})
    assert known.numbers == {(300, 300), (200, 200)} and known.places >= {"Kursk Oblast"} and known.speakers == {"kovac"}
    assert known.parties == {"Norway"} and known.states["transit"] == 1 and known.terms["c:norway"] == 2
    assert sites(told) == {"kursk"} and family_name("General Lars Holm") == "holm"
    assert pairs(new(terms=("v:say", "c:norway", "w:ship", "n:200"))) == {("v:say", "c:norway"), ("v:say", "w:ship")}


def test_a_number_is_known_within_two_in_a_hundred() -> None:
    known = knowing(FIRST)
    assert known.has_number(200, 200) and known.has_number(203, 203) and known.has_number(197, 197)
    assert not known.has_number(210, 210) and not known.has_number(190, 190) and not known.has_number(200, 300)
    assert not known.has_number(100, 200) and not Knowledge().has_number(200, 200)


def test_a_story_is_of_a_force_where_the_head_of_an_article_says_so() -> None:
    said = [claim(f"c{i}", "2024-05-01") for i in range(8)]
    late, early = Knowledge(), Knowledge()
    late.add([*said, FIRST], np.zeros((9, 8), np.float32), ())
    early.add([*said[:7], FIRST], np.zeros((8, 8), np.float32), ["c:norway"])
    assert early.of_force and not late.of_force and early.sides == {"norway", "ukraine"}


def test_the_nearest_claim_and_how_familiar_one_is() -> None:
    known = Knowledge()
    vectors = np.eye(16, dtype=np.float32)
    for i in range(12):
        known.add([claim(f"c{i}", "2024-05-01")], vectors[i : i + 1], ())
    similarity, found = known.nearest(vectors[11])
    assert found is not None and (similarity, found.claim_id) == (1, "c11")
    # of equals the first
    similarity, found = known.nearest(vectors[15])
    assert found is not None and (similarity, found.claim_id) == (0, "c0")
    assert (
        SEVERAL == 10
        and known.familiarity(vectors[3]) == pytest.approx(1 / SEVERAL)
        and known.centrality(vectors[3]) == pytest.approx(1 / 12**0.5)
    )
    assert Knowledge().nearest(vectors[0]) == (0.0, None) and Knowledge().familiarity(vectors[0]) == Knowledge().typical == 0
    # it grows by what comes
    known.add([claim("again", "2024-05-02")], vectors[:1], ())
    assert known.familiarity(vectors[0]) == pytest.approx(2 / SEVERAL) and known.typical == pytest.approx((12**-0.5) / 13)


def test_a_story_of_many_claims_keeps_them_all() -> None:
    known = Knowledge()
    drawn = np.eye(70, dtype=np.float32)
    for at in range(0, 70, 7):
        known.add([claim(f"c{i}", "2024-05-01") for i in range(at, at + 7)], drawn[at : at + 7], ())
    for i in (0, 6, 62, 63, 64, 69):
        found = known.nearest(drawn[i])[1]
        assert found is not None and found.claim_id == f"c{i}"
