"""Fix the held-out tenth of ANERcorp's training part, once for the whole project.

    python training/hold_out.py --corpora DIR --output training/data/anercorp_held_out.json

Blocks of neighbouring sentences are drawn, so that no held-out sentence has its story in training. The file
holds the sentences' numbers and hashes of their letters; with the latter every corpus that copies the text
(CLEANANERCorp, NewsFANE, WikiFANE) is cleared of it, however it divides its sentences. It holds no text.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

from arabicnews.finetuning.sources import shingles
from arabicnews.formats.conll import read_conll

BLOCK, SHARE = 40, 0.1


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpora", type=Path, required=True, help="folder that holds ner/")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=20261123)
    arguments = parser.parse_args()
    sentences = read_conll(arguments.corpora / "ner" / "anercorp-camel-train.conll")
    blocks = [range(i, min(i + BLOCK, len(sentences))) for i in range(0, len(sentences), BLOCK)]
    drawn = sorted(random.Random(arguments.seed).sample(range(len(blocks)), round(SHARE * len(blocks))))
    numbers = [i for block in drawn for i in blocks[block]]
    hashes = sorted(set().union(*(shingles(sentences[i].text) for i in numbers)))
    found = {"corpus": "anercorp-camel-train.conll", "block": BLOCK, "seed": arguments.seed,
             "sentences": numbers, "shingles": hashes}  # fmt: skip
    arguments.output.write_text(json.dumps(found) + "\n", encoding="utf-8")
    print(f"{len(numbers)} of {len(sentences)} sentences held out, {len(hashes)} hashes")


if __name__ == "__main__":
    main()
