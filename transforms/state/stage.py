"""The rows of a run are laid out as Parquet beside the state; the launcher then commits them as one."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import apache_beam as beam
import pyarrow as pa
import pyarrow.parquet as pq
from apache_beam.io.filesystems import FileSystems
from apache_beam.io.parquetio import WriteToParquet
from storywatch.transforms.developments.stage import Compared
from storywatch.transforms.embedding_model import mean_vector
from storywatch.transforms.rows import DeadLetter, Development, FeedState
from storywatch.transforms.state.scan import StateError
from storywatch.transforms.state.tables import SCHEMAS, article_row, claim_row
from storywatch.transforms.stories.stage import JoinedArticle

SORT = {
    "articles": ("published", "article_id"), "claims": ("published", "article_id", "start"),
    "developments": ("published", "article_id", "development_id"), "merges": ("article_id", "younger"),
    "deadletters": ("input", "reason", "excerpt"), "feeds": ("feed",),
}  # fmt: skip


def _article(joined: JoinedArticle, run_id: str) -> dict[str, Any]:
    mean = mean_vector(joined.vectors) if len(joined.vectors) else None
    return {
        **article_row(joined.article, joined.story_id, joined.probability, joined.title_terms, run_id),
        "outcome": joined.outcome,
        "nearest_story": joined.nearest,
        "compared": [{"article_id": c.article_id, "log_odds": c.log_odds} for c in joined.compared],
        "lead_terms": list(joined.lead_terms),
        "also_fits": [{"story_id": story, "probability": chance} for story, chance in sorted(joined.also.items())],
        "mean": None if mean is None else mean.tobytes(),
        "words": joined.words,
    }


def _claims(compared: Compared, run_id: str) -> Iterator[dict[str, Any]]:
    claims, vectors = compared[1]
    for claim, vector in zip(claims, vectors, strict=True):
        yield claim_row(claim, vector, run_id)


@dataclass
class StageRows(beam.PTransform):
    """(articles in their stories, compared claims, developments, dead letters, feeds) -> Parquet files below `folder`."""

    folder: str
    run_id: str

    def expand(
        self,
        pcollections: tuple[
            beam.PCollection[JoinedArticle],
            beam.PCollection[Compared],
            beam.PCollection[Development],
            beam.PCollection[DeadLetter],
            beam.PCollection[FeedState],
        ],
    ) -> list[Any]:
        joined, compared, developments, dead, feeds = pcollections
        run_id = self.run_id
        rows = {
            "articles": joined | "Article rows" >> beam.Map(_article, run_id=run_id),
            "claims": compared | "Claim rows" >> beam.FlatMap(_claims, run_id=run_id),
            "developments": developments | "Development rows" >> beam.Map(lambda d: {**asdict(d), "run_id": run_id}),
            "merges": joined | "Changed stories" >> beam.FlatMap(lambda j: [{**asdict(c), "run_id": run_id} for c in j.changes]),
            "feeds": feeds | "Feed rows" >> beam.Map(lambda f: {**asdict(f), "run_id": run_id}),
            "deadletters": dead | "Dead letter rows" >> beam.Map(lambda d: {**asdict(d), "run_id": run_id}),
        }
        return [
            of_table | f"Write {name}" >> WriteToParquet(FileSystems.join(self.folder, name), SCHEMAS[name], num_shards=1)
            for name, of_table in rows.items()
        ]


def staged(folder: str) -> dict[str, pa.Table]:
    """The rows below a staging folder, each table in its own stable order. Raises StateError where those of a table are missing."""
    out = {}
    for name, keys in SORT.items():
        parts = []
        for found in FileSystems.match([FileSystems.join(folder, name) + "-*"])[0].metadata_list:
            with FileSystems.open(found.path) as file:
                parts.append(pq.read_table(file).cast(SCHEMAS[name]))
        if not parts:
            # a writer leaves a file for each table, an empty one where it has no rows
            raise StateError(f"the rows of the table {name} are not in {folder}: the workers wrote elsewhere, or somebody cleared it")
        whole = pa.concat_tables(parts)
        out[name] = whole.sort_by([(key, "ascending") for key in keys])
    return out
