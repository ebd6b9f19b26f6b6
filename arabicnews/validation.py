"""What the annotation rulebook demands of a document, beyond what the data model checks itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from arabicnews import marks
from arabicnews.document import ENTITY_LABELS, REFERENCE_TYPES, Document, Entity, Quote, Reference, Span
from arabicnews.words import Token, at_word_edges, tokenize

NAMED = ("PER", "ORG", "GPE", "LOC", "FAC")  # labels whose every entity has a reference
CUE_WORDS = 4
_DASHES = "-–—―"


def problems(document: Document) -> list[str]:
    """Check a document against the rulebook.

    Returns:
        One message for each problem: the entity, quote or reference, its text and offsets, what is wrong and
        what to do.
    """
    tokens = tokenize(document.text)
    return [
        *_edges(document, tokens),
        *_entities(document),
        *_references(document),
        *_kinds(document, tokens),
        *_parts(document, tokens),
    ]


def _show(span: Span) -> str:
    text = span.text if len(span.text) <= 40 else f"{span.text[:25]}…{span.text[-12:]}"
    return f"«{text}» [{span.start}, {span.end})".replace("\n", "⏎")


def _name(number: int, quote: Quote) -> str:
    return f"quote {number} {_show(quote.content[0])}"


def _roles(quote: Quote) -> Iterator[tuple[str, Span]]:
    """The parts of a quote, each with the name of its role."""
    for piece in quote.content:
        yield "content", piece
    if quote.cue:
        yield "cue", quote.cue.span
    if quote.source:
        yield "source", quote.source


def _edges(document: Document, tokens: list[Token]) -> Iterator[str]:
    spans = [(f"entity {e.label}", e.span) for e in document.entities]
    for number, quote in enumerate(document.quotes, 1):
        spans += [(f"quote {number}, {role}", span) for role, span in _roles(quote)]
    for what, span in spans:
        if at_word_edges(tokens, span.start, span.end):
            continue
        words = [t for t in tokens if t.is_word and t.start < span.end and span.start < t.end]
        if words:
            better = Span(words[0].start, words[-1].end, document.text[words[0].start : words[-1].end])
            fix = f"punctuation and marks at the edge stay out, words are taken whole: {_show(better)}"
        else:
            fix = "it holds no word; delete it"
        yield f"{what} {_show(span)} does not begin and end at word edges; {fix}"


def _entities(document: Document) -> Iterator[str]:
    for entity in document.entities:
        what, reference = f"entity {entity.label} {_show(entity.span)}", entity.reference
        if entity.label not in ENTITY_LABELS:
            yield f"{what} has an unknown label; allowed are {', '.join(ENTITY_LABELS)}"
        if entity.label in NAMED and reference is None:
            yield f"{what} has no reference; every {', '.join(NAMED)} has one"
        if reference and reference.type not in _types(entity):
            yield (
                f"{what} has the reference {reference.id} «{reference.name}» of type {reference.type}; "
                f"allowed are {', '.join(_types(entity))}: correct the type, the label or the reference"
            )


def _types(entity: Entity) -> Sequence[str]:
    """The types of reference an entity may have; bodies and places stand for each other, people do not."""
    return {"PER": ("PER",), "TITLE": ("PER", "GROUP")}.get(entity.label, REFERENCE_TYPES)


def _references(document: Document) -> Iterator[str]:
    used = {e.reference.id for e in document.entities if e.reference}
    used |= {q.speaker.id for q in document.quotes if q.speaker}
    used |= {member for r in document.references for member in r.members}
    types = {r.id: r for r in document.references}
    for reference in document.references:
        what = f"reference {reference.id} «{reference.name}»"
        if reference.id not in used:
            yield f"{what} is used by no entity, quote or joint reference; use it or delete it"
        words = tokenize(reference.name)
        if not words:
            yield f"{what} has no name; write the fullest form that the article gives"
        elif not at_word_edges(words, 0, len(reference.name)):
            yield f"{what}: the name begins or ends with a mark or blank; leave that out"
        yield from _members(what, reference, types)


def _members(what: str, reference: Reference, known: dict[str, Reference]) -> Iterator[str]:
    members = reference.members
    if members and reference.type != "GROUP":
        yield f"{what} has members and the type {reference.type}; joint speakers are a GROUP"
    if len(members) == 1 or len(set(members)) < len(members):
        yield f"{what} has the members {' '.join(members)}; joint speakers are two or more that differ"
    for member in members:
        if known[member].members:
            yield f"{what} has the member {member}, which has members itself; name its members instead"


def _kinds(document: Document, tokens: list[Token]) -> Iterator[str]:
    marked = _Marked(document.text, tokens)
    for number, quote in enumerate(document.quotes, 1):
        name, content = _name(number, quote), quote.content
        if quote.kind == "direct" and not any(marked.touches(p) for p in content):
            yield (
                f"{name} is direct, but no piece of it stands between quotation marks or after a dash at the "
                "start of a line; make it indirect, or mixed if marks enclose some of its words"
            )
        if quote.kind == "indirect" and all(marked.encloses(p) for p in content):
            yield f"{name} is indirect, but all of it stands between quotation marks; make it direct"
        if quote.kind == "mixed" and not any(marked.holds(p) for p in content):
            yield f"{name} is mixed, but there is no quotation mark in it or at its edges; make it indirect"


class _Marked:
    """How spans stand to the quotation marks of their text; a gap is all between a span and the next word."""

    def __init__(self, text: str, tokens: Iterable[Token]) -> None:
        self.text = text
        self.words = [t for t in tokens if t.is_word]
        self.pairs = marks.pairs(text)
        self.marks = marks.find(text)
        self.closed = {start for start, _ in self.marks}

    def _gaps(self, span: Span) -> tuple[int, int]:
        """Where the gap before a span begins and the gap after it ends."""
        before = max((w.end for w in self.words if w.end <= span.start), default=0)
        after = min((w.start for w in self.words if w.start >= span.end), default=len(self.text))
        return before, after

    def encloses(self, span: Span) -> bool:
        """Whether one pair of marks stands right around a span."""
        before, after = self._gaps(span)
        return any(
            before <= opening < span.start and span.end <= closing < after and closing in self.closed
            for opening, closing in self.pairs
        )

    def touches(self, span: Span) -> bool:
        """Whether a mark stands at an edge of a span, marks stand around it, or a dash before it."""
        before, after = self._gaps(span)
        opened = any(before <= s < span.start and self.text[s:e] in marks.OPENING for s, e in self.marks)
        closed = any(span.end <= s < after and self.text[s:e] in marks.CLOSING for s, e in self.marks)
        inside = any(opening < span.start and span.end <= closing for opening, closing in self.pairs)
        line = self.text[self.text.rfind("\n", 0, span.start) + 1 : span.start].strip(" \t\"'«“”")
        return opened or closed or inside or (bool(line) and all(c in _DASHES for c in line))

    def holds(self, span: Span) -> bool:
        """Whether there is a mark inside a span or at one of its edges."""
        before, after = self._gaps(span)
        return any(before <= start < after for start, _ in self.marks)


def _parts(document: Document, tokens: list[Token]) -> Iterator[str]:
    placed: list[tuple[int, str, Span]] = []
    for number, quote in enumerate(document.quotes, 1):
        placed += [(number, role, span) for role, span in _roles(quote)]
        if quote.source and not quote.speaker:
            yield (
                f"{_name(number, quote)} has the source {_show(quote.source)} and no speaker; give it one "
                "(an unnamed source is a GROUP reference)"
            )
        if quote.cue:
            cue = quote.cue.span
            length = sum(t.is_word and cue.start <= t.start and t.end <= cue.end for t in tokens)
            if length > CUE_WORDS:
                yield (
                    f"{_name(number, quote)}: the cue {_show(cue)} has {length} words, {CUE_WORDS} at most "
                    "are allowed; keep the reporting word or the fixed expression alone"
                )
    yield from _shared_cues(document)
    yield from _overlaps(placed)
    yield from _cut_entities(document, placed)


def _shared_cues(document: Document) -> Iterator[str]:
    cues = Counter(q.cue.span for q in document.quotes if q.cue)
    for cue in [c for c, count in cues.items() if count > 1]:
        numbers = [str(n) for n, q in enumerate(document.quotes, 1) if q.cue and q.cue.span == cue]
        yield (
            f"quotes {' and '.join(numbers)} share the cue {_show(cue)}; one cue has one quote, "
            "in several pieces where it must: join them"
        )


def _overlaps(placed: Sequence[tuple[int, str, Span]]) -> Iterator[str]:
    for i, (number, role, span) in enumerate(placed):
        for other, its_role, its_span in placed[i + 1 :]:
            shared = role == its_role != "content" and span == its_span and number != other
            if span.overlaps(its_span) and not shared:
                yield (
                    f"quote {number}, {role} {_show(span)} and quote {other}, {its_role} {_show(its_span)} "
                    "overlap; only a source is shared, and then whole: take one out of the other"
                )


def _cut_entities(document: Document, placed: Sequence[tuple[int, str, Span]]) -> Iterator[str]:
    for number, role, span in placed:
        for entity in document.entities:
            inside = span.start <= entity.start and entity.end <= span.end
            if entity.span.overlaps(span) and not inside:
                yield (
                    f"quote {number}, {role} {_show(span)} cuts entity {entity.label} {_show(entity.span)}; "
                    "it must lie inside a quote part or outside it; move one of the edges"
                )
