"""How far two annotators agree who read the same articles independently.

    python training/agreement.py [--joined DIR] [--output training/data/agreement.json]

Both readings, as they stood before anybody compared them, are stored by offsets in ``data/readings/``; the
texts are the dataset's, those of part B as ``training/dataset.py join`` wrote them to ``--joined`` (without
it part A alone is compared).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from arabicnews.corpus import read_jsonl
from arabicnews.metrics import Agreement, agreement
from arabicnews.standoff import read_standoff

DATA = Path(__file__).parent / "data"
SPLITS = ("train", "dev", "test")


def compare(part: str, folder: Path) -> Agreement:
    """The agreement of the two readings of a part, whose texts are in ``folder``."""
    files = [p for split in SPLITS if (p := folder / f"{split}.jsonl").exists()]
    texts = {d.id: d.text for file in files for d in read_jsonl(file)}
    first, second = (DATA / "readings" / f"{part}_{reader}.jsonl" for reader in ("first", "second"))
    return agreement(read_standoff(first, texts), read_standoff(second, texts))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--joined", type=Path)
    parser.add_argument("--output", type=Path)
    arguments = parser.parse_args()
    folders = {"part_a": DATA / "part_a"}
    if arguments.joined:
        folders["part_b"] = arguments.joined / "part_b"
    found = {part: compare(part, folder) for part, folder in folders.items()}
    for part, result in found.items():
        print(f"## {part}: {result.documents} articles\n\n{result.to_markdown(3)}\n")
    if arguments.output:
        values = {part: result.to_dict() for part, result in found.items()}
        arguments.output.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
