"""What a digest says: the developments of a period, by story, with the words and the links of their sources."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

import numpy as np
from pyiceberg.expressions import AlwaysTrue, And, BooleanExpression, EqualTo, GreaterThanOrEqual, In
from storywatch.transforms.digest.gravity import HEADLINES, OF_ONE_STORY, by_gravity
from storywatch.transforms.digest.lines import Line
from storywatch.transforms.digest.present import present
from storywatch.transforms.digest.sources import Source, source_of
from storywatch.transforms.digest.watch import SEVERITIES, WatchList, covered
from storywatch.transforms.state.marks import Marks, marks_of
from storywatch.transforms.state.scan import Head
from storywatch.transforms.state.store import State
from storywatch.transforms.state.tables import vectors_of
from storywatch.transforms.state.views import in_order, stories

SAME_POINT = 0.7
"""Similarity from which a claim of the thread says much the same."""


@dataclass(frozen=True)
class StoryDigest:
    story_id: str
    title: str
    status: str
    articles: int
    sources: int
    alerts: tuple[Line, ...]
    details: tuple[Line, ...]
    """Developments of severity low, or below what the story's watch lists want."""
    present: tuple[str, ...] = ()
    """How the story stands at the end of the period: numbers by what they count, who disputes it."""
    watch: tuple[str, ...] = ()
    """The watch lists that cover it."""
    muted: bool = False
    """Whether an analyst said that it is to raise no alerts."""


@dataclass(frozen=True)
class Headline:
    """One of the gravest changes of all stories."""

    story: str
    """The story's title."""
    line: Line


@dataclass(frozen=True)
class Counts:
    """What the period, or the run, brought."""

    articles: int
    """New articles."""
    alerts: int
    feeds: int | None = None
    """Feeds that were asked for, and of these could not be read; None for a digest that is of no run."""
    feeds_failed: int | None = None


@dataclass(frozen=True)
class Digest:
    title: str
    since: str | None
    until: str | None
    counts: Counts
    headlines: tuple[Headline, ...]
    stories: tuple[StoryDigest, ...]
    uncovered: tuple[StoryDigest, ...] = ()
    """New stories that no watch list covers; empty where there are no watch lists."""
    dead_letters: int = 0
    failing_feeds: tuple[str, ...] = ()
    """Feeds that could not be read in several runs in a row, each with its reason."""

    @property
    def empty(self) -> bool:
        return not self.stories and not self.uncovered


def fragment_link(url: str | None, text: str) -> str | None:
    """The address with a text fragment of the sentence's first and last words (they are exact words of the page)."""
    if not url or not url.startswith(("http://", "https://")):
        return url
    words = text.split()
    if len(words) > 12:
        found = quote(" ".join(words[:5]), safe="") + "," + quote(" ".join(words[-5:]), safe="")
    else:
        found = quote(" ".join(words), safe="")
    return f"{url.split('#')[0]}#:~:text={found.replace('-', '%2D')}"


def _told(
    state: State, head: Head, since: str | None, until: str | None, run_id: str | None, only: Set[str] | None
) -> list[dict[str, Any]]:
    """The developments of a run, or of a period, or the ones in `only`; merged stories under the older id."""
    where: BooleanExpression = In("development_id", only) if only else AlwaysTrue()
    if run_id:
        where = EqualTo("run_id", run_id)
    if since:
        where = And(where, GreaterThanOrEqual("published", since))
    rows = [d for d in state.read("developments", where=where, head=head).to_pylist() if not until or (d["published"] or "")[:10] <= until]
    lineage = state.lineage(head)
    for row in rows:
        row["story_id"] = lineage.story(row["story_id"], row["article_id"])
    return in_order(rows, "published", "article_id", "development_id")


def _by_id(state: State, head: Head, name: str, key: str, ids: set[str | None], columns: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """The rows of a table with the given ids, by id."""
    wanted = {i for i in ids if i}
    if not wanted:
        return {}
    return {row[key]: row for row in state.read(name, (key, *columns), In(key, wanted), head).to_pylist()}


_CLAIM = ("text", "speaker", "speaker_role", "article_id")
_ARTICLE = ("source", "url", "title", "duplicate_of", "outcome", "nearest_story", "story_id")


def _sources(state: State, head: Head, told: list[dict[str, Any]]) -> dict[str, int]:
    """For each development, how many sources say in its thread what is near to its claim; copies are no sources."""
    threads = {d["thread_id"] for d in told}
    if not threads:
        return {}
    rows = state.read("claims", ("claim_id", "thread_id", "article_id", "vector"), In("thread_id", threads), head)
    vectors = vectors_of(rows["vector"].to_pylist()).astype(np.float32)
    claims = rows.drop_columns(["vector"]).to_pylist()
    of_article = _by_id(state, head, "articles", "article_id", {c["article_id"] for c in claims}, _ARTICLE)
    row_of = {c["claim_id"]: i for i, c in enumerate(claims)}
    in_thread: dict[str, list[int]] = defaultdict(list)
    for i, claim in enumerate(claims):
        in_thread[claim["thread_id"]].append(i)
    out = {}
    for d in told:
        if d["claim_id"] in row_of:
            own = vectors[row_of[d["claim_id"]]]
            near = [of_article[claims[i]["article_id"]] for i in in_thread[d["thread_id"]] if float(vectors[i] @ own) >= SAME_POINT]
            out[d["development_id"]] = max(1, len({a["source"] for a in near if a["source"] and not a["duplicate_of"]}))
    return out


def _with_doubts(state: State, head: Head, lines: dict[str, list[Line]], of_article: dict[str, dict[str, Any]]) -> dict[str, list[Line]]:
    """The lines with what is not sure about the story of their articles."""
    lineage = state.lineage(head)
    doubts: dict[str, str] = {}
    for article_id, article in of_article.items():
        if article["outcome"] == "unsure" and article["nearest_story"]:
            other = lineage.story(article["nearest_story"])
            if other != lineage.story(article["story_id"], article_id):
                doubts[article_id] = other
            elif article["nearest_story"] == article["story_id"]:
                doubts[article_id] = ""
    titles = {s["story_id"]: s["title"] for s in stories(state, head, {d for d in doubts.values() if d})} if doubts else {}

    def doubt(line: Line) -> str | None:
        other = doubts.get(line.article_id)
        if other is None:
            return None
        return f"may belong to “{titles[other]}”" if other else "may be a story of its own"

    return {story: [replace(line, unsure=doubt(line)) for line in found] for story, found in lines.items()}


def as_merged(line: Line, first_seen: str | None) -> Line:
    """A line as it is told once its story is one with an older one: no first report of that."""
    if line.kind != "first_report" or not first_seen or (line.published or "")[:10] <= first_seen[:10]:
        return line
    return replace(line, reason="the first report of what turned out to be this story")


def headlines_of(shown: Sequence[StoryDigest]) -> tuple[Headline, ...]:
    """The gravest changes over all stories, no more than some of one."""
    title = {line.development_id: story.title for story in shown for line in story.alerts}
    taken: Counter[str] = Counter()
    out: list[Headline] = []
    for line in by_gravity([line for story in shown for line in story.alerts]):
        of = title[line.development_id]
        if taken[of] < OF_ONE_STORY and len(out) < HEADLINES:
            taken[of] += 1
            out.append(Headline(of, line))
    return tuple(out)


def _counts(state: State, head: Head, run_id: str | None, since: str | None, until: str | None, alerts: int) -> Counts:
    where = EqualTo("run_id", run_id) if run_id else AlwaysTrue()
    days = [(day or "")[:10] for day in state.read("articles", ("published",), where, head)["published"].to_pylist()]
    new = [day for day in days if (not since or day >= since) and (not until or day <= until)]
    report: dict[str, Any] = next((json.loads(r["report"] or "{}") for r in state.runs() if r["run_id"] == run_id), {})
    return Counts(len(new), alerts, report.get("feeds_asked"), report.get("feeds_failed"))


def collect(
    state: State,
    head: Head,
    since: str | None = None,
    until: str | None = None,
    run_id: str | None = None,
    watch: Sequence[WatchList] = (),
    failures_named: int = 3,
    only: Set[str] | None = None,
    known_sources: Mapping[str, Source] | None = None,
) -> Digest:
    """The digest of a run, of the developments published from `since` up to and with the day `until`, or of those in `only`.

    `known_sources`: what the settings say of sources, by host or name. With watch lists the digest has the stories that they
    cover, by list, and beside them the new stories that none covers.
    """
    told = _told(state, head, since, until, run_id, only)
    marks = marks_of(state, head)
    lines = _lines(state, head, told, marks, known_sources or {})
    on_lists = covered(state, head, lines, watch)
    standing = present(state, head, set(lines), until)
    shown = sorted(
        (
            _story(story, lines[story["story_id"]], on_lists.get(story["story_id"], []), standing, watch, marks)
            for story in stories(state, head, lines, until)
        ),
        key=lambda s: s.story_id,
    )
    # of stories as grave the newest first
    shown.sort(key=lambda s: (s.alerts or s.details)[0].published or "", reverse=True)
    shown.sort(key=lambda s: (s.watch, not s.alerts, min((SEVERITIES.index(line.severity) for line in s.alerts), default=9)))  # type: ignore[arg-type]
    new = {d["story_id"] for d in told if d["kind"] == "first_report"}
    letters = [r for r in state.read("deadletters", ("run_id", "level"), head=head).to_pylist() if not run_id or r["run_id"] == run_id]
    period = " to ".join(filter(None, (since, until))) if since or until else f"run {run_id}" if run_id else "everything"
    failing = [
        f"{feed.feed} could not be read in {feed.failures} runs in a row: {feed.problem}"
        for feed in sorted(state.feeds(head).values(), key=lambda feed: feed.feed)
        if feed.failures >= failures_named
    ]
    of_lists = tuple(s for s in shown if s.watch or not watch)
    return Digest(
        f"storywatch digest: {period}", since, until,
        _counts(state, head, run_id, since, until, sum(len(s.alerts) for s in of_lists)),
        headlines_of(of_lists),
        of_lists,
        tuple(s for s in shown if watch and not s.watch and s.story_id in new),
        sum(r["level"] == "error" for r in letters),
        tuple(failing),
    )  # fmt: skip


def _lines(
    state: State, head: Head, told: list[dict[str, Any]], marks: Marks, known_sources: Mapping[str, Source]
) -> dict[str, list[Line]]:
    """story -> its developments as they are shown, with what is not sure about the story of their articles."""
    of_article = _by_id(state, head, "articles", "article_id", {d["article_id"] for d in told}, _ARTICLE)
    # claims that were dropped (`storywatch state expire`) are missing here; their developments keep their words
    of_claim = _by_id(state, head, "claims", "claim_id", {d[k] for d in told for k in ("claim_id", "previous_claim_id")}, _CLAIM)
    sources = _sources(state, head, told)
    lines: dict[str, list[Line]] = defaultdict(list)
    for d in told:
        claim, article = of_claim.get(d["claim_id"], {}), of_article[d["article_id"]]
        before = of_claim.get(d["previous_claim_id"] or "")
        lines[d["story_id"]].append(
            Line(
                **{name: d[name] for name in ("development_id", "kind", "severity", "published", "text", "reason")},
                speaker=claim.get("speaker"),
                role=claim.get("speaker_role"),
                source=article["source"],
                url=article["url"],
                link=fragment_link(article["url"], d["text"]),
                sources=sources.get(d["development_id"], 1),
                against=before["text"] if before else None,
                article_id=d["article_id"],
                claim_id=d["claim_id"],
                about_source=source_of(article["source"], article["url"], known_sources).shown(),
                mark=marks.shown(d["development_id"]),
            )
        )
    return _with_doubts(state, head, lines, of_article)


def _story(
    story: dict[str, Any],
    lines: Sequence[Line],
    lists: Sequence[str],
    standing: Mapping[str, Sequence[str]],
    watch: Sequence[WatchList],
    marks: Marks,
) -> StoryDigest:
    """A story with its alerts and its other changes, the newest day first, of a day the gravest. `lists`: those that cover it."""
    name = story["story_id"]
    wanted = [w for w in watch if w.name in lists]

    def alerted(line: Line) -> bool:
        if not marks.allows(line.development_id, name):
            return False
        return any(w.wants(line.severity) for w in wanted) if watch else line.severity != "low"

    found = [as_merged(line, story["first_seen"]) for line in lines]
    found.sort(key=lambda line: (SEVERITIES.index(line.severity), line.development_id))  # type: ignore[arg-type]
    found.sort(key=lambda line: (line.published or "")[:10], reverse=True)
    return StoryDigest(
        name, story["title"], story["status"], story["articles"], story["sources"],
        tuple(line for line in found if alerted(line)), tuple(line for line in found if not alerted(line)),
        tuple(standing.get(name, ())), tuple(lists), name in marks.muted,
    )  # fmt: skip
