"""How far two annotators agree who read the same articles independently.

    python training/agreement.py [--joined DIR] [--output training/data/agreement.json]

The second annotations are stored by offsets in ``data/second/part_{a,b}.jsonl``; the first are the dataset
itself, part B as ``training/dataset.py join`` wrote it to ``--joined`` (without it part A alone is compared).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from arabicnews.corpus import read_jsonl, rows
from arabicnews.metrics import agreement
from arabicnews.standoff import attach

DATA = Path(__file__).parent / "data"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--joined", type=Path)
    parser.add_argument("--output", type=Path)
    arguments = parser.parse_args()
    folders = {"a": DATA / "part_a"} | ({"b": arguments.joined / "part_b"} if arguments.joined else {})
    found = {}
    for part, folder in folders.items():
        first = {d.id: d for split in ("train", "dev", "test") for d in read_jsonl(folder / f"{split}.jsonl")}
        second = [row for _, row in rows(DATA / "second" / f"part_{part}.jsonl") if row["id"] in first]
        texts = [first[row["id"]] for row in second]
        result = agreement(texts, [attach(row, d.text) for row, d in zip(second, texts, strict=True)])
        print(f"## Part {part.upper()}: {len(second)} articles\n\n{result.to_markdown(3)}\n")
        found[f"part_{part}"] = result.to_dict()
    if arguments.output:
        arguments.output.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
