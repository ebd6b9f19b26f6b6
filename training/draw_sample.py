"""Draw the articles of part B: real news to be annotated by reading, stored without their text.

    python training/draw_sample.py --corpora DIR --output training/data/part_b/sample.jsonl

Random with a fixed seed, stratified by outlet, year (where known) and length. Outlets count by the square
root of their size, so that one large site does not drown the others. An article is its title, a blank line
and its text. Whole outlets are kept for test alone, to measure news from places that training never saw.
Run once; the file in the repository is the record, and pretraining leaves its dev and test articles out.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import math
import random
from collections import defaultdict
from pathlib import Path

from arabicnews.corpus import article_text

NEWS = ("afnd-s6", "anc", "ant-multi", "ant-v1", "cnn-jazeera-2024", "hespress-jazeera",
        "moroccan-issa", "osac-bbc-cnn", "sanad-khaleej")  # fmt: skip
TEST_ONLY = {"AFND source_6 (Algeria)", "ahdath.info", "France24", "fatabyyano.net fact-check"}
COUNTS = {"train": 330, "dev": 90, "test": 180}
LENGTHS = (60, 650)  # words; shorter ones hold nothing to read, longer ones would be a fifth of the work
SHINGLE, SHARED = 5, 0.15  # two drawn articles may not share more of their word 5-grams than this


def rows(corpora: Path) -> list[dict[str, object]]:
    """The candidates, with what the strata need."""
    found = []
    for name in NEWS:
        with lzma.open(corpora / "text" / f"{name}.jsonl.xz", "rt", encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                text = article_text(row)
                words = len(text.split())
                if LENGTHS[0] <= words <= LENGTHS[1]:
                    year = (row.get("date") or "")[:4]
                    found.append({"id": row["id"], "outlet": row["outlet"], "words": words, "text": text,
                                  "year": year if year.isdigit() else ""})  # fmt: skip
    return found


def strata(candidates: list[dict], rng: random.Random) -> dict[str, list[dict]]:
    """Each outlet's articles in an order that walks evenly through its years and lengths."""
    outlets: dict[str, list[dict]] = defaultdict(list)
    for row in candidates:
        outlets[str(row["outlet"])].append(row)
    ordered = {}
    for outlet, members in sorted(outlets.items()):
        cuts = sorted(r["words"] for r in members)
        third = (cuts[len(cuts) // 3], cuts[2 * len(cuts) // 3])
        cells: dict[tuple, list[dict]] = defaultdict(list)
        for row in members:
            cells[(row["year"], sum(row["words"] > c for c in third))].append(row)
        for cell in cells.values():
            rng.shuffle(cell)
        # A row's key is its rank within its cell as a share of it: large cells give more, all give some.
        keyed = [((i + rng.random()) / len(c), r) for c in cells.values() for i, r in enumerate(c)]
        ordered[outlet] = [r for _, r in sorted(keyed, key=lambda pair: pair[0])]
    return ordered


def shingles(text: str) -> set[tuple[str, ...]]:
    """Word 5-grams, to tell near-duplicate stories."""
    words = text.split()
    return {tuple(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)}


def draw(ordered: dict[str, list[dict]], rng: random.Random) -> list[dict]:
    """Take from each outlet its share; refuse an article too like one already taken."""
    weight = {o: math.sqrt(len(m)) for o, m in ordered.items()}
    total, taken, seen = sum(COUNTS.values()), [], []
    for outlet, members in ordered.items():
        share, got = round(total * weight[outlet] / sum(weight.values())), 0
        for row in members:
            if got == share:
                break
            mine = shingles(row["text"])
            if any(len(mine & other) > SHARED * min(len(mine), len(other)) for other in seen):
                continue
            seen.append(mine)
            taken.append(row)
            got += 1
    rng.shuffle(taken)
    return taken


def split(taken: list[dict], rng: random.Random) -> list[dict]:
    """Give every article its split, outlet by outlet, so that each split sees the same mixture."""
    reserved = [r for r in taken if r["outlet"] in TEST_ONLY]
    others = [r for r in taken if r["outlet"] not in TEST_ONLY]
    others.sort(key=lambda r: (r["outlet"], rng.random()))
    want = dict(COUNTS, test=COUNTS["test"] - len(reserved))
    for row in reserved:
        row["split"] = "test"
    given = dict.fromkeys(want, 0)
    for i, row in enumerate(others, 1):
        # The split that lags furthest behind its share so far.
        name = max(want, key=lambda s: want[s] * i / len(others) - given[s])
        row["split"], given[name] = name, given[name] + 1
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpora", type=Path, required=True, help="folder that holds text/<name>.jsonl.xz")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=20261123)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    taken = split(draw(strata(rows(arguments.corpora), rng), rng), rng)
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    with arguments.output.open("w", encoding="utf-8") as out:
        for row in taken:
            digest = hashlib.sha256(row["text"].encode()).hexdigest()
            kept = {k: row[k] for k in ("id", "split", "outlet", "year", "words")}
            out.write(json.dumps({**kept, "sha256": digest}, ensure_ascii=False) + "\n")
    print(f"{len(taken)} articles, {sum(r['words'] for r in taken)} words -> {arguments.output}")


if __name__ == "__main__":
    main()
