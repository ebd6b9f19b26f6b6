"""Tell whether an encoder got better for our work, cheaper than by fine-tuning a reader.

    python training/probe.py ENCODER… --work DIR --corpora DIR [--note TEXT] [--record FILE.csv]

An encoder is a folder that ``training/pretrain.py decay`` wrote, ``scratch`` (the config's shape with random
weights) or ``vectors`` (the same with its embeddings from word2vec). Two numbers are measured, always in the
same way:

- masked words: of held-out articles, 15 % of the words are masked whole; the share of them of which every
  piece is guessed right (so that vocabularies of different sizes can be compared)
- entities: strict F1 on the held-out tenth of CLEANANERCorp's training part after three passes over the
  rest, no hints from the rules, no other data
"""

from __future__ import annotations

import argparse
import datetime
import json
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
import yaml
from transformers import AutoConfig, AutoModelForMaskedLM, AutoTokenizer

from arabicnews.finetuning.sources import Source, examples, held_out, joined, outside
from arabicnews.finetuning.training import Recipe, train
from arabicnews.formats.conll import read_conll
from arabicnews.pretraining import mlm, stream
from arabicnews.pretraining.trainer import append_row

HERE = Path(__file__).parent
CORPUS, HELD_OUT = "ner/cleananercorp-train.conll", HERE / "data" / "anercorp_held_out.json"
RECIPE: dict[str, Any] = {
    "reader": {"schemes": ["cleananercorp"], "window": 256, "overlap": 64, "hints": False, "dropout": 0.3},
    "epochs": 3, "batch": 8, "rate": 7e-4, "head_rate": 3e-3, "seed": 1,
}  # fmt: skip
SEQUENCES, LENGTH, BATCH, SHARE, SEED = 1024, 128, 32, 0.15, 20261123


def masked_words(encoder: Path, held: stream.Pieces) -> float | None:
    """The share of masked words that the encoder's masked-word head restores."""
    if not any(
        name.endswith("ForMaskedLM") for name in AutoConfig.from_pretrained(encoder).architectures or ()
    ):
        return None  # only the encoder itself was saved
    tokenizer = AutoTokenizer.from_pretrained(encoder)
    model = AutoModelForMaskedLM.from_pretrained(encoder, dtype=torch.float32).eval()
    masker = mlm.Masker(tokenizer, SHARE, whole_words=True)
    right = total = 0
    for first in range(0, SEQUENCES, BATCH):
        ids = torch.from_numpy(held[first * LENGTH : (first + BATCH) * LENGTH].astype(np.int64))
        ids = ids.view(-1, LENGTH)
        chosen = masker(ids, SEED + first)[1] != -100
        with torch.inference_mode():
            best = model(input_ids=ids.masked_fill(chosen, tokenizer.mask_token_id)).logits.argmax(-1)
        one, all_ = count_words(ids, best, chosen, masker.continues)
        right, total = right + one, total + all_
    return round(100 * right / total, 2)


def count_words(ids: torch.Tensor, best: torch.Tensor, chosen: torch.Tensor, continues: torch.Tensor) -> Any:
    """Masked words guessed right in every piece, and masked words; arguments but the last (batch, length)."""
    first = ~continues[ids] | (torch.arange(ids.shape[1]) == 0)
    word = first.flatten().cumsum(0) - 1
    masked = torch.zeros(int(word.max()) + 1, dtype=torch.bool)
    wrong = masked.clone()
    masked[word[chosen.flatten()]] = True
    wrong[word[(chosen & (best != ids)).flatten()]] = True
    return int((masked & ~wrong).sum()), int(masked.sum())


def entities(encoder: Path, corpora: Path, held: Path) -> float:
    """F1 on the held-out tenth after the fixed fine-tuning."""
    source = Source(CORPUS, "conll", "cleananercorp", without=str(held.resolve()))
    training = examples(source, corpora)
    sentences = read_conll(corpora / CORPUS)
    kept = {id(s) for s in outside(sentences, held_out(held))}
    dev = joined([s for s in sentences if id(s) not in kept], source.join)
    recipe = Recipe.from_dict({**RECIPE, "encoder": str(encoder)})
    with tempfile.TemporaryDirectory() as folder:
        train(recipe, training, dev, Path(folder))
        log = json.loads((Path(folder) / "log.json").read_text(encoding="utf-8"))
    return float([row["eval_entities_f1"] for row in log if "eval_entities_f1" in row][-1])


def fresh(kind: str, config: dict[str, Any], work: Path, folder: Path) -> Path:
    """An encoder that has read nothing: random, or random but for its embeddings."""
    torch.manual_seed(config["train"]["seed"])
    tokenizer = AutoTokenizer.from_pretrained(work / "tokenizer")
    vectors = np.load(work / "vectors.npy", allow_pickle=False) if kind == "vectors" else None
    mlm.export(mlm.build(mlm.Shape(**config["shape"]), tokenizer, vectors), tokenizer, folder)
    return folder


def facts(encoder: Path) -> dict[str, Any]:
    """What the encoder's own record says of how it was made."""
    record = encoder / "training.json"
    if not record.exists():
        return {"pieces": 0, "hours": 0.0, "loss": ""}
    known = json.loads(record.read_text(encoding="utf-8"))
    return {"pieces": known["pieces"], "hours": round(known["hours"], 2), "loss": known["loss"]}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("encoders", nargs="+", metavar="ENCODER", help="a folder, «scratch» or «vectors»")
    parser.add_argument("--work", type=Path, required=True, help="where pretrain.py prepare wrote")
    parser.add_argument("--corpora", type=Path, required=True, help="folder that holds ner/")
    parser.add_argument("--held-out", type=Path, default=HELD_OUT, help="of hold_out.py")
    parser.add_argument("--config", type=Path, default=HERE.parent / "configs" / "pretrain_small.yaml")
    parser.add_argument("--note", default="", help="what is special about the encoder, for the table")
    parser.add_argument("--record", type=Path, help="add the rows to this CSV file")
    arguments = parser.parse_args()
    config = yaml.safe_load(arguments.config.read_text(encoding="utf-8"))
    held = stream.read(arguments.work / "held_out.bin")
    for name in arguments.encoders:
        begun = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            new = name in ("scratch", "vectors")
            encoder = fresh(name, config, arguments.work, Path(folder) / name) if new else Path(name)
            row = {
                "date": datetime.date.today().isoformat(), "encoder": encoder.name, "note": arguments.note,
                "seed": RECIPE["seed"], **facts(encoder),
                "masked_words": masked_words(encoder, held),
                "entities": round(100 * entities(encoder, arguments.corpora, arguments.held_out), 2),
                "probe_seconds": round(time.monotonic() - begun),
            }  # fmt: skip
        print(row, flush=True)
        if arguments.record:
            append_row(arguments.record, row)


if __name__ == "__main__":
    main()
