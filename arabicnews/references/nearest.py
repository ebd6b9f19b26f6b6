"""The baseline: the nearest name speaks, and only names written alike are one. What resolving has to beat."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from arabicnews.document import Entity, Quote, Reference, Span
from arabicnews.references import Resolved
from arabicnews.words import Token, fold, sentence_ends

_NAMED = ("PER", "ORG", "GPE", "LOC", "FAC")
_SPEAKERS = ("PER", "ORG")


def nearest_name(
    text: str, tokens: Sequence[Token], entities: Sequence[Entity], quotes: Sequence[Quote]
) -> Resolved:
    """Give every quote the person or body whose name stands nearest to it; takes what ``resolve`` takes.

    Near is by characters from the cue, or from the content where there is none; before or behind, but not in
    a later sentence, and not inside of what is quoted. Of two equally near the one in front speaks. Sources,
    titles and agreement are not looked at. Names are one if they have the same words, spelling variants
    aside, and the same label.

    Returns:
        Entities and quotes in text order with references and speakers, without speaker scores, and the
        references in the order of their first mention.
    """
    named = sorted((e for e in entities if e.label in _NAMED), key=lambda entity: entity.span)
    references = _references(text, tokens, named)
    speakers = [entity for entity in named if entity.label in _SPEAKERS]
    ends = sentence_ends(text)
    found = (replace(e, reference=references.get(e.span)) for e in entities)
    attributed = []
    for quote in quotes:
        nearest = _nearest(quote, speakers, ends)
        speaker = references[nearest.span] if nearest else None
        attributed.append(replace(quote, speaker=speaker, speaker_score=None))
    return Resolved(
        tuple(sorted(found, key=lambda entity: entity.span)),
        tuple(sorted(attributed, key=lambda quote: quote.content[0])),
        tuple(dict.fromkeys(references.values())),
    )


def _references(text: str, tokens: Sequence[Token], named: Sequence[Entity]) -> dict[Span, Reference]:
    """The reference of each name, by its span."""
    ends = [token.end for token in tokens]
    spans: dict[tuple[str, ...], list[Span]] = {}
    for entity in named:
        words = []
        for token in islice(tokens, bisect_right(ends, entity.start), None):
            if token.start >= entity.end:
                break
            if token.is_word:  # a name may begin inside a token of the text
                words.append(fold(text[max(token.start, entity.start) : min(token.end, entity.end)]))
        spans.setdefault((entity.label, *words), []).append(entity.span)
    found: dict[Span, Reference] = {}
    for number, ((label, *_), mentions) in enumerate(spans.items(), 1):
        name = text[mentions[0].start : mentions[0].end]
        reference = Reference(f"r{number}", label, name, tuple(Span(m.start, m.end) for m in mentions))
        found.update(dict.fromkeys(mentions, reference))
    return found


def _nearest(quote: Quote, speakers: Sequence[Entity], ends: Sequence[int]) -> Entity | None:
    """The speaker whose name is nearest to a quote's cue, or to its content."""
    spans = [quote.cue.span] if quote.cue else sorted(quote.content)
    start, end = spans[0].start, spans[-1].end
    at = bisect_right(ends, end - 1)
    stop = ends[at] if at < len(ends) else ends[-1]
    near = [e for e in speakers if e.start < stop and not any(e.span.overlaps(c) for c in quote.content)]
    return min(near, key=lambda e: max(start - e.end, e.start - end), default=None)
