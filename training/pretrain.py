"""Pretrain an Arabic encoder from scratch, one command a step, each resumable.

    python training/pretrain.py prepare --config FILE.yaml --corpora DIR --work DIR
    python training/pretrain.py vectors --config FILE.yaml --work DIR
    python training/pretrain.py train   --config FILE.yaml --work DIR [--minutes 60]
    python training/pretrain.py decay   --config FILE.yaml --work DIR --steps 1500 --output ENCODER

The dev and test articles of our own annotation never enter: their ids are read from the sample's record.
``train`` goes on from the newest checkpoint; ``decay`` branches off it and leaves it as it is.
"""

from __future__ import annotations

import argparse
import json
import shutil
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from transformers import AutoTokenizer, PreTrainedTokenizerFast

from arabicnews.card import encoder_card
from arabicnews.pretraining import mlm, stream, text, tokenizer, vectors

SAMPLE = Path(__file__).parent / "data" / "part_b" / "sample.jsonl"
TOKENIZER_PARAGRAPHS = 600_000  # enough for stable piece counts, a third of the corpus


def excluded_ids() -> set[str]:
    rows = map(json.loads, SAMPLE.read_text(encoding="utf-8").splitlines())
    return {row["id"] for row in rows if row["split"] != "train"}


def prepare(config: dict[str, Any], arguments: argparse.Namespace) -> None:
    work, begun = arguments.work, time.monotonic()
    work.mkdir(parents=True, exist_ok=True)
    found = text.articles(arguments.corpora, excluded=excluded_ids(), seed=1)
    training = [a for a in found if not a.held_out]
    flat = [p for a in training for p in a.paragraphs][:TOKENIZER_PARAGRAPHS]
    pieces = tokenizer.train_tokenizer(
        flat, vocabulary=config["tokenizer"]["vocabulary"], max_length=config["shape"]["max_length"]
    )
    pieces.save_pretrained(work / "tokenizer")
    total = stream.write(stream.encode(training, pieces), work / "train.bin")
    held = stream.write(stream.encode((a for a in found if a.held_out), pieces), work / "held_out.bin")
    print(f"{len(training)} articles, {total} pieces; {held} held out; {time.monotonic() - begun:.0f} s")


def make_vectors(config: dict[str, Any], arguments: argparse.Namespace) -> None:
    pieces = load_tokenizer(arguments.work)
    found = vectors.train_vectors(
        stream.read(arguments.work / "train.bin"), vocabulary=len(pieces), size=config["shape"]["hidden"],
        **config["vectors"],
    )  # fmt: skip
    vectors.save(found, arguments.work / "vectors.npy")


def load_tokenizer(work: Path) -> PreTrainedTokenizerFast:
    if not (work / "tokenizer").is_dir():
        raise FileNotFoundError(f"no tokenizer in {work}; make it first with: training/pretrain.py prepare")
    return AutoTokenizer.from_pretrained(work / "tokenizer")


def trainer(
    config: dict[str, Any], arguments: argparse.Namespace, folder: Path, **changes: Any
) -> mlm.Trainer:
    import torch

    schedule = replace(mlm.Schedule(**config["train"]), **changes)
    torch.manual_seed(schedule.seed)
    start = arguments.work / "vectors.npy"
    found = np.load(start, allow_pickle=False) if start.exists() else None
    model = mlm.build(mlm.Shape(**config["shape"]), load_tokenizer(arguments.work), found)
    return mlm.Trainer(model, schedule, folder)


def go(run: mlm.Trainer, arguments: argparse.Namespace) -> None:
    pieces = load_tokenizer(arguments.work)
    masker = mlm.Masker(pieces, run.schedule.mask_share, run.schedule.whole_words)
    for row in run.run(stream.read(arguments.work / "train.bin"), masker, minutes=arguments.minutes):
        mlm.append_row(run.folder / "curve.csv", row)
        print(row, flush=True)


def train(config: dict[str, Any], arguments: argparse.Namespace) -> None:
    run = trainer(config, arguments, arguments.work / arguments.name)
    run.folder.mkdir(parents=True, exist_ok=True)
    print("resumed at step" if run.resume() else "new run, step", run.step, flush=True)
    go(run, arguments)


def decay(config: dict[str, Any], arguments: argparse.Namespace) -> None:
    source, branch = arguments.work / arguments.name, arguments.work / f"{arguments.name}-decay"
    if not branch.exists():
        branch.mkdir()
        shutil.copytree(source / "latest", branch / "latest")
        shutil.copy(source / "curve.csv", branch / "curve.csv")
        shutil.copy(branch / "latest" / "state.json", branch / "branched.json")
    begin = json.loads((branch / "branched.json").read_text())["step"]
    run = trainer(config, arguments, branch, steps=begin, decay=arguments.steps)
    run.resume()
    go(run, arguments)
    mlm.export(run.model, load_tokenizer(arguments.work), arguments.output)
    write_facts(config, run, arguments.output)


def write_facts(config: dict[str, Any], run: mlm.Trainer, folder: Path) -> None:
    """What was trained, for the card and for whoever builds on it; the curve goes with it."""
    last = (run.folder / "curve.csv").read_text(encoding="utf-8").splitlines()[-1].split(",")
    facts = {
        "pieces": run.step * run.schedule.batch * run.schedule.length, "steps": run.step,
        "hours": run.seconds / 3600, "loss": float(last[2]), "device": run.device.type,
        "shape": config["shape"], "tokenizer": config["tokenizer"], "train": config["train"],
        "corpora": config["corpora"],
    }  # fmt: skip
    (folder / "training.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1), encoding="utf-8")
    (folder / "README.md").write_text(encoder_card(folder.name, facts), encoding="utf-8")
    shutil.copy(run.folder / "curve.csv", folder / "curve.csv")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("step", choices=["prepare", "vectors", "train", "decay"])
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument(
        "--work", type=Path, required=True, help="folder outside the repository for all that is made"
    )
    parser.add_argument("--corpora", type=Path, help="folder that holds text/<name>.jsonl.xz")
    parser.add_argument("--name", default="run", help="the run's folder under --work")
    parser.add_argument("--minutes", type=float, help="stop (with a checkpoint) after so long")
    parser.add_argument("--steps", type=int, help="decay over so many steps")
    parser.add_argument("--output", type=Path, help="where decay writes the encoder")
    parser.add_argument(
        "--set", nargs="*", default=[], metavar="KEY=VALUE", help="change values of the train section"
    )
    arguments = parser.parse_args()
    config = yaml.safe_load(arguments.config.read_text(encoding="utf-8"))
    config["train"].update({k: yaml.safe_load(v) for k, v in (pair.split("=", 1) for pair in arguments.set)})
    {"prepare": prepare, "vectors": make_vectors, "train": train, "decay": decay}[arguments.step](
        config, arguments
    )


if __name__ == "__main__":
    main()
