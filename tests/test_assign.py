"""Stories that grow, become one or two, and the threads in them: functions, without a pipeline."""

import math
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from storywatch.transforms.rows import Claim, DateMention, StoryChange
from storywatch.transforms.stories.assign import Assignment, Threads, _duplicate, _one_deployment, _story_of_claim, link, linking
from storywatch.transforms.stories.fit import similarities
from storywatch.transforms.stories.profile import RECENT, ArticleProfile, StoryProfile, forces_named, prepare, rarity
from storywatch.transforms.stories.wording import FINE
from test_linking import article, assignment_of, story_of

AXES = np.eye(40, dtype=np.float32)


def test_a_claim_joins_the_thread_whose_mean_is_nearest_and_near_enough() -> None:
    threads = Threads()
    for n in range(40):
        threads.add(f"t{n}", AXES[n])
    assert [threads.nearest(AXES[n]) for n in (0, 15, 16, 31, 32, 39)] == ["t0", "t15", "t16", "t31", "t32", "t39"]
    least = linking()["thread"]["threshold"]
    assert threads.nearest(AXES[3] * (least + 0.01)) == "t3" and threads.nearest(AXES[3] * least) is None
    # of equals the oldest; the mean moves with what is added
    assert threads.nearest((AXES[5] + AXES[9]) / 2**0.5) == "t5"
    threads.add("t5", AXES[8])
    assert threads.nearest((AXES[5] + AXES[9]) / 2**0.5) == "t9" and threads.nearest(AXES[5]) == "t5"
    assert Threads().nearest(AXES[0]) is None


def test_threads_of_a_copy_go_their_own_way_and_those_of_another_story_are_taken_in() -> None:
    one, two = Threads(), Threads()
    one.add("a", AXES[0])
    two.add("b", AXES[1])
    copy = one.copy()
    copy.absorb(two)
    assert copy.nearest(AXES[1]) == "b" and one.nearest(AXES[1]) is None and copy.nearest(AXES[0]) == "a"


def of_many(name: str, rows: list[NDArray[np.float32]], texts: list[str] | None = None) -> ArticleProfile:
    texts = texts or [f"Sentence {i} of it." for i in range(len(rows))]
    claims = tuple(Claim(f"c-{name}{i}", name, text, 0, 10, "2024-05-01") for i, text in enumerate(texts))
    return replace(article(name), claims=claims, vectors=np.array(rows, np.float32).reshape(-1, 40))


def copy_of(new: ArticleProfile, *old: ArticleProfile) -> str | None:
    story = story_of(*old)
    return _duplicate(prepare(new), story, similarities(prepare(new), story))


def test_a_copy_repeats_nearly_all_of_an_article() -> None:
    old = of_many("old", [AXES[i] for i in range(10)])
    assert copy_of(of_many("new", [AXES[i] for i in range(10)]), old) == "old"
    share = linking()["duplicate"]["share"]
    assert 0.5 < share < 1
    enough = int(np.ceil(share * 10))
    assert copy_of(of_many("new", [AXES[i if i < enough else 20 + i] for i in range(10)]), old) == "old"
    assert copy_of(of_many("new", [AXES[i if i < enough - 1 else 20 + i] for i in range(10)]), old) is None
    # the earliest of those that it repeats, and not what only looks alike
    assert copy_of(of_many("new", [AXES[1]]), of_many("x", [AXES[5]]), of_many("a", [AXES[1]]), of_many("b", [AXES[1]])) == "a"
    least = linking()["duplicate"]["similarity"]
    assert copy_of(of_many("new", [AXES[1] * (least + 0.01)]), of_many("a", [AXES[1]])) == "a"
    assert copy_of(of_many("new", [AXES[1] * (least - 0.01)]), of_many("a", [AXES[1]])) is None
    assert copy_of(of_many("new", []), old) is None and copy_of(of_many("new", [AXES[1]]), of_many("a", [])) is None


def test_the_same_sentence_with_another_number_is_no_copy() -> None:
    old = of_many("old", [AXES[0]], ["Norway has sent 400 soldiers to the port of Balta."])
    assert copy_of(of_many("new", [AXES[0]], ["Norway has sent 600 soldiers to the port of Balta."]), old) is None
    assert copy_of(of_many("new", [AXES[0]], ["Norway sent 400 soldiers to the port of Balta."]), old) == "old"
    # nor is an article of which half is so
    both = of_many(
        "both", [AXES[0], AXES[1]], ["Norway has sent 400 soldiers to the port of Balta.", "They will stay until the end of the year."]
    )
    half = ["Norway has sent 600 soldiers to the port of Balta.", "They will stay until the end of the year."]
    assert copy_of(of_many("new", [AXES[0], AXES[1]], half), both) is None


def test_a_claim_that_clearly_speaks_of_another_story_is_of_that() -> None:
    rules = linking()["claim"]
    told = Claim("c", "a", "x", 0, 1, "2024-05-01", terms=("c:norland", "g:balta", "w:soldier"))
    near = rules["least"] + rules["margin"] + 0.1

    def of(own: float, other: float, core: set[str], claim: Claim = told) -> str:
        return _story_of_claim(claim, "main", {"main": own, "other": other}, {"other": core})

    assert of(0.0, near, {"c:norland"}) == "other" and of(0.0, near, {"c:norland", "c:ostia"}) == "other"
    assert of(0.0, near, {"c:ostia"}) == of(0.0, near, {"c:norland", "c:ostia", "c:tamaria"}) == "main"
    assert of(0.0, rules["least"], {"c:norland"}) == "main"
    assert of(near, near + rules["margin"], {"c:norland"}) == "main" and of(near, near + rules["margin"] + 0.01, {"c:norland"}) == "other"
    assert of(0.0, near, {"w:soldier"}) == "main"
    # of a story that is not near at all nothing is known
    assert _story_of_claim(told, "main", {"other": near}, {"other": {"c:norland"}}) == "other"


def test_a_story_that_became_one_with_another_is_found_by_its_old_name() -> None:
    assignment = assignment_of(
        (article("a"), {}), (article("b", direction=1), {"a": -4.0}), (article("c", direction=2), {"a": -4.0, "b": -4.0})
    )
    one, two, three = (assignment.home[name] for name in "abc")
    assert len({one, two, three}) == 3
    assignment.apply(StoryChange("merge", two, three, "x", 0.9))
    assignment.apply(StoryChange("merge", one, two, "x", 0.9))
    assert assignment.current(three) == assignment.current(two) == one and list(assignment.stories) == [one]
    assert [m.profile.article_id for m in assignment.stories[one].members] == ["a", "b", "c"]
    assert {assignment.threads[one].nearest(article("x", direction=n).vectors[0]) is None for n in range(3)} == {False}
    # of stories that are not here, nothing is changed
    assignment.apply(StoryChange("merge", one, "s-gone", "x", 0.9))
    assignment.apply(StoryChange("part", "s-gone", "s-new", "x", 0.9, ("a",)))
    assert list(assignment.stories) == [one]
    assignment.apply(StoryChange("part", one, two, "x", -2.0, ("b",)))
    assert assignment.current(two) == two and assignment.home["b"] == two and assignment.story_of["b"] == {two}
    assert [m.profile.article_id for m in assignment.stories[one].members] == ["a", "c"] and set(assignment.threads) == {one, two}


def test_what_texts_said_of_two_articles_is_known_of_both_and_told_by_story() -> None:
    assignment = assignment_of((article("a"), {}), (article("b"), {"a": 4.0}), (article("c", direction=1), {"a": -4.0}))
    assignment.note("x", {"a": 1.5, "b": -1.0, "c": 0.5, "elsewhere": 3.0})
    assert assignment.told("x") == {assignment.home["a"]: [1.5, -1.0], assignment.home["c"]: [0.5]}
    assert assignment.compared["a"]["x"] == 1.5 and assignment.told("nobody") == {}


def test_articles_that_fit_two_stories_are_counted_of_both() -> None:
    assignment = Assignment(home={"a": "s-1", "b": "s-2", "c": "s-3", "d": "s-1"})
    assignment.also = {"a": {"s-2": 0.8, "s-3": 0.7}, "b": {"s-1": 0.6, "s-2": 0.9}, "c": {"s-1": 0.5}, "elsewhere": {"s-1": 0.4}}
    assert assignment.fit_both("s-1", "s-2") == [0.8, 0.6]
    assignment.merged["s-3"] = "s-2"
    assert assignment.fit_both("s-1", "s-2") == [0.8, 0.7, 0.6, 0.5]


def test_stories_of_the_same_countries_and_force_may_be_phases_of_one_deployment() -> None:
    def of(*terms: str) -> StoryProfile:
        return story_of(*(article(f"x{i}", own) for i, own in enumerate(terms)))

    one = of("c:norland c:ostia w:soldier f:hydra", "c:norland c:ostia w:soldier f:hydra")
    assert _one_deployment(one, of("c:norland c:ostia w:troops"))
    assert not _one_deployment(one, of("c:norland c:ostia w:troops f:psara")) and not _one_deployment(one, of("c:norland w:soldier"))
    assert not _one_deployment(one, of("c:norland c:ostia w:frigate"))
    # a country that only half of its articles name is none of its own
    assert not _one_deployment(one, of("c:norland c:ostia w:soldier", "c:norland w:soldier"))


def test_a_later_text_of_an_article_is_no_copy_of_it() -> None:
    assignment = assignment_of((article("a"), {}))
    said = replace(article("b"), claims=(replace(article("b").claims[0], text=article("a").claims[0].text),))
    assert link(said, ["a"], assignment, compared={"a": 4.0}).duplicate_of == "a"
    assignment = assignment_of((article("a"), {}))
    assert link(replace(said, version_of="a"), ["a"], assignment, compared={"a": 4.0}).duplicate_of is None


def test_a_story_keeps_its_latest_articles_and_forgets_what_the_others_named() -> None:
    story = story_of(*(article(f"a{n:02}", f"c:land{n}") for n in range(RECENT)))
    asked = prepare(article("x", "c:land0"))
    assert len(story.members) == RECENT == 60 and story.cosines("names", asked.units["names"]).tolist()[0] > 0.9
    assert story.articles_with["c:land0"] == story.leads_with["c:land0"] == 1
    story.add(prepare(article("later", "c:land0")))
    assert len(story.members) == RECENT and story.members[0].profile.article_id == "a01" and story.size == RECENT + 1
    found = story.cosines("names", asked.units["names"]).tolist()
    # in the order of the members, the newest one last
    assert [n for n, cosine in enumerate(found) if cosine > 0.9] == [RECENT - 1] and len(found) == RECENT
    assert story.articles_with["c:land0"] == story.leads_with["c:land0"] == 1


def test_what_more_than_half_of_the_articles_name_is_the_core_of_a_story() -> None:
    story = story_of(
        article("a", "c:norland g:balta"), article("b", "c:norland g:balta"), article("c", "c:norland"), article("d", "c:ostia")
    )
    assert story.core(("c",)) == {"c:norland"} == story.core(("c", "g")) and story.core(("c",), leads=True) == {"c:norland"}
    assert story.named("countries") == {"c:norland", "c:ostia"} and story.named("places") == {"c:norland", "c:ostia", "g:balta"}


def test_an_undated_article_is_of_the_first_full_day_that_its_head_gives() -> None:
    def of(*days: tuple[str, str]) -> str | None:
        claims = tuple(
            Claim(f"c{i}", "a", "x", 0, 1, None, dates=(DateMention("x", 0, 1, day, precision, "event"),))
            for i, (day, precision) in enumerate(days)
        )
        day = replace(article("a"), published=None, claims=claims).day
        return day.isoformat() if day else None

    assert of(("2024-05-01", "month"), ("2024-05-03", "day")) == "2024-05-03"
    none = ("2024-05-01", "year")
    assert of(none, none, ("2024-05-03", "day")) == "2024-05-03" and of(none, none, none, ("2024-05-03", "day")) is None
    assert article("a", day="2024-05-01T10:00:00Z").day == article("a").day


def test_names_at_the_head_of_an_article_are_those_of_its_title_and_two_claims() -> None:
    claims = tuple(Claim(f"c{i}", "a", "x", 0, 1, "2024-05-01", terms=(f"c:land{i}",)) for i in range(3))
    told = prepare(replace(article("a"), title_terms=("c:title",), claims=claims, vectors=np.zeros((3, 8), np.float32)))
    assert told.lead == {"c:title", "c:land0", "c:land1"} and told.terms == told.lead | {"c:land2"}
    assert told.kept().claims == told.kept().kept().claims == claims and told.kept().profile.claims == ()


def test_what_is_named_twice_weighs_more_but_not_twice() -> None:
    def weights(terms: str) -> list[float]:
        found = prepare(article("a", terms)).units["names"]
        return sorted((found["weight"] / FINE).tolist())

    claim = article("a").claims[0]
    said = replace(article("a"), title_terms=("c:norland", "g:zzqx"), claims=(replace(claim, terms=("g:zzqx",)),))
    found = sorted((prepare(said).units["names"]["weight"] / FINE).tolist())
    one, two = rarity("c:norland"), (1 + math.log(2)) * rarity("g:zzqx")
    assert found == pytest.approx(sorted(w / math.hypot(one, two) for w in (one, two)), abs=0.001)
    assert len(weights("n:200 w:soldier")) == 0


def test_rare_words_tell_more() -> None:
    assert rarity("n:200") == 3 and rarity("g:of the") == rarity("w:the") == 0.3 and rarity("w:frigate") > rarity("w:ship") > 0.3
    # a name is as rare as its rarest word; one without letters as an "x"
    assert rarity("g:the zzqx") == rarity("g:zzqx") == 6.5 and rarity("g:10") == rarity("g:x")
    assert forces_named(["g:frigate", "w:frigate"]) == {"ships"}
