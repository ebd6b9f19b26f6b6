"""Hints: what the rules take each token for, shown to the network as a feature of its input.

A small encoder that has seen little text knows few names and few turns of reporting. The lexica know many,
and are wrong in ways that can be learnt; so the network reads their answer beside the word and decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from arabicnews.document import Document, Span
from arabicnews.labels import TagSpan, decode, encode, iob2_labels, tokens_under, without_overlaps
from arabicnews.rules import RuleReader
from arabicnews.windows import Text


@lru_cache(maxsize=1)
def _rules() -> tuple[RuleReader, dict[str, int], dict[str, int]]:
    entities, parts = ({t: i for i, t in enumerate(iob2_labels(s))} for s in ("news", "quotes"))
    return RuleReader(), entities, parts


def hints(document: Document, text: Text) -> tuple[tuple[int, int], ...]:
    """For each token the tag ids of the entity and of the quote part that the rules see there; 0 for none."""
    reader, entity_ids, part_ids = _rules()
    _, found, quotes = reader.find(document)
    edges = [(t.start, t.end) for t in text.tokens]
    entities = _tags([(e.span, e.label) for e in found], edges)
    parts: list[tuple[Span, str]] = []
    for quote in quotes:
        parts += [(piece, quote.kind.upper()) for piece in quote.content]
        parts += [(quote.cue.span, "CUE")] if quote.cue else []
        parts += [(quote.source, "SOURCE")] if quote.source else []
    return tuple((entity_ids[e], part_ids[p]) for e, p in zip(entities, _tags(parts, edges), strict=True))


def _tags(spans: Iterable[tuple[Span, str]], edges: list[tuple[int, int]]) -> list[str]:
    """IOB2 tags; of spans that overlap the first is kept."""
    runs = ((*tokens_under(edges, span.start, span.end), label) for span, label in spans)
    return encode(without_overlaps(runs), len(edges))


def hinted_parts(text: Text) -> list[TagSpan]:
    """The quote parts that the hints of a text stand for, as runs of its tokens."""
    tags = iob2_labels("quotes")
    return decode([tags[part] for _, part in text.hints])


def with_hints(document: Document) -> Text:
    """A document cut for reading, hints included."""
    text = Text.of(document)
    return Text(text.tokens, text.paragraph, text.marks, hints(document, text))
