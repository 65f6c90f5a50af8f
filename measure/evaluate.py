"""`storywatch evaluate`: a labelled set through the real pipeline, from an empty state, beside baselines in the same run."""

import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from storywatch.measure import scores
from storywatch.measure.claim_scores import SENTENCES, claim_scores
from storywatch.measure.labelled import LabelledSet, load_set
from storywatch.measure.scope_scores import with_scope
from storywatch.measure.timeline_scores import TIMELINES, timeline_scores
from storywatch.measure.tune import news_left_out
from storywatch.pipelines.monitor import run
from storywatch.pipelines.settings import Settings
from storywatch.transforms.embedding_model import embed, load
from storywatch.transforms.state.store import State
from storywatch.transforms.state.views import claims, developments
from storywatch.transforms.stories.assign import linking

THRESHOLDS = tuple(round(0.05 * i, 2) for i in range(1, 19))
Matrix = NDArray[np.float64]


def single_pass(vectors: Matrix, threshold: float) -> list[str]:
    """Clusters by going once through unit vectors: each joins the nearest centroid, or founds a cluster below `threshold`."""
    totals: list[Matrix] = []
    out = []
    for vector in vectors:
        near = [float(vector @ t) / max(float(np.linalg.norm(t)), 1e-9) for t in totals]
        best = int(np.argmax(near)) if near else -1
        if best < 0 or near[best] < threshold:
            totals.append(vector.copy())
            best = len(totals) - 1
        else:
            totals[best] = totals[best] + vector
        out.append(str(best))
    return out


def _best(vectors: Matrix, score: Callable[[list[str]], dict[str, Any]], key: str) -> dict[str, Any]:
    """The scores at the threshold that gives the best of them: picked afterwards, which flatters a baseline."""
    tried = [{"threshold": t, **score(single_pass(vectors, t))} for t in THRESHOLDS]
    return max(tried, key=lambda s: s[key])


def _unit(rows: Matrix) -> Matrix:
    unit: Matrix = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return unit


def _tfidf(texts: Sequence[str]) -> Matrix:
    return np.asarray(TfidfVectorizer(sublinear_tf=True, stop_words="english").fit_transform(texts).todense())


def baselines(data: LabelledSet, model: str) -> dict[str, Any]:
    """Single-pass clustering of whole articles, and of gold event sentences, by TF-IDF and by MiniLM."""
    articles = sorted(data.articles, key=lambda a: (a["published"] or "", a["id"]))
    texts = [f"{a['title'] or ''}\n{a['text']}" for a in articles]
    gold = scores.gold_stories(articles)

    def article_scores(found: list[str]) -> dict[str, Any]:
        return scores.b_cubed(gold, found)

    loaded = load(model)
    means = []
    for article in articles:
        lines = [line for line in (article["title"] or "", *article["text"].replace(". ", ".\n").splitlines()) if line.strip()]
        means.append(np.mean(embed(lines, loaded).astype(np.float64), axis=0))
    out: dict[str, Any] = {
        "stories": {
            "tfidf": _best(_tfidf(texts), article_scores, "b3_f1"),
            "minilm": _best(_unit(np.array(means)), article_scores, "b3_f1"),
        }
    }
    if data.sentences:
        gold_sentences = [s for s in data.sentences if s["events"]]

        def pair_scores(found: list[str]) -> dict[str, Any]:
            rows = [(s["doc"], frozenset(s["events"]), thread) for s, thread in zip(gold_sentences, found, strict=True)]
            return scores.pairs(rows)

        lines = [s["text"] for s in gold_sentences]
        out["threads, given the gold event sentences"] = {
            "tfidf": _best(_tfidf(lines), pair_scores, "pair_f1"),
            "minilm": _best(_unit(embed(lines, loaded).astype(np.float64)), pair_scores, "pair_f1"),
        }
    return out


def evaluate(folder: Path, model: str, topics: tuple[int, int] | None = None) -> dict[str, Any]:
    """The scores of a labelled set and of the baselines. `topics` keeps a range of ECB+ topics. Raises ValueError for no set.

    A folder with timelines is scored by its days alone.
    """
    if list(folder.glob(f"*{TIMELINES}")):
        return dict(scores.rounded(with_scope({"set": folder.name, "timelines": timeline_scores(folder)}, folder)))
    data = load_set(folder).of_topics(topics)
    with tempfile.TemporaryDirectory() as work:
        source = Path(work) / "articles.jsonl"
        fields = ("id", "url", "source", "title", "published", "text")
        source.write_text("\n".join(json.dumps({f: a.get(f) for f in fields}) for a in data.articles) + "\n", "utf-8")
        settings = Settings(input=[str(source)], state=f"{work}/state", model=model)
        report = run(settings)
        state = State(settings.state)
        head = state.head()
        said = claims(state, head)
        found = developments(state, head)
    result: dict[str, Any] = {
        "set": data.name,
        "stories": scores.stories(data.articles, said),
        # what was learned from a set flatters its score: what it reached when it was left out stands beside it
        "stories, each set left out of the learning in turn": linking().get("left_out", {}),
    }
    if data.sentences:
        result["threads"] = scores.threads(data.sentences, said)
    if data.timeline:
        result["developments"] = scores.developments(data.articles, data.timeline, said, found)
    if SENTENCES.exists():
        result["claims, our own sentences"] = claim_scores()
    labelled = folder.parent / "claims" / "sentences.jsonl"
    if labelled.exists():
        result["claims, the set claims"] = claim_scores(labelled)
    result.update(news_left_out(folder.parent, model))
    result["baselines, each with the best threshold picked afterwards"] = baselines(data, model)
    result["seconds"] = report.seconds["whole run"]
    return dict(scores.rounded(with_scope(result, folder)))
