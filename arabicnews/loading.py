"""Finding, loading and saving a reader: packaged, in a folder, or on the Hub."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from transformers import AutoTokenizer, PreTrainedTokenizerBase
from transformers.utils import logging

from arabicnews.model import ReaderConfig, ReaderModel
from arabicnews.neural import NeuralReader
from arabicnews.pipeline import DEFAULT, PACKAGED, Pipeline

HOW = "make one with training/finetune.py, or leave the name out for the packaged model"


def locate(model: str | Path | None) -> str:
    """The folder of a packaged model or of the user's own, else the Hub id as it is.

    Raises:
        FileNotFoundError: if it looks like a path and is not there.
        ValueError: if the folder holds something else than a reader.
    """
    if isinstance(model, str) and not model.strip():
        raise ValueError(f"the model's name is empty; {HOW}")
    packaged = PACKAGED / (DEFAULT if model is None else str(model))
    folder = packaged if packaged.is_dir() else Path(str(model)).expanduser()
    if folder.is_dir():
        _check(folder)
        return str(folder)
    there = ", ".join(sorted(p.name for p in PACKAGED.glob("*") if p.is_dir())) or "none"
    if (
        isinstance(model, str)
        and model.count("/") <= 1
        and not model.startswith((".", "/", "~"))
        and "/" in model
    ):
        return model
    raise FileNotFoundError(
        f"no model {str(model) if model else DEFAULT!r}: there is no such folder, and the packaged models "
        f"are: {there}, and 'rules'; {HOW}"
    )


def _check(folder: Path) -> None:
    config = folder / "config.json"
    held = ", ".join(sorted(p.name for p in folder.iterdir())[:10]) or "nothing"
    if not config.exists():
        raise FileNotFoundError(f"{folder} holds no config.json (it holds {held}), so it is no model; {HOW}")
    found = json.loads(config.read_text(encoding="utf-8")).get("model_type")
    if found != ReaderConfig.model_type:
        raise ValueError(
            f"{folder} holds a model of the type {found!r}, not {ReaderConfig.model_type!r}. An encoder such "
            f"as AraBERT must be fine-tuned into a reader first: training/finetune.py with "
            f"`encoder: {folder}`"
        )
    missing = [n for n in ("model.safetensors", "tokenizer.json") if not (folder / n).exists()]
    if missing:
        raise FileNotFoundError(
            f"{folder} lacks {' and '.join(missing)} (it holds {held}); copy it again or {HOW}"
        )


def load_tokenizer(source: str) -> PreTrainedTokenizerBase:
    """A fast tokenizer; byte-level BPE ones are told that every word begins with a blank."""
    tokenizer = AutoTokenizer.from_pretrained(source)
    if getattr(tokenizer, "add_prefix_space", None) is False:
        tokenizer = AutoTokenizer.from_pretrained(source, add_prefix_space=True)
    return tokenizer


@contextmanager
def _quietly() -> Iterator[None]:
    """Without the progress bar of loading weights: a fifth of a second needs none, and it spoils output."""
    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()


def load_reader(
    model: str | Path | None,
    *,
    scheme: str = "news",
    device: str | None = None,
    min_score: float | None = None,
) -> Pipeline:
    """Load a neural pipeline; see ``arabicnews.load``."""
    source = locate(model)
    try:
        tokenizer = load_tokenizer(source)
        with _quietly():
            network = ReaderModel.from_pretrained(source, dtype=torch.float32)
    except OSError as error:
        if Path(source).is_dir():
            raise
        raise FileNotFoundError(
            f"{source!r} is neither a folder nor a packaged model, and as a Hub id it could not be fetched "
            f"(no network, or no such repository): {str(error).splitlines()[0]}"
        ) from error
    network.eval().to(device or ("cuda" if torch.cuda.is_available() else "cpu"))
    sure = network.config.min_score if min_score is None else min_score
    return Pipeline(NeuralReader(network, tokenizer, scheme), name=Path(source).name, min_score=sure)


def save_reader(reader: NeuralReader, folder: Path, *, half: bool = False) -> None:
    """Save a reader as an ordinary folder: config.json, model.safetensors, tokenizer.json."""
    folder.mkdir(parents=True, exist_ok=True)
    dtype = reader.model.dtype
    (reader.model.half() if half else reader.model).save_pretrained(folder)
    reader.model.to(dtype)  # type: ignore[arg-type]  # transformers wraps it without its types
    reader.coder.tokenizer.save_pretrained(folder)
