"""How the runner writes the rows that stages share: as MessagePack, which holds no code, where Beam would pickle them."""

from typing import Any

from apache_beam.coders import Coder, registry
from storywatch.transforms.candidates.stage import Candidates
from storywatch.transforms.developments.stage import ComparedClaims, Part
from storywatch.transforms.embeddings import EmbeddedArticle
from storywatch.transforms.rows import Article, ArticleClaims, DeadLetter, Development, FeedState, decoded, encoded
from storywatch.transforms.stories.stage import JoinedArticle

ROWS = (Article, ArticleClaims, EmbeddedArticle, Candidates, JoinedArticle, Part, ComparedClaims, Development, DeadLetter, FeedState)
"""What goes from stage to stage, in the order of the run."""


class RowCoder(Coder):
    """Of rows of the type `kind`. Equal rows are equal bytes."""

    def __init__(self, kind: type) -> None:
        self.kind = kind

    @classmethod
    def from_type_hint(cls, typehint: Any, registry: Any) -> "RowCoder":
        return cls(typehint)

    def encode(self, value: Any) -> bytes:
        return encoded(value)

    def decode(self, encoded: bytes) -> Any:
        return decoded(encoded, self.kind)

    def is_deterministic(self) -> bool:
        return True

    def to_type_hint(self) -> type:
        return self.kind

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RowCoder) and self.kind is other.kind

    def __hash__(self) -> int:
        return hash(self.kind)


def register() -> None:
    """Has Beam write these rows so, wherever a stage says that it gives them."""
    for kind in ROWS:
        registry.register_coder(kind, RowCoder)
