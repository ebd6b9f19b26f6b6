"""Windows: a document as the encoder reads it, in overlapping stretches, with nothing left out.

A document's tokens become pieces; the pieces are read in windows of a fixed size that overlap, and every
token is read in the window where it is farthest from an edge. Positions come from counting our own tokens,
never from the tokenizer's alignment, so that each token has exactly one answer, also those without a piece.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import Tensor
from transformers import PreTrainedTokenizerBase

from arabicnews.document import Document
from arabicnews.marks import pairs
from arabicnews.normalisation import PLAIN, normaliser
from arabicnews.words import Token, tokenize

MAX_PIECES = 16  # of one token; what a monster word (a URL, a run of letters) has beyond is not shown
OUTSIDE, INSIDE, MARK = 0, 1, 2  # where a token stands to quotation marks
MARK_STATES = 3
NO_HINT = (0, 0)
Features = tuple[int, int, int]
NOTHING: Features = (OUTSIDE, *NO_HINT)  # of a special piece


@dataclass(frozen=True, slots=True)
class Text:
    """A document cut for reading.

    Attributes:
        tokens: the words and marks, in order.
        paragraph: for each token, the number of its paragraph.
        marks: for each token, OUTSIDE, INSIDE quotation marks, or itself a MARK.
        hints: for each token, what the rules take it for (see ``hints.py``); empty where nobody asked them.
    """

    tokens: tuple[Token, ...]
    paragraph: tuple[int, ...]
    marks: tuple[int, ...]
    hints: tuple[tuple[int, int], ...] = ()

    def features(self, token: int) -> tuple[int, int, int]:
        """What is known of a token before reading: its mark state and its two hints."""
        return (self.marks[token], *(self.hints[token] if self.hints else NO_HINT))

    @classmethod
    def of(cls, document: Document) -> Text:
        """Cut a document: by its own tokens where it has some, else by the library's."""
        text = document.text
        if document.tokens is None:
            tokens = tokenize(text)
        else:
            tokens = [
                Token(t.text, t.start, t.end, any(c.isalnum() for c in t.text)) for t in document.tokens
            ]
        breaks = [i for i, c in enumerate(text) if c == "\n"]
        paragraph, number, last = [], -1, -1
        for token in tokens:
            place = bisect_right(breaks, token.start)
            number, last = (number + 1, place) if place != last else (number, last)
            paragraph.append(number)
        return cls(tuple(tokens), tuple(paragraph), tuple(_mark_states(text, tokens)))


def _mark_states(text: str, tokens: Sequence[Token]) -> list[int]:
    stretches = sorted(pairs(text))
    edges = {offset for pair in stretches for offset in pair}
    starts = [p[0] for p in stretches]
    furthest, reach = [], -1  # the furthest closing mark among the pairs opened so far
    for _, close in stretches:
        reach = max(reach, close)
        furthest.append(reach)
    states = []
    for token in tokens:
        before = bisect_right(starts, token.start) - 1
        inside = before >= 0 and furthest[before] > token.start
        states.append(MARK if token.start in edges else INSIDE if inside else OUTSIDE)
    return states


@dataclass(frozen=True, slots=True)
class Window:
    """Tokens [start, end) read together; the answers for [first, last) are taken from here."""

    start: int
    end: int
    first: int
    last: int


def plan(lengths: Sequence[int], size: int, overlap: int) -> list[Window]:
    """Cover tokens of the given lengths (in pieces) with windows of at most ``size`` pieces.

    Neighbours share about ``overlap`` pieces and divide the shared tokens in the middle.

    Raises:
        ValueError: if the overlap leaves no room to advance.
    """
    if not 0 <= overlap <= size - 2 * MAX_PIECES:
        raise ValueError(
            f"an overlap of {overlap} leaves windows of {size} pieces no room to advance; "
            f"allowed are 0 to {size - 2 * MAX_PIECES}"
        )
    if not lengths:
        return []
    starts, ends, start = [], [], 0
    while start < len(lengths):
        end, room = start, size
        while end < len(lengths) and lengths[end] <= room:
            room -= lengths[end]
            end += 1
        starts.append(start)
        ends.append(end)
        if end == len(lengths):
            break
        back, shared = end, 0
        while shared + lengths[back - 1] <= overlap:
            back -= 1
            shared += lengths[back]
        start = back
    cuts = [0, *((s + e) // 2 for s, e in zip(starts[1:], ends[:-1], strict=True)), len(lengths)]
    return [
        Window(s, e, first, last) for s, e, first, last in zip(starts, ends, cuts[:-1], cuts[1:], strict=True)
    ]


class PieceCoder:
    """Turns tokens into piece ids with one tokenizer; repeated words are looked up, not tokenized again.

    Args:
        tokenizer: of any kind; its own rules of cutting apply within a word.
        normalisation: what is done to each word before, by name (see ``normalisation.py``).

    Raises:
        ValueError: if the tokenizer lacks a special token that windows are made with, or for an unknown step.
    """

    def __init__(self, tokenizer: PreTrainedTokenizerBase, normalisation: Sequence[str] = PLAIN) -> None:
        self.tokenizer, self.normalise = tokenizer, normaliser(normalisation)
        self.pad, self.unknown = tokenizer.pad_token_id, tokenizer.unk_token_id
        # Tokenizers that come from a decoder, such as mmBERT's, call the two that enclose a text bos and eos.
        self.begin = tokenizer.cls_token_id if tokenizer.cls_token else tokenizer.bos_token_id
        self.separator = tokenizer.sep_token_id if tokenizer.sep_token else tokenizer.eos_token_id
        ids = {"pad": self.pad, "unk": self.unknown, "cls": self.begin, "sep": self.separator}
        missing = [name for name, number in ids.items() if number is None]
        if missing:
            raise ValueError(
                f"the tokenizer has no {' and no '.join(missing)} token; "
                "the reader needs pad, unk, cls and sep (set them on the tokenizer before saving it)"
            )
        self.of_word = lru_cache(maxsize=100_000)(self._of_word)

    def _of_word(self, word: str) -> tuple[int, ...]:
        # The blank tells a byte-level or SentencePiece tokenizer that a word begins; others leave it out.
        ids = self.tokenizer(" " + self.normalise(word), add_special_tokens=False, verbose=False)
        return tuple(ids["input_ids"][:MAX_PIECES]) or (self.unknown,)


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows of one or more texts, ready for the encoder.

    Attributes:
        input_ids: (windows, length) piece ids, padded.
        attention_mask: (windows, length), 1 where there is a piece.
        features: (windows, length, 3) what is known of each piece's token: ``Text.features``.
        piece_index: (pieces,) places in the flattened windows that are read.
        piece_token: (pieces,) the token that each of them belongs to, counted over all texts.
        sizes: number of tokens of each text.
    """

    input_ids: Tensor
    attention_mask: Tensor
    features: Tensor
    piece_index: Tensor
    piece_token: Tensor
    sizes: tuple[int, ...]

    def arrays(self) -> dict[str, Tensor]:
        """The tensors by name, as the model takes them."""
        names = ("input_ids", "attention_mask", "features", "piece_index", "piece_token")
        return {name: getattr(self, name) for name in names}


def batch(texts: Sequence[Text], coder: PieceCoder, *, size: int, overlap: int) -> Batch:
    """Lay out the windows of several texts.

    Args:
        texts: the texts; empty ones are allowed.
        coder: gives the pieces.
        size: pieces of a window, the two special ones included.
        overlap: pieces that neighbouring windows share.
    """
    rows: list[tuple[list[int], list[Features]]] = []
    places: list[tuple[int, int, int]] = []  # row, column, token
    base = 0
    for text in texts:
        pieces = [coder.of_word(t.text) for t in text.tokens]
        opens = [0, *(int(a != b) for a, b in zip(text.paragraph, text.paragraph[1:], strict=False))]
        lengths = [len(p) + o for p, o in zip(pieces, opens, strict=False)]
        for window in plan(lengths, size - 2, overlap):
            ids, known = [coder.begin], [NOTHING]
            for i in range(window.start, window.end):
                if opens[i]:
                    ids.append(coder.separator)
                    known.append(NOTHING)
                if window.first <= i < window.last:
                    places += [(len(rows), len(ids) + k, base + i) for k in range(len(pieces[i]))]
                ids += pieces[i]
                known += [text.features(i)] * len(pieces[i])
            rows.append(([*ids, coder.separator], [*known, NOTHING]))
        base += len(text.tokens)
    return _pad(rows, places, tuple(len(t.tokens) for t in texts), coder.pad)


def _pad(
    rows: list[tuple[list[int], list[Features]]],
    places: list[tuple[int, int, int]],
    sizes: tuple[int, ...],
    pad: int,
) -> Batch:
    width = max((len(ids) for ids, _ in rows), default=1)
    input_ids = torch.full((len(rows), width), pad)
    mask, features = (
        torch.zeros_like(input_ids),
        torch.zeros(len(rows), width, len(NOTHING), dtype=torch.long),
    )
    for number, (ids, known) in enumerate(rows):
        input_ids[number, : len(ids)] = torch.tensor(ids)
        features[number, : len(ids)] = torch.tensor(known)
        mask[number, : len(ids)] = 1
    index = torch.tensor([row * width + column for row, column, _ in places], dtype=torch.long)
    token = torch.tensor([t for _, _, t in places], dtype=torch.long)
    return Batch(input_ids, mask, features, index, token, sizes)
