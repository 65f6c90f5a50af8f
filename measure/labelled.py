"""Labelled articles for `evaluate` and `tune`: a folder with gold stories and, where it has them, gold developments."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from storywatch.transforms.articles.identity import make_article
from storywatch.transforms.claims.extract import claims_of
from storywatch.transforms.embedding_model import embed, load
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


def profiles(data: LabelledSet, model: str) -> Iterator[ArticleProfile]:
    """The articles of a set in order, with claims and vectors, as the linking sees them."""
    articles = [make_article(row, str(data.path))[0] for row in data.articles]
    extracted = [claims_of(a) for a in sorted((a for a in articles if a), key=lambda a: a.order)]
    vectors = embed([c.text for e in extracted for c in e.claims], load(model)).astype(np.float32)
    at = 0
    for e in extracted:
        yield ArticleProfile(e.article.article_id, e.article.published, e.article.source, e.claims,
                             vectors[at : at + len(e.claims)], e.title_terms, e.article.title, None, e.article.language)  # fmt: skip
        at += len(e.claims)
