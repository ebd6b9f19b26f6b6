"""What a run would do, without training: data, steps, memory, device, and what stands in its way."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil
import torch
from transformers import AutoConfig

from arabicnews.finetuning.recipe import Recipe
from arabicnews.finetuning.recording import device_name
from arabicnews.finetuning.sources import Source, examples
from arabicnews.finetuning.training import check_device, newest_checkpoint
from arabicnews.loading import load_tokenizer
from arabicnews.metrics.tables import table
from arabicnews.model import ReaderConfig, ReaderModel
from arabicnews.neural import NeuralReader
from arabicnews.windows import Text, batch

WEIGHT = 4  # bytes, in float32
LEARNT = 16  # with its gradient and the optimizer's two moments


@dataclass(frozen=True, slots=True)
class Plan:
    """A run before it begins.

    Attributes:
        text: all that was found, to be printed.
        problems: what must be mended before it can run.
    """

    text: str
    problems: tuple[str, ...]

    def __str__(self) -> str:
        said = "Nothing stands in its way." if not self.problems else "To be mended first:"
        return "\n".join([self.text, "", said, *(f"- {problem}" for problem in self.problems)])


@dataclass(frozen=True, slots=True)
class _Holding:
    """What one file gives; ``pieces`` is what each example takes up in the encoder, windows being padded."""

    name: str
    examples: int
    words: int
    drawn: float
    windows: int
    pieces: tuple[int, ...]


def make_plan(recipe: Recipe, folder: Path, known: Mapping[str, str] | None = None) -> Plan:
    """Read all that a run would read, and say what it would do; no weights are loaded.

    Args:
        recipe: with the paths as they were found.
        folder: where the run would write.
        known: the SHA-256 of the texts of some documents, by id.
    """
    problems: list[str] = []
    reader, encoder = _reader(recipe, problems)
    training, dev = (_holdings(s, reader, known or {}, problems) for s in (recipe.sources, recipe.dev))
    for name, sources in (("sources", recipe.sources), ("dev", recipe.dev)):
        if not sources:
            problems.append(f"the recipe has no {name}")
    try:
        check_device(recipe.precision)
    except ValueError as error:
        problems.append(str(error))
    if (folder / "run.json").exists():
        problems.append(f"{folder} holds a finished run; give another --output, or delete the folder")
    newest = newest_checkpoint(folder / "checkpoints")
    processes = int(os.environ.get("WORLD_SIZE", "1"))
    facts = {
        "encoder": encoder,
        "device": f"{device_name()}, {recipe.precision}, processes: {processes}",
        "output": f"{folder}, {f'going on from {newest.name}' if newest else 'a new run'}",
        "steps": _steps(recipe, sum(h.drawn for h in training)),
        "memory": _memory(recipe, reader, training, processes, problems),
    }
    lines = [f"{name:8} {fact}" for name, fact in facts.items()]
    return Plan("\n".join([*lines, "", _table(training, dev)]), tuple(problems))


def _reader(recipe: Recipe, problems: list[str]) -> tuple[NeuralReader | None, str]:
    """The reader to be trained, its weights being shapes alone, and what it is; None if it cannot be had."""
    name, revision = recipe.encoder, recipe.encoder_revision
    try:
        tokenizer = load_tokenizer(name, revision)
        found = AutoConfig.from_pretrained(name, **({"revision": revision} if revision else {}))
        encoder = found.encoder_config() if isinstance(found, ReaderConfig) else found
        shape = {**encoder.to_diff_dict(), "model_type": encoder.model_type}
        with torch.device("meta"):
            model = ReaderModel(ReaderConfig(**{**recipe.reader, "encoder": shape}))
        reader = NeuralReader(model, tokenizer, model.config.schemes[0])
    except (OSError, ValueError) as error:
        unknown = "so that windows and memory stay unknown"
        if isinstance(error, ValueError) or Path(name).exists() or name.startswith((".", "/", "~")):
            problems.append(f"the encoder {name}: {error}")
            return None, f"{name}, which cannot be used, {unknown}"
        return None, f"{name}, which cannot be had here (not fetched before, or no network), {unknown}"
    return reader, f"{name} ({encoder.model_type}; {model.num_parameters():,} parameters with the heads)"


def _holdings(
    sources: tuple[Source, ...], reader: NeuralReader | None, known: Mapping[str, str], problems: list[str]
) -> list[_Holding]:
    found = []
    for source in sources:
        try:
            found.append(_holding(source, reader, known))
        except (OSError, ValueError) as error:
            problems.append(str(error))
    return found


def _holding(source: Source, reader: NeuralReader | None, known: Mapping[str, str]) -> _Holding:
    held = examples(source, Path(), known)
    texts = [Text.of(e.document) for e in held]
    sizes = []
    if reader:
        config = reader.model.config
        for text in texts:
            laid = batch([text], reader.coder, size=config.window, overlap=config.overlap).input_ids
            sizes.append((laid.shape[0], laid.numel()))
    return _Holding(
        name=source.name or Path(source.path).name,
        examples=len(held),
        words=sum(len(t.tokens) for t in texts),
        drawn=sum(e.weight for e in held),
        windows=sum(windows for windows, _ in sizes),
        pieces=tuple(pieces for _, pieces in sizes),
    )


def _table(training: list[_Holding], dev: list[_Holding]) -> str:
    rows = [
        [h.name, str(h.examples), str(h.words), str(h.windows) if h.pieces else "?", drawn]
        for held, of in ((training, "{:.0f}"), (dev, "to score on"))
        for h in held
        for drawn in [of.format(h.drawn)]
    ]
    return table(["source", "examples", "words and marks", "windows", "examples an epoch"], rows)


def _steps(recipe: Recipe, drawn: float) -> str:
    steps = math.ceil(math.ceil(round(drawn) / recipe.batch) / recipe.accumulation)
    early = f", ending early after {recipe.patience} without a better score" if recipe.patience else ""
    return (
        f"{steps} an epoch (batch {recipe.batch}, accumulation {recipe.accumulation}), "
        f"{recipe.epochs:g} epochs, {math.ceil(recipe.epochs * steps)} in all{early}"
    )


def _memory(
    recipe: Recipe, reader: NeuralReader | None, training: list[_Holding], processes: int, problems: list[str]
) -> str:
    free = torch.cuda.mem_get_info()[0] if torch.cuda.is_available() else psutil.virtual_memory().available
    there = f"{_mib(free)} are free"
    sizes = sorted((n for h in training for n in h.pieces), reverse=True)
    if reader is None or not sizes:
        return there
    pieces = sum(sizes[: max(1, recipe.batch // processes)])
    every, embeddings = reader.model.num_parameters(), reader.model.encoder.get_input_embeddings().weight
    frozen = embeddings.numel() if recipe.freeze_embeddings else 0
    kept, passing = LEARNT * (every - frozen) + WEIGHT * frozen, activations(recipe, reader.model, pieces)
    needed = kept + passing
    if needed > free:
        problems.append(
            f"a step may need {_mib(needed)}, and {there}; set a smaller batch, more accumulation, "
            "gradient_checkpointing=true, or on a GPU precision=bfloat16"
        )
    return (
        f"up to {_mib(needed)} a process, an estimate (weights, gradients and optimizer {_mib(kept)}, "
        f"a step of the longest examples {_mib(passing)}); {there}"
    )


def _mib(size: float) -> str:
    return f"{size / 2**20:,.0f} MiB"


def activations(recipe: Recipe, model: ReaderModel, pieces: int) -> int:
    """About how many bytes a step of so many pieces keeps for the backward pass.

    A layer keeps some ten vectors of the hidden size for each piece and four of the inner one, and no
    attention matrix, as PyTorch's fused attention does not (cf. Korthikanti et al. 2022).
    """
    encoder = model.encoder.config
    width = 4 if recipe.precision == "float32" else 2
    layer = 10 * encoder.hidden_size + 4 * encoder.intermediate_size
    layers = encoder.num_hidden_layers
    values = layers * encoder.hidden_size + layer if recipe.gradient_checkpointing else layers * layer
    return int(values * width * pieces)
