"""Documents of twelve equal words, so that every score can be counted by hand."""

from __future__ import annotations

from arabicnews.document import Cue, Document, Entity, Quote, Reference, Span
from arabicnews.metrics import Report, evaluate

# Twelve words of four letters: word n stands at [5n, 5n + 4).
TEXT = " ".join(["كلمة"] * 12)


def word(first: int, last: int | None = None) -> Span:
    """Words first to last of TEXT, both included."""
    return Span(5 * first, 5 * (first if last is None else last) + 4)


def entities(*items: tuple, text: str = TEXT, id: str = "a") -> Document:
    return Document(text, id, entities=tuple(Entity(*item) for item in items))


def quotes(*items: Quote, references: tuple[Reference, ...] = (), id: str = "a", **fields) -> Document:
    return Document(TEXT, id, quotes=items, references=references, **fields)


def quote(*content: Span, kind: str = "direct", cue: Span | None = None, **fields) -> Quote:
    return Quote(kind, content, cue=Cue(cue) if cue else None, **fields)


def measures(report: Report, name: str) -> tuple[float | None, float | None, float | None]:
    score = report.scores[name]
    return score.precision, score.recall, score.f1


def counts(report: Report, name: str) -> tuple[float, float, float]:
    """Right, predicted and gold."""
    score = report.scores[name]
    return score.right, score.predicted, score.gold


def one(gold: Document, predicted: Document, **options) -> Report:
    return evaluate([gold], [predicted], resamples=0, **options)


SALMA = Reference("g1", "PER", "سلمى الراوي", (word(0), word(4)))
HADI = Reference("g2", "PER", "هادي الراوي", (word(8),))
RIGHT = entities((word(0), "PER"))
WRONG = entities((word(1), "PER"))
