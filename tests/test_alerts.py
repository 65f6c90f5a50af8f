"""Which claims of an article become developments, and how severe, on claims made by hand: milliseconds each."""

from dataclasses import replace

import numpy as np
from by_hand import BALTA, FIRST, article, claim, event, figure, fresh, knowing, vector
from storywatch.transforms.claims.difference import exchanged
from storywatch.transforms.developments.compare import MORE, newsworthiness, rules, severity
from storywatch.transforms.developments.evidence import CLAIM_FEATURES, FEATURES, evidence
from storywatch.transforms.developments.ledger import bounds
from storywatch.transforms.developments.news import items
from storywatch.transforms.rows import Claim, DateMention, Figure
from storywatch.transforms.stories.assign import Threads


def test_an_article_brings_two_developments_or_three_with_people_and_not_nine() -> None:
    many = [
        fresh(f"n{i}", kind)
        for i, kind in enumerate(("fight", "withdraw", "arrive", "authorise", "train", "capture", "kill", "block", "activate"))
    ]
    assert 1 <= len(article(*many)) <= 3
    assert len({d.kind for d in article(*many)}) == len(article(*many))


def test_severities_follow_the_kind() -> None:
    (found,) = article(fresh("n", "fight"))
    assert (found.kind, found.severity) == ("combat", "critical")
    assert severity("combat", 0.0) == severity("combat", 1.0, MORE) == "low"
    assert severity("withdrawal", 1.0) == severity("casualties", 1.0) == "high"
    # a confession is graver than another confirmation
    assert severity("confirmation", 1.0, "Norland confirms arrival of soldiers, which it denied before (X, 2024-05-01)") == "high"
    assert severity("confirmation", 1.0, "first said by Norland") == "medium"


def test_what_looks_back_raises_no_alert() -> None:
    assert all(d.severity == "low" for d in article(fresh("n", "fight", background=True)))


def test_a_claim_without_a_reason_is_kept_and_never_an_alert() -> None:
    (found,) = article(claim("n", "2024-05-20", terms=FIRST.terms, speaker="n"))
    assert (found.severity, found.reason) == ("low", MORE)


def test_another_deployment_out_of_scope_raises_no_alert() -> None:
    new = fresh("n", "fight", "guests")
    assert all(d.severity == "low" for d in article(replace(new, events=(replace(new.events[0], agent="guests"),))))


def test_the_weights_tell_news_from_repeats() -> None:
    known = knowing(FIRST)
    new = [evidence(fresh("n", "fight", figures=(figure(900, **BALTA),)), vector(100), known)]
    again = [
        evidence(replace(FIRST, claim_id="again", dates=(DateMention("1 May", 0, 5, "2024-05-01", "day", "event"),)), vector(0), known)
    ]
    assert newsworthiness(new, [])[0] > 0.5 > rules()["threshold"] > newsworthiness(again, [])[0]
    assert newsworthiness(new, [])[1][0] > newsworthiness(again, [])[1][0]
    for model, names in (("claim", CLAIM_FEATURES), ("article", FEATURES)):
        assert tuple(rules()[model]["features"]) == names
        assert sum(abs(w) > 0.05 for w in rules()[model]["weights"]) >= len(names) // 2


def test_a_day_that_the_story_knows_speaks_against_news() -> None:
    weights = dict(zip(rules()["article"]["features"], rules()["article"]["weights"], strict=True))
    assert (
        weights["known_day"] < 0
        and weights["known_day_at_head"] < 0 < weights["new_words"]
        and weights["new_figure"] > 0 < weights["later_event"]
    )


def test_a_vague_word_covers_what_it_means_and_a_limit_is_closed() -> None:
    assert bounds(Figure("hundreds", 0, 8, 200, None, "soldiers", "troops", True)) == (200, 999)
    assert bounds(Figure("at least 30", 0, 11, 30, None, "soldiers", "troops")) == (30, 30)
    assert bounds(Figure("up to 60", 0, 8, None, 60, "soldiers", "troops")) == (60, 60)


def test_a_copy_with_another_number_or_a_plan_that_came_true_is_no_copy() -> None:
    def said(text: str, modality: str = "fact") -> Claim:
        return claim(
            "x", "2024-05-01", text, events=(event("depart", agent="Norway", modality=modality, start=7, end=11),), terms=("w:soldier",)
        )

    assert exchanged(said("Norway has sent 600 soldiers to Balta"), said("Norway has sent 400 soldiers to Balta")) == "600"
    assert exchanged(said("Norway has sent 10,000 soldiers to Balta"), said("Norway has sent ten thousand soldiers to Balta")) is None
    assert exchanged(said("Norway sent 400 soldiers to Balta"), said("Norway will send 400 soldiers to Balta", "planned")) is not None


def test_points_that_are_not_alike_are_threads_of_their_own() -> None:
    threads = Threads()
    threads.add("one", np.eye(4)[0])
    assert threads.nearest(np.eye(4)[0]) == "one"
    assert threads.nearest(np.eye(4)[1]) is None


def test_more_soldiers_at_a_place_are_news_whatever_else_the_article_repeats() -> None:
    known = knowing(FIRST)

    def weighty(figure: Figure) -> bool:
        return any(item.weighty for item in items(claim("second", "2024-05-03", figures=(figure,), places=("Balta",)), known))

    assert weighty(figure(400, **BALTA))
    assert not weighty(figure(100, **BALTA))
    assert not weighty(figure(400, measure="planned", **BALTA))
    assert not weighty(figure(400, whose="Norway"))
