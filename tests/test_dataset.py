"""The shipped dataset: sound, split for good, and as its card says."""

import json
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest

from arabicnews.corpus import read_jsonl, rows
from arabicnews.validation import problems

TRAINING = Path(__file__).parent.parent / "training"
DATA = TRAINING / "data"
SPLITS = ("train", "dev", "test")
sys.path.insert(0, str(TRAINING))
from agreement import compare  # noqa: E402
from dataset import split_of  # noqa: E402
from draw_sample import SHARED, shingles  # noqa: E402

PART_A = {split: read_jsonl(DATA / "part_a" / f"{split}.jsonl") for split in SPLITS}
PART_B = {split: [row for _, row in rows(DATA / "part_b" / f"{split}.jsonl")] for split in SPLITS}
SAMPLE = {row["id"]: row for _, row in rows(DATA / "part_b" / "sample.jsonl")}


@pytest.mark.parametrize("split", SPLITS)
def test_every_article_of_part_a_keeps_to_the_rulebook_and_to_its_split(split):
    assert PART_A[split]
    for document in PART_A[split]:
        assert problems(document) == [], document.id
        assert split_of(document.id) == split


@pytest.mark.parametrize("split", SPLITS)
def test_part_b_is_what_was_drawn_and_holds_no_text(split):
    for row in PART_B[split]:
        drawn = SAMPLE[row["id"]]
        assert (drawn["split"], drawn["sha256"]) == (split, row["sha256"])
        assert "text" not in row and not any("text" in e for e in row["entities"])
        assert all(e["end"] <= row["characters"] for e in row["entities"])
    test_only = {SAMPLE[r["id"]]["outlet"] for r in PART_B["test"]} - {
        SAMPLE[r["id"]]["outlet"] for s in ("train", "dev") for r in PART_B[s]
    }
    assert len(test_only) >= 4


def test_it_is_as_large_as_promised():
    assert sum(map(len, PART_A.values())) >= 300
    assert sum(len(d.text.split()) for part in PART_A.values() for d in part) >= 60_000
    assert sum(map(len, PART_B.values())) >= 500
    assert sum(SAMPLE[r["id"]]["words"] for part in PART_B.values() for r in part) >= 120_000
    assert len(PART_B["dev"]) >= 75 and len(PART_B["test"]) >= 150


def test_no_two_articles_of_part_a_tell_the_same_story():
    found = [(d.id, shingles(d.text)) for part in PART_A.values() for d in part]
    for (one, a), (other, b) in combinations(found, 2):
        assert len(a & b) <= SHARED * max(1, min(len(a), len(b))), (one, other)


def test_the_card_and_the_counts_are_what_the_files_hold():
    done = subprocess.run(
        [sys.executable, TRAINING / "counts.py", "--check"], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_agreement_of_part_a_is_as_recorded():
    recorded = json.loads((DATA / "agreement.json").read_text(encoding="utf-8"))
    found = json.loads(json.dumps(compare("part_a", DATA / "part_a").to_dict()))
    assert found == recorded["part_a"]
    assert found["documents"] == 40 and recorded["part_b"]["documents"] == 42
