"""Labelled articles for `evaluate` and `tune`: a folder with gold stories and, where it has them, gold developments."""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from storywatch.transforms.articles.identity import make_article
from storywatch.transforms.claims import foreign
from storywatch.transforms.claims.extract import MAX_CLAIMS, claims_of
from storywatch.transforms.claims.sentences import sentences
from storywatch.transforms.embedding_model import DEFAULT, Vectors, embed, embed_in, load
from storywatch.transforms.rows import Article, Claim
from storywatch.transforms.stories.profile import ArticleProfile


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSONL file. Raises ValueError that names the line."""
    rows = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    rows.append(json.loads(line))
                except json.JSONDecodeError as error:
                    raise ValueError(f"{path}, line {number}: {error}") from error
    return rows


@dataclass
class LabelledSet:
    """`articles` are rows as in the contract plus `story`; `timeline` and `sentences` are empty where there are none."""

    name: str
    path: Path
    articles: list[dict[str, Any]]
    timeline: list[dict[str, Any]] = field(default_factory=list)
    sentences: list[dict[str, Any]] = field(default_factory=list)

    @property
    def stories(self) -> dict[str, str | None]:
        return {row["id"]: row["story"] for row in self.articles}

    def where(self, keep: Callable[[dict[str, Any]], bool]) -> "LabelledSet":
        """The set with the rows that `keep` accepts."""
        articles = [row for row in self.articles if keep(row)]
        ids = {row["id"] for row in articles}
        return LabelledSet(self.name, self.path, articles, self.timeline, [s for s in self.sentences if s["doc"] in ids])

    def of_topics(self, topics: tuple[int, int] | None) -> "LabelledSet":
        """The set with a range of ECB+ topics, or as it is."""
        return self.where(lambda row: topics[0] <= row.get("topic", 0) <= topics[1]) if topics else self


def load_set(folder: Path) -> LabelledSet:
    """Reads *articles.jsonl with its developments or sentences. Raises ValueError for a folder without any."""
    found = sorted(folder.glob("*articles.jsonl"))
    if not found:
        raise ValueError(f"{folder}: no *articles.jsonl with labelled articles")
    rows = [row for path in found for row in read_jsonl(path)]
    missing = [row.get("id", "?") for row in rows if "story" not in row]
    if missing:
        raise ValueError(f"{folder}: articles without a field `story`: {', '.join(map(str, missing[:3]))}")
    return LabelledSet(
        folder.name, found[0], rows,
        [row for path in sorted(folder.glob("*developments.jsonl")) for row in read_jsonl(path)],
        [row for path in sorted(folder.glob("*sentences.jsonl")) for row in read_jsonl(path)],
    )  # fmt: skip


UNREAD: Vectors = np.zeros(0, np.float16)
"""The vector of a head that nobody has read: with what, `courses` decides."""


def profiles(data: LabelledSet, model: str) -> Iterator[ArticleProfile]:
    """The articles of a set in order, with claims and vectors, as the linking sees them."""
    articles = [make_article(row, str(data.path))[0] for row in data.articles]
    extracted = [claims_of(a) for a in sorted((a for a in articles if a), key=lambda a: a.order)]
    vectors = embed([c.text for e in extracted for c in e.claims], load(model)).astype(np.float32)
    at = 0
    for e in extracted:
        a, own = e.article, vectors[at : at + len(e.claims)]
        yield ArticleProfile(a.article_id, a.published, a.source, e.claims, own, UNREAD, e.title_terms, a.title, None, a.language)
        at += len(e.claims)


FOREIGN = "xx"
"""The language of English articles that are read as if they were in another one."""
LOST = {"g": 0.4, "f": 0.4, "c": 0.1, "w": 0.15}
"""How much is lost of names in other spellings and cases, of countries and of words for forces, by the first letter of their terms."""


def as_foreign(rows: Sequence[dict[str, Any]], path: str) -> Iterator[ArticleProfile]:
    """English articles as the linking would see them in another language: without an English word list, their vectors led over the
    bridge, and a part of what they name lost."""
    read: list[tuple[Article, tuple[Claim, ...], tuple[str, ...]]] = []
    for row in rows:
        article = make_article(row, path)[0]
        if article is None:
            continue
        chance = random.Random(article.article_id)
        kept: dict[str, bool] = {}

        def left(terms: Sequence[str], chance: random.Random = chance, kept: dict[str, bool] = kept) -> tuple[str, ...]:
            return tuple(t for t in terms if kept.setdefault(t, chance.random() >= LOST.get(t[0], 0.0)))

        claims, title_terms = foreign.claims(article, "en", sentences(article.text, "en")[:MAX_CLAIMS])
        read.append((article, tuple(replace(claim, terms=left(claim.terms)) for claim in claims), left(title_terms)))
    texts = [claim.text for _, claims, _ in read for claim in claims]
    vectors = embed_in(texts, [FOREIGN] * len(texts), DEFAULT).astype(np.float32)
    at = 0
    for article, claims, title_terms in read:
        own = vectors[at : at + len(claims)]
        at += len(claims)
        yield ArticleProfile(
            article.article_id, article.published, article.source, claims, own, UNREAD, title_terms, article.title, None, FOREIGN,
        )  # fmt: skip
