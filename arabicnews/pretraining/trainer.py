"""Training that can be killed at any moment and goes on where it was, in one process or several."""

from __future__ import annotations

import csv
import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
import torch.distributed
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel
from transformers import PreTrainedModel

from arabicnews.pretraining import stream as streams
from arabicnews.pretraining.mlm import Masker
from arabicnews.pretraining.optimization import Schedule, optimizers, rate_at


class Trainer:
    """Model, optimizers and step count, saved together so that a run resumes bit for bit.

    Under ``accelerate launch`` or ``torchrun`` each process takes its share of every batch; the first one
    writes the checkpoints.

    Raises:
        ValueError: if the batch cannot be shared equally.
    """

    def __init__(
        self, model: PreTrainedModel, schedule: Schedule, folder: Path, device: str | None = None
    ) -> None:
        self.rank, self.processes = join_processes()
        if schedule.batch % self.processes:
            raise ValueError(
                f"a batch of {schedule.batch} cannot be shared by {self.processes} processes; "
                f"set batch to a multiple of {self.processes}"
            )
        self.device = torch.device(device or _own_device())
        self.model, self.schedule, self.folder = model, schedule, folder
        nn.Module.to(model, self.device)
        if schedule.compile:  # not the head: it sees another number of masked words each time
            model.base_model.compile(dynamic=False)
        self.forward = DistributedDataParallel(model) if self.processes > 1 else model
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
        if self.rank == 0:
            self._write()
        if self.processes > 1:
            torch.distributed.barrier()

    def _write(self) -> None:
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
        own = slice(self.rank, None, self.processes)
        with torch.autocast(self.device.type, torch.bfloat16, enabled=half):
            loss = self.forward(
                input_ids=inputs[own].to(self.device), labels=labels[own].to(self.device)
            ).loss
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), self.schedule.clip)
        for optimizer in self.optimizers:
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        self.step += 1
        return self._mean(loss.detach())

    def _mean(self, value: Tensor) -> float:
        """A number as all processes know it: the mean of theirs."""
        if self.processes > 1:
            torch.distributed.all_reduce(value)
        return float(value.item()) / self.processes

    def run(
        self, stream: streams.Pieces, masker: Masker, *, minutes: float | None = None
    ) -> Iterator[dict[str, Any]]:
        """Train to the end of the schedule or for so many minutes; yields a row of the curve now and then."""
        schedule, begun, saved, losses = self.schedule, time.monotonic(), time.monotonic(), []
        total, before = schedule.steps + schedule.decay, self.seconds
        while self.step < total and self._before(minutes and begun + 60 * minutes):
            ids = streams.sequences(
                stream, schedule.length, batch=schedule.batch, step=self.step, seed=schedule.seed
            )
            inputs, labels = masker(torch.from_numpy(ids), schedule.seed * 1_000_003 + self.step)
            losses.append(self.train_step(inputs, labels))
            self.seconds = before + time.monotonic() - begun
            if self.step % schedule.log_every == 0:
                yield self._row(losses)
                losses = []
            if not self._before(saved + 60 * schedule.checkpoint_minutes):
                self.save()
                saved = time.monotonic()
        self.save()

    def _before(self, deadline: float | None) -> bool:
        """Whether there is time left; all processes stop at the same step."""
        if deadline is None:
            return True
        late = torch.tensor(float(time.monotonic() >= deadline), device=self.device)
        return self._mean(late) == 0

    def _row(self, losses: list[float]) -> dict[str, Any]:
        pieces = self.step * self.schedule.batch * self.schedule.length
        return {
            "step": self.step,
            "pieces": pieces,
            "loss": round(sum(losses) / len(losses), 4),
            "rate": round(rate_at(self.step - 1, self.schedule), 4),
            "seconds": round(self.seconds, 1),
        }


def join_processes() -> tuple[int, int]:
    """The number of this process and of all that a launcher started together; (0, 1) where there was none."""
    count = int(os.environ.get("WORLD_SIZE", "1"))
    if count == 1:
        return 0, 1
    if not torch.distributed.is_initialized():
        torch.distributed.init_process_group("nccl" if torch.cuda.is_available() else "gloo")
    return torch.distributed.get_rank(), count


def _own_device() -> str:
    return f"cuda:{os.environ.get('LOCAL_RANK', '0')}" if torch.cuda.is_available() else "cpu"


def append_row(path: Path, row: dict[str, Any]) -> None:
    """Add a row to a CSV file, with a header where the file is new."""
    new = not path.exists()
    with path.open("a", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, fieldnames=list(row), lineterminator="\n")
        if new:
            writer.writeheader()
        writer.writerow(row)


def _parameters(optimizer: torch.optim.Optimizer) -> Iterator[nn.Parameter]:
    for group in optimizer.param_groups:
        yield from group["params"]


def _remove(folder: Path) -> None:
    if folder.exists():
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
