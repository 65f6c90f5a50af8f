"""What is given to Beam behind `--`, checked before a run begins, and the temporary folder that Beam is given."""

import argparse
import atexit
import shutil
import tempfile
from collections.abc import Sequence
from functools import lru_cache

from apache_beam.options.pipeline_options import PipelineOptions, StandardOptions
from storywatch.pipelines.settings import SettingsError


def check_options(flags: Sequence[str]) -> None:
    """Raises SettingsError for an option that no part of Beam knows: it would do nothing."""
    parser = argparse.ArgumentParser(allow_abbrev=False, add_help=False, exit_on_error=False)
    for part in PipelineOptions.__subclasses__():
        part._add_argparse_args(parser)
    _, unknown = parser.parse_known_args(list(flags))
    if unknown:
        raise SettingsError(f"Beam knows no option {unknown[0]}")


MASTER = {"FlinkRunner": "flink_master", "SparkRunner": "spark_master_url", "PortableRunner": "job_endpoint"}
"""Runner -> the option that names where it runs; others but Dataflow run here."""
HERE = {"FlinkRunner": ("[",), "SparkRunner": ("local",), "PortableRunner": ("embed", "localhost", "127.")}
"""Runner -> how that option begins where Beam brings the runner up itself, or all of it is on this machine."""


def check_place(state: str, flags: Sequence[str]) -> None:
    """Raises SettingsError where a runner works on several machines and the state is a folder of this one."""
    if "://" in state and not state.startswith("file://"):
        return
    options = PipelineOptions(list(flags))
    runner = str(options.view_as(StandardOptions).runner)
    master = options.get_all_options().get(MASTER.get(runner, ""))
    if runner != "DataflowRunner" and (not master or master.startswith(HERE[runner])):
        return
    raise SettingsError(
        f"state {state}: a folder with a SQLite catalog is for one machine, {runner} works on several; "
        "give the address of a catalog in PostgreSQL and a `warehouse` that all of them reach (docs/cluster.md)"
    )


@lru_cache(maxsize=1)
def own_temporary_folder() -> None:
    """Has this process make its temporary files in a folder that goes with it.

    Beam's launcher and its job servers leave some behind, three empty folders a run.
    """
    folder = tempfile.mkdtemp(prefix="storywatch-")
    tempfile.tempdir = folder
    # what Beam itself does at the end comes before it, as it is registered later
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
