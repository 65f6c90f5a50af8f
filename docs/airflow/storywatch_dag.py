"""An hourly run of storywatch. Exit 2 (wrong settings) fails at once, every other failure is tried again."""

import subprocess
from datetime import datetime, timedelta

from airflow.decorators import dag, task
from airflow.exceptions import AirflowException, AirflowFailException

FOLDER = "/srv/storywatch"
COMMAND = [".venv/bin/storywatch", "run", "--config", "watch.yaml"]


@task(retries=2, retry_delay=timedelta(minutes=10))
def run() -> None:
    """One run; its output is the task's log."""
    with subprocess.Popen(COMMAND, cwd=FOLDER, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        for line in process.stdout or ():
            print(line, end="")
    if process.returncode == 2:
        raise AirflowFailException("exit 2: the settings are wrong, and trying again does not make them right")
    if process.returncode:
        raise AirflowException(f"exit {process.returncode}")


@dag(dag_id="storywatch", schedule="7 * * * *", start_date=datetime(2026, 1, 1), catchup=False, max_active_runs=1)
def storywatch() -> None:
    """Never two runs at a time."""
    run()


storywatch()
