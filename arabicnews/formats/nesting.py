"""Nesting: annotations that may cross, as trees that markup can express.

HTML and XML know no crossing elements. Where one annotation ends inside another, the other is cut there and
goes on in a second piece, as it does at a line's end. A piece knows whether it is the first or the last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TypeAlias

from arabicnews.document import Document, Entity, Quote, Span


@dataclass(frozen=True, slots=True)
class Mark:
    """An annotation that covers ``[start, end)`` of the text.

    Attributes:
        role: ``content``, ``source``, ``cue`` or ``entity``.
        quotes: positions in ``document.quotes`` of the quotes it belongs to: one for a content, one or more
            for a cue or source, none for an entity.
        entity: the entity, where it is one.
        piece: which piece of the content it is, counted from 0.
    """

    start: int
    end: int
    role: str
    quotes: tuple[int, ...] = ()
    entity: Entity | None = None
    piece: int = 0


@dataclass(slots=True, eq=False)
class Node:
    """A piece of a mark: ``[start, end)`` of the text, with strings and further nodes in it."""

    mark: Mark
    start: int
    end: int
    children: list[Node | str] = field(default_factory=list)

    @property
    def is_first(self) -> bool:
        """Whether the mark begins here."""
        return self.start == self.mark.start

    @property
    def is_last(self) -> bool:
        """Whether the mark ends here."""
        return self.end == self.mark.end


Nodes: TypeAlias = list[Node | str]


def nested_lines(document: Document) -> Iterator[Nodes]:
    """The text line by line, each as strings and nodes; joined with line feeds the lines are the text."""
    pending = [m for m in (_trimmed(m, document.text) for m in marks(document)) if m.start < m.end]
    pending.sort(key=lambda m: (m.start, -m.end), reverse=True)
    here: list[Mark] = []
    start = 0
    for line in document.text.split("\n"):
        end = start + len(line)
        here = [m for m in here if m.end > start]
        while pending and pending[-1].start < end:
            here.append(pending.pop())
        yield _nest(document.text, here, start, end)
        start = end + 1


def marks(document: Document) -> list[Mark]:
    """Everything that is annotated in a document, inner before outer; what quotes share is one mark."""
    contents = [
        Mark(span.start, span.end, "content", (number,), piece=piece)
        for number, quote in enumerate(document.quotes)
        for piece, span in enumerate(quote.content)
    ]
    shared: dict[tuple[str, Span], tuple[int, ...]] = {}
    for number, quote in enumerate(document.quotes):
        for role, span in _voices(quote):
            shared[role, span] = (*shared.get((role, span), ()), number)
    voices = [Mark(span.start, span.end, role, quotes) for (role, span), quotes in shared.items()]
    # Of marks on the same characters the outer one comes last here: the list is sorted, stably, and taken
    # from its end.
    return [
        *[Mark(e.start, e.end, "entity", entity=e) for e in document.entities],
        *voices[::-1],
        *contents[::-1],
    ]


def _voices(quote: Quote) -> Iterator[tuple[str, Span]]:
    if quote.source:
        yield "source", quote.source
    if quote.cue:
        yield "cue", quote.cue.span


def _trimmed(mark: Mark, text: str) -> Mark:
    """A mark without line feeds at its edges: they belong to no line."""
    covered = text[mark.start : mark.end]
    start = mark.end - len(covered.lstrip("\n"))
    return replace(mark, start=start, end=start + len(covered.strip("\n")))


def _nest(text: str, here: Sequence[Mark], start: int, end: int) -> Nodes:
    """The line ``text[start:end]``, given the marks that touch it, outer ones before inner ones."""
    edges = sorted({start, end, *(e for m in here for e in (m.start, m.end) if start < e < end)})
    waiting = list(here)[::-1]
    active: list[Mark] = []
    root: Nodes = []
    stack: list[Node] = []
    for left, right in pairwise(edges):
        active = [m for m in active if m.end > left]
        while waiting and waiting[-1].start <= left:
            active.append(waiting.pop())
        _reopen(root, stack, active, left)
        for node in stack:
            node.end = right
        (stack[-1].children if stack else root).append(text[left:right])
    return root


def _reopen(root: Nodes, stack: list[Node], active: Sequence[Mark], at: int) -> None:
    """Close what does not go on, and open what is missing, outermost first."""
    same = 0
    while same < min(len(stack), len(active)) and stack[same].mark is active[same]:
        same += 1
    del stack[same:]
    for mark in active[same:]:
        node = Node(mark, at, at)
        (stack[-1].children if stack else root).append(node)
        stack.append(node)
