"""What an analyst says is kept, shown, and obeyed by later runs."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ARTICLES, rows
from storywatch.transforms.rows import StoryChange
from storywatch.transforms.state.commit import commit
from storywatch.transforms.state.lineage import Lineage
from storywatch.transforms.state.marks import marks_of
from storywatch.transforms.state.store import State
from storywatch.transforms.state.upkeep import problems
from storywatch.transforms.stories.assign import Assignment, merge_of, part_of
from test_run import write
from typer.testing import Result

Command = Callable[..., Result]


@pytest.fixture
def run(storywatch: Command, tmp_path: Path) -> Callable[[list[dict[str, Any]]], None]:
    """Runs articles, whose alerts go nowhere."""

    def of(articles: list[dict[str, Any]]) -> None:
        path = tmp_path / f"{articles[0]['id']}.jsonl"
        write(path, articles)
        assert storywatch("run", "--input", path, "--state", "state").exit_code == 0

    return of


def exported(storywatch: Command, what: str) -> list[dict[str, Any]]:
    return rows(storywatch("export", what, "--state", "state"))


def digest(storywatch: Command) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(storywatch("digest", "--state", "state", "--format", "json").stdout)
    return found


def test_marks_on_developments_and_stories_are_shown_and_can_be_taken_back(storywatch: Command, run: Any) -> None:
    run(ARTICLES)
    (story,) = [s for s in digest(storywatch)["stories"] if s["alerts"]]
    first, second = story["alerts"][:2]
    assert storywatch("mark", "wrong", first["development_id"], "--note", "a parade", "--state", "state").exit_code == 0
    assert storywatch("mark", "confirm", second["development_id"], "--state", "state").exit_code == 0
    (shown,) = [s for s in digest(storywatch)["stories"] if s["story_id"] == story["story_id"]]
    assert first["development_id"] not in {line["development_id"] for line in shown["alerts"]}
    assert {line["mark"] for line in shown["details"] if line["development_id"] == first["development_id"]} == {
        "marked wrong by an analyst"
    }
    assert "confirmed by an analyst" in storywatch("digest", "--state", "state").stdout
    # files for other tools say no more than the digest
    assert first["text"] not in storywatch("export", "misp", "--state", "state").stdout
    assert second["text"] in storywatch("export", "misp", "--state", "state").stdout
    storywatch("mark", "mute", story["story_id"], "--state", "state")
    assert second["text"] not in storywatch("export", "misp", "--state", "state").stdout
    muted = digest(storywatch)
    assert not any(s["alerts"] for s in muted["stories"]) and not muted["headlines"] and muted["counts"]["alerts"] == 0
    storywatch("mark", "mute", story["story_id"], "--undo", "--state", "state")
    storywatch("mark", "wrong", first["development_id"], "--undo", "--state", "state")
    (shown,) = [s for s in digest(storywatch)["stories"] if s["story_id"] == story["story_id"]]
    assert [line["development_id"] for line in shown["alerts"]] == [line["development_id"] for line in story["alerts"]]
    made = exported(storywatch, "marks")
    assert [(m["mark"], m["undone"]) for m in made] == [
        ("wrong", False),
        ("confirm", False),
        ("mute", False),
        ("mute", True),
        ("wrong", True),
    ]
    assert made[0]["note"] == "a parade" and list(problems(State("state"))) == []


def test_a_split_is_obeyed_by_the_next_run_and_old_ids_lead_on(storywatch: Command, run: Any) -> None:
    run(ARTICLES[:4])
    story = exported(storywatch, "articles")[0]["story_id"]
    leaving = [a["article_id"] for a in exported(storywatch, "articles") if a["story_id"] == story][-1]
    said = storywatch("mark", "split", story, leaving, "--state", "state").stdout
    other = said.split()[-1]
    of = {a["article_id"]: a["story_id"] for a in exported(storywatch, "articles")}
    assert of[leaving] == other and list(of.values()).count(other) == 1 and list(problems(State("state"))) == []
    assert marks_of(State("state"), State("state").head()).apart == {frozenset((story, other))}
    run(
        [
            {
                **ARTICLES[3],
                "id": "later",
                "url": "https://example.org/later",
                "published": "2024-07-01",
                "text": ARTICLES[3]["text"] + " Rain fell.",
            }
        ]
    )
    of = {a["article_id"]: a["story_id"] for a in exported(storywatch, "articles")}
    assert of[leaving] == other and of["one"] == story
    # and made one again, the older id goes on
    assert storywatch("mark", "merge", other, story, "--state", "state").stdout.strip() == f"{other} goes on as {story}"
    assert {a["story_id"] for a in exported(storywatch, "articles") if a["article_id"] in ("one", leaving)} == {story}
    assert marks_of(State("state"), State("state").head()).whole == {story}


def test_what_is_not_there_is_one_line(storywatch: Command, run: Any) -> None:
    run(ARTICLES[:2])
    story = exported(storywatch, "articles")[0]["story_id"]
    for words, wanted in (
        (("wrong", "d-no"), "no development d-no"),
        (("mute", "s-no"), "no story s-no"),
        (("merge", story, story), "already"),
        (("split", story, "nothing"), "nothing is no article of"),
        (("split", story, *(a["article_id"] for a in exported(storywatch, "articles"))), "nothing would be left"),
    ):
        failed = storywatch("mark", *words, "--state", "state")
        assert failed.exit_code == 1 and wanted in failed.output
    assert exported(storywatch, "marks") == []


def test_marked_stories_are_a_labelled_set(storywatch: Command, run: Any) -> None:
    run(ARTICLES)
    told = [d for d in exported(storywatch, "developments") if d["severity"] != "low"]
    storywatch("mark", "confirm", told[0]["development_id"], "--state", "state")
    assert storywatch("mark", "labels", "labels", "--state", "state").exit_code == 0
    from storywatch.measure.labelled import load_set

    found = load_set(Path("labels"))
    assert {a["story"] for a in found.articles} == {told[0]["story_id"]} and [d["id"] for d in found.timeline] == [
        told[0]["development_id"]
    ]
    assert [a["id"] for a in found.articles if a["developments"]] == [told[0]["article_id"]]
    assert storywatch("mark", "labels", "labels", "--state", "state").exit_code == 2


def test_no_run_merges_what_was_split_or_parts_what_was_merged() -> None:
    assignment = Assignment(apart=frozenset([frozenset(("a", "b"))]), whole=frozenset(["c"]))
    # neither asks the stories, which are not there
    assert merge_of("a", "b", "x", None, assignment) is None and part_of("c", "x", None, assignment) is None
    assignment.merged["a"] = "older"
    assert merge_of("older", "b", "x", None, assignment) is None


def test_changes_are_in_the_order_of_their_runs_whatever_these_are_called() -> None:
    parted = StoryChange("part", "a", "b", "x", 1.0, ("x",))
    merged = StoryChange("merge", "a", "b", "x", 1.0)
    assert Lineage([parted, merged]).story("a", "x") == "a" and Lineage([merged, parted]).story("a", "x") == "b"


def test_a_change_of_stories_that_is_there_twice_is_found(storywatch: Command, run: Any) -> None:
    run(ARTICLES)
    stories = [s["story_id"] for s in exported(storywatch, "stories")]
    storywatch("mark", "merge", *stories[:2], "--state", "state")
    state = State("state")
    head = state.head()
    assert list(problems(state)) == []
    again = {**state.runs()[-1], "run_id": "mark-000009"}
    commit(state, again, {"merges": state.read("merges", head=head)}, head)
    assert [line for line in problems(State("state")) if "is there 2 times" in line]
