"""A fine-tuning run: from a recipe and examples to a reader, resumable, in one process or several."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor
from transformers import TrainingArguments
from transformers.integrations.integration_utils import TensorBoardCallback, is_tensorboard_available
from transformers.utils import SAFE_WEIGHTS_NAME

from arabicnews.document import Document
from arabicnews.files import write_text
from arabicnews.finetuning.augmentation import Augmented
from arabicnews.finetuning.batches import Collator
from arabicnews.finetuning.recipe import Recipe
from arabicnews.finetuning.sources import Example
from arabicnews.finetuning.trainer import SCORE, ReaderTrainer, out_of_patience
from arabicnews.loading import load_encoder, load_tokenizer
from arabicnews.model import ReaderConfig, ReaderModel
from arabicnews.neural import NeuralReader

# What may change when a run goes on: where things lie, the memory a step takes, what is made in the end.
CHANGEABLE = (
    "encoder", "sources", "dev", "batch", "accumulation", "gradient_checkpointing", "precision",
    "save_total_limit", "average", "weights",
)  # fmt: skip
# What a GPU says, and what torch's CPU allocators say.
FULL = ("out of memory", "not enough memory", "can't allocate memory")


def new_reader(recipe: Recipe) -> NeuralReader:
    """A reader with fresh heads on the recipe's encoder; one that goes on from a reader keeps its heads."""
    tokenizer = load_tokenizer(recipe.encoder, recipe.encoder_revision)
    torch.manual_seed(recipe.seed)
    found = load_encoder(recipe.encoder, recipe.encoder_revision)
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
    """Fine-tune and return the reader of the best epoch, or of the average of the last ones.

    It goes on where a killed run in ``folder`` stopped.

    Under ``accelerate launch`` each process takes its share of every batch, and all get the same reader.

    Args:
        recipe: the choices.
        training: what to learn from.
        dev: what each epoch is scored on.
        folder: receives ``checkpoints/``, ``tensorboard/`` and ``log.json``.

    Raises:
        ValueError: if there is nothing to learn from or to score on, the device cannot do the recipe, or the
            folder holds checkpoints of another run.
        MemoryError: if memory runs out; it says what to set. The checkpoints are kept.
    """
    for name, held in (("learn from", training), ("score on", dev)):
        if not held:
            raise ValueError(f"there is nothing to {name}: no document in any of the recipe's files")
    check_device(recipe.precision)
    checkpoints = (folder / "checkpoints").resolve()
    newest = newest_checkpoint(checkpoints)
    arguments = _arguments(recipe, sum(e.weight for e in training), checkpoints, newest)
    with arguments.main_process_first():  # the first one writes what the others compare
        _go_on_or_begin(_identity(recipe, training, dev), checkpoints, newest)
    reader = new_reader(recipe)
    collator = Collator(reader.coder, reader.model.config, recipe.hint_dropout)
    trainer = ReaderTrainer(
        recipe,
        reader,
        dev,
        args=arguments,
        train_dataset=Augmented(training, recipe.augmentation, recipe.seed),
        eval_dataset=list(dev),
        data_collator=collator,
        callbacks=_boards(folder, newest) if arguments.should_save else [],
    )
    with _memory_that_lasts(recipe):
        trainer.train(resume_from_checkpoint=str(newest) if newest else None)
    if recipe.average:
        reader.model.load_state_dict(averaged(checkpoints, recipe.average))
    reader.model.eval()
    if arguments.should_save:
        write_text(folder / "log.json", json.dumps(trainer.state.log_history, indent=1))
    return reader


def check_device(precision: str) -> None:
    """Raise a ValueError that says what to set if this machine cannot compute in the precision."""
    gpu = torch.cuda.is_available()
    if precision == "float16" and not gpu:
        raise ValueError("float16 needs a GPU, and there is none here; set precision=float32 (or bfloat16)")
    if precision == "bfloat16" and gpu and not torch.cuda.is_bf16_supported(including_emulation=False):
        name = torch.cuda.get_device_name()
        raise ValueError(f"{name} does not compute in bfloat16; set precision=float16 (or float32)")


def _arguments(recipe: Recipe, size: float, checkpoints: Path, newest: Path | None) -> TrainingArguments:
    steps = recipe.epochs * size / recipe.batch / recipe.accumulation
    ended = newest is not None and out_of_patience(_state(newest)["log_history"], recipe.patience)
    found = TrainingArguments(
        output_dir=str(checkpoints), num_train_epochs=0 if ended else recipe.epochs,
        per_device_train_batch_size=recipe.batch, gradient_accumulation_steps=recipe.accumulation,
        learning_rate=recipe.rate, warmup_steps=int(recipe.warmup_share * steps), lr_scheduler_type="linear",
        eval_strategy="epoch", save_strategy="epoch",
        save_total_limit=max(recipe.save_total_limit, recipe.average + 1),  # the best one is among them
        load_best_model_at_end=True, metric_for_best_model=SCORE, greater_is_better=True, logging_steps=25,
        report_to="none", remove_unused_columns=False, seed=recipe.seed, bf16=recipe.precision == "bfloat16",
        fp16=recipe.precision == "float16", use_cpu=not torch.cuda.is_available(),
        ddp_find_unused_parameters=True,  # the scorer of links has nothing to do where a batch has no quotes
        disable_tqdm=not sys.stderr.isatty(), dataloader_num_workers=0, **_checkpointing(recipe),
    )  # fmt: skip
    if recipe.batch % found.world_size:
        raise ValueError(
            f"a batch of {recipe.batch} cannot be shared by {found.world_size} processes; "
            f"set batch to a multiple of {found.world_size}"
        )
    found.per_device_train_batch_size = recipe.batch // found.world_size
    found._n_gpu = min(found._n_gpu, 1)  # DataParallel would cut our flat batches; several GPUs are launched
    return found


def _checkpointing(recipe: Recipe) -> dict[str, Any]:
    if not recipe.gradient_checkpointing:
        return {}
    # Later versions of transformers 5 call the same thing otherwise.
    name = "activation" if hasattr(TrainingArguments, "activation_checkpointing") else "gradient"
    return {f"{name}_checkpointing": True, f"{name}_checkpointing_kwargs": {"use_reentrant": False}}


def newest_checkpoint(checkpoints: Path) -> Path | None:
    """The newest whole checkpoint; what was being written when a run was killed is passed over."""
    found = sorted(checkpoints.glob("checkpoint-*"), key=lambda p: int(p.name.split("-")[1]), reverse=True)
    return next((p for p in found if _state(p)), None)


def averaged(checkpoints: Path, count: int) -> dict[str, Tensor]:
    """The mean of the weights of the newest checkpoints.

    Raises:
        ValueError: if there are fewer.
    """
    found = sorted(checkpoints.glob("checkpoint-*"), key=lambda p: int(p.name.split("-")[1]))
    if len(found) < count:
        raise ValueError(f"{checkpoints} holds {len(found)} checkpoints and average is {count}; set it lower")
    states = [load_file(path / SAFE_WEIGHTS_NAME) for path in found[-count:]]
    return {name: torch.stack([s[name].float() for s in states]).mean(0) for name in states[0]}


def _state(checkpoint: Path) -> dict[str, Any]:
    """The Trainer's state, which it writes last; empty where that is not there or not whole."""
    try:
        return dict(json.loads((checkpoint / "trainer_state.json").read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _identity(recipe: Recipe, training: Iterable[Example], dev: Iterable[Document]) -> dict[str, Any]:
    """What makes a run the same run."""
    values = {k: v for k, v in asdict(recipe).items() if k not in CHANGEABLE}
    values["encoder"] = Path(recipe.encoder).name
    values["batch × accumulation"] = recipe.batch * recipe.accumulation
    values["training data"] = _digest(
        [e.document.to_dict(), e.scheme, e.weight, e.quotes, e.entities] for e in training
    )
    values["development data"] = _digest(d.to_dict() for d in dev)
    return dict(json.loads(json.dumps(values)))  # as it will be read


def _digest(values: Iterable[Any]) -> str:
    digest = hashlib.sha256()
    for value in values:
        digest.update(json.dumps(value).encode())
    return digest.hexdigest()[:12]


def _go_on_or_begin(identity: dict[str, Any], checkpoints: Path, newest: Path | None) -> None:
    """Write down what run this is; where it goes on, it must be the one that was begun."""
    file = checkpoints / "run.json"
    if newest is None:
        checkpoints.mkdir(parents=True, exist_ok=True)
        write_text(file, json.dumps(identity, ensure_ascii=False, indent=1))
        return
    begun = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    names = sorted(k for k in {**begun, **identity} if begun.get(k) != identity.get(k))
    if names:
        told = "; ".join(f"{k} was {begun.get(k)} and is {identity.get(k)}" for k in names)
        raise ValueError(
            f"{checkpoints} holds checkpoints of another run ({told}); to go on, give what it began with, "
            "or give another --output to begin anew"
        )


def _boards(folder: Path, newest: Path | None) -> list[TensorBoardCallback]:
    """What writes the curves for TensorBoard, where that is installed."""
    if not is_tensorboard_available():
        return []
    from torch.utils.tensorboard import SummaryWriter

    step = _state(newest)["global_step"] + 1 if newest else None
    return [TensorBoardCallback(SummaryWriter(str(folder / "tensorboard"), purge_step=step))]


@contextmanager
def _memory_that_lasts(recipe: Recipe) -> Iterator[None]:
    """Where memory runs out, an error that says what to set."""
    try:
        yield
    except (RuntimeError, MemoryError) as error:  # a GPU's OutOfMemoryError is a RuntimeError
        if not (isinstance(error, MemoryError) or any(words in str(error).lower() for words in FULL)):
            raise
        parts = next((n for n in range(2, recipe.batch + 1) if recipe.batch % n == 0), 1)
        smaller = f"batch={recipe.batch // parts} accumulation={recipe.accumulation * parts}"
        advice = [
            *([f"{smaller}, which learns the same in smaller steps"] if parts > 1 else []),
            *([] if recipe.gradient_checkpointing else ["gradient_checkpointing=true"]),
            *(["precision=bfloat16 (or float16, on a GPU)"] if recipe.precision == "float32" else []),
        ]
        raise MemoryError(
            f"out of memory with batch={recipe.batch}, accumulation={recipe.accumulation}, "
            f"gradient_checkpointing={str(recipe.gradient_checkpointing).lower()} and precision="
            f"{recipe.precision}; give with --set {'; or '.join(advice) or 'a smaller reader.window'}. "
            "The checkpoints are kept: the same command goes on from the newest one."
        ) from error
