"""What stands against what: gold and predicted documents, their quotes and their references."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from arabicnews import words
from arabicnews.document import Document, Quote, Reference, Span


class QuotePair(NamedTuple):
    """A gold quote and the predicted one that stands for it; ``iou`` is in (0, 1]."""

    gold: Quote
    predicted: Quote
    iou: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """One gold document and its prediction, aligned: all that a score is counted from.

    Attributes:
        gold: the gold document.
        predicted: the predicted document, of the same id and text.
        pairs: the aligned quotes; the others of either side are missed or spurious.
        references: the gold reference id that each predicted reference id stands for, where there is one.
        starts: where the words of the text (no marks) begin, in order.
        ends: where they end.
    """

    gold: Document
    predicted: Document
    pairs: tuple[QuotePair, ...]
    references: Mapping[str, str]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def words_in(self, spans: Iterable[Span]) -> set[int]:
        """The positions of the words that share a character with one of the spans."""
        found: set[int] = set()
        for span in spans:
            first = bisect_right(self.ends, span.start)
            found.update(range(first, bisect_left(self.starts, span.end)))
        return found

    def same_speaker(self, pair: QuotePair) -> bool:
        """Whether the two quotes of a pair have one speaker; two quotes without a speaker agree.

        Joint speakers agree if the reference is the same one, or if their members are.
        """
        gold, predicted = pair.gold.speaker, pair.predicted.speaker
        if gold is None or predicted is None:
            return gold is predicted
        if self.references.get(predicted.id) == gold.id:
            return True
        members = {self.references.get(member) for member in predicted.members}
        return bool(members) and members == set(gold.members)


def align(gold: Document, predicted: Document) -> Comparison:
    """A document and its prediction, aligned."""
    tokens = [token for token in words.tokenize(gold.text) if token.is_word]
    return Comparison(
        gold=gold,
        predicted=predicted,
        pairs=align_quotes(gold.quotes, predicted.quotes),
        references=align_references(gold.references, predicted.references),
        starts=tuple(token.start for token in tokens),
        ends=tuple(token.end for token in tokens),
    )


def align_documents(gold: Iterable[Document], predicted: Iterable[Document]) -> list[Comparison]:
    """Documents against their predictions, by position.

    Raises:
        ValueError: if the numbers of documents, an id or a text differ; the first difference is named.
    """
    gold, predicted = list(gold), list(predicted)
    if len(gold) != len(predicted):
        raise ValueError(
            f"there are {len(gold)} gold documents and {len(predicted)} predicted ones; "
            "give one prediction for each gold document, in the same order"
        )
    for number, (one, other) in enumerate(zip(gold, predicted, strict=True)):
        if one.id != other.id:
            raise ValueError(
                f"document {number} has the id {one.id!r} in gold and {other.id!r} in the prediction; "
                "give both in the same order, with the same ids"
            )
        if one.text != other.text:
            raise ValueError(_text_difference(one, other, number))
    return [align(one, other) for one, other in zip(gold, predicted, strict=True)]


def _text_difference(gold: Document, predicted: Document, number: int) -> str:
    a, b = gold.text, predicted.text
    at = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return (
        f"document {number} (id {gold.id!r}): the texts differ from character {at} on, gold has "
        f"{a[at : at + 20]!r} and the prediction {b[at : at + 20]!r}; predict on the gold text, untouched"
    )


def align_quotes(gold: Sequence[Quote], predicted: Sequence[Quote]) -> tuple[QuotePair, ...]:
    """The one-to-one alignment with the greatest total IoU; only quotes that share a character are paired.

    IoU is the share of common characters among the characters of all content pieces of the two quotes.
    """
    if not gold or not predicted:
        return ()
    iou = _iou(gold, predicted)
    rows, columns = linear_sum_assignment(iou, maximize=True)
    return tuple(
        QuotePair(gold[i], predicted[j], float(iou[i, j]))
        for i, j in zip(rows, columns, strict=True)
        if iou[i, j] > 0
    )


def _iou(gold: Sequence[Quote], predicted: Sequence[Quote]) -> NDArray[np.float64]:
    """IoU of every gold quote with every predicted one: (gold quotes, predicted quotes)."""
    a, first = _pieces(gold)
    b, second = _pieces(predicted)
    shared = np.minimum(a[:, None, 1], b[None, :, 1]) - np.maximum(a[:, None, 0], b[None, :, 0])
    # Rows and columns of pieces are summed into rows and columns of quotes.
    shared = np.add.reduceat(np.add.reduceat(np.maximum(shared, 0), first, axis=0), second, axis=1)
    sizes = np.add.reduceat(a[:, 1] - a[:, 0], first), np.add.reduceat(b[:, 1] - b[:, 0], second)
    result: NDArray[np.float64] = shared / (sizes[0][:, None] + sizes[1][None, :] - shared)
    return result


def _pieces(quotes: Sequence[Quote]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The content pieces of all quotes, (pieces, 2), and where each quote's first one stands."""
    pieces = np.array(
        [(piece.start, piece.end) for quote in quotes for piece in quote.content], dtype=np.int64
    )
    sizes = [len(quote.content) for quote in quotes]
    return pieces, np.cumsum([0, *sizes[:-1]])


def align_references(gold: Sequence[Reference], predicted: Sequence[Reference]) -> dict[str, str]:
    """The gold reference that each predicted one stands for, by ids; those without one are left out.

    It is the one with which it shares most mentions (equal spans; ties go to the first), or, where it shares
    none, the first one whose name has the same words, spelling variants aside.
    """
    owners: dict[Span, list[str]] = {}
    names: dict[tuple[str, ...], str] = {}
    for reference in gold:
        names.setdefault(_name(reference), reference.id)
        for mention in reference.mentions:
            owners.setdefault(mention, []).append(reference.id)
    order = {reference.id: number for number, reference in enumerate(gold)}
    found: dict[str, str] = {}
    for reference in predicted:
        shared = Counter(owner for mention in reference.mentions for owner in owners.get(mention, ()))
        if shared:
            found[reference.id] = min(shared, key=lambda id_: (-shared[id_], order[id_]))
        elif (name := _name(reference)) in names and name:
            found[reference.id] = names[name]
    return found


def _name(reference: Reference) -> tuple[str, ...]:
    return tuple(words.fold(token.text) for token in words.tokenize(reference.name) if token.is_word)
