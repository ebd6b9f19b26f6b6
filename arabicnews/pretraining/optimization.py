"""How an encoder is trained: the schedule and the optimizers.

The rate is trapezoidal (warm-up, constant, linear decay to nothing): training of open length stays at the
constant rate, and a short decay from any checkpoint yields an encoder to use (Hägele et al. 2024). Matrices
may be trained with Muon (Jordan et al. 2024), everything else with AdamW.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn

from arabicnews.pretraining.muon import Muon


@dataclass(frozen=True, slots=True)
class Schedule:
    """How to train.

    ``steps`` counts the constant phase, ``decay`` the steps after it. ``muon_rate`` above 0 trains the
    matrices with Muon. ``compile`` lets PyTorch fuse the encoder's small operations, which needs a C++
    compiler. ``precision`` is ``float32`` or ``bfloat16`` (autocast), which pays only where the processor has
    it: on one that does not, it is fifty times slower.
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
    compile: bool = False
    weight_decay: float = 0.01
    clip: float = 1.0
    seed: int = 1
    checkpoint_minutes: float = 5.0
    log_every: int = 50


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
        found.append(Muon(matrices, lr=schedule.muon_rate, weight_decay=schedule.weight_decay))
    else:
        adam.add_param_group({"params": matrices, "weight_decay": schedule.weight_decay})
    for optimizer in found:
        for group in optimizer.param_groups:
            group["initial_lr"] = group["lr"]
    return found
