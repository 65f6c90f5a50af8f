"""What a run did, in numbers: from Beam's counters and the rows that it made."""

from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from storywatch.transforms.shown import harmless

STAGES = ("fetching", "claims", "embeddings", "candidates", "stories", "developments")

TOLD = {"articles": ("duplicate_of",), "claims": ("run_id",), "developments": ("severity",), "merges": ("run_id",), "feeds": ("failures",)}
"""Table -> the columns of a run's rows that the report looks at."""


@dataclass
class Report:
    """Counts of a run, and seconds per stage (summed over workers)."""

    run_id: str
    files: int = 0
    feeds: int = 0
    feeds_failed: int = 0
    articles_read: int = 0
    already_known: int = 0
    new_versions: int = 0
    duplicates: int = 0
    dead_letters: int = 0
    warnings: int = 0
    claims: int = 0
    claims_embedded: int = 0
    groups: int = 0
    """Groups of articles that were linked independently of each other."""
    new_stories: int = 0
    merged_stories: int = 0
    developments: int = 0
    alerts: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    rolled_back: list[str] = field(default_factory=list)
    feeds_asked: int = 0
    """Feeds, those of lists too."""
    problems: list[tuple[str, str, str]] = field(default_factory=list)
    """(level, input, reason) of the first dead letters."""

    @classmethod
    def of(
        cls, result: Any, rows: dict[str, pa.Table], run_id: str, files: int, feeds: int, seconds: float, rolled_back: list[str]
    ) -> "Report":
        """From a finished pipeline and the rows that it laid out: the columns TOLD, and its new dead letters."""
        counters = {(c.key.metric.namespace, c.key.metric.name): c.committed for c in result.metrics().query()["counters"]}

        def count(namespace: str, name: str) -> int:
            return int(counters.get((namespace, name)) or 0)

        dead = rows["deadletters"].to_pylist()  # those not known from an earlier run
        developments = rows["developments"]
        return cls(
            run_id=run_id,
            files=files,
            feeds=feeds,
            feeds_asked=rows["feeds"].num_rows,
            feeds_failed=sum(n > 0 for n in rows["feeds"]["failures"].to_pylist()),
            articles_read=count("articles", "read"),
            already_known=count("articles", "known"),
            new_versions=count("articles", "versions"),
            duplicates=rows["articles"].num_rows - rows["articles"]["duplicate_of"].null_count,
            dead_letters=sum(d["level"] == "error" for d in dead),
            warnings=sum(d["level"] != "error" for d in dead),
            claims=rows["claims"].num_rows,
            claims_embedded=count("claims", "embedded"),
            groups=count("stories", "groups"),
            new_stories=count("stories", "new"),
            merged_stories=rows["merges"].num_rows,
            developments=developments.num_rows,
            alerts=int(pc.sum(pc.not_equal(developments["severity"], "low")).as_py() or 0) if developments.num_rows else 0,
            seconds={**{s: count("seconds", f"{s}_ms") / 1000 for s in STAGES}, "whole run": seconds},
            rolled_back=rolled_back,
            problems=[(d["level"], d["input"], d["reason"]) for d in dead[:20]],
        )

    @property
    def all_feeds_failed(self) -> bool:
        """Whether feeds were asked for, and none could be read."""
        return 0 < self.feeds_asked == self.feeds_failed

    def counts(self) -> dict[str, int]:
        return {name: value for name, value in vars(self).items() if isinstance(value, int)}

    def lines(self) -> list[str]:
        """The report as it is printed at the end of a run."""
        out = ["every feed failed: what is told below is of earlier runs only"] if self.all_feeds_failed else []
        out += [f"{name.replace('_', ' '):17} {value:>8,}" for name, value in self.counts().items()]
        out += [f"{stage:17} {value:>8.1f} s" for stage, value in self.seconds.items()]
        if self.rolled_back:
            out.append(f"rolled back what an interrupted run left in: {', '.join(self.rolled_back)}")
        out += [harmless(f"{level}: {source}: {why}") for level, source, why in self.problems]
        more = self.dead_letters + self.warnings - len(self.problems)
        if more > 0:
            out.append(f"… and {more} more: storywatch export deadletters")
        return out
