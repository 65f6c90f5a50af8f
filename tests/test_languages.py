"""A set of our own, 71 short articles in eleven languages on deployments and their look-alikes, through the whole pipeline."""

import json
from pathlib import Path

import pytest
from storywatch.measure import scores
from storywatch.pipelines.monitor import run
from storywatch.pipelines.settings import Settings
from storywatch.transforms.state.store import State
from storywatch.transforms.state.views import Row, claims, developments

SET = Path(__file__).parent / "data" / "languages" / "articles.jsonl"
ARTICLES = [json.loads(line) for line in SET.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Row], list[Row]]:
    """(claims, developments) of a run over the set."""
    work = tmp_path_factory.mktemp("languages")
    fields = ("id", "source", "title", "published", "text")
    source = work / "articles.jsonl"
    source.write_text("".join(json.dumps({f: a[f] for f in fields}) + "\n" for a in ARTICLES), "utf-8")
    run(Settings(input=[str(source)], state=str(work / "state")))
    state = State(str(work / "state"))
    return list(claims(state, state.head())), list(developments(state, state.head()))


def test_articles_in_other_languages_join_the_story_of_their_deployment(told: tuple[list[Row], list[Row]]) -> None:
    found = scores.stories(ARTICLES, told[0])
    assert found["b3_f1"] >= 0.8, found
    assert found["b3_recall"] >= 0.85, found


def test_what_another_language_tells_first_is_alerted_and_its_repeats_are_not(told: tuple[list[Row], list[Row]]) -> None:
    alerted = {d["article_id"] for d in told[1] if d["severity"] != "low"}
    foreign = [a for a in ARTICLES if a["language"] != "en"]
    first, again = ([a["id"] in alerted for a in foreign if a["news"] == news] for news in (True, False))
    assert sum(first) >= 0.5 * len(first) and sum(again) <= 0.3 * len(again), (first, again)


def test_every_line_of_other_languages_leads_to_its_words(told: tuple[list[Row], list[Row]]) -> None:
    texts = {a["id"]: a["text"] for a in ARTICLES}
    for claim in told[0]:
        for event in claim["events"] or ():
            assert all(texts[claim["article_id"]][s["start"] : s["end"]] == s["text"] for s in event["spans"])
