"""The rows of a run are laid out as Parquet where the tables of the state have their files; the launcher names all in one commit."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import apache_beam as beam
import pyarrow.parquet as pq
from apache_beam.io.filesystem import BeamIOError
from apache_beam.io.filesystems import FileSystems
from apache_beam.utils.windowed_value import WindowedValue
from pyiceberg.io import load_file_io
from storywatch.transforms.bundles import at_the_end
from storywatch.transforms.developments.stage import ComparedClaims
from storywatch.transforms.rows import DeadLetter, Development, FeedState
from storywatch.transforms.state.scan import StateError
from storywatch.transforms.state.tables import article_row, claim_row, table
from storywatch.transforms.stories.stage import JoinedArticle

TABLES = ("articles", "claims", "developments", "merges", "feeds", "deadletters")
"""What the workers of a run write to."""
FULL = 10_000
"""Rows of a file at most: as many claims are some 30 MB."""

Named = tuple[str, dict[str, Any]]
"""A row under the name of its table."""


@dataclass(frozen=True)
class Layout:
    """Where the workers of one try of a run lay its rows.

    `folders`: table -> the address of the folder of its files, whose names begin with `run_id` and `attempt`. In the folder `staging` a
    list of those that count is written last: what a worker wrote and then did again is not in it.
    """

    folders: Mapping[str, str]
    staging: str
    run_id: str
    attempt: str

    @property
    def listing(self) -> str:
        return f"{self.staging}/{self.run_id}-{self.attempt}.json"

    def files(self) -> dict[str, list[str]]:
        """Table -> the addresses of its files. Raises StateError where the list of them is not there."""
        try:
            with FileSystems.open(self.listing) as file:
                listed = json.loads(file.read())
        except (OSError, BeamIOError):
            raise StateError(
                f"the list of the rows is not at {self.listing}: the workers wrote elsewhere, or somebody cleared it"
            ) from None
        found: dict[str, list[str]] = defaultdict(list)
        for name, address in sorted(listed):
            found[name].append(address)
        return dict(found)

    def clear(self) -> None:
        """Deletes what earlier tries of the run left, which died before their commit."""
        begin = f"{self.run_id}-*"
        for folder in (self.staging, *(address.removeprefix("file://") for address in self.folders.values())):
            if "://" not in folder:
                # Beam takes brackets in the name of a folder for a pattern
                for left in Path(folder).glob(begin):
                    left.unlink()
            elif found := FileSystems.match([FileSystems.join(folder, begin)])[0].metadata_list:
                FileSystems.delete([file.path for file in found])


def _article(joined: JoinedArticle, run_id: str) -> dict[str, Any]:
    return {
        **article_row(joined.article, joined.story_id, joined.probability, joined.title_terms, run_id),
        "outcome": joined.outcome,
        "nearest_story": joined.nearest,
        "compared": [{"article_id": c.article_id, "log_odds": c.log_odds} for c in joined.compared],
        "lead_terms": list(joined.lead_terms),
        "also_fits": [{"story_id": story, "probability": chance} for story, chance in sorted(joined.also.items())],
        "words": joined.words,
        # what says nothing is not searched for
        "head_vector": joined.head_vector if len(joined.vectors) else b"",
    }


def _claims(compared: ComparedClaims, run_id: str) -> Iterator[dict[str, Any]]:
    for claim, vector in zip(compared.claims, compared.vectors, strict=True):
        yield claim_row(claim, vector, run_id)


class _Write(beam.DoFn):
    """Rows under the names of their tables -> (table, address) of the files that they are in, which hold the rows of a bundle."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout

    def start_bundle(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = defaultdict(list)

    def process(self, named: Named) -> Iterator[tuple[str, str]]:
        name, row = named
        self.rows[name].append(row)
        if len(self.rows[name]) == FULL:
            yield self._written(name)

    def finish_bundle(self) -> Iterator[WindowedValue]:
        for name in sorted(self.rows):
            yield at_the_end(self._written(name))

    def _written(self, name: str) -> tuple[str, str]:
        address = f"{self.layout.folders[name]}/{self.layout.run_id}-{self.layout.attempt}-{uuid4().hex}.parquet"
        with load_file_io({}, address).new_output(address).create() as file:
            pq.write_table(table(name, self.rows.pop(name)), file, compression="zstd")
        return name, address


def _list(files: Sequence[tuple[str, str]], listing: str) -> None:
    with FileSystems.create(listing) as file:
        file.write(json.dumps(files).encode())


@dataclass
class StageRows(beam.PTransform):
    """(articles in their stories, compared claims, developments, dead letters, feeds) -> Parquet files as `layout` says, and their list."""

    layout: Layout

    def expand(
        self,
        pcollections: tuple[
            beam.PCollection[JoinedArticle],
            beam.PCollection[ComparedClaims],
            beam.PCollection[Development],
            beam.PCollection[DeadLetter],
            beam.PCollection[FeedState],
        ],
    ) -> beam.PCollection[None]:
        joined, compared, developments, dead, feeds = pcollections
        run_id = self.layout.run_id

        def named(name: str, row: Any) -> Named:
            return name, {**asdict(row), "run_id": run_id}

        rows = (
            joined | "Article rows" >> beam.Map(lambda j: ("articles", _article(j, run_id))).with_output_types(Named),
            joined | "Changed stories" >> beam.FlatMap(lambda j: [named("merges", c) for c in j.changes]).with_output_types(Named),
            compared | "Claim rows" >> beam.FlatMap(lambda c: (("claims", r) for r in _claims(c, run_id))).with_output_types(Named),
            developments | "Development rows" >> beam.Map(lambda d: named("developments", d)).with_output_types(Named),
            feeds | "Feed rows" >> beam.Map(lambda f: named("feeds", f)).with_output_types(Named),
            dead | "Dead letter rows" >> beam.Map(lambda d: named("deadletters", d)).with_output_types(Named),
        )
        return (
            rows
            | "Rows of tables" >> beam.Flatten()
            | "Write" >> beam.ParDo(_Write(self.layout))
            | "All files" >> beam.combiners.ToList()
            | "List" >> beam.Map(_list, self.layout.listing)
        )
