"""How much faster two TaskManagers of one core each are than one, on generated articles: `make cluster-bench`.

The launcher, the JobManager and PostgreSQL share the two cores with them, so that what is printed is less than machines of their own give.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import postgres
import psycopg
from storywatch.measure.generated import generated

from cluster.flink import Unavailable, cluster, fetched


def seconds(articles: Path, address: str, folder: Path, options: tuple[str, ...]) -> float:
    """Of a whole run from an empty state. Raises RuntimeError with what it said where it fails."""
    settings = folder / "settings.yaml"
    settings.write_text(f"state: {address}\nwarehouse: {folder / 'warehouse'}\ndigest: {folder / 'digest'}\n", "utf-8")
    words = [sys.executable, "-m", "storywatch.pipelines.cli", "run", "--config", settings, "--input", articles, "--", *options]
    began = time.monotonic()
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return time.monotonic() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", type=Path, required=True, help="folder that the parts of a cluster are kept in")
    parser.add_argument("--articles", type=int, default=1000)
    args = parser.parse_args()
    tools = postgres.programs()
    if tools is None or not shutil.which("taskset"):
        sys.exit("PostgreSQL and taskset are needed")
    parts = fetched(args.parts)
    took: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as work, postgres.server(tools) as server:
        articles = Path(work) / "articles.jsonl"
        articles.write_text("".join(json.dumps(row) + "\n" for row in generated(args.articles)), "utf-8")
        for managers in (1, 2):
            folder = Path(work) / str(managers)
            folder.mkdir()
            with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
                connection.execute(f'create database "scale-{managers}"')
            address = f"{server.rpartition('/')[0]}/scale-{managers}"
            with cluster(parts, folder, managers, slots=1, pinned=True) as made:
                took[managers] = seconds(articles, address, folder, (*made.options, f"--parallelism={managers}"))
            print(f"{managers} of one core each: {took[managers]:.0f} s", flush=True)
    print(f"{args.articles} articles: {took[1] / took[2]:.2f} x")


if __name__ == "__main__":
    try:
        main()
    except Unavailable as why:
        sys.exit(str(why))
