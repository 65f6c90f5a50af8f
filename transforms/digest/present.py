"""How a story stands at the end of a period: its latest numbers, by what they count and in which sense, and who disputes it."""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from pyiceberg.expressions import In
from storywatch.transforms.developments.ledger import PERSONNEL, sense, thing
from storywatch.transforms.rows import Figure
from storywatch.transforms.state.scan import Head
from storywatch.transforms.state.store import State

SHOWN = 4
"""Numbers that are shown of a story."""
_WORDS = {"total": "", "arrived": "", "en_route": "on the way", "increment": "more"}
"""Measures in words, where the measure's own name is none."""
_ORDER = ("total", "arrived", "killed", "wounded", "captured", "missing", "destroyed", "en_route", "planned", "authorised", "withdrawn",
          "increment")  # fmt: skip
"""Senses that are shown, the most telling first."""
_UNDERWAY = timedelta(days=30)
"""How long who set out is on the way."""
_AHEAD = ("en_route", "planned", "authorised")
_LOST = ("killed", "wounded", "captured", "missing", "casualties")
_KEPT = (*PERSONNEL, "aircraft", "ships", "weapons", "vehicles")


def in_words(figure: Figure) -> str:
    """ "about 300 soldiers killed in Kursk"."""
    measure = _WORDS.get(sense(figure), (figure.measure or "").replace("_", " "))
    if figure.counted == "casualties":
        measure = "killed or wounded"
    vague = re.search(r"(?:number|group|handful|dozens|hundreds|thousands)$", figure.text)
    noun = figure.unit if figure.unit and figure.unit not in ("wounded", "dead", "killed") else None
    lead = "to" if sense(figure) in _AHEAD else "in"
    of = "of" if vague and noun else None
    return " ".join(filter(None, (figure.text, of, noun, measure, f"{lead} {figure.place}" if figure.place else None)))


def numbers(claims: Iterable[dict[str, Any]]) -> list[str]:
    """The latest number of each thing and sense, in words with who said it and when. `claims`: rows of one story."""
    latest: dict[tuple[str | None, str], tuple[tuple[str, float], str]] = {}
    rows = list(claims)
    for claim in rows:
        if claim["background"] or not claim["published"]:
            continue
        for row in claim["figures"] or ():
            figure = Figure(**row)
            key = (thing(figure), sense(figure))
            if figure.counted not in _KEPT or key[1] not in _ORDER or (figure.low is None and figure.high is None):
                continue
            if figure.counted == "people" and key[1] not in _LOST:
                # who is no soldier counts where he suffered
                continue
            at = (claim["published"][:10], figure.low or figure.high or 0.0)
            told = f"{in_words(figure)} ({claim['speaker'] or 'no speaker named'}, {claim['published'][:10]})"
            if key not in latest or at >= latest[key][0]:
                latest[key] = (at, told)
    counted = max((at[0] for (what, how), (at, _) in latest.items() if what in PERSONNEL and how == "total"), default="")
    newest = max((row["published"][:10] for row in rows if row["published"]), default="")

    def is_past(what: str | None, how: str, day: str) -> bool:
        """Who arrived is in a later total, and who set out long ago is there."""
        if how == "arrived":
            return what in PERSONNEL and day <= counted
        return how == "en_route" and date.fromisoformat(newest) - date.fromisoformat(day) > _UNDERWAY

    latest = {key: told for key, told in latest.items() if not is_past(*key, told[0][0])}
    # the force before its losses, people before equipment, and how many there are before what is planned
    ranked = sorted(latest.items(), key=lambda pair: (pair[0][0] not in PERSONNEL, _ORDER.index(pair[0][1]), pair[0][0] or ""))
    return [told for _, (_, told) in ranked[:SHOWN]]


def present(state: State, head: Head, wanted: set[str], until: str | None) -> dict[str, list[str]]:
    """story -> how it stands by what was published up to the day `until`."""
    if not wanted:
        return {}
    lineage = state.lineage(head)

    def known(row: dict[str, Any]) -> bool:
        return until is None or (row["published"] or "")[:10] <= until

    columns = ("claim_id", "story_id", "article_id", "published", "background", "figures", "speaker", "speaker_party")
    of_story: dict[str, list[dict[str, Any]]] = defaultdict(list)
    party: dict[str, str | None] = {}
    names = lineage.connected(wanted)
    for row in state.read("claims", columns, In("story_id", names), head).to_pylist():
        party[row["claim_id"]] = row["speaker_party"]
        if known(row):
            of_story[lineage.story(row["story_id"], row["article_id"])].append(row)
    disputes: dict[str, dict[str, str]] = defaultdict(dict)
    told = state.read("developments", None, In("story_id", names), head).to_pylist()
    for d in sorted(filter(known, told), key=lambda d: (d["published"] or "", d["development_id"])):
        who = party.get(d["claim_id"])
        story = lineage.story(d["story_id"], d["article_id"])
        if who and d["kind"] == "denial":
            disputes[story][who] = (d["published"] or "")[:10]
        elif who and d["kind"] == "confirmation":
            # who says so himself disputes it no longer
            disputes[story].pop(who, None)
    return {
        story: [*numbers(of_story.get(story, ())), *(f"denied by {who} ({day})" for who, day in sorted(disputes[story].items()))]
        for story in wanted
    }
