"""Weights in eight bits: a quarter of the size in single precision, for models that travel with a package.

Each row of a matrix is kept as integers from -127 to 127 and one factor (symmetric, row by row; Jacob et al.
2018, "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference", sec. 2).
They are made whole again when they are loaded: reading costs the same time and memory as before.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

FACTORS = ".factors"  # behind the name of a matrix: one half-precision number for each row
_LARGEST = 127


def quantised(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Matrices in eight bits, each with its factors; all else in half precision."""
    small: dict[str, Tensor] = {}
    for name, weight in weights.items():
        if weight.ndim != 2 or not weight.is_floating_point():
            small[name] = weight.half() if weight.is_floating_point() else weight
            continue
        factors = (weight.float().abs().amax(1) / _LARGEST).half()
        steps = factors.float().clamp(min=torch.finfo(torch.float16).tiny)[:, None]
        small[name] = (weight.float() / steps).round().clamp(-_LARGEST, _LARGEST).to(torch.int8)
        small[name + FACTORS] = factors
    return small


def restored(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The weights of ``quantised`` in single precision, under their own names; others as they are."""
    whole = {name: weight for name, weight in weights.items() if not name.endswith(FACTORS)}
    for name in whole:
        factors = weights.get(name + FACTORS)
        if factors is not None:
            whole[name] = whole[name].float() * factors.float()[:, None]
    return whole
