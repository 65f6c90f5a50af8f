"""What files for other tools are made of: stories with their developments, the events on the map, the days that were promised."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID, uuid5

from dateutil.relativedelta import relativedelta
from storywatch.transforms.digest.content import fragment_link
from storywatch.transforms.state.marks import marks_of
from storywatch.transforms.state.scan import Head
from storywatch.transforms.state.store import State
from storywatch.transforms.state.views import articles, claims, developments, events_of, stories
from storywatch.transforms.vocabulary import vocabulary

Row = dict[str, Any]
NAMESPACE = UUID("a3c59a55-6f0e-5a63-9f0b-0d5f6fc3a2b1")
"""Of the ids that other tools know our rows by: the same row has the same id in every file."""
REACHED = ("total", "arrived", "delivered")
"""Measures of figures by which a promise of so many is kept."""
OPEN, OVERDUE, MET = "open", "overdue", "met"


def uuid_of(*names: str) -> str:
    """The same for the same names, always."""
    return str(uuid5(NAMESPACE, "\x1f".join(names)))


@dataclass(frozen=True)
class Promise:
    """An event that was planned for a day, as it was first told."""

    claim: Row
    type: str
    """Of the event."""
    day: str
    story: Row
    link: str | None
    outcome: str
    """met (as many were told to be there as were promised, or, where no number was, such an event of that day or later), else
    overdue (the day is past) or open."""


class Content:
    """The state at a moment, read once for a file."""

    def __init__(self, state: State, head: Head) -> None:
        self._state, self._head = state, head

    @cached_property
    def articles(self) -> dict[str, Row]:
        return {a["article_id"]: a for a in articles(self._state, self._head)}

    @cached_property
    def stories(self) -> dict[str, Row]:
        return {s["story_id"]: s for s in stories(self._state, self._head)}

    @cached_property
    def claims(self) -> list[Row]:
        return claims(self._state, self._head)

    @cached_property
    def events(self) -> list[Row]:
        return events_of(self.claims)

    @cached_property
    def developments(self) -> dict[str, list[Row]]:
        """story -> what was new in it, in order, without what an alert would not tell."""
        out: dict[str, list[Row]] = defaultdict(list)
        marks = marks_of(self._state, self._head)
        for row in developments(self._state, self._head):
            if row["severity"] != "low" and marks.allows(row["development_id"], row["story_id"]):
                out[row["story_id"]].append(row)
        return out

    @cached_property
    def today(self) -> str:
        """The latest day that the state knows of."""
        return max((a["published"][:10] for a in self.articles.values() if a["published"]), default="")

    def link(self, row: Row) -> str | None:
        """The article's address with the sentence marked, where the article has one that leads somewhere."""
        return fragment_link(self.articles[row["article_id"]]["url"], row["text"])

    def promises(self) -> list[Promise]:
        """The days that were promised, by day; of the same event of a story the first that told it."""
        families = {name: entry.get("family") for name, entry in vocabulary("events").items()}
        happened: dict[tuple[str, Any], list[str]] = defaultdict(list)
        counted: dict[tuple[str, Any], float] = defaultdict(float)
        promised = []
        for claim in self.claims:
            published, story = (claim["published"] or "")[:10], claim["story_id"]
            ahead = next((d for d in claim["dates"] or () if d["frame"] == "deadline" and d["date"] > published), None)
            for figure in claim["figures"] or ():
                if figure["measure"] in REACHED and claim["polarity"] == "asserted":
                    counted[story, figure["counted"]] = max(counted[story, figure["counted"]], figure["low"] or 0)
            for event in claim["events"] or ():
                family = families.get(event["type"])
                if not published or not family:
                    continue
                if event["modality"] == "fact" and not claim["background"]:
                    happened[story, family].append(event["date"] or published)
                # "by January" is no day of the event, but a day by which it is to be
                by = event["date"] or (ahead["date"] if ahead else None)
                if event["modality"] == "planned" and by and by > published:
                    promised.append((claim, event, by, _end(by, ahead["precision"]) if ahead and not event["date"] else by))
        first: dict[tuple[Any, ...], Promise] = {}
        for claim, event, by, end in promised:
            story = claim["story_id"]
            number = next((f for f in claim["figures"] or () if f["measure"] == "planned" and f["low"]), None)
            if number:
                met = counted[story, number["counted"]] >= number["low"]
            else:
                met = any(by <= day for day in happened[story, families[event["type"]]])
            outcome = MET if met else OVERDUE if end < self.today else OPEN
            made = Promise(claim, event["type"], by, self.stories[story], self.link(claim), outcome)
            first.setdefault((story, event["type"], by, event["to"] or event["place"]), made)
        return sorted(first.values(), key=lambda promise: (promise.day, promise.claim["claim_id"]))


def _end(day: str, precision: str) -> str:
    """The last day of what a date means: "by January" is not broken before the month is over."""
    first = date.fromisoformat(day)
    after = {"week": relativedelta(weeks=1), "month": relativedelta(months=1), "year": relativedelta(years=1)}.get(precision)
    return (first + after - timedelta(days=1)).isoformat() if after else day
