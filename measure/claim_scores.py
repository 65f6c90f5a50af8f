"""How well claims are read, on labelled sentences: figures with measure, events by type and object, event days, speakers and parties.

A labelled sentence is a row as in data/claims/README.md; `tests/claims/sentences.jsonl` holds ours.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from storywatch.measure.labelled import read_jsonl
from storywatch.transforms.claims.extract import claims_of
from storywatch.transforms.claims.names import fold
from storywatch.transforms.rows import Article, Claim

SENTENCES = Path(__file__).parent.parent / "tests" / "claims" / "sentences.jsonl"

Row = Mapping[str, Any]


def _head(text: str | None) -> str | None:
    """The word that a phrase is about, without its plural: of "extension of the mission" the extension."""
    if not text:
        return None
    words = re.findall(r"[\w-]+", re.split(r"\b(?:of|from|to|in|for|with|and|or)\b", fold(text))[0]) or re.findall(r"[\w-]+", fold(text))
    if not words:
        return None
    last = words[-1]
    return re.sub(r"(?<=[^s])s$", "", last) if len(last) > 3 else last


def _figures(rows: Any, measured: bool = True) -> set[Any]:
    return {(f["low"], f["high"], f["measure"]) if measured else (f["low"], f["high"]) for f in rows}


def _events(rows: Any) -> list[Any]:
    return [(e["type"], _head(e["object"])) for e in rows]


def _party(name: str | None) -> str | None:
    short = {
        "united nations": "un",
        "united kingdom": "britain",
        "european union": "eu",
        "democratic republic of the congo": "dr congo",
        "czechia": "czech republic",
    }
    return short.get(fold(name), fold(name)) if name else None


def _days(wanted: Any, read: Any) -> list[bool]:
    """For each wanted event that was read at all (by its type) whether its day is right."""
    out = []
    for event in wanted:
        same = [e for e in read if e["type"] == event["type"]]
        if same:
            out.append(any(e["date"] == event["date"] for e in same))
    return out


def _row(claim: Claim) -> dict[str, Any]:
    return {
        "figures": [vars(f) for f in claim.figures],
        "events": [vars(e) for e in claim.events],
        "speaker": claim.speaker,
        "party": claim.speaker_party,
        "attribution": claim.attribution,
        "polarity": claim.polarity,
        "places": {fold(p) for p in claim.places},
        "dates": {d.date for d in claim.dates},
    }


def read(row: Row) -> dict[str, Any]:
    """What is read from a labelled sentence; of several claims all of it."""
    claims = [_row(c) for c in claims_of(Article("a", row["text"], published=row["published"])).claims]
    first = next((c for c in claims if c["speaker"]), claims[0] if claims else {})
    return {**first, "figures": [f for c in claims for f in c["figures"]], "events": [e for c in claims for e in c["events"]],
            "places": set().union(*(c["places"] for c in claims)), "dates": set().union(*(c["dates"] for c in claims))}  # fmt: skip


def _same_speaker(one: str | None, two: str | None) -> bool:
    if not one or not two:
        return False
    a, b = set(re.findall(r"\w+", fold(one))), set(re.findall(r"\w+", fold(two)))
    return a <= b or b <= a


class _Tally:
    def __init__(self) -> None:
        self.right = self.said = self.real = 0

    def add(self, right: int, said: int, real: int) -> None:
        self.right, self.said, self.real = self.right + right, self.said + said, self.real + real

    def scores(self) -> dict[str, float]:
        precision, recall = self.right / max(1, self.said), self.right / max(1, self.real)
        return {
            "precision": precision,
            "recall": recall,
            "f1": 2 * precision * recall / max(1e-9, precision + recall),
            "values": float(self.real),
        }


def compared(path: Path = SENTENCES) -> Iterator[tuple[Row, dict[str, Any]]]:
    """(labelled, read) of every sentence."""
    for row in read_jsonl(path):
        yield row, read(row)


def claim_scores(path: Path = SENTENCES) -> dict[str, Any]:
    """Precision, recall and F1 of figures with measure, figures alone, events by type and object and by type alone, speakers and parties;
    accuracy of event days (of the events whose type was read) and of polarity."""
    tally = {name: _Tally() for name in ("figures", "values", "events", "types", "speaker", "party", "attribution", "places", "dates")}
    days: list[bool] = []
    polarity: list[bool] = []
    for wanted, found in compared(path):
        polarity.append(wanted["polarity"] == found["polarity"])
        values, own = _figures(wanted["figures"], False), _figures(found["figures"], False)
        tally["values"].add(len(values & own), len(own), len(values))
        tally["speaker"].add(_same_speaker(wanted["speaker"], found["speaker"]), bool(found["speaker"]), bool(wanted["speaker"]))
        tally["attribution"].add(
            bool(wanted["attribution"]) and wanted["attribution"] == found["attribution"],
            bool(found["attribution"]),
            bool(wanted["attribution"]),
        )
        for name in ("places", "dates"):
            if name in wanted:
                gold = {fold(v) if name == "places" else v for v in wanted[name]}
                tally[name].add(len(gold & found[name]), len(found[name]), len(gold))
        if "events" in wanted:
            _add_events(tally, wanted, found)
            days += _days(wanted["events"], found["events"])
    return {
        "sentences": len(polarity),
        **{name: t.scores() for name, t in tally.items() if t.real},
        **({"event_day": sum(days) / len(days)} if days else {}),
        "polarity": sum(polarity) / max(1, len(polarity)),
    }


def _add_events(tally: Mapping[str, _Tally], wanted: Row, found: Row) -> None:
    """What a sentence with labelled events adds: figures with measure, events, the party of the speaker."""
    figures, own = _figures(wanted["figures"]), _figures(found["figures"])
    tally["figures"].add(len(figures & own), len(own), len(figures))
    tally["party"].add(
        bool(wanted["party"]) and _party(wanted["party"]) == _party(found["party"]), bool(found["party"]), bool(wanted["party"])
    )
    events, said = ([e for e in row["events"] if e["type"] != "other"] for row in (wanted, found))
    for name, key in (("events", _events), ("types", lambda rows: [e["type"] for e in rows])):
        left, right = list(key(events)), 0
        for event in key(said):
            if event in left:
                left.remove(event)
                right += 1
        tally[name].add(right, len(said), len(events))
