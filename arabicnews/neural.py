"""The neural reader: documents in, entities and quotes out, by one pass of the network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from transformers import PreTrainedTokenizerBase

from arabicnews import finders
from arabicnews.decoding import Floats
from arabicnews.document import Document, Quote
from arabicnews.finders import CONTENT_CUE, CONTENT_SOURCE, CUE_SOURCE, Part
from arabicnews.hints import hinted_parts, with_hints
from arabicnews.labels import QUOTE_PARTS
from arabicnews.model import ReaderModel
from arabicnews.references import resolve
from arabicnews.scaling import scale, spans_of, speakers_of, without_doubtful
from arabicnews.windows import PieceCoder, Text, batch

Links = dict[int, tuple[int | None, float]]  # dependent part → (the part it is linked to, probability)


class NeuralReader:
    """Reads documents with a fine-tuned model.

    Args:
        model: the network; put on the device and in evaluation mode by the caller.
        tokenizer: the one that the model was trained with.
        scheme: the entity label scheme to answer in.

    Raises:
        ValueError: if the model has no head for the scheme, or the tokenizer has pieces that it never met.
    """

    def __init__(self, model: ReaderModel, tokenizer: PreTrainedTokenizerBase, scheme: str = "news") -> None:
        if scheme not in model.config.schemes:
            raise ValueError(
                f"this model has no label scheme {scheme!r}; it has {', '.join(model.config.schemes)}"
            )
        known = model.encoder.get_input_embeddings().weight.shape[0]
        if len(tokenizer) > known:
            raise ValueError(
                f"the tokenizer has {len(tokenizer):,} pieces, the encoder knows {known:,}; take the "
                "tokenizer that the encoder was trained with, or enlarge it with resize_token_embeddings"
            )
        self.model, self.scheme = model, scheme
        self.coder = PieceCoder(tokenizer, model.config.normalisation)

    def read(self, documents: Sequence[Document]) -> list[Document]:
        """Bare documents in, read ones out, in the same order; text, id and meta stay as they are."""
        config = self.model.config
        texts = [with_hints(d) if config.hints else Text.of(d) for d in documents]
        laid = batch(texts, self.coder, size=config.window, overlap=config.overlap)
        device = self.model.device
        with torch.inference_mode():
            scores = self.model.read(**{k: v.to(device) for k, v in laid.arrays().items()})
            entities = scores.entities[self.scheme].double().cpu().numpy()
            parts = scores.parts.double().cpu().numpy()
            found, at = [], 0
            for document, text in zip(documents, texts, strict=True):
                here = slice(at, at + len(text.tokens))
                at = here.stop
                quotes = self._quotes(parts[here], scores.vectors[here], text)
                found.append(self._document(document, entities[here], quotes, text))
        return found

    def _document(self, document: Document, logits: Floats, quotes: list[Quote], text: Text) -> Document:
        lines, least = self.model.config.scaling, self.model.config.drop_below
        entities = finders.entities(finders.find_parts(logits, self.scheme, text), text)
        parts = scale(
            replace(document.bare(), entities=tuple(entities), quotes=tuple(quotes)), spans_of(lines)
        )
        sure = [q for q in parts.quotes if (q.score or 0.0) >= least.get("quotes", 0.0)]
        found = resolve(document.text, text.tokens, parts.entities, sure).on(document)
        return without_doubtful(scale(found, speakers_of(lines)), least.get("entities", 0.0))

    def _quotes(self, logits: Floats, vectors: torch.Tensor, text: Text) -> list[Quote]:
        parts = finders.find_parts(logits, "quotes", text)
        if text.hints:
            parts = finders.take_extents(parts, hinted_parts(text))
        parts = finders.snap_to_marks(parts, text)
        contents = [i for i, p in enumerate(parts) if p.label in QUOTE_PARTS[2:]]
        cue_of = self._link(parts, CONTENT_CUE, contents, vectors, text)
        cues = sorted({cue for cue, _ in cue_of.values() if cue is not None})
        source_of = self._link(parts, CUE_SOURCE, cues, vectors, text)
        alone = [i for i in contents if cue_of[i][0] is None]
        source_of |= self._link(parts, CONTENT_SOURCE, alone, vectors, text)
        return finders.assemble(parts, cue_of, source_of, text)

    def _link(
        self, parts: list[Part], kind: int, dependents: list[int], vectors: torch.Tensor, text: Text
    ) -> Links:
        if not dependents:
            return {}
        problems = finders.link_problems(parts, kind, dependents, text)
        logits = self.model.links(vectors, problems.tensors(vectors.device))
        probabilities = logits.softmax(-1).cpu().numpy()
        links: Links = {}
        for index, choices, row in zip(problems.dependents, problems.choices, probabilities, strict=True):
            best = int(np.argmax(row))
            links[index] = (choices[best - 1] if best else None, float(row[best]))
        return links
