"""The rows that leave the state, as CONTRACT names them: in a stable order, merged stories under the older id."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Any

from pyiceberg.expressions import BooleanExpression, In
from storywatch.transforms.claims.geography import locate
from storywatch.transforms.developments.timeline import timeline
from storywatch.transforms.rows import Story, order_of
from storywatch.transforms.state.lineage import Lineage
from storywatch.transforms.state.marks import rows_of
from storywatch.transforms.state.scan import Head
from storywatch.transforms.state.store import State
from storywatch.transforms.stories.title import story_title
from storywatch.transforms.vocabulary import vocabulary

Row = dict[str, Any]

_ARTICLE = (
    "article_id",
    "url",
    "source",
    "title",
    "published",
    "date_basis",
    "language",
    "text",
    "duplicate_of",
    "input",
    "story_id",
    "version_of",
    "author",
    "outcome",
    "probability",
    "nearest_story",
)
CLAIM = (
    "claim_id", "article_id", "text", "start", "end", "speaker", "speaker_role", "speaker_org", "speaker_party", "source_class",
    "attribution", "strength", "quote", "figures", "places", "actors", "dates", "event_date", "polarity", "events", "states", "background",
    "spans", "published", "story_id", "thread_id", "repeats",
)  # fmt: skip


def in_order(rows: list[Row], *keys: str) -> list[Row]:
    """Sorted by the columns `keys`; null counts as empty."""
    return sorted(rows, key=lambda r: tuple(r[k] if r[k] is not None else "" for k in keys))


def articles(state: State, head: Head) -> list[Row]:
    lineage = state.lineage(head)
    rows = state.read("articles", _ARTICLE, head=head).to_pylist()
    for row in rows:
        row["story_id"] = lineage.story(row["story_id"], row["article_id"])
        row["nearest_story"] = lineage.story(row["nearest_story"]) if row["nearest_story"] else None
    return in_order(rows, "published", "article_id")


def claims(state: State, head: Head, only: Collection[str] | None = None) -> list[Row]:
    """All claims, or those of the stories `only`."""
    lineage = state.lineage(head)
    rows = state.read("claims", CLAIM, _of_stories(lineage, only), head).to_pylist()
    for row in rows:
        row["story_id"] = lineage.story(row["story_id"], row["article_id"])
    return in_order([row for row in rows if only is None or row["story_id"] in only], "published", "article_id", "start")


def _of_stories(lineage: Lineage, only: Collection[str] | None) -> BooleanExpression | None:
    """Where the state may hold something of these stories; None for all."""
    return None if only is None else In("story_id", lineage.connected(only))


def developments(state: State, head: Head) -> list[Row]:
    lineage = state.lineage(head)
    rows = state.read("developments", head=head).to_pylist()
    for row in rows:
        row["story_id"] = lineage.story(row["story_id"], row["article_id"])
    return in_order(rows, "published", "article_id", "development_id")


def deadletters(state: State, head: Head) -> list[Row]:
    return in_order(state.read("deadletters", head=head).to_pylist(), "input", "reason", "excerpt")


def status_of(claims: Iterable[Row]) -> dict[str, tuple[str, str]]:
    """story -> (day, the state that was reported last; of one day the furthest)."""
    ranks = {name: entry["rank"] for name, entry in vocabulary("states").items()}
    status: dict[str, tuple[str, str]] = {}
    for claim in claims:
        real = [s for s in claim["states"] or () if ranks.get(s)]
        if real and not claim["background"] and claim["polarity"] == "asserted":
            latest = (claim["published"] or "", max(real, key=lambda s: (ranks[s], s)))
            status[claim["story_id"]] = _later(status.get(claim["story_id"], ("", "")), latest)
    return status


def _later(one: tuple[str, str], two: tuple[str, str]) -> tuple[str, str]:
    ranks = vocabulary("states")
    return max(one, two, key=lambda pair: (pair[0], ranks[pair[1]]["rank"] if pair[1] in ranks else 0))


def stories(state: State, head: Head, only: Collection[str] | None = None, until: str | None = None) -> list[Row]:
    """One row per story (or per story of `only`): what its articles and claims add up to, those published up to the day `until`.

    `status` is the state that was reported last.
    """

    def known(row: Row) -> bool:
        return until is None or (row["published"] or "")[:10] <= until

    lineage = state.lineage(head)
    where = _of_stories(lineage, only)
    of_story: dict[str, list[Row]] = defaultdict(list)
    columns = ("article_id", "source", "title", "lead_terms", "published", "story_id", "text")
    rows = [row for row in state.read("articles", columns, where, head).to_pylist() if known(row)]
    for row in sorted(rows, key=lambda row: order_of(row["published"], row["article_id"])):
        of_story[lineage.story(row["story_id"], row["article_id"])].append(row)
    claims_ = state.read("claims", ("story_id", "article_id", "published", "states", "background", "polarity"), where, head).to_pylist()
    status = status_of({**c, "story_id": lineage.story(c["story_id"], c["article_id"])} for c in claims_ if known(c))
    for past in state.read("past_threads", ("story_id", "status_day", "status"), where, head).to_pylist():
        if past["status"]:
            story = lineage.story(past["story_id"])
            status[story] = _later(status.get(story, ("", "")), (past["status_day"], past["status"]))
    absorbed, parted = lineage.absorbed(), lineage.parted()
    out = []
    for story, found in of_story.items():
        if only is not None and story not in only:
            continue
        dates = [a["published"] for a in found if a["published"]]
        told = Story(
            story, story_title(found), min(dates, default=None), max(dates, default=None), len(found),
            len({a["source"] for a in found if a["source"]}), status.get(story, ("", "reported"))[1],
        )  # fmt: skip
        out.append({**vars(told), "merged": absorbed.get(story, []), "parted": parted.get(story, [])})
    return in_order(out, "first_seen", "story_id")


def thread_parts(claims: Iterable[Row], source: dict[str, tuple[str | None, str | None]]) -> list[Row]:
    """What claims (in order) add up to, a row per thread. `source`: article -> (its source, the article that it copies)."""
    of_thread: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for claim in claims:
        of_thread[claim["story_id"], claim["thread_id"]].append(claim)
    out = []
    for (story, thread), found in of_thread.items():
        values = [
            {"published": c["published"], "event_date": c["event_date"], "counted": f["counted"] or f["unit"],
             "measure": f["measure"], "text": f["text"],
             "low": f["low"], "high": f["high"], "speaker": c["speaker"], "source": source[c["article_id"]][0],
             "places": c["places"], "claim_id": c["claim_id"], "article_id": c["article_id"]}
            for c in found if not c["background"] for f in c["figures"] or ()
        ]  # fmt: skip
        out.append(
            {
                "thread_id": thread,
                "story_id": story,
                "title": found[0]["text"],
                "first_seen": found[0]["published"],
                "last_seen": found[-1]["published"],
                "claims": len(found),
                "sources": sorted({s for c in found if (s := source[c["article_id"]][0])}),
                "independent": sorted({s for c in found if (s := source[c["article_id"]][0]) and not source[c["article_id"]][1]}),
                "states": dict(Counter(s for c in found for s in c["states"] or ())),
                "values": values,
                "claim_ids": [c["claim_id"] for c in found],
            }
        )
    return out


def threads(state: State, head: Head) -> list[Row]:
    """One row per thread: its statements in order, its sources, and the dated values of each counted thing.

    Of claims that were dropped (`storywatch state expire`) a thread keeps all but their ids.
    """
    return threads_of(state, head, claims(state, head))


def threads_of(state: State, head: Head, told: Iterable[Row], only: Collection[str] | None = None) -> list[Row]:
    """The same of the claims `told`, in order: those of all stories, or of the stories `only`."""
    lineage = state.lineage(head)
    where = _of_stories(lineage, only)
    columns = ("article_id", "source", "duplicate_of")
    own = None if only is None else In("article_id", {claim["article_id"] for claim in told} or {""})
    source = {a["article_id"]: (a["source"], a["duplicate_of"]) for a in state.read("articles", columns, own, head).to_pylist()}
    parts: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for past in state.read("past_threads", None, where, head).to_pylist():
        past.update(states=json.loads(past["states"]), values=json.loads(past["values"]), claim_ids=[])
        parts[lineage.story(past["story_id"]), past["thread_id"]].append(past)
    for part in thread_parts(told, source):
        parts[part["story_id"], part["thread_id"]].append(part)
    out = []
    for (story, thread), found in parts.items():
        if only is not None and story not in only:
            continue
        first = min(found, key=lambda part: part["first_seen"] or "")
        states: Counter[str] = sum((Counter(part["states"]) for part in found), Counter())
        out.append(
            {
                "thread_id": thread,
                "story_id": story,
                "title": first["title"],
                "first_seen": first["first_seen"],
                "last_seen": max((part["last_seen"] for part in found), key=lambda day: day or ""),
                "claims": sum(part["claims"] for part in found),
                "sources": sorted({s for part in found for s in part["sources"]}),
                "independent_sources": len({s for part in found for s in part["independent"]}),
                "states": [s for s, _ in sorted(states.items(), key=lambda pair: (-pair[1], pair[0]))],
                "values": sorted((v for part in found for v in part["values"]), key=lambda v: v["published"] or ""),
                "claim_ids": [c for part in found for c in part["claim_ids"]],
            }
        )
    return in_order(out, "story_id", "first_seen", "thread_id")


def figures(state: State, head: Head) -> list[Row]:
    """The ledger: a row for each figure that was told, what of, in which sense (measure), whose, where, by whom and when."""
    return figures_of(claims(state, head))


def figures_of(told: Iterable[Row]) -> list[Row]:
    """The same of some claims, as they are exported."""
    out = []
    for claim in told:
        days = {e["figure"]: e["date"] for e in claim["events"] or () if e["figure"]}
        for figure in claim["figures"] or ():
            out.append(
                {
                    "story_id": claim["story_id"],
                    "thing": figure["what"] or figure["counted"] or figure["unit"],
                    "counted": figure["counted"],
                    **{name: figure[name] for name in ("measure", "whose", "place", "low", "high", "text")},
                    "speaker": claim["speaker"],
                    "party": claim["speaker_party"],
                    "event_date": days.get(figure["text"]) or claim["event_date"],
                    **{name: claim[name] for name in ("published", "claim_id", "article_id")},
                }
            )
    return in_order(out, "story_id", "published", "article_id", "claim_id")


def events(state: State, head: Head) -> list[Row]:
    """A row for each event that a claim tells, with where it happened, as far as GeoNames knows the place (of a country its capital)."""
    return events_of(claims(state, head))


def events_of(claims: Iterable[Row]) -> list[Row]:
    """The same of some claims, as they are exported."""
    out = []
    for claim in claims:
        near = frozenset([*(claim["places"] or ()), *(claim["actors"] or ())])
        for event in claim["events"] or ():
            place = event["place"] or event["to"] or event["from"]
            where = locate(place, near) if place else None
            out.append(
                {
                    **{name: claim[name] for name in ("story_id", "claim_id", "article_id", "published", "background", "text")},
                    **{name: value for name, value in event.items() if name != "spans"},
                    "country": where.country if where else None,
                    "latitude": where.latitude if where else None,
                    "longitude": where.longitude if where else None,
                    "precision": where.precision if where else None,
                }
            )
    return in_order(out, "published", "article_id", "claim_id", "start")


def days(state: State, head: Head) -> list[Row]:
    """The days of the whole state, by how much they count."""
    return [vars(day) for day in timeline(claims(state, head))]


def marks(state: State, head: Head) -> list[Row]:
    """What analysts said, as it was made."""
    return [{name: value for name, value in row.items() if name != "number"} for row in rows_of(state, head)]


EXPORTS: dict[str, Callable[[State, Head], list[Row]]] = {
    "articles": articles, "claims": claims, "stories": stories, "threads": threads, "developments": developments,
    "deadletters": deadletters, "figures": figures, "events": events, "timeline": days,
    "marks": marks,
}  # fmt: skip
