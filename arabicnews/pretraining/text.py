"""The articles that an encoder is pretrained on: read, cleaned, deduplicated, shuffled."""

from __future__ import annotations

import hashlib
import json
import lzma
import random
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from arabicnews.corpus import rows
from arabicnews.files import read_text
from arabicnews.words import fold

PROBE_SHARE = 100  # one article in so many is kept out of training, to measure masked-word accuracy on


@dataclass(frozen=True, slots=True)
class Article:
    """One article as paragraphs; ``held_out`` ones are for the probe only."""

    id: str
    paragraphs: tuple[str, ...]
    held_out: bool


def read_rows(folder: Path) -> Iterator[dict[str, str]]:
    """The rows of every ``text/<name>.jsonl.xz`` of a corpora folder, in order of name.

    Raises:
        FileNotFoundError: if there is none.
    """
    files = sorted((folder / "text").glob("*.jsonl.xz"))
    if not files:
        raise FileNotFoundError(f"no text/*.jsonl.xz under {folder}; give the folder that holds the corpora")
    for file in files:
        with lzma.open(file, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def paragraphs(row: dict[str, str]) -> tuple[str, ...]:
    """Title and paragraphs without blank ones; nothing inside a paragraph is changed but runs of blanks."""
    lines = [row.get("title") or "", *row["text"].split("\n")]
    return tuple(p for p in (" ".join(line.split()) for line in lines) if p)


def articles(folder: Path, *, excluded: Collection[str] = (), seed: int = 0) -> list[Article]:
    """All articles but the excluded ids and exact repetitions, in a random order fixed by the seed.

    Two articles are the same when their folded letters without blanks are the same.
    """
    seen: set[bytes] = set()
    found = []
    for row in read_rows(folder):
        if row["id"] in excluded:
            continue
        parts = paragraphs(row)
        key = hashlib.sha1(fold("".join("".join(parts).split())).encode()).digest()
        if key in seen or not parts:
            continue
        seen.add(key)
        bucket = int.from_bytes(hashlib.sha1(row["id"].encode()).digest()[:4], "big")
        found.append(Article(row["id"], parts, bucket % PROBE_SHARE == 0))
    random.Random(seed).shuffle(found)
    return found


def own_articles(files: Iterable[Path]) -> Iterator[Article]:
    """Articles of one's own: a .txt file each, or the rows of .jsonl files with «text» and perhaps «title».

    Raises:
        ValueError: for another suffix, or a row without text.
    """
    for file in files:
        if file.suffix == ".txt":
            yield Article(file.name, paragraphs({"text": read_text(file)}), held_out=False)
        elif file.suffix == ".jsonl":
            for where, row in rows(file):
                if not isinstance(row.get("text"), str):
                    raise ValueError(f"{where}: no «text» in this row; it needs one, and may have a «title»")
                yield Article(where, paragraphs(row), held_out=False)
        else:
            raise ValueError(f"{file}: {file.suffix or 'no suffix'}; allowed are .txt and .jsonl")
