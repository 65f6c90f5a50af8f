"""How well articles that tell of a deployment are told from others, by labels in tests/scope/labels.jsonl.

The labels name articles of sets that are no part of the project, by their ids; they were given by title or first lines, once.
An article tells of a deployment where it is about armed forces, fighters or their equipment: their movement, fighting, losses, or what
is decided on them. Neither are crimes, accidents, protests, and politics about a war.
"""

from pathlib import Path
from typing import Any

from storywatch.measure.labelled import read_jsonl
from storywatch.transforms.articles.identity import make_article
from storywatch.transforms.claims.extract import claims_of
from storywatch.transforms.developments.compare import is_in_scope
from storywatch.transforms.developments.knowledge import Knowledge

LABELS = Path(__file__).parent.parent / "tests" / "scope" / "labels.jsonl"


def scope_scores(folder: Path) -> dict[str, float]:
    """Precision and recall of "would found a story that is alerted" on the labelled articles of a set; empty where none is of it."""
    labels = {row["id"]: row["deployment"] for row in read_jsonl(LABELS) if row["set"] == folder.name}
    found: list[tuple[bool, bool]] = []
    for path in sorted(folder.glob("*articles.jsonl")) if labels else ():
        for row in read_jsonl(path):
            if row["id"] in labels and (article := make_article(row, str(path))[0]):
                found.append((is_in_scope(claims_of(article).claims, Knowledge()), labels[row["id"]]))
    if not found:
        return {}
    right = sum(said and so for said, so in found)
    return {
        "articles": float(len(found)),
        "of a deployment": float(sum(so for _, so in found)),
        "precision": right / max(1, sum(said for said, _ in found)),
        "recall": right / max(1, sum(so for _, so in found)),
    }


def with_scope(result: dict[str, Any], folder: Path) -> dict[str, Any]:
    """A result of `evaluate`, with the scores where the set has labels."""
    scores = scope_scores(folder) if LABELS.exists() else {}
    return {**result, "scope": scores} if scores else result
