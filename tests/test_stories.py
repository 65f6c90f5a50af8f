"""Which story an article and its claims join, through whole runs."""

import re
from collections.abc import Callable
from pathlib import Path

from conftest import ARTICLES, rows
from test_run import write
from typer.testing import Result

Command = Callable[..., Result]

OTHER = [
    {
        "id": "ships-1", "source": "Wire", "title": "Sundria sends three frigates to the Strait of Tamar", "published": "2024-05-08",
        "text": "Sundria is sending three frigates to the Strait of Tamar, its navy said on Wednesday. "
        "The frigates will escort tankers of Sundria through the Strait of Tamar.",
    },
    {
        "id": "ships-2", "source": "Post", "title": "Frigates of Sundria reach the Strait of Tamar", "published": "2024-05-15",
        "text": "The three frigates of Sundria have reached the Strait of Tamar, Admiral Jon Berg said on Wednesday. "
        "The frigates will escort tankers through the Strait of Tamar from Friday.",
    },
]  # fmt: skip
BOTH = {
    "id": "both", "source": "Gazette", "title": "Norland's soldiers in Balta rotate, frigates of Sundria escort first tanker",
    "published": "2024-06-03",
    "text": "The 150 soldiers from Norland in the port of Balta will be relieved in July, Defence Minister Ana Kovac said on Monday. "
    "They guard the harbour of Balta against raids. "
    "The frigates of Sundria have escorted the first tanker through the Strait of Tamar, Admiral Jon Berg said.",
}  # fmt: skip


def test_an_article_of_two_deployments_has_claims_in_both(storywatch: Command, tmp_path: Path) -> None:
    first = storywatch("run", "--input", write(tmp_path / "a.jsonl", [*ARTICLES[:3], *OTHER]), "--state", "state")
    # what is not alike is linked apart
    assert re.search(r"^groups +2$", first.output, re.M)
    storywatch("run", "--input", write(tmp_path / "b.jsonl", [BOTH]), "--state", "state")
    story = {a["article_id"]: a["story_id"] for a in rows(storywatch("export", "articles", "--state", "state"))}
    assert story["one"] == story["two"] == story["both"]
    assert story["ships-1"] == story["ships-2"] != story["one"]
    of_both = [c["story_id"] for c in rows(storywatch("export", "claims", "--state", "state")) if c["article_id"] == "both"]
    assert of_both == [story["one"], story["one"], story["ships-1"]]


def test_a_late_article_joins_its_story_and_raises_nothing_that_is_known(storywatch: Command, tmp_path: Path) -> None:
    one, two, three, four, _ = ARTICLES
    storywatch("run", "--input", write(tmp_path / "a.jsonl", [one, two, four]), "--state", "state")
    before = rows(storywatch("export", "developments", "--state", "state"))
    # published before the last article, read after it: a copy of the second one, and a report of the first day
    late = {**one, "id": "late", "source": "Gazette", "title": "Norland to send soldiers", "published": "2024-05-07",
            "text": "Norland is to send some 200 soldiers to guard the port of Balta, its defence minister has said."}  # fmt: skip
    storywatch("run", "--input", write(tmp_path / "b.jsonl", [three, late]), "--state", "state")
    articles = {a["article_id"]: a for a in rows(storywatch("export", "articles", "--state", "state"))}
    assert articles["late"]["story_id"] == articles["three"]["story_id"] == articles["one"]["story_id"]
    assert articles["three"]["duplicate_of"] == "two"
    after = rows(storywatch("export", "developments", "--state", "state"))
    assert [d for d in after if d["severity"] != "low"] == [d for d in before if d["severity"] != "low"]


def test_an_undated_article_joins_its_story(storywatch: Command, tmp_path: Path) -> None:
    undated = {**ARTICLES[1], "id": "undated", "source": "Gazette", "published": None}
    storywatch("run", "--input", write(tmp_path / "a.jsonl", ARTICLES[:1]), "--state", "state")
    storywatch("run", "--input", write(tmp_path / "b.jsonl", [undated]), "--state", "state")
    articles = {a["article_id"]: a for a in rows(storywatch("export", "articles", "--state", "state"))}
    assert articles["undated"]["story_id"] == articles["one"]["story_id"]
