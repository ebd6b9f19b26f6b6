"""The record of a saved reader: its scores beside the rules' on the same documents, and its card."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from arabicnews.card import reader_card
from arabicnews.cues import cue_family
from arabicnews.document import Document
from arabicnews.pipeline import RULES, load


def score(folder: Path, splits: Mapping[str, Sequence[Document]]) -> dict[str, Any]:
    """Scores of a saved reader and of the rules on each split, as ``{split: …, split_rules: …}``."""
    readers = {"": load(folder), f"_{RULES}": load(RULES)}
    return {
        split + name: reader.evaluate(documents, family=cue_family).to_dict()
        for split, documents in splits.items()
        for name, reader in readers.items()
    }


def write_record(
    folder: Path, run: Mapping[str, Any], splits: Mapping[str, Sequence[Document]]
) -> dict[str, Any]:
    """Score a saved reader and write ``run.json`` and the card into its folder; returns the record."""
    found = {**run, "scores": {**run.get("scores", {}), **score(folder, splits)}}
    text = json.dumps(found, ensure_ascii=False, indent=1)
    (folder / "run.json").write_text(text + "\n", encoding="utf-8")
    (folder / "README.md").write_text(reader_card(folder.name, found), encoding="utf-8")
    return found
