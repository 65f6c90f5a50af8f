"""How well claims are read: precision and recall of each field on sentences with what they say (tests/claims)."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipelines.labelled import read_jsonl
from transforms.claims.extract import claims_of
from transforms.claims.names import fold
from transforms.rows import Article, Claim

SENTENCES = Path(__file__).parent.parent / "tests" / "claims" / "sentences.jsonl"
FIELDS = ("speaker", "attribution", "figures", "counted", "places", "dates", "polarity")


def _name(text: str) -> str:
    """A speaker without case and accents."""
    return fold(text)


def wanted(row: Mapping[str, Any]) -> dict[str, set[Any]]:
    """What a labelled sentence says, by field."""
    return {
        "speaker": {_name(row["speaker"])} if row["speaker"] else set(),
        "attribution": {row["attribution"]} if row["attribution"] else set(),
        "figures": {(f["low"], f["high"]) for f in row["figures"]},
        "counted": {(f["low"], f["high"], f["counted"]) for f in row["figures"] if f["counted"]},
        "places": {fold(p) for p in row["places"]},
        "dates": set(row["dates"]),
        "polarity": {row["polarity"]} if row["polarity"] != "asserted" else set(),
    }


def said(claim: Claim) -> dict[str, set[Any]]:
    """What was read from it, by field. A date only of the statement ("said on Monday") counts as a date like any other."""
    return {
        "speaker": {_name(claim.speaker)} if claim.speaker else set(),
        "attribution": {claim.attribution} if claim.attribution else set(),
        "figures": {(f.low, f.high) for f in claim.figures if f.counted != "time"},
        "counted": {(f.low, f.high, f.counted) for f in claim.figures if f.counted and f.counted != "time"},
        "places": {fold(p) for p in claim.places},
        "dates": {d.date for d in claim.dates},
        "polarity": {claim.polarity} if claim.polarity != "asserted" else set(),
    }


def compared(path: Path = SENTENCES) -> Iterator[tuple[Mapping[str, Any], dict[str, set[Any]], dict[str, set[Any]]]]:
    """(row, wanted, read) of every labelled sentence."""
    for row in read_jsonl(path):
        claims = claims_of(Article("a", row["text"], published=row["published"])).claims
        found: dict[str, set[Any]] = {field: set() for field in FIELDS}
        for claim in claims:
            for field, values in said(claim).items():
                found[field] |= values
        yield row, wanted(row), found


def claim_scores(path: Path = SENTENCES) -> dict[str, Any]:
    """Precision and recall per field, with how many values there are."""
    counts = {field: [0, 0, 0] for field in FIELDS}
    sentences = 0
    for _, gold, found in compared(path):
        sentences += 1
        for field in FIELDS:
            counts[field][0] += len(gold[field] & found[field])
            counts[field][1] += len(found[field])
            counts[field][2] += len(gold[field])
    return {
        "sentences": sentences,
        **{f: {"precision": hit / max(1, read), "recall": hit / max(1, real), "values": real} for f, (hit, read, real) in counts.items()},
    }
