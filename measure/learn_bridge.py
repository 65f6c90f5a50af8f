"""Learn config/bridge.npz: from the vectors of multilingual-e5-small to those of the model that claims are embedded with.

Learned on English sentences of labelled sets by ridge regression; as the multilingual model puts a sentence and its
translation near each other, the same step takes sentences of other languages to where their English ones are.
"""

import random
from pathlib import Path

import numpy as np
from storywatch.measure.labelled import load_set
from storywatch.transforms import embedding_model
from storywatch.transforms.claims.sentences import sentences

SENTENCES = 24_000
PENALTY = 3.0
SETS = ("lookalikes", "wikinews", "allsides", "ecb", "deployments", "deployments-c")


def learn_bridge(data: Path) -> None:
    """Learns the step and prints how near it leads."""
    texts: set[str] = set()
    for name in SETS:
        for row in load_set(data / name).articles:
            texts |= {row["text"][a:b] for a, b in sentences(row["text"][:4000]) if 30 <= b - a <= 400}
    chosen = random.Random(5).sample(sorted(texts), min(SENTENCES, len(texts)))
    targets = embedding_model.embed(chosen, embedding_model.load(embedding_model.DEFAULT)).astype(np.float64)
    sources = embedding_model.multilingual_vectors(chosen).astype(np.float64)
    mean = sources.mean(axis=0)
    x = sources - mean
    train, test = slice(0, -2000), slice(-2000, None)
    centre = targets[train].mean(axis=0)
    step = np.linalg.solve(x[train].T @ x[train] + PENALTY * np.eye(x.shape[1]), x[train].T @ (targets[train] - centre))
    said = x[test] @ step + centre
    said /= np.linalg.norm(said, axis=1, keepdims=True)
    print(f"cosine with the true vector, sentences left out: {(said * targets[test]).sum(axis=1).mean():.3f}")
    np.savez_compressed(
        Path("config/bridge.npz"), mean=mean.astype(np.float32), step=step.astype(np.float16), centre=centre.astype(np.float32)
    )
