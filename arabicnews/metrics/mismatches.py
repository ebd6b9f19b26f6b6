"""Mismatches: where a prediction differs from gold, one by one, for people to look at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from arabicnews.document import Document, Entity, Quote
from arabicnews.metrics.alignment import Comparison, QuotePair, align_documents


class Mismatch(NamedTuple):
    """Two annotations that should be one, or an annotation that has no counterpart.

    Attributes:
        what: ``missed`` or ``spurious`` alone; else what differs, of an entity ``extent`` and ``label``, of a
            quote ``extent``, ``kind``, ``cue``, ``source`` and ``speaker``.
        gold: what a person annotated, None if it is spurious.
        predicted: what is predicted, None if it is missed.
    """

    what: tuple[str, ...]
    gold: Entity | Quote | None
    predicted: Entity | Quote | None

    @property
    def start(self) -> int:
        """Where in the text it begins."""
        return min(side.start for side in (self.gold, self.predicted) if side)


def mismatches(gold: Document, predicted: Document) -> list[Mismatch]:
    """All differences of one document in the order of the text.

    Quotes are aligned as ``evaluate`` aligns them. Each entity stands against the first one of the other side
    that it overlaps and that nothing stands against yet.

    Raises:
        ValueError: if the two differ in id or text.
    """
    (comparison,) = align_documents([gold], [predicted])
    found = [*_entities(comparison), *_quotes(comparison)]
    return sorted(found, key=lambda mismatch: mismatch.start)


def _entities(comparison: Comparison) -> Iterator[Mismatch]:
    equal = {e.span for e in comparison.gold.entities} & {e.span for e in comparison.predicted.entities}
    by_span = {e.span: e for e in comparison.predicted.entities}
    rest = [e for e in comparison.predicted.entities if e.span not in equal]
    for entity in comparison.gold.entities:
        if entity.span in equal:
            other: Entity | None = by_span[entity.span]
        elif other := next((e for e in rest if e.span.overlaps(entity.span)), None):
            rest.remove(other)
        what = _differences_of_entities(entity, other) if other else ("missed",)
        if what:
            yield Mismatch(what, entity, other)
    yield from (Mismatch(("spurious",), None, entity) for entity in rest)


def _differences_of_entities(gold: Entity, predicted: Entity) -> tuple[str, ...]:
    differ = {"extent": gold.span != predicted.span, "label": gold.label != predicted.label}
    return tuple(name for name, yes in differ.items() if yes)


def _quotes(comparison: Comparison) -> Iterator[Mismatch]:
    for pair in comparison.pairs:
        if what := _differences_of_quotes(comparison, pair):
            yield Mismatch(what, pair.gold, pair.predicted)
    # By identity: two quotes of one side may be equal, and only one of them is aligned.
    aligned = {id(quote) for pair in comparison.pairs for quote in (pair.gold, pair.predicted)}
    yield from (Mismatch(("missed",), q, None) for q in comparison.gold.quotes if id(q) not in aligned)
    yield from (Mismatch(("spurious",), None, q) for q in comparison.predicted.quotes if id(q) not in aligned)


def _differences_of_quotes(comparison: Comparison, pair: QuotePair) -> tuple[str, ...]:
    gold, predicted, _ = pair
    cues = (quote.cue and quote.cue.span for quote in (gold, predicted))
    differ = {
        "extent": gold.content != predicted.content,
        "kind": gold.kind != predicted.kind,
        "cue": len(set(cues)) > 1,
        "source": gold.source != predicted.source,
        "speaker": not comparison.same_speaker(pair),
    }
    return tuple(name for name, yes in differ.items() if yes)
