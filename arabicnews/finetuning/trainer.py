"""The Hugging Face Trainer, drawing by weight, scored by what users call: ``evaluate`` on bare documents."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import torch
from accelerate.utils import broadcast_object_list
from torch import nn
from torch.utils.data import Sampler
from transformers import Trainer

from arabicnews.document import Document
from arabicnews.finetuning.augmentation import Augmented
from arabicnews.finetuning.recipe import Recipe
from arabicnews.neural import NeuralReader
from arabicnews.pipeline import Pipeline

SCORE = "eval_score"


class Weighted(Sampler[int]):
    """Draws examples by weight: copies for the whole part, chance for the rest; order by seed and epoch.

    Several processes draw alike, and accelerate gives each its share of the batches.
    """

    def __init__(self, data: Augmented, seed: int) -> None:
        weights = [e.weight for e in data.examples]
        self.data, self.weights, self.seed, self.epoch = data, torch.tensor(weights), seed, 0
        self.size = round(sum(weights))

    def set_epoch(self, epoch: int) -> None:
        self.epoch = epoch

    def __len__(self) -> int:
        return self.size

    def __iter__(self) -> Iterator[int]:
        rng = torch.Generator().manual_seed(self.seed * 1000 + self.epoch)
        self.data.epoch = self.epoch
        self.epoch += 1
        whole = self.weights.floor().long()
        order = torch.arange(len(self.weights)).repeat_interleave(whole)
        rest = self.weights - whole
        short = self.size - len(order)
        if short > 0 and rest.sum() > 0:
            drawn = torch.multinomial(rest, min(short, int((rest > 0).sum())), generator=rng)
            order = torch.cat([order, drawn])
        yield from order[torch.randperm(len(order), generator=rng)].tolist()


class ReaderTrainer(Trainer):
    """The Trainer, with our sampler, our learning rates, and the public score for an evaluation."""

    def __init__(self, recipe: Recipe, reader: NeuralReader, dev: Sequence[Document], **options: Any) -> None:
        self.recipe, self.reader, self.dev = recipe, reader, list(dev)
        super().__init__(model=reader.model, **options)
        self.begun = time.monotonic()

    def _get_train_sampler(self, train_dataset: Any = None) -> Sampler[int]:
        data: Any = self.train_dataset  # the Augmented that it was given
        return Weighted(data, self.recipe.seed)

    def create_optimizer(self, model: Any = None) -> torch.optim.Optimizer:
        """AdamW with one rate for the encoder and one for the heads; no decay of biases and norms."""
        if self.optimizer is None:
            self.optimizer = torch.optim.AdamW(self._groups())
        return self.optimizer

    def _groups(self) -> list[dict[str, Any]]:
        groups: dict[tuple[float, float], list[nn.Parameter]] = {}
        for name, parameter in self.reader.model.named_parameters():
            if parameter.requires_grad:
                rate = self.recipe.rate if name.startswith("encoder.") else self.recipe.head_rate
                decay = self.recipe.weight_decay if parameter.ndim > 1 else 0.0
                groups.setdefault((rate, decay), []).append(parameter)
        return [{"params": p, "lr": rate, "weight_decay": decay} for (rate, decay), p in groups.items()]

    def evaluate(self, *_: Any, metric_key_prefix: str = "eval", **__: Any) -> dict[str, float]:
        """The headline numbers on the development documents, the seconds since the last ones, and ``score``.

        The score is the mean of the two numbers that matter, entities and end to end. Of several processes
        the first reads the documents: if each did, a rounding error could make them go different ways.
        """
        answer: list[dict[str, float]] = [self._scores() if self.is_world_process_zero() else {}]
        found = {f"{metric_key_prefix}_{k}": v for k, v in broadcast_object_list(answer)[0].items()}
        self.log(dict(found))
        if out_of_patience(self.state.log_history, self.recipe.patience):
            self.control.should_training_stop = True
        self.control = self.callback_handler.on_evaluate(self.args, self.state, self.control, found)
        return found

    def _scores(self) -> dict[str, float]:
        self.reader.model.eval()
        report = Pipeline(self.reader, name="training").evaluate(self.dev, resamples=0)
        values = {k: v or 0.0 for k, v in report.headline.items()}
        values["score"] = (values["entities_f1"] + values["end_to_end_f1"]) / 2
        values["seconds"] = round(time.monotonic() - self.begun, 1)
        self.begun = time.monotonic()
        return values


def out_of_patience(log: Sequence[Mapping[str, Any]], patience: int) -> bool:
    """Whether so many evaluations have passed since the best one; never, where ``patience`` is 0."""
    scores = [row[SCORE] for row in log if SCORE in row]
    return bool(patience and scores) and len(scores) - 1 - scores.index(max(scores)) >= patience
