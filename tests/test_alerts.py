"""Which claims of an article become developments, and how severe, on claims made by hand: milliseconds each."""

from dataclasses import replace

import numpy as np
from by_hand import BALTA, FIRST, article, claim, event, figure, fresh, knowing, vector
from storywatch.transforms.claims.difference import exchanged
from storywatch.transforms.developments.compare import MORE, claim_score, developments_of, newsworthiness, rules, severity, told_in_title
from storywatch.transforms.developments.evidence import CLAIM_FEATURES, FEATURES, evidence
from storywatch.transforms.developments.knowledge import Knowledge
from storywatch.transforms.developments.ledger import bounds
from storywatch.transforms.developments.news import items
from storywatch.transforms.rows import Claim, DateMention, Figure
from storywatch.transforms.stories.assign import Threads
from storywatch.transforms.stories.profile import rarity


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


def first_of(*claims: Claim) -> list[tuple[str, str, str]]:
    """(kind, severity, claim) that an article brings to a story which nobody told of."""
    vectors = np.array([vector(100 + i) for i in range(len(claims))])
    return [(d.kind, d.severity, d.claim_id) for d in developments_of(claims, vectors, None, (), Knowledge(), "s")]


def test_a_story_begins_with_what_its_first_article_tells_of_a_force() -> None:
    plain = claim("plain", "2024-05-01", "The weather in the port was fine on the day, they said.")
    came = claim("came", "2024-05-01", events=(event("arrive", "soldiers", "Norway", place="Balta"),))
    assert first_of(plain, came)[0] == ("first_report", "high", "came")
    assert first_of(plain) == [("first_report", "low", "plain")]
    # of an article without such an event it is what shows that it is of one, not the first of its claims
    counted = claim("counted", "2024-05-01", figures=(figure(400, **BALTA),))
    crash = claim("crash", "2024-05-01", figures=(figure(5, "person", "killed", measure="killed"),))
    assert ("first_report", "high", "counted") in first_of(crash, counted)
    assert ("first_report", "high", "crash") not in first_of(crash, counted)
    # what looks back is not what it begins with, where there is something else
    assert first_of(replace(came, claim_id="past", background=True), came)[0] == ("first_report", "high", "came")


def test_nobody_knows_whether_an_undated_article_is_the_first() -> None:
    came = claim("came", "2024-05-01", events=(event("arrive", "soldiers", "Norway", place="Balta"),))
    assert {severity for _, severity, _ in first_of(replace(came, published=None))} == {"low"}


def test_a_headline_with_something_new_is_news_and_a_long_article_is_weighed() -> None:
    known = knowing(*[replace(FIRST, claim_id=f"k{i}") for i in range(3)])
    new = claim("new", "2024-05-03", figures=(figure(240, **BALTA),), places=("Balta",), terms=FIRST.terms)
    dull = [replace(FIRST, claim_id=f"d{i}", text=f"As was told before, {i} times, they are there.") for i in range(9)]

    def severities(*claims: Claim) -> set[str]:
        vectors = np.array([vector(0) if c in dull else vector(200) for c in claims])
        return {d.severity for d in developments_of(claims, vectors, None, (), known, "s")}

    assert severities(new) == severities(new, dull[0]) == {"medium"}
    assert severities(*[replace(d, dates=(DateMention("1 May", 0, 5, "2024-05-01", "day", "event"),)) for d in dull]) <= {"low"}


def test_a_sentence_of_four_words_tells_nothing() -> None:
    short = replace(fresh("n", "fight"), text="Fighting in Balta today.")
    assert article(short) == [] and article(replace(short, text="Fighting in Balta today again.")) != []


def test_two_claims_that_tell_the_same_figure_are_one_development() -> None:
    def came(name: str, value: float) -> Claim:
        return claim(name, "2024-05-03", figures=(figure(value, **BALTA),), places=("Balta",))

    assert [d.claim_id for d in article(came("a", 900), came("b", 900))] == ["a"]
    assert [d.kind for d in article(came("a", 900), came("b", 700))] == ["figure_change"]


def test_what_carries_most_points_comes_first() -> None:
    fight, move = fresh("fight", "fight"), fresh("move", "arrive", "ships")
    found = article(*[claim(f"x{i}", "2024-05-20", "Nothing at all is told by this sentence here.") for i in range(6)], move, fight)
    assert found[0].kind == "combat"
    assert (
        claim_score({"background": 0}, 0.9, 0, 0, None)
        > claim_score({"background": 0}, 0.1, 0, 0, None)
        > claim_score({"background": 1}, 0.1, 0, 0, None)
    )
    assert (
        claim_score({"background": 0}, 0.5, 1, 0, None)
        > claim_score({"background": 0}, 0.5, 0, 0, None)
        > claim_score({"background": 0}, 0.5, 0, 6, None)
    )
    assert claim_score({"background": 0}, 0.5, 0, 6, None) == claim_score({"background": 0}, 0.5, 0, 9, None)


def test_how_much_of_a_title_a_claim_tells() -> None:
    told = claim("a", "2024-05-01", terms=("c:norway", "w:frigate", "v:sail"))
    assert told_in_title(told, ()) == 0 and told_in_title(told, ("c:norway",)) == 1 and told_in_title(told, ("c:sweden",)) == 0
    # the kind of a word does not matter, its rarity does
    assert told_in_title(told, ("g:norway", "w:ship")) == rarity("g:norway") / (rarity("g:norway") + rarity("w:ship"))


def test_a_development_has_its_claims_words_and_what_it_is_set_against() -> None:
    (found,) = article(claim("new", "2024-05-03", figures=(figure(900, **BALTA),), places=("Balta",)))
    assert (found.claim_id, found.article_id, found.story_id, found.thread_id, found.published) == ("new", "a-new", "s", "", "2024-05-03")
    assert found.previous_claim_id == "first" and found.text == claim("new", "2024-05-03").text and 0 < found.score <= 1


def test_a_new_number_of_people_is_told_beside_one_of_things_however_late_it_stands() -> None:
    def of(name: str, counted: str, value: float = 30) -> Claim:
        told = figure(value, "soldier" if counted == "troops" else "ship", counted, measure="planned", whose="Norway", place="Ostia")
        return claim(name, "2024-05-09", figures=(told,), events=(event("present"),), terms=())

    idle = [claim(f"idle{i}", "2024-05-09", terms=()) for i in range(6)]
    told = article(of("ships", "ships"), *idle, of("troops", "troops", 900))
    assert {d.claim_id for d in told if d.kind == "figure_change"} == {"ships", "troops"}
    # a second number of things waits, and so do the same people once more
    assert len(article(of("ships", "ships"), of("boats", "weapons"))) == 1
    assert len(article(of("troops", "troops"), of("again", "troops"))) == 1
