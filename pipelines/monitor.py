"""The pipeline: from inputs to developments, and the commit of a run."""

import json
import os
import secrets
import shutil
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import apache_beam as beam
import pyarrow as pa
from apache_beam.options.pipeline_options import DirectOptions, PipelineOptions, SetupOptions, StandardOptions
from storywatch.pipelines.outbox import DIGEST, OWED, begin
from storywatch.pipelines.report import Report
from storywatch.pipelines.runner import check_options, check_place
from storywatch.pipelines.settings import Settings
from storywatch.transforms.articles.files import expand
from storywatch.transforms.articles.stage import ReadArticles
from storywatch.transforms.candidates.stage import FindCandidates
from storywatch.transforms.claims.stage import ExtractClaims
from storywatch.transforms.cores import cores
from storywatch.transforms.developments.stage import FindDevelopments
from storywatch.transforms.embedding_model import load
from storywatch.transforms.embeddings import EmbedClaims
from storywatch.transforms.state.commit import commit
from storywatch.transforms.state.lock import exclusive
from storywatch.transforms.state.reference import StateRef
from storywatch.transforms.state.scan import Head, StateError, short
from storywatch.transforms.state.stage import StageRows, staged
from storywatch.transforms.state.store import State, now
from storywatch.transforms.state.tables import table
from storywatch.transforms.stories.assign import linking
from storywatch.transforms.stories.stage import JoinStories
from storywatch.transforms.vocabulary import Vocabulary


def build(
    pipeline: beam.Pipeline,
    files: Sequence[str],
    settings: Settings,
    vocabulary: Vocabulary,
    state: StateRef,
    folder: str,
    processes: int = 0,
) -> None:
    """The whole pipeline, in the order in which an article takes it. What it makes lies as Parquet below `folder`.

    `processes` of its own help each worker to cut claims.
    """
    paths = pipeline | "Files" >> beam.Create(list(files))
    feeds = pipeline | "Feeds" >> beam.Create([settings.all_feeds()])

    articles, unread, read_feeds = (paths, feeds) | "Articles" >> ReadArticles(state, settings.fetch)
    claims, unclaimed = articles | "Claims" >> ExtractClaims(vocabulary, processes, partial(load, settings.model))
    embedded = claims | "Embeddings" >> EmbedClaims(settings.model)
    candidates = embedded | "Candidates" >> FindCandidates(state, settings.neighbours, settings.compared, linking()["least_likeness"])
    stories = candidates | "Stories" >> JoinStories(state, vocabulary)
    developments, compared = stories | "Developments" >> FindDevelopments(state, vocabulary)

    dead_letters = (unread, unclaimed) | "Dead letters" >> beam.Flatten()
    _ = (stories, compared, developments, dead_letters, read_feeds) | "State" >> StageRows(folder, state.run_id)


def inputs(settings: Settings) -> list[str]:
    """The files of the settings. Raises FileNotFoundError for an input, a saved feed or a vocabulary that is not there."""
    files = [file for pattern in settings.input for file in expand(pattern)]
    for feed in settings.all_feeds():
        if "://" not in feed.url and not Path(feed.url).is_file():
            raise FileNotFoundError(f"{feed.url}: no such feed file (an address begins with http:// or https://)")
    if settings.vocabulary and not Path(settings.vocabulary).is_dir():
        raise FileNotFoundError(f"vocabulary {settings.vocabulary}: no such folder")
    return files


def of_model(state: State, settings: Settings) -> Head:
    """The head of a state. Raises StateError where it was made with another model than that of the settings."""
    head = state.head()
    if head.model not in (None, settings.model):
        raise StateError(
            f"state {short(settings.state)} was made with the model {head.model}, not {settings.model}: vectors of two models cannot be "
            f"compared; run with `model: {head.model}`, or give a new --state"
        )
    return head


def run(settings: Settings, beam_options: Sequence[str] = ()) -> Report:
    """One run: reads what is new, updates the state. Raises StateError or FileNotFoundError with one clear line."""
    check_options(beam_options)
    check_place(settings.state, beam_options)
    files = inputs(settings)
    vocabulary = Vocabulary.read(settings.vocabulary)
    vocabulary.use()
    with exclusive(settings.state):
        return _locked_run(settings, vocabulary, sorted(set(files)), beam_options)


def _locked_run(settings: Settings, vocabulary: Vocabulary, files: Sequence[str], beam_options: Sequence[str]) -> Report:
    began = time.perf_counter()
    started = now()
    state = State(settings.state, settings.warehouse, create=True)
    rolled_back = state.recover()
    head = of_model(state, settings)
    begin(state, settings, head.number + 1)
    run_id = f"r-{head.number + 1:06d}"
    staging = _staging(settings, run_id)
    options = PipelineOptions(list(beam_options))
    options.view_as(SetupOptions).save_main_session = False
    direct = options.view_as(DirectOptions)
    if direct.direct_running_mode == "multi_processing":
        # worker processes share the cores, where each would else take all of them for its matrices
        os.environ.setdefault("OMP_NUM_THREADS", str(max(1, cores() // (direct.direct_num_workers or cores()))))
    # a worker that is alone on its machine has cores left for others
    alone = options.view_as(StandardOptions).runner in (None, "DirectRunner") and direct.direct_running_mode == "in_memory"
    pipeline = beam.Pipeline(options=options)
    ref = StateRef.of(state, run_id, head)
    build(pipeline, files, settings, vocabulary, ref, staging, cores() if alone and cores() > 1 else 0)
    result = pipeline.run()
    result.wait_until_finish()
    rows = staged(staging)
    rows["deadletters"] = _unknown(rows["deadletters"], state.read("deadletters", head=head))
    report = Report.of(result, rows, run_id, len(files), len(settings.feeds), time.perf_counter() - began, rolled_back)
    record: dict[str, Any] = {"run_id": run_id, "kind": "run", "started": started, "finished": now(), "model": settings.model,
                              "report": json.dumps({**report.counts(), DIGEST: OWED}, sort_keys=True)}  # fmt: skip
    commit(state, record, rows, head)
    _remove(staging.rpartition("/")[0])
    report.seconds["whole run"] = time.perf_counter() - began
    return report


def _unknown(letters: pa.Table, known: pa.Table) -> pa.Table:
    """The dead letters that the state does not hold yet: a broken file stays broken, run after run."""
    seen = {(d["input"], d["reason"], d["excerpt"]) for d in known.to_pylist()}
    return table("deadletters", [d for d in letters.to_pylist() if (d["input"], d["reason"], d["excerpt"]) not in seen])


def _staging(settings: Settings, run_id: str) -> str:
    """A folder for the rows of this try of the run; what earlier tries left goes.

    A job that goes on after its launcher died writes to the folder of its own try, which nobody reads.
    """
    base = settings.warehouse or settings.state.removeprefix("file://")
    if "://" not in base:
        # workers have working folders of their own
        base = str(Path(base).absolute())
    of_run = f"{base.rstrip('/')}/staging/{run_id}"
    _remove(of_run)
    folder = f"{of_run}/{secrets.token_hex(4)}"
    if "://" not in folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
    return folder


def _remove(folder: str) -> None:
    if "://" in folder:
        from apache_beam.io.filesystems import FileSystems

        if FileSystems.exists(folder):
            FileSystems.delete([folder])
    else:
        shutil.rmtree(folder, ignore_errors=True)
