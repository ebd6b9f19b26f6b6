"""Score a reader beside the rules, and write the scores into its record and card.

    python training/evaluate.py MODEL --data DIR [--split dev] [--record]

MODEL is a folder; ``--data`` is where training/dataset.py join wrote part B. With ``--record`` the model's
run.json and README.md are written anew. The test split is read once per release.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from arabicnews.corpus import read_jsonl
from arabicnews.finetuning.recording import score, write_record
from arabicnews.metrics import Report, compare

HERE = Path(__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--split", choices=["dev", "test"], default="dev")
    parser.add_argument("--record", action="store_true")
    arguments = parser.parse_args()
    part_b = read_jsonl(arguments.data / "part_b" / f"{arguments.split}.jsonl")
    part_a = read_jsonl(HERE / "data" / "part_a" / f"{arguments.split}.jsonl")
    splits = {arguments.split: part_b, f"{arguments.split}_a": part_a}
    if arguments.record:
        run = json.loads((arguments.model / "run.json").read_text(encoding="utf-8"))
        scores = write_record(arguments.model, run, splits)["scores"]
    else:
        scores = score(arguments.model, splits)
    print(compare({name: Report.from_dict(value) for name, value in scores.items()}))


if __name__ == "__main__":
    main()
