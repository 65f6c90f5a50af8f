"""Which story an article joins: functions, without a pipeline."""

import math
from dataclasses import replace

import numpy as np
import pytest
from storywatch.measure.courses import cut
from storywatch.measure.labelled import FOREIGN, as_foreign
from storywatch.measure.learn_linking import grow, trees_of
from storywatch.transforms.learned import boosted
from storywatch.transforms.rows import Claim, content_id
from storywatch.transforms.stories.assign import FOUNDS, JOINS, UNSURE, Assignment, candidates, link, linking, part_of
from storywatch.transforms.stories.fit import (
    FEATURES,
    NEAREST,
    RAISED,
    SIMILAR,
    UNLIKE,
    WORDS,
    compared,
    features,
    fits,
    lifts,
    nearest_stories,
)
from storywatch.transforms.stories.profile import ArticleProfile, StoryProfile, apart, forces_named, prepare
from storywatch.transforms.stories.stage import connected

BY_TEXTS = {
    "base": 0.0,
    "trees": [[["same_event", (n + 0.5) / 50, 1, 2], [-0.06], [0.06]] for n in range(-50, 50)],
    "factor": 1.0,
    "addition": 0.0,
}
"""Stairs that come close to six times the comparison of texts."""
MODEL = {
    **linking(),
    **BY_TEXTS,
    "other_language": BY_TEXTS,
    "threshold": 0.5,
    "unsure": [0.3, 0.7],
    "merge": {"least": 0.3, "article": 0.6, "articles": 2, "articles_alike": 2, "no": -0.5},
}
"""A model that goes by the comparison of texts alone."""


def article(name: str, terms: str = "c:norland g:balta w:soldier", day: str = "2024-05-01", direction: int = 0) -> ArticleProfile:
    vector = np.zeros((1, 8), np.float32)
    vector[0, direction] = 1
    claim = Claim(f"c-{name}", name, f"Text of {name}.", 0, 10, day, terms=tuple(terms.split()))
    return ArticleProfile(name, day, "Wire", (claim,), vector, vector[0].astype(np.float16), tuple(terms.split()), name)


def assignment_of(*articles: tuple[ArticleProfile, dict[str, float]]) -> Assignment:
    assignment = Assignment(model=MODEL)
    for profile, told in articles:
        link(profile, list(assignment.home), assignment, compared=told)
    return assignment


def test_an_article_joins_founds_or_is_unsure() -> None:
    outcomes = {}
    for name, odds in (("yes", 4.0), ("no", -4.0), ("hardly", 0.3), ("rather not", -0.3)):
        assignment = assignment_of((article("a"), {}))
        linked = link(article(name, direction=1), ["a"], assignment, compared={"a": odds})
        outcomes[name] = (linked.outcome, linked.story_id == assignment.home["a"], linked.nearest == assignment.home["a"])
    assert outcomes == {
        "yes": (JOINS, True, True),
        "no": (FOUNDS, False, True),
        "hardly": (UNSURE, True, True),
        "rather not": (UNSURE, False, True),
    }
    # it founded a story, and later articles may show that the two are one
    assert list(linked.also) == [assignment.home["a"]] and linked.also[assignment.home["a"]] == linked.probability


def test_articles_that_are_linked_apart_get_the_same_stories_and_threads() -> None:
    """Groups share no candidate, so that it does not matter which worker has which of them."""
    texts = {f"{world}{n}": article(f"{world}{n}", day=f"2024-05-{n + 1:02}", direction=n % 3) for n in range(6) for world in "xyz"}
    odds = [4.0, -4.0, 0.4, -0.4, 3.0, 2.0]
    near = {name: {other: odds[int(name[1])] for other in texts if other[0] == name[0] and other[1] < name[1]} for name in texts}
    groups = connected((name, list(of)) for name, of in near.items())
    assert len(set(groups.values())) == 3

    def linked(names: list[str]) -> dict[str, tuple[str, list[str | None]]]:
        assignment, found = Assignment(model=MODEL), {}
        for name in names:
            one = link(texts[name], list(near[name]), assignment, compared=near[name])
            found[name] = (one.story_id, [claim.thread_id for claim in one.claims])
        return found

    whole = linked(list(texts))
    apart_ = [linked([name for name in texts if groups[name] == group]) for group in sorted(set(groups.values()))]
    assert whole == {name: told for of in apart_ for name, told in of.items()} and len({story for story, _ in whole.values()}) > 3


def test_who_shares_an_article_or_a_story_is_in_one_group() -> None:
    groups = connected([("a", ()), ("b", ("a",)), ("c", ("s-1",)), ("d", ("s-1", "b")), ("e", ("s-2",)), ("f", ())])
    assert len({groups[name] for name in "abcd"}) == 1 and len({groups[name] for name in "aef"}) == 3


def test_another_force_in_another_place_is_another_story_however_alike_the_sentences() -> None:
    assignment = assignment_of((article("a", "c:norland g:balta f:psara w:frigate"), {}))
    other = article("b", "c:sundria g:tamar f:louise w:frigate")
    assert link(other, ["a"], assignment, compared={"a": 1.0}).outcome == FOUNDS
    # unless the texts, read together, leave no doubt: a name may be read wrongly
    assert link(replace(other, article_id="e"), ["a"], assignment, compared={"a": 3.0}).outcome == JOINS
    # the same place, or nothing that says which force
    assert link(article("c", "c:norland f:louise w:frigate"), ["a"], assignment, compared={"a": 1.0}).outcome != FOUNDS
    assert link(article("d", "c:sundria g:tamar"), ["a"], assignment, compared={"a": 1.0}).outcome != FOUNDS


def test_forces_named_are_told_by_words() -> None:
    assert forces_named(["w:frigate", "w:cheese"]) == {"ships"}
    assert forces_named(["w:howitzer", "w:soldier"]) == {"weapons", "troops"}
    assert apart({"a"}, {"b"}) == 1 and apart({"a"}, {"a", "b"}) == 0 and apart(set(), {"b"}) == 0


def test_forces_are_the_same_where_a_word_of_their_names_is_that_is_not_common() -> None:
    names = ("b-2", "b-2 hydra", "whiteman air", "air")
    named = [prepare(replace(article("a"), title_terms=(f"f:{name}",))).named["forces"] for name in names]
    assert named == [{"b-2"}, {"b-2", "hydra"}, {"whiteman"}, {"air"}]


def test_what_the_comparison_of_texts_tells_of_a_story() -> None:
    told = {"s-1": [2.0, -1.0], "s-2": [9.0]}
    assert compared(told, "s-1") == {"compared": 1.0, "same_event": 0.5, "same_event_mean": 0.125}
    assert compared(told, "s-3") == {"compared": 0.0, "same_event": 0.0, "same_event_mean": 0.0}


def test_a_candidate_stands_out_above_the_others() -> None:
    found = {story: dict.fromkeys(RAISED, value) for story, value in (("s-1", 0.8), ("s-2", 0.6), ("s-3", 0.4))}
    assert lifts("s-1", found) == pytest.approx({f"lift_{kind}": 0.3 for kind in RAISED})
    assert lifts("s-1", {"s-1": found["s-1"]}) == {f"lift_{kind}": 0.8 for kind in RAISED}


def story_of(*articles: ArticleProfile) -> StoryProfile:
    story = StoryProfile("s-1")
    for profile in articles:
        story.add(prepare(profile))
    return story


def test_an_article_is_as_like_a_story_as_its_articles_are_on_average() -> None:
    near, far = article("a"), article("b", "c:sundria g:tamar f:louise w:frigate", "2024-06-01", direction=1)
    told = features(prepare(article("c", direction=0)), story_of(near, far))
    assert (told["mean"], told["best_claims"]) == (0.5, 0.5)
    assert (told["countries_shared"], told["countries_apart"], told["kinds_apart"], told["deployment"]) == (0.5, 0.5, 0.5, 0.5)
    assert (told["same_days"], told["days"]) == (0.5, 0.0)
    # a story that has grown by articles of the same kind is no nearer and no farther
    grown = features(prepare(article("c")), story_of(near, far, near, far))
    assert {name: grown[name] for name in told} == pytest.approx(told)


def test_the_same_sender_with_another_host_is_told() -> None:
    story = story_of(article("a", "c:norland c:ostia"), article("b", "c:norland c:ostia c:sundria"))

    def other(terms: str) -> float:
        return features(prepare(article("x", terms)), story)["other_country"]

    assert other("c:norland c:tamaria") == 1
    # who comments from elsewhere, and what names less, is of the same host
    assert other("c:norland c:ostia c:tamaria") == other("c:norland c:sundria") == other("c:norland") == other("g:balta") == 0


def test_the_two_claims_that_are_most_alike_count() -> None:
    claims = tuple(replace(article("x").claims[0], claim_id=f"c-{n}") for n in range(3))
    vectors = np.zeros((3, 8), np.float32)
    vectors[0, 0], vectors[1, :2], vectors[2, 1] = 1, (0.5, 0.75**0.5), 1
    told = features(prepare(replace(article("x"), claims=claims, vectors=vectors)), story_of(article("a")))
    assert told["best_claims"] == pytest.approx((1 + 0.5) / 2)


def test_words_are_compared_with_the_articles_in_the_same_language() -> None:
    words = [replace(article(name), title=name) for name in ("frigate Hydra", "Fregatte Hydra in See", "frigate Hydra at sea")]
    alone = features(prepare(words[2]), story_of(words[0]))
    both = features(prepare(words[2]), story_of(words[0], replace(words[1], language="de")))
    assert both["words"] == alone["words"] > 0.3 and both["names"] == alone["names"]


def test_an_undated_article_is_of_no_time_and_one_without_claims_is_like_none() -> None:
    undated = replace(article("b"), published=None)
    told = features(prepare(undated), story_of(article("a")))
    assert told["same_days"] == 0 < told["days"]
    assert features(prepare(replace(undated, claims=(), vectors=undated.vectors[:0])), story_of(article("a")))["best_claims"] == 0


def test_a_story_that_is_full_is_told_by_its_latest_articles() -> None:
    story = story_of(*(article(f"a{n}", f"c:land{n}") for n in range(70)))
    asked = {n: features(prepare(article("x", f"c:land{n}")), story)["names"] for n in (5, 10, 69)}
    assert asked[5] == 0 < asked[10] == asked[69]


def test_the_nearest_stories_are_asked_and_those_that_were_compared() -> None:
    stories = {f"s-{n:02}": story_of(article(f"a{n}", direction=n % 2)) for n in range(20)}
    asked = nearest_stories(prepare(article("x", direction=1)), stories, ["s-00"])
    assert asked == [f"s-{n:02}" for n in range(1, 2 * NEAREST, 2)] + ["s-00"]


def test_every_feature_of_the_learned_trees_is_there() -> None:
    assignment = assignment_of((article("a"), {}))
    values, _ = candidates(prepare(article("b")), [assignment.home["a"]], assignment)
    assert {*FEATURES, "words_known", "other_deployment"} == set(values[assignment.home["a"]])
    asked = {node[0] for tree in linking()["trees"] for node in tree if len(node) > 1}
    otherwise = {node[0] for tree in linking()["other_language"]["trees"] for node in tree if len(node) > 1}
    assert {"words", "same_event"} <= asked <= set(FEATURES) and otherwise <= set(FEATURES) - set(WORDS)
    assert 0 <= fits(values[assignment.home["a"]], linking()) <= 1


def test_what_is_more_alike_fits_no_worse_and_what_is_less_alike_no_better() -> None:
    values = {**dict.fromkeys(FEATURES, 0.4), "words_known": 1.0, "other_deployment": 0.0}
    for names, sign in ((SIMILAR, 1), (UNLIKE, -1)):
        for name in names:
            assert sign * (fits({**values, name: 0.9}, linking()) - fits(values, linking())) >= 0, name
    alike, not_alike = ({**values, **dict.fromkeys(SIMILAR, value)} for value in (1.0, 0.0))
    assert fits(alike, linking()) > 0.9 > 0.1 > fits(not_alike, linking())


def test_trees_say_what_the_library_says_that_grew_them() -> None:
    chance = np.random.default_rng(3)
    # thresholds are written with seven digits
    x = chance.random((400, len(FEATURES))).round(3)
    y = x[:, 0] + x[:, FEATURES.index("mean")] > 1
    grown = grow(FEATURES, x, y, np.ones(len(y)))
    model = trees_of(FEATURES, grown)
    for row, said in zip(x[:20], grown.predict_proba(x[:20])[:, 1], strict=True):
        assert boosted(dict(zip(FEATURES, row, strict=True)), model) == pytest.approx(said, abs=1e-4)


def parted() -> Assignment:
    """Four articles in one story: a and b tell of one event, c and d of another, and between them the texts say no."""
    assignment = assignment_of((article("a"), {}), (article("b"), {"a": 3.0}), (article("c"), {"a": 3.0}))
    # what later comparisons say
    assignment.compared["c"]["a"] = assignment.compared["a"]["c"] = -2.0
    assignment.note("c", {"b": -3.0})
    return assignment


def test_a_story_that_proves_to_be_two_is_parted() -> None:
    assignment = parted()
    linked = link(article("d"), ["a", "b", "c"], assignment, compared={"c": 4.0, "b": -2.0})
    (change,) = linked.changes
    assert (change.kind, change.older, change.moved, change.article_id) == ("part", assignment.home["a"], ("c", "d"), "d")
    assert change.younger == content_id("s", "c")
    assert assignment.home["c"] == assignment.home["d"] == change.younger != assignment.home["b"]
    assert [m.profile.article_id for m in assignment.stories[change.younger].members] == ["c", "d"]


def test_a_story_is_not_parted_by_one_article_or_where_nothing_says_no() -> None:
    assignment = parted()
    assert part_of(assignment.home["a"], "c", None, assignment) is None
    assignment.note("d", {"c": 4.0})
    assignment.stories[assignment.home["a"]].add(prepare(article("d")))
    assignment.compared["c"].update(a=2.0, b=2.0)
    assert part_of(assignment.home["a"], "d", None, assignment) is None


def test_two_stories_become_one_where_articles_fit_both_and_the_texts_do_not_say_no() -> None:
    assignment = assignment_of((article("a"), {}), (article("b"), {"a": -2.0}))
    one, two = assignment.home["a"], assignment.home["b"]
    assert one != two
    for name in ("c", "d"):
        linked = link(article(name, direction=1), ["a", "b"], assignment, compared={"a": 3.0, "b": 2.0})
    # the texts of a and b say no
    assert linked.changes == () and set(assignment.also["c"]) == {two}
    assignment.note("b", {"a": 0.0})
    (change,) = link(article("e", direction=2), ["a", "b"], assignment, compared={"a": 3.0, "b": 2.0}).changes
    assert (change.kind, change.older, change.younger, change.article_id) == ("merge", one, two, "e")
    assert assignment.current(two) == one and len(assignment.stories[one].members) == 5


def test_one_article_that_fits_two_stories_makes_them_not_one() -> None:
    assignment = assignment_of((article("a"), {}), (article("b"), {"a": -0.5}))
    assert link(article("c", direction=1), ["a", "b"], assignment, compared={"a": 3.0, "b": 2.0}).changes == ()


def test_an_article_is_cut_to_its_head() -> None:
    claims = tuple(Claim(f"c-{n}", "a", "x" * 150, 0, 10, "2024-05-01") for n in range(9))
    whole = {f"a-{n}": replace(article("a"), article_id=f"a-{n}", claims=claims, vectors=np.zeros((9, 8), np.float32)) for n in range(20)}
    found = {len(cut(profile).claims) for profile in whole.values()}
    assert found == {3, 9} and all(len(cut(p).claims) == len(cut(p).vectors) for p in whole.values())


def test_an_article_read_abroad_is_read_by_no_english_words_and_the_same_every_time() -> None:
    row = {
        "id": "a",
        "title": "Norway sends 200 soldiers",
        "text": "Norway has sent 200 soldiers to Latvia, the ministry said in Oslo on Monday.",
    }
    (one,), (two,) = ([*as_foreign([row], "here")] for _ in range(2))
    assert one.language == FOREIGN and one.claims == two.claims and bool((one.vectors == two.vectors).all())
    terms = {t for c in one.claims for t in c.terms}
    assert terms <= {"c:norway", "c:latvia", "g:ministry", "g:oslo", "g:monday", "w:troop"} and not any(c.speaker for c in one.claims)


def test_articles_a_week_apart_are_of_one_time_and_the_nearest_day_counts() -> None:
    def days(day: str | None) -> tuple[float, float]:
        story = story_of(article("a", day="2024-05-01"), article("b", day="2024-06-01"), replace(article("c"), published=None))
        told = features(prepare(replace(article("x"), published=day)), story)
        return round(told["same_days"], 3), round(told["days"], 3)

    assert days("2024-05-08") == (0.333, round(math.log1p(7), 3)) and days("2024-05-09") == (0.0, round(math.log1p(8), 3))
    assert days("2024-05-31") == (0.333, round(math.log1p(1), 3)) and days(None) == (0.0, 9.0)


def test_what_article_and_story_name_is_counted_article_by_article() -> None:
    story = story_of(
        article("a", "c:norland g:balta w:soldier f:hydra"), article("b", "c:ostia g:tamar w:frigate f:psara"), article("c", "v:say")
    )
    told = features(prepare(article("x", "c:norland g:balta w:soldier f:hydra")), story)
    for kind in ("places", "countries", "forces", "kinds"):
        assert (told[f"{kind}_shared"], told[f"{kind}_apart"]) == pytest.approx((1 / 3, 1 / 3)), kind
    assert (told["deployment"], told["another"]) == pytest.approx((1 / 3, 1 / 3)) and told["short"] == 0.5
    assert told["mean"] == pytest.approx(1) and told["other_deployment"] == 0
    elsewhere = features(prepare(article("x", "c:tamaria g:corin w:soldier f:louise")), story)
    assert elsewhere["other_deployment"] == 1 and elsewhere["another"] == pytest.approx(2 / 3)
    # the same place, or no name of a force, is no other deployment
    assert features(prepare(article("x", "c:ostia g:tamar f:louise")), story)["other_deployment"] == 0
    assert features(prepare(article("x", "c:tamaria g:corin")), story)["other_deployment"] == 0


def test_a_candidate_is_set_against_the_five_nearest_others() -> None:
    found = {f"s-{n}": dict.fromkeys(RAISED, value) for n, value in enumerate((0.9, 0.5, 0.5, 0.5, 0.5, 0.5, 0.0))}
    assert lifts("s-0", found)["lift_words"] == pytest.approx(0.4) and lifts("s-6", found)["lift_words"] == pytest.approx(
        -(0.9 + 4 * 0.5) / 5
    )


def test_beyond_a_limit_a_comparison_of_texts_tells_no_more() -> None:
    assert compared({"s": [9.0, -9.0, 2.0]}, "s") == {"compared": 1.0, "same_event": 1.0, "same_event_mean": pytest.approx(1 / 6)}


def test_texts_that_clearly_tell_of_one_event_outweigh_other_names() -> None:
    values = {**dict.fromkeys(FEATURES, 0.4), "words_known": 1.0, "other_deployment": 1.0}
    least = linking()["same_texts"] / 4
    assert fits({**values, "same_event_mean": least - 0.01}, linking()) == 0 < fits({**values, "same_event_mean": least}, linking())
    assert fits({**values, "other_deployment": 0.0, "same_event_mean": 0.0}, linking()) > 0
    # an article in another language is judged by the trees of that
    other = {**linking(), "other_language": {**linking()["other_language"], "base": 9.0}}
    plain = {**values, "other_deployment": 0.0}
    assert fits({**plain, "words_known": 0.0}, other) > fits({**plain, "words_known": 0.0}, linking())
    assert fits(plain, other) == fits(plain, linking()) == round(fits(plain, linking()), 6)


def test_the_nearest_stories_are_those_by_words_and_half_as_much_by_vectors() -> None:
    like_words = story_of(replace(article("a", direction=1), title="frigate Hydra sails"))
    like_vector = story_of(replace(article("b", direction=0), title="cheese"))
    asked = prepare(replace(article("x", direction=0), title="frigate Hydra sails"))
    words = float(like_words.cosines("words", asked.units["words"])[0])
    assert words > 0.5 and nearest_stories(asked, {"s-v": like_vector, "s-w": like_words}) == ["s-w", "s-v"]
    weaker = prepare(replace(article("x", direction=0), title="frigate of the old port at anchor on a fine day"))
    assert 0 < float(like_words.cosines("words", weaker.units["words"])[0]) < 0.5
    assert nearest_stories(weaker, {"s-v": like_vector, "s-w": like_words}) == ["s-v", "s-w"]
    assert nearest_stories(asked, {"s-b": like_words, "s-a": like_words}) == ["s-a", "s-b"]
