"""From a document to the inline format."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import regex

from arabicnews.document import ENTITY_LABELS, Document, Reference, Span
from arabicnews.formats.inline.article import RULE, SPECIAL
from arabicnews.formats.inline.table import write_quote, write_reference


def render(document: Document) -> str:
    """Write a document in the inline format; ``parse`` gives the same document back.

    Scores are left out: what a person has gone over has none.

    Raises:
        ValueError: the format cannot hold the document. It says what it is: no id, ready-split words, an
            unknown label, meta that is no line of text, ids other than r1, r2 …, mentions that are neither
            entities nor sources, quote parts that overlap each other or cut an entity.
    """
    for problem in _obstacles(document):
        raise ValueError(f"document {document.id!r} cannot be written inline: {problem}")
    header = [f"# {key}: {value}" for key, value in {"id": document.id, **document.meta}.items()]
    rows = [write_reference(r) for r in document.references]
    rows += [write_quote(number, q) for number, q in enumerate(document.quotes, 1)]
    return "\n".join([*header, RULE, _marked(document), RULE, *rows]) + "\n"


def _obstacles(document: Document) -> Iterator[str]:
    if document.tokens is not None:
        yield "it is split into words already; the format holds running text"
    if not document.id or "id" in document.meta:
        yield "it has no id, or 'id' in its meta; give it an id and take that out of meta"
    for key, value in {"id": document.id, **document.meta}.items():
        if not (_is_line(key) and _is_line(value)) or ":" in key or not key:
            yield (
                f"its meta has {key!r}: {value!r}; allowed are single lines of text with no blank at either "
                "end, and no colon in a key"
            )
    for reference in document.references:
        yield from _reference_obstacles(document, reference)
    for entity in document.entities:
        if entity.label not in ENTITY_LABELS:
            yield f"it has {entity!r}; allowed labels are {', '.join(ENTITY_LABELS)}"
    yield from _nesting_obstacles(document)


def _is_line(value: object) -> bool:
    return isinstance(value, str) and value == value.strip() and "\n" not in value


def _reference_obstacles(document: Document, reference: Reference) -> Iterator[str]:
    if not regex.fullmatch(r"r\d+", reference.id) or not _is_line(reference.name):
        yield f"it has {reference!r}; ids are r1, r2 …, names are single lines with no blank at either end"
    entities = {e.span for e in document.entities if e.reference == reference}
    sources = {q.source for q in document.quotes if q.source and q.speaker == reference}
    if not entities <= set(reference.mentions) <= entities | sources:
        yield f"the mentions of {reference!r} differ from its entities and the sources of its quotes"


def _nesting_obstacles(document: Document) -> Iterator[str]:
    parts = sorted(span for span, _, _ in _quote_parts(document))
    for left, right in itertools.pairwise(parts):
        if left.overlaps(right):
            yield f"the quote parts {left.text!r} and {right.text!r} overlap; quote parts lie side by side"
    for part in parts:
        for entity in document.entities:
            if entity.span.overlaps(part) and not part.start <= entity.start < entity.end <= part.end:
                yield f"the quote part {part.text!r} cuts {entity!r}; entities lie inside a part or outside"


def _quote_parts(document: Document) -> list[tuple[Span, str, str]]:
    """Each quote part once: its span, its role, and the numbers of its quotes, joined by commas."""
    numbers: dict[tuple[Span, str], list[str]] = {}
    for number, quote in enumerate(document.quotes, 1):
        parts = [(piece, "q") for piece in quote.content]
        parts += [(quote.cue.span, "c")] if quote.cue else []
        parts += [(quote.source, "s")] if quote.source else []
        for part in parts:
            # Content that two quotes claim stays double, so that it is found to overlap.
            key = part if part[1] != "q" else (part[0], f"q{number}")
            numbers.setdefault(key, []).append(str(number))
    return [(span, role[0], ",".join(found)) for (span, role), found in numbers.items()]


def _marked(document: Document) -> str:
    """The article with its markup; at one offset inner brackets close first and outer ones open first."""
    opening: dict[int, str] = {}
    closing: dict[int, str] = {}
    for span, role, quotes in _quote_parts(document):
        opening[span.start], closing[span.end] = f"{{{role}{quotes} ", "}"
    for entity in document.entities:
        reference = f":{entity.reference.id}" if entity.reference else ""
        opening[entity.start] = f"{opening.get(entity.start, '')}[{entity.label}{reference} "
        closing[entity.end] = f"]{closing.get(entity.end, '')}"
    pieces, at = [], 0
    for offset in sorted(opening.keys() | closing.keys()):
        pieces += [_escape(document.text[at:offset]), closing.get(offset, ""), opening.get(offset, "")]
        at = offset
    marked = "".join([*pieces, _escape(document.text[at:])])
    return "\n".join(f"\\{line}" if line == RULE else line for line in marked.split("\n"))


def _escape(text: str) -> str:
    return str(SPECIAL.sub(r"\\\g<0>", text))
