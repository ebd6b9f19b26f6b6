"""Masked-language-model training that can be killed at any moment and goes on where it was.

The rate is trapezoidal (warm-up, constant, linear decay to nothing): training of open length stays at the
constant rate, and a short decay from any checkpoint yields an encoder to use (Hägele et al. 2024). Matrices
may be trained with Muon (Jordan et al. 2024), everything else with AdamW.
"""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from transformers import ModernBertConfig, ModernBertForMaskedLM, PreTrainedTokenizerFast

from arabicnews.pretraining import stream as streams


@dataclass(frozen=True, slots=True)
class Shape:
    """The encoder's size; defaults are the packaged one."""

    hidden: int = 256
    layers: int = 6
    heads: int = 4
    inner: int = 384
    max_length: int = 1024


@dataclass(frozen=True, slots=True)
class Schedule:
    """How to train.

    ``steps`` counts the constant phase, ``decay`` the steps after it. ``muon_rate`` above 0 trains the
    matrices with Muon. ``precision`` is ``float32`` or ``bfloat16`` (autocast), which pays only where the
    processor has it: on one that does not, it is fifty times slower.
    """

    steps: int
    decay: int = 0
    warmup: int = 200
    batch: int = 32
    length: int = 128
    mask_share: float = 0.25
    whole_words: bool = True
    rate: float = 2e-3
    muon_rate: float = 0.0
    precision: str = "float32"
    weight_decay: float = 0.01
    clip: float = 1.0
    seed: int = 1
    checkpoint_minutes: float = 5.0
    log_every: int = 50


def build(
    shape: Shape, tokenizer: PreTrainedTokenizerFast, vectors: NDArray[np.float32] | None
) -> ModernBertForMaskedLM:
    """A fresh ModernBERT-shaped encoder with a masked-word head; embeddings start from ``vectors``."""
    config = ModernBertConfig(
        vocab_size=len(tokenizer), hidden_size=shape.hidden, num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads, intermediate_size=shape.inner,
        max_position_embeddings=shape.max_length, pad_token_id=tokenizer.pad_token_id,
        cls_token_id=tokenizer.cls_token_id, sep_token_id=tokenizer.sep_token_id, bos_token_id=None,
        eos_token_id=None, sparse_prediction=True,
    )  # fmt: skip
    model = ModernBertForMaskedLM(config)
    if vectors is not None:
        with torch.no_grad():  # scaled to what the tied output layer expects at the start
            table: Any = model.get_input_embeddings()
            table.weight.copy_(torch.from_numpy(vectors) * 0.05)
    return model


class Masker:
    """Chooses the words to be guessed: 80 % become [MASK], 10 % another piece, 10 % stay (BERT, 2019)."""

    def __init__(self, tokenizer: PreTrainedTokenizerFast, share: float, whole_words: bool) -> None:
        pieces = tokenizer.convert_ids_to_tokens(list(range(len(tokenizer))))
        self.continues = torch.tensor([p.startswith("##") for p in pieces]) & whole_words
        self.special = torch.zeros(len(tokenizer), dtype=torch.bool)
        self.special[tokenizer.all_special_ids] = True
        self.mask_id, self.share, self.vocabulary = tokenizer.mask_token_id, share, len(tokenizer)

    def __call__(self, ids: Tensor, seed: int) -> tuple[Tensor, Tensor]:
        """Inputs and labels, (batch, length) each; the choice depends on the seed alone."""
        rng = torch.Generator().manual_seed(seed)
        # A piece that continues a word shares the draw of the word's first piece.
        first = torch.arange(ids.shape[1]).expand_as(ids).masked_fill(self.continues[ids], 0).cummax(1).values
        draw = torch.rand(ids.shape, generator=rng).gather(1, first)
        chosen = (draw < self.share) & ~self.special[ids]
        fate = torch.rand(ids.shape, generator=rng)
        other = torch.randint(self.vocabulary, ids.shape, generator=rng)
        inputs = torch.where(chosen & (fate < 0.8), self.mask_id, ids)
        inputs = torch.where(chosen & (fate >= 0.9), other, inputs)
        return inputs, ids.masked_fill(~chosen, -100)


def rate_at(step: int, schedule: Schedule) -> float:
    """The factor on every learning rate at a step."""
    rise = min(1.0, (step + 1) / max(1, schedule.warmup))
    if step < schedule.steps:
        return rise
    return max(0.0, 1 - (step - schedule.steps) / max(1, schedule.decay))


def optimizers(model: nn.Module, schedule: Schedule) -> list[torch.optim.Optimizer]:
    """AdamW; where ``muon_rate`` says so, Muon for the matrices inside the blocks."""
    named = dict(model.named_parameters())
    matrices = [p for n, p in named.items() if p.ndim == 2 and ".layers." in n]
    others = [p for n, p in named.items() if not (p.ndim == 2 and ".layers." in n)]
    adam = torch.optim.AdamW(
        [
            {"params": [p for p in others if p.ndim == 2], "weight_decay": schedule.weight_decay},
            {"params": [p for p in others if p.ndim != 2], "weight_decay": 0.0},
        ],
        lr=schedule.rate, betas=(0.9, 0.98),
    )  # fmt: skip
    found: list[torch.optim.Optimizer] = [adam]
    if schedule.muon_rate:
        found.append(torch.optim.Muon(matrices, lr=schedule.muon_rate, weight_decay=schedule.weight_decay))
    else:
        adam.add_param_group({"params": matrices, "weight_decay": schedule.weight_decay})
    for optimizer in found:
        for group in optimizer.param_groups:
            group["initial_lr"] = group["lr"]
    return found


class Trainer:
    """Model, optimizers and step count, saved together so that a run resumes bit for bit."""

    def __init__(self, model: nn.Module, schedule: Schedule, folder: Path, device: str | None = None) -> None:
        self.device = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
        self.model, self.schedule, self.folder = model.to(self.device), schedule, folder
        self.optimizers = optimizers(model, schedule)
        self.step = 0
        self.seconds = 0.0

    def resume(self) -> bool:
        """Load the newest checkpoint of the folder, if there is one."""
        latest = self.folder / "latest"
        if not (latest / "state.json").exists():
            return False
        state = json.loads((latest / "state.json").read_text())
        self.step, self.seconds = state["step"], state["seconds"]
        self.model.load_state_dict(load_file(latest / "training_model.safetensors"), strict=False)
        stored = load_file(latest / "optimizers.safetensors")
        for number, optimizer in enumerate(self.optimizers):
            for index, parameter in enumerate(_parameters(optimizer)):
                prefix = f"{number}.{index}."
                values = {k[len(prefix) :]: v for k, v in stored.items() if k.startswith(prefix)}
                if values:  # the step count stays on the CPU, as the optimizers keep it
                    optimizer.state[parameter] = {
                        k: v if k == "step" else v.to(parameter.device) for k, v in values.items()
                    }
        return True

    def save(self) -> None:
        """Write a checkpoint beside the old one and put it in its place in one move."""
        new, latest, old = (self.folder / n for n in ("new", "latest", "old"))
        _remove(new)
        new.mkdir(parents=True)
        weights = {n: p.detach().cpu().contiguous() for n, p in self.model.named_parameters()}
        save_file(weights, new / "training_model.safetensors")
        tensors = {
            f"{number}.{index}.{key}": value.detach().cpu().contiguous()
            for number, optimizer in enumerate(self.optimizers)
            for index, parameter in enumerate(_parameters(optimizer))
            for key, value in optimizer.state.get(parameter, {}).items()
        }
        save_file(tensors, new / "optimizers.safetensors")
        state = {"step": self.step, "seconds": self.seconds, "schedule": asdict(self.schedule)}
        (new / "state.json").write_text(json.dumps(state, indent=1))
        _remove(old)
        if latest.exists():
            latest.rename(old)
        new.rename(latest)
        _remove(old)

    def train_step(self, inputs: Tensor, labels: Tensor) -> float:
        """One step of every optimizer; returns the loss."""
        # Dropout, too, resumes as it would have gone.
        torch.manual_seed(self.schedule.seed * 1_000_003 + self.step)
        factor = rate_at(self.step, self.schedule)
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = group["initial_lr"] * factor
        self.model.train()
        half = self.schedule.precision == "bfloat16"
        with torch.autocast(self.device.type, torch.bfloat16, enabled=half):
            loss = self.model(input_ids=inputs.to(self.device), labels=labels.to(self.device)).loss
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), self.schedule.clip)
        for optimizer in self.optimizers:
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        self.step += 1
        return float(loss.item())

    def run(
        self, stream: streams.Pieces, masker: Masker, *, minutes: float | None = None
    ) -> Iterator[dict[str, Any]]:
        """Train to the end of the schedule or for so many minutes; yields a row of the curve now and then."""
        schedule, begun, saved, losses = self.schedule, time.monotonic(), time.monotonic(), []
        total, before = schedule.steps + schedule.decay, self.seconds
        while self.step < total and (minutes is None or time.monotonic() - begun < 60 * minutes):
            ids = streams.sequences(
                stream, schedule.length, batch=schedule.batch, step=self.step, seed=schedule.seed
            )
            inputs, labels = masker(torch.from_numpy(ids), schedule.seed * 1_000_003 + self.step)
            losses.append(self.train_step(inputs, labels))
            self.seconds = before + time.monotonic() - begun
            if self.step % schedule.log_every == 0:
                yield self._row(losses)
                losses = []
            if time.monotonic() - saved > 60 * schedule.checkpoint_minutes:
                self.save()
                saved = time.monotonic()
        self.save()

    def _row(self, losses: list[float]) -> dict[str, Any]:
        pieces = self.step * self.schedule.batch * self.schedule.length
        return {
            "step": self.step,
            "pieces": pieces,
            "loss": round(sum(losses) / len(losses), 4),
            "rate": round(rate_at(self.step - 1, self.schedule), 4),
            "seconds": round(self.seconds, 1),
        }


def append_row(path: Path, row: dict[str, Any]) -> None:
    """Add a row to a CSV file, with a header where the file is new."""
    new = not path.exists()
    with path.open("a", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, fieldnames=list(row))
        if new:
            writer.writeheader()
        writer.writerow(row)


def export(model: ModernBertForMaskedLM, tokenizer: PreTrainedTokenizerFast, folder: Path) -> None:
    """Save the encoder with its masked-word head in half precision, as an ordinary folder."""
    folder.mkdir(parents=True, exist_ok=True)
    half = ModernBertForMaskedLM(model.config)
    half.load_state_dict(model.state_dict())
    half.half().save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def _parameters(optimizer: torch.optim.Optimizer) -> Iterator[nn.Parameter]:
    for group in optimizer.param_groups:
        yield from group["params"]


def _remove(folder: Path) -> None:
    if folder.exists():
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
