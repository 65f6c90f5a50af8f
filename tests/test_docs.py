"""The recipes in docs/, as far as they can be tried without their schedulers."""

import re
import shutil
import subprocess
import sys
from contextlib import nullcontext
from importlib.metadata import requires
from pathlib import Path
from types import ModuleType
from typing import Any
from zipfile import ZipFile

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from storywatch.pipelines.cli import app
from typer.main import get_command

DOCS = Path(__file__).parent.parent / "docs"


def test_the_manifest_is_a_cronjob_that_does_not_overlap() -> None:
    job = yaml.safe_load((DOCS / "kubernetes" / "cronjob.yaml").read_text("utf-8"))
    assert (job["apiVersion"], job["kind"], job["spec"]["concurrencyPolicy"]) == ("batch/v1", "CronJob", "Forbid")


class _FailsAtOnce(Exception):
    """Airflow tries a task that raises this no further time."""


class _IsTriedAgain(Exception):
    """Any other failure of a task: as often as its `retries` say."""


@pytest.mark.parametrize(("code", "raised"), [(0, None), (1, _IsTriedAgain), (2, _FailsAtOnce), (4, _IsTriedAgain)])
def test_the_dag_runs_one_at_a_time_and_tries_wrong_settings_once(code: int, raised: type[Exception] | None, tmp_path: Path) -> None:
    settings: dict[str, Any] = {}

    def decorator(**given: Any) -> Any:
        settings.update(given)
        return lambda function: function

    airflow = {
        "airflow": {},
        "airflow.decorators": {"dag": decorator, "task": decorator},
        "airflow.exceptions": {"AirflowException": _IsTriedAgain, "AirflowFailException": _FailsAtOnce},
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, content in airflow.items():
            module = ModuleType(name)
            vars(module).update(content)
            patch.setitem(sys.modules, name, module)
        source = (DOCS / "airflow" / "storywatch_dag.py").read_text("utf-8")
        # nothing is run when the DAG is read, but the function that makes it
        names: dict[str, Any] = {"__name__": "dag"}
        exec(compile(source.replace("\nstorywatch()\n", "\n"), "storywatch_dag.py", "exec"), names)
    assert settings["max_active_runs"] == 1 and settings["retries"] == 2
    command = tmp_path / ".venv" / "bin" / "storywatch"
    command.parent.mkdir(parents=True)
    command.write_text(f"#!/bin/sh\nexit {code}\n")
    command.chmod(0o755)
    names["FOLDER"] = str(tmp_path)
    with pytest.raises(raised) if raised else nullcontext():
        names["run"]()


def test_the_units_hold() -> None:
    service = (DOCS / "systemd" / "storywatch.service").read_text("utf-8")
    assert "NoNewPrivileges=yes" in service and "Type=oneshot" in service
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd is not installed")
    checked = subprocess.run(["systemd-analyze", "verify", str(DOCS / "systemd" / "storywatch.timer")], capture_output=True, text=True)
    assert "Unknown" not in checked.stderr


def test_commands_in_the_docs_exist() -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    for page in (*DOCS.glob("*.md"), DOCS.parent / "README.md"):
        # in code, not where the name stands in a sentence
        code = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", page.read_text("utf-8"), re.S))
        for word, next_word in re.findall(r"(?:`|bin/|^)storywatch ([a-z]+)(?: ([a-z]+))?", code, re.M):
            assert word in commands, (page.name, word)
            if word == "state":
                assert next_word in commands["state"].commands, (page.name, next_word)


def test_every_requirement_is_locked_at_a_version_that_is_allowed() -> None:
    text = (DOCS.parent / "requirements.lock").read_text("utf-8")
    locked = {canonicalize_name(name): version for name, version in re.findall(r"^([\w.-]+)(?:\[\w,]+)?==(\S+)", text, re.M)}
    wanted = [Requirement(line) for line in requires("storywatch") or ()]
    for requirement in wanted:
        if requirement.name != "torch" and (requirement.marker is None or requirement.marker.evaluate({"extra": "dev"})):
            assert locked[canonicalize_name(requirement.name)] in requirement.specifier, requirement
    assert "://" not in text and text.count("--hash=sha256:") > len(locked)
    # torch is installed before, by itself; a lock of it would bring a build for graphics cards
    assert not {"torch", "triton"} & locked.keys()


def test_a_wheel_carries_what_the_commands_need(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(tmp_path), "."]
    source = tmp_path / "source"
    for name in ("config", "measure", "pipelines", "seeds", "storywatch", "transforms"):
        shutil.copytree(DOCS.parent / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("setup.py", "pyproject.toml", "README.md"):
        shutil.copy(DOCS.parent / name, source)
    subprocess.run(words, cwd=source, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = set(ZipFile(wheel).namelist())
    for folder, pattern in (("config", "*.json"), ("config", "*.npz"), ("config/vocabulary", "*.yaml"), ("transforms/site/assets", "*"),
                            ("transforms/site/templates", "*"), ("transforms/digest/templates", "*")):  # fmt: skip
        assert {f"storywatch/{folder}/{file.name}" for file in (DOCS.parent / folder).glob(pattern) if file.is_file()} <= names
    assert len([name for name in names if name.startswith("storywatch/config/seeds/") and name.endswith(".md")]) == 47
    # nothing that could collide with what others install
    assert {name.partition("/")[0] for name in names} == {"storywatch", "storywatch-0.1.0.dist-info"}
    assert "storywatch/py.typed" in names
