"""Rows as they are written between stages."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import apache_beam as beam
import numpy as np
import pytest
from apache_beam.coders import registry
from apache_beam.pipeline import PipelineVisitor
from storywatch.pipelines.monitor import build
from storywatch.pipelines.settings import Settings
from storywatch.transforms import coders
from storywatch.transforms.candidates.stage import Candidates, Compared
from storywatch.transforms.claims.extract import claims_of
from storywatch.transforms.embeddings import EmbeddedArticle
from storywatch.transforms.rows import Article, ArticleClaims, Claims, DeadLetter, Development, FeedState, Packed
from storywatch.transforms.state.reference import StateRef
from storywatch.transforms.state.stage import Layout
from storywatch.transforms.state.store import State
from storywatch.transforms.vocabulary import Vocabulary

ARTICLE = Article(
    "one", "Norland sent 200 to 300 soldiers to Balta on Monday, Defence Minister Ana Kovac said.", published="2024-05-06", language="en"
)


def test_packed_claims_are_the_same_when_opened() -> None:
    claims = claims_of(ARTICLE).claims
    assert claims[0].figures and claims[0].events[0].spans
    packed = Packed.of(claims)
    assert packed.open(Claims) == claims
    assert packed == Packed.of(packed.open(Claims))


@pytest.mark.parametrize(
    "row",
    [
        ARTICLE,
        claims_of(ARTICLE),
        DeadLetter("file", "why", excerpt="é\u0000"),
        FeedState("feed", "tag", None, 2),
        Development("d", "s", "t", "c", "a", "figure", "high", None, "text", None, "why", 0.25),
    ],
    ids=lambda row: type(row).__name__,
)
def test_the_runner_writes_rows_by_their_fields(row: object) -> None:
    coders.register()
    coder = registry.get_coder(type(row))
    assert coder.is_deterministic()
    written = coder.encode(row)
    assert b"storywatch" not in written, "no name of a class, as a pickle has it"
    assert coder.decode(written) == row


def test_vectors_go_with_the_rows_bit_by_bit() -> None:
    coders.register()
    vectors = np.array([[0.5, -1.25, 0.0], [1.0, 2.0, np.float16(1 / 2048)]], np.float16)
    embedded = EmbeddedArticle("one", None, "en", Packed.of(claims_of(ARTICLE)), vectors, b"words", "head", vectors[1].tobytes())
    candidates = Candidates(embedded, ("two",), (), (Compared("two", -1.5), Compared("three", 0.1, "s-1")))
    coder = registry.get_coder(Candidates)
    written = coder.encode(candidates)
    read = coder.decode(written)
    assert b"storywatch" not in written and b"numpy" not in written
    assert read.embedded.vectors.dtype == np.float16 and (read.embedded.vectors == vectors).all()
    assert replace(read, embedded=embedded) == candidates
    none = replace(embedded, vectors=vectors[:0])
    assert coder.decode(coder.encode(replace(candidates, embedded=none))).embedded.vectors.shape == (0, 3)


@pytest.mark.parametrize("kind", coders.ROWS, ids=lambda kind: kind.__name__)
def test_every_row_has_a_coder_of_its_own(kind: type) -> None:
    coders.register()
    assert registry.get_coder(kind) == coders.RowCoder(kind)


def test_what_is_no_such_row_is_refused() -> None:
    coders.register()
    with pytest.raises(ValueError, match="article"):
        registry.get_coder(ArticleClaims).decode(registry.get_coder(FeedState).encode(FeedState("feed")))


def test_every_stage_says_what_rows_it_gives(tmp_path: Path) -> None:
    settings = Settings(state=str(tmp_path / "state"))
    state = State(settings.state, create=True)
    pipeline = beam.Pipeline()
    build(pipeline, ["a"], settings, Vocabulary.read(), StateRef.of(state, "r-000001", state.head()), Layout({}, "s", "r-000001", "t"))
    unknown: list[str] = []

    class Look(PipelineVisitor):
        def visit_transform(self, node: Any) -> None:
            for given in node.outputs.values():
                # a row of an input or of a table is fields of any kind
                if "Any" in str(given.element_type).replace("Dict[<class 'str'>, Any]", "") and node.full_label != "Feeds/Map(decode)":
                    unknown.append(f"{node.full_label}: {given.element_type}")

    pipeline.visit(Look())
    assert unknown == []
