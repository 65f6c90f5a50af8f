"""Which earlier articles are near: exact, in whatever blocks, and only what came before."""

import random

import numpy as np
import pytest
from storywatch.transforms.candidates import index
from storywatch.transforms.candidates.index import ACROSS, NEARNESS, UNRELATED, ArticleRows, likeness, matrix, nearest
from storywatch.transforms.embedding_model import Vectors, round_vectors
from storywatch.transforms.stories.wording import FINE, words_of

WORDS = ("the", "frigate", "tank", "brigade", "convoy", "Balta", "Corin", "Odessa", "harbour", "soldiers", "sailed", "arrived", "denied")


def rows(texts: list[str], vectors: Vectors, languages: list[str] | None = None) -> ArticleRows:
    words = matrix([words_of([text], "en").tobytes() for text in texts])
    return ArticleRows([f"a{i}" for i in range(len(texts))], languages or ["en"] * len(texts), words, vectors)


def stream(n: int, seed: int = 3) -> ArticleRows:
    """Articles of a few words each; some are the same."""
    chance = random.Random(seed)
    texts = [" ".join(chance.choices(WORDS, k=5)) for _ in range(n)]
    vectors = round_vectors(np.random.default_rng(seed).normal(size=(8, 16)))[[chance.randrange(8) for _ in range(n)]]
    texts[n // 2], vectors[n // 2] = texts[3], vectors[3]
    return rows(texts, vectors, [chance.choice(("en", "en", "de")) for _ in range(n)])


def test_the_nearest_are_those_of_all_earlier_ones_the_latest_of_equals_first() -> None:
    all_rows = stream(60)
    alike = likeness(all_rows, all_rows)
    for i, found in enumerate(nearest(all_rows, range(60), [all_rows], 7, 0.3)):
        wanted = sorted((j for j in range(i) if alike[i, j] >= 0.3), key=lambda j: (-alike[i, j], -j))
        assert found == wanted[:7]
    assert nearest(all_rows.of([59]), [59], [all_rows], 60, -1.0)[0] != []


@pytest.mark.parametrize("block", [7, 16_384])
def test_parts_and_blocks_change_nothing(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    all_rows = stream(60)
    whole = nearest(all_rows, range(60), [all_rows], 9, 0.2)
    monkeypatch.setattr(index, "BLOCK", block)
    assert nearest(all_rows, range(60), [all_rows.part(0, 17), all_rows.part(17, 17), all_rows.part(17, 60)], 9, 0.2) == whole
    assert [nearest(all_rows.of([i]), [i], [all_rows], 9, 0.2)[0] for i in range(60)] == whole


def test_words_and_vectors_are_added_in_one_language_only() -> None:
    vectors = round_vectors(np.array([[1.0, 0.0], [0.6, 0.8]]))
    near = (float(vectors[0].astype(np.float32) @ vectors[1].astype(np.float32)) - UNRELATED) / (1 - UNRELATED)
    for languages, words in ((["en", "en"], 1.0), (["en", "de"], ACROSS * near)):
        both = rows(["frigate Balta"] * 2, vectors, languages)
        assert likeness(both, both)[0, 1] == pytest.approx(words + NEARNESS * near, abs=1e-3)


def test_an_article_whose_words_are_not_known_is_found_by_its_vector() -> None:
    """As the articles of a state are that was made before words were kept."""
    vectors = round_vectors(np.array([[1.0, 0.0], [1.0, 0.1], [0.0, 1.0]]))
    old = ArticleRows(["a", "b"], ["en", "en"], matrix([b"", b""]), vectors[1:])
    assert nearest(rows(["frigate Balta"], vectors[:1]), [2], [old], 5, 0.25) == [[0]]


def test_words_are_kept_to_the_last_digit() -> None:
    words = words_of(["Twelve hundred soldiers reached the harbour of Balta, the minister said."], "en")
    kept = matrix([words.tobytes(), b"", words.tobytes()])
    assert (kept[[0]].data * FINE).tolist() == words["weight"].tolist() and kept[[0]].indices.tolist() == words["bucket"].tolist()
    assert np.diff(kept.indptr).tolist() == [len(words), 0, len(words)]


def test_likenesses_have_the_same_bits_in_any_order() -> None:
    all_rows = stream(60)
    turned = ArticleRows(all_rows.ids, all_rows.languages, all_rows.words, np.ascontiguousarray(all_rows.heads[:, ::-1]))
    assert (likeness(turned, turned) == likeness(all_rows, all_rows)).all()
    assert (likeness(all_rows, all_rows) == likeness(all_rows, all_rows).T).all()


def test_a_likeness_of_just_the_least_counts_and_the_latest_of_equals_comes_first() -> None:
    vectors = round_vectors(np.array([[1.0, 0.0]] * 4))
    known = rows(["frigate Balta"] * 3, vectors[:3])
    asked = rows(["frigate Balta"], vectors[3:])
    same = float(likeness(asked, known)[0, 0])
    assert nearest(asked, [3], [known], 2, same) == [[2, 1]] and nearest(asked, [3], [known], 2, same + 0.001) == [[]]
    assert nearest(asked, [2], [known], 5, 0.0) == [[1, 0]] and nearest(asked, [0], [known], 5, 0.0) == [[]]
    assert nearest(asked, [3], [], 2, 0.0) == [[]]


def test_rows_are_named_and_taken_with_all_that_belongs_to_them() -> None:
    all_rows = stream(10)
    part, some = all_rows.part(2, 5), all_rows.of([9, 0])
    assert (len(all_rows), len(part), len(some)) == (10, 3, 2) and list(part.ids) == ["a2", "a3", "a4"] and list(some.ids) == ["a9", "a0"]
    assert (part.heads == all_rows.heads[2:5]).all() and (some.words.toarray() == all_rows.words.toarray()[[9, 0]]).all()
    assert list(some.languages) == [all_rows.languages[9], all_rows.languages[0]]
