"""The pipeline: from inputs to developments, and the commit of a run."""

import json
import os
import secrets
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import apache_beam as beam
import pyarrow as pa
from apache_beam.io.filesystems import FileSystems
from apache_beam.options.pipeline_options import DirectOptions, PipelineOptions, SetupOptions
from pyiceberg.expressions import In
from storywatch.pipelines.outbox import DIGEST, OWED, begin
from storywatch.pipelines.report import TOLD, Report
from storywatch.pipelines.runner import check_options, check_place, own_temporary_folder
from storywatch.pipelines.settings import Settings
from storywatch.transforms import coders
from storywatch.transforms.articles.files import expand
from storywatch.transforms.articles.stage import ReadArticles
from storywatch.transforms.candidates.stage import FindCandidates
from storywatch.transforms.claims.stage import ExtractClaims
from storywatch.transforms.cores import cores
from storywatch.transforms.developments.stage import FindDevelopments
from storywatch.transforms.embeddings import EmbedClaims
from storywatch.transforms.state.commit import commit
from storywatch.transforms.state.lock import exclusive
from storywatch.transforms.state.reference import StateRef
from storywatch.transforms.state.scan import Head, StateError, short
from storywatch.transforms.state.stage import TABLES, Layout, StageRows
from storywatch.transforms.state.store import State, now
from storywatch.transforms.state.tables import table
from storywatch.transforms.stories.assign import linking
from storywatch.transforms.stories.stage import JoinStories
from storywatch.transforms.vocabulary import Vocabulary


def build(
    pipeline: beam.Pipeline, files: Sequence[str], settings: Settings, vocabulary: Vocabulary, state: StateRef, layout: Layout
) -> None:
    """The whole pipeline, in the order in which an article takes it. What it makes lies as Parquet where `layout` says."""
    coders.register()
    paths = pipeline | "Files" >> beam.Create(list(files))
    feeds = pipeline | "Feeds" >> beam.Create([settings.all_feeds()])

    articles, unread, read_feeds = (paths, feeds) | "Articles" >> ReadArticles(state, settings.fetch)
    claims, unclaimed = articles | "Claims" >> ExtractClaims(vocabulary)
    embedded = claims | "Embeddings" >> EmbedClaims(settings.model)
    candidates = embedded | "Candidates" >> FindCandidates(state, settings.neighbours, settings.compared, linking()["least_likeness"])
    stories = candidates | "Stories" >> JoinStories(state, vocabulary)
    developments, compared = stories | "Developments" >> FindDevelopments(state, vocabulary)

    dead_letters = (unread, unclaimed) | "Dead letters" >> beam.Flatten()
    _ = (stories, compared, developments, dead_letters, read_feeds) | "State" >> StageRows(layout)


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
    own_temporary_folder()
    with exclusive(settings.state) as alone:
        return _made(settings, vocabulary, sorted(set(files)), beam_options, alone)


def _made(settings: Settings, vocabulary: Vocabulary, files: Sequence[str], beam_options: Sequence[str], alone: bool) -> Report:
    """The run. `alone`: nobody else can be making one on the state."""
    began = time.perf_counter()
    started = now()
    state = State(settings.state, settings.warehouse, create=True)
    rolled_back = state.recover()
    head = of_model(state, settings)
    begin(state, settings, head.number + 1)
    run_id = f"r-{head.number + 1:06d}"
    layout = _layout(state, settings, run_id)
    if alone:
        # else the files may be those of a run that goes on
        layout.clear()
    options = PipelineOptions(list(beam_options))
    options.view_as(SetupOptions).save_main_session = False
    direct = options.view_as(DirectOptions)
    if direct.direct_running_mode == "multi_processing":
        # worker processes share the cores, where each would else take all of them for its matrices
        os.environ.setdefault("OMP_NUM_THREADS", str(max(1, cores() // (direct.direct_num_workers or cores()))))
    pipeline = beam.Pipeline(options=options)
    ref = StateRef.of(state, run_id, head)
    build(pipeline, files, settings, vocabulary, ref, layout)
    result = pipeline.run()
    result.wait_until_finish()
    laid_out = layout.files()
    letters = _unknown(state, head, state.laid_out("deadletters", laid_out.pop("deadletters", ())))
    told = {name: state.laid_out(name, laid_out.get(name, ()), columns) for name, columns in TOLD.items()}
    report = Report.of(
        result, {**told, "deadletters": letters}, run_id, len(files), len(settings.feeds), time.perf_counter() - began, rolled_back
    )
    record: dict[str, Any] = {"run_id": run_id, "kind": "run", "started": started, "finished": now(), "model": settings.model,
                              "report": json.dumps({**report.counts(), DIGEST: OWED}, sort_keys=True)}  # fmt: skip
    commit(state, record, {"deadletters": letters}, head, files=laid_out)
    FileSystems.delete([layout.listing])
    report.seconds["whole run"] = time.perf_counter() - began
    return report


def _unknown(state: State, head: Head, letters: pa.Table) -> pa.Table:
    """The dead letters that the state does not hold yet: a broken file stays broken, run after run."""
    if not letters.num_rows:
        return letters
    key = ("input", "reason", "excerpt")
    known = state.read("deadletters", key, In("input", set(letters["input"].to_pylist())), head)
    seen = {tuple(letter[k] for k in key) for letter in known.to_pylist()}
    return table("deadletters", [letter for letter in letters.to_pylist() if tuple(letter[k] for k in key) not in seen])


def _layout(state: State, settings: Settings, run_id: str) -> Layout:
    """Where this try of the run lays its rows.

    A job that goes on after its launcher died writes files of its own try, which nobody reads.
    """
    base = settings.warehouse or settings.state
    base = base.removeprefix("file://")
    if "://" not in base:
        # workers have working folders of their own
        base = str(Path(base).absolute())
    return Layout(state.folders(TABLES), f"{base.rstrip('/')}/staging", run_id, secrets.token_hex(4))
