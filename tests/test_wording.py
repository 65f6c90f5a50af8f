"""The words of articles as vectors: functions, without a pipeline."""

import random

import numpy as np
import pytest
from storywatch.transforms.stories.fit import features
from storywatch.transforms.stories.profile import ArticleProfile, StoryProfile, prepare
from storywatch.transforms.stories.wording import FINE, Columns, rareness, unit, words_of

ONE = "The frigate Hydra left Salamis for the Red Sea on Monday."
LIKE = "Hydra, a frigate, left the port of Salamis for the Red Sea."
OTHER = "Talks about the budget of the city went on for a third week."


def cosine(one: str, two: str) -> float:
    columns = Columns()
    columns.put(0, words_of([two], "en"))
    return float(columns.cosines(words_of([one], "en"))[0])


def test_rare_words_weigh_more_than_everyday_ones_in_each_language() -> None:
    assert rareness("the", "en") == 0 < rareness("ship", "en") < rareness("frigate", "en") < rareness("zzqx", "en")
    assert rareness("die", "de") < rareness("die", "en")
    # of a language that no list is known of, or only with a tokenizer that is not here, those of English
    assert rareness("the", "xx") == rareness("the", "ko") == rareness("the", "zh") == 0
    assert len(words_of(["북한군 1만 명이 러시아에 도착했다"], "ko"))


def test_articles_with_the_same_rare_words_are_alike() -> None:
    assert cosine(ONE, ONE) == pytest.approx(1, abs=0.01) and cosine(ONE, LIKE) > 0.6 > 0.1 > cosine(ONE, OTHER)


def test_the_order_in_which_a_story_grew_changes_no_bit() -> None:
    texts = [" ".join(random.Random(seed).choices((ONE + LIKE + OTHER).split(), k=30)) for seed in range(9)]
    asked = words_of([ONE + LIKE], "en")
    found = []
    for order in (range(9), reversed(range(9))):
        columns = Columns()
        for i in order:
            columns.put(i, words_of([texts[i]], "en"))
        found.append(columns.cosines(asked).tolist()[:9])
    assert found[0] == found[1] and any(found[0])
    assert float((asked["weight"].astype(np.int64) ** 2).sum()) == pytest.approx(FINE**2, rel=0.01)


def test_a_column_is_put_in_place_of_what_it_had() -> None:
    columns = Columns()
    for weights in ({"a": 1.0}, {"b": 1.0, "c": 1.0}):
        columns.put(0, unit(weights))
    assert columns.cosines(unit({"a": 1.0})).tolist() == [0] and columns.cosines(unit({"b": 1.0}))[0] == pytest.approx(0.7, abs=0.01)
    assert len(unit({})) == len(unit({"a": 0.0})) == 0


def profile(name: str, title: str, language: str) -> ArticleProfile:
    return ArticleProfile(name, "2024-05-01", "Wire", (), np.zeros((0, 8), np.float32), np.zeros(8, np.float16), (), title, None, language)


def test_words_are_compared_within_a_language_only() -> None:
    story = StoryProfile("s-1")
    story.add(prepare(profile("a", ONE, "en")))
    story.add(prepare(profile("b", OTHER, "en")))
    story.add(prepare(profile("c", LIKE, "fr")))
    told = features(prepare(profile("d", ONE, "en")), story)
    assert told["words_known"] and told["words"] == pytest.approx(0.5, abs=0.06)
    assert features(prepare(profile("e", ONE, "tr")), story)["words_known"] == 0
