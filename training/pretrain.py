r"""Pretrain an Arabic encoder from scratch, each step one command and resumable; or go on from one.

    python training/pretrain.py prepare --config FILE.yaml --corpora DIR --work DIR
    python training/pretrain.py vectors --config FILE.yaml --work DIR
    python training/pretrain.py train   --config FILE.yaml --work DIR [--minutes 60]
    python training/pretrain.py decay   --config FILE.yaml --work DIR --steps 1500 --output ENCODER

    python training/pretrain.py adapt   --config FILE.yaml --work DIR --encoder ENCODER --texts FILE… \
                                        --steps 2000 --output ENCODER

The dev and test articles of our own annotation never enter: their ids are read from the sample's record.
``train`` goes on from the newest checkpoint; ``decay`` branches off it and leaves it as it is. ``adapt``
continues the pretraining of an encoder (a folder or Hub id with a masked-word head) on texts of one's own,
.txt or .jsonl with «text» and perhaps «title». Several processes: ``accelerate launch`` before the script.
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
import torch
import yaml
from torch.utils.tensorboard import SummaryWriter
from transformers import AutoModelForMaskedLM, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerFast

from arabicnews.card import encoder_card
from arabicnews.pretraining import mlm, stream, text, tokenizer, vectors
from arabicnews.pretraining.optimization import Schedule
from arabicnews.pretraining.trainer import Trainer, append_row, join_processes

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


def fresh(config: dict[str, Any], work: Path) -> PreTrainedModel:
    """An encoder that has read nothing; its embeddings start from ``vectors`` where they were made."""
    start = work / "vectors.npy"
    found = np.load(start, allow_pickle=False) if start.exists() else None
    torch.manual_seed(config["train"]["seed"])
    return mlm.build(mlm.Shape(**config["shape"]), load_tokenizer(work), found)


def trainer(config: dict[str, Any], model: PreTrainedModel, folder: Path, **changes: Any) -> Trainer:
    return Trainer(model, replace(Schedule(**config["train"]), **changes), folder)


def go(run: Trainer, arguments: argparse.Namespace) -> None:
    masker = mlm.Masker(load_tokenizer(arguments.work), run.schedule.mask_share, run.schedule.whole_words)
    board = SummaryWriter(str(run.folder / "tensorboard"), purge_step=run.step) if run.rank == 0 else None
    for row in run.run(stream.read(arguments.work / "train.bin"), masker, minutes=arguments.minutes):
        if board:  # the first process speaks for all
            append_row(run.folder / "curve.csv", row)
            board.add_scalar("loss", row["loss"], row["step"])
            board.add_scalar("rate", row["rate"], row["step"])
            print(row, flush=True)


def train(config: dict[str, Any], arguments: argparse.Namespace) -> None:
    run = trainer(config, fresh(config, arguments.work), arguments.work / arguments.name)
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
    run = trainer(config, fresh(config, arguments.work), branch, steps=begin, decay=arguments.steps)
    run.resume()
    go(run, arguments)
    finish(config, run, arguments)


def adapt(config: dict[str, Any], arguments: argparse.Namespace) -> None:
    work = arguments.work
    pieces = AutoTokenizer.from_pretrained(arguments.encoder)
    model = AutoModelForMaskedLM.from_pretrained(arguments.encoder, dtype=torch.float32)
    rank, processes = join_processes()
    if rank == 0 and not (work / "train.json").exists():
        work.mkdir(parents=True, exist_ok=True)
        pieces.save_pretrained(work / "tokenizer")
        total = stream.write(stream.encode(text.own_articles(arguments.texts), pieces), work / "train.bin")
        print(f"{total} pieces to read", flush=True)
    if processes > 1:
        torch.distributed.barrier()
    half = arguments.steps // 2  # the decay is where most of the gain of a short run is made
    run = trainer(config, model, work / arguments.name, steps=half, decay=arguments.steps - half)
    run.folder.mkdir(parents=True, exist_ok=True)
    run.resume()
    go(run, arguments)
    if run.step == arguments.steps:
        own = {
            "name": f"{len(arguments.texts)} files of one's own",
            "use": "continued pretraining",
            "licence": "–",
        }
        config = {**config, "base": str(arguments.encoder), "corpora": [*config["corpora"], own]}
        finish(config, run, arguments)


def finish(config: dict[str, Any], run: Trainer, arguments: argparse.Namespace) -> None:
    if run.rank == 0:
        mlm.export(run.model, load_tokenizer(arguments.work), arguments.output)
        write_facts(config, run, arguments.output)


def write_facts(config: dict[str, Any], run: Trainer, folder: Path) -> None:
    """What was trained, for the card and for whoever builds on it; the curve goes with it."""
    last = (run.folder / "curve.csv").read_text(encoding="utf-8").splitlines()[-1].split(",")
    facts = {
        "pieces": run.step * run.schedule.batch * run.schedule.length, "steps": run.step,
        "hours": run.seconds / 3600, "loss": float(last[2]), "device": run.device.type,
        "shape": config["shape"], "tokenizer": config["tokenizer"], "train": config["train"],
        "corpora": config["corpora"],
    }  # fmt: skip
    if "base" in config:  # an adapted encoder's: its own shape, and what it stands on
        facts = {**facts, "base": Path(config["base"]).name, "shape": run.model.config.to_dict()}
    (folder / "training.json").write_text(json.dumps(facts, ensure_ascii=False, indent=1), encoding="utf-8")
    (folder / "README.md").write_text(encoder_card(folder.name, facts), encoding="utf-8")
    shutil.copy(run.folder / "curve.csv", folder / "curve.csv")


STEPS = {"prepare": prepare, "vectors": make_vectors, "train": train, "decay": decay, "adapt": adapt}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("step", choices=list(STEPS))
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument(
        "--work", type=Path, required=True, help="folder outside the repository for all that is made"
    )
    parser.add_argument("--corpora", type=Path, help="folder that holds text/<name>.jsonl.xz")
    parser.add_argument("--name", default="run", help="the run's folder under --work")
    parser.add_argument("--minutes", type=float, help="stop (with a checkpoint) after so long")
    parser.add_argument("--steps", type=int, help="of decay, or of adapt in all")
    parser.add_argument("--encoder", help="what adapt goes on from: a folder or Hub id")
    parser.add_argument("--texts", type=Path, nargs="+", help="what adapt reads: .txt or .jsonl files")
    parser.add_argument("--output", type=Path, help="where decay and adapt write the encoder")
    parser.add_argument(
        "--set", nargs="*", default=[], metavar="KEY=VALUE", help="change values of the train section"
    )
    arguments = parser.parse_args()
    config = yaml.safe_load(arguments.config.read_text(encoding="utf-8"))
    config["train"].update({k: yaml.safe_load(v) for k, v in (pair.split("=", 1) for pair in arguments.set)})
    STEPS[arguments.step](config, arguments)


if __name__ == "__main__":
    main()
