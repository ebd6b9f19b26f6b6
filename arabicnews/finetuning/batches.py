"""Batches with targets: what the gold of each example asks of each head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import torch
from torch import Tensor

from arabicnews.document import Quote, Span
from arabicnews.finders import CONTENT_CUE, CONTENT_SOURCE, CUE_SOURCE, LinkProblems, Part, link_problems
from arabicnews.finetuning.sources import Example
from arabicnews.hints import with_hints
from arabicnews.labels import encode, iob2_labels, tokens_under, without_overlaps
from arabicnews.model import IGNORED, ReaderConfig
from arabicnews.windows import PieceCoder, Text, batch

Run = tuple[int, int, str]  # first token, the one past the last, label


def gold_parts(
    quotes: Sequence[Quote], text: Text
) -> tuple[list[Part], dict[int, int | None], dict[int, int | None]]:
    """The quote parts of a document, and which is linked to which.

    Returns:
        The parts in order; content → its cue or None; cue, or content without cue → its source or None.
    """
    edges = [(t.start, t.end) for t in text.tokens]
    spans: dict[Run, None] = {}

    def key(span: Span, label: str) -> Run:
        found = (*tokens_under(edges, span.start, span.end), label)
        spans.setdefault(found)
        return found

    cue_of: dict[Run, Run | None] = {}
    source_of: dict[Run, Run | None] = {}
    for quote in quotes:
        pieces = [key(piece, quote.kind.upper()) for piece in quote.content]
        cue = key(quote.cue.span, "CUE") if quote.cue else None
        source = key(quote.source, "SOURCE") if quote.source else None
        cue_of.update(dict.fromkeys(pieces, cue))
        source_of.update({cue: source} if cue else dict.fromkeys(pieces, source))
    order = sorted(spans)
    place = {k: i for i, k in enumerate(order)}
    parts = [Part(label, start, end, 1.0) for start, end, label in order]

    def numbers(links: dict[Run, Run | None]) -> dict[int, int | None]:
        return {place[a]: None if b is None else place[b] for a, b in links.items()}

    return parts, numbers(cue_of), numbers(source_of)


@dataclass(slots=True)
class _Links:
    """Link problems of a batch, collected document by document."""

    problems: list[tuple[LinkProblems, int]] = field(default_factory=list)
    targets: list[int] = field(default_factory=list)

    def add(self, parts: list[Part], kind: int, gold: dict[int, int | None], text: Text, base: int) -> None:
        found = link_problems(parts, kind, sorted(gold), text)
        self.problems.append((found, base))
        for dependent, choices in zip(found.dependents, found.choices, strict=True):
            wanted = gold[dependent]
            if wanted is None:
                self.targets.append(0)
            else:  # a gold link beyond the candidates teaches nothing
                self.targets.append(1 + choices.index(wanted) if wanted in choices else IGNORED)

    def tensors(self) -> tuple[dict[str, Tensor], Tensor]:
        named: dict[str, list[Tensor]] = {}
        for problems, base in self.problems:
            for name, value in problems.tensors().items():
                moved = value + base if name in ("dependent", "candidates") else value
                named.setdefault(name, []).append(moved)
        return {k: torch.cat(v) for k, v in named.items()}, torch.tensor(self.targets, dtype=torch.long)


class Collator:
    """Examples to the arguments of ``ReaderModel.forward``.

    Args:
        coder: gives the pieces.
        config: the reader's.
        hint_dropout: how often an example is shown without hints, so that the network does not lean on them.
    """

    def __init__(self, coder: PieceCoder, config: ReaderConfig, hint_dropout: float = 0.0) -> None:
        self.coder, self.config = coder, config
        self.hint_dropout = hint_dropout
        self.texts: dict[int, tuple[Example, Text]] = {}  # with the example, so that its id stays its own
        self.tag_ids = {s: {t: i for i, t in enumerate(iob2_labels(s))} for s in (*config.schemes, "quotes")}

    def __call__(self, examples: Sequence[Example]) -> dict[str, Any]:
        """Lay out the windows of the examples and the targets of their tokens."""
        texts = [self._text(e) for e in examples]
        laid = batch(texts, self.coder, size=self.config.window, overlap=self.config.overlap)
        entity_tags, schemes, part_tags, links, base = [], [], [], _Links(), 0
        for example, text in zip(examples, texts, strict=True):
            count = len(text.tokens)
            entity_tags += self._entity_tags(example, text) if example.entities else [IGNORED] * count
            schemes += [self.config.schemes.index(example.scheme)] * count
            if example.quotes:
                parts, cue_of, source_of = gold_parts(example.document.quotes, text)
                part_tags += self._ids("quotes", parts, count)
                cues = {i: s for i, s in source_of.items() if parts[i].label == "CUE"}
                contents = {i: s for i, s in source_of.items() if parts[i].label != "CUE"}
                links.add(parts, CONTENT_CUE, cue_of, text, base)
                links.add(parts, CUE_SOURCE, cues, text, base)
                links.add(parts, CONTENT_SOURCE, contents, text, base)
            else:
                part_tags += [IGNORED] * count
            base += count
        found: dict[str, Any] = laid.arrays()
        found["entity_tags"] = torch.tensor(entity_tags)
        found["entity_scheme"] = torch.tensor(schemes)
        found["part_tags"] = torch.tensor(part_tags)
        if links.targets:
            found["links"], found["link_targets"] = links.tensors()
        return found

    def _text(self, example: Example) -> Text:
        """The example's text; cut once, since asking the rules takes as long as a training step."""
        cut = with_hints if self.config.hints else Text.of
        if example.changed:  # it is never seen again
            text = cut(example.document)
        else:
            if id(example) not in self.texts:
                self.texts[id(example)] = (example, cut(example.document))
            text = self.texts[id(example)][1]
        return replace(text, hints=()) if torch.rand(()) < self.hint_dropout else text

    def _entity_tags(self, example: Example, text: Text) -> list[int]:
        edges = [(t.start, t.end) for t in text.tokens]
        runs = [(*tokens_under(edges, e.start, e.end), e.label) for e in example.document.entities]
        parts = [Part(label, start, end, 1.0) for start, end, label in runs]
        return self._ids(example.scheme, parts, len(text.tokens))

    def _ids(self, scheme: str, parts: Sequence[Part], count: int) -> list[int]:
        """Tag ids of a row of parts; of parts that overlap the first is kept."""
        flat = without_overlaps((p.start, p.end, p.label) for p in parts)
        return [self.tag_ids[scheme][tag] for tag in encode(flat, count)]
