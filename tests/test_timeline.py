"""The course of a story in dates."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from storywatch.measure.timeline_scores import date_f1, scores
from storywatch.transforms.developments.timeline import timeline
from typer.testing import Result

Command = Callable[..., Result]


def claim(name: str, published: str, events: list[tuple[str, str | None]] = (), dates: list[str] = (), **more: Any) -> dict[str, Any]:  # type: ignore[assignment]
    return {
        "claim_id": name, "article_id": more.pop("article", name), "story_id": "s", "text": f"text of {name}", "published": published,
        "start": 0, "background": False,
        "events": [{"type": kind, "date": day, "modality": more.get("modality", "fact")} for kind, day in events],
        "dates": [{"date": day, "precision": "day"} for day in dates],
    }  # fmt: skip


def test_a_day_counts_by_what_happened_on_it_and_by_how_long_it_is_looked_back_on() -> None:
    busy = [claim(f"b{i}", "2025-01-05", [("arrive", "2025-01-05")]) for i in range(3)]
    remembered = [claim("r0", "2025-01-10", [("kill", "2025-01-10")])]
    remembered += [claim(f"r{i}", f"2025-02-{i:02d}", [("kill", "2025-01-10")], ["2025-01-10"]) for i in range(1, 4)]
    found = timeline([*busy, *remembered, claim("p", "2025-01-06", [("move", "2025-03-01")], modality="planned")])
    assert [(d.date, d.rank) for d in found] == [("2025-01-10", 1), ("2025-01-05", 2)]
    # the words are those of the first article that tells of the day
    assert found[0].claim_id == "r0"


def test_a_day_is_told_by_what_most_claims_tell_of_it() -> None:
    told = [claim("a", "2025-01-10", [("react", "2025-01-10")]), claim("b", "2025-01-11", [("kill", "2025-01-10")]),
            claim("c", "2025-01-12", [("kill", "2025-01-10")])]  # fmt: skip
    assert timeline(told)[0].claim_id == "b"
    assert timeline(reversed(told)) == timeline(told)
    assert timeline([]) == []


def test_what_is_looked_back_on_weighs_as_much_as_what_is_told_most() -> None:
    busy = [claim(f"b{i}", "2025-01-05", [("arrive", "2025-01-05")]) for i in range(4)]
    long = [claim("l", "2025-01-10", [("kill", "2025-01-10")]), *(claim(f"l{i}", f"2025-02-0{i}", [], ["2025-01-10"]) for i in range(1, 4))]
    assert [d.date for d in timeline([*busy, *long])] == ["2025-01-10", "2025-01-05"]
    # looked back on once of three times: less than what most articles told
    once = [claim("o", "2025-01-20", [("kill", "2025-01-20")]), claim("o1", "2025-02-01", [], ["2025-01-20"])]
    assert [d.date for d in timeline([*busy, *long, *once])] == ["2025-01-10", "2025-01-05", "2025-01-20"]


def test_only_what_happened_on_a_full_day_counts_and_who_looks_back_does_so_days_later() -> None:
    assert timeline([claim("a", "2025-01-10", [("kill", None)])]) == []
    assert timeline([claim("a", "2025-01-10", [("kill", "2025-01-11")], modality="planned")]) == []
    month = claim("a", "2025-01-10", [])
    month["dates"] = [{"date": "2025-01-01", "precision": "month"}]
    assert timeline([month]) == []
    # a day that is named two days later is looked back on, one day later it is news
    assert [d.date for d in timeline([claim("a", "2025-01-03", [], ["2025-01-01"])])] == ["2025-01-01"]
    assert timeline([claim("a", "2025-01-02", [], ["2025-01-01"])]) == [] == timeline([claim("a", "", [], ["2025-01-01"])])
    undated = claim("a", "2025-01-02", [("kill", "2025-01-01")])
    undated["published"] = None
    assert [d.date for d in timeline([undated])] == ["2025-01-01"]
    nothing = {**claim("a", "2025-01-02"), "events": None, "dates": None}
    assert timeline([nothing]) == []


def test_articles_count_once_for_a_day_and_of_equal_days_the_earlier_is_first() -> None:
    twice = [
        claim("a", "2025-01-02", [("kill", "2025-01-02")], article="one"),
        claim("b", "2025-01-02", [("kill", "2025-01-02")], article="one"),
    ]
    other = [claim("c", "2025-01-01", [("kill", "2025-01-01")])]
    assert [d.date for d in timeline([*twice, *other])] == ["2025-01-01", "2025-01-02"]


def test_the_claim_of_a_day_is_the_first_that_tells_it_without_looking_back_or_ahead() -> None:
    def of(name: str, published: str, **more: Any) -> dict[str, Any]:
        return {**claim(name, published, [("kill", "2025-01-10")]), **more}

    ahead, late, first = of("ahead", "2025-01-09"), of("late", "2025-01-12"), of("first", "2025-01-11")
    assert timeline([ahead, late, first])[0].claim_id == "first"
    assert timeline([of("past", "2025-01-10", background=True), late])[0].claim_id == "late"
    assert (
        timeline([of("z", "2025-01-11", start=5, article_id="same"), of("y", "2025-01-11", start=9, article_id="same")])[0].claim_id == "z"
    )
    # where no claim tells an event of a family, any that tells of the day, or names it
    assert (
        timeline([claim("said", "2025-01-10", [("react", "2025-01-10")]), claim("n", "2025-01-10", [], ["2025-01-10"])])[0].claim_id
        == "said"
    )


def test_the_scores_are_those_of_the_days_of_a_reference() -> None:
    reference = {"topic": "t", "dates": ["2025-01-01", "2025-01-03"]}
    assert date_f1(["2025-01-03", "2024-01-01", "2025-01-02"], [reference]) == pytest.approx(0.5)
    told = [claim("a", "2025-01-03", [("kill", "2025-01-03")]), claim("b", "2025-01-02", [], ["2025-01-01"])]
    found = scores(told, [reference])
    assert set(found) == {"timelines", "date_f1", "date_f1 of busiest days", "date_f1 of days that most articles name"}
    assert found["date_f1"] == pytest.approx(2 / 3)


def test_the_course_is_told_in_so_many_dates(storywatch: Command, folder: Path) -> None:
    storywatch("run", "--input", folder, "--state", "state")
    told = json.loads(storywatch("timeline", "--state", "state", "--dates", "2", "--format", "json").stdout)
    assert len(told["days"]) == 2 and [d["date"] for d in told["days"]] == sorted(d["date"] for d in told["days"])
    rows = [json.loads(line) for line in storywatch("export", "timeline", "--state", "state").stdout.splitlines()]
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    assert {"date", "rank", "story_id", "claim_id", "article_id", "text"} <= rows[0].keys()
    assert {d["date"] for d in told["days"]} == {row["date"] for row in rows[:2]}
    page = storywatch("timeline", "--state", "state", "--format", "html").stdout
    assert page.startswith("<!doctype html>") and rows[0]["date"] in page
    plain = storywatch("timeline", "--state", "state", "--since", rows[0]["date"], "--until", rows[0]["date"]).stdout
    assert plain.count("- **") == 1 and "https://example.org/" in plain
    for words, wanted in ((("--story", "s-no"), "no such story"), (("--since", "2025-01-02", "--until", "2025-01-01"), "is after")):
        failed = storywatch("timeline", "--state", "state", *words)
        assert failed.exit_code == 2 and wanted in failed.output
