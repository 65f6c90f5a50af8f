"""What the pages of the site show, gathered from the state."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from storywatch.transforms.developments.timeline import Day, timeline
from storywatch.transforms.digest.content import Digest, collect, fragment_link
from storywatch.transforms.digest.sources import Source, source_of
from storywatch.transforms.digest.watch import WatchList, covered
from storywatch.transforms.rows import content_id
from storywatch.transforms.site.maps import points
from storywatch.transforms.state.marks import marks_of
from storywatch.transforms.state.scan import Head
from storywatch.transforms.state.store import State
from storywatch.transforms.state.views import articles, claims, developments, events_of, stories, threads

Row = dict[str, Any]
COUNTED_FIRST = ("troops", "killed", "wounded", "casualties", "captured", "missing")
COURSE = 12
"""Days of a story's course."""
DIGESTS = 60
"""Runs whose digests are kept on the site, the latest ones."""


@dataclass(frozen=True)
class StoryPage:
    """One story: its developments, figures, threads, contradictions, places and sources."""

    story: Row
    developments: list[Row]
    """Latest first; each with its claim, article, link and the claim that it is new against."""
    figures: dict[str, list[Row]]
    """counted thing -> dated values, each with who said it"""
    threads: list[Row]
    """Each with its statements (claims with their articles) in order."""
    contradictions: list[Row]
    places: list[tuple[str, int]]
    sources: list[tuple[str, int]]
    course: list[Day]
    """The days of the story that count most, in the order of the calendar."""
    points: list[Row]
    """Where its events happened (see transforms/site/maps.py)."""

    @property
    def alerts(self) -> list[Row]:
        """The developments that are alerts, the newest first."""
        return [d for d in self.developments if d["severity"] != "low" and d["allowed"]]

    @property
    def details(self) -> list[Row]:
        """The others."""
        alerts = {d["development_id"] for d in self.alerts}
        return [d for d in self.developments if d["development_id"] not in alerts]


@dataclass(frozen=True)
class SourcePage:
    """One source: its articles, copies marked, and what it was the first to bring."""

    name: str
    slug: str
    articles: list[Row]
    developments: list[Row]

    @property
    def about(self) -> str | None:
        """Its class and how reliable it is held to be, where that is known."""
        return next((a["about_source"] for a in self.articles if a["about_source"]), None)


@dataclass(frozen=True)
class Site:
    """Everything that is shown. `search` has a row for each claim."""

    stories: list[StoryPage]
    sources: list[SourcePage]
    search: list[Row]
    points: list[Row]
    digests: list[tuple[str, Digest]]
    """The latest runs that brought something, newest first, each with its digest."""
    lists: list[tuple[WatchList, frozenset[str]]]
    """Each watch list with the stories that it covers."""
    head: Head

    @property
    def today(self) -> str:
        """The latest day that is known."""
        return max((page.story["last_seen"] or "" for page in self.stories), default="")[:10]


def slug(source: str) -> str:
    """The name of a source's page, safe in any address."""
    return content_id("source", source)


def gather(state: State, head: Head, known_sources: Mapping[str, Source] | None = None, watch: Sequence[WatchList] = ()) -> Site:
    """The site of a state. Stories come by their latest day, the latest first.

    `known_sources`: what the settings say of sources, by host or name; `watch`: the watch lists, each of which gets a feed.
    """
    of_article = {a["article_id"]: a for a in articles(state, head)}
    for article in of_article.values():
        article["about_source"] = source_of(article["source"], article["url"], known_sources or {}).shown()
    all_claims = claims(state, head)
    of_claim = {c["claim_id"]: {**c, "article": of_article[c["article_id"]]} for c in all_claims}
    for claim in of_claim.values():
        claim["link"] = fragment_link(claim["article"]["url"], claim["text"])
    told: dict[str, list[Row]] = defaultdict(list)
    first_of: dict[str, list[Row]] = defaultdict(list)
    marks = marks_of(state, head)
    for d in developments(state, head):
        article = of_article[d["article_id"]]
        row = {**d, "article": article, "claim": of_claim.get(d["claim_id"]), "before": of_claim.get(d["previous_claim_id"] or ""),
               "link": fragment_link(article["url"], d["text"]), "mark": marks.shown(d["development_id"]),
               "allowed": marks.allows(d["development_id"], d["story_id"])}  # fmt: skip
        told[d["story_id"]].append(row)
        if d["severity"] != "low" and article["source"]:
            first_of[article["source"]].append(row)
    of_thread = {(t["story_id"], t["thread_id"]): t for t in threads(state, head)}
    in_story: dict[str, list[Row]] = defaultdict(list)
    for thread in of_thread.values():
        in_story[thread["story_id"]].append({**thread, "statements": [of_claim[c] for c in thread["claim_ids"]]})
    by_story: dict[str, list[Row]] = defaultdict(list)
    for claim in of_claim.values():
        by_story[claim["story_id"]].append(claim)
    found = [{**story, "muted": story["story_id"] in marks.muted} for story in stories(state, head)]
    titles = {story["story_id"]: story["title"] for story in found}
    where: dict[str, list[Row]] = defaultdict(list)
    all_events = events_of(all_claims)
    for event in all_events:
        where[event["story_id"]].append(event)
    pages = [_story(story, told, in_story, by_story, points(where[story["story_id"]], titles)) for story in found]
    pages.sort(key=lambda page: page.story["story_id"])
    pages.sort(key=lambda page: page.story["last_seen"] or "", reverse=True)
    on_lists = covered(state, head, titles, watch)
    of_source: dict[str, list[Row]] = defaultdict(list)
    for article in of_article.values():
        if article["source"]:
            of_source[article["source"]].append(article)
    search = [
        {"t": c["text"], "w": c["speaker"] or "", "s": c["article"]["source"] or "", "d": (c["published"] or "")[:10],
         "l": c["link"] or "", "p": c["story_id"], "n": titles.get(c["story_id"], "")}
        for c in reversed(list(of_claim.values()))
    ]  # fmt: skip
    return Site(
        pages,
        [SourcePage(name, slug(name), found[::-1], first_of[name][::-1]) for name, found in sorted(of_source.items())],
        search,
        points(all_events, titles),
        _digests(state, head, known_sources),
        [(of, frozenset(story for story, names in on_lists.items() if of.name in names)) for of in watch],
        head,
    )


def _digests(state: State, head: Head, known_sources: Mapping[str, Source] | None) -> list[tuple[str, Digest]]:
    """The digests of the latest runs, without those that had nothing to say."""
    runs = [row["run_id"] for row in state.runs() if (row["kind"] or "run") == "run" and row["number"] <= head.number]
    made = ((run_id, collect(state, head, run_id=run_id, known_sources=known_sources)) for run_id in runs[: -DIGESTS - 1 : -1])
    return [(run_id, digest) for run_id, digest in made if not digest.empty]


def _story(
    story: Row, told: dict[str, list[Row]], in_story: dict[str, list[Row]], by_story: dict[str, list[Row]], where: list[Row]
) -> StoryPage:
    name = story["story_id"]
    values: dict[str, list[Row]] = defaultdict(list)
    classes = {c["claim_id"]: c["source_class"] for c in by_story[name]}
    for thread in in_story[name]:
        for value in thread["values"]:
            if value["counted"] and value["published"]:
                values[value["counted"]].append({**value, "class": classes.get(value["claim_id"])})
    # a course has at least two points; a single number is told by its claim
    figures = {counted: sorted(found, key=lambda v: (v["published"], v["claim_id"])) for counted, found in values.items()
               if len(found) > 1 and counted not in ("time", "share", "money", "distance")}  # fmt: skip
    order = sorted(figures, key=lambda c: (COUNTED_FIRST.index(c) if c in COUNTED_FIRST else 9, -len(figures[c]), c))
    places = Counter(place for c in by_story[name] for place in c["places"] or ())
    sources = Counter(c["article"]["source"] for c in by_story[name] if c["article"]["source"])
    against = [d for d in told[name] if d["kind"] in ("contradiction", "denial") and d["before"] and d["severity"] != "low"]
    return StoryPage(
        story,
        told[name][::-1],
        {counted: figures[counted] for counted in order},
        sorted(in_story[name], key=lambda t: (-t["claims"], t["thread_id"])),
        against,
        places.most_common(30),
        sources.most_common(),
        sorted(timeline(by_story[name])[:COURSE], key=lambda day: day.date),
        where,
    )
