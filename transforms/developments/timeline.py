"""The course of a story in a few dates: which days count most, and the words that tell what happened on them.

A day counts by how many articles tell of an event that happened on it, and by on how many later days articles still look back on
it: what is only reported much on one day is soon forgotten.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from storywatch.transforms.vocabulary import vocabulary

Row = Mapping[str, Any]
LOOKS_BACK = 2
"""Days after which an article that names a day looks back on it."""


@dataclass(frozen=True)
class Day:
    """A day and what was told of it: `rank` 1 is the most important."""

    date: str
    rank: int
    story_id: str
    claim_id: str
    article_id: str
    text: str


def timeline(claims: Iterable[Row]) -> list[Day]:
    """The days of some claims (rows as they are exported), the most important first."""
    telling: dict[str, list[tuple[str, Row]]] = defaultdict(list)
    articles: dict[str, set[str]] = defaultdict(set)
    looked_back: dict[str, set[str]] = defaultdict(set)
    named: dict[str, list[Row]] = defaultdict(list)
    for claim in claims:
        published = (claim["published"] or "")[:10]
        for event in claim["events"] or ():
            if event["date"] and event["modality"] == "fact":
                telling[event["date"]].append((event["type"], claim))
                articles[event["date"]].add(claim["article_id"])
        for told in claim["dates"] or ():
            if told["precision"] == "day":
                named[told["date"]].append(claim)
                if published and (date.fromisoformat(published) - date.fromisoformat(told["date"])).days >= LOOKS_BACK:
                    looked_back[told["date"]].add(published)
    most = max(map(len, articles.values()), default=1), max(map(len, looked_back.values()), default=1)
    weight = {day: len(articles.get(day, ())) / most[0] + len(looked_back.get(day, ())) / most[1] for day in {*articles, *looked_back}}
    out = []
    for rank, day in enumerate(sorted(weight, key=lambda day: (-round(weight[day], 9), day)), 1):
        claim = _claim_of(day, telling.get(day, ()), named.get(day, ()))
        out.append(Day(day, rank, claim["story_id"], claim["claim_id"], claim["article_id"], claim["text"]))
    return out


def _claim_of(day: str, telling: Iterable[tuple[str, Row]], named: Iterable[Row]) -> Row:
    """The claim that tells what most claims tell of the day, of these the first that was published from that day on."""
    told = list(telling)
    of_a_family = Counter(kind for kind, _ in told if vocabulary("events").get(kind, {}).get("family"))
    common = {kind for kind, n in of_a_family.items() if n == max(of_a_family.values())}
    some = [claim for kind, claim in told if kind in common] or [claim for _, claim in told] or list(named)
    return min(some, key=lambda c: (c["background"], (c["published"] or "") < day, c["published"] or "9", c["article_id"], c["start"]))
