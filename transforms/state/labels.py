"""Stories that an analyst marked, as a labelled set: what the learning and `storywatch evaluate` read."""

import json
from pathlib import Path
from typing import Any

from storywatch.transforms.state.marks import marks_of, rows_of
from storywatch.transforms.state.scan import Head
from storywatch.transforms.state.store import State
from storywatch.transforms.state.views import articles, developments

_ARTICLE = ("url", "source", "title", "published", "text")


def labelled(state: State, head: Head, out: Path) -> dict[str, int]:
    """Writes `articles.jsonl` and `developments.jsonl` of the stories that were merged, split, or have a marked development.

    Their articles have the stories that the marks made, and the developments that were confirmed.
    """
    marks, lineage = marks_of(state, head), state.lineage(head)
    told = {d["development_id"]: d for d in developments(state, head)}
    wanted = {told[name]["story_id"] for name in marks.said if name in told}
    for row in rows_of(state, head):
        if row["mark"] in ("merge", "split"):
            wanted |= {lineage.story(row["subject"]), lineage.story(row["other"])}
    confirmed = [told[name] for name, mark in sorted(marks.said.items()) if mark == "confirm" and name in told]
    of_article: dict[str, list[str]] = {}
    for d in confirmed:
        of_article.setdefault(d["article_id"], []).append(d["development_id"])
    rows: list[dict[str, Any]] = [
        {
            "id": a["article_id"],
            **{name: a[name] for name in _ARTICLE},
            "story": a["story_id"],
            "developments": of_article.get(a["article_id"], []),
        }
        for a in articles(state, head)
        if a["story_id"] in wanted
    ]
    timeline = [{"id": d["development_id"], "story": d["story_id"], "date": (d["published"] or "")[:10], "kind": d["kind"], "figure": None,
                 "text": d["text"]} for d in confirmed]  # fmt: skip
    out.mkdir(parents=True, exist_ok=True)
    for name, lines in (("articles", rows), ("developments", timeline)):
        (out / f"{name}.jsonl").write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    return {"articles": len(rows), "stories": len(wanted), "developments": len(timeline)}
