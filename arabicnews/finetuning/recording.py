"""The record of a run and of the reader that it saved: its scores beside the rules', and its card."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import Any

import torch

from arabicnews.card import reader_card
from arabicnews.cues import cue_family
from arabicnews.document import Document
from arabicnews.finetuning.recipe import Recipe
from arabicnews.finetuning.sources import checksum
from arabicnews.finetuning.trainer import SCORE
from arabicnews.pipeline import RULES, load

PACKAGES = ("arabicnews", "torch", "transformers", "accelerate", "tokenizers", "numpy")


def record(
    recipe: Recipe,
    files: Sequence[Path],
    log: Sequence[Mapping[str, Any]] = (),
    *,
    commit: str | None = None,
    processes: int = 1,
) -> dict[str, Any]:
    """What a run was: its recipe, the versions, the checksums of what it read, the corpora, and how it went.

    What it goes on from has a record of its own: an encoder's pretraining, or the earlier stages of a reader.

    Args:
        recipe: with the paths as they were found.
        files: what was read.
        log: the Trainer's log.
        commit: of the encoder, where it came from the Hub.
        processes: how many shared the batches.
    """
    known, before = (_json(Path(recipe.encoder) / name) for name in ("training.json", "run.json"))
    stages = [*before.get("before", ()), {k: before[k] for k in ("recipe", "data")}] if before else []
    corpora = [
        {
            "name": s.name or Path(s.path).name,
            "use": f"fine-tuning, weight {s.weight:g}",
            "licence": s.licence,
        }
        for s in recipe.sources
    ]
    epochs = [dict(row) for row in log if SCORE in row]
    return {
        "recipe": {**_nameless(recipe), "encoder_commit": commit},
        "versions": {
            "python": platform.python_version(),
            **{name: metadata.version(name) for name in PACKAGES},
        },
        "data": {f"{p.parent.name}/{p.name}": checksum(p) for p in files},
        "device": device_name(),
        "processes": processes,
        "seconds": round(sum(row["eval_seconds"] for row in epochs)),
        "epochs": epochs,
        "encoder": known or before.get("encoder", {}),
        "before": stages,
        "corpora": [*corpora, *(known or before).get("corpora", ())],
    }  # fmt: skip


def device_name() -> str:
    """What computes here: the GPU by its name, else the processor's kind."""
    if torch.cuda.is_available():
        return torch.cuda.get_device_name()
    return f"CPU ({platform.machine()}, {torch.get_num_threads()} threads)"


def _nameless(recipe: Recipe) -> dict[str, Any]:
    """A recipe's values, but where a file lay on this machine, which is nobody's business."""
    values = asdict(recipe)
    for place in ("sources", "dev"):
        for source in values[place]:
            source.update(
                {k: source[k] and "/".join(Path(source[k]).parts[-2:]) for k in ("path", "without")}
            )
    name = Path(recipe.encoder).name
    hub = recipe.encoder if recipe.encoder.count("/") == 1 and not Path(recipe.encoder).exists() else name
    return {**values, "encoder": hub, "encoder_name": hub}


def _json(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


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
    (folder / "README.md").write_text(reader_card(folder.name, found), encoding="utf-8")
    text = json.dumps(found, ensure_ascii=False, indent=1)
    (folder / "run.json").write_text(text + "\n", encoding="utf-8")  # last: with it a run is finished
    return found
