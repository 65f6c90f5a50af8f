"""How well days are chosen, beside two baselines: the days with most articles, and the days that most articles name.

A labelled set is a folder with `NAME.articles.jsonl` and `NAME.timelines.jsonl`: journalists' timelines of the same events, each with
its `dates`. Claims are cut from the articles; no state is needed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from storywatch.measure.labelled import read_jsonl
from storywatch.transforms.articles.identity import make_article
from storywatch.transforms.claims.extract import claims_of
from storywatch.transforms.developments.timeline import timeline

Row = Mapping[str, Any]
TIMELINES = ".timelines.jsonl"


def date_f1(ranked: Sequence[str], references: Iterable[Row]) -> float:
    """Mean F1 of as many days as each reference has, the first of `ranked` between its first and last day, against its days."""
    found = []
    for reference in references:
        gold = set(reference["dates"])
        chosen = set([d for d in ranked if min(gold) <= d <= max(gold)][: len(gold)])
        found.append(2 * len(gold & chosen) / (len(gold) + len(chosen)))
    return sum(found) / max(1, len(found))


def scores(claims: Iterable[Row], references: Sequence[Row]) -> dict[str, float]:
    """Date-F1 of the days of `timeline`, and of the baselines, in the same run."""
    told = list(claims)
    published = {c["article_id"]: c["published"][:10] for c in told if c["published"]}
    named: dict[str, set[str]] = defaultdict(set)
    for claim in told:
        for mention in claim["dates"] or ():
            if mention["precision"] == "day":
                named[mention["date"]].add(claim["article_id"])
    busiest, mentioned = Counter(published.values()), {day: len(of) for day, of in named.items()}

    def ranked(days: Mapping[str, int]) -> list[str]:
        return sorted(days, key=lambda day: (-days[day], day))

    return {
        "timelines": float(len(references)),
        "date_f1": date_f1([day.date for day in timeline(told)], references),
        "date_f1 of busiest days": date_f1(ranked(busiest), references),
        "date_f1 of days that most articles name": date_f1(ranked(mentioned), references),
    }


def timeline_scores(folder: Path) -> dict[str, dict[str, float]]:
    """The scores of every set of a folder."""
    out = {}
    for path in sorted(folder.glob(f"*{TIMELINES}")):
        name = path.name.removesuffix(TIMELINES)
        rows = read_jsonl(folder / f"{name}.articles.jsonl")
        articles = [made for row in rows if (made := make_article(row, str(path))[0])]
        out[name] = scores((asdict(claim) for article in articles for claim in claims_of(article).claims), read_jsonl(path))
    return out
