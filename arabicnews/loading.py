"""Finding, loading and saving a reader, or an encoder: packaged, in a folder, or on the Hub."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModel, AutoTokenizer, PreTrainedModel, PreTrainedTokenizerBase
from transformers.utils import logging
from transformers.utils.hub import cached_file

from arabicnews.model import ReaderConfig, ReaderModel
from arabicnews.neural import NeuralReader
from arabicnews.pipeline import DEFAULT, PACKAGED, Pipeline
from arabicnews.quantisation import quantised

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


@contextmanager
def _fetching(source: str) -> Iterator[None]:
    """Says what a name stands for when nothing is found under it."""
    try:
        yield
    except OSError as error:
        if Path(source).is_dir():
            raise
        raise FileNotFoundError(
            f"{source!r} is neither a folder nor a packaged model, and as a Hub id it could not be fetched "
            f"(no network, or no such repository or revision): {str(error).splitlines()[0]}"
        ) from error


def pinned(source: str, revision: str | None = None) -> str | None:
    """The commit that a branch or tag of a Hub repository is at, for a run to name; None for a folder.

    Raises:
        FileNotFoundError: if it can neither be fetched nor has been before.
    """
    if Path(source).is_dir():
        return None
    with _fetching(source):
        file = cached_file(source, "config.json", revision=revision)
    return Path(str(file)).parent.name  # the Hub's cache has a folder for each commit


def load_tokenizer(source: str, revision: str | None = None) -> PreTrainedTokenizerBase:
    """The tokenizer of a folder or Hub id; the slow files of older encoders are converted.

    Raises:
        FileNotFoundError: if there is nothing under this name.
        ValueError: if its files cannot be converted.
    """
    try:
        with _fetching(source):
            tokenizer = AutoTokenizer.from_pretrained(source, revision=revision, trust_remote_code=False)
            if _loses_hamza(tokenizer):
                tokenizer = AutoTokenizer.from_pretrained(source, revision=revision, strip_accents=False)
    except (ImportError, ValueError) as error:
        raise ValueError(
            f"the tokenizer of {source!r} cannot be loaded: {error}; if its only file is a SentencePiece "
            "model (*.model), converting that needs `pip install sentencepiece`"
        ) from error
    return tokenizer


def _loses_hamza(tokenizer: PreTrainedTokenizerBase) -> bool:
    """Whether it takes the hamza off letters that its pieces have it on.

    A ``vocab.txt`` does not say how words were spelt for it. What is then assumed suits English: accents are
    stripped, and to Unicode a hamza is one.
    """
    return "أ" in tokenizer.get_vocab() and "أ" not in "".join(tokenizer.tokenize(" أ"))


def load_encoder(source: str, revision: str | None = None) -> PreTrainedModel:
    """The encoder of a folder or Hub id in float32, heads of its pretraining left out; a reader as a whole.

    Raises:
        FileNotFoundError: if there is nothing under this name.
        ValueError: if it is of a type that transformers does not know, or lacks weights.
    """
    with _fetching(source), _quietly():
        found: tuple[PreTrainedModel, dict[str, Any]] = AutoModel.from_pretrained(
            source, revision=revision, dtype=torch.float32, trust_remote_code=False, output_loading_info=True
        )
    model, told = found
    # Many have no pooler, which nothing here needs; anything else would be left at random.
    missing = sorted(name for name in told["missing_keys"] if "pooler." not in name)
    if missing:
        more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
        raise ValueError(
            f"{source!r} lacks weights of its encoder: {', '.join(missing[:3])}{more}; its config.json may "
            "be that of another model, or its file of weights incomplete"
        )
    return model


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
    tokenizer = load_tokenizer(source)
    with _fetching(source), _quietly():
        network = ReaderModel.from_pretrained(source, dtype=torch.float32)
    network.eval().to(device or ("cuda" if torch.cuda.is_available() else "cpu"))
    sure = network.config.min_score if min_score is None else min_score
    return Pipeline(NeuralReader(network, tokenizer, scheme), name=Path(source).name, min_score=sure)


WEIGHTS = ("float32", "float16", "int8")


def save_reader(reader: NeuralReader, folder: Path, *, weights: str = "float32") -> None:
    """Save a reader as an ordinary folder: config.json, model.safetensors, tokenizer.json.

    Args:
        reader: what to save; it stays as it is.
        folder: where to; made if it is not there.
        weights: how exact to keep them, ``float32``, ``float16`` or ``int8`` (see ``quantisation.py``). Once
            loaded they have single precision in each case.

    Raises:
        ValueError: for another kind of weights.
    """
    if weights not in WEIGHTS:
        raise ValueError(f"weights cannot be kept as {weights!r}; allowed are {', '.join(WEIGHTS)}")
    model = reader.model
    state = model.state_dict()
    if weights == "float16":
        state = {k: w.half() if w.is_floating_point() else w for k, w in state.items()}
    model.config.quantised = weights == "int8"
    try:
        model.save_pretrained(folder, state_dict=quantised(state) if weights == "int8" else state)
    finally:
        model.config.quantised = False  # in memory it is not
    reader.coder.tokenizer.save_pretrained(folder)
