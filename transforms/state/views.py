"""The rows that leave the state, as CONTRACT names them: in a stable order, merged stories under the older id."""

from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

from transforms.rows import Story
from transforms.state.store import Head, State, resolve
from transforms.vocabulary import vocabulary

Row = dict[str, Any]

_ARTICLE = ("article_id", "url", "source", "title", "published", "date_basis", "language", "text", "duplicate_of", "input", "story_id")
_CLAIM = (
    "claim_id", "article_id", "text", "start", "end", "speaker", "speaker_role", "speaker_org", "speaker_party", "source_class",
    "attribution", "strength", "quote", "figures", "places", "actors", "dates", "event_date", "polarity", "states", "background",
    "spans", "published", "story_id", "thread_id", "repeats",
)  # fmt: skip


def _in_order(rows: list[Row], *keys: str) -> list[Row]:
    return sorted(rows, key=lambda r: tuple(r[k] if r[k] is not None else "" for k in keys))


def articles(state: State, head: Head) -> list[Row]:
    merged = state.merged(head)
    rows = state.read("articles", _ARTICLE, head=head).to_pylist()
    for row in rows:
        row["story_id"] = resolve(row["story_id"], merged)
    return _in_order(rows, "published", "article_id")


def claims(state: State, head: Head) -> list[Row]:
    merged = state.merged(head)
    rows = state.read("claims", _CLAIM, head=head).to_pylist()
    for row in rows:
        row["story_id"] = resolve(row["story_id"], merged)
    return _in_order(rows, "published", "article_id", "start")


def developments(state: State, head: Head) -> list[Row]:
    merged = state.merged(head)
    rows = state.read("developments", head=head).to_pylist()
    for row in rows:
        row["story_id"] = resolve(row["story_id"], merged)
    return _in_order(rows, "published", "article_id", "development_id")


def deadletters(state: State, head: Head) -> list[Row]:
    return _in_order(state.read("deadletters", head=head).to_pylist(), "input", "reason", "excerpt")


def stories(state: State, head: Head) -> list[Row]:
    """One row per story: what its articles and claims add up to. `status` is the state that was reported last."""
    ranks = {name: entry["rank"] for name, entry in vocabulary("states").items()}
    merged = state.merged(head)
    of_story: dict[str, list[Row]] = defaultdict(list)
    for row in articles(state, head):
        of_story[row["story_id"]].append(row)
    status: dict[str, tuple[str, str]] = {}
    for claim in state.read("claims", ("story_id", "published", "states", "background", "polarity"), head=head).to_pylist():
        real = [s for s in claim["states"] or () if ranks.get(s)]
        if real and not claim["background"] and claim["polarity"] == "asserted":
            story = resolve(claim["story_id"], merged)
            latest = (claim["published"] or "", max(real, key=lambda s: (ranks[s], s)))
            status[story] = max(status.get(story, ("", "")), latest, key=lambda pair: (pair[0], ranks.get(pair[1], 0)))
    absorbed = defaultdict(list)
    for younger in merged:
        absorbed[resolve(younger, merged)].append(younger)
    out = []
    for story, found in of_story.items():
        dates = [a["published"] for a in found if a["published"]]
        told = Story(
            story, _title(found), min(dates, default=None), max(dates, default=None), len(found),
            len({a["source"] for a in found if a["source"]}), status.get(story, ("", "reported"))[1],
        )  # fmt: skip
        out.append({**vars(told), "merged": sorted(absorbed[story])})
    return _in_order(out, "first_seen", "story_id")


def _title(found: list[Row]) -> str:
    """The title of the story's first article, else the head of its text."""
    first = found[0]
    return first["title"] or " ".join(first["text"].split())[:100]


def threads(state: State, head: Head) -> list[Row]:
    """One row per thread: its statements in order, its sources, and the dated values of each counted thing."""
    source = {a["article_id"]: (a["source"], a["duplicate_of"]) for a in articles(state, head)}
    of_thread: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for claim in claims(state, head):
        of_thread[claim["story_id"], claim["thread_id"]].append(claim)
    out = []
    for (story, thread), found in of_thread.items():
        values = [
            {"published": c["published"], "event_date": c["event_date"], "counted": f["counted"] or f["unit"], "text": f["text"],
             "low": f["low"], "high": f["high"], "speaker": c["speaker"], "source": source[c["article_id"]][0],
             "places": c["places"], "claim_id": c["claim_id"], "article_id": c["article_id"]}
            for c in found if not c["background"] for f in c["figures"] or ()
        ]  # fmt: skip
        states = Counter(s for c in found for s in c["states"] or ())
        out.append(
            {
                "thread_id": thread,
                "story_id": story,
                "title": found[0]["text"],
                "first_seen": found[0]["published"],
                "last_seen": found[-1]["published"],
                "claims": len(found),
                "sources": sorted({s for c in found if (s := source[c["article_id"]][0])}),
                "independent_sources": len({s for c in found if (s := source[c["article_id"]][0]) and not source[c["article_id"]][1]}),
                "states": [s for s, _ in sorted(states.items(), key=lambda pair: (-pair[1], pair[0]))],
                "values": values,
                "claim_ids": [c["claim_id"] for c in found],
            }
        )
    return _in_order(out, "story_id", "first_seen", "thread_id")


EXPORTS: dict[str, Callable[[State, Head], list[Row]]] = {
    "articles": articles, "claims": claims, "stories": stories, "threads": threads, "developments": developments,
    "deadletters": deadletters,
}  # fmt: skip
