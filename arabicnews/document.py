"""The data model: a document, its entities, quotes and references.

All offsets are half-open and count Unicode code points of the untouched text. Gold and predicted documents
are the same type; ``score`` is a probability in [0, 1], or None for what a person annotated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

ENTITY_LABELS = ("PER", "TITLE", "ORG", "NORP", "GPE", "LOC", "FAC", "EVENT", "DATE", "MISC")
QUOTE_KINDS = ("direct", "indirect", "mixed")
REFERENCE_TYPES = ("PER", "ORG", "GPE", "LOC", "FAC", "GROUP")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open pair of character offsets. A document fills in ``text``; it takes no part in equality."""

    start: int
    end: int
    text: str = field(default="", compare=False)

    def __str__(self) -> str:
        return self.text

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share at least one character."""
        return self.start < other.end and other.start < self.end


class _OnSpan:
    """Reading a span's offsets and text from the annotation that stands on it."""

    __slots__ = ()
    span: Span

    @property
    def start(self) -> int:
        return self.span.start

    @property
    def end(self) -> int:
        return self.span.end

    @property
    def text(self) -> str:
        return self.span.text


@dataclass(frozen=True, slots=True)
class Reference:
    """Somebody or something that the article speaks of, under one canonical name.

    ``mentions`` are spans, in order; ``members`` are the ids of the references that speak together.
    """

    id: str
    type: str
    name: str
    mentions: tuple[Span, ...] = ()
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity(_OnSpan):
    """A named entity; ``reference`` says who or what it is across the article."""

    span: Span
    label: str
    score: float | None = None
    reference: Reference | None = None

    def __repr__(self) -> str:
        name = self.reference.name if self.reference else None
        return (
            f"Entity(text={self.text!r}, label={self.label!r}, start={self.start}, end={self.end}, "
            f"score={_short(self.score)}, reference={name!r})"
        )


@dataclass(frozen=True, slots=True)
class Cue(_OnSpan):
    """The reporting word of a quote («وقال», «مؤكداً», «بحسب»)."""

    span: Span
    score: float | None = None

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Quote:
    """What a source is reported to have communicated.

    Attributes:
        kind: ``direct``, ``indirect`` or ``mixed``.
        content: the words reported, in one or more pieces.
        cue: the reporting word, or None.
        source: the words that name the speaker here, or None where the subject is not written.
        speaker: who that is across the article, or None where it is not clear.
        score: probability that this is a quote with this content.
        speaker_score: probability that the speaker is right.
    """

    kind: str
    content: tuple[Span, ...]
    cue: Cue | None = None
    source: Span | None = None
    speaker: Reference | None = None
    score: float | None = None
    speaker_score: float | None = None

    @property
    def text(self) -> str:
        """The content; pieces are joined with « … »."""
        return " … ".join(piece.text for piece in self.content)

    @property
    def start(self) -> int:
        return self.content[0].start

    @property
    def end(self) -> int:
        return self.content[-1].end


@dataclass(frozen=True, slots=True)
class Document:
    """An article and what is known of it. Checks itself when made.

    Args:
        text: the article, never changed.
        tokens: spans of words where the text came already split; None means the library's own words.

    Raises:
        ValueError: a span outside the text or empty, entities that overlap, an unknown label, kind or
            reference, a score outside [0, 1], or a span whose ``text`` is not what stands there.
    """

    text: str
    id: str = ""
    meta: Mapping[str, Any] = field(default_factory=dict)
    entities: tuple[Entity, ...] = ()
    quotes: tuple[Quote, ...] = ()
    references: tuple[Reference, ...] = ()
    tokens: tuple[Span, ...] | None = None

    def __post_init__(self) -> None:
        for name in ("text", "id"):
            found = type(getattr(self, name))
            if not issubclass(found, str):
                raise TypeError(f"a document's {name} must be a str, found {found.__name__}")
        bind = _Binder(self.text, self.id)
        references = tuple(bind.reference(r) for r in self.references)
        known = bind.index(references)
        entities = sorted((bind.entity(e, known) for e in self.entities), key=lambda e: e.span)
        bind.no_overlap(entities)
        quotes = sorted((bind.quote(q, known) for q in self.quotes), key=lambda q: q.content[0])
        set_ = object.__setattr__
        set_(self, "meta", dict(self.meta))
        set_(self, "references", references)
        set_(self, "entities", tuple(entities))
        set_(self, "quotes", tuple(quotes))
        if self.tokens is not None:
            set_(self, "tokens", tuple(bind.span(t, "token") for t in self.tokens))

    @classmethod
    def from_words(cls, words: Sequence[str], **fields: Any) -> Document:
        """A document of text that is already split; the words are joined with single blanks.

        Raises:
            TypeError: if a single string is given.
            ValueError: if a word is empty or only white space.
        """
        if isinstance(words, str):
            raise TypeError("from_words takes a sequence of words; call the pipeline on a text")
        spans, at = [], 0
        for number, word in enumerate(words):
            if not word.strip():
                raise ValueError(f"word {number} is empty; leave empty words out")
            spans.append(Span(at, at + len(word)))
            at += len(word) + 1
        return cls(" ".join(words), tokens=tuple(spans), **fields)

    @property
    def speakers(self) -> dict[str, tuple[Quote, ...]]:
        """The quotes of each speaker in order, by reference id; unattributed quotes are left out."""
        found: dict[str, tuple[Quote, ...]] = {}
        for quote in self.quotes:
            if quote.speaker:
                found[quote.speaker.id] = (*found.get(quote.speaker.id, ()), quote)
        return found

    def _repr_html_(self) -> str:
        """How a notebook draws the document: right to left, quotes tied to their speakers."""
        from arabicnews.view import draw  # imported late: the core knows nothing of formats

        return draw(self)

    def bare(self) -> Document:
        """The same text without any annotation: what a model is given to read."""
        return Document(self.text, self.id, self.meta, tokens=self.tokens)

    def to_dict(self) -> dict[str, Any]:
        """The document as JSON values, in the dataset's line format."""
        from arabicnews.serialisation import to_dict  # imported late: it is built on this module

        return to_dict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Document:
        """The inverse of ``to_dict``. References without ``mentions`` get them from what points to them.

        Raises:
            ValueError: as for the class, and for a missing key or an unknown reference.
        """
        from arabicnews.serialisation import from_dict

        return from_dict(data)


class _Binder:
    """Checks annotations against one text and fills in the text of their spans."""

    def __init__(self, text: str, id_: str) -> None:
        self.source, self.where = text, f"document {id_!r}" if id_ else "document"

    def fail(self, message: str) -> ValueError:
        return ValueError(f"{self.where}: {message}")

    def span(self, span: Span, what: str) -> Span:
        if not 0 <= span.start < span.end <= len(self.source):
            raise self.fail(
                f"{what} [{span.start}, {span.end}) is empty or outside the text, "
                f"which has {len(self.source)} characters; spans are half-open and hold at least one"
            )
        stands = self.source[span.start : span.end]
        if span.text and span.text != stands:
            raise self.fail(
                f"{what} [{span.start}, {span.end}) says {span.text!r} but there stands {stands!r}; "
                "correct the offsets or the text"
            )
        return span if span.text else Span(span.start, span.end, stands)

    def score(self, value: float | None, what: str) -> None:
        if value is not None and not 0.0 <= value <= 1.0:
            raise self.fail(f"{what} has the score {value}; a score is a probability in [0, 1] or None")

    def one_of(self, value: str, allowed: Iterable[str], what: str) -> None:
        if value not in allowed:
            raise self.fail(f"{what} {value!r} is unknown; allowed are {', '.join(allowed)}")

    def reference(self, reference: Reference) -> Reference:
        self.one_of(reference.type, REFERENCE_TYPES, f"reference {reference.id!r}: type")
        mentions = {self.span(m, f"mention of {reference.id!r}") for m in reference.mentions}
        return replace(reference, mentions=tuple(sorted(mentions)))

    def index(self, references: Sequence[Reference]) -> dict[str, Reference]:
        known = {r.id: r for r in references}
        if len(known) < len(references):
            raise self.fail("two references have the same id; ids must differ")
        for reference in references:
            for member in reference.members:
                self.one_of(member, known, f"reference {reference.id!r}: member")
        return known

    def known(self, reference: Reference | None, known: Mapping[str, Reference]) -> Reference | None:
        if reference is None:
            return None
        self.one_of(reference.id, known, "reference")
        return known[reference.id]

    def entity(self, entity: Entity, known: Mapping[str, Reference]) -> Entity:
        self.score(entity.score, f"entity {entity.label}")
        if not entity.label:
            raise self.fail(f"the entity at {entity.start} has no label")
        span = self.span(entity.span, f"entity {entity.label}")
        return replace(entity, span=span, reference=self.known(entity.reference, known))

    def no_overlap(self, entities: Sequence[Entity]) -> None:
        for left, right in pairwise(entities):
            if right.start < left.end:
                raise self.fail(f"{left!r} and {right!r} overlap; entities are flat")

    def quote(self, quote: Quote, known: Mapping[str, Reference]) -> Quote:
        self.one_of(quote.kind, QUOTE_KINDS, "quote kind")
        if not quote.content:
            raise self.fail("a quote has no content; a quote holds at least one piece")
        self.score(quote.score, "quote")
        self.score(quote.speaker_score, "speaker")
        content = tuple(sorted(self.span(s, "content") for s in quote.content))
        for left, right in pairwise(content):
            if right.start < left.end:
                raise self.fail(f"the content pieces {left.text!r} and {right.text!r} of a quote overlap")
        return replace(
            quote,
            content=content,
            cue=replace(quote.cue, span=self.span(quote.cue.span, "cue")) if quote.cue else None,
            source=self.span(quote.source, "source") if quote.source else None,
            speaker=self.known(quote.speaker, known),
        )


def _short(score: float | None) -> float | None:
    return None if score is None else round(score, 3)
