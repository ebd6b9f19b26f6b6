"""Recipes: all the choices of one fine-tuning run."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from arabicnews.finetuning.augmentation import check_shares
from arabicnews.finetuning.sources import Source

PRECISIONS = ("float32", "bfloat16", "float16")


@dataclass(frozen=True, slots=True)
class Recipe:
    """One fine-tuning run; the files in ``configs/`` hold these values with their reasons.

    Attributes:
        encoder: folder or Hub id of the pretrained encoder, or of a reader to go on from.
        sources: what to learn from.
        dev: documents to score on after each epoch; the best epoch is kept.
        encoder_revision: branch, tag or commit of the encoder on the Hub; None is its main branch.
        reader: arguments of ``ReaderConfig``.
        epochs: passes, an epoch being the sum of the sources' sizes times their weights.
        patience: epochs without a better score after which training ends early; 0 for never.
        batch: examples a step, over all processes together.
        accumulation: steps gathered into one update.
        gradient_checkpointing: compute activations twice and keep few of them: slower, in less memory.
        precision: of the forward pass, ``float32``, ``bfloat16`` or ``float16``; weights are float32.
        rate: learning rate of the encoder.
        head_rate: learning rate of the heads.
        weight_decay: of matrices; biases and norms have none.
        warmup_share: share of the updates over which the rates rise.
        hint_dropout: share of examples shown without the rules' hints.
        augmentation: share of examples changed in each epoch, by way (see ``augmentation.py``).
        freeze_embeddings: keep the piece vectors as pretrained (they see few of the pieces in fine-tuning).
        save_total_limit: checkpoints kept; the newest and the best always are.
        average: how many of the last epochs' weights to average (Izmailov et al. 2018, "Averaging weights
            leads to wider optima and better generalization"); 0 keeps the best epoch's.
        weights: how exact to keep the finished reader's, ``float32``, ``float16`` or ``int8``.
        seed: of weights, order and dropout.

    Raises:
        ValueError: for a precision, a number or an augmentation that there is not, or a source in a scheme
            that the reader has no head for.
    """

    encoder: str
    sources: tuple[Source, ...]
    dev: tuple[Source, ...]
    encoder_revision: str | None = None
    reader: Mapping[str, Any] = field(default_factory=dict)
    epochs: float = 10
    patience: int = 0
    batch: int = 8
    accumulation: int = 1
    gradient_checkpointing: bool = False
    precision: str = "float32"
    rate: float = 3e-4
    head_rate: float = 2e-3
    weight_decay: float = 0.01
    warmup_share: float = 0.1
    hint_dropout: float = 0.15
    augmentation: Mapping[str, float] = field(default_factory=dict)
    freeze_embeddings: bool = False
    save_total_limit: int = 2
    average: int = 0
    weights: str = "float16"
    seed: int = 1

    def __post_init__(self) -> None:
        if self.precision not in PRECISIONS:
            raise ValueError(f"precision is {self.precision!r}; allowed are {', '.join(PRECISIONS)}")
        for name in ("batch", "accumulation", "save_total_limit"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} is {getattr(self, name)}; it must be at least 1")
        if self.epochs <= 0:
            raise ValueError(f"epochs is {self.epochs}; it must be more than 0")
        if self.average > math.ceil(self.epochs):
            raise ValueError(f"average is {self.average}, but there are {self.epochs} epochs; set it lower")
        check_shares(self.augmentation)
        schemes = self.reader.get("schemes", ("news",))
        for source in self.sources:
            if source.scheme not in schemes:
                raise ValueError(
                    f"the source {source.path} has the scheme {source.scheme!r}, for which the reader has no "
                    f"head; it has {', '.join(schemes)}. Add it to the reader's `schemes`, or drop the source"
                )

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Recipe:
        """A recipe from a config file's values.

        Raises:
            ValueError: for a key that no recipe has, naming those there are; without an encoder; and as the
                class itself.
        """
        known = set(cls.__dataclass_fields__)
        unknown = sorted(set(values) - known)
        if unknown:
            raise ValueError(f"unknown keys {', '.join(unknown)}; a recipe has {', '.join(sorted(known))}")
        if not values.get("encoder"):
            raise ValueError("there is no encoder; give a folder or Hub id as `encoder`, or with --encoder")
        lists = {k: tuple(Source(**s) for s in values.get(k) or ()) for k in ("sources", "dev")}
        return cls(**{**values, **lists})
