"""Rows as they are written between stages."""

import pytest
from apache_beam.coders import registry
from storywatch.transforms import coders
from storywatch.transforms.claims.extract import claims_of
from storywatch.transforms.rows import Article, ArticleClaims, Claims, DeadLetter, Development, FeedState, Packed

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


def test_what_is_no_such_row_is_refused() -> None:
    coders.register()
    with pytest.raises(ValueError, match="article"):
        registry.get_coder(ArticleClaims).decode(registry.get_coder(FeedState).encode(FeedState("feed")))
