"""What the vectors of heads are learned from, and what linking makes of them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from pyiceberg.types import BinaryType
from storywatch.measure.courses import HEARD, far
from storywatch.measure.learn_comparison import Labelled, Pairs
from storywatch.measure.learn_heads import HEADS, Batches, loss_of, padded
from storywatch.transforms.embedding_model import round_vectors
from storywatch.transforms.state.reference import NOTHING, StateRef
from storywatch.transforms.state.store import State
from storywatch.transforms.stories.fit import features, nearest_stories
from storywatch.transforms.stories.heads import head_reader
from storywatch.transforms.stories.profile import ArticleProfile, StoryProfile, prepare

DIRECTIONS = round_vectors(np.random.default_rng(5).normal(size=(4, 8)))


def pairs(stories: int = 20) -> Pairs:
    """Two articles of each story, one of the next story, and a copy of each first article behind them all."""
    articles = [Labelled("set", f"{i}", f"s{i // 2}", "set/all", "") for i in range(2 * stories)]
    found = [(i, i ^ 1, 1) for i in range(2 * stories)] + [(i, (i + 2) % (2 * stories), 0) for i in range(2 * stories)]
    found += [(2 * i, 2 * stories + i, 0) for i in range(stories)]
    return Pairs(articles, {"set/all": found}, [torch.zeros(1 + i % 3, 4) for i in range(3 * stories)], np.zeros((2 * stories, 4)))


def test_a_batch_holds_siblings_and_what_is_only_alike() -> None:
    of = pairs()
    heads, same = Batches(of, ["set/all"]).next()
    assert len(heads) == len(set(heads)) == HEADS
    story = [of.articles[i].story if i < 40 else None for i in heads]
    assert same.tolist() == [[i != j and a == b is not None for j, b in enumerate(story)] for i, a in enumerate(story)]
    assert same.any() and None in story
    again, _ = Batches(of, ["set/all"]).next()
    assert again == heads, "the same seed, the same batches"


def test_heads_of_one_story_are_to_be_nearer_than_all_others() -> None:
    same = torch.tensor([[False, True, False], [True, False, False], [False, False, False]])
    near = torch.nn.functional.normalize(torch.tensor([[1.0, 0.0], [1.0, 0.1], [0.0, 1.0]]), dim=1)
    far_off = torch.nn.functional.normalize(torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 0.1]]), dim=1)
    assert loss_of(near, same) < 0.01 < 5 < loss_of(far_off, same)


def test_states_are_padded_and_the_mask_tells_where_they_are() -> None:
    states, mask = padded([torch.ones(2, 4), torch.ones(3, 4)])
    assert states.shape == (2, 3, 4) and mask.tolist() == [[True, True, False], [True, True, True]]
    assert states[0, 2].abs().sum() == 0


def test_a_head_read_abroad_is_nearly_what_it_was() -> None:
    (vector,) = round_vectors(np.random.default_rng(1).normal(size=(1, 384)))
    led = far(vector, "one")
    assert float(led.astype(np.float32) @ vector.astype(np.float32)) == pytest.approx(HEARD, abs=0.01)
    assert (far(vector, "one") == led).all() and (far(vector, "two") != led).any()


def article(name: str, direction: int) -> ArticleProfile:
    vectors = np.zeros((0, 8), np.float32)
    return ArticleProfile(name, "2024-05-01", "Wire", (), vectors, DIRECTIONS[direction], (), "Ships sail")


def test_a_story_is_near_by_the_heads_of_its_articles() -> None:
    stories = {}
    for name, directions in {"s-a": (0, 0), "s-b": (1, 2)}.items():
        stories[name] = StoryProfile(name)
        for i, direction in enumerate(directions):
            stories[name].add(prepare(article(f"{name}{i}", direction)))
    own, other = (prepare(article("new", direction)) for direction in (0, 1))
    assert features(own, stories["s-a"])["heads"] == pytest.approx(1, abs=0.01)
    expected = (1 + float(DIRECTIONS[1].astype(np.float32) @ DIRECTIONS[2].astype(np.float32))) / 2
    assert features(other, stories["s-b"])["heads"] == pytest.approx(expected, abs=0.01)
    assert nearest_stories(own, stories)[0] == "s-a" and nearest_stories(other, stories)[0] == "s-b"
    assert features(replace(own, mean=-own.mean), stories["s-a"])["heads"] == features(own, stories["s-a"])["heads"]


def test_heads_that_an_earlier_version_did_not_keep_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(StateRef, "texts", lambda self, articles: [("Ships sail", f"to {article}.") for article in articles])
    rows = [{"article_id": name, "head_vector": None} for name in ("Balta", "Corin")]
    NOTHING._read_heads(rows)
    expected = head_reader().vectors(["Ships sail. to Balta.", "Ships sail. to Corin."])
    assert [row["head_vector"] for row in rows] == [vector.tobytes() for vector in expected]


def test_a_table_of_an_earlier_version_gets_the_columns_that_it_lacks(tmp_path: Path) -> None:
    state = State(str(tmp_path / "state"), create=True)
    state.recover()
    with state.table("articles").update_schema(allow_incompatible_changes=True) as update:
        update.delete_column("head_vector")
        update.add_column("mean", BinaryType())
    state.recover()
    names = {field.name for field in state.table("articles").schema().fields}
    assert {"head_vector", "mean"} <= names, "a column that is no more hides none that is new"
