"""Which story an article joins: functions, without a pipeline."""

from dataclasses import replace

import numpy as np
import pytest

from transforms.rows import Claim
from transforms.stories.assign import FOUNDS, JOINS, UNSURE, Book, candidates, fits, link, linking, part_of
from transforms.stories.profile import FEATURES, WORDS, ArticleProfile, apart, compared, kinds_of_force, lifts, prepare

MODEL = {
    **linking(),
    "features": ["same_event"],
    "weights": [6.0],
    "means": [0.0],
    "scales": [1.0],
    "intercept": 0.0,
    "other_language": {"features": ["same_event"], "weights": [6.0], "means": [0.0], "scales": [1.0], "intercept": 0.0},
    "threshold": 0.5,
    "unsure": [0.3, 0.7],
    "merge": {"least": 0.3, "article": 0.6, "articles": 2, "articles_alike": 2, "no": -0.5},
}
"""A model that goes by the comparison of texts alone."""


def article(name: str, terms: str = "c:norland g:balta w:soldier", day: str = "2024-05-01", direction: int = 0) -> ArticleProfile:
    vector = np.zeros((1, 8), np.float32)
    vector[0, direction] = 1
    claim = Claim(f"c-{name}", name, f"Text of {name}.", 0, 10, day, terms=tuple(terms.split()))
    return ArticleProfile(name, day, "Wire", (claim,), vector, tuple(terms.split()), name)


def book_of(*articles: tuple[ArticleProfile, dict[str, float]]) -> Book:
    book = Book(model=MODEL)
    for profile, told in articles:
        link(profile, list(book.home), book, compared=told)
    return book


def test_an_article_joins_founds_or_is_unsure() -> None:
    outcomes = {}
    for name, odds in (("yes", 4.0), ("no", -4.0), ("hardly", 0.3), ("rather not", -0.3)):
        book = book_of((article("a"), {}))
        linked = link(article(name, direction=1), ["a"], book, compared={"a": odds})
        outcomes[name] = (linked.outcome, linked.story_id == book.home["a"], linked.nearest == book.home["a"])
    assert outcomes == {
        "yes": (JOINS, True, True),
        "no": (FOUNDS, False, True),
        "hardly": (UNSURE, True, True),
        "rather not": (UNSURE, False, True),
    }


def test_another_force_in_another_place_is_another_story_however_alike_the_sentences() -> None:
    book = book_of((article("a", "c:norland g:balta f:psara w:frigate"), {}))
    other = article("b", "c:sundria g:tamar f:louise w:frigate")
    assert link(other, ["a"], book, compared={"a": 1.0}).outcome == FOUNDS
    # unless the texts, read together, leave no doubt: a name may be read wrongly
    assert link(replace(other, article_id="e"), ["a"], book, compared={"a": 3.0}).outcome == JOINS
    # the same place, or nothing that says which force
    assert link(article("c", "c:norland f:louise w:frigate"), ["a"], book, compared={"a": 1.0}).outcome != FOUNDS
    assert link(article("d", "c:sundria g:tamar"), ["a"], book, compared={"a": 1.0}).outcome != FOUNDS


def test_kinds_of_force_are_told_by_words() -> None:
    assert kinds_of_force(["w:frigate", "w:cheese"]) == {"ships"}
    assert kinds_of_force(["w:howitzer", "w:soldier"]) == {"weapons", "troops"}
    assert apart({"a"}, {"b"}) == 1 and apart({"a"}, {"a", "b"}) == 0 and apart(set(), {"b"}) == 0


def test_what_the_comparison_of_texts_tells_of_a_story() -> None:
    told = {"s-1": [2.0, -1.0], "s-2": [9.0]}
    assert compared(told, "s-1") == {"compared": 1.0, "same_event": 0.5, "same_event_mean": 0.125, "rival": 1.0}
    assert compared(told, "s-3") == {"compared": 0.0, "same_event": 0.0, "same_event_mean": 0.0, "rival": 1.0}


def test_a_candidate_stands_out_above_the_others() -> None:
    found = {
        story: {"mean": mean, "terms": terms, "words": words}
        for story, mean, terms, words in (("s-1", 0.8, 0.5, 0.6), ("s-2", 0.6, 0.1, 0.1), ("s-3", 0.4, 0.3, 0.3))
    }
    assert lifts("s-1", found) == pytest.approx({"lift": 0.3, "lift_terms": 0.3, "lift_words": 0.4})


def test_every_feature_of_the_learned_weights_is_there() -> None:
    book = book_of((article("a"), {}))
    values, _ = candidates(prepare(article("b")), [book.home["a"]], book)
    assert {*FEATURES, "words_known"} == set(values[book.home["a"]]) and set(linking()["features"]) <= set(FEATURES)
    assert set(linking()["other_language"]["features"]) <= set(FEATURES) - set(WORDS)
    assert 0 <= fits(values[book.home["a"]], linking()) <= 1


def parted() -> Book:
    """Four articles in one story: a and b tell of one event, c and d of another, and between them the texts say no."""
    book = book_of((article("a"), {}), (article("b"), {"a": 3.0}), (article("c"), {"a": 3.0}))
    # what later comparisons say
    book.compared["c"]["a"] = book.compared["a"]["c"] = -2.0
    book.note("c", {"b": -3.0})
    return book


def test_a_story_that_proves_to_be_two_is_parted() -> None:
    book = parted()
    linked = link(article("d"), ["a", "b", "c"], book, compared={"c": 4.0, "b": -2.0})
    (change,) = linked.changes
    assert (change.kind, change.older, change.moved, change.article_id) == ("part", book.home["a"], ("c", "d"), "d")
    assert book.home["c"] == book.home["d"] == change.younger != book.home["b"]
    assert [m.profile.article_id for m in book.stories[change.younger].members] == ["c", "d"]


def test_a_story_is_not_parted_by_one_article_or_where_nothing_says_no() -> None:
    book = parted()
    assert part_of(book.home["a"], "c", None, book) is None
    book.note("d", {"c": 4.0})
    book.stories[book.home["a"]].add(prepare(article("d")))
    book.compared["c"].update(a=2.0, b=2.0)
    assert part_of(book.home["a"], "d", None, book) is None


def test_two_stories_become_one_where_articles_fit_both_and_the_texts_do_not_say_no() -> None:
    book = book_of((article("a"), {}), (article("b"), {"a": -2.0}))
    one, two = book.home["a"], book.home["b"]
    assert one != two
    for name in ("c", "d"):
        linked = link(article(name, direction=1), ["a", "b"], book, compared={"a": 3.0, "b": 2.0})
    # the texts of a and b say no
    assert linked.changes == () and set(book.also["c"]) == {two}
    book.note("b", {"a": 0.0})
    (change,) = link(article("e", direction=2), ["a", "b"], book, compared={"a": 3.0, "b": 2.0}).changes
    assert (change.kind, change.older, change.younger, change.article_id) == ("merge", one, two, "e")
    assert book.current(two) == one and len(book.stories[one].members) == 5


def test_one_article_that_fits_two_stories_makes_them_not_one() -> None:
    book = book_of((article("a"), {}), (article("b"), {"a": -0.5}))
    assert link(article("c", direction=1), ["a", "b"], book, compared={"a": 3.0, "b": 2.0}).changes == ()
