"""The training loop: the Hugging Face Trainer, scored by what users call, ``evaluate`` on bare documents."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
import transformers
from torch import nn
from torch.utils.data import Sampler
from transformers import AutoModel, Trainer, TrainingArguments

from arabicnews.corpus import sha256
from arabicnews.document import Document
from arabicnews.finetuning.batches import Collator
from arabicnews.finetuning.calibration import fit
from arabicnews.finetuning.sources import Example, Source
from arabicnews.loading import load_tokenizer
from arabicnews.metrics import Report, evaluate
from arabicnews.model import ReaderConfig, ReaderModel
from arabicnews.neural import NeuralReader
from arabicnews.pipeline import Pipeline

WRONG_COSTS = 1.0  # as much as a right one earns: somebody is named when that is likelier right than wrong


@dataclass(frozen=True, slots=True)
class Recipe:
    """One fine-tuning run; the files in ``configs/`` hold these values with their reasons.

    Attributes:
        encoder: folder or Hub id of the pretrained encoder, or of a reader to go on from.
        sources: what to learn from.
        dev: documents to score on after each epoch; the best epoch is kept.
        reader: arguments of ``ReaderConfig``.
        epochs: passes, an epoch being the sum of the sources' sizes times their weights.
        batch: examples a step.
        accumulation: steps gathered into one update.
        rate: learning rate of the encoder.
        head_rate: learning rate of the heads.
        hint_dropout: share of examples shown without the rules' hints.
        freeze_embeddings: keep the piece vectors as pretrained (they see few of the pieces in fine-tuning).
        seed: of weights, order and dropout.
    """

    encoder: str
    sources: tuple[Source, ...]
    dev: tuple[Source, ...]
    reader: Mapping[str, Any] = field(default_factory=dict)
    epochs: float = 10
    batch: int = 8
    accumulation: int = 1
    rate: float = 3e-4
    head_rate: float = 2e-3
    weight_decay: float = 0.01
    warmup_share: float = 0.1
    hint_dropout: float = 0.15
    freeze_embeddings: bool = False
    precision: str = "float32"
    seed: int = 1

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Recipe:
        """A recipe from a config file's values.

        Raises:
            ValueError: for a key that no recipe has, naming those there are.
        """
        known = set(cls.__dataclass_fields__)
        unknown = sorted(set(values) - known)
        if unknown:
            raise ValueError(f"unknown keys {', '.join(unknown)}; a recipe has {', '.join(sorted(known))}")
        lists = {k: tuple(Source(**s) for s in values.get(k, ())) for k in ("sources", "dev")}
        return cls(**{**values, **lists})


class _Weighted(Sampler[int]):
    """Draws examples by weight: copies for the whole part, chance for the rest; order by seed and epoch."""

    def __init__(self, weights: Sequence[float], seed: int) -> None:
        self.weights, self.seed, self.epoch = torch.tensor(weights), seed, 0
        self.size = round(sum(weights))

    def set_epoch(self, epoch: int) -> None:
        self.epoch = epoch

    def __len__(self) -> int:
        return self.size

    def __iter__(self) -> Iterator[int]:
        rng = torch.Generator().manual_seed(self.seed * 1000 + self.epoch)
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

    def _get_train_sampler(self, train_dataset: Any = None) -> Sampler[int]:
        examples: Any = self.train_dataset  # the list of Examples that it was given
        return _Weighted([e.weight for e in examples], self.recipe.seed)

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
        """The headline numbers on the development documents, and ``score``, the mean of the two that matter.

        These are entities and end to end.
        """
        self.reader.model.eval()
        report = Pipeline(self.reader, name="training").evaluate(self.dev, resamples=0)
        values = {k: v or 0.0 for k, v in report.headline.items()}
        values["score"] = (values["entities_f1"] + values["end_to_end_f1"]) / 2
        found = {f"{metric_key_prefix}_{k}": v for k, v in values.items()}
        self.log(dict(found))
        self.control = self.callback_handler.on_evaluate(self.args, self.state, self.control, found)
        return found


def new_reader(recipe: Recipe) -> NeuralReader:
    """A reader with fresh heads on the recipe's encoder; one that goes on from a reader keeps its heads."""
    tokenizer = load_tokenizer(recipe.encoder)
    torch.manual_seed(recipe.seed)
    found = AutoModel.from_pretrained(recipe.encoder, dtype=torch.float32)
    config = ReaderConfig(**recipe.reader)
    if isinstance(found, ReaderModel):
        model = ReaderModel.from_encoder(found.encoder, config)
        known = found.state_dict()
        fitting = {
            k: known[k] for k, v in model.state_dict().items() if k in known and known[k].shape == v.shape
        }
        model.load_state_dict(fitting, strict=False)
    else:
        model = ReaderModel.from_encoder(found, config)
    if recipe.freeze_embeddings:
        model.encoder.get_input_embeddings().weight.requires_grad_(False)
    return NeuralReader(model, tokenizer, model.config.schemes[0])


def train(recipe: Recipe, training: Sequence[Example], dev: Sequence[Document], folder: Path) -> NeuralReader:
    """Fine-tune and return the reader of the best epoch; ``folder`` receives checkpoints and log."""
    reader = new_reader(recipe)
    collator = Collator(reader.coder, reader.model.config, recipe.hint_dropout)
    steps = recipe.epochs * sum(e.weight for e in training) / recipe.batch / recipe.accumulation
    folder.mkdir(parents=True, exist_ok=True)
    arguments = TrainingArguments(
        output_dir=str(folder / "checkpoints"), num_train_epochs=recipe.epochs,
        per_device_train_batch_size=recipe.batch, gradient_accumulation_steps=recipe.accumulation,
        learning_rate=recipe.rate, warmup_steps=int(recipe.warmup_share * steps), lr_scheduler_type="linear",
        eval_strategy="epoch", save_strategy="epoch", save_total_limit=2, load_best_model_at_end=True,
        metric_for_best_model="eval_score", greater_is_better=True, logging_steps=25, report_to="none",
        remove_unused_columns=False, seed=recipe.seed, bf16=recipe.precision == "bfloat16",
        use_cpu=not torch.cuda.is_available(), disable_tqdm=True, dataloader_num_workers=0,
    )  # fmt: skip
    trainer = ReaderTrainer(
        recipe,
        reader,
        dev,
        args=arguments,
        train_dataset=list(training),
        eval_dataset=list(dev),
        data_collator=collator,
    )
    trainer.train()
    reader.model.eval()
    (folder / "log.json").write_text(json.dumps(trainer.state.log_history, indent=1), encoding="utf-8")
    return reader


def calibrate(reader: NeuralReader, dev: Sequence[Document]) -> None:
    """Make the reader's scores probabilities, and choose the least one at which it names a speaker.

    Of a probability the costs themselves tell which that is; of other scores the development documents do.
    """
    reader.model.config.scaling = {}
    answered = list(Pipeline(reader, name="training").pipe(dev))
    lines = fit(dev, answered)
    reader.model.config.scaling = lines
    reader.model.config.min_score = (
        round(WRONG_COSTS / (1 + WRONG_COSTS), 4)
        if "speakers" in lines
        else choose_min_score(evaluate(dev, answered, resamples=0))
    )


def record(recipe: Recipe, files: Sequence[Path]) -> dict[str, Any]:
    """What a run was: its recipe, the versions, the checksums of what it read, and the corpora.

    What it goes on from has a record of its own: an encoder's pretraining, or the earlier stages of a reader.
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
    values = asdict(recipe)
    for place in ("sources", "dev"):  # where a file lay on this machine is nobody's business
        for source in values[place]:
            source.update(
                {k: source[k] and "/".join(Path(source[k]).parts[-2:]) for k in ("path", "without")}
            )
    values["encoder"] = values["encoder_name"] = Path(recipe.encoder).name
    return {
        "recipe": values,
        "versions": {
            "python": platform.python_version(), "torch": torch.__version__,
            "transformers": transformers.__version__,
        },
        "data": {f"{p.parent.name}/{p.name}": sha256(p.read_text(encoding="utf-8")) for p in files},
        "encoder": known or before.get("encoder", {}),
        "before": stages,
        "corpora": [*corpora, *(known or before).get("corpora", ())],
    }  # fmt: skip


def _json(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def choose_min_score(report: Report) -> float:
    """The speaker score below which to stay silent: a wrong speaker costs twice what a right one earns."""
    worth = {p.min_score: p.coverage * (p.precision - WRONG_COSTS * (1 - p.precision)) for p in report.curve}
    return max(worth, key=lambda score: (worth[score], -score), default=0.0)
