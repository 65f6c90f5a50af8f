"""How well stories, threads and developments fit labelled news. The definitions are those of the README's table."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def b_cubed(gold: Sequence[str], predicted: Sequence[str]) -> dict[str, float]:
    """B-cubed precision, recall and F1 of a clustering; both sequences name the cluster of each item."""
    of_gold, of_predicted = Counter(gold), Counter(predicted)
    both = Counter(zip(gold, predicted, strict=True))
    n = len(gold)
    precision = sum(k * k / of_predicted[p] for (_, p), k in both.items()) / n
    recall = sum(k * k / of_gold[g] for (g, _), k in both.items()) / n
    return {"b3_precision": precision, "b3_recall": recall, "b3_f1": _f1(precision, recall)}


def gold_stories(articles: Sequence[Row]) -> list[str]:
    """The gold story of each article; one without is a story of its own."""
    return [a["story"] or f"none:{a['id']}" for a in articles]


def stories(articles: Sequence[Row], claims: Sequence[Row]) -> dict[str, Any]:
    """B-cubed of articles; an article is in the story of most of its claims, at a tie in that of the earliest."""
    of_article: dict[str, list[str]] = defaultdict(list)
    for claim in sorted(claims, key=lambda c: c["start"]):
        if claim["story_id"] is not None:
            of_article[claim["article_id"]].append(claim["story_id"])
    predicted = []
    for article in articles:
        ids = of_article[article["id"]]
        counts = Counter(ids)
        predicted.append(max(counts, key=lambda s: (counts[s], -ids.index(s))) if ids else f"unread:{article['id']}")
    gold = gold_stories(articles)
    mixed = defaultdict(set)
    for g, p in zip(gold, predicted, strict=True):
        mixed[p].add(g)
    return {
        "articles": len(articles),
        "without_claim": sum(not of_article[a["id"]] for a in articles),
        "gold_stories": len(set(gold)),
        "predicted_stories": len(set(predicted)),
        **b_cubed(gold, predicted),
        "homogeneity_errors": [sorted(names) for names in mixed.values() if len(names) > 1][:20],
    }


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def threads(sentences: Sequence[Row], claims: Sequence[Row]) -> dict[str, Any]:
    """Pairs of event sentences from two documents: right if they share a gold event, predicted if their claims share a thread."""
    of_article: dict[str, list[tuple[set[str], str]]] = defaultdict(list)
    for claim in sorted(claims, key=lambda c: c["start"]):
        of_article[claim["article_id"]].append((_words(claim["text"]), claim["thread_id"]))
    found: list[tuple[str, frozenset[str], str | None]] = []
    for sentence in sentences:
        if not sentence["events"]:
            continue
        wanted = _words(sentence["text"])
        shares = [(len(wanted & words) / max(1, len(wanted)), thread) for words, thread in of_article[sentence["doc"]]]
        best = max(shares, key=lambda pair: pair[0], default=(0.0, None))
        found.append((sentence["doc"], frozenset(sentence["events"]), best[1] if best[0] >= 0.5 else None))
    return {**pairs(found), "sentences": len(found), "without_claim": sum(t is None for *_, t in found)}


def pairs(found: Sequence[tuple[str, frozenset[str], str | None]]) -> dict[str, Any]:
    """Pair scores of (document, gold events, predicted thread); only pairs from two documents count."""
    right = positive = predicted = 0
    for i, (document, events, thread) in enumerate(found):
        for other_document, other_events, other_thread in found[:i]:
            if document == other_document:
                continue
            same = bool(events & other_events)
            joined = thread is not None and thread == other_thread
            positive += same
            predicted += joined
            right += same and joined
    precision, recall = right / max(1, predicted), right / max(1, positive)
    return {"pairs": positive, "pair_precision": precision, "pair_recall": recall, "pair_f1": _f1(precision, recall)}


def _same_figure(wanted: str, figures: Sequence[Row]) -> bool:
    numbers = [float(n) for n in re.findall(r"\d+(?:\.\d+)?", wanted)]
    ends = (numbers[0], numbers[-1])
    for figure in figures or ():
        low, high = figure["low"], figure["high"]
        low, high = low if low is not None else high, high if high is not None else low
        if low is not None and ((low in ends and high in ends) or (len(numbers) == 1 and numbers[0] in (low, high))):
            return True
    return False


def developments(articles: Sequence[Row], timeline: Sequence[Row], claims: Sequence[Row], found: Sequence[Row]) -> dict[str, Any]:
    """Alerted articles against those that first list a gold development; kinds and figures of the alerts in them."""
    gold = sorted((a for a in articles if a["story"]), key=lambda a: (a["published"] or "", a["id"]))
    entry = {row["id"]: row for row in timeline}
    first: dict[str, str] = {}
    for article in gold:
        for name in article["developments"]:
            first.setdefault(name, article["id"])
    new = set(first.values())
    of_claim = {c["claim_id"]: c for c in claims}
    alerts: dict[str, list[Row]] = defaultdict(list)
    for development in found:
        if development["severity"] != "low":
            alerts[development["article_id"]].append(development)
    alerted = {a["id"] for a in gold if alerts.get(a["id"])}
    hits = len(alerted & new)
    precision, recall = hits / max(1, len(alerted)), hits / max(1, len(new))
    told = [name for name, article in first.items() if article in alerted]
    kind = sum(any(d["kind"] == entry[n]["kind"] for d in alerts[first[n]]) for n in told)
    with_figure = [n for n in first if re.search(r"\d", str(entry[n].get("figure") or ""))]
    figure = sum(
        any(_same_figure(str(entry[n]["figure"]), of_claim[d["claim_id"]]["figures"]) for d in alerts.get(first[n], ()))
        for n in with_figure
    )
    share = len(new) / len(gold)
    return {
        "articles": len(gold),
        "articles_with_something_new": len(new),
        "alerted": len(alerted),
        "precision": precision,
        "recall": recall,
        "f1": _f1(precision, recall),
        "f1_of_always_alerting": _f1(share, 1.0),
        "recall_timeline": len(told) / max(1, len(first)),
        "kind_accuracy": kind / max(1, len(told)),
        "figure_recall": figure / max(1, len(with_figure)),
        "alerts_per_article": sum(len(alerts.get(a["id"], ())) for a in gold) / len(gold),
    }


def rounded(scores: Any) -> Any:
    """The same with every number to four places."""
    if isinstance(scores, dict):
        return {k: rounded(v) for k, v in scores.items()}
    return round(scores, 4) if isinstance(scores, float) else scores
