"""An hourly run of storywatch. Exit 2 (wrong settings) fails at once; exit 1 is tried again."""

from datetime import datetime, timedelta

from airflow import DAG
from airflow.operators.bash import BashOperator

FOLDER = "/srv/storywatch"

with DAG(
    dag_id="storywatch",
    schedule="7 * * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": timedelta(minutes=10)},
) as dag:
    check = BashOperator(
        task_id="check", bash_command=f"cd {FOLDER} && .venv/bin/storywatch check --offline --config watch.yaml", retries=0
    )
    run = BashOperator(task_id="run", bash_command=f"cd {FOLDER} && .venv/bin/storywatch run --config watch.yaml")
    check >> run
