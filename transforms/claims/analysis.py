"""An analysed sentence: words, lemmas, parts of speech, syntax and named entities (`parsing` makes it)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property


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

    def behind(self, i: int, *prepositions: str) -> list[int]:
        """The words that stand behind one of the prepositions at a word: of "three of the soldiers" the soldiers."""
        preps = (c for c in self.children(i, "prep") if self.words[c].lemma in prepositions)
        return [k for prep in preps for k in self.children(prep, "pobj")]

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
