"""Changes of a text that keep its annotations true: every span moves with the words it stands on."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import accumulate
from typing import NamedTuple

from arabicnews.document import Document, Quote, Reference, Span


class Edit(NamedTuple):
    """Put ``text`` in place of the characters from ``start`` to ``end``; where these are equal, between them.

    A replacement belongs to the spans that hold what it replaces; an insertion at the edge of a span stays
    outside of it.
    """

    start: int
    end: int
    text: str


def edited(document: Document, edits: Iterable[Edit], names: Mapping[str, str] | None = None) -> Document:
    """The document with its text changed and everything that is annotated moved along.

    An edit in which a span begins or ends, or that would leave a span without a visible character, is left
    out: no annotation is lost or cut. The document itself comes back where no edit remains.

    Args:
        document: what to change.
        edits: do not overlap each other.
        names: new names of references, by id.
    """
    spans = {(span.start, span.end) for span in _spans(document)}
    edges = sorted({edge for span in spans for edge in span})
    kept = [edit for edit in sorted({*edits}) if _spares(edit, spans, edges)]
    if not kept:
        return document
    move = _Move(document.text, kept)
    known = names or {}
    return Document(
        move.text,
        document.id,
        document.meta,
        tuple(replace(entity, span=move(entity.span)) for entity in document.entities),
        tuple(_moved_quote(quote, move) for quote in document.quotes),
        tuple(_moved_reference(r, move, known.get(r.id, r.name)) for r in document.references),
        None if document.tokens is None else tuple(move(token) for token in document.tokens),
    )


def _moved_quote(quote: Quote, move: _Move) -> Quote:
    return replace(
        quote,
        content=tuple(move(piece) for piece in quote.content),
        cue=replace(quote.cue, span=move(quote.cue.span)) if quote.cue else None,
        source=move(quote.source) if quote.source else None,
    )


def _moved_reference(reference: Reference, move: _Move, name: str) -> Reference:
    return replace(reference, name=name, mentions=tuple(move(span) for span in reference.mentions))


def _spans(document: Document) -> Iterator[Span]:
    yield from (entity.span for entity in document.entities)
    yield from document.tokens or ()
    for quote in document.quotes:
        yield from quote.content
        if quote.cue:
            yield quote.cue.span
        if quote.source:
            yield quote.source
    for reference in document.references:
        yield from reference.mentions


def _spares(edit: Edit, spans: set[tuple[int, int]], edges: list[int]) -> bool:
    """Whether an edit cuts no span and empties none."""
    cuts = bisect_right(edges, edit.start) < bisect_left(edges, edit.end)
    return not cuts and (bool(edit.text.strip()) or (edit.start, edit.end) not in spans)


class _Move:
    """The new text, and from old offsets to new ones."""

    def __init__(self, text: str, edits: list[Edit]) -> None:
        parts, at = [], 0
        for edit in edits:
            parts += [text[at : edit.start], edit.text]
            at = edit.end
        self.text = "".join(parts) + text[at:]
        self.starts, self.ends = [e.start for e in edits], [e.end for e in edits]
        self.shifts = [0, *accumulate(len(e.text) - (e.end - e.start) for e in edits)]

    def __call__(self, span: Span) -> Span:
        # A start moves with all edits that end at or before it, an end with those that begin before it.
        return Span(
            span.start + self.shifts[bisect_right(self.ends, span.start)],
            span.end + self.shifts[bisect_left(self.starts, span.end)],
        )
