"""The masked-language model: its shape, what it has to guess, and how it is saved as an encoder."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from transformers import ModernBertConfig, ModernBertForMaskedLM, PreTrainedModel, PreTrainedTokenizerFast


@dataclass(frozen=True, slots=True)
class Shape:
    """The encoder's size; defaults are the packaged one."""

    hidden: int = 256
    layers: int = 6
    heads: int = 4
    inner: int = 384
    max_length: int = 1024


def build(
    shape: Shape, tokenizer: PreTrainedTokenizerFast, vectors: NDArray[np.float32] | None
) -> ModernBertForMaskedLM:
    """A fresh ModernBERT-shaped encoder with a masked-word head; embeddings start from ``vectors``."""
    config = ModernBertConfig(
        vocab_size=len(tokenizer), hidden_size=shape.hidden, num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads, intermediate_size=shape.inner,
        max_position_embeddings=shape.max_length, pad_token_id=tokenizer.pad_token_id,
        cls_token_id=tokenizer.cls_token_id, sep_token_id=tokenizer.sep_token_id, bos_token_id=None,
        eos_token_id=None, sparse_prediction=True,
    )  # fmt: skip
    model = ModernBertForMaskedLM(config)
    if vectors is not None:
        with torch.no_grad():  # scaled to what the tied output layer expects at the start
            table: Any = model.get_input_embeddings()
            table.weight.copy_(torch.from_numpy(vectors) * 0.05)
    return model


class Masker:
    """Chooses the words to be guessed: 80 % become [MASK], 10 % another piece, 10 % stay (BERT, 2019)."""

    def __init__(self, tokenizer: PreTrainedTokenizerFast, share: float, whole_words: bool) -> None:
        pieces = tokenizer.convert_ids_to_tokens(list(range(len(tokenizer))))
        self.continues = torch.tensor([p.startswith("##") for p in pieces]) & whole_words
        self.special = torch.zeros(len(tokenizer), dtype=torch.bool)
        self.special[tokenizer.all_special_ids] = True
        self.mask_id, self.share, self.vocabulary = tokenizer.mask_token_id, share, len(tokenizer)

    def __call__(self, ids: Tensor, seed: int) -> tuple[Tensor, Tensor]:
        """Inputs and labels, (batch, length) each; the choice depends on the seed alone."""
        rng = torch.Generator().manual_seed(seed)
        # A piece that continues a word shares the draw of the word's first piece.
        first = torch.arange(ids.shape[1]).expand_as(ids).masked_fill(self.continues[ids], 0).cummax(1).values
        draw = torch.rand(ids.shape, generator=rng).gather(1, first)
        chosen = (draw < self.share) & ~self.special[ids]
        fate = torch.rand(ids.shape, generator=rng)
        other = torch.randint(self.vocabulary, ids.shape, generator=rng)
        inputs = torch.where(chosen & (fate < 0.8), self.mask_id, ids)
        inputs = torch.where(chosen & (fate >= 0.9), other, inputs)
        return inputs, ids.masked_fill(~chosen, -100)


def export(model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast, folder: Path) -> None:
    """Save the encoder with its masked-word head in half precision, as an ordinary folder."""
    folder.mkdir(parents=True, exist_ok=True)
    copy.deepcopy(model).cpu().half().save_pretrained(folder)
    tokenizer.save_pretrained(folder)
