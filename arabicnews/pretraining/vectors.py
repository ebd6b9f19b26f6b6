"""Starting embeddings: word2vec over the tokenizer's own pieces.

CBOW (Mikolov et al. 2013) on the packed stream takes two minutes and spares the encoder an order of magnitude
of text: without it a small model stays at word frequencies for millions of pieces.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from arabicnews.pretraining.stream import Pieces


class _Sentences:
    """The stream as gensim wants it: lists of strings, as often as asked."""

    def __init__(self, stream: Pieces, length: int = 256) -> None:
        self.stream, self.length = stream, length

    def __iter__(self) -> Iterator[list[str]]:
        for start in range(0, len(self.stream), self.length):
            yield [str(i) for i in self.stream[start : start + self.length]]


def train_vectors(
    stream: Pieces, *, vocabulary: int, size: int, window: int, passes: int, seed: int, workers: int = 2
) -> NDArray[np.float32]:
    """Vectors for every piece, (vocabulary, size), with unit variance; pieces never seen are random.

    Raises:
        ImportError: if gensim is not installed.
    """
    try:
        from gensim.models import Word2Vec
    except ImportError as error:
        raise ImportError("word2vec needs gensim: pip install 'arabicnews[training]'") from error
    model = Word2Vec(
        _Sentences(stream), vector_size=size, window=window, min_count=1, sg=0, negative=10, sample=1e-4,
        epochs=passes, seed=seed, workers=workers,
    )  # fmt: skip
    found = np.random.default_rng(seed).standard_normal((vocabulary, size)).astype(np.float32)
    keys = np.array([int(k) for k in model.wv.index_to_key])
    vectors = model.wv.vectors - model.wv.vectors.mean(0)
    found[keys] = vectors / vectors.std()
    return found


def save(vectors: NDArray[np.float32], path: Path) -> None:
    """Write the vectors as an ``.npy`` file (no pickle)."""
    np.save(path, vectors, allow_pickle=False)
