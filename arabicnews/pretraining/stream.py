"""The packed stream: every article's pieces one after another in a memory-mapped array.

An article is ``[CLS] paragraph [SEP] paragraph [SEP] …``, as the reader shows it to the encoder. Sequence *i*
of length L is simply ``stream[i*L:(i+1)*L]``, so that one file serves every sequence length.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from transformers import PreTrainedTokenizerFast

from arabicnews.pretraining.text import Article

BATCH = 500  # articles tokenized at a time

Pieces = NDArray[np.uint16] | NDArray[np.uint32]


def encode(articles: Iterable[Article], tokenizer: PreTrainedTokenizerFast) -> Iterator[Pieces]:
    """Each article as one array of piece ids."""
    batch: list[Article] = []
    for article in articles:
        batch.append(article)
        if len(batch) == BATCH:
            yield from _encode_batch(batch, tokenizer)
            batch = []
    yield from _encode_batch(batch, tokenizer)


def _encode_batch(batch: list[Article], tokenizer: PreTrainedTokenizerFast) -> Iterator[Pieces]:
    if not batch:
        return
    flat = [p for article in batch for p in article.paragraphs]
    encoded = iter(tokenizer(flat, add_special_tokens=False, verbose=False)["input_ids"])
    for article in batch:
        ids = [tokenizer.cls_token_id]
        for _ in article.paragraphs:
            ids += [*next(encoded), tokenizer.sep_token_id]
        yield np.array(ids, np.uint16) if len(tokenizer) <= 1 << 16 else np.array(ids, np.uint32)


def write(pieces: Iterable[Pieces], path: Path) -> int:
    """Write a stream; returns its number of pieces."""
    total, kind = 0, "uint16"
    with path.open("wb") as out:
        for ids in pieces:
            ids.tofile(out)
            total, kind = total + len(ids), ids.dtype.name
    path.with_suffix(".json").write_text(json.dumps({"pieces": total, "dtype": kind}), encoding="utf-8")
    return total


def read(path: Path) -> Pieces:
    """Map a stream into memory, read only.

    Raises:
        FileNotFoundError: if it has not been made yet.
    """
    if not path.exists():
        raise FileNotFoundError(f"{path} is not there; make it first with: training/pretrain.py prepare")
    facts = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return np.memmap(path, dtype=facts.get("dtype", "uint16"), mode="r")


def sequences(stream: Pieces, length: int, *, batch: int, step: int, seed: int) -> NDArray[np.int64]:
    """The batch of one training step: (batch, length) piece ids.

    The order depends on nothing but (seed, length, step), so that a run resumed after a kill reads on exactly
    where it was. Each pass over the stream has a random order and a random shift of its own.
    """
    per_pass = (len(stream) - length) // length // batch
    turn, place = divmod(step, per_pass)
    rng = np.random.default_rng((seed, turn))
    shift = int(rng.integers(length))
    rows = rng.permutation(per_pass * batch)[place * batch : (place + 1) * batch]
    return np.stack([stream[shift + r * length : shift + (r + 1) * length] for r in rows]).astype(np.int64)
